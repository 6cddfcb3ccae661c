"""Host homes: written down by the committee or applying, approved by somebody else."""

import json
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from carenet.accounts.services import phone_index
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.pinyin import search_keys
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.people.facts import HostFamilyApproved, HostFamilyLeft

RENEWED_AFTER: Final = timedelta(days=365)
ADULTS_MAX: Final = 12


class NotApprovable(Refusal):
    """An adult of the home is not cleared."""

    msgid = N_(
        "The home cannot be approved yet: every adult who lives there must be fully cleared first."
    )


class NoWomanForGirls(Refusal):
    """Girls only where a cleared adult woman lives."""

    msgid = N_("Girls stay only where a cleared woman lives. Take girls off the offer, or add her.")


class ApprovedByOther(Refusal):
    """Whoever wrote the home down, or lives there, does not approve it."""

    msgid = N_("Somebody else approves: not who wrote it down, and nobody who lives there.")


class TooManyAdults(Refusal):
    """More adults than a household has."""

    msgid = N_("There are too many adults in this home.")


async def add_host_family(
    name: str,
    village: str,
    *,
    beds: int,
    girls: bool,
    boys: bool,
    full_care: bool,
    school_minutes: int | None,
    by: Actor,
) -> UUID:
    """Write a host home down; it takes nobody until it is approved.

    Raises:
        NotFound: the village lies outside the actor's duties.

    """
    if not by.covers(village):
        raise NotFound
    id_ = uuid7()
    async with transaction(by) as db:
        await db.execute(
            """insert into host_families (id, name, village, beds, takes_girls, takes_boys, full_care,
                 school_minutes, entered_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
            id_, name, village, beds, girls, boys, full_care, school_minutes, by.id,
        )  # fmt: skip
        await db.execute("select app.audit('add host family', $1)", f"host_family:{id_}")
    return id_


async def add_adult(
    family: UUID, name: str, sex: str, relation: str, *, mobile: str | None, by: Actor
) -> UUID:
    """Another adult lives in the home: its approval ends until this one is cleared too.

    Raises:
        NotFound: no such home within reach.
        TooManyAdults: more than a household has.

    """
    person, keys = uuid7(), search_keys(name)
    async with transaction(by) as db:
        village = await db.fetchval(
            "select village from host_families where id = $1 and left_on is null for update", family
        )
        if village is None:
            raise NotFound
        living = await db.fetchval(
            "select count(*) from host_family_adults where family = $1 and left_on is null", family
        )
        if living >= ADULTS_MAX:
            raise TooManyAdults
        await db.execute(
            """insert into people (id, name, sort_key, initials, pinyin, sex, division, created_by)
               values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            person, name, keys.sort_key, keys.initials, keys.pinyin, sex, village, by.id,
        )  # fmt: skip
        if mobile:
            await db.execute(
                "insert into contact_ways (person, kind, value, value_index) values ($1, 'own_phone', $2, $3)",
                person, mobile, phone_index(mobile),
            )  # fmt: skip
        await db.execute(
            """insert into host_family_adults (family, person, relation, confirmed_on)
               values ($1, $2, $3, $4)""",
            family, person, relation, clock.today(),
        )  # fmt: skip
        await db.execute(
            "update host_families set approved_on = null, approved_by = null where id = $1", family
        )
        await db.execute(
            "select app.audit('add adult to host family', $1, $2)", f"host_family:{family}",
            json.dumps({"person": str(person)}),
        )  # fmt: skip
    return person


async def adult_left(family: UUID, person: UUID, *, by: Actor) -> None:
    """An adult no longer lives in the home.

    Raises:
        NotFound: nobody like that lives there, within reach.

    """
    async with transaction(by) as db:
        gone = await db.execute(
            """update host_family_adults set left_on = $3
               where family = $1 and person = $2 and left_on is null""",
            family, person, clock.today(),
        )  # fmt: skip
        if not gone:
            raise NotFound
        await db.execute("select app.audit('adult left host family', $1)", f"host_family:{family}")


async def confirm_roster(family: UUID, *, by: Actor) -> None:
    """Who lives there was asked again today, and it is as written.

    Raises:
        NotFound: no such home within reach.

    """
    async with transaction(by) as db:
        asked = await db.execute(
            "update host_family_adults set confirmed_on = $2 where family = $1 and left_on is null",
            family, clock.today(),
        )  # fmt: skip
        if not asked:
            raise NotFound
        await db.execute("select app.audit('confirm roster', $1)", f"host_family:{family}")


_WRONG: Final[dict[str, type[Refusal]]] = {
    "CN001": NotApprovable,
    "CN006": ApprovedByOther,
    "CN008": NoWomanForGirls,
    "23514": ApprovedByOther,
}


async def approve_host_family(family: UUID, *, by: Actor) -> date:
    """Approve a home for a year; the day it has to be looked at again.

    Raises:
        NotFound: no such home within reach.
        NotApprovable: an adult of the home is not cleared.
        NoWomanForGirls: girls are offered a place and no cleared woman lives there.
        ApprovedByOther: the actor wrote it down or lives there.

    """
    today = clock.today()
    renew = today + RENEWED_AFTER
    async with transaction(by) as db:
        try:
            async with transaction(by):
                done = await db.execute(
                    """update host_families set approved_on = $2, approved_by = $3, renew_by = $4
                       where id = $1 and left_on is null""",
                    family, today, by.id, renew,
                )  # fmt: skip
        except asyncpg.PostgresError as wrong:
            if refusal := _WRONG.get(wrong.sqlstate or ""):
                raise refusal from None
            raise
        if not done:
            raise NotFound
        await db.execute("select app.audit('approve host family', $1)", f"host_family:{family}")
        await announce(HostFamilyApproved(family, today, renew))
    return renew


async def host_family_left(family: UUID, because: str, *, by: Actor) -> None:
    """The home takes no more children; whoever is placed there keeps its responsible adult.

    Raises:
        NotFound: no such home within reach.

    """
    today = clock.today()
    async with transaction(by) as db:
        gone = await db.execute(
            "update host_families set left_on = $2 where id = $1 and left_on is null", family, today
        )
        if not gone:
            raise NotFound
        await db.execute(
            "select app.audit('host family left', $1, $2)", f"host_family:{family}",
            json.dumps({"because": because}),
        )  # fmt: skip
        await announce(HostFamilyLeft(family, today))
