"""Who holds guardianship, who looks after the child, and how each of them is reached."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from carenet.children.facts import GuardianTried
from carenet.children.rules import NOBODY
from carenet.children.services.judging import recompute_findings
from carenet.children.services.keepers import needs_keeper, village_held, village_of
from carenet.children.services.reaches import grant_reach
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.people.services import Way, find_person, give_way, record_person, speak_language

COUNTY_DIGITS: Final = 6
ATTEMPT_WAYS: Final = ("phone", "message", "visit", "through_others")


class NotAGuardian(Refusal):
    """Only a guardian of the child can be meant here."""

    msgid = N_("This person is not a guardian of the child.")


@dataclass(frozen=True, slots=True)
class Adult:
    """An adult as somebody names them: `phone` in E.164, `way` how they are reached."""

    name: str
    relation: str
    phone: str | None = None
    way: Way | None = None
    language: str | None = None
    can_read: bool | None = None
    able: str = "able"


async def _person(adult: Adult, village: str, by: Actor) -> UUID:
    """Siblings share their guardian and their carer: the same name and number is the same person."""
    county = village[:COUNTY_DIGITS]
    found = await find_person(adult.name, adult.phone, lo=county, hi=f"{county}~", by=by)
    return found or await record_person(adult.name, village, by=by)


async def _reached(person: UUID, adult: Adult, by: Actor) -> bool:
    changed = False
    if adult.phone and (adult.way is None or adult.way.kind != "own_phone"):
        changed |= await give_way(person, Way("own_phone", adult.phone), by=by)
    if adult.way is not None:
        changed |= await give_way(person, adult.way, by=by)
    if adult.language:
        changed |= await speak_language(person, adult.language, by=by)
    return changed


async def _end_reach(child: UUID, person: UUID, kind: str, db: Scope) -> None:
    await db.execute(
        """update reaches set ends_at = greatest(now(), starts_at) where child = $1
             and person = $2 and because like $3 and ends_at is null""",
        child,
        person,
        f"{kind}:%",
    )


async def name_guardian(child: UUID, adult: Adult, *, by: Actor, judge: bool = True) -> bool:
    """Write down who holds guardianship. False where that was known already.

    Raises:
        NotFound: there is no such child within the actor's reach.

    """
    needs_keeper(by)
    async with transaction(by) as db:
        village = await village_of(child, db)
        known = await db.fetchrow(
            """select g.id, g.person from guardians g join people p on p.id = g.person
               where g.child = $1 and g.ends_on is null and p.name = $2 and g.relation = $3""",
            child,
            adult.name,
            adult.relation,
        )
        if known:
            return await _reached(known["person"], adult, by)
        person = await _person(adult, village, by)
        await _reached(person, adult, by)
        await db.execute(
            """insert into guardians (child, village, person, relation, starts_on)
               values ($1, $2, $3, $4, $5)""",
            child,
            village,
            person,
            adult.relation,
            clock.today(),
        )
        await grant_reach(person, child, f"guardian:{person}", by=by)
        if judge:
            await recompute_findings(child, by=by)
    return True


async def end_guardianship(guardian: UUID, *, by: Actor) -> None:
    """Somebody holds guardianship no longer: no consent and no reach from today.

    Raises:
        NotFound: there is no such guardian within the actor's reach.

    """
    needs_keeper(by)
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update guardians set ends_on = $2 where id = $1 and ends_on is null
               returning child, person""",
            guardian,
            clock.today(),
        )
        if row is None:
            raise NotFound
        await _end_reach(row["child"], row["person"], "guardian", db)
        await recompute_findings(row["child"], by=by)


async def confirm_caring(guardian: UUID, *, by: Actor) -> None:
    """The guardian is confirmed as caring: where and when the child is opens to this parent.

    Raises:
        NotFound: there is no such guardian within the actor's reach.

    """
    needs_keeper(by)
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update guardians set caring_confirmed_on = $2, separated_on = null
               where id = $1 and ends_on is null returning child, person""",
            guardian,
            clock.today(),
        )
        if row is None:
            raise NotFound
        await grant_reach(row["person"], row["child"], f"guardian:{row['person']}", by=by)


async def note_separation(guardian: UUID, *, by: Actor) -> None:
    """Separation or violence was mentioned: whereabouts close for this parent at once.

    Raises:
        NotFound: there is no such guardian within the actor's reach.

    """
    needs_keeper(by)
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update guardians set separated_on = $2, caring_confirmed_on = null
               where id = $1 and ends_on is null returning child, person""",
            guardian,
            clock.today(),
        )
        if row is None:
            raise NotFound
        await _end_reach(row["child"], row["person"], "guardian", db)


async def name_carer(child: UUID, adult: Adult | None, *, by: Actor, judge: bool = True) -> bool:
    """Write down who looks after the child; None is an answer: nobody. False: known already.

    Raises:
        NotFound: there is no such child within the actor's reach.

    """
    needs_keeper(by)
    relation = adult.relation if adult else NOBODY
    async with transaction(by) as db:
        village = await village_held(child, db)
        now = await db.fetchrow(
            """select c.id, c.person, c.relation, c.can_read, c.able, p.name from carers c
               left join people p on p.id = c.person where c.child = $1 and c.ends_on is null""",
            child,
        )
        if now and (now["relation"], now["name"]) == (relation, adult.name if adult else None):
            return adult is not None and await _same_carer(now, adult, db, by)
        person = await _person(adult, village, by) if adult else None
        if now:
            await db.execute(
                "update carers set ends_on = $2 where id = $1", now["id"], clock.today()
            )
            if now["person"]:
                await _end_reach(child, now["person"], "carer", db)
        await db.execute(
            """insert into carers (child, village, person, relation, able, can_read, starts_on)
               values ($1, $2, $3, $4, $5, $6, $7)""",
            child, village, person, relation, adult.able if adult else "able",
            adult.can_read if adult else None, clock.today(),
        )  # fmt: skip
        if adult and person:
            await _reached(person, adult, by)
            await grant_reach(person, child, f"carer:{person}", by=by)
        if judge:
            await recompute_findings(child, by=by)
    return True


async def _same_carer(row: Any, adult: Adult, db: Scope, by: Actor) -> bool:
    changed = await _reached(row["person"], adult, by)
    reads = row["can_read"] if adult.can_read is None else adult.can_read
    if (reads, adult.able) != (row["can_read"], row["able"]):
        await db.execute(
            "update carers set can_read = $2, able = $3 where id = $1", row["id"], reads, adult.able
        )
        changed = True
    return changed


async def note_attempt(child: UUID, guardian: UUID, way: str, *, reached: bool, by: Actor) -> None:
    """A dated try to reach a guardian; three by two ways in 14 days without success count.

    Args:
        child: whose guardian.
        guardian: the person.
        way: one of ATTEMPT_WAYS.
        reached: whether the guardian answered.
        by: who tried.

    Raises:
        NotAGuardian: the person holds no guardianship of the child.
        NotFound: there is no such child within the actor's reach.

    """
    async with transaction(by) as db:
        village = await village_of(child, db)
        holds = await db.fetchval(
            "select true from guardians where child = $1 and person = $2 and ends_on is null",
            child,
            guardian,
        )
        if not holds:
            raise NotAGuardian
        await db.execute(
            """insert into guardian_attempts (child, village, guardian, way, reached, at, by)
               values ($1, $2, $3, $4, $5, $6, $7)""",
            child, village, guardian, way, reached, clock.now(), by.me,
        )  # fmt: skip
        await announce(GuardianTried(child, guardian, reached))
        if by.is_officer:
            await recompute_findings(child, by=by)
