"""Proxy parents whom the committee writes down; how one is taken on is told in safeguarding."""

import json
from uuid import UUID

from carenet.accounts.services import phone_index
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.pinyin import search_keys
from carenet.core.refusals import NotFound


async def add_proxy(
    name: str, village: str, sex: str, *, mobile: str | None, households: int, by: Actor
) -> UUID:
    """Write an adult down as proxy parent for at most so many households; none is given until the approval.

    Raises:
        NotFound: the village lies outside the actor's duties.

    """
    if not by.covers(village):
        raise NotFound
    person, keys = uuid7(), search_keys(name)
    async with transaction(by) as db:
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
            "insert into proxy_parents (person, households_max, joined_on) values ($1, $2, $3)",
            person, households, clock.today(),
        )  # fmt: skip
        await db.execute(
            "select app.audit('add proxy parent', $1, $2)", f"person:{person}",
            json.dumps({"village": village}),
        )  # fmt: skip
    return person
