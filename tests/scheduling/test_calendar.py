"""The calendar of a place: what a change does is shown first, touches the future only, and once."""

from datetime import date, time, timedelta

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.core.refusals import MayNot, NotFound
from carenet.places.calendar_file import NamedDay
from carenet.places.calendar_seed import DayKind
from carenet.places.services import close_for_days, lift_closure, set_season_hours
from carenet.scheduling.jobs import roll_out as job
from carenet.scheduling.rules.changes import (
    CannotChange,
    Closing,
    Lifting,
    Market,
    NamedDays,
    TermDays,
    is_market_day,
    require_sound,
)
from carenet.scheduling.services.calendar import apply_change, preview_change
from carenet.scheduling.services.signing import sign_up
from tests import cast
from tests.cast import BIN, CENTRE, GUO, HERE, LAN, MEI, QIN, YE
from tests.scheduling.conftest import a_course
from tests.scheduling.test_sign_up import drain, reminders_of

COUNTY = "450226000000"


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


async def follow(worker, task):
    """The worker brings the sessions up to date."""
    return await job({"by": worker}, str(task))


async def ahead(eyes, course):
    """The days on which it meets."""
    rows = await eyes.fetch(
        "select on_day from care_sessions where series = $1 and cancelled_at is null", course.id
    )
    return {r["on_day"] for r in rows}


async def test_a_closing_is_shown_before_it_is_made_and_then_does_just_that(
    course, act, eyes, worker
):
    await sign_up(course.on(4), by=await act(BIN))
    harvest = Closing(in_days(3), in_days(5), "harvest", division=cast.TOWNSHIP)
    lan = await act(LAN)
    shown = await preview_change(harvest, by=lan)
    assert (shown.series, shown.off, shown.new) == (1, 3, 0)
    assert [line.day for line in shown.lines] == [in_days(3), in_days(4), in_days(5)]
    assert len(await ahead(eyes, course)) == 30, "a preview leaves nothing behind"
    assert await eyes.fetchval("select count(*) from closures") == 0
    task = await apply_change(harvest, by=lan)
    assert await follow(worker, task) == "done"
    assert await ahead(eyes, course) == {in_days(n) for n in range(1, 31)} - {
        in_days(n) for n in (3, 4, 5)
    }
    called_off = await eyes.fetch("select by, because from session_cancellations")
    assert {(c["by"], c["because"]) for c in called_off} == {(LAN.account, "harvest")}
    result = await eyes.fetchval("select result from tasks")
    assert (result["series"], result["changes"]) == (1, 3)
    await drain(worker)
    assert ("session.cancelled", "due") in await reminders_of(eyes, BIN)
    assert (await preview_change(harvest, by=lan)).off == 0, "a second time there is nothing to do"


async def test_the_past_stays_as_it_was(course, act, eyes, worker, travel):
    travel(timedelta(days=10))
    before = await eyes.fetch("select id, cancelled_at from care_sessions order by id")
    flood = Closing(in_days(-5), in_days(2), "flood", centre=cast.CENTRE)
    qin = await act(QIN)
    shown = await preview_change(flood, by=qin)
    assert shown.off == len([line for line in shown.lines if line.day >= clock.today()])
    await follow(worker, await apply_change(flood, by=qin))
    after = await eyes.fetch(
        "select id, cancelled_at from care_sessions where on_day < $1 order by id", clock.today()
    )
    assert {tuple(row) for row in after} <= {tuple(row) for row in before}


async def test_a_lifted_closure_brings_back_what_was_not_made(act, eyes, worker):
    qin = await act(QIN)
    flood = Closing(in_days(2), in_days(3), "flood", centre=cast.CENTRE)
    await apply_change(flood, by=qin)
    course = await a_course(eyes, qin)
    assert {in_days(2), in_days(3)}.isdisjoint(await ahead(eyes, course))
    closure = await eyes.fetchval("select id from closures")
    assert (await preview_change(Lifting(closure), by=qin)).new == 2
    await follow(worker, await apply_change(Lifting(closure), by=qin))
    assert {in_days(2), in_days(3)} <= await ahead(eyes, course)
    with pytest.raises(NotFound):
        await apply_change(Lifting(closure), by=qin)


async def test_a_term_that_ends_earlier_calls_off_what_lies_after_it(act, eyes, worker):
    ye = await act(YE)
    await apply_change(TermDays(COUNTY, "spring", in_days(-60), in_days(60)), by=ye)
    course = await a_course(eyes, await act(QIN), kind="tutoring", subject="math")
    term = await eyes.fetchval("select id from terms")
    shorter = TermDays(COUNTY, "spring", in_days(-60), in_days(20), term)
    assert (await preview_change(shorter, by=ye)).off == 10
    await follow(worker, await apply_change(shorter, by=ye))
    assert max(await ahead(eyes, course)) == in_days(20)
    longer = TermDays(COUNTY, "spring", in_days(-60), in_days(60), term)
    assert (await preview_change(longer, by=ye)).new == 0, "what was called off stays called off"
    assert await eyes.fetchval("select count(*) from terms") == 1


async def test_a_day_off_that_was_only_expected_is_written_down(course, act, eyes, worker):
    await eyes.execute(
        """insert into calendar_days (day, kind, name, lunar, source, confirmed)
           values ($1, 'workday', 'Dragon Boat Festival', '', 'rule', false)""",
        in_days(6),
    )
    ye = await act(YE)
    holiday = NamedDays((NamedDay(in_days(6), DayKind.HOLIDAY, None),))
    shown = await preview_change(holiday, by=ye)
    assert (shown.off, shown.anyway) == (1, 0)
    await follow(worker, await apply_change(holiday, by=ye))
    row = await eyes.fetchrow("select kind, name, confirmed from calendar_days")
    assert tuple(row) == ("holiday", "Dragon Boat Festival", True)
    assert in_days(6) not in await ahead(eyes, course)


async def test_a_market_day_touches_no_session(course, act, eyes):
    assert await apply_change(Market(f"{HERE[:9]}000", in_days(0), 5), by=await act(LAN)) is None
    assert await apply_change(Market(f"{HERE[:9]}000", in_days(1), 3), by=await act(LAN)) is None
    rules = await eyes.fetch("select first_on, every_days from market_rules")
    assert [tuple(r) for r in rules] == [(in_days(1), 3)]


async def test_who_may_change_what(course, act):
    far = Closing(in_days(1), in_days(2), "no", division="450225100")
    for one, change in (
        (BIN, Closing(in_days(1), in_days(2), "no", centre=cast.CENTRE)),
        (GUO, Closing(in_days(1), in_days(2), "no", centre=cast.CENTRE)),
        (MEI, Closing(in_days(1), in_days(2), "no", division=cast.TOWNSHIP)),
        (LAN, far),
        (LAN, TermDays(COUNTY, "spring", in_days(1), in_days(100))),
        (LAN, NamedDays((NamedDay(in_days(1), DayKind.HOLIDAY, None),))),
        (YE, Market("450225100000", in_days(1), 5)),
    ):
        with pytest.raises(MayNot):
            await preview_change(change, by=await act(one))
    own = Closing(in_days(1), in_days(1), "fair", division=HERE)
    assert (await preview_change(own, by=await act(MEI))).off == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Closing(in_days(3), in_days(2), "x", centre=cast.CENTRE), "before the first"),
        (Closing(in_days(-3), in_days(-2), "x", centre=cast.CENTRE), "are over"),
        (Closing(in_days(0), in_days(200), "x", centre=cast.CENTRE), "at most"),
        (TermDays(COUNTY, "spring", in_days(0), in_days(9)), "between"),
        (NamedDays(()), "at least one day"),
        (Market(f"{HERE[:9]}000", in_days(0), 1), "every 2 to 15"),
    ],
)
def test_what_cannot_be_says_why(change, words):
    with pytest.raises(CannotChange, match=words):
        require_sound(change, clock.today())


@given(st.integers(2, 15), st.integers(0, 400))
def test_market_is_held_every_so_many_days_and_never_before(every, after):
    first = date(2026, 1, 3)
    day = first + timedelta(days=after)
    assert is_market_day(day, first, every) == (after % every == 0)
    assert not is_market_day(first - timedelta(days=every), first, every)


async def test_the_database_too_asks_whose_duty_a_closing_and_other_hours_are(course, act, eyes):
    day, whole = clock.today(), "450226101"
    for one, where in (
        (BIN, {"organisation": CENTRE}), (QIN, {"division": whole}), (GUO, {"organisation": CENTRE}),
        (GUO, {"division": whole}),
    ):  # fmt: skip
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await close_for_days(day, day, "because", by=await act(one), **where)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await set_season_hours(
                "winter", day, day, time(12), 30, by=await act(one), **where
            )  # fmt: skip
    closed = await close_for_days(day, day, "flood", by=await act(QIN), organisation=CENTRE)
    with pytest.raises(NotFound):
        await lift_closure(closed, by=await act(GUO))
    await close_for_days(day, day, "flood", by=await act(LAN), division=whole)


async def test_the_month_shows_what_is_known_and_what_is_not(visitor, act, eyes, course):
    await eyes.execute(
        """insert into calendar_days (day, kind, name, lunar, source, confirmed) values
           ($1, 'unknown', 'Spring Festival', '\u521d\u4e00', 'rule', false), ($2, 'workday', null, '\u521d\u4e8c', 'notice', true)""",
        in_days(1), in_days(2),
    )  # fmt: skip
    client = await visitor(YE)
    shown = (await client.get(f"/calendar?on={in_days(1)}")).text
    assert "1 festival ahead is not announced here yet" in shown
    assert "Spring Festival" in shown
    assert '<b class="num">16:10</b> activity' in shown
    form = await client.get(
        "/calendar/days/new", params={"on": str(in_days(1)), "name": "Spring Festival"}
    )
    assert "Spring Festival" in form.text
    day = str(in_days(2))
    data = {"kind": "holiday", "first_on": day, "last_on": day, "preview": "yes"}
    preview = await client.post("/calendar/days", data=data)
    assert "What this would do" in preview.text
    assert "would be called off" in preview.text
    made = await client.post(
        "/calendar/days", data={k: v for k, v in data.items() if k != "preview"}
    )
    assert made.status_code == 303
    work = await client.get(made.headers["location"])
    assert "hx-get" in work.text


async def test_years_that_nobody_has_loaded_are_no_crash(visitor):
    client = await visitor(QIN)
    for on in ("2031-05-01", "1999-12-31", "2099-02-28"):
        answer = await client.get(f"/calendar?on={on}")
        assert answer.status_code == 200
    assert "has not been loaded" in answer.text


async def test_a_closing_is_typed_previewed_made_and_lifted_at_the_desk(
    visitor, act, eyes, worker, course
):
    client = await visitor(QIN)
    data = {
        "where": str(cast.CENTRE),
        "first_on": str(in_days(2)),
        "last_on": str(in_days(2)),
        "because": "village feast",
    }
    preview = await client.post("/calendar/closings", data={**data, "preview": "yes"})
    assert "Called off: 1." in preview.text
    assert 'value="village feast"' in preview.text, "nothing typed is lost"
    made = await client.post("/calendar/closings", data=data)
    assert made.status_code == 303
    task = made.headers["location"].rsplit("/", 1)[1]
    await follow(worker, task)
    assert (await client.get(f"/calendar/work/{task}/progress")).status_code == 286
    closure = await eyes.fetchval("select id from closures")
    assert "village feast" in (await client.get(f"/calendar/closures/{closure}")).text
    lifting = f"/calendar/closures/{closure}/lifting"
    assert "What this would do" in (await client.post(lifting, data={"preview": "yes"})).text
    lifted = await client.post(lifting)
    assert lifted.status_code == 303
    wrong = await client.post("/calendar/closings", data={**data, "last_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert "before the first" in wrong.text
