"""Lanes: each channel by itself, at its provider's pace, with so many posts at once."""

import asyncio
import time
from dataclasses import replace

import pytest

from carenet.core import clock
from carenet.core.database import transaction
from carenet.core.reminders import remind
from carenet.notifications.channels.protocol import Receipt
from carenet.notifications.services.handing_over import hand_over
from carenet.notifications.services.pacing import reserve
from tests.cast import BIN
from tests.notifications.conftest import SESSION, awake  # noqa: F401  a fixture
from tests.notifications.provider import Provider
from workers import senders
from workers.lanes import Lane


@pytest.fixture
def provider():
    made = Provider()
    made.capabilities = replace(made.capabilities, per_second=10_000, at_once_max=4)
    return made


@pytest.fixture
async def waiting(worker, provider, awake):  # noqa: F811
    """Twenty messages to send."""
    await awake(BIN)
    async with transaction(worker):
        for n in range(20):
            await remind("session.soon", f"session:{n}", BIN.person, clock.now(), **SESSION)
    await hand_over({provider.name: provider}, worker)


def lane_of(provider, worker):
    return Lane(provider.name, {provider.name: provider}, "https://test", worker)


async def work(lane):
    await lane.work(time.monotonic() + 10)
    await lane.stop()


async def test_places_with_a_provider_are_taken_in_turn_by_all_workers(worker):
    begins = await asyncio.gather(*(reserve("webhook", 2.0, worker) for _ in range(5)))
    gaps = [b - a for a, b in zip(sorted(begins), sorted(begins)[1:], strict=False)]
    assert all(1.5 < gap < 2.5 for gap in gaps), begins


async def test_a_place_that_nobody_took_is_gone(worker, eyes):
    await reserve("webhook", 5.0, worker)
    await eyes.execute("update channel_paces set next_at = now() - interval '1 hour'")
    assert await reserve("webhook", 5.0, worker) == 0


@pytest.mark.usefixtures("waiting")
async def test_two_lanes_send_everything_once_and_no_more_at_once_than_the_channel_bears(
    worker, provider
):
    now, most = 0, 0
    real = provider.send

    async def counted(message):
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1
        return await real(message)

    provider.send = counted
    await asyncio.gather(*(work(lane_of(provider, worker)) for _ in range(2)))
    assert len(provider.accepted) == len(set(provider.accepted)) == 20
    assert most <= 8, "four for each of the two"


@pytest.mark.usefixtures("waiting")
async def test_a_lane_claims_no_more_than_it_can_begin_soon(worker, provider, eyes):
    stuck = asyncio.Event()

    async def never(message):
        await stuck.wait()
        return Receipt()

    provider.send = never
    lane = lane_of(provider, worker)
    await lane.work(time.monotonic() + 0.3)
    assert await eyes.fetchval("select count(*) from outgoing where claim is not null") == 8
    assert len(lane.posts) == 8
    stuck.set()
    await lane.stop()
    assert await eyes.fetchval("select count(*) from outgoing where state = 'sent'") == 8


@pytest.mark.usefixtures("waiting")
async def test_a_channel_that_hangs_does_not_hold_up_another(worker, provider, eyes, monkeypatch):
    stuck = asyncio.Event()

    async def never(message):
        await stuck.wait()
        return Receipt()

    provider.send = never
    other = Provider("email")
    monkeypatch.setattr(senders, "TURN_SECONDS_MAX", 0.5)
    context = {
        "by": worker, "channels": {"webhook": provider, "email": other},
        "public_url": "https://test", "ping_url": None,
    }  # fmt: skip
    first = lane_of(provider, worker)
    await first.work(time.monotonic() + 0.3)  # all that it may claim is stuck
    await eyes.execute(
        "update outgoing set channel = 'email' where claim is null and channel = 'webhook'"
    )
    context["lanes"] = {"webhook": first}
    await senders.send(context)
    await context["lanes"]["email"].stop()
    assert len(other.accepted) == 12
    stuck.set()
    await first.stop()


@pytest.mark.usefixtures("waiting")
async def test_a_fault_of_the_database_ends_one_post_and_not_the_lane(
    worker, provider, monkeypatch
):
    from workers import lanes

    real, broken = lanes.send_claimed, [True]

    async def fault_once(*args):
        if broken:
            broken.pop()
            raise OSError("the connection is gone")
        await real(*args)

    monkeypatch.setattr(lanes, "send_claimed", fault_once)
    await work(lane_of(provider, worker))
    assert len(provider.accepted) == 19
