"""A team is written down with its leader; whoever is on it."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.ciphers import blind
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import N_, Refusal
from carenet.people.services.joining import COUNTRY
from carenet.places.services import university_named

LEADER: Final = """
select p.id from people p join contact_ways w on w.person = p.id and w.ended_on is null
where w.value_index = $1 and exists (select from accounts a where a.person = p.id) order by p.id limit 1"""
TEAM: Final = """
insert into teams (id, organisation, name, leader, agreement_on, starts_on, ends_on, division)
values ($1, $2, $3, $4, $5, $6, $7, $8)"""


class NoSuchLeader(Refusal):
    """Nobody within reach has that number."""

    msgid = N_(
        "Nobody of your area has joined with this number. Please invite the leader as a volunteer first."
    )


class DaysTurned(Refusal):
    """It ends before it begins."""

    msgid = N_("The last day lies before the first.")


@dataclass(frozen=True, slots=True)
class TeamWish:
    """A team as an office writes it down."""

    name: str
    organisation: str
    leader_mobile: str
    agreement_on: date
    starts_on: date
    ends_on: date


async def make_team(wish: TeamWish, *, by: Actor) -> UUID:
    """Write a team down with its leader, who has joined already.

    Raises:
        NoSuchLeader: nobody within reach has that number.
        DaysTurned: its days do not do.
        MayNot: the actor is no office above the village.

    """
    by.needs("city", "county", "township")
    if wish.ends_on < wish.starts_on:
        raise DaysTurned
    made = uuid7()
    async with transaction(by) as db:
        leader = await db.fetchval(LEADER, blind("phone", f"{COUNTRY}{wish.leader_mobile}"))
        if leader is None:
            raise NoSuchLeader
        place = by.lo.ljust(12, "0")
        office = await university_named(wish.organisation, place, by=by)
        await db.execute(
            TEAM, made, office, wish.name, leader, wish.agreement_on, wish.starts_on, wish.ends_on, place,
        )  # fmt: skip
        await db.execute(
            "insert into team_members (id, team, person) values ($1, $2, $3)", uuid7(), made, leader
        )
        await db.execute(
            "select app.audit('make team', $1, $2)", f"team:{made}", json.dumps({"leader": str(leader)})
        )  # fmt: skip
    return made
