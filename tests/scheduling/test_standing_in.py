"""Standing in: a few are asked at a time, the first who says yes has the place, everybody is told."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock, facts, ladders
from carenet.core.clock import SHANGHAI
from carenet.core.refusals import NotFound
from carenet.notifications.services.handing_over import hand_over
from carenet.notifications.services.inbox import answer_in_app
from carenet.scheduling.rules.standing_in import next_wave_at
from carenet.scheduling.services.changing import call_off
from carenet.scheduling.services.seeking import seek_for_silent
from carenet.scheduling.services.series import set_needs_word
from carenet.scheduling.services.signing import sign_up, withdraw
from carenet.scheduling.services.standing_in import (
    Quicker,
    come,
    decline,
    stand_in,
)
from tests.cast import BIN, DONG, LIAN, PING, QIN
from workers.listeners import LADDERS, LISTENERS


@pytest.fixture
def turn(worker):
    """What the worker's turns do, until nothing is left to do now."""

    async def run():
        for _ in range(20):
            done = await facts.fan_out(LISTENERS, worker) + await facts.deliver(LISTENERS, worker)
            done += await ladders.climb(LADDERS, clock.now(), worker)
            done += await hand_over({}, worker)
            if not done:
                return

    return run


@pytest.fixture
def asked(eyes):
    """Who was asked to stand in, and what they said."""

    async def look():
        rows = await eyes.fetch("select person, answer from stand_ins order by wave, person")
        return {r["person"]: r["answer"] for r in rows}

    return look


@pytest.fixture
def said(eyes):
    """The kinds of messages in a person's inbox."""

    async def look(one):
        rows = await eyes.fetch("select kind from inbox_messages where person = $1", one.person)
        return [r["kind"] for r in rows]

    return look


def to_before(travel, starts_at, before):
    """Travel to so long before a session."""
    travel(clock._shift + (starts_at - before) - clock.now())


async def asked_until(eyes):
    return [r["answer_by"] for r in await eyes.fetch("select answer_by from stand_ins")]


async def begins(eyes, session):
    return await eyes.fetchval("select starts_at from care_sessions where id = $1", session)


@given(st.integers(20, 60 * 24 * 3), st.integers(0, 1439))
def test_a_wave_ends_within_half_the_time_left_or_after_the_night(left, minute):
    now = clock.at(clock.today(), clock.now().time().replace(hour=minute // 60, minute=minute % 60))
    starts = now + timedelta(minutes=left)
    until = next_wave_at(now, starts)
    assert now < until <= starts
    local = until.astimezone(SHANGHAI)
    awake = (7, 30) <= (local.hour, local.minute) <= (21, 30)
    assert awake or until == starts or until - now <= (starts - now) / 2


async def test_a_late_withdrawal_asks_a_few_and_the_lead_sees_it(
    course, act, eyes, turn, asked, said, travel, visitor
):
    session = course.on(1)
    for one in (QIN, BIN):
        await sign_up(session, by=await act(one))
    await withdraw(session, "ill", by=await act(BIN))
    await turn()
    found = await asked()
    assert set(found) == {LIAN.person, DONG.person, PING.person}, "cleared, free, not Bin himself"
    assert "session.stand_in" in await said(LIAN)
    assert "session.seeking" in await said(QIN)
    page = f"/sessions/{session}"
    assert "others are asked at" in (await (await visitor(QIN)).get(page)).text
    travel(until := max(await asked_until(eyes)) - clock.now() + timedelta(seconds=1))
    await turn()
    assert "session.short" in await said(QIN), f"silent for {until}"
    assert "Nobody else can be asked" in (await (await visitor(QIN)).get(page)).text


async def test_whoever_does_not_answer_makes_way_for_others_who_were_not_asked_yet(
    course, act, eyes, turn, asked, said, travel, monkeypatch
):
    monkeypatch.setattr("carenet.scheduling.services.standing_in.ASKED_AT_ONCE", 2)
    session = course.on(1)
    for one in (QIN, BIN):
        await sign_up(session, by=await act(one))
    await withdraw(session, "ill", by=await act(BIN))
    await turn()
    first = set(await asked())
    assert len(first) == 2
    travel(max(await asked_until(eyes)) - clock.now() + timedelta(seconds=1))
    await turn()
    (next_one,) = set(await asked()) - first
    waves = await eyes.fetch("select wave, person from stand_ins order by wave")
    assert [r["wave"] for r in waves] == [1, 1, 2]
    left = {LIAN.person, DONG.person, PING.person} - first
    assert left == {next_one}, "nobody is asked twice"
    person = next(one for one in (LIAN, DONG, PING) if one.person == next_one)
    assert "session.stand_in" in " ".join(await said(person))
    await stand_in(session, by=await act(person))
    await turn()
    assert "session.short" not in await said(QIN)


async def test_a_withdrawal_in_good_time_disturbs_nobody(course, act, turn, asked):
    await sign_up(course.on(5), by=await act(BIN))
    await withdraw(course.on(5), None, by=await act(BIN))
    await turn()
    assert await asked() == {}


async def test_the_first_yes_has_the_place_and_all_others_are_told(
    course, act, eyes, turn, asked, said
):
    session = course.on(1)
    for one in (QIN, BIN):
        await sign_up(session, by=await act(one))
    await withdraw(session, "ill", by=await act(BIN))
    await turn()
    racers = [await act(LIAN), await act(PING), await act(DONG)]
    results = await asyncio.gather(
        *(asyncio.create_task(stand_in(session, by=one)) for one in racers), return_exceptions=True
    )
    assert sum(r is None for r in results) == 1, results
    assert sum(isinstance(r, Quicker) for r in results) == 2
    await turn()
    assert await eyes.fetchval("select adults from care_sessions where id = $1", session) == 2
    winner = (LIAN, PING, DONG)[results.index(None)]
    assert (await asked())[winner.person] == "come"
    assert "session.yours" in await said(winner)
    loser = (LIAN, PING, DONG)[next(i for i, r in enumerate(results) if r is not None)]
    assert "session.filled" in await said(loser)
    assert "session.covered" in await said(QIN)
    with pytest.raises(Quicker):
        await stand_in(session, by=await act(loser))


async def test_who_was_asked_to_stand_in_needs_no_second_word_and_needs_one_again_later(
    course, act, eyes, turn, asked
):
    await set_needs_word(course.id, True, by=await act(QIN))
    session = course.on(1)
    for one in (QIN, BIN):
        await sign_up(session, by=await act(QIN), person=one.person)
    await withdraw(session, "ill", by=await act(BIN))
    await turn()
    assert LIAN.person in await asked()
    await come(session, by=await act(LIAN))  # the plain sign-up of a list takes the offer too
    await turn()
    assert await eyes.fetchval("select adults from care_sessions where id = $1", session) == 2
    assert (await asked())[LIAN.person] == "come"
    await withdraw(session, "fever", by=await act(LIAN))
    await eyes.execute("update stand_ins set answered_at = answered_at - interval '2 minutes'")
    await sign_up(session, by=await act(LIAN))
    assert await eyes.fetchval("select asking from care_sessions where id = $1", session) == 1


async def test_when_all_say_no_the_next_are_asked_and_then_the_lead_knows(
    course, act, turn, asked, said
):
    session = course.on(1)
    for one in (QIN, BIN):
        await sign_up(session, by=await act(one))
    await withdraw(session, "ill", by=await act(BIN))
    await turn()
    for one in (LIAN, PING, DONG):
        await decline(session, by=await act(one))
    await turn()
    assert set((await asked()).values()) == {"cannot"}
    assert "session.short" in await said(QIN), "nobody is left to ask"


async def test_who_answers_neither_reminder_may_be_stood_in_for(
    course, act, eyes, turn, asked, said, travel, worker
):
    session = course.on(2)
    for one in (QIN, BIN):
        await sign_up(session, by=await act(one))
    starts = await begins(eyes, session)
    to_before(travel, starts, timedelta(hours=21))
    await turn()
    assert await seek_for_silent(by=worker) == 0, "the evening's question has the night"
    message = await eyes.fetchval(
        "select id from inbox_messages where person = $1 and kind = 'session.evening'", QIN.person
    )
    await answer_in_app(message, "come", by=await act(QIN))
    to_before(travel, starts, timedelta(hours=2))
    await turn()
    assert await seek_for_silent(by=worker) == 0, "the second question was asked just now"
    to_before(travel, starts, timedelta(minutes=70))
    assert await seek_for_silent(by=worker) == 1, "Bin alone: Qin said yes"
    assert await seek_for_silent(by=worker) == 0, "once"
    await turn()
    assert "session.stand_in_today" in await said(LIAN)
    await stand_in(session, by=await act(LIAN))
    await turn()
    people = await eyes.fetch(
        "select person from sign_ups where care_session = $1 and withdrawn_at is null", session
    )
    assert {r["person"] for r in people} == {QIN.person, LIAN.person}
    assert "session.replaced" in await said(BIN)
    assert "session.covered" in await said(QIN)


async def test_who_gave_a_place_back_late_hears_what_came_of_it(
    course, act, eyes, turn, said, asked
):
    """Taken over: said to the one who gave it back themselves. Nobody left: said too, once."""
    session = course.on(1)
    for one in (QIN, BIN):
        await sign_up(session, by=await act(one))
    await withdraw(session, "ill", by=await act(BIN))
    await turn()
    people = await asked()
    first = next(one for one in (DONG, LIAN, PING) if one.person in people)
    await stand_in(session, by=await act(first))
    await turn()
    assert (await said(BIN)).count("session.handed_over") == 1
    assert "session.handed_over" not in await said(QIN) + await said(first)
    await withdraw(session, "ill too", by=await act(first))
    await turn()
    for other in (BIN, DONG, LIAN, PING):
        with suppress(NotFound, Quicker):
            await decline(session, by=await act(other))
            await turn()
    assert (await said(first)).count("session.not_handed_over") == 1
    assert "session.not_handed_over" not in await said(BIN)


async def test_who_was_silent_may_still_come_and_the_others_are_thanked(
    course, act, eyes, turn, travel, worker
):
    session = course.on(2)
    for one in (QIN, BIN):
        await sign_up(session, by=await act(one))
    starts = await begins(eyes, session)
    to_before(travel, starts, timedelta(hours=2))
    await turn()
    to_before(travel, starts, timedelta(minutes=70))
    assert await seek_for_silent(by=worker) == 2
    await turn()
    message = await eyes.fetchval(
        "select id from inbox_messages where person = $1 and kind = 'session.soon'", BIN.person
    )
    await answer_in_app(message, "come", by=await act(BIN))
    await turn()
    kept = """select array_agg(distinct a.answer) from stand_ins a join sign_ups u on u.id = a.sign_up
              where u.person = $1"""
    assert await eyes.fetchval(kept, BIN.person) == ["kept"]
    assert await eyes.fetchval(
        """select count(*) from sign_ups where care_session = $1 and person = $2
           and withdrawn_at is null""",
        session,
        BIN.person,
    )


async def test_a_session_called_off_is_offered_to_nobody(course, act, eyes, turn, asked, said):
    session = course.on(1)
    for one in (QIN, BIN):
        await sign_up(session, by=await act(one))
    await withdraw(session, "ill", by=await act(BIN))
    await call_off(session, "flood", by=await act(QIN))
    await turn()
    assert await asked() == {}
    with pytest.raises(NotFound):
        await decline(session, by=await act(LIAN))
