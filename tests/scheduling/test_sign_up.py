"""Taking a place, giving it back, waiting for one; the database holds what is promised."""

import asyncio
from datetime import time, timedelta

import asyncpg
import pytest

from carenet.core import clock, facts
from carenet.core.refusals import MayNot, NotFound
from carenet.people.services.times import AlreadyTaken
from carenet.scheduling.rules.signing import CannotSignUp, CannotWithdraw, Full, NotCleared, Over
from carenet.scheduling.services.signing import OWN_HOURS, sign_up, withdraw
from carenet.scheduling.services.waiting import keep_place, wait_for_place
from tests import cast
from tests.cast import BIN, CHUN, DONG, GUO, LAN, LIAN, QIN
from tests.scheduling.conftest import a_course
from workers.listeners import LADDERS, LISTENERS

WAITING = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
WRITTEN = """select count(*) from pg_locks
where relation = 'commitments'::regclass and mode = 'RowExclusiveLock'"""


async def drain(worker):
    """What the worker's turn does with facts and climbs."""
    from carenet.core import ladders

    for _ in range(10):
        done = await facts.fan_out(LISTENERS, worker) + await facts.deliver(LISTENERS, worker)
        if not done + await ladders.climb(LADDERS, clock.now(), worker):
            return


async def reminders_of(eyes, one, kind=None):
    rows = await eyes.fetch(
        "select kind, due_at, state from reminders where recipient = $1 and ($2::text is null or kind = $2)",
        one.person,
        kind,
    )
    return {(r["kind"], r["state"]) for r in rows}


async def test_a_sign_up_takes_the_hours_and_writes_both_reminders(course, act, eyes):
    await sign_up(course.on(3), by=await act(BIN))
    row = await eyes.fetchrow("select * from commitments where person = $1", BIN.person)
    session = await eyes.fetchrow("select * from care_sessions where id = $1", course.on(3))
    assert (row["starts_at"], row["ends_at"]) == (session["starts_at"], session["ends_at"])
    due = {
        r["kind"]: r["due_at"].astimezone(clock.SHANGHAI)
        for r in await eyes.fetch("select * from reminders where recipient = $1", BIN.person)
    }
    evening = due["session.evening"]
    assert (evening.hour, evening.date()) == (19, clock.today() + timedelta(days=2))
    assert due["session.soon"] == session["starts_at"] - timedelta(hours=2)
    details = await eyes.fetchval("select details from reminders where kind = 'session.soon'")
    assert set(details) == {"date", "time", "place", "title"}


async def test_two_racing_for_the_last_place_one_gets_it_and_the_other_is_told(course, act, eyes):
    session = course.on(3)
    await sign_up(session, by=await act(QIN))
    racers = [await act(BIN), await act(LIAN), await act(DONG)]
    results = await asyncio.gather(
        *(asyncio.create_task(sign_up(session, by=one)) for one in racers), return_exceptions=True
    )
    won = [r for r in results if not isinstance(r, BaseException)]
    assert len(won) == 1
    assert all(isinstance(r, Full) for r in results if isinstance(r, BaseException))
    assert await eyes.fetchval("select adults from care_sessions where id = $1", session) == 2
    # whoever lost is free for something else
    assert await eyes.fetchval("select count(*) from commitments") == 2


async def test_one_person_racing_for_two_sessions_at_one_time_gets_one(course, act, eyes):
    other = await a_course(eyes, await act(QIN), title="second room", room=None)
    bin_ = await act(BIN)
    results = await asyncio.gather(
        *(asyncio.create_task(sign_up(c.on(3), by=bin_)) for c in (course, other)),
        return_exceptions=True,
    )
    assert sorted(type(r).__name__ for r in results) == ["AlreadyTaken", "UUID"]


async def test_of_one_persons_two_taps_one_waits_before_it_writes(course, act, eyes):
    """Two rows that exclude one another may each wait for the other until the server ends one of them."""
    other = await a_course(eyes, await act(QIN), title="second room", room=None)
    bin_ = await act(BIN)
    async with eyes.transaction():
        await eyes.execute(OWN_HOURS, BIN.person)
        taps = [asyncio.create_task(sign_up(c.on(3), by=bin_)) for c in (course, other)]
        while await eyes.fetchval(WAITING) < len(taps):
            assert not any(tap.done() for tap in taps)
        assert not await eyes.fetchval(WRITTEN)
    results = await asyncio.gather(*taps, return_exceptions=True)
    assert sorted(type(r).__name__ for r in results) == ["AlreadyTaken", "UUID"]


async def test_an_overlap_is_refused_and_back_to_back_passes(course, act, eyes):
    qin = await act(QIN)
    overlapping = await a_course(eyes, qin, starts_at=time(17), ends_at=time(18), room=None)
    after = await a_course(eyes, qin, starts_at=time(17, 40), ends_at=time(18, 40), room=None)
    bin_ = await act(BIN)
    await sign_up(course.on(3), by=bin_)
    with pytest.raises(AlreadyTaken):
        await sign_up(overlapping.on(3), by=bin_)
    await sign_up(after.on(3), by=bin_)


async def test_whose_papers_lapsed_is_refused_in_plain_words(course, act, eyes):
    with pytest.raises(NotCleared):
        await sign_up(course.on(3), by=await act(CHUN))
    assert not await eyes.fetchval(
        "select count(*) from commitments where person = $1", CHUN.person
    )


async def test_a_suspended_person_is_refused(course, act, eyes):
    await eyes.execute(
        "insert into suspensions (person, starts_at, because, by) values ($1, now() - interval '1 hour', 'asked', $1)",
        BIN.person,
    )
    with pytest.raises(NotCleared):
        await sign_up(course.on(3), by=await act(BIN))


async def test_nobody_signs_up_twice_or_for_what_has_begun(course, act, travel):
    bin_, later = await act(BIN), course.on(2)
    await sign_up(course.on(1), by=bin_)
    with pytest.raises(CannotSignUp):
        await sign_up(course.on(1), by=bin_)
    travel(timedelta(days=3))
    with pytest.raises(Over):
        await sign_up(later, by=bin_)


async def test_a_volunteer_signs_up_nobody_else_and_a_stranger_runs_nothing(course, act):
    with pytest.raises(MayNot):
        await sign_up(course.on(3), by=await act(BIN), person=LIAN.person)
    with pytest.raises(MayNot):
        await sign_up(course.on(3), by=await act(GUO), person=LIAN.person)
    await sign_up(course.on(3), by=await act(LAN), person=LIAN.person)


@pytest.mark.parametrize(
    ("before", "late"),
    [(timedelta(hours=48, minutes=1), False), (timedelta(hours=47, minutes=59), True)],
)
async def test_giving_back_is_free_until_48_hours_then_asks_why(
    course, act, eyes, travel, before, late
):
    bin_, session = await act(BIN), course.on(5)
    await sign_up(session, by=bin_)
    starts = await eyes.fetchval("select starts_at from care_sessions where id = $1", session)
    travel(starts - before - clock.now())
    if late:
        with pytest.raises(CannotWithdraw):
            await withdraw(session, None, by=bin_)
    assert await withdraw(session, "ill" if late else None, by=bin_) is late
    row = await eyes.fetchrow("select * from withdrawals")
    assert (row["late"], row["because"]) == (late, "ill" if late else None)
    assert not await eyes.fetchval("select count(*) from commitments")
    assert {state for _, state in await reminders_of(eyes, BIN)} == {"cancelled"}
    assert await eyes.fetchval("select adults from care_sessions where id = $1", session) == 0


async def test_under_three_hours_the_lead_is_told_at_once(course, act, eyes, travel, worker):
    bin_, session = await act(BIN), course.on(2)
    await sign_up(session, by=bin_)
    starts = await eyes.fetchval("select starts_at from care_sessions where id = $1", session)
    travel(starts - timedelta(hours=2) - clock.now())
    await withdraw(session, "fever", by=bin_)
    await drain(worker)
    assert ("session.short", "due") in await reminders_of(eyes, QIN)


async def test_after_giving_back_the_same_place_can_be_taken_again(course, act, eyes):
    bin_ = await act(BIN)
    await sign_up(course.on(5), by=bin_)
    await withdraw(course.on(5), None, by=bin_)
    with pytest.raises(NotFound):
        await withdraw(course.on(5), None, by=bin_)
    await sign_up(course.on(5), by=bin_)
    assert {state for _, state in await reminders_of(eyes, BIN)} == {"due"}


async def full(course, act, days=5):
    for one in (QIN, BIN):
        await sign_up(course.on(days), by=await act(one))


async def test_a_withdrawal_gives_the_place_to_the_first_who_waits(
    course, act, eyes, worker, travel
):
    await full(course, act)
    session, lian, dong = course.on(5), await act(LIAN), await act(DONG)
    with pytest.raises(CannotSignUp):
        await wait_for_place(course.on(4), by=lian)
    await wait_for_place(session, by=lian)
    await wait_for_place(session, by=dong)
    with pytest.raises(CannotSignUp):
        await wait_for_place(session, by=lian)
    await withdraw(session, None, by=await act(BIN))
    await drain(worker)
    live = await eyes.fetch(
        "select person from sign_ups where withdrawn_at is null and care_session = $1", session
    )
    assert {r["person"] for r in live} == {QIN.person, LIAN.person}
    assert ("session.place", "due") in await reminders_of(eyes, LIAN)
    asked = await eyes.fetchrow("select * from waitings where person = $1", LIAN.person)
    assert asked["answer_by"].astimezone(clock.SHANGHAI).hour == 21
    await keep_place(session, by=lian)
    travel(timedelta(days=2))
    await drain(worker)
    assert (
        await eyes.fetchval("select outcome from waitings where person = $1", LIAN.person) == "took"
    )


async def test_a_held_place_nobody_answers_for_goes_to_the_next(course, act, eyes, worker, travel):
    await full(course, act)
    session, lian, dong = course.on(5), await act(LIAN), await act(DONG)
    await wait_for_place(session, by=lian)
    await wait_for_place(session, by=dong)
    await withdraw(session, None, by=await act(BIN))
    await drain(worker)
    travel(timedelta(hours=30))
    await drain(worker)
    live = await eyes.fetch(
        "select person from sign_ups where withdrawn_at is null and care_session = $1", session
    )
    assert {r["person"] for r in live} == {QIN.person, DONG.person}
    with pytest.raises(NotFound):
        await keep_place(session, by=lian)


async def test_who_waits_and_is_taken_elsewhere_is_passed_over(course, act, eyes, worker):
    await full(course, act)
    session = course.on(5)
    await wait_for_place(session, by=await act(LIAN))
    await wait_for_place(session, by=await act(DONG))
    other = await a_course(eyes, await act(QIN), room=None)
    await sign_up(other.on(5), by=await act(LIAN))
    await withdraw(session, None, by=await act(BIN))
    await drain(worker)
    live = await eyes.fetch(
        "select person from sign_ups where withdrawn_at is null and care_session = $1", session
    )
    assert {r["person"] for r in live} == {QIN.person, DONG.person}


async def test_an_answer_by_message_gives_the_place_back(course, act, eyes, worker):
    from carenet.scheduling.services.hearing import hear_answer

    await sign_up(course.on(5), by=await act(BIN))
    said = {
        "kind": "session.evening",
        "subject": f"session:{course.on(5)}",
        "recipient": str(BIN.person),
        "answer": "cannot",
    }
    await hear_answer([said], worker)
    assert not await eyes.fetchval("select count(*) from sign_ups where withdrawn_at is null")
    await hear_answer([said], worker)  # twice the same is nothing more


async def test_a_restricted_adult_does_not_come_where_the_child_is_enrolled(course, act, eyes):
    from carenet.scheduling.services.enrolling import CannotEnrol, enrol_children

    day = clock.today()
    await eyes.execute(
        """insert into restrictions (person, child, village, starts_at, because, by)
           values ($1, $2, $3, now() - interval '1 hour', 'asked', $1)""",
        BIN.person, cast.XIAOYU.id, cast.HERE,
    )  # fmt: skip
    await enrol_children(course.id, [cast.XIAOYU.id], day, by=await act(QIN))
    with pytest.raises(NotCleared):
        await sign_up(course.on(3), by=await act(BIN))
    other = await a_course(eyes, await act(QIN), weekdays=(1,), starts_at=time(9), ends_at=time(10))
    monday = next(iter(sorted(other.sessions.items())))
    await sign_up(monday[1], by=await act(BIN))
    with pytest.raises(CannotEnrol):
        await enrol_children(other.id, [cast.XIAOYU.id], day, by=await act(QIN))


async def test_sign_up_opens_and_closes_and_the_place_may_add_somebody_at_any_time(
    eyes, act, travel, visitor
):
    from carenet.scheduling.queries.openings import openings
    from carenet.scheduling.rules.signing import Closed, NotOpenYet

    qin, bin_ = await act(QIN), await act(BIN)
    course = await a_course(eyes, qin, opens_days=3, closes_hours=24)

    async def shown():
        found = await openings(by=bin_)
        return {o.session.id for o in (*found.rows, *found.further)}

    with pytest.raises(NotOpenYet):
        await sign_up(course.on(4), by=bin_)
    assert course.on(4) not in await shown()
    page = (await (await visitor(BIN)).get(f"/sessions/{course.on(4)}")).text
    assert "Sign-up for this opens on" in page
    assert f"/sessions/{course.on(4)}/sign-up" not in page
    await sign_up(course.on(4), by=qin, person=BIN.person)
    assert course.on(3) in await shown()
    await sign_up(course.on(3), by=bin_)
    soon = await eyes.fetchval("select starts_at from care_sessions where id = $1", course.on(2))
    travel(soon - timedelta(hours=23) - clock.now())
    near = await eyes.fetchval("select id from care_sessions where starts_at = $1", soon)
    with pytest.raises(Closed):
        await sign_up(near, by=bin_)
    with pytest.raises(asyncpg.CheckViolationError):
        await eyes.execute(
            "update series set opens_days = 1, closes_hours = 30 where id = $1", course.id
        )
