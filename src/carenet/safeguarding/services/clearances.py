"""Papers are entered and voided; the tiers they open are computed anew, never silently widened."""

import json
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.safeguarding.facts import ClearanceChanged
from carenet.safeguarding.rules.papers import Paper, PaperKind, Result
from carenet.safeguarding.rules.tiers import KeptSpan, Tier, reconcile, spans_from

PAPERS_MAX: Final = 500


class NotOneself(Refusal):
    """Nobody decides about its own clearance."""

    msgid = N_("Nobody enters or changes the own papers. Please ask somebody else.")


class PaperFromTomorrow(Refusal):
    """A paper dated in the future is a slip of the pen."""

    msgid = N_("A paper cannot be dated in the future.")


def paper_of(row: Any) -> Paper:
    """A row as the rules know it."""
    return Paper(
        PaperKind(row["kind"]), Result(row["result"]), row["starts_on"], row["ends_on"],
        row["voided_at"] is not None, row["id"],
    )  # fmt: skip


KNOWN: Final = tuple(str(kind) for kind in PaperKind)


async def _about(db: Any, person: UUID, by: Actor) -> None:
    """Take turns on an adult within reach that is not oneself.

    Raises:
        NotFound: no such adult within reach.
        NotOneself: it is the actor.

    """
    if by.person == person:
        raise NotOneself
    if not await db.fetchval("select true from people where id = $1 for update", person):
        raise NotFound


async def enter_clearance(
    person: UUID,
    kind: PaperKind,
    result: Result,
    starts_on: date,
    *,
    ends_on: date | None = None,
    issuer: str | None = None,
    by: Actor,
) -> UUID:
    """Write down a paper that was seen: which, from whom, from when until when.

    Raises:
        NotFound: no such adult within reach.
        NotOneself: the helper itself may not enter it.
        PaperFromTomorrow: its date lies in the future.

    """
    if starts_on > clock.today():
        raise PaperFromTomorrow
    id_ = uuid7()
    async with transaction(by) as db:
        await _about(db, person, by)
        await db.execute(
            """insert into clearances (id, person, kind, issuer, result, starts_on, ends_on, entered_by, seen_by)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
            id_, person, str(kind), issuer, str(result), starts_on, ends_on, by.id, by.me,
        )  # fmt: skip
        await db.execute(
            "select app.audit('enter clearance', $1, $2)", f"person:{person}",
            json.dumps({"kind": str(kind), "result": str(result), "clearance": str(id_)}),
        )  # fmt: skip
        await recompute(person, by=by)
    return id_


async def void_clearance(clearance: UUID, because: str, *, by: Actor) -> UUID:
    """A paper turned out to be wrong: it opens nothing from now on. Returns the adult.

    Raises:
        NotFound: no such paper within reach, or voided already.
        NotOneself: it is the actor's own.

    """
    async with transaction(by) as db:
        person: UUID | None = await db.fetchval(
            "select person from clearances where id = $1 and voided_at is null", clearance
        )
        if person is None:
            raise NotFound
        await _about(db, person, by)
        await db.execute(
            """update clearances set voided_at = now(), voided_by = $2, voided_because = $3
               where id = $1 and voided_at is null""",
            clearance, by.id, because,
        )  # fmt: skip
        await db.execute(
            "select app.audit('void clearance', $1, $2)", f"person:{person}",
            json.dumps({"clearance": str(clearance), "because": because}),
        )  # fmt: skip
        await recompute(person, by=by)
    return person


async def recompute(person: UUID, *, by: Actor) -> None:
    """Bring the tiers of an adult in line with its papers, from today on.

    Raises:
        NotFound: the adult lies outside the actor's duties.

    """
    today = clock.today()
    async with transaction(by) as db:
        papers = await db.fetch(
            """select id, kind, result, starts_on, ends_on, voided_at from clearances
               where person = $1 and kind = any ($2::text[]) order by starts_on desc limit $3""",
            person, list(KNOWN), PAPERS_MAX,
        )  # fmt: skip
        rows = await db.fetch(
            """select id, tier, starts_on, ends_on from cleared_spans
               where person = $1 and ends_on >= $2 and ends_on >= starts_on""",
            person, today,
        )  # fmt: skip
        kept = [KeptSpan(r["id"], Tier(r["tier"]), r["starts_on"], r["ends_on"]) for r in rows]
        change = reconcile(kept, spans_from([paper_of(p) for p in papers]), today)
        if not change.ended and not change.added:
            return
        try:
            async with transaction(by):
                await db.execute(
                    "select app.keep_spans($1, $2, $3)", person,
                    json.dumps([[str(id_), str(day)] for id_, day in change.ended]),
                    json.dumps([[str(s.tier), str(s.starts_on), str(s.ends_on)] for s in change.added]),
                )  # fmt: skip
        except asyncpg.PostgresError as wrong:
            if wrong.sqlstate == "CN404":
                raise NotFound from None
            raise
        await announce(ClearanceChanged(person, today, narrower=bool(change.ended)))
