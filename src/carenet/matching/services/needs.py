"""Needs are opened by rule from the register, or by hand with a reason; both say by whom."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.core.said import Said
from carenet.matching.facts import NeedsOpened
from carenet.matching.rules import SHAPES, NeedFacts, Service, Wanted, needs_of
from carenet.matching.services.urgent import begin_urgent, urgent_needs

CHILDREN_MAX: Final = 50_000
FACTS: Final = """
select c.id, c.village, m.household,
  exists (select from findings f where f.child = c.id and f.ended_on is null and f.holds
    and f.version in ('liu2018', 'guo2016', 'newly_away')) as left_behind,
  coalesce((select u.tier from urgencies u where u.child = c.id and u.ended_on is null), 3) as tier,
  array(select k.able from carers k where k.child = c.id and k.ends_on is null) as carers,
  exists (select from guardians g where g.child = c.id and g.ends_on is null
    and g.relation in ('mother', 'father') and not exists (select from absences a
      where a.child = c.id and a.parent = g.relation and a.starts_on <= $3
        and (a.ends_on is null or a.ends_on > $3))) as parent_at_home,
  array(select w.night from week_plan_nights w where w.child = c.id and w.ends_on is null) as nights,
  array(select f.version from findings f where f.child = c.id and f.kind = 'learning' and f.holds
    and f.ended_on is null) as struggles,
  exists (select from findings f where f.child = c.id and f.ended_on is null and f.holds and f.version = 'newly_away')
    or exists (select from schoolings s where s.child = c.id and s.ends_on is null and s.starts_on > $3::date - 120
      and exists (select from schoolings e where e.child = c.id and e.organisation <> s.organisation)) as alone_lately,
  array(select p.kind from placements p where p.child = c.id and p.ends_on is null) as placed
from children c left join household_members m on m.child = c.id and m.ends_on is null
where c.village >= $1 and c.village < $2 and c.left_on is null and not c.short_record
order by c.id limit $4"""
OPEN: Final = """
insert into needs (id, child, village, service, subject, group_key, tier, reasons, opened_on,
  opened_by, rule, wish, wants_sex)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing"""
REFRESH: Final = """
update needs n set tier = u.tier from urgencies u
where u.child = n.child and u.ended_on is null and n.tier <> u.tier
  and n.village >= $1 and n.village < $2 and n.met_at is null and n.closed_at is null"""
PLACED_AS: Final = {
    "full_care": Service.HOST_FAMILY, "half_care": Service.HOST_FAMILY,
    "proxy_parent": Service.PROXY_PARENT, "paired_teacher": Service.PAIRED_TEACHER,
    "peer": Service.PEER,
}  # fmt: skip


class AlreadyOpen(Refusal):
    """The child has this need already."""

    msgid = N_("This need is already open for the child.")


async def open_needs_by_rule(lo: str, hi: str, *, by: Actor) -> int:
    """Open what the rules find in an area and is not open or met yet; how many that were."""
    today = clock.today()
    async with transaction(by) as db:
        urgent = await urgent_needs(db, lo, hi)
        await db.execute(REFRESH, lo, hi)
        rows = await db.fetch(FACTS, lo, hi, today, CHILDREN_MAX)
        before = await _open_now(db, lo, hi)
        await db.executemany(OPEN, list(_new(rows, today, by)))
        opened = await _open_now(db, lo, hi) - before
        await begin_urgent(db, lo, hi, urgent)
        if opened:
            await announce(NeedsOpened(lo, opened))
        return opened


async def open_needs_of_urgent(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of UrgencyChanged: what the new tier asks for is opened at once, village by village."""
    for village in sorted({payload["village"] for payload in payloads}):
        await open_needs_by_rule(village, f"{village}~", by=by)


async def _open_now(db: Scope, lo: str, hi: str) -> int:
    found: int = await db.fetchval(
        """select count(*) from needs where village >= $1 and village < $2
             and met_at is null and closed_at is null""",
        lo,
        hi,
    )
    return found


def _new(rows: Iterable[asyncpg.Record], today: date, by: Actor) -> Iterable[tuple[Any, ...]]:
    for row in rows:
        facts = NeedFacts(
            row["left_behind"],
            row["tier"],
            tuple(row["carers"]),
            row["parent_at_home"],
            frozenset(row["nights"]),
            tuple(row["struggles"]),
            row["alone_lately"],
        )
        placed = {PLACED_AS.get(kind) for kind in row["placed"]}
        for wanted in needs_of(facts):
            if wanted.service not in placed:
                yield _row(row, wanted, today, by)


def _row(row: asyncpg.Record, wanted: Wanted, today: date, by: Actor) -> tuple[Any, ...]:
    together = row["household"] if SHAPES[wanted.service].together else None
    return (
        uuid7(), row["id"], row["village"], wanted.service.value, wanted.subject, together,
        row["tier"], said(wanted.reasons), today, by.account, wanted.rule, None, None,
    )  # fmt: skip


def said(reasons: Iterable[Said]) -> str:
    """Sentences as they are stored: msgid and values, translated by whoever shows them."""
    found = [{"msgid": r.msgid, "values": dict(r.values)} for r in reasons]
    return json.dumps(found, ensure_ascii=False, default=str)


async def open_need(
    child: UUID,
    service: Service,
    *,
    subject: str | None,
    because: str,
    wish: str | None = None,
    wants_sex: str | None = None,
    by: Actor,
) -> UUID:
    """Open a need by hand: who and why are kept beside it.

    Raises:
        NotFound: no such child within the actor's reach.
        AlreadyOpen: the child has this need already.

    """
    async with transaction(by) as db:
        row = await db.fetchrow(
            """select c.village, m.household,
                 coalesce((select u.tier from urgencies u
                           where u.child = c.id and u.ended_on is null), 3) as tier
               from children c left join household_members m on m.child = c.id and m.ends_on is null
               where c.id = $1 and c.left_on is null""",
            child,
        )
        if row is None:
            raise NotFound
        lo, hi = row["village"], f"{row['village']}~"
        urgent = await urgent_needs(db, lo, hi)
        id_ = uuid7()
        together = row["household"] if SHAPES[service].together else None
        touched = await db.execute(
            OPEN, id_, child, row["village"], service.value, subject, together, row["tier"],
            said([Said(because)]), clock.today(), by.account, None, wish,
            wants_sex,
        )  # fmt: skip
        if not touched:
            raise AlreadyOpen
        await begin_urgent(db, lo, hi, urgent)
        await announce(NeedsOpened(lo, 1))
        return id_


async def close_need(need: UUID, because: str, *, by: Actor) -> None:
    """The need is gone without a placement; the reason stays.

    Raises:
        NotFound: no such open need within reach.

    """
    async with transaction(by) as db:
        touched = await db.execute(
            """update needs set closed_at = $2, closed_because = $3
               where id = $1 and met_at is null and closed_at is null""",
            need,
            clock.now(),
            because,
        )
        if not touched:
            raise NotFound


async def meet_needs(needs: Sequence[UUID], met_by: str, *, by: Actor) -> int:
    """What was needed is there now, by whatever `met_by` names, like `series:ID`; how many that were."""
    async with transaction(by) as db:
        return await db.execute(
            """update needs set met_at = $2, met_by = $3
               where id = any($1::uuid[]) and met_at is null and closed_at is null""",
            list(needs), clock.now(), met_by,
        )  # fmt: skip
