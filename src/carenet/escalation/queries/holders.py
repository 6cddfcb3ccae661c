"""Where the ladders of an area break: a place and a duty behind which is nobody, or somebody only above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.escalation.rules import ANSWERED_BY, Candidate, reach

HOLDERS: Final = "select * from app.duty_holders($1)"
PLACES_MAX: Final = 20_000
PLACES: Final = """
select d.code, (select c.id from centres c where c.village = d.code order by c.opened_on, c.id limit 1) as centre
from divisions d where d.level = 'village' and d.code >= $1 and d.code < $2
  and ($3::text[] = '{}' or left(d.code, 9) = any ($3)) order by d.code limit $4"""
LOOKED_AT: Final = tuple(sorted(ANSWERED_BY - {"duty_phone"}))


@dataclass(frozen=True, slots=True)
class Hole:
    """A place and a duty behind which, now, is nobody; or somebody only further up."""

    village: str
    duty: str
    upward: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a duty over an area, or at an office of a place."""

    held: Candidate
    lo: str
    hi: str
    towns: tuple[str, ...]
    office: UUID | None
    deputy_out: bool = False

    def covers(self, village: str) -> bool:
        """Does the duty lie over this village?"""
        return self.lo <= village < self.hi and (not self.towns or village[:9] in self.towns)


class Standing:
    """Who holds what in an area, found by place: a range of codes begins with a code's own digits."""

    def __init__(self, holders: Sequence[Holder]) -> None:
        self._over: dict[str, list[Holder]] = {}
        self._at: dict[UUID, list[Holder]] = {}
        for one in holders:
            if one.held.role != "lead":
                self._over.setdefault(one.lo, []).append(one)
            elif one.office is not None:
                self._at.setdefault(one.office, []).append(one)

    def at(self, village: str, centre: UUID | None) -> list[Candidate]:
        """Everybody whom the duties of a place name, and their deputies."""
        here = [
            one
            for digits in range(len(village) + 1)
            for one in self._over.get(village[:digits], ())
            if one.covers(village)
        ]
        here += self._at.get(centre, ()) if centre is not None else ()
        deputies = [
            Candidate("deputy", one.held.deputy, away=one.deputy_out)
            for one in here
            if one.held.deputy is not None
        ]
        return [*(one.held for one in here), *deputies]


def _holder(r: Any) -> Holder:
    held = Candidate(r["role"], r["person"], r["name"], r["suspended"], r["away"], r["deputy"])
    return Holder(
        held, r["lo"], r["hi"], tuple(r["towns"]), r["organisation"], deputy_out=r["deputy_out"]
    )


async def holes(at: datetime, *, by: Actor) -> list[Hole]:
    """Where a duty of a place reaches nobody, or only somebody above it; the worst first.

    Two questions to the database whatever the size of the area; the places are gone through here.
    """
    async with reading(by) as db:
        standing = Standing([_holder(r) for r in await db.fetch(HOLDERS, at)])
        places = await db.fetch(PLACES, by.lo, by.hi, list(by.towns), PLACES_MAX)
    found: list[Hole] = []
    for village, centre in places:
        known = standing.at(village, centre)
        for duty in LOOKED_AT:
            if duty == "lead" and centre is None:
                continue
            one = reach((duty,), known, frozenset())
            if one.holes or all(p.duty != duty for p in one.people):
                found.append(Hole(village, duty, upward=not one.holes))
    return sorted(found, key=lambda h: (h.upward, h.village, h.duty))
