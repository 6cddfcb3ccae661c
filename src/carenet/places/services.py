"""What is done to the list of places and to their days."""

from collections.abc import Sequence
from datetime import date, time
from uuid import UUID

from asyncpg import ExclusionViolationError

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import NotFound
from carenet.places.calendar_file import NamedDay


async def hamlet_named(village: str, name: str, *, by: Actor) -> UUID:
    """A hamlet of a village by its name; written down if it is new."""
    async with transaction(by) as db:
        found: UUID = await db.fetchval(
            """insert into hamlets (village, name) values ($1, $2)
               on conflict (village, name) do update set name = excluded.name returning id""",
            village,
            name,
        )
    return found


async def close_for_days(
    first: date,
    last: date,
    because: str,
    *,
    by: Actor,
    division: str | None = None,
    organisation: UUID | None = None,
) -> UUID:
    """Say that a division or one place is closed on these days; the closure's id.

    `division` is the start of the codes it covers: nine digits for a township.
    """
    made = uuid7()
    async with transaction(by) as db:
        await db.execute(
            """insert into closures (id, division, organisation, starts_on, ends_on, because, said_by, said_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            made, division, organisation, first, last, because[:100], by.account, clock.now(),
        )  # fmt: skip
    return made


async def lift_closure(closure: UUID, *, by: Actor) -> None:
    """A closure holds no more from today on; whoever calls has asked for the duty."""
    async with transaction(by) as db:
        touched = await db.execute(
            "update closures set lifted_on = $2 where id = $1 and lifted_on is null",
            closure, clock.today(),
        )  # fmt: skip
        if not touched:
            raise NotFound


async def set_season_hours(
    name: str,
    first: date,
    last: date,
    from_time: time,
    minutes: int,
    *,
    by: Actor,
    division: str | None = None,
    organisation: UUID | None = None,
) -> UUID | None:
    """Winter or summer hours of a division or one place; None where others hold there on one of these days.

    What begins at `from_time` or later begins so many `minutes` later, or earlier where negative.
    """
    made = uuid7()
    try:
        async with transaction(by) as db:
            await db.execute(
                """insert into season_hours (id, name, division, organisation, starts_on, ends_on,
                     from_time, minutes, said_by, said_at)
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
                made, name, division, organisation, first, last, from_time, minutes, by.account,
                clock.now(),
            )  # fmt: skip
    except ExclusionViolationError:
        return None
    return made


async def lift_season_hours(hours: UUID, *, by: Actor) -> None:
    """Winter or summer hours hold no more; whoever calls has asked for the duty."""
    async with transaction(by) as db:
        touched = await db.execute(
            "update season_hours set lifted_at = $2 where id = $1 and lifted_at is null",
            hours, clock.now(),
        )  # fmt: skip
        if not touched:
            raise NotFound


async def set_term(
    county: str, name: str, first: date, last: date, *, by: Actor, term: UUID | None = None
) -> UUID:
    """A term of a county, new or changed; its id. `county` is the 12-digit code."""
    made = term or uuid7()
    async with transaction(by) as db:
        await db.execute(
            """insert into terms (id, division, name, starts_on, ends_on) values ($1, $2, $3, $4, $5)
               on conflict (id) do update set name = excluded.name, starts_on = excluded.starts_on,
                 ends_on = excluded.ends_on where terms.division = excluded.division""",
            made, county, name[:60], first, last,
        )  # fmt: skip
    return made


async def name_days(days: Sequence[NamedDay], *, by: Actor) -> int:
    """Days off and make-up workdays as a notice has them, confirmed; how many days that were."""
    async with transaction(by) as db:
        await db.executemany(
            """insert into calendar_days (day, kind, name, lunar, source, confirmed)
               values ($1, $2, $3, '', 'file', true)
               on conflict (day) do update set kind = excluded.kind, source = excluded.source,
                 name = coalesce(excluded.name, calendar_days.name), confirmed = true""",
            [(day.day, str(day.kind), day.name) for day in days],
        )
    return len(days)


async def set_market(township: str, first: date, every_days: int, *, by: Actor) -> None:
    """Market is held in a township every so many days from a known one on."""
    async with transaction(by) as db:
        touched = await db.execute(
            "update market_rules set first_on = $2, every_days = $3 where division = $1",
            township, first, every_days,
        )  # fmt: skip
        if not touched:
            await db.execute(
                """insert into market_rules (id, division, label, first_on, every_days)
                   values ($1, $2, 'market', $3, $4)""",
                uuid7(), township, first, every_days,
            )  # fmt: skip


async def open_office(
    office: UUID, kind: str, name: str, division: str, opened_on: date, *, by: Actor
) -> None:
    """Write an office down under an id chosen by whoever it belongs to.

    Raises:
        NotFound: its place lies outside the actor's duties.

    """
    if not by.covers(division):
        raise NotFound
    async with transaction(by) as db:
        await db.execute(
            "insert into organisations (id, kind, name, division, opened_on) values ($1, $2, $3, $4, $5)",
            office, kind, name, division, opened_on,
        )  # fmt: skip


async def rename_office(office: UUID, name: str, *, by: Actor) -> None:
    """An office's new name; whoever calls has asked for the duty."""
    async with transaction(by) as db:
        await db.execute("update organisations set name = $2 where id = $1", office, name)


async def close_office(office: UUID, closed_on: date, *, by: Actor) -> None:
    """An office closes; whoever calls has asked for the duty."""
    async with transaction(by) as db:
        await db.execute("update organisations set closed_on = $2 where id = $1", office, closed_on)


async def university_named(name: str, place: str, *, by: Actor) -> UUID:
    """The office of a university by its name; written down if there is none."""
    async with transaction(by) as db:
        found: UUID | None = await db.fetchval(
            """select id from organisations where kind = 'university' and name = $1 and closed_on is null
               order by id limit 1""",
            name,
        )
    if found is not None:
        return found
    made = uuid7()
    await open_office(made, "university", name, place, clock.today(), by=by)
    return made
