"""Preferences: how a person wishes to be told, and what they cannot switch off."""

import re
from datetime import timedelta

import pytest

from carenet.core import clock
from carenet.core.clock import SHANGHAI
from carenet.notifications.services.digests import make_digests
from carenet.notifications.services.handing_over import hand_over, hand_over_early
from tests.cast import BIN, LIAN, MEI
from tests.notifications.provider import Provider

pytestmark = pytest.mark.usefixtures("in_english")
ALARM = {"time": "16:50", "place": "凤凰村儿童之家"}


def to_clock(travel, hour, minute=0):
    """Travel on to the next time the clock in Shanghai shows this."""
    now = clock.now().astimezone(SHANGHAI)
    wished = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    travel(clock._shift + (wished if wished > now else wished + timedelta(days=1)) - now)


async def choose(visitor, one, **choice):
    client = await visitor(one)
    answer = await client.post(
        "/me/notifications", data={"quiet": "usual", "digest": "none", **choice}
    )
    assert answer.status_code == 303, answer.text
    return client


async def test_what_was_chosen_stands_on_the_page(visitor):
    client = await choose(
        visitor, BIN, quiet="own", quiet_from="22:00", quiet_until="06:30", digest="daily"
    )
    text = (await client.get("/me/notifications")).text
    assert 'value="22:00"' in text
    assert "21:30" in text, "the usual hours are said as well"


@pytest.mark.parametrize(
    "choice",
    [
        {"quiet": "own", "quiet_from": "22:00"},
        {"quiet": "own", "quiet_from": "22:00", "quiet_until": "22:00"},
        {"quiet": "sometimes"},
        {"paused_until": "2099-01-01"},
    ],
)
async def test_a_wrong_choice_is_refused_and_nothing_is_lost(visitor, eyes, choice):
    client = await visitor(BIN)
    answer = await client.post(
        "/me/notifications", data={"quiet": "usual", "digest": "none", **choice}
    )
    assert answer.status_code == 422
    assert await eyes.fetchval("select count(*) from notification_preferences") == 0


@pytest.fixture
def ways(monkeypatch, eyes):
    """An installation with a gateway and e-mail; everybody has an address at both."""
    for name, value in {
        "MESSAGE_WEBHOOK_URL": "https://gateway.example.org", "MESSAGE_WEBHOOK_SECRET": "s" * 16,
        "SMTP_URL": "smtps://mail.example.org", "SMTP_SENDER": "hello@care.example.org",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"CARENET_{name}", value)

    async def chosen(one):
        return await eyes.fetchval(
            "select channels from notification_preferences where person = $1", one.person
        )

    return chosen


def places(text):
    """The channels of the page in order, with what is chosen for each."""
    return re.findall(
        r'<select class="form-select" id="(\w+)".*?value="(\w+)" selected', text, re.DOTALL
    )


async def an_address(eyes, one):
    await eyes.execute(
        "insert into contact_ways (person, kind, value) values ($1, 'email', 'bin@example.org')",
        one.person,
    )


async def test_all_channels_stand_in_order_and_an_arrow_moves_one(visitor, ways, eyes):
    await an_address(eyes, BIN)
    client = await visitor(BIN)
    page = (await client.get("/me/notifications")).text
    assert places(page) == [("webhook", "always"), ("email", "always")]
    assert "Danger to a child cannot be switched off" in page
    sent = {"order": ["webhook", "email"], "webhook": "always", "email": "always"}
    await choose(visitor, BIN, **sent, up="email", digest="daily")
    page = (await client.get("/me/notifications")).text
    assert places(page) == [("email", "always"), ("webhook", "always")]
    assert 'value="daily" checked' in " ".join(page.split()), "an arrow keeps what else was chosen"
    assert await ways(BIN) == ["email", "webhook"]
    sent["order"] = ["email", "webhook"]
    await choose(visitor, BIN, **sent, down="email")
    assert await ways(BIN) == [], "the usual order follows what is added later"


async def test_a_channel_for_danger_alone_and_one_for_nothing(visitor, ways, eyes, say, worker):
    await an_address(eyes, BIN)
    client = await choose(visitor, BIN, webhook="danger", email="never", quiet="never")
    page = (await client.get("/me/notifications")).text
    assert places(page) == [("webhook", "danger"), ("email", "never")]
    assert "because you said so" in page
    channels = {"webhook": Provider(), "email": Provider("email")}
    await say(BIN)
    await say(BIN, "alarm.child", "alarm:1", **ALARM)
    await hand_over(channels, worker)
    out = await eyes.fetch("select kind from outgoing where channel <> 'inapp'")
    assert [r["kind"] for r in out] == ["alarm.child"]
    await choose(visitor, BIN, webhook="always", email="always")
    lifted = "select count(*) from channel_stops where lifted_at is not null"
    assert await eyes.fetchval(lifted) == 1, "that it was stopped stays written down"


async def test_the_language_is_chosen_on_the_same_page(visitor, eyes):
    await choose(visitor, BIN, language="zh-Hans")
    assert "怎么通知我" in (await (await visitor(BIN)).get("/me/notifications")).text


async def test_the_village_day_is_offered_to_directors(visitor):
    for one, offered in ((BIN, False), (MEI, True)):
        text = (await (await visitor(one)).get("/me/notifications")).text
        assert ("day in one text" in text) == offered


async def test_at_night_a_message_is_held_until_the_morning(
    say, worker, channels, rows, travel, drain, provider
):
    to_clock(travel, 23)
    await say(BIN, "proposal.asked", "proposal:1")
    await drain()
    row = (await rows(BIN))["webhook"]
    assert (row["state"], row["state_because"]) == ("held", "quiet hours")
    assert row["not_before"].astimezone(SHANGHAI).strftime("%H:%M") == "07:30"
    assert provider.posts == []
    assert (await rows(BIN))["inapp"]["state"] == "delivered", "the inbox disturbs nobody"
    to_clock(travel, 7, 31)
    await drain()
    assert len(provider.posts) == 1


async def test_a_reminder_for_an_early_session_is_said_before_the_night(
    say, worker, channels, travel, drain, provider, eyes
):
    to_clock(travel, 21, 29)
    due = clock.now() + timedelta(hours=9, minutes=1)  # half past six in the morning
    await say(BIN, due=due, useful_until=due + timedelta(hours=2), **_session())
    assert await hand_over(channels, worker) == 0, "it is not due"
    assert await hand_over_early(channels, worker) == 1
    await drain()
    assert [m.kind for m in provider.posts] == ["session.soon"]
    assert await hand_over_early(channels, worker) == 0


def _session():
    from tests.notifications.conftest import SESSION

    return SESSION


async def test_danger_passes_at_night_through_a_pause_and_past_the_app_alone(
    say, visitor, travel, drain, provider, worker
):
    await choose(
        visitor,
        MEI,
        paused_until=str(clock.today() + timedelta(days=3)),
        digest="daily",
        webhook="danger",
    )
    to_clock(travel, 2)
    await say(MEI, "alarm.child", "alarm:1", **ALARM)
    await say(MEI, "duty.waiting", "duty:1")
    await drain()
    assert [m.kind for m in provider.posts] == ["alarm.child"]


async def test_a_pause_keeps_everything_else_in_the_app(say, visitor, drain, provider, rows):
    await choose(visitor, BIN, paused_until=str(clock.today()), quiet="never")
    await say(BIN)
    await drain()
    assert set(await rows(BIN)) == {"inapp"}


async def test_the_chosen_channel_comes_first(say, worker, eyes, rows):
    channels = {"webhook": Provider("webhook"), "console": Provider("console")}
    await eyes.execute(
        """insert into notification_preferences (person, channels, digest, quiet_from, quiet_until)
           values ($1, '{console,webhook}', 'none', '00:00', '00:00')""",
        BIN.person,
    )
    await say(BIN)
    await hand_over(channels, worker)
    assert set(await rows(BIN)) == {"inapp", "console"}


async def test_a_summary_comes_once_after_six_with_what_is_unread(
    say, visitor, drain, provider, worker, travel, eyes
):
    for one in (BIN, LIAN):
        await choose(visitor, one, digest="daily", quiet="never")
    to_clock(travel, 17)
    for n in range(3):
        await say(BIN, "proposal.asked", f"proposal:{n}")
    await drain()
    assert provider.posts == [], "what can wait waits"
    assert await make_digests(worker) == 0, "it is not six yet"
    to_clock(travel, 18, 1)
    assert await make_digests(worker) == 1
    assert await make_digests(worker) == 0
    await drain()
    assert [(m.kind, m.to.person) for m in provider.posts] == [("digest.daily", BIN.person)]
    assert "3" in provider.posts[0].body


async def test_a_week_in_one_summary_and_the_day_of_a_village_can_be_chosen(visitor, eyes):
    for one, wish in ((BIN, "weekly"), (MEI, "today")):
        client = await choose(visitor, one, digest=wish)
        kept = await eyes.fetchval(
            "select digest from notification_preferences where person = $1", one.person
        )
        assert kept == wish
        assert (await client.get("/me/notifications")).status_code == 200
