"""Rounds: opened for an area and a service, started, stopped, closed. Always a draft until published."""

from collections.abc import Sequence
from datetime import date, time
from typing import Final
from uuid import UUID

from carenet.core import clock, tasks
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.refusals import N_, MayNot, NotFound
from carenet.matching.rules import CannotMatch, Service, require_spread, require_state
from carenet.matching.services.needs import open_needs_by_rule

MAY_MATCH: Final = ("county", "township")
SOLVE: Final = "matching.solve_round"
LAST_MINUTE: Final = time(23, 59, 59)


async def open_round(
    name: str, service: Service, division: str, cut_off: date, *, also: Sequence[Service] = (),
    spread: int = 0, by: Actor,
) -> UUID:  # fmt: skip
    """Open a round for a division within the actor's scope; needs follow from the register first.

    The helpers' hours are shared with the services `also`. `spread` is what each further child at one helper counts for, in minutes of way.

    Raises:
        MayNot: the division is not within the actor's scope.
        CannotMatch: loads of this service cannot be spread.

    """
    by.needs(*MAY_MATCH)
    require_spread(service, also, spread)
    lo = _own_digits(division)
    if not (by.lo <= lo and f"{lo}~" <= by.hi and (not by.towns or lo[:9] in by.towns)):
        raise MayNot
    async with transaction(by) as db:
        await open_needs_by_rule(lo, f"{lo}~", by=by)
        id_ = uuid7()
        await db.execute(
            """insert into matching_rounds (id, name, division, lo, hi, service, state, cut_off,
                 opened_by, duty, spread, also)
               values ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9, $10, $11)""",
            id_, name, division, lo, f"{lo}~", service.value, clock.at(cut_off, LAST_MINUTE), by.id,
            by.duties[0].id if by.duties else None, spread,
            [one.value for one in also],
        )  # fmt: skip
        return id_


def _own_digits(division: str) -> str:
    """The digits that a county, township or village counts by."""
    if division.endswith("000000"):
        return division[:6]
    return division[:9] if division.endswith("000") else division


async def hold_round(db: Scope, round_: UUID, *states: str) -> str:
    """Take turns on a round, which must be in one of these states; its state.

    Raises:
        NotFound: no such round within reach.
        CannotMatch: it has moved on.

    """
    state = await db.fetchval("select state from matching_rounds where id = $1 for update", round_)
    if state is None:
        raise NotFound
    require_state(state, *states)
    return str(state)


async def start_round(round_: UUID, *, by: Actor) -> UUID:
    """Have the round solved by the worker; locks and bans of a draft are kept. The task's id.

    Raises:
        CannotMatch: it is being solved already, or published.

    """
    by.needs(*MAY_MATCH)
    async with transaction(by) as db:
        await hold_round(db, round_, "open", "draft")
        task = await tasks.ask(SOLVE, round_, by=by)
        await db.execute(
            "update matching_rounds set state = 'solving', task = $2 where id = $1", round_, task
        )
        return task


async def stop_round(round_: UUID, *, by: Actor) -> None:
    """Ask the running solution to stop; what was there before stays.

    Raises:
        CannotMatch: nothing is running.

    """
    by.needs(*MAY_MATCH)
    async with transaction(by) as db:
        await hold_round(db, round_, "solving")
        task = await db.fetchval("select task from matching_rounds where id = $1", round_)
        try:
            await tasks.cancel(task, by=by)
        except NotFound:
            raise CannotMatch(N_("Only the person who started it can stop it.")) from None
        if (await tasks.view(task, by=by)).over:
            await fall_back(db, round_)


async def fall_back(db: Scope, round_: UUID) -> None:
    """After a stop or a failure the round is what it was: a draft if it has one."""
    await db.execute(
        """update matching_rounds set state = case when outcome is null then 'open' else 'draft' end
           where id = $1 and state = 'solving'""",
        round_,
    )


async def close_round(round_: UUID, *, by: Actor) -> None:
    """Nothing more is to come of it: drafts are put away, what was published goes on."""
    by.needs(*MAY_MATCH)
    async with transaction(by) as db:
        await hold_round(db, round_, "open", "draft", "published")
        await db.execute(
            """update proposals set state = 'withdrawn'
               where round = $1 and state in ('draft', 'locked')""",
            round_,
        )
        await db.execute("update matching_rounds set state = 'closed' where id = $1", round_)
