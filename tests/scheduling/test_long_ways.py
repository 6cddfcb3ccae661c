"""Whoever has a long way to a session is told in time to set off, once, and it follows the session."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.core.clock import SHANGHAI
from carenet.scheduling.rules.signing import (
    APART,
    READY_MINUTES,
    SOON,
    evening_before,
    reminders_for,
)
from carenet.scheduling.services.changing import call_off, move_session
from carenet.scheduling.services.signing import sign_up, withdraw
from tests.cast import BIN, CENTRE, HERE, LIAN, QIN

FAR_HOME = (25.35, 110.1)
AT = datetime(2026, 11, 25, 16, 10, tzinfo=SHANGHAI)
LONG_AGO = AT - timedelta(days=9)


def kinds(way, now=LONG_AGO, at=AT):
    return dict(reminders_for(now, at, way))


def test_a_short_way_changes_nothing():
    for way in (0, 5, 60, 105):
        assert set(kinds(way)) == {"session.evening", "session.soon"}, way


def test_a_way_that_begins_before_the_last_reminder_moves_it_forward():
    said = kinds(130)
    assert set(said) == {"session.evening", "session.leave"}
    assert said["session.leave"] == AT - timedelta(minutes=130 + READY_MINUTES)


def test_a_way_of_half_a_day_has_a_reminder_of_its_own():
    said = kinds(240)
    assert set(said) == {"session.evening", "session.leave", "session.soon"}


def test_whoever_signs_up_after_setting_off_was_due_hears_what_is_ahead():
    now = AT - timedelta(minutes=125)
    assert set(kinds(130, now)) == {"session.soon"}


def test_a_way_that_begins_the_evening_before_is_spoken_of_by_the_evenings_reminder():
    assert set(kinds(23 * 60)) == {"session.evening", "session.soon"}


@given(
    st.integers(0, 3000),
    st.builds(clock.at, st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.times()),
    st.timedeltas(timedelta(0), timedelta(days=3)),
)  # fmt: skip
def test_never_two_within_an_hour_never_what_is_past_and_always_one(way, at, left):
    now = at - left
    said = reminders_for(now, at, way)
    moments = sorted(due for _, due in said)
    assert all(now < due < at for due in moments)
    assert len({kind for kind, _ in said}) == len(said)
    last = kinds(way, at - timedelta(days=9), at).get("session.leave")
    if last is not None:
        assert last - evening_before(at) >= APART
    if at - SOON > now:
        assert said, "whoever signs up in time hears something"
        assert any(due <= at - SOON for due in moments)


@pytest.fixture
async def far(eyes):
    """Lian lives where the motorbike takes over two hours; the centre has its point."""
    await eyes.execute(
        "update organisations set latitude = 25.6, longitude = 109.85 where id = $1", CENTRE
    )
    home = "450226203201"
    await eyes.execute("update people set division = $1 where id = $2", home, LIAN.person)
    await eyes.execute(
        """insert into hamlets (id, village, name, latitude, longitude)
           values (uuidv7(), $1, 'far', $2, $3)""",
        home, *FAR_HOME,
    )  # fmt: skip


async def due_of(eyes, one, state="due"):
    rows = await eyes.fetch(
        "select kind, due_at, details from reminders where recipient = $1 and state = $2",
        one.person, state,
    )  # fmt: skip
    return {r["kind"]: (r["due_at"], r["details"]) for r in rows}


@pytest.mark.usefixtures("far")
async def test_only_whoever_lives_far_is_told_when_to_set_off(course, act, eyes):
    session = course.on(3)
    starts = await eyes.fetchval("select starts_at from care_sessions where id = $1", session)
    await sign_up(session, by=await act(LIAN))
    await sign_up(session, by=await act(BIN))
    assert set(await due_of(eyes, BIN)) == {"session.evening", "session.soon"}
    said = await due_of(eyes, LIAN)
    assert set(said) == {"session.evening", "session.leave"}
    due, details = said["session.leave"]
    assert timedelta(hours=2) < starts - due < timedelta(hours=4)
    leaves = clock.at(starts.astimezone(SHANGHAI).date(), time.fromisoformat(details["until"]))
    assert leaves - due == timedelta(minutes=READY_MINUTES)
    assert set(details) == {"date", "time", "place", "title", "until"}


@pytest.mark.usefixtures("far")
async def test_it_moves_and_goes_with_the_session_though_the_lead_sees_no_home(course, act, eyes):
    session, qin = course.on(3), await act(QIN)
    await sign_up(session, by=await act(LIAN))
    before, _ = (await due_of(eyes, LIAN))["session.leave"]
    day = clock.today() + timedelta(days=4)
    await eyes.execute("delete from care_sessions where id = $1", course.on(4))
    await move_session(session, day, time(15), time(16), by=qin)
    after, details = (await due_of(eyes, LIAN))["session.leave"]
    assert after - before == timedelta(hours=22, minutes=50)
    assert details["time"] == "15:00"
    await call_off(session, "flood", by=qin)
    assert await due_of(eyes, LIAN) == {}
    assert "session.leave" in await due_of(eyes, LIAN, "cancelled")


@pytest.mark.usefixtures("far")
async def test_it_is_taken_back_with_the_place(course, act, eyes):
    lian = await act(LIAN)
    await sign_up(course.on(5), by=lian)
    await withdraw(course.on(5), None, by=lian)
    assert await due_of(eyes, LIAN) == {}


async def test_nobody_learns_from_it_where_somebody_else_lives(course, act):
    from carenet.core.database import reading

    lian, qin = await act(LIAN), await act(QIN)
    for one, sees in ((lian, {LIAN.person}), (qin, {LIAN.person, BIN.person})):
        async with reading(one) as db:
            rows = await db.fetch(
                "select * from app.way_to($1, $2)", course.on(3), [LIAN.person, BIN.person]
            )
        assert {r["person"] for r in rows} == sees
        assert {r["home"] for r in rows} == {HERE}
