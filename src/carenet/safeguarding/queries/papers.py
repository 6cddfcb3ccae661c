"""An adult's papers: which stand, which are missing, and who must act."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.refusals import NotFound
from carenet.safeguarding.rules.papers import PaperKind, last_day
from carenet.safeguarding.rules.tiers import KeptSpan, Tier, missing, tier_on
from carenet.safeguarding.services.clearances import KNOWN, PAPERS_MAX, paper_of

SPANS_MAX: Final = 20
IN_CARE: Final = """
select p.id, p.child, c.name from placements p join children c on c.id = p.child
where p.kind = 'full_care' and p.ends_on is null and p.starts_on is not null
  and (p.person = $1 or p.host_family in (select a.family from host_family_adults a where a.person = $1 and a.left_on is null))
order by c.sort_key limit 20"""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper; `until` is its last good day, None if it holds on no day."""

    id: UUID
    kind: str
    issuer: str | None
    result: str
    starts_on: date
    until: date | None
    entered_by: str | None
    entered_at: datetime
    voided_at: datetime | None
    voided_because: str | None


@dataclass(frozen=True, slots=True)
class AsideLine:
    """Once or still set aside."""

    starts_at: datetime
    ends_at: datetime | None
    because: str
    lifted_because: str | None


@dataclass(frozen=True, slots=True)
class PapersPage:
    """Everything the page about an adult's papers needs."""

    person: UUID
    name: str
    own: bool
    tier: str | None
    until: date | None
    lapsed_on: date | None
    papers: list[PaperLine]
    missing_group: list[PaperKind]
    missing_cleared: list[PaperKind]
    spans: list[KeptSpan]
    aside: list[AsideLine]
    set_aside: bool
    in_care: list[tuple[UUID, str]]
    """Placements of children who live there, with their names: the home stays responsible until somebody receives them."""


async def _in_care(person: UUID, db: Scope) -> list[tuple[UUID, str]]:
    """Who lives with this adult now; each name is recorded as read."""
    rows = await db.fetch(IN_CARE, person)
    await db.execute(
        "select app.log_read(c, array['name'], 'papers') from unnest($1::uuid[]) c",
        [r["child"] for r in rows],
    )
    return [(r["id"], r["name"]) for r in rows]


async def papers_page(person: UUID, *, by: Actor) -> PapersPage:
    """The papers of an adult within reach; every helper sees its own.

    Raises:
        NotFound: no such adult within reach.

    """
    today = clock.today()
    async with reading(by, recorded=True) as db:
        one = await db.fetchrow(
            "select name, app.suspended(id) as aside from people where id = $1", person
        )
        if one is None:
            raise NotFound
        rows = await db.fetch(
            """select c.*, a.name as by_name from clearances c left join accounts a on a.id = c.entered_by
               where c.person = $1 and c.kind = any ($2::text[]) order by c.entered_at desc limit $3""",
            person, list(KNOWN), PAPERS_MAX,
        )  # fmt: skip
        spans = await db.fetch(
            """select id, tier, starts_on, ends_on from cleared_spans where person = $1
               and ends_on >= starts_on order by ends_on desc limit $2""",
            person, SPANS_MAX,
        )  # fmt: skip
        aside = await db.fetch(
            """select starts_at, ends_at, because, lifted_because from suspensions
               where person = $1 order by starts_at desc limit 20""",
            person,
        )
        in_care = await _in_care(person, db) if by.is_officer else []
    papers = [paper_of(r) for r in rows]
    kept = [KeptSpan(s["id"], Tier(s["tier"]), s["starts_on"], s["ends_on"]) for s in spans]
    tier = tier_on(kept, today)
    until = max((s.ends_on for s in kept if s.tier is tier and s.starts_on <= today <= s.ends_on), default=None)  # fmt: skip
    return PapersPage(
        person, one["name"], by.person == person, tier, until,
        None if tier else max((s.ends_on for s in kept if s.ends_on < today), default=None),
        [
            PaperLine(
                r["id"], r["kind"], r["issuer"], r["result"], r["starts_on"], last_day(p),
                r["by_name"], r["entered_at"], r["voided_at"], r["voided_because"],
            )
            for r, p in zip(rows, papers, strict=True)
        ],
        missing(papers, Tier.GROUP, today), missing(papers, Tier.CLEARED, today), kept,
        [AsideLine(**a) for a in aside], one["aside"], in_care,
    )  # fmt: skip
