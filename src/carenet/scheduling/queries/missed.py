"""Missed places: mine with what followed, and those of one's places with what waits for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.paging import Page, place
from carenet.scheduling.queries.missed_counts import counted, living, rules_at
from carenet.scheduling.rules.missed import (
    APPEAL_WITHIN,
    CannotNote,
    Follows,
    Rule,
    following,
    require_noted_in_time,
)
from carenet.scheduling.wording import title_of

WAITING_MAX: Final = 100
FOLLOWED_MAX: Final = 400
KEPT_DAYS: Final = 730
SHOWN: Final = """
select n.id, n.person, n.care_session, n.on_day, n.excused, n.because, n.at, n.by, n.lifted_at, n.lifted_because, n.counts,
  s.starts_at, s.ends_at, s.title, s.kind, s.subject, s.activity, c.name as place, p.name,
  a.id as appeal, a.because as said, a.at as said_at, a.decide_by, a.decided_at, a.upheld, a.answer, w.name as writer,
  count(*) over () as total
from no_shows n join care_sessions s on s.id = n.care_session join centres c on c.id = n.centre
join lateral app.names_of(array[n.person]) p on true
left join no_show_appeals a on a.no_show = n.id
left join accounts x on x.id = n.by left join lateral app.names_of(array[x.person]) w on true """
IN_SCOPE: Final = "(n.village >= $1 and n.village < $2 or n.centre = any ($3)) "
MINE: Final = SHOWN + "where n.person = $1 and n.on_day > $2 order by n.on_day desc, n.id limit $3 offset $4"  # fmt: skip
ALL: Final = SHOWN + "where " + IN_SCOPE + "and n.on_day > $4 order by n.on_day desc, n.id limit $5 offset $6"  # fmt: skip
APPEALS: Final = (
    SHOWN
    + "where "
    + IN_SCOPE
    + "and a.decided_at is null and a.id is not null and n.lifted_at is null order by a.at, a.id limit $4"
)
TALKS: Final = """
select k.id, k.times, k.within_days, k.starts_at, p.name, c.name as place
from no_show_consequences k join centres c on c.id = k.centre join lateral app.names_of(array[k.person]) p on true
where (k.village >= $1 and k.village < $2 or k.centre = any ($3)) and k.kind = 'talk' and k.ended_at is null
  and not exists (select from no_show_appeals a where a.no_show = k.no_show and a.decided_at is null)
order by k.starts_at, k.id limit $4"""
FOLLOWED: Final = """
select k.* from no_show_consequences k where k.no_show = any ($1) order by k.kind, k.id limit $2"""
ABSENT: Final = """
select u.id, u.person, n.name, m.id as no_show, m.excused, m.because, app.serves_by_duty(u.person) as by_duty
from sign_ups u join lateral app.names_of(array[u.person]) n on true
left join no_shows m on m.sign_up = u.id and m.lifted_at is null
where u.care_session = $1 and u.withdrawn_at is null
  and not exists (select from adult_attendances a where a.sign_up = u.id) order by n.name, u.id limit $2"""
ABSENT_MAX: Final = 40


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for an answer or a talk, and what was written down."""

    appeals: list[dict[str, Any]]
    talks: list[dict[str, Any]]
    page: Page[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Absent:
    """An adult who has a place and is not there: what stands about it, and what would follow."""

    person: UUID
    name: str
    no_show: UUID | None
    excused: bool | None
    because: str | None
    by_duty: bool
    would: tuple[Follows, ...]


async def _with_follows(db: Scope, rows: Sequence[Any]) -> list[dict[str, Any]]:
    followed = await db.fetch(FOLLOWED, [r["id"] for r in rows], FOLLOWED_MAX)
    now = clock.now()
    found = []
    for row in rows:
        own = [dict(k) for k in followed if k["no_show"] == row["id"]]
        open_ = row["appeal"] is not None and row["decided_at"] is None and row["lifted_at"] is None
        found.append(
            {
                **dict(row), "title": title_of(row), "follows": own, "open": open_,
                "may_appeal": row["counts"] and row["appeal"] is None
                and now - row["at"] <= APPEAL_WITHIN,
            }
        )  # fmt: skip
    return found


async def my_missed(*, by: Actor, number: int | None = None) -> Page[dict[str, Any]]:
    """My own missed places of two years, with what followed and what I said."""
    page, size, offset = place(number, None)
    async with reading(by) as db:
        first = clock.today() - timedelta(days=KEPT_DAYS)
        rows = await db.fetch(MINE, by.me, first, size, offset)
        return Page(
            await _with_follows(db, rows), page, size, rows[0]["total"] if rows else 0
        )  # fmt: skip


async def missed_desk(*, by: Actor, number: int | None = None, size: int | None = None) -> Desk:
    """The missed places within the scope: words against them and talks first, then all of two years."""
    page, size_, offset = place(number, size)
    scope = (by.lo, by.hi, list(by.offices))
    async with reading(by) as db:
        appeals = await db.fetch(APPEALS, *scope, WAITING_MAX)
        talks = await db.fetch(TALKS, *scope, WAITING_MAX)
        first = clock.today() - timedelta(days=KEPT_DAYS)
        rows = await db.fetch(ALL, *scope, first, size_, offset)
        shown = await _with_follows(db, rows)
    total = rows[0]["total"] if rows else 0
    return Desk(
        [
            {**dict(r), "title": title_of(r), "mine": by.person == r["person"] or by.account == r["by"]}
            for r in appeals
        ],
        [dict(r) for r in talks],
        Page(shown, page, size_, total),
    )  # fmt: skip


async def rules_now(*, by: Actor) -> list[Rule]:
    """What follows from missed places in the area that acts."""
    async with reading(by) as db:
        return await rules_at(db, by.lo)


async def absent_adults(db: Scope, session: Any, now: datetime) -> list[Absent]:
    """Who has a place, was not seen, and may be written down now; with what would follow."""
    try:
        require_noted_in_time(now, session["starts_at"], session["ends_at"])
    except CannotNote:
        return []
    rows = await db.fetch(ABSENT, session["id"], ABSENT_MAX)
    if not rows:
        return []
    rules = await rules_at(db, session["village"])
    people = [r["person"] for r in rows if r["no_show"] is None and not r["by_duty"]]
    counts = await counted(db, rules, people, session["on_day"], session["centre"])
    live = await living(db, people, now)
    found = []
    for row in rows:
        more = {kind: times + 1 for kind, times in counts.get(row["person"], {}).items()}
        would = following(rules, more, live[row["person"]], now) if more else []
        found.append(
            Absent(
                row["person"], row["name"], row["no_show"], row["excused"], row["because"],
                row["by_duty"], tuple(would),
            )
        )  # fmt: skip
    return found
