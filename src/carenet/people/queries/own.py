"""What a helper sees of its own offer."""

from dataclasses import dataclass

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.people.rules.offering import boxes_of


@dataclass(frozen=True, slots=True)
class MyOffer:
    """One's own offer, as the form shows it."""

    volunteer: bool
    boxes: list[str]
    subjects: list[str]
    skills: list[str]
    understands: list[str]
    explains: list[str]
    reach_minutes: int | None
    hours_week_max: int | None


async def my_offer(*, by: Actor) -> MyOffer:
    """When I am free and what I offer."""
    async with reading(by) as db:
        one = await db.fetchrow(
            """select subjects, skills, reach_minutes, hours_week_max from volunteers
               where person = $1 and left_on is null order by joined_on desc limit 1""",
            by.me,
        )
        free = await db.fetch("select weekday, part from availabilities where person = $1", by.me)
        spoken = await db.fetch(
            "select language, can_explain from person_languages where person = $1 limit 20", by.me
        )
    return MyOffer(
        one is not None,
        boxes_of((r["weekday"], r["part"]) for r in free),
        list(one["subjects"]) if one else [],
        list(one["skills"]) if one else [],
        [r["language"] for r in spoken if not r["can_explain"]],
        [r["language"] for r in spoken if r["can_explain"]],
        one["reach_minutes"] if one else None,
        one["hours_week_max"] if one else None,
    )
