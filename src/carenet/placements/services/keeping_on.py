"""An end that is taken back, a goodbye that was said, a term that is looked back on."""

from datetime import date
from typing import Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.ladders import end_climb
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.core.reminders import remind, unremind
from carenet.escalation.rules import RECEIVER
from carenet.matching.services.apart import part
from carenet.placements.services.withdrawing import SYSTEM

MAY_REVIEW: Final = ("county", "township", "director")


class CannotKeepOn(Refusal):
    """This is not possible with the placement as it stands."""


ANOTHER_ASKED: Final = N_("Whoever asked for the end takes it back, or an officer of the village.")
STILL_FORBIDDEN: Final = N_(
    "It cannot go on: a clearance or the family’s yes is missing. First have that put in order."
)


async def take_back_ending(placement: UUID, because: str, *, by: Actor) -> None:
    """An end that waits for a receiver is taken back: the home goes on as before.

    By whoever asked for it, or an officer. What the law ended (no clearance, no yes of the family)
    goes on only once that is there again.

    Raises:
        NotFound: no such placement within reach, or no end is waited for.
        CannotKeepOn: somebody else asked, or what is missing is missing still.

    """
    now = clock.now()
    async with transaction(by) as db:
        row = await db.fetchrow(
            """select p.person, p.child, p.host_family, e.id as ending, e.asked_by
               from placements p join placement_endings e on e.placement = p.id
                 and e.received_at is null and e.withdrawn_at is null
               where p.id = $1 and p.ends_on is null for update of p""",
            placement,
        )
        if row is None or not (by.is_officer or row["person"] == by.person):
            raise NotFound
        if not by.is_officer and row["asked_by"] != by.account:
            raise CannotKeepOn(ANOTHER_ASKED)
        if row["asked_by"] == SYSTEM and not await db.fetchval(
            """select app.consented($1, 'host_family', app.local_today())
                 and app.tier_on($2, app.local_today()) = 'cleared'
                 and not exists (select from host_family_adults a where a.family = $3 and a.left_on is null
                   and app.tier_on(a.person, app.local_today()) is distinct from 'cleared')""",
            row["child"], row["person"], row["host_family"],
        ):  # fmt: skip
            raise CannotKeepOn(STILL_FORBIDDEN)
        await db.execute(
            """update placement_endings set withdrawn_at = $2, withdrawn_by = $3, withdrawn_because = $4
               where id = $1""",
            row["ending"], now, by.id, because,
        )  # fmt: skip
        subject = f"placement:{placement}"
        await end_climb(RECEIVER, subject, by=by, because="taken back")
        await unremind(f"{subject}:receiver")
        await unremind(f"{subject}:ending")
        if row["person"] != by.person:
            await remind("placement.stays", subject, row["person"], now)


async def say_goodbye(placement: UUID, on_day: date, note: str | None, *, by: Actor) -> None:
    """The last meeting was had and goodbye said; written down once, by the adult or an officer.

    Raises:
        NotFound: no such placement within reach, or no end was asked for.
        CannotKeepOn: the day lies ahead.

    """
    if on_day > clock.today():
        raise CannotKeepOn(
            N_("That day has not come yet. Please write it down once you have said goodbye.")
        )
    async with transaction(by) as db:
        person = await db.fetchval("select person from placements where id = $1", placement)
        if not (by.is_officer or person == by.person):
            raise NotFound
        if not await db.execute(
            """update placement_endings set goodbye_on = $2, goodbye_by = $3, goodbye_note = $4
               where goodbye_on is null and id = (select id from placement_endings where placement = $1
                 and withdrawn_at is null order by asked_at desc limit 1)""",
            placement, on_day, by.id, note,
        ):  # fmt: skip
            raise NotFound


async def review(
    placement: UUID, child_said: str, note: str | None, *, goes_on: bool, apart: str | None = None,
    by: Actor,
) -> None:  # fmt: skip
    """Once a term: what the child says in its own words, and whether it goes on.

    Raises:
        NotFound: no such placement within reach.
        CannotKeepOn: no term runs, it was reviewed already, or a no without a note.
        PartsSiblings: it goes on, brothers and sisters are elsewhere, and `apart` does not say why.

    """
    by.needs(*MAY_REVIEW)
    if not goes_on and not (note or "").strip():
        raise CannotKeepOn(N_("If it should not go on, please say what is to follow."))
    today = clock.today()
    try:
        async with transaction(by) as db:
            row = await db.fetchrow(
                """select p.child, p.village, p.person, p.kind, (select t.id from terms t
                     where $2 between t.starts_on and t.ends_on
                       and starts_with(p.village, rtrim(t.division, '0'))
                     order by t.starts_on desc limit 1) as term
                   from placements p where p.id = $1 and p.ends_on is null""",
                placement, today,
            )  # fmt: skip
            if row is None:
                raise NotFound
            if row["term"] is None:
                raise CannotKeepOn(N_("No term runs today. It is reviewed in the term."))
            await db.execute(
                """insert into placement_reviews (id, placement, child, village, term, on_day,
                     child_said, goes_on, note, written_by)
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
                uuid7(), placement, row["child"], row["village"], row["term"], today, child_said,
                goes_on, note, by.id,
            )  # fmt: skip
            if goes_on:
                await part(db, row, row["kind"], apart, "review", by=by)
    except asyncpg.UniqueViolationError:
        raise CannotKeepOn(N_("It was reviewed in this term already.")) from None
