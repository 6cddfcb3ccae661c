"""A placement's beginning and end are said to the adult, a duty that waits to who may approve it, in the turn after."""

from carenet.accounts.services.duties import approve_duty
from carenet.core import clock, facts
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.reminders import remind
from carenet.placements.facts import PlacementBegan, PlacementEnded
from tests.accounts.test_duties import propose
from tests.cast import LAN, MEI, PING, XIAOYU, YE
from workers.listeners import LISTENERS


async def test_beginning_and_end_are_said_and_what_was_still_due_is_taken_back(eyes, worker: Actor):
    placement = uuid7()
    told = (placement, XIAOYU.id, PING.person, "proxy_parent")
    async with transaction(worker):
        await remind("placement.ending", f"placement:{placement}:ending", MEI.person, clock.now(),
                     date="2026-12-01")  # fmt: skip
        await announce(PlacementBegan(*told))
        await announce(PlacementEnded(*told))
    for _ in range(3):
        await facts.fan_out(LISTENERS, worker)
        await facts.deliver(LISTENERS, worker)
    rows = await eyes.fetch("select kind, recipient, state from reminders order by kind")
    states = {(r["kind"], r["recipient"]): r["state"] for r in rows}
    assert states["placement.ended", PING.person] == "due"
    assert states["placement.ending", MEI.person] == "cancelled"


async def heard(eyes, worker, kind):
    for _ in range(2):
        await facts.fan_out(LISTENERS, worker)
        await facts.deliver(LISTENERS, worker)
    rows = await eyes.fetch("select recipient, state from reminders where kind = $1", kind)
    return {(r["recipient"], r["state"]) for r in rows}


async def test_a_duty_waits_with_the_nearest_officer_who_may_approve_it(act, eyes, worker):
    duty = await propose(await act(YE))
    assert await heard(eyes, worker, "duty.waiting") == {(LAN.person, "due")}
    await approve_duty(duty, by=await act(LAN))
    assert await heard(eyes, worker, "duty.waiting") == {(LAN.person, "cancelled")}


async def test_a_township_that_proposed_a_duty_is_not_asked_to_approve_it(act, eyes, worker):
    await propose(await act(LAN))
    assert await heard(eyes, worker, "duty.waiting") == {(YE.person, "due")}
