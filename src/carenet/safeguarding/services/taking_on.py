"""A home or a proxy parent is taken on, step by step. Each verb is one transaction; the database refuses a step out of turn."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.safeguarding.rules import taking_on as rules

MAY_STOP: Final = ("city", "county", "township", "director")
_WRONG: Final[Mapping[str, str]] = {
    "CN020": rules.STEP_MISSING, "CN006": rules.SOMEBODY_ELSE, "CN021": rules.SECOND_HERE,
    "23505": rules.NOT_NOW, "23514": rules.SOMEBODY_ELSE,
}  # fmt: skip


def _said(wrong: asyncpg.PostgresError) -> Refusal | None:
    """What the database refused, as a sentence; None where it is a fault of ours."""
    if wrong.sqlstate == "CN404":
        return NotFound()
    sentence = _WRONG.get(wrong.sqlstate or "")
    return rules.CannotTakeOn(sentence) if sentence else None


async def write(sql: str, *values: Any, by: Actor) -> None:
    """One statement that the database may refuse, in a savepoint of its own.

    Raises:
        CannotTakeOn: a step is missing, or somebody else must act.
        NotFound: not within the actor's duties.

    """
    try:
        async with transaction(by) as db:
            await db.execute(sql, *values)
    except asyncpg.PostgresError as wrong:
        if refusal := _said(wrong):
            raise refusal from None
        raise


async def _hold(db: Scope, candidacy: UUID) -> asyncpg.Record:
    row = await db.fetchrow(
        """select id, kind, family, person, village from candidacies
           where id = $1 and done_at is null and ended_at is null""",
        candidacy,
    )
    if row is None:
        raise NotFound
    return row


async def keep_audit(db: Scope, verb: str, candidacy: UUID, **detail: Any) -> None:
    await db.execute(
        "select app.audit($1, $2, $3)", verb, f"candidacy:{candidacy}",
        json.dumps(detail, default=str),
    )  # fmt: skip


async def confirm(candidacy: UUID, adult: UUID, on_day: date, *, by: Actor) -> None:
    """An adult of the home says yes: itself on its phone, or face to face with the officer who acts.

    Raises:
        CannotTakeOn: the actor nominated them, or the day is wrong.
        NotFound: nobody like that is asked here.

    """
    rules.check_yes_day(on_day, clock.today())
    try:
        async with transaction(by) as db:
            if not await db.fetchval(
                "select app.confirm_candidacy($1, $2, $3)", candidacy, adult, on_day
            ):
                raise NotFound
            await keep_audit(db, "confirm candidacy", candidacy, adult=adult)
    except asyncpg.PostgresError as wrong:
        if wrong.sqlstate == "CN006":
            raise rules.CannotTakeOn(rules.NOT_BEFORE_NOMINATOR) from None
        raise


async def decline(candidacy: UUID, because: str, *, by: Actor) -> None:
    """An adult of the home says no, on its own phone.

    Raises:
        NotFound: it is not asked.

    """
    async with transaction(by) as db:
        if not await db.fetchval("select app.decline_candidacy($1, $2)", candidacy, because):
            raise NotFound
        await keep_audit(db, "decline candidacy", candidacy)


async def stop(candidacy: UUID, because: str, *, by: Actor) -> None:
    """An officer ends a way that leads nowhere; a home that takes part stays as it is.

    Raises:
        NotFound: no running way within reach.

    """
    by.needs(*MAY_STOP)
    async with transaction(by) as db:
        if not await db.execute(
            """update candidacies set ended_at = $2, ended_by = $3, ended_because = $4
               where id = $1 and done_at is null and ended_at is null""",
            candidacy, clock.now(), by.id, because,
        ):  # fmt: skip
            raise NotFound
        await keep_audit(db, "stop candidacy", candidacy, because=because)


@dataclass(frozen=True, slots=True)
class Seen:
    """What two people saw: numbers where a home was looked at, an answer to every item."""

    answers: Mapping[str, str]
    beds: int | None = None
    rooms: int | None = None
    school_minutes: int | None = None
    living: int | None = None
    note: str | None = None


async def write_check(
    candidacy: UUID, visited_on: date, second: UUID, seen: Seen, *, by: Actor
) -> UUID:
    """The first of the two writes down what both saw; the second is asked to confirm it.

    Raises:
        CannotTakeOn: a step is missing, the day is wrong, or the second has no duty here.
        NotFound: no such way within reach.

    """
    rules.check_visit_day(visited_on, clock.today())
    if second == by.person:
        raise rules.CannotTakeOn(rules.SECOND_HERE)
    id_ = uuid7()
    async with transaction(by) as db:
        row = await _hold(db, candidacy)
        await write(
            """insert into home_checks (id, candidacy, village, visited_on, first_account, first_person,
                 second_person, beds, rooms, school_minutes, living, answers, fails, note)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)""",
            id_, candidacy, row["village"], visited_on, by.id, by.me, second, seen.beds, seen.rooms,
            seen.school_minutes, seen.living, json.dumps(dict(seen.answers)),
            rules.fails(row["kind"], seen.answers), seen.note, by=by,
        )  # fmt: skip
        await keep_audit(db, "write home check", candidacy, check=id_)
    return id_


async def answer_check(check: UUID, *, agreed: bool, differs: str | None, by: Actor) -> None:
    """The second of the two confirms what was written, or says what was different: then they go again.

    Raises:
        NotFound: the actor was not named as the second, or it is answered.
        CannotTakeOn: a difference without words.

    """
    if not agreed and not (differs or "").strip():
        raise rules.CannotTakeOn(N_("Please say what was different."))
    async with transaction(by) as db:
        if not await db.fetchval(
            "select app.answer_home_check($1, $2, $3)", check, agreed, differs
        ):
            raise NotFound
        await db.execute("select app.audit('answer home check', $1)", f"home_check:{check}")


async def decide(candidacy: UUID, *, agreed: bool, because: str | None, by: Actor) -> None:
    """Somebody who did none of the steps before says yes for a year, or sends it back with a reason.

    Raises:
        CannotTakeOn: a step is missing, a must is not in order, or the actor took part before.
        NotFound: no such way within reach.

    """
    if not agreed and not (because or "").strip():
        raise rules.CannotTakeOn(N_("Please say why."))
    async with transaction(by) as db:
        row = await _hold(db, candidacy)
        if agreed and await db.fetchval(
            """select exists (select from home_checks where candidacy = $1 and agreed
                 and voided_at is null and fails > 0)""",
            candidacy,
        ):
            raise rules.CannotTakeOn(rules.FAILS)
        await write(
            """insert into candidacy_decisions (id, candidacy, village, by, by_person, agreed, because)
               values ($1, $2, $3, $4, $5, $6, $7)""",
            uuid7(), candidacy, row["village"], by.id, by.me, agreed, because, by=by,
        )  # fmt: skip
        await keep_audit(db, "approve candidacy" if agreed else "send candidacy back", candidacy)


async def introduce(candidacy: UUID, items: Sequence[str], on_day: date, *, by: Actor) -> None:
    """These things were gone through with them; with the last of them they take part.

    Raises:
        CannotTakeOn: it is not approved yet, or the day lies ahead.
        NotFound: no such way within reach.

    """
    if on_day > clock.today():
        raise rules.CannotTakeOn(
            N_("That day has not come yet. Please correct it; the rest is kept.")
        )
    async with transaction(by) as db:
        row = await _hold(db, candidacy)
        done = await db.fetch("select item from introductions where candidacy = $1", candidacy)
        known = {r["item"] for r in done}
        for item in dict.fromkeys(items):
            if item not in known:
                await write(
                    """insert into introductions (id, candidacy, village, item, on_day, by)
                       values ($1, $2, $3, $4, $5, $6)""",
                    uuid7(), candidacy, row["village"], item, on_day, by.id, by=by,
                )  # fmt: skip
        await keep_audit(db, "introduce", candidacy, items=list(items))
