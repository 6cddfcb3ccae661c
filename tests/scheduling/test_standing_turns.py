"""Who comes every time has their turn when sign-up opens: not before, once, in order, before others."""

import asyncio
import itertools
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.core.clock import SHANGHAI
from carenet.core.refusals import MayNot
from carenet.scheduling.rules.fairness import Wanting, in_turn
from carenet.scheduling.rules.signing import NotOpenYet
from carenet.scheduling.rules.standing import FIRST_FOR, WHY, KeptForStanding, require_not_kept
from carenet.scheduling.services.away import go_away
from carenet.scheduling.services.fairness import set_fewer_first
from carenet.scheduling.services.signing import sign_up, withdraw
from carenet.scheduling.services.standing import come_every_time, come_no_longer
from carenet.scheduling.services.turns import CODES, give_places, serve_session
from carenet.scheduling.services.waiting import wait_for_place
from tests.cast import BIN, CHUN, DONG, LIAN, QIN
from tests.scheduling.conftest import a_course
from tests.scheduling.test_away_and_standing import live, on
from tests.scheduling.test_sign_up import drain, full, reminders_of

OPENS = datetime(2026, 11, 25, tzinfo=SHANGHAI)


@pytest.fixture
async def opening(eyes, act):
    """A series of Qin's whose sign-up opens three days ahead."""
    return await a_course(eyes, await act(QIN), opens_days=3)


async def places(eyes, session):
    rows = await eyes.fetch(
        "select person from sign_ups where care_session = $1 and withdrawn_at is null", session
    )
    return {row["person"] for row in rows}


def to_midnight(days):
    """From now to just after the midnight that begins the day so many days from today."""
    day = clock.today() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, 0, 0, 5, tzinfo=SHANGHAI) - clock.now()


@given(
    st.timedeltas(timedelta(0), timedelta(hours=3)),
    st.integers(1, 9),
    st.integers(1, 9),
    st.integers(0, 9),
)
def test_places_are_kept_ten_minutes_and_only_as_many_as_were_promised(
    after, taken, places_, promised
):
    kept = after < FIRST_FOR and promised > 0 and taken + promised > places_
    try:
        require_not_kept(OPENS + after, OPENS, taken, places_, promised)
    except KeptForStanding:
        assert kept
    else:
        assert not kept
    require_not_kept(OPENS + after, None, taken, places_, promised)


def test_each_reason_has_its_words():
    assert {code for _, code in CODES} | {"other"} == set(WHY)


async def test_a_promise_takes_what_is_open_and_keeps_the_rest(opening, act, eyes, visitor):
    phone = await visitor(BIN)
    page = await phone.post(f"/series/{opening.id}/standing", data={"until_on": f"{on(20)}"})
    assert page.status_code == 200
    assert "3 places are yours" in page.text
    assert "17 more times open later" in page.text
    assert NotOpenYet.msgid.partition("%")[0] not in page.text
    assert await live(eyes, BIN) == 3
    shown = (await phone.get(f"/series/{opening.id}")).text
    assert "Sign-up opens next on" in shown


async def test_at_the_opening_the_worker_takes_the_place_once(opening, act, eyes, worker, travel):
    await come_every_time(opening.id, on(6), by=await act(BIN))
    fourth, fifth = opening.on(4), opening.on(5)
    later = to_midnight(2)
    assert await give_places(by=worker) == 0
    travel(to_midnight(1))
    await asyncio.gather(*(asyncio.create_task(give_places(by=worker)) for _ in range(4)))
    assert await places(eyes, fourth) == {BIN.person}
    assert await places(eyes, fifth) == set()
    assert await give_places(by=worker) == 0
    assert (
        await eyes.fetchval("select count(*) from standing_turns where care_session = $1", fourth)
        == 1
    )
    assert ("session.soon", "due") in await reminders_of(eyes, BIN)
    travel(later)
    await give_places(by=worker)
    assert await places(eyes, fifth) == {BIN.person}


async def test_the_order_is_that_of_the_promises_and_who_finds_it_full_is_told_once(
    opening, act, eyes, worker, travel, visitor
):
    session = opening.on(4)
    await set_fewer_first(opening.id, False, by=await act(QIN))
    for one in (LIAN, BIN, DONG):
        await come_every_time(opening.id, on(4), by=await act(one))
    await eyes.execute("delete from reminders")
    travel(to_midnight(1))
    await give_places(by=worker)
    assert await places(eyes, session) == {LIAN.person, BIN.person}
    told = ("session.not_every_time", "due")
    assert told in await reminders_of(eyes, DONG)
    assert told not in await reminders_of(eyes, BIN)
    await eyes.execute("delete from reminders")
    await give_places(by=worker)
    assert told not in await reminders_of(eyes, DONG)
    phone = await visitor(DONG)
    assert "All places were taken when your turn came" in (await phone.get(f"/sessions/{session}")).text  # fmt: skip
    assert "All places were taken when your turn came" in (await phone.get(f"/series/{opening.id}")).text  # fmt: skip


async def gave(eyes, one, minutes):
    """Hours of yesterday, entered by the lead and agreed by another."""
    await eyes.execute("delete from terms")  # so that yesterday counts on any date
    row = await eyes.fetchval(
        """insert into service_hours (id, person, village, kind, on_day, minutes, typed_by)
           select uuidv7(), $1, village, 'attested', $2, $3, $4 from care_sessions limit 1 returning id""",
        one.person, on(-1), minutes, QIN.account,
    )  # fmt: skip
    await eyes.execute(
        "update service_hours set confirmed_by = $2, decided_at = now() where id = $1",
        row, one.account,
    )  # fmt: skip


async def test_where_places_are_scarce_hours_of_this_term_decide_if_the_series_says_so(
    opening, act, eyes, worker, travel, visitor
):
    session = opening.on(4)
    for one in (LIAN, BIN, DONG):
        await come_every_time(opening.id, on(4), by=await act(one))
    await eyes.execute("update sign_ups set withdrawn_at = now() where withdrawn_at is null")
    await gave(eyes, LIAN, 600)
    assert "fewer hours this term comes first" in (await (await visitor(BIN)).get(f"/series/{opening.id}")).text  # fmt: skip
    travel(to_midnight(1))
    await give_places(by=worker)
    assert await places(eyes, session) == {BIN.person, DONG.person}


async def test_a_place_given_back_goes_to_who_waits_with_fewer_hours(course, act, eyes, worker):
    session = course.on(5)
    await full(course, act)
    await wait_for_place(session, by=await act(LIAN))
    await wait_for_place(session, by=await act(DONG))
    await gave(eyes, LIAN, 600)
    await withdraw(session, None, by=await act(BIN))
    await drain(worker)
    assert await places(eyes, session) == {QIN.person, DONG.person}


async def test_the_lead_chooses_the_order_and_nobody_else(opening, act, eyes, visitor):
    with pytest.raises(MayNot):
        await set_fewer_first(opening.id, False, by=await act(BIN))
    lead = await visitor(QIN)
    assert (await lead.post(f"/series/{opening.id}/fairness", data={})).status_code == 303
    assert not await eyes.fetchval("select fewer_first from series where id = $1", opening.id)
    assert "whoever wanted the place earlier comes first" in (await lead.get(f"/series/{opening.id}")).text  # fmt: skip


WANTING = st.builds(
    Wanting,
    row=st.uuids(),
    person=st.uuids(),
    minutes=st.integers(0, 6000),
    since=st.datetimes(timezones=st.just(SHANGHAI)),
)


@given(st.lists(WANTING, max_size=12, unique_by=lambda w: w.row), st.randoms(), st.booleans())
def test_the_order_is_one_whatever_the_rows_came_in_and_nobody_is_left_out(wanting, draw, fewer):
    mixed = list(wanting)
    draw.shuffle(mixed)
    found = in_turn(mixed, fewer_first=fewer)
    assert found == in_turn(wanting, fewer_first=fewer)
    assert sorted(w.row for w in found) == sorted(w.row for w in wanting)
    for before, after in itertools.pairwise(found):
        if fewer:
            assert before.minutes <= after.minutes
        if not fewer or before.minutes == after.minutes:
            assert before.since <= after.since


async def test_who_is_quick_at_midnight_leaves_the_places_promised(
    opening, act, eyes, worker, travel
):
    session = opening.on(4)
    for one in (LIAN, BIN):
        await come_every_time(opening.id, on(4), by=await act(one))
    travel(to_midnight(1))
    with pytest.raises(KeptForStanding):
        await sign_up(session, by=await act(DONG))
    await sign_up(session, by=await act(BIN))
    await give_places(by=worker)
    assert await places(eyes, session) == {LIAN.person, BIN.person}


async def test_a_clock_that_stands_still_keeps_nobody_out_for_longer(opening, act, eyes, travel):
    await come_every_time(opening.id, on(4), by=await act(LIAN))
    await come_every_time(opening.id, on(4), by=await act(BIN))
    session = opening.on(4)
    travel(to_midnight(1) + FIRST_FOR)
    await sign_up(session, by=await act(DONG))
    assert await places(eyes, session) == {DONG.person}


async def test_away_is_not_told_papers_and_overlap_are(eyes, act, worker, travel):
    qin = await act(QIN)
    course = await a_course(eyes, qin, opens_days=3, adults_max=3)
    other = await a_course(eyes, qin, room=None)
    for one in (BIN, LIAN):
        await come_every_time(course.id, on(4), by=await act(one))
    await come_every_time(course.id, on(4), by=await act(CHUN))
    await go_away(on(4), on(4), None, by=await act(BIN))
    await sign_up(other.on(4), by=await act(LIAN))
    await eyes.execute("delete from reminders")
    session = course.on(4)
    travel(to_midnight(1))
    await serve_session(session, by=worker)
    why = await eyes.fetch(
        "select person, why from standing_turns where care_session = $1", session
    )
    assert {r["person"]: r["why"] for r in why} == {
        BIN.person: "away", LIAN.person: "elsewhere", CHUN.person: "papers",
    }  # fmt: skip
    told = ("session.not_every_time", "due")
    assert told not in await reminders_of(eyes, BIN)
    assert told in await reminders_of(eyes, LIAN)
    assert told in await reminders_of(eyes, CHUN)


async def test_a_place_given_back_is_not_taken_again_and_an_ended_promise_has_no_turn(
    opening, act, eyes, worker, travel
):
    bin_ = await act(BIN)
    await come_every_time(opening.id, on(9), by=bin_)
    await withdraw(opening.on(3), None, by=bin_)
    fourth = opening.on(4)
    await give_places(by=worker)
    assert await places(eyes, opening.on(3)) == set()
    await come_no_longer(opening.id, on(3), by=bin_)
    travel(to_midnight(1))
    await give_places(by=worker)
    assert await places(eyes, fourth) == set()


async def test_a_turn_after_the_closing_says_so(eyes, act, worker):
    course = await a_course(eyes, await act(QIN), closes_hours=24)
    await come_every_time(course.id, on(30), by=await act(BIN))
    near = await eyes.fetchrow(
        """select id from care_sessions where series = $1 and starts_at < $2 order by starts_at
           limit 1""",
        course.id, clock.now() + timedelta(hours=240),
    )  # fmt: skip
    await eyes.execute("delete from standing_turns where care_session = $1", near["id"])
    for row in await eyes.fetch("select id from sign_ups where care_session = $1", near["id"]):
        await eyes.execute("delete from sign_ups where id = $1", row["id"])
    await eyes.execute("delete from commitments where because = $1", f"session:{near['id']}")
    await eyes.execute("update series set closes_hours = 240 where id = $1", course.id)
    await eyes.execute("update care_sessions set standing_at = null where id = $1", near["id"])
    await give_places(by=worker)
    assert (
        await eyes.fetchval("select why from standing_turns where care_session = $1", near["id"])
        == "closed"
    )
    assert ("session.not_every_time", "due") in await reminders_of(eyes, BIN)
