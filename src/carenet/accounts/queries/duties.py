"""Duties within one's reach, and what a proposal chooses from."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from carenet.accounts.rules.duties import AREA_LEVEL, LEVEL_DIGITS, OFFICE_KINDS
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.paging import Page, place
from carenet.core.pinyin import query_pattern
from carenet.core.refusals import NotFound

CHOICES_MAX: Final = 400
FOUND_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty; `state` is proposed, held or ended, `mine` that I hold or proposed it."""

    id: UUID
    holder: str
    role: str
    office: str | None
    place: str
    starts_on: date
    ends_on: date
    proposer: str | None
    approver: str | None
    approved_at: datetime | None
    ended_at: datetime | None
    because: str | None
    state: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a duty could be given to."""

    id: UUID
    name: str
    place: str | None
    held: list[str]


def _line(row: Any, by: Actor) -> DutyLine:
    return DutyLine(
        row["id"], row["holder"], row["role"], row["office"], row["place"], row["starts_on"],
        row["ends_on"], row["proposer"], row["approver"], row["approved_at"], row["ended_at"],
        row["because"], row["state"], by.account in (row["account"], row["proposed_by"]),
    )  # fmt: skip


async def duties(
    state: str | None, number: int | None, size: int | None, *, by: Actor
) -> Page[DutyLine]:
    """A page of the duties one may give or end; proposals come first."""
    page, size, offset = place(number, size)
    async with reading(by) as db:
        rows = await db.fetch(
            "select * from app.duties_within(null, $1, $2, $3)", state, size, offset
        )
    return Page([_line(r, by) for r in rows], page, size, rows[0]["total"] if rows else 0)


async def duty_line(duty: UUID, *, by: Actor) -> DutyLine:
    """One duty within reach.

    Raises:
        NotFound: none.

    """
    async with reading(by) as db:
        row = await db.fetchrow("select * from app.duties_within($1, null, 1, 0)", duty)
    if row is None:
        raise NotFound
    return _line(row, by)


async def find_accounts(q: str, *, by: Actor) -> list[Candidate]:
    """People by name, pinyin or initials, who live within reach."""
    like = query_pattern(q)
    if not (like.name or like.keys):
        return []
    async with reading(by) as db:
        rows = await db.fetch(
            "select * from app.find_accounts($1, $2, $3)", like.name, like.keys, FOUND_MAX
        )
    return [Candidate(r["id"], r["name"], r["place"], list(r["held"])) for r in rows]


async def scopes_for(role: str, *, by: Actor) -> list[tuple[str, str]]:
    """Where a role could be held within one's reach: (code or code|office, name)."""
    reach = [(d.lo, d.hi) for d in by.duties]
    los, his = [lo for lo, _ in reach], [hi for _, hi in reach]
    async with reading(by) as db:
        if role in OFFICE_KINDS:
            rows = await db.fetch(
                """select o.division || '|' || o.id as key, o.name from organisations o
                   where (o.kind = any ($1::text[]) or ($2 and o.id in (select c.id from centres c))) and o.closed_on is null
                     and exists (select from unnest($3::text[], $4::text[]) r(lo, hi) where o.division >= r.lo collate "C" and o.division < r.hi collate "C")
                   order by o.name, o.id limit $5""",
                list(OFFICE_KINDS[role]), role == "lead", los, his, CHOICES_MAX,
            )  # fmt: skip
        else:
            level = AREA_LEVEL.get(role, "village")
            rows = await db.fetch(
                """select v.code as key, case when v.level = 'village' and t.name is not null
                     then t.name || ' · ' || v.name else v.name end as name
                   from divisions v left join divisions t on t.code = v.parent
                   where v.level = $1 and exists (select from unnest($2::text[], $3::text[]) r(lo, hi)
                     where left(v.code, $4) >= r.lo collate "C" and left(v.code, $4) || '~' <= r.hi collate "C")
                   order by v.code limit $5""",
                level, los, his, LEVEL_DIGITS[level], CHOICES_MAX,
            )  # fmt: skip
    return [(r["key"], r["name"]) for r in rows]


async def second_factor(*, by: Actor) -> tuple[bool, bytes | None, UUID | None]:
    """Is a second factor confirmed, and is another one waiting to be (its sealed secret and id)?"""
    async with reading(by) as db:
        rows = await db.fetch("select id, secret, confirmed from app.my_totp()")
    waiting = next((r for r in rows if not r["confirmed"]), None)
    return (
        any(r["confirmed"] for r in rows),
        bytes(waiting["secret"]) if waiting else None,
        waiting["id"] if waiting else None,
    )


async def has_password(*, by: Actor) -> bool:
    """Is there a password to be asked for?"""
    async with reading(by) as db:
        return bool(await db.fetchval("select app.my_password_hash() is not null"))
