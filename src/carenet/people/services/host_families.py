"""Host homes: who lives in them, and when they stop. How one is taken on is told in safeguarding."""

import json
from collections.abc import Collection
from typing import Final
from uuid import UUID

from carenet.accounts.services import phone_index
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.pinyin import search_keys
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.people.facts import HostFamilyLeft

ADULTS_MAX: Final = 12


class HomeChanged(Refusal):
    """Others live there than the page showed."""

    msgid = N_(
        "Somebody else changed meanwhile who lives here; nothing is confirmed yet. "
        "Please look through the list once more."
    )


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
    """Another adult lives in the home: the database ends its approval until this one is cleared too.

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


async def confirm_roster(family: UUID, seen: Collection[UUID] = (), *, by: Actor) -> None:
    """Who lives there was asked again today, and it is as written; said by an officer or by the home itself.

    Args:
        family: the home.
        seen: the adults the page showed; whoever was not read is not confirmed.
        by: who says so.

    Raises:
        NotFound: no such home within reach, or nobody is written down.
        HomeChanged: others live there than were shown.

    """
    async with transaction(by) as db:
        if not await db.fetchval("select app.confirm_home_roster($1)", family):
            raise NotFound
        now = await db.fetch(
            "select person from host_family_adults where family = $1 and left_on is null", family
        )
        if seen and {row["person"] for row in now} != set(seen):
            raise HomeChanged
        await db.execute("select app.audit('confirm roster', $1)", f"host_family:{family}")


async def add_own_adult(family: UUID, name: str, sex: str, relation: str, *, by: Actor) -> UUID:
    """The family says on its phone that somebody moved in: no further child comes until that adult is cleared.

    Raises:
        NotFound: the actor does not live there.
        TooManyAdults: more than a household has.

    """
    person, keys = uuid7(), search_keys(name)
    row = {
        "name": name, "sex": sex, "relation": relation, "sort_key": keys.sort_key,
        "initials": keys.initials, "pinyin": keys.pinyin,
    }  # fmt: skip
    async with transaction(by) as db:
        if not await db.fetchval("select exists (select from host_families where id = $1)", family):
            raise NotFound
        if not await db.fetchval(
            "select app.add_own_adult($1, $2, $3)",
            person, family, json.dumps(row, ensure_ascii=False),
        ):  # fmt: skip
            raise TooManyAdults
        await db.execute(
            "select app.audit('add adult to own home', $1, $2)", f"host_family:{family}",
            json.dumps({"person": str(person)}),
        )  # fmt: skip
    return person


async def own_adult_left(family: UUID, person: UUID, *, by: Actor) -> None:
    """The family says on its phone that somebody moved out.

    Raises:
        NotFound: the actor does not live there, or it is the actor itself.

    """
    async with transaction(by) as db:
        if not await db.fetchval("select app.leave_own_home($1, $2)", family, person):
            raise NotFound
        await db.execute("select app.audit('adult left own home', $1)", f"host_family:{family}")


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
