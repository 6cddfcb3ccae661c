"""Where the child belongs, sleeps and goes to school: dated rows, the former one ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from carenet.children.nights import planned
from carenet.children.services.judging import recompute_findings
from carenet.children.services.keepers import needs_keeper, village_held, village_of
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.refusals import N_, NotFound, Refusal

NIGHTS: Final = ("home", "boarding", "rented", "host", "alone")
WEEKDAYS: Final = range(1, 8)


class AnotherVillage(Refusal):
    """A care household lies where its children are cared for."""

    msgid = N_("This household is in another village. Move the child first.")


@dataclass(frozen=True, slots=True)
class School:
    """Where a child stands in its schooling; codes of the register's lists."""

    stage: str
    organisation: UUID | None = None
    grade: str | None = None
    class_name: str | None = None
    boards: bool = False


async def set_school(child: UUID, school: School, *, by: Actor, judge: bool = True) -> bool:
    """Where the child goes to school from today. False where nothing differed.

    Raises:
        NotFound: there is no such child within the actor's reach.

    """
    needs_keeper(by)
    wanted = (school.organisation, school.stage, school.grade, school.class_name, school.boards)
    async with transaction(by) as db:
        village = await village_held(child, db)
        now = await db.fetchrow(
            """select id, organisation, stage, grade, class_name, boards from schoolings
               where child = $1 and ends_on is null""",
            child,
        )
        if now and tuple(now)[1:] == wanted:
            return False
        if now:
            await db.execute(
                "update schoolings set ends_on = $2 where id = $1", now["id"], clock.today()
            )
        await db.execute(
            """insert into schoolings (child, village, organisation, stage, grade, class_name,
                 boards, starts_on) values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            child,
            village,
            *wanted,
            clock.today(),
        )
        if judge:
            await recompute_findings(child, by=by)
    return True


async def set_hukou(
    child: UUID, division: str | None, address: str | None, *, by: Actor, judge: bool = True
) -> bool:
    """Where the child is registered; words alone where no division is known by them.

    Raises:
        NotFound: there is no such child within the actor's reach.

    """
    needs_keeper(by)
    async with transaction(by) as db:
        village = await village_of(child, db)
        now = await db.fetchrow(
            "select id, division, address from hukou_places where child = $1 and ends_on is null",
            child,
        )
        if now and (now["division"], now["address"]) == (division, address):
            return False
        if now:
            await db.execute(
                "update hukou_places set ends_on = $2 where id = $1", now["id"], clock.today()
            )
        await db.execute(
            """insert into hukou_places (child, village, division, address, starts_on)
               values ($1, $2, $3, $4, $5)""",
            child,
            village,
            division,
            address,
            clock.today(),
        )
        if judge:
            await recompute_findings(child, by=by)
    return True


async def set_address(child: UUID, hamlet: UUID | None, address: str | None, *, by: Actor) -> bool:
    """The hamlet and the house within the village of care. False where nothing differed.

    Raises:
        NotFound: there is no such child within the actor's reach.

    """
    needs_keeper(by)
    async with transaction(by) as db:
        await village_held(child, db)
        return bool(
            await db.execute(
                """update care_places set hamlet = $2, address = $3 where child = $1
                     and ends_on is null and (hamlet, address) is distinct from ($2, $3)""",
                child,
                hamlet,
                address,
            )
        )


async def join_household(child: UUID, household: UUID | None, *, by: Actor, name: str = "") -> UUID:
    """The roof the child sleeps under: a household known already, or a new one of this name.

    Raises:
        AnotherVillage: the household lies elsewhere.
        NotFound: there is no such child or household within the actor's reach.

    """
    needs_keeper(by)
    async with transaction(by) as db:
        village = await village_held(child, db)
        if household is None:
            household = await db.fetchval(
                "insert into care_households (village, name) values ($1, $2) returning id",
                village,
                name,
            )
        else:
            there = await db.fetchval(
                "select village from care_households where id = $1", household
            )
            if there is None:
                raise NotFound
            if there != village:
                raise AnotherVillage
        await db.execute(
            """update household_members set ends_on = $3
               where child = $1 and ends_on is null and household <> $2""",
            child,
            household,
            clock.today(),
        )
        await db.execute(
            """insert into household_members (child, village, household, starts_on)
               values ($1, $2, $3, $4) on conflict (child) where ends_on is null do nothing""",
            child,
            village,
            household,
            clock.today(),
        )
    assert household is not None  # noqa: S101  the insert above returns one
    return household


async def plan_week(
    child: UUID, nights: Mapping[int, str], *, by: Actor, fetched_by: str | None = None
) -> bool:
    """Where the child sleeps on each night, 1 Monday to 7 Sunday. False where nothing differed.

    Raises:
        NotFound: there is no such child within the actor's reach.

    """
    needs_keeper(by)
    changed = False
    async with transaction(by) as db:
        village = await village_held(child, db)
        there = {r["weekday"]: r for r in await db.fetch(planned("$2::date"), child, clock.today())}
        for weekday in WEEKDAYS:
            night, who = nights.get(weekday), fetched_by if weekday in (5, 7) else None
            was = there.get(weekday)
            if was and (was["night"], was["fetched_by"]) == (night, who):
                continue
            changed |= bool(was or night)
            if was and was["night"] == night:  # who fetches moves no child
                await db.execute(
                    "update week_plan_nights set fetched_by = $2 where id = $1", was["id"], who
                )
                continue
            if was:
                await db.execute(
                    "update week_plan_nights set ends_on = $2 where id = $1",
                    was["id"],
                    clock.today(),
                )
            if night:
                await db.execute(
                    """insert into week_plan_nights (child, village, weekday, night, fetched_by,
                         starts_on) values ($1, $2, $3, $4, $5, $6)""",
                    child, village, weekday, night, who, clock.today(),
                )  # fmt: skip
        if changed:
            await recompute_findings(child, by=by)
    return changed
