"""E-mail really leaves: a mail server on loopback takes it, puts it off, refuses it, hangs up."""

from uuid import UUID

import pytest

from carenet.notifications.channels.email import Email
from carenet.notifications.channels.protocol import Address, NotNow, Refused, Rendered, Unclear
from tests.cast import BIN
from tests.notifications.mail_server import MailServer

KEY = UUID("0199bb00-0000-7000-8000-000000000001")


def message(**but):
    values = {
        "key": KEY, "to": Address(BIN.person, email="bin@example.org"), "kind": "session.soon",
        "language": "zh_Hans", "title": "今天16:30：作业辅导", "body": "在<凤凰村>见。",
        "link": "https://care.example.org/m/abc?x=1&y=2", "urgent": False,
        "leave": "https://care.example.org/stop/email/1/2",
    }  # fmt: skip
    return Rendered(**{**values, **but})


@pytest.fixture
async def server():
    made = MailServer()
    made.port = await made.start()
    yield made
    await made.stop()


@pytest.fixture
def email(server):
    return Email(f"smtp://127.0.0.1:{server.port}", "hello@care.example.org", plain=True)


async def test_a_letter_arrives_as_text_and_as_a_page(email, server):
    await email.send(message())
    [letter] = server.taken
    assert letter["To"] == "bin@example.org"
    assert letter["Subject"] == "今天16:30：作业辅导"
    assert letter.get_content_type() == "multipart/alternative"
    text = letter.get_body(("plain",)).get_content()
    page = letter.get_body(("html",)).get_content()
    assert "在<凤凰村>见。" in text
    assert "https://care.example.org/m/abc?x=1&y=2" in text
    assert "在&lt;凤凰村&gt;见。" in page, "what people typed is no markup"
    assert 'lang="zh-Hans"' in page
    assert server.envelopes == [("FROM:<hello@care.example.org>", "TO:<bin@example.org>")]


async def test_every_attempt_has_the_same_message_id_and_a_way_to_stop(email, server):
    await email.send(message())
    await email.send(message())
    assert [x["Message-ID"] for x in server.taken] == [f"<{KEY}@care.example.org>"] * 2
    assert server.taken[0]["List-Unsubscribe"] == "<https://care.example.org/stop/email/1/2>"
    assert server.taken[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    ("at", "answer", "outcome"),
    [
        ("RCPT", "550 5.1.1 no such mailbox", Refused),
        ("RCPT", "451 4.2.1 come back later", NotNow),
        ("MAIL", "530 5.7.0 sign in first", NotNow),
        ("MAIL", "421 4.3.2 going down", NotNow),
        ("DATA", "554 5.7.1 refused", Refused),
        ("BODY", "552 5.3.4 too large", Refused),
        ("BODY", "452 4.3.1 no room", NotNow),
        ("EHLO", "hang up", NotNow),
        ("MAIL", "hang up", NotNow),
        ("RCPT", "hang up", NotNow),
        ("BODY", "hang up", Unclear),
    ],
)
async def test_for_good_for_now_and_nobody_knows_are_told_apart(email, server, at, answer, outcome):
    server.answers[at] = answer
    with pytest.raises(outcome):
        await email.send(message())
    assert server.taken == []


async def test_nobody_at_the_port_is_not_now(server):
    await server.stop()
    with pytest.raises(NotNow):
        await Email(f"smtp://127.0.0.1:{server.port}", "a@b.example", plain=True).send(message())


async def test_nothing_is_said_to_a_server_that_offers_no_encryption(server):
    server.extensions = ["AUTH PLAIN"]
    careful = Email(f"smtp://user:pass@127.0.0.1:{server.port}", "a@b.example")
    with pytest.raises(NotNow):
        await careful.send(message())
    assert (server.taken, server.logins) == ([], [])


async def test_a_login_is_used_and_its_refusal_is_no_fault_of_the_recipient(server):
    server.extensions = ["AUTH PLAIN"]
    known = Email(f"smtp://us%40er:p%3Ass@127.0.0.1:{server.port}", "a@b.example", plain=True)
    await known.send(message())
    assert len(server.logins) == 1
    server.answers["AUTH"] = "535 5.7.8 wrong"
    with pytest.raises(NotNow):
        await known.send(message())
