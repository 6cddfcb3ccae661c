"""Adults around a child: who they are and the ways in which they can be reached.

Who may ask is decided by the features above, and by PostgreSQL row by row.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.ciphers import blind
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.pinyin import search_keys
from carenet.core.refusals import NotFound

WAY_KINDS: Final = ("own_phone", "neighbour", "in_person")


@dataclass(frozen=True, slots=True)
class Way:
    """A way to reach an adult.

    `kind` is one of WAY_KINDS; `value` a phone number in E.164, or words for a way without one;
    `via` the neighbour, or who goes there; `agreed_on` the day the neighbour said yes.
    """

    kind: str
    value: str | None = None
    via: str | None = None
    agreed_on: date | None = None


async def record_person(
    name: str, division: str, *, by: Actor, sex: str | None = None, birth_year: int | None = None
) -> UUID:
    """Write down an adult who lives in a division; its id."""
    id_, keys = uuid7(), search_keys(name)
    async with transaction(by) as db:
        await db.execute(
            """insert into people (id, name, sort_key, initials, pinyin, sex, birth_year, division,
                 created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
            id_,
            name,
            keys.sort_key[:120],
            keys.initials,
            keys.pinyin,
            sex,
            birth_year,
            division,
            by.account,
        )
    return id_


async def find_person(name: str, phone: str | None, *, lo: str, hi: str, by: Actor) -> UUID | None:
    """The adult of this name and number who lives between two codes; None where nobody fits."""
    if not phone:
        return None
    async with transaction(by) as db:
        found: UUID | None = await db.fetchval(
            """select p.id from contact_ways w join people p on p.id = w.person
               where w.value = $2 and w.ended_on is null and p.name = $1
                 and p.division >= $3 and p.division < $4 order by p.created_at limit 1""",
            name,
            phone,
            lo,
            hi,
        )
    return found


async def give_way(person: UUID, way: Way, *, by: Actor) -> bool:
    """Write down how an adult is reached; the former way of its kind ends. False: known already."""
    today = clock.today()
    async with transaction(by) as db:
        same = await db.fetchval(
            """select true from contact_ways where person = $1 and kind = $2 and ended_on is null
                 and value is not distinct from $3 and via is not distinct from $4""",
            person,
            way.kind,
            way.value,
            way.via,
        )
        if same:
            return False
        await db.execute(
            """update contact_ways set ended_on = $3 where person = $1 and kind = $2
                 and ended_on is null""",
            person,
            way.kind,
            today,
        )
        await db.execute(
            """insert into contact_ways (person, kind, value, value_index, via, via_agreed_on, rank)
               select $1, $2, $3, $4, $5, $6, 1 + count(*) from contact_ways
               where person = $1 and ended_on is null""",
            person,
            way.kind,
            way.value,
            blind("phone", way.value) if way.value else None,
            way.via,
            way.agreed_on,
        )
    return True


async def try_way(way: UUID, *, works: bool, by: Actor) -> UUID:
    """Write down that somebody tried a way today, and whether it works; whose way it is.

    Raises:
        NotFound: there is no such way within the actor's reach.

    """
    async with transaction(by) as db:
        person: UUID | None = await db.fetchval(
            """update contact_ways set tested_on = $2, works = $3
               where id = $1 and ended_on is null returning person""",
            way,
            clock.today(),
            works,
        )
    if person is None:
        raise NotFound
    return person


async def end_way(way: UUID, *, by: Actor) -> UUID:
    """A way is no longer used; whose it was.

    Raises:
        NotFound: there is no such way within the actor's reach.

    """
    async with transaction(by) as db:
        person: UUID | None = await db.fetchval(
            "update contact_ways set ended_on = $2 where id = $1 and ended_on is null returning person",
            way,
            clock.today(),
        )
    if person is None:
        raise NotFound
    return person


async def speak_language(
    person: UUID, language: str, *, by: Actor, can_explain: bool = False
) -> bool:
    """A language the adult understands. False: known already."""
    async with transaction(by) as db:
        return bool(
            await db.execute(
                """insert into person_languages (person, language, can_explain)
                   values ($1, $2, $3) on conflict (person, language) do nothing""",
                person,
                language,
                can_explain,
            )
        )
