"""Absences with their deputies, turns of the duty phone, and the steps an area chose."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.ladders import choose_steps
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.escalation.adjusting import adjusted
from carenet.escalation.rules import POLICIES

DAYS_MAX: Final = 200
ALL: Final = ("lead", "director", "township", "county")


class CannotStandIn(Refusal):
    """The days or the deputy do not fit."""

    msgid = N_(
        "The end comes after the beginning, within 200 days, and nobody is their own deputy."
    )


async def note_absence(
    person: UUID | None, starts_at: datetime, ends_at: datetime, deputy: UUID | None,
    because: str, *, by: Actor,
) -> UUID:  # fmt: skip
    """Somebody cannot be reached from-until: oneself, or somebody of one's area.

    Raises:
        CannotStandIn: the days or the deputy do not fit.
        MayNot: neither oneself nor somebody of one's area.
        NotFound: the person is not within reach.

    """
    by.needs(*ALL)
    who = person or by.me
    if who != by.me:
        by.needs("township", "county")
    if not starts_at < ends_at <= starts_at + timedelta(days=DAYS_MAX) or deputy == who:
        raise CannotStandIn
    async with transaction(by) as db:
        if who != by.me and not await db.fetchval("select true from people where id = $1", who):
            raise NotFound
        made = uuid7()
        await db.execute(
            """insert into off_duties (id, person, starts_at, ends_at, deputy, because, by)
               values ($1, $2, $3, $4, $5, $6, $7)""",
            made, who, starts_at, ends_at, deputy, because.strip(), by.id,
        )  # fmt: skip
    return made


async def lift_absence(absence: UUID, *, by: Actor) -> None:
    """Back sooner than thought.

    Raises:
        NotFound: no such absence within reach, or it is over.

    """
    async with transaction(by) as db:
        if not await db.execute(
            "update off_duties set lifted_at = $2, lifted_by = $3 where id = $1 and lifted_at is null",
            absence, clock.now(), by.id,
        ):  # fmt: skip
            raise NotFound


async def set_rota(
    town: str, starts_on: date, turn_days: int, people: Sequence[UUID], *, by: Actor
) -> None:
    """Who holds a township's duty phone in turn; the turns before end now.

    Raises:
        MayNot: no duty over the township.
        NotFound: somebody is not within reach.

    """
    by.needs("township", "county")
    async with transaction(by) as db:
        known = await db.fetchval("select count(*) from people where id = any($1)", list(people))
        if len(town) != 9 or not by.covers(f"{town}000") or known != len(set(people)):
            raise NotFound
        await db.execute(
            "update rotas set ended_at = $2, ended_by = $3 where town = $1 and ended_at is null",
            town, clock.now(), by.id,
        )  # fmt: skip
        await db.execute(
            """insert into rotas (id, town, starts_on, turn_days, people, set_by)
               values ($1, $2, $3, $4, $5, $6)""",
            uuid7(), town, starts_on, turn_days, list(people), by.id,
        )  # fmt: skip


async def swap_day(town: str, on_day: date, person: UUID, because: str, *, by: Actor) -> None:
    """Somebody else holds the duty phone on one day; the latest word counts.

    Raises:
        MayNot: no duty over the township.
        NotFound: the person is not within reach.

    """
    by.needs("township", "county")
    async with transaction(by) as db:
        if not by.covers(f"{town}000") or not await db.fetchval(
            "select true from people where id = $1", person
        ):
            raise NotFound
        await db.execute(
            """insert into rota_overrides (id, town, on_day, person, because, by)
               values ($1, $2, $3, $4, $5, $6)""",
            uuid7(), town, on_day, person, because.strip(), by.id,
        )  # fmt: skip


async def set_steps(
    ladder: str, minutes: Sequence[int], more: Sequence[str], because: str, *, by: Actor
) -> None:
    """Other steps for one's area, from the next climb on: a running one keeps what it began with.

    Raises:
        CannotAdjust: later or fewer than the rule allows.
        MayNot: no county or township duty.
        NotFound: no such ladder.

    """
    by.needs("township", "county")
    if ladder not in POLICIES:
        raise NotFound
    policy = POLICIES[ladder]
    extra = [tuple(more), *(() for _ in policy.steps[1:])]
    steps = adjusted(policy, minutes, extra)
    async with transaction(by):
        await choose_steps(ladder, by.lo, steps, because.strip(), clock.now(), by=by)


async def reset_steps(ladder: str, *, by: Actor) -> None:
    """Back to the steps of the rule.

    Raises:
        MayNot: no county or township duty.

    """
    by.needs("township", "county")
    async with transaction(by):
        await choose_steps(ladder, by.lo, (), "", clock.now(), by=by)
