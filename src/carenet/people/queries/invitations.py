"""Invitations within reach, and the places one may invite to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.paging import Page, place
from carenet.core.refusals import NotFound

PLACES_MAX: Final = 400


@dataclass(frozen=True, slots=True)
class InvitationView:
    """One invitation as its list shows it."""

    id: UUID
    kind: str
    place: str
    created_at: datetime
    ends: datetime
    uses_left: int
    by_name: str
    live: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A place one may invite to: `key` is its code, with the office after a bar for a centre."""

    key: str
    name: str


def _view(row: Any) -> InvitationView:
    details = row["details"]
    return InvitationView(
        row["id"], details["kind"], details["place"], row["created_at"], row["ends"],
        row["uses_left"], row["by_name"], row["uses_left"] > 0 and row["ends"] > clock.now(),
    )  # fmt: skip


async def invitations(number: int | None, *, by: Actor) -> Page[InvitationView]:
    """A page of invitations, the newest first."""
    page, size, offset = place(number, 25)
    async with reading(by) as db:
        rows = await db.fetch(
            "select * from app.invitations_within(null, $1, $2)", size, offset
        )  # fmt: skip
    return Page([_view(r) for r in rows], page, size, rows[0]["total"] if rows else 0)


async def invitation(id_: UUID, *, by: Actor) -> InvitationView:
    """One invitation.

    Raises:
        NotFound: none within reach.

    """
    async with reading(by) as db:
        row = await db.fetchrow("select * from app.invitations_within($1, 1, 0)", id_)
    if row is None:
        raise NotFound
    return _view(row)


async def places_to_invite(*, by: Actor) -> list[Place]:
    """Townships and villages of one's scope, or the centres one leads."""
    async with reading(by) as db:
        if by.is_officer:
            rows = await db.fetch(
                """select v.code as key, case when v.level = 'village' and length($1) < 12
                     then t.name || ' · ' || v.name else v.name end as name
                   from divisions v left join divisions t on t.code = v.parent
                   where v.code >= $1 and v.code < $2 and v.level in ('township', 'village')
                     and ($3::text[] = '{}' or left(v.code, 9) = any ($3::text[]))
                   order by v.code limit $4""",
                by.lo, by.hi, list(by.towns), PLACES_MAX,
            )  # fmt: skip
        elif by.has("lead"):
            rows = await db.fetch(
                """select c.village || '|' || c.id as key, c.name from centres c
                   where c.id = any ($1::uuid[]) and c.closed_on is null order by c.name limit $2""",
                list(by.offices), PLACES_MAX,
            )  # fmt: skip
        else:
            rows = await db.fetch(
                """select v.code as key, v.name from divisions v
                   where v.code = any ($1::text[]) or left(v.code, 6) = any ($1::text[]) and v.level = 'township'
                   order by v.code limit $2""",
                [d.lo.ljust(12, "0") for d in by.duties] + [d.lo for d in by.duties], PLACES_MAX,
            )  # fmt: skip
    return [Place(r["key"], r["name"]) for r in rows]
