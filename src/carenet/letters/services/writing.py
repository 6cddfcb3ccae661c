"""An office writes a letter: its recipients, its clock and the first word of it in one transaction."""

from typing import Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.ladders import end_climb, start_climb
from carenet.core.refusals import NotFound
from carenet.core.reminders import remind_all, unremind
from carenet.letters.rules import LADDER, PEOPLE_MAX, Wish, check, clock_of
from carenet.notifications.wording import gives_away

MAY_WRITE: Final = ("county", "township", "director", "lead", "teacher")
NAMED: Final = """
select name from children where length(name) >= 2 and position(name in $1) > 0 limit 1"""


async def people_for(db: Scope, wish: Wish) -> list[tuple[UUID, str]]:
    """Whom a letter would go to, with their villages; one more than may be, if there are too many.

    Raises:
        NotFound: the place or office is not within the actor's reach.

    """
    to = wish.target
    try:
        rows = await db.fetch(
            "select * from app.letter_people($1, $2, $3, $4, $5, $6)",
            wish.audience, to.lo, to.hi, to.office, to.class_name, PEOPLE_MAX + 1,
        )  # fmt: skip
    except asyncpg.PostgresError as wrong:
        if wrong.sqlstate == "CN404":
            raise NotFound from None
        raise
    return [(row["person"], row["village"]) for row in rows]


async def look_over(wish: Wish, *, by: Actor) -> int:
    """Check a letter without sending it; how many would get it.

    Raises:
        CannotWrite, NotFound: as for sending.

    """
    by.needs(*MAY_WRITE)
    async with transaction(by) as db:
        return len(await _checked(db, wish))


async def _checked(db: Scope, wish: Wish) -> list[tuple[UUID, str]]:
    text = f"{wish.title}\n{wish.body}"
    people = await people_for(db, wish)
    named = [row["name"] for row in await db.fetch(NAMED, text)]
    check(len(people), named, gives_away=gives_away(text))
    return people


async def send_letter(wish: Wish, from_name: str, *, by: Actor) -> UUID:
    """Write to everybody at once, say it again while somebody is silent, in the end make the list.

    Raises:
        CannotWrite: to nobody, to too many, or with something in it that no letter may hold.
        NotFound: the place or office is not within the actor's reach.

    """
    by.needs(*MAY_WRITE)
    now, letter = clock.now(), uuid7()
    times = clock_of(now, wish.again_days, wish.again_times)
    async with transaction(by) as db:
        people = await _checked(db, wish)
        await db.execute(
            """insert into letters (id, place, office, class_name, from_name, audience, title, body,
                 again_days, again_times, sent_at, sent_by, sent_by_person)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)""",
            letter, wish.target.place, wish.target.office, wish.target.class_name, from_name[:60],
            wish.audience, wish.title, wish.body, wish.again_days, wish.again_times, now, by.id, by.me,
        )  # fmt: skip
        await db.execute(
            """insert into letter_recipients (letter, person, village)
               select $1, p.person, p.village from unnest($2::uuid[], $3::text[]) p(person, village)""",
            letter, [p for p, _ in people], [v for _, v in people],
        )  # fmt: skip
        said = {"place": from_name[:60], "title": wish.title}
        everybody, subject = [p for p, _ in people], f"letter:{letter}"
        await remind_all("letter.sent", subject, everybody, now, expires_at=times.list_at, **said)
        for at in times.again_at:
            await remind_all(
                "letter.again", subject, everybody, at, expires_at=times.list_at, **said
            )
        await start_climb(LADDER, subject, now, times.steps, place=wish.target.place)
    return letter


async def end_letter(letter: UUID, because: str, *, by: Actor) -> None:
    """The letter is over: nobody is reminded, called or visited about it any more.

    Raises:
        NotFound: it is not this office's, or over already.

    """
    async with transaction(by) as db:
        ended = await db.fetchval(
            """update letters set over_at = $2, over_by = $3, over_because = $4
               where id = $1 and over_at is null and (office is null or office = any($5) or $6)
               returning id""",
            letter, clock.now(), by.id, because[:200], list(by.offices), by.is_officer,
        )  # fmt: skip
        if ended is None:
            raise NotFound
        await unremind(f"letter:{letter}")
        await end_climb(LADDER, f"letter:{letter}", by=by, because=because[:200])
        await db.execute("select app.end_letter_calls($1)", letter)
