"""A visit gets other days: asked for by one, decided by another; roster and papers stay, and so does each place that still fits."""

import json
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound
from carenet.teams.facts import MoveAsked, MoveDecided, VisitProposed
from carenet.teams.rules.visits import CannotVisit, require_move
from carenet.teams.services.visits import told

MOVE: Final = "select app.audit('ask to move team visit', $1, $2)"
YES: Final = "select app.audit('move team visit', $1, $2)"
NO: Final = "select app.audit('refuse to move team visit', $1, $2)"
BACK: Final = "select app.audit('take back move of team visit', $1)"
DAYS: Final = "select rhythm, state, first_on, last_on from team_visits where id = $1"


class SayWhy(CannotVisit):
    """Whoever decides, and the team, read why."""

    msgid = N_("Please say why other days: whoever decides reads it.")
    field = "because"


async def ask_to_move(
    visit: UUID, first: date, last: date, because: str | None, *, by: Actor
) -> str:
    """Other days for a visit: `moved` while nobody has decided on it, else `asked`.

    Raises:
        CannotVisit: the days do not do, or others are asked for already.
        DecidedAlready: the visit is over or was called off.
        NotFound: it is not for the actor to ask.

    """
    await require_days(visit, first, last, by=by)
    if not because:
        raise SayWhy
    async with transaction(by) as db:
        try:
            async with transaction(by):
                done = await db.fetchval(
                    "select app.move_visit($1, $2, $3, $4, $5)",
                    visit, first, last, because, clock.now(),
                )  # fmt: skip
        except asyncpg.UniqueViolationError:
            raise CannotVisit(
                N_("Other days are asked for already. Please take that back first.")
            ) from None
        except asyncpg.PostgresError as wrong:
            raise told(wrong) from None
        if done is None:
            raise NotFound
        days = {"from": first.isoformat(), "until": last.isoformat(), "because": because}
        await db.execute(MOVE, f"visit:{visit}", json.dumps(days))
        await announce(VisitProposed(visit) if done == "moved" else MoveAsked(visit))
    return str(done)


def _require(row: Any, first: date, last: date) -> None:
    today, was = clock.today(), (row["first_on"], row["last_on"])
    begun = row["state"] == "approved" and was[0] <= today
    require_move(row["rhythm"], was, (first, last), today, begun=begun)


async def require_days(visit: UUID, first: date, last: date, *, by: Actor) -> None:
    """The days would do, as far as can be said before they are asked for.

    Raises:
        CannotVisit: they would not.
        NotFound: there is no such visit within reach.

    """
    async with reading(by) as db:
        row = await db.fetchrow(DAYS, visit)
    if row is None:
        raise NotFound
    _require(row, first, last)


async def decide_move(visit: UUID, *, approve: bool, because: str | None, by: Actor) -> None:
    """The visit has the other days, or keeps its own; never said by who asked or by one of the team.

    Raises:
        SomebodyElseDecides, DecidedAlready, CannotVisit: it is not for the actor, or not any more.
        NotFound: there is none within reach.

    """
    if not approve and not because:
        raise CannotVisit(N_("Please say why not: the leader reads it."))
    async with transaction(by) as db:
        try:
            async with transaction(by):
                move = await db.fetchval(
                    "select app.decide_visit_move($1, $2, $3, $4)",
                    visit, approve, because, clock.now(),
                )  # fmt: skip
        except asyncpg.PostgresError as wrong:
            raise told(wrong) from None
        if move is None:
            raise NotFound
        noted = json.dumps({"because": because})
        await db.execute(YES if approve else NO, f"visit:{visit}", noted)
        await announce(MoveDecided(move, approve))


async def take_back_move(visit: UUID, *, by: Actor) -> None:
    """Other days are not asked for any more.

    Raises:
        NotFound: none are, or it is not for the actor to say.

    """
    async with transaction(by) as db:
        if not await db.fetchval("select app.drop_visit_move($1, $2)", visit, clock.now()):
            raise NotFound
        await db.execute(BACK, f"visit:{visit}")
