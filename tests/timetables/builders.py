"""What a timetable needs of the cast: hours, volunteers who are free, open needs for tutoring."""

from datetime import date, time, timedelta
from typing import Any

from carenet.core import clock
from carenet.timetables.rules.grid import grid_of
from carenet.timetables.services.rounds import TimetableWish, open_timetable, start
from tests import cast
from tests.cast import ADUO, BIN, HERE, LAN, LIAN, XIAOSHAN, XIAOYU
from tests.matching.builders import need

LONG_AGO = date(2024, 1, 1)
AFTERNOONS = "16:10-17:40"


def next_monday() -> date:
    """The Monday after this week."""
    today = clock.today()
    return today + timedelta(days=7 - today.weekday())


def term() -> tuple[date, date]:
    """Three weeks from the next Monday on, within one season of the day's hours."""
    return next_monday(), next_monday() + timedelta(days=20)


async def opened(eyes: Any, *days: int, opens: time = time(15), closes: time = time(19)) -> None:
    """The centre is open on these weekdays, in term."""
    for day in days:
        await eyes.execute(
            """insert into opening_hours (centre, season, weekday, opens_at, closes_at)
               values ($1, 'term', $2, $3, $4)""",
            cast.CENTRE, day, opens, closes,
        )  # fmt: skip


async def free(
    eyes: Any, one: Any, *days: int, part: str = "afternoon", subjects: tuple[str, ...] = ("math",)
) -> None:
    """A volunteer who teaches these and is free on these weekdays."""
    there = await eyes.fetchval(
        "select exists (select from volunteers where person = $1)", one.person
    )
    if not there:
        await eyes.execute(
            """insert into volunteers (person, subjects, reach_minutes, hours_week_max, joined_on)
               values ($1, $2, 60, 6, $3)""",
            one.person, list(subjects), LONG_AGO,
        )  # fmt: skip
    for day in days:
        await eyes.execute(
            "insert into availabilities (person, weekday, part) values ($1, $2, $3)",
            one.person, day, part,
        )  # fmt: skip


async def wanting(eyes: Any, *children: Any, subject: str | None = "math", tier: int = 1) -> None:
    """These children need help in a subject."""
    for child in children:
        await need(eyes, child, "tutoring", tier=tier, subject=subject)


def a_wish(**changed: Any) -> TimetableWish:
    """Lan's township, three weeks, afternoons of school days."""
    first, last = term()
    given = {
        "name": "春季课表", "place": f"{HERE[:9]}000", "first_on": first, "last_on": last,
        "grid": grid_of(AFTERNOONS, "", "", first), "times": 1,
    }  # fmt: skip
    return TimetableWish(**given | changed)


async def a_timetable(act: Any, one: Any = LAN, **changed: Any) -> Any:
    """A timetable that is open."""
    return await open_timetable(a_wish(**changed), by=await act(one))


async def solved(act: Any, worker: Any, timetable: Any, one: Any = LAN) -> str:
    """Start it and run the real job function."""
    from carenet.timetables.jobs import solve

    task = await start(timetable, by=await act(one))
    return await solve({"by": worker}, str(task))


async def published(act: Any, worker: Any, timetable: Any, one: Any = LAN) -> str:
    """Publish it by the real job function."""
    from carenet.timetables.jobs import publish
    from carenet.timetables.services.rounds import start_publishing

    task = await start_publishing(timetable, by=await act(one))
    return await publish({"by": worker}, str(task))


async def a_village(eyes: Any) -> None:
    """Open on Monday and Tuesday; Bin and Lian teach maths on both; three children need it."""
    await opened(eyes, 1, 2)
    await free(eyes, BIN, 1, 2)
    await free(eyes, LIAN, 1, 2)
    await wanting(eyes, XIAOYU, XIAOSHAN, ADUO)


async def lines_of(eyes: Any, timetable: Any) -> list[Any]:
    """The lines of the current draft."""
    return await eyes.fetch(
        """select l.*, c.key, c.subject, c.series as running from timetable_lines l
             join timetable_courses c on c.id = l.course join timetables t on t.id = c.timetable
           where t.id = $1 and c.take = t.take order by l.weekday, l.starts_at, l.id""",
        timetable,
    )
