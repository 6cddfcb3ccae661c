"""/system/channels: how each way out does, what one may try there, and nobody's name."""

from datetime import timedelta

import pytest

from carenet.core import clock
from tests.cast import BIN, LAN, MEI, SYS

SETTINGS = {
    "CARENET_SMTP_URL": "smtp://127.0.0.1:1", "CARENET_SMTP_SENDER": "a@mail.test",
    "CARENET_SMTP_PLAIN": "true",
}  # fmt: skip


@pytest.fixture
def mail(monkeypatch):
    """E-mail is set up, with a server that is not there."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)


async def sent(eyes, state, channel="email", because=None, ago=timedelta(hours=1), attempts=1):
    await eyes.execute(
        """insert into outgoing (recipient, channel, kind, subject, details, language, urgent, state,
             state_at, state_because, not_before, created_at, attempts)
           values ($1, $2, 'session.soon', 'session:1', '{}', 'en', false, $3, $5, $4, $5, $5, $6)""",
        MEI.person, channel, state, because, clock.now() - ago, attempts,
    )  # fmt: skip


def row_of(page, channel):
    """The table's row of one channel."""
    return next(row for row in page.split("<tr>") if f">{channel}</small>" in row)


async def test_a_channel_without_settings_says_so_and_offers_no_test(visitor):
    page = (await (await visitor(SYS)).get("/system/channels")).text
    for channel in ("email", "sms", "wechat", "webhook"):
        assert "not set up" in row_of(page, channel)
        assert "/tests" not in row_of(page, channel)


async def test_the_last_no_after_the_last_yes_is_shown_with_its_reason(visitor, eyes, mail):
    await sent(eyes, "sent", ago=timedelta(hours=3))
    await sent(eyes, "failed", because="SMTP 550", ago=timedelta(hours=1))
    row = row_of((await (await visitor(SYS)).get("/system/channels")).text, "email")
    assert "last one failed" in row
    assert "SMTP 550" in row


async def test_a_yes_after_a_no_is_well_again(visitor, eyes, mail):
    await sent(eyes, "failed", because="SMTP 550", ago=timedelta(hours=3))
    await sent(eyes, "delivered", ago=timedelta(hours=1))
    row = row_of((await (await visitor(SYS)).get("/system/channels")).text, "email")
    assert "set up" in row
    assert "last one failed" not in row


async def test_what_waits_and_what_is_uncertain_is_counted_and_seven_days_are_all(
    visitor, eyes, mail
):
    await sent(eyes, "queued", attempts=0)
    await sent(eyes, "uncertain")
    await sent(eyes, "sent", ago=timedelta(days=8))
    row = row_of((await (await visitor(SYS)).get("/system/channels")).text, "email")
    figures = [cell.partition("<")[0] for cell in row.split('<td class="n num">')[1:]]
    assert figures[:4] == ["0", "0", "1", "1"]
    assert "3,6" in figures[4]


async def test_the_page_holds_nobodys_name_and_no_message(visitor, eyes, mail):
    await sent(eyes, "failed", because="SMTP 550")
    page = (await (await visitor(SYS)).get("/system/channels")).text
    assert MEI.name not in page
    assert str(MEI.person) not in page
    assert "session.soon" not in page


async def test_a_test_to_a_server_that_is_away_says_so_and_nothing_is_queued(visitor, eyes, mail):
    await eyes.execute("update accounts set email = 's@mail.test' where person = $1", SYS.person)
    page = (await (await visitor(SYS)).post("/system/channels/email/tests")).text
    assert "Not taken now" in page
    assert await eyes.fetchval("select count(*) from outgoing") == 0


async def test_without_an_address_of_ones_own_there_is_nothing_to_try(visitor, eyes, mail):
    await eyes.execute("update accounts set email = null where person = $1", SYS.person)
    await eyes.execute("delete from contact_ways where person = $1", SYS.person)
    page = (await (await visitor(SYS)).post("/system/channels/email/tests")).text
    assert "You have no address for it here." in page


@pytest.mark.parametrize("channel", ["group", "sms", "pigeon"])
async def test_only_a_channel_that_is_set_up_can_be_tried(channel, visitor, mail):
    assert (await (await visitor(SYS)).post(f"/system/channels/{channel}/tests")).status_code == 404


@pytest.mark.parametrize("one", [LAN, MEI, BIN])
async def test_it_is_the_administrators_page(one, visitor):
    client = await visitor(one)
    assert (await client.get("/system/channels")).status_code == 403
    assert (await client.post("/system/channels/email/tests")).status_code == 403
