"""Winter and summer hours: shown before they are made, sessions ahead follow, nobody hears of it twice."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.core.refusals import MayNot, NotFound
from carenet.scheduling.rollout import DayKnown, Days, Existing, Pattern, Season, plan
from carenet.scheduling.rules.changes import CannotChange, Hours, LiftingHours
from carenet.scheduling.services.calendar import apply_change, preview_change
from carenet.scheduling.services.changing import move_session
from carenet.scheduling.services.signing import sign_up
from tests import cast
from tests.cast import BIN, GUO, LAN, MEI, QIN
from tests.scheduling.conftest import a_course
from tests.scheduling.test_calendar import follow, in_days
from tests.scheduling.test_sign_up import drain

COUNTY = "450226"


def summer(first=5, last=20, minutes=30, centre=cast.CENTRE, division=None, name="summer"):
    """From noon on half an hour later."""
    return Hours(name, in_days(first), in_days(last), time(12), minutes, division, centre)


async def begins(eyes, course):
    """When each session begins, by days from today."""
    rows = await eyes.fetch(
        "select on_day, starts_at, ends_at, sequence from care_sessions where series = $1",
        course.id,
    )
    return {
        (r["on_day"] - clock.today()).days: (
            r["starts_at"].astimezone(clock.SHANGHAI).strftime("%H:%M"), r["sequence"]
        )
        for r in rows
    }  # fmt: skip


async def test_hours_are_shown_by_series_before_sessions_ahead_follow(class_, act, eyes, worker):
    await sign_up(class_.on(6), by=await act(BIN))
    qin = await act(QIN)
    shown = await preview_change(summer(), by=qin)
    assert [(s.sessions, s.then - s.was) for s in shown.shifts] == [(16, timedelta(minutes=30))]
    assert shown.retimed == 16
    assert not shown.clashes
    assert shown.told[0] == 1
    assert shown.told[1] > 0
    assert await eyes.fetchval("select count(*) from season_hours") == 0
    await follow(worker, await apply_change(summer(), by=qin))
    found = await begins(eyes, class_)
    assert found[4] == ("16:10", 0)
    assert found[5] == ("16:40", 1), "the feed's SEQUENCE rises"
    assert found[20] == ("16:40", 1)
    assert found[21] == ("16:10", 0)
    taken = await eyes.fetchrow(
        "select starts_at from commitments where because = $1", f"session:{class_.on(6)}"
    )
    assert taken["starts_at"].astimezone(clock.SHANGHAI).strftime("%H:%M") == "16:40"


async def test_each_hears_once_and_a_second_making_changes_and_says_nothing(
    class_, act, eyes, worker
):
    for days in (6, 7, 8):
        await sign_up(class_.on(days), by=await act(BIN))
    qin = await act(QIN)
    task = await apply_change(summer(), by=qin)
    await follow(worker, task)
    await drain(worker)
    told = await eyes.fetch("select recipient from reminders where kind = 'hours.season'")
    assert len(told) == len({r["recipient"] for r in told})
    assert BIN.person in {r["recipient"] for r in told}
    assert not await eyes.fetchval("select count(*) from reminders where kind = 'session.moved'")
    before = await begins(eyes, class_)
    await eyes.execute(
        "update tasks set state = 'waiting', started_at = null, ended_at = null where id = $1", task
    )
    await follow(worker, task)
    await drain(worker)
    assert await begins(eyes, class_) == before
    again = await eyes.fetchval("select count(*) from reminders where kind = 'hours.season'")
    assert again == len(told)


async def test_lifted_hours_give_the_usual_ones_back(course, act, eyes, worker):
    qin = await act(QIN)
    await follow(worker, await apply_change(summer(), by=qin))
    hours = await eyes.fetchval("select id from season_hours")
    assert (await preview_change(LiftingHours(hours), by=qin)).retimed == 16
    await follow(worker, await apply_change(LiftingHours(hours), by=qin))
    assert {b for b, _ in (await begins(eyes, course)).values()} == {"16:10"}
    with pytest.raises(NotFound):
        await apply_change(LiftingHours(hours), by=qin)


async def test_hours_under_way_are_put_right_in_one_step_and_said_once(class_, act, eyes, worker):
    for days in (6, 19):
        await sign_up(class_.on(days), by=await act(BIN))
    qin = await act(QIN)
    first = await apply_change(summer(-9), by=qin)
    await follow(worker, first)
    await drain(worker)
    moved = await eyes.fetchval(
        "select (result ->> 'changes')::int from tasks where id = $1", first
    )
    count = "select count(*) from reminders where kind = 'hours.season' and recipient = $1"
    assert await eyes.fetchval(count, BIN.person) == 1
    hours = await eyes.fetchval("select id from season_hours")
    right = replace(summer(-9, 12, 45, centre=None, division=COUNTY), instead_of=hours)
    shown = await preview_change(right, by=qin)
    assert sorted({s.then - s.was for s in shown.shifts}) == [timedelta(minutes=15)]
    assert shown.retimed == moved, "some a quarter later, the others back to the usual"
    await follow(worker, await apply_change(right, by=qin))
    await drain(worker)
    found = await begins(eyes, class_)
    assert (found[6][0], found[12][0], found[13][0], found[19][0]) == ("16:55", "16:55", "16:10", "16:10")  # fmt: skip
    assert await eyes.fetchval(count, BIN.person) == 2, "once of the correction, for both sessions"
    held = "select organisation, lifted_at is null as holds from season_hours order by holds"
    assert [tuple(r) for r in await eyes.fetch(held)] == [(cast.CENTRE, False), (cast.CENTRE, True)]
    with pytest.raises(NotFound):
        await apply_change(right, by=qin)
    now = await eyes.fetchval("select id from season_hours where lifted_at is null")
    with pytest.raises((MayNot, NotFound)):
        await apply_change(replace(right, instead_of=now), by=await act(GUO))


async def test_a_session_that_is_open_or_was_moved_by_hand_stays(class_, act, eyes, worker):
    qin = await act(QIN)
    await move_session(class_.on(7), in_days(7), time(15), time(16), by=qin)
    await eyes.execute(
        """insert into registers (care_session, centre, village, opened_by)
           select id, centre, village, $2 from care_sessions where id = $1""",
        class_.on(5), QIN.account,
    )  # fmt: skip
    await follow(worker, await apply_change(summer(), by=qin))
    found = await begins(eyes, class_)
    assert (found[5][0], found[6][0], found[7][0]) == ("16:10", "16:40", "15:00")
    assert await eyes.fetchval("select count(*) from registers") == 1


async def test_series_one_after_the_other_in_one_room_keep_it(course, act, eyes, worker):
    qin = await act(QIN)
    after = await a_course(eyes, qin, starts_at=time(17, 40), ends_at=time(18, 20))
    assert not (await preview_change(summer(), by=qin)).clashes
    await follow(worker, await apply_change(summer(), by=qin))
    assert (await begins(eyes, after))[6][0] == "18:10"
    assert (await begins(eyes, course))[6][0] == "16:40"
    assert not await eyes.fetchval("select count(*) from care_sessions where room is null")


async def test_what_stands_in_the_way_is_named_and_that_session_stays(course, act, eyes, worker):
    qin = await act(QIN)
    after = await a_course(eyes, qin, starts_at=time(17, 50), ends_at=time(18, 20), room=None)
    await sign_up(course.on(6), by=await act(BIN))
    await sign_up(after.on(6), by=await act(BIN))
    await move_session(after.on(6), in_days(6), time(17, 50), time(18, 15), by=qin)
    shown = await preview_change(summer(), by=qin)
    clash = [(line.day, why) for line, why in shown.clashes]
    assert [day for day, _ in clash] == [in_days(6)]
    assert cast.BIN.name in clash[0][1]
    task = await apply_change(summer(), by=qin)
    await follow(worker, task)
    assert (await begins(eyes, course))[6][0] == "16:10"
    assert (await begins(eyes, course))[7][0] == "16:40"
    stay = (await eyes.fetchval("select result from tasks where id = $1", task))["stay"]
    assert [one["day"] for one in stay] == [in_days(6).isoformat()]
    held = await eyes.fetchval(
        "select count(*) from sign_ups where person = $1 and withdrawn_at is null", BIN.person
    )
    assert held == 2, "nobody is let go for it"


async def test_hours_past_the_evening_are_refused_by_name(act, eyes, worker):
    qin = await act(QIN)
    late = await a_course(eyes, qin, starts_at=time(17, 20), ends_at=time(18, 50))
    winter = Hours("winter", in_days(2), in_days(4), time(12), 30, None, cast.CENTRE)
    if in_days(2).month in (6, 7, 8):
        return
    shown = await preview_change(winter, by=qin)
    assert [line.day for line, _ in shown.clashes] == [in_days(2), in_days(3), in_days(4)]
    await follow(worker, await apply_change(winter, by=qin))
    assert {b for b, _ in (await begins(eyes, late)).values()} == {"17:20"}


async def test_what_cannot_be_is_refused_with_a_sentence(course, act):
    qin = await act(QIN)
    await apply_change(summer(), by=qin)
    for wrong in (summer(15, 25), summer(9, 3), summer(-9, -3), summer(30, 40, 0), summer(30, 500)):
        with pytest.raises(CannotChange):
            await apply_change(wrong, by=qin)
    for one, wish in (
        (BIN, summer(30, 40)), (GUO, summer(30, 40)), (LAN, summer(30, 40, centre=None, division=COUNTY)),
        (MEI, summer(30, 40, centre=None, division=cast.TOWNSHIP)),
    ):  # fmt: skip
        with pytest.raises((MayNot, NotFound)):
            await apply_change(wish, by=await act(one))


DAY = date(2027, 5, 10)
NOW = datetime(2027, 5, 1, tzinfo=clock.SHANGHAI)


@given(
    st.integers(0, 9), st.integers(0, 9),
    st.integers(-6, 6).filter(bool).map(lambda n: n * 5), st.booleans(),
)  # fmt: skip
def test_made_again_the_plan_has_nothing_left_to_do(first, length, minutes, opened):
    seasons = [
        Season(DAY + timedelta(days=first), DAY + timedelta(days=first + length), time(12), minutes)
    ]
    days = Days({DAY: DayKnown("workday")}, seasons=seasons)
    pattern = Pattern(
        frozenset(range(1, 8)), time(16), time(17), DAY, DAY + timedelta(days=14)
    )  # fmt: skip
    usual = plan(pattern, Days(), [], NOW).new
    there = [
        Existing(n, w.planned_on, w.starts_at, w.ends_at, opened=opened)
        for n, w in enumerate(usual)
    ]
    found = plan(pattern, days, there, NOW)
    assert len(found.retimed) == (0 if opened else min(first + length, 14) - first + 1)
    done = {has.id: want for has, want in found.retimed}
    after = [
        Existing(e.id, e.planned_on, done[e.id].starts_at, done[e.id].ends_at)
        if e.id in done
        else e
        for e in there
    ]
    assert plan(pattern, days, after, NOW).changes == 0


def test_the_smaller_place_goes_before_the_larger_and_mornings_stay():
    near, far = Season(DAY, DAY, time(12), 15), Season(DAY, DAY, time(12), 30)
    days = Days(seasons=[near, far])
    assert days.later(DAY, time(16)) == timedelta(minutes=15)
    assert days.later(DAY, time(9)) == timedelta()


async def test_the_page_shows_first_and_says_what_is_wrong(course, visitor, eyes):
    lead = await visitor(QIN)
    wish = {
        "where": str(cast.CENTRE), "name": "summer", "first_on": in_days(5).isoformat(),
        "last_on": in_days(20).isoformat(), "from_time": "12:00", "minutes": "30", "direction": "later",
    }  # fmt: skip
    shown = await lead.post("/calendar/hours", data=wish | {"preview": "yes"})
    assert "16:10 → 16:40" in shown.text
    assert not await eyes.fetchval("select count(*) from season_hours")
    odd = await lead.post("/calendar/hours", data=wish | {"minutes": "7"})
    assert odd.status_code == 422
    assert "steps of five minutes" in odd.text
    made = await lead.post("/calendar/hours", data=wish)
    assert made.headers["location"].startswith("/calendar/work/")
    hours = await eyes.fetchval("select id from season_hours")
    assert f"/calendar/hours/{hours}" in (await lead.get("/calendar")).text
    form = (await lead.get(f"/calendar/hours/new?instead_of={hours}")).text
    assert f'name="instead_of" value="{hours}"' in form
    assert 'value="12:00"' in form
    right = wish | {"instead_of": str(hours), "minutes": "7"}
    assert f'value="{hours}"' in (await lead.post("/calendar/hours", data=right)).text
    shown = await lead.post("/calendar/hours", data=right | {"minutes": "20", "preview": "yes"})
    assert "16:10 → 16:30" in shown.text
    again = await lead.post(f"/calendar/hours/{hours}/lifting", data={"preview": "yes"})
    assert "What this would do" in again.text or "No session ahead" in again.text
