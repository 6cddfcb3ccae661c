"""What is owed from the first day and week by week, against days counted one at a time."""

import calendar
import itertools
from datetime import date, timedelta

from carenet.core import clock
from carenet.placements.rules import WEEKLY, first_obligations, first_week, week_after
from carenet.placements.services import meet_obligations
from carenet.placements.services.weekly import go_on_weekly
from tests.cast import GUI, XIAOYU
from tests.placements.test_handing_over import hosted

ONE = timedelta(days=1)


def days(first, last):
    while first <= last:
        yield first
        first += ONE


def sundays():
    """Every Sunday of seven years, from printed months: two leap Februaries are among them."""
    month = calendar.Calendar(firstweekday=0)
    for year in range(2023, 2030):
        for number in range(1, 13):
            for week in month.monthdatescalendar(year, number):
                yield week[6]


def test_the_week_that_is_owed_ends_on_a_sunday_of_the_calendar_whatever_the_month_or_year_does():
    known = sorted(set(sundays()))
    for day in days(date(2024, 1, 1), date(2028, 12, 31)):
        ahead = [s for s in known if s >= day][:2]
        left = len(list(days(day, ahead[0])))
        owed = first_week(day)
        assert (owed.opens_on, owed.due_on) == (day, ahead[0] if left >= 3 else ahead[1]), day
        after = week_after(day)
        assert after.due_on == ahead[1], day
        assert list(days(after.opens_on, after.due_on)) == [after.due_on - ONE * n for n in range(6, -1, -1)]  # fmt: skip
        assert after.opens_on == ahead[0] + ONE


def test_weeks_follow_each_other_without_a_gap_over_leap_days_and_the_borders_of_terms():
    for start in (date(2024, 2, 26), date(2028, 2, 28), date(2026, 1, 24), date(2026, 12, 29)):
        week, seen = first_week(start), []
        for _week in range(60):
            seen.append(week)
            week = week_after(week.due_on)
        for earlier, later in itertools.pairwise(seen):
            assert later.opens_on == earlier.due_on + ONE
            assert later.due_on == earlier.due_on + 7 * ONE


def test_the_first_days_of_a_placement_are_counted_in_days_over_every_border():
    counted = {"proxy_parent": {"monthly_call": 30, "quarterly_meeting": 90}, "paired_teacher": {"teacher_visit": 120}, "full_care": {"guardian_call": 7}}  # fmt: skip
    for start in (date(2024, 1, 31), date(2024, 2, 29), date(2025, 2, 28), date(2026, 8, 31), date(2027, 12, 31)):  # fmt: skip
        for kind, wanted in counted.items():
            for owed in first_obligations(kind, 2, start):
                if owed.kind != WEEKLY:
                    day = start
                    for _day in range(wanted[owed.kind]):
                        day += ONE
                    assert (owed.opens_on, owed.due_on) == (start, day)
    assert [o.kind for o in first_obligations("half_care", 2, date(2026, 1, 1))] == ["guardian_call", WEEKLY]  # fmt: skip
    assert first_obligations("tutoring", 2, date(2026, 1, 1)) == ()


async def test_each_week_is_owed_once_met_or_missed_for_ever_and_the_next_follows(
    act, eyes, worker
):
    placement = await hosted(eyes)
    today, now = clock.today(), clock.now()
    assert await go_on_weekly(today, now, by=worker) == 1
    assert await go_on_weekly(today, now, by=worker) == 0

    async def rows():
        return [
            (r["opens_on"], r["due_on"], r["met"], r["missed"])
            for r in await eyes.fetch(
                """select opens_on, due_on, met_at is not null as met, missed_at is not null as missed
                   from obligations where placement = $1 and kind = $2 order by due_on""",
                placement, WEEKLY,
            )
        ]  # fmt: skip

    first = first_week(today)
    assert await rows() == [(first.opens_on, first.due_on, False, False)]
    await meet_obligations(
        XIAOYU.id, GUI.person, [WEEKLY], clock.now(), "call:x", by=await act(GUI)
    )
    second = week_after(first.due_on)
    assert (await rows())[1:] == [(second.opens_on, second.due_on, False, False)]
    assert await go_on_weekly(second.due_on, now, by=worker) == 0
    late = second.due_on + ONE
    assert await go_on_weekly(late, now, by=worker) == 2
    assert [r[2:] for r in await rows()] == [(True, False), (False, True), (False, False)]
    third = first_week(late)
    assert (await rows())[2][:2] == (third.opens_on, third.due_on)
    await eyes.execute("update placements set ends_on = current_date where id = $1", placement)
    assert await go_on_weekly(third.due_on + ONE, now, by=worker) == 1
    assert [r[3] for r in await rows()] == [False, True, True]
