"""What homes owe stands on the board of what is owed, with dates counted by another hand."""

import calendar
from datetime import date, timedelta

import pytest

from carenet.core import clock
from carenet.core.refusals import NotFound
from carenet.people.services.host_families import confirm_roster
from carenet.placements.services import exempt_area, exempt_home_duty, note_try_at_home
from carenet.placements.services.trying import Try
from carenet.safeguarding.services.renewing import go_on
from carenet.visits.queries.owed import Wish, board
from tests.cast import BIN, GUI, GUO, HERE, LAN, MEI, PING
from tests.safeguarding.homes import taken_on

ONE = timedelta(days=1)
OPEN = "select id from home_duties where family = $1 and kind = $2 and met_at is null and missed_at is null and exempted_at is null"


def month_days(first, last):
    """Every day from printed months: four leap Februaries are among them."""
    for year in range(first, last + 1):
        for month in range(1, 13):
            yield from (date(year, month, d) for d in range(1, calendar.monthrange(year, month)[1] + 1))  # fmt: skip


def a_year_on(day):
    """The same day of the next year by the calendar on the wall; after 29 February the 28th."""
    last = calendar.monthrange(day.year + 1, day.month)[1]
    return date(day.year + 1, day.month, min(day.day, last))


async def test_the_days_of_a_home_are_those_of_the_calendar_over_month_ends_and_leap_days(eyes):
    known = list(month_days(2023, 2033))
    place = {day: n for n, day in enumerate(known)}
    days = [day for day in known if day.year < 2032]
    rows = await eyes.fetch(
        """select d, app.roster_due(d) as roster, app.taken_on_until('nominated', null, d) as first,
             app.taken_on_until('renewal', d + 20, d) as early, app.taken_on_until('renewal', d - 1, d) as late,
             app.taken_on_until('changed', d + 61, d) as kept, app.taken_on_until('changed', d + 60, d) as anew
           from unnest($1::date[]) d order by d""",
        days,
    )  # fmt: skip
    assert len(rows) == len(days)
    for row in rows:
        day, at = row["d"], place[row["d"]]
        assert row["roster"] == known[at + 90]
        assert row["first"] == row["late"] == row["anew"] == a_year_on(day)
        assert row["early"] == a_year_on(known[at + 20])
        assert row["kept"] == known[at + 61]


@pytest.mark.parametrize("expires", [date(2028, 2, 29), date(2027, 3, 1), date(2028, 4, 29), date(2027, 1, 1)])  # fmt: skip
async def test_the_yearly_look_opens_sixty_days_before_once_and_is_missed_the_day_after(
    act, eyes, worker, expires
):
    _way, family = await taken_on(act, eyes)
    await eyes.execute("delete from home_duties")
    await eyes.execute("update host_families set renew_by = $2 where id = $1", family, expires)
    known = list(month_days(expires.year - 1, expires.year))
    opens = known[known.index(expires) - 60]
    seen = {}
    for day in [opens - ONE, opens, opens + ONE, expires - ONE, expires, expires + ONE]:
        await go_on(day, clock.now(), by=worker)
        seen[day] = [
            tuple(r)
            for r in await eyes.fetch(
                "select opens_on, due_on, missed_at is not null from home_duties where kind = 'renewal'"
            )
        ]
    assert seen == {
        opens - ONE: [], opens: [(opens, expires, False)], opens + ONE: [(opens, expires, False)],
        expires - ONE: [(opens, expires, False)], expires: [(opens, expires, False)],
        expires + ONE: [(opens, expires, True)],
    }  # fmt: skip


async def due_in(eyes, family, days, *, missed=False):
    await eyes.execute(
        """update home_duties set opens_on = $2::date - 90, due_on = $2, missed_at = $3 where family = $1""",
        family, clock.today() + timedelta(days=days), clock.now() if missed else None,
    )  # fmt: skip


async def shown(act, one=MEI, span="late", **more):
    found = await board(None, clock.today(), Wish(span, **more), by=await act(one))
    return [(o.kind, o.who, o.days_late) for o in found.found.rows]


async def test_it_is_open_then_soon_then_overdue_by_village_and_by_home(act, eyes):
    _way, family = await taken_on(act, eyes)
    for days, spans in ((30, {"open"}), (7, {"soon", "open"}), (-3, {"late", "soon", "open"})):
        await due_in(eyes, family, days)
        for span in ("late", "soon", "open"):
            line = [("host_roster", "桂兰芝家", -days)]
            assert await shown(act, span=span) == (line if span in spans else []), (days, span)
    found = await board(None, clock.today(), Wish(), by=await act(LAN))
    assert [(s.key, s.late, s.soon) for s in found.villages] == [(HERE, 1, 0)]
    assert [(s.name, s.late, s.soon) for s in found.people] == [("桂兰芝家", 1, 0)]
    assert await shown(act, village=HERE, who=family)
    assert not await shown(act, who=GUI.person)
    assert not await shown(act, GUO), "another county sees no home of this one"


async def test_a_day_missed_stays_overdue_until_who_lives_there_is_said(act, eyes, worker):
    _way, family = await taken_on(act, eyes)
    await due_in(eyes, family, -3)
    for _again in range(2):
        await go_on(clock.today(), clock.now(), by=worker)
    assert await shown(act) == [("host_roster", "桂兰芝家", 3)]
    await confirm_roster(family, by=await act(GUI))
    assert await shown(act, span="open") == []  # the next one opens tomorrow


async def test_who_is_not_reached_is_written_down_and_it_stays_owed(act, eyes, visitor):
    _way, family = await taken_on(act, eyes)
    await due_in(eyes, family, -3)
    owed = await eyes.fetchval(OPEN, family, "roster")
    client = await visitor(MEI)
    ahead = {"on_day": str(clock.today() + ONE), "how": "rang", "note": "下午再打"}
    answer = await client.post(f"/home-duties/{owed}/tries", data=ahead)
    assert answer.status_code == 422
    assert "下午再打" in answer.text
    for _twice in range(2):
        said = {"on_day": str(clock.today()), "how": "rang", "note": "下午再打"}
        assert (await client.post(f"/home-duties/{owed}/tries", data=said)).status_code == 303
    page = (await client.get("/obligations")).text
    assert "tried once" in page
    assert "called, nobody answered" in page
    await note_try_at_home(owed, Try(clock.today(), "went"), by=await act(LAN))
    assert "tried 2 times" in (await client.get("/obligations")).text
    with pytest.raises(NotFound):
        await note_try_at_home(owed, Try(clock.today(), "went"), by=await act(GUO))


async def test_it_is_set_aside_by_name_and_asked_again_ninety_days_later(act, eyes, worker):
    _way, family = await taken_on(act, eyes)
    await due_in(eyes, family, -3)
    await go_on(clock.today(), clock.now(), by=worker)
    owed = await eyes.fetchval(OPEN, family, "roster")
    with pytest.raises(NotFound):
        await exempt_home_duty(owed, "x", by=await act(GUO))
    for _twice in range(2):
        await exempt_home_duty(owed, "全家去南宁看病", by=await act(MEI))
    assert await shown(act, span="open") == []
    assert await eyes.fetchval("select count(*) from exemptions where approved_by = $1 and home_duty is not null", MEI.account) == 2  # fmt: skip
    due = await eyes.fetchval("select due_on from home_duties where id = $1", owed)
    await go_on(clock.today(), clock.now(), by=worker)
    assert await eyes.fetchval("select due_on from home_duties where id = $1", await eyes.fetchval(OPEN, family, "roster")) == due + timedelta(days=90)  # fmt: skip
    assert await eyes.fetchval("select missed_at is not null from home_duties where due_on = $1", clock.today() - timedelta(days=3)), "what was missed stays missed"  # fmt: skip


async def test_a_flood_sets_homes_aside_too_and_nothing_is_missed_while_it_lasts(act, eyes, worker):
    _way, family = await taken_on(act, eyes)
    await due_in(eyes, family, -1)
    until = clock.today() + timedelta(days=5)
    await exempt_area(HERE, "涨水", until, by=await act(MEI))
    assert await shown(act, span="open") == []
    await go_on(until, clock.now(), by=worker)
    assert await eyes.fetchval(OPEN, family, "roster")
    await go_on(until + ONE, clock.now(), by=worker)
    assert await eyes.fetchval("select count(*) from home_duties where family = $1 and missed_at is not null", family) == 1  # fmt: skip


async def test_tries_are_seen_by_officers_of_the_place_and_by_who_reaches_the_child(
    act, eyes, owes
):
    from carenet.core.database import reading
    from carenet.placements.services import note_try

    owed = await eyes.fetchval("select id from obligations")
    await note_try(owed, Try(clock.today(), "rang"), by=await act(MEI))
    assert await eyes.fetchval("select tried_at is not null from obligations")
    for one, sees in ((MEI, 1), (LAN, 1), (GUO, 0), (PING, 1), (BIN, 0)):
        async with reading(await act(one)) as db:
            assert await db.fetchval("select count(*) from duty_tries") == sees, one.handle
