"""A team is written down; its visit is proposed by one and decided by another."""

import json
from dataclasses import dataclass
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
from carenet.teams.facts import VisitDecided, VisitProposed
from carenet.teams.rules.visits import CannotVisit, require_visit, stays

PROPOSE: Final = """
insert into team_visits (id, team, centre, village, rhythm, first_on, last_on, agreement, agreed_on, proposed_by, proposed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"""
APPROVE: Final = "select app.audit('approve team visit', $1, $2)"
REFUSE: Final = "select app.audit('refuse team visit', $1, $2)"
CALL_OFF: Final = "select app.audit('call off team visit', $1, $2)"
NOTED: Final = {"approved": APPROVE, "refused": REFUSE, "called_off": CALL_OFF}


class SomebodyElseDecides(Refusal):
    """Whoever proposed a visit, or comes along, does not approve it."""

    msgid = N_("You proposed this visit or belong to the team. Somebody else decides.")


class DecidedAlready(Refusal):
    """It was decided before."""

    msgid = N_("This visit was decided already. Please look at the page again.")


@dataclass(frozen=True, slots=True)
class VisitWish:
    """Days at a place, and what stands behind them."""

    centre: UUID
    rhythm: str
    first_on: date
    last_on: date
    months: int
    agreement: str
    agreed_on: date


async def propose_visit(team: UUID, wish: VisitWish, *, by: Actor) -> list[UUID]:
    """Propose a stay of a team, or a weekend that comes again; the visits made, the nearest first.

    An office above the village proposes, or the leader asks. Somebody else decides on each.

    Raises:
        CannotVisit: the days do not do, or the team comes on them already.
        NotFound: there is no such team or place within reach.

    """
    require_visit(
        wish.rhythm, wish.first_on, wish.last_on, wish.months, wish.agreed_on, clock.today()
    )
    made: list[UUID] = []
    async with transaction(by) as db:
        row = await db.fetchrow("select leader from teams where id = $1", team)
        village = await db.fetchval("select village from centres where id = $1", wish.centre)
        if row is None or village is None:
            raise NotFound
        if row["leader"] != by.person:
            by.needs("city", "county", "township")
        for first, last in stays(wish.rhythm, wish.first_on, wish.last_on, wish.months):
            made.append(await _propose(team, village, wish, first, last, by))
        await announce(VisitProposed(made[0]))
    return made


async def _propose(
    team: UUID, village: str, wish: VisitWish, first: date, last: date, by: Actor
) -> UUID:
    made = uuid7()
    try:
        async with transaction(by) as db:
            await db.execute(
                PROPOSE, made, team, wish.centre, village, wish.rhythm, first, last, wish.agreement,
                wish.agreed_on, by.id, clock.now(),
            )  # fmt: skip
            await db.execute("select app.audit('propose team visit', $1)", f"visit:{made}")
    except asyncpg.ExclusionViolationError:
        raise CannotVisit(N_("The team comes on one of these days already: %(first)s to %(last)s."), first=first.isoformat(), last=last.isoformat()) from None  # fmt: skip
    except asyncpg.PostgresError as wrong:
        raise told(wrong) from None
    return made


def told(wrong: asyncpg.PostgresError) -> Refusal | asyncpg.PostgresError:
    """A refusal of the database as a sentence; anything else as it was."""
    match wrong.sqlstate:
        case "CN042":
            return CannotVisit(N_("These days lie outside the agreed time of the team, or are over."))  # fmt: skip
        case "CN043":
            return SomebodyElseDecides()
        case "CN044":
            return DecidedAlready()
        case "CN048" | "23P01":
            return CannotVisit(N_("The team comes on one of these days already."))
        case "CN404" | "42501":
            return NotFound()
    return wrong


async def decide_visit(visit: UUID, *, approve: bool, because: str | None, by: Actor) -> None:
    """Approve a visit or refuse it; never the own proposal, never as one of the team.

    Raises:
        SomebodyElseDecides, DecidedAlready, CannotVisit: it is not for the actor, or not any more.
        NotFound: there is none within reach.

    """
    if not approve and not because:
        raise CannotVisit(N_("Please say why not: the leader reads it."))
    await _note(visit, "approved" if approve else "refused", because, by)


async def call_off_visit(visit: UUID, because: str, *, by: Actor) -> None:
    """The visit does not take place, or ends: said by an office or by the leader.

    Raises:
        DecidedAlready: it is over or was called off.
        MayNot: the actor is no such office and does not lead the team.
        NotFound: there is none within reach.

    """
    await _note(visit, "called_off", because, by)


async def _note(visit: UUID, state: str, because: str | None, by: Actor) -> None:
    async with transaction(by) as db:
        row: Any = await db.fetchrow(
            """select v.village, t.leader from team_visits v join teams t on t.id = v.team
               where v.id = $1""",
            visit,
        )
        if row is None:
            raise NotFound
        if row["leader"] != by.person or state != "called_off":
            by.needs("city", "county", "township")
        try:
            async with transaction(by):
                await db.execute(
                    """insert into team_visit_states (id, visit, village, state, at, by, because)
                       values ($1, $2, $3, $4, $5, $6, $7)""",
                    uuid7(), visit, row["village"], state, clock.now(), by.id, because,
                )  # fmt: skip
        except asyncpg.PostgresError as wrong:
            raise told(wrong) from None
        await db.execute(NOTED[state], f"visit:{visit}", json.dumps({"because": because}))
        await announce(VisitDecided(visit, state))
