"""A provider in memory, and short words for what every test of messages does."""

from datetime import timedelta

import pytest

from carenet.core import clock
from carenet.core.database import transaction
from carenet.core.reminders import remind
from carenet.notifications.services.handing_over import hand_over
from carenet.notifications.services.sending import send_one
from tests.notifications.provider import Provider

SESSION = {"date": "2026-11-25", "time": "16:30", "place": "凤凰村儿童之家", "title": "作业辅导"}
URL = "https://test"


@pytest.fixture
def provider():
    return Provider()


@pytest.fixture
def channels(provider):
    return {provider.name: provider}


@pytest.fixture
def say(worker):
    """Have something said: due at once unless told otherwise."""

    async def have(one, kind="session.soon", subject="session:1", due=None, **details):
        due_at = due or clock.now() - timedelta(seconds=1)
        details = details or ({} if not kind.startswith("session") else SESSION)
        useful = details.pop("useful_until", None)
        async with transaction(worker):
            return await remind(kind, subject, one.person, due_at, expires_at=useful, **details)

    return have


@pytest.fixture
def drain(worker, channels):
    """Hand over and send until nothing is left to do now."""

    async def run():
        while await hand_over(channels, worker):
            pass
        while await send_one(channels, URL, worker):
            pass

    return run


@pytest.fixture
def awake(eyes):
    """Nobody has quiet hours, so that a test does not depend on the time of day."""

    async def wake(*people):
        for one in people:
            await eyes.execute(
                """insert into notification_preferences (person, channels, quiet_from, quiet_until, digest)
                   values ($1, '{}', '00:00', '00:00', 'none') on conflict (person) do update
                   set quiet_from = '00:00', quiet_until = '00:00'""",
                one.person,
            )

    return wake


@pytest.fixture
def rows(eyes):
    """A person's outgoing rows, by channel."""

    async def look(one):
        found = await eyes.fetch("select * from outgoing where recipient = $1", one.person)
        return {r["channel"]: r for r in found}

    return look


@pytest.fixture
async def in_english(eyes):
    """Every account reads English, so that a test's words are those of the code."""
    await eyes.execute("update accounts set language = 'en'")
