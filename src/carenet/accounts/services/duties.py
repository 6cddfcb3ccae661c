"""Duties: proposed by one, approved by another, ended with everything they opened."""

import json
from datetime import date
from uuid import UUID

import asyncpg

from carenet.accounts.facts import DutyApproved, DutyEnded, DutyProposed
from carenet.accounts.rules.duties import dates_fit, scope_start
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, MayNot, Refusal
from carenet.core.reminders import unremind


class DatesDoNotFit(Refusal):
    """A duty that begins in the past, ends before it begins, or lasts too long."""

    msgid = N_("A duty begins today or later and lasts three years at most.")


class ApprovedByAnother(Refusal):
    """Neither the holder nor whoever proposed a duty approves it."""

    msgid = N_("Somebody else approves: not the holder, and not the person who proposed it.")


class AlreadySettled(Refusal):
    """The duty was approved or ended before."""

    msgid = N_("This was approved or ended already.")


def waiting_of(duty: UUID) -> str:
    """How reminders name a duty that waits for approval."""
    return f"duty:{duty}"


async def _call(db: Scope, by: Actor, sql: str, *values: object) -> object:
    """A duty's function, its refusals in our words.

    Raises:
        MayNot: the actor may not give such a duty there.
        ApprovedByAnother: it is the actor's own, or was proposed by it.

    """
    try:
        async with transaction(by):
            return await db.fetchval(sql, *values)
    except asyncpg.CheckViolationError:
        raise ApprovedByAnother from None
    except asyncpg.PostgresError as wrong:
        if wrong.sqlstate == "CN404":
            raise MayNot from None
        raise


async def propose_duty(
    account: UUID,
    role: str,
    division: str,
    *,
    organisation: UUID | None = None,
    starts_on: date,
    ends_on: date,
    by: Actor,
) -> UUID:
    """Propose that an account holds a role; nothing opens before another approves.

    Args:
        account: who is to hold it.
        role: one of the roles the actor may give.
        division: the 12-digit code of the area, or of the place where the office lies.
        organisation: the office, where the role is held at one.
        starts_on: its first day.
        ends_on: its last day.
        by: who proposes.

    Raises:
        DatesDoNotFit: see there.
        MayNot: the actor may not give this role there.

    """
    if not dates_fit(starts_on, ends_on, clock.today()):
        raise DatesDoNotFit
    async with transaction(by) as db:
        made = await _call(
            db, by, "select app.propose_duty($1, $2, $3, $4, $5, $6, $7)",
            account, role, organisation, division, scope_start(role, division), starts_on, ends_on,
        )  # fmt: skip
        await db.execute(
            "select app.audit('propose duty', $1, $2)", f"duty:{made}",
            json.dumps({"account": str(account), "role": role, "division": division}),
        )  # fmt: skip
        await announce(DutyProposed(UUID(str(made))))
    return UUID(str(made))


async def approve_duty(duty: UUID, *, by: Actor) -> None:
    """Approve another's proposal for another person; it counts from the holder's next sign-in.

    Raises:
        NeedsSecondFactor: one factor only.
        MayNot: the actor may not give this role there.
        ApprovedByAnother: it is the actor's own, or the actor proposed it.
        AlreadySettled: it was approved or ended before.

    """
    by.needs_two_factors()
    async with transaction(by) as db:
        if not await _call(db, by, "select app.approve_duty($1)", duty):
            raise AlreadySettled
        await db.execute("select app.audit('approve duty', $1)", f"duty:{duty}")
        await unremind(waiting_of(duty))
        await announce(DutyApproved(duty))


async def end_duty(duty: UUID, because: str, *, by: Actor) -> None:
    """End a duty or turn a proposal down; the holder's sign-ins and feeds end in the same moment.

    Raises:
        MayNot: neither the holder nor somebody who may give this duty.
        AlreadySettled: it was ended before.

    """
    async with transaction(by) as db:
        # The trail is written first: it asks who acts, and the end may be the end of the actor's own sign-in.
        await db.execute(
            "select app.audit('end duty', $1, $2)", f"duty:{duty}", json.dumps({"because": because})
        )
        account = await _call(db, by, "select app.end_duty($1, $2)", duty, because)
        if account is None:
            raise AlreadySettled
        await unremind(waiting_of(duty))
        await announce(DutyEnded(duty, UUID(str(account))))


async def end_second_factor(duty: UUID, because: str, *, by: Actor) -> None:
    """A lost phone: the second factor of a duty's holder ends, and every sign-in of it.

    Only after the administrator has seen the person; the trail says who did it and why.

    Raises:
        NeedsSecondFactor: one factor only.
        MayNot: the actor is no administrator over this duty, or it is the own one.

    """
    by.needs_two_factors()
    async with transaction(by) as db:
        await _call(db, by, "select app.end_second_factor($1, $2)", duty, because)
        await db.execute(
            "select app.audit('end second factor', $1, $2)", f"duty:{duty}",
            json.dumps({"because": because}),
        )  # fmt: skip
