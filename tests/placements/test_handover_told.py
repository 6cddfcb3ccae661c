"""Each step of a handover is said to everyone whom it concerns, silence has an end, nothing is said twice."""

from datetime import timedelta

import pytest

from carenet.core import clock, facts, ladders
from carenet.placements.services import (
    accept_handover,
    decline_handover,
    end_placement,
    propose_handover,
)
from tests.cast import GUI, HONG, LAN, LIAN, MEI, NAI
from tests.placements.test_handing_over import hosted
from workers.listeners import LADDERS, LISTENERS


@pytest.fixture
def turn(worker):
    """What the worker's turns do with facts and climbs."""

    async def run():
        for _ in range(10):
            done = await facts.fan_out(LISTENERS, worker) + await facts.deliver(LISTENERS, worker)
            if not done + await ladders.climb(LADDERS, clock.now(), worker):
                return

    return run


@pytest.fixture
def told(eyes):
    async def look(state=("due", "handed_over")):
        rows = await eyes.fetch(
            "select kind, recipient from reminders where kind like 'handover.%' and state = any($1)",
            list(state),
        )
        return {(r["kind"].removeprefix("handover."), r["recipient"]) for r in rows}

    return look


async def test_a_proposal_is_said_to_the_successor_and_to_whoever_cares_now(act, eyes, turn, told):
    placement = await hosted(eyes)
    await propose_handover(placement, LIAN.person, "has a bed", by=await act(LAN))
    await turn()
    await turn()
    assert await told() == {
        ("asked", LIAN.person), ("due", LIAN.person), ("proposed", GUI.person),
    }  # fmt: skip


async def test_a_yes_is_said_to_officers_and_family_and_takes_the_question_back(
    act, eyes, turn, told
):
    placement = await hosted(eyes)
    handover = await propose_handover(placement, LIAN.person, "has a bed", by=await act(LAN))
    await turn()
    await accept_handover(handover, by=await act(LIAN))
    await turn()
    assert await told() == {
        ("proposed", GUI.person), ("answered", LAN.person), ("answered", MEI.person),
        ("done", HONG.person), ("done", NAI.person),
    }  # fmt: skip
    thanked = await eyes.fetch("select recipient from reminders where kind = 'placement.ended'")
    assert [r["recipient"] for r in thanked] == [GUI.person]
    assert not await eyes.fetchval("select count(*) from climbs where ended_at is null")


async def test_a_parent_who_is_separated_is_not_told_who_cares_from_now_on(act, eyes, turn, told):
    placement = await hosted(eyes)
    await eyes.execute(
        "update guardians set separated_on = $2 where person = $1", HONG.person, clock.today()
    )
    handover = await propose_handover(placement, LIAN.person, "has a bed", by=await act(LAN))
    await accept_handover(handover, by=await act(LIAN))
    await turn()
    said = await told()
    assert ("done", HONG.person) not in said
    assert ("done", NAI.person) in said


async def test_a_no_keeps_the_base_and_tells_it_so(act, eyes, turn, told):
    placement = await hosted(eyes)
    handover = await propose_handover(placement, LIAN.person, "has a bed", by=await act(LAN))
    await decline_handover(handover, by=await act(LIAN))
    await turn()
    said = await told()
    assert {("answered", LAN.person), ("answered", MEI.person), ("stays", GUI.person)} <= said
    assert not {k for k, p in said if p == LIAN.person}, "and asks nobody again"


@pytest.mark.parametrize(("ill", "hours"), [(False, 96), (True, 24)])
async def test_silence_is_asked_once_more_and_then_taken_for_a_no(
    act, eyes, turn, told, travel, ill, hours
):
    placement = await hosted(eyes)
    if ill:
        await end_placement(placement, "I am ill", by=await act(GUI))
    await propose_handover(placement, LIAN.person, "has a bed", by=await act(MEI))
    again = await eyes.fetchval("select due_at from reminders where kind = 'handover.due'")
    assert abs(again - clock.now() - timedelta(hours=hours / 2)) < timedelta(minutes=1)
    travel(timedelta(hours=hours, minutes=-2))
    await turn()
    assert await eyes.fetchval("select answer from handovers") is None
    travel(timedelta(hours=hours, minutes=2))
    await turn()
    await turn()
    assert await eyes.fetchval("select answer from handovers") == "lapsed"
    assert {("lapsed", MEI.person), ("stays", GUI.person)} <= await told()
    assert await eyes.fetchval("select count(*) from reminders where kind = 'handover.lapsed'") == 1


async def test_a_placement_that_ends_otherwise_takes_the_question_back_at_once(
    act, eyes, turn, told
):
    placement = await hosted(eyes)
    await propose_handover(placement, LIAN.person, "has a bed", by=await act(MEI))
    await end_placement(placement, "home", receiver=HONG.person, by=await act(MEI))
    assert await told() == set(), "in the same transaction"
    assert await eyes.fetchval("select answer from handovers") == "over"
    assert not await eyes.fetchval("select count(*) from climbs where ended_at is null")
    await turn()
    assert await told() == {("over", LIAN.person)}
