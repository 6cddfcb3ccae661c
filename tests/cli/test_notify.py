"""`carenet notify test`: 0 a provider said yes, 1 it said no, 2 wrong use; as words and as JSON."""

import asyncio
import json
import threading

import pytest

from carenet.cli import run
from tests.cli.test_commands import bare  # noqa: F401  no settings but the test's own
from tests.notifications.mail_server import MailServer


@pytest.fixture
def server():
    """A mail server in a thread of its own: the command runs its own loop."""
    made, loop = MailServer(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    made.port = asyncio.run_coroutine_threadsafe(made.start(), loop).result(5)
    yield made
    asyncio.run_coroutine_threadsafe(made.stop(), loop).result(5)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()


@pytest.fixture
def mail(server, monkeypatch):
    monkeypatch.setenv("CARENET_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
    monkeypatch.setenv("CARENET_SMTP_SENDER", "hello@care.example.org")
    monkeypatch.setenv("CARENET_SMTP_PLAIN", "yes")
    return server


def test_a_letter_that_is_taken_is_0_in_words_and_in_json(mail, capsys):
    assert run(["notify", "test", "email", "bin@example.org"]) == 0
    assert "Accepted after" in capsys.readouterr().out
    assert run(["notify", "test", "email", "bin@example.org", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["channel"], said["state"]) == ("email", "accepted")
    assert [x["To"] for x in mail.taken] == ["bin@example.org"] * 2
    assert "List-Unsubscribe" not in mail.taken[0], "a test is nobody's message"


@pytest.mark.parametrize(
    ("command", "answer", "state"),
    [("RCPT", "550 no such mailbox", "refused"), ("RCPT", "451 later", "later"),
     ("BODY", "hang up", "uncertain")],
)  # fmt: skip
def test_a_no_is_1_and_says_which_no(mail, capsys, command, answer, state):
    mail.answers[command] = answer
    assert run(["notify", "test", "email", "bin@example.org", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["state"] == state


def test_a_server_without_encryption_is_told_nothing_unless_plain_is_said(
    mail, capsys, monkeypatch
):
    monkeypatch.delenv("CARENET_SMTP_PLAIN")
    assert run(["notify", "test", "email", "bin@example.org"]) == 1
    assert "Not taken now" in capsys.readouterr().err
    assert mail.taken == []


@pytest.mark.parametrize(
    "given",
    [["sms", "13800001111"], ["pigeon", "x"], ["email", "no address"], ["email"], ["wechat", "x"]],
)
def test_wrong_use_is_2_and_says_what_is_wrong(mail, capsys, given):
    assert run(["notify", "test", *given]) == 2
    assert capsys.readouterr().err.strip()


def test_half_of_a_channels_settings_are_a_mistake(capsys, monkeypatch):
    monkeypatch.setenv("CARENET_SMTP_URL", "smtp://127.0.0.1:1")
    assert run(["notify", "test", "email", "bin@example.org"]) == 2
    assert "CARENET_SMTP_SENDER" in capsys.readouterr().err


def test_group_addresses_of_other_hosts_are_refused(capsys):
    assert run(["notify", "test", "group", "https://evil.example.org/hook"]) == 2
    assert "evil" not in capsys.readouterr().out
