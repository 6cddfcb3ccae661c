"""What a helper offers, changed by itself."""

from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.refusals import NotFound
from carenet.people.facts import HelperLeft, OfferChanged
from carenet.people.rules.offering import Free


async def replace_offer(
    *,
    free: list[Free],
    subjects: list[str],
    skills: list[str],
    understands: list[str],
    explains: list[str],
    reach_minutes: int | None,
    hours_week_max: int | None,
    by: Actor,
) -> None:
    """Write anew when one is free, what one can do, which languages, how far, how much."""
    me = by.me
    async with transaction(by) as db:
        await db.execute("delete from availabilities where person = $1", me)
        await db.executemany(
            "insert into availabilities (person, weekday, part) values ($1, $2, $3)",
            [(me, weekday, part) for weekday, part in free],
        )
        await db.execute("delete from person_languages where person = $1", me)
        await db.executemany(
            "insert into person_languages (person, language, can_explain) values ($1, $2, $3)",
            [
                (me, code, code in explains)
                for code in dict.fromkeys([*explains, *understands])
            ],
        )  # fmt: skip
        await db.execute(
            """update volunteers set subjects = $2, skills = $3,
                 reach_minutes = coalesce($4, reach_minutes), hours_week_max = coalesce($5, hours_week_max)
               where person = $1 and left_on is null""",
            me, subjects, skills, reach_minutes, hours_week_max,
        )  # fmt: skip
        await announce(OfferChanged(me, hours_week_max))


async def leave(person: UUID, kind: str, because: str, *, by: Actor) -> None:
    """A helper stops helping, from today.

    Raises:
        NotFound: there is no such helper within reach.

    """
    table = {"volunteer": "volunteers", "proxy_parent": "proxy_parents"}.get(kind)
    if table is None:
        raise NotFound
    today = clock.today()
    async with transaction(by) as db:
        left = await db.execute(
            f"update {table} set left_on = $2, left_because = $3 where person = $1 and left_on is null",
            person, today, because,
        )  # fmt: skip
        if not left:
            raise NotFound
        await db.execute("select app.audit('end helping', $1)", f"person:{person}")
        await announce(HelperLeft(person, kind, today, because))
