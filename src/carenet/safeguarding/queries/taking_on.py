"""Homes and proxy parents on the way: the list, one of them with every step, and one's own."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, reading
from carenet.core.paging import Page, place
from carenet.core.refusals import NotFound
from carenet.safeguarding.rules import taking_on as rules
from carenet.safeguarding.rules.papers import PaperKind
from carenet.safeguarding.rules.tiers import Tier, missing
from carenet.safeguarding.services.clearances import KNOWN, PAPERS_MAX, paper_of

DOCUMENTS: Final[tuple[PaperKind, ...]] = (
    PaperKind.IDENTITY,
    PaperKind.SELF_DECLARATION,
    PaperKind.RECORD_CHECK,
)
_NAME: Final = "coalesce(f.name, (select n.name from app.names_of(array[c.person]) n))"
_LIST: Final = f"""
select c.id, c.kind, c.how, c.village, c.begun_at, c.done_at, c.ended_at, {_NAME} as name,
  app.unmet(c.id) as unmet, count(*) over () as total
from candidacies c left join host_families f on f.id = c.family
where case $1 when 'done' then c.done_at is not null when 'ended' then c.ended_at is not null
  else c.done_at is null and c.ended_at is null end
order by c.begun_at desc, c.id limit $2 offset $3"""
STATES: Final = ("running", "done", "ended")


@dataclass(frozen=True, slots=True)
class Line:
    """One way as the list shows it; `next` are the steps that can be done now."""

    id: UUID
    kind: str
    how: str
    name: str
    village: str
    begun_at: datetime
    done: int
    all: int
    next: list[str]


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody with a duty over the village: who to turn to."""

    person: UUID
    name: str
    role: str
    decides: bool = True
    """Whether this officer may say yes here: took no part in it so far."""


@dataclass(frozen=True, slots=True)
class Adult:
    """An adult who has to be cleared, with what is still missing."""

    id: UUID
    name: str
    relation: str | None
    tier: str | None
    has_account: bool
    documents: list[PaperKind]
    papers: list[PaperKind]


@dataclass(frozen=True, slots=True)
class Check:
    """What two people saw."""

    id: UUID
    visited_on: date
    first: str
    second: str
    beds: int | None
    rooms: int | None
    school_minutes: int | None
    living: int | None
    answers: dict[str, str]
    fails: int
    note: str | None
    agreed: bool | None
    differs: str | None
    voided_because: str | None
    mine: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes, or sent back and why."""

    at: datetime
    by: str | None
    agreed: bool
    because: str | None


@dataclass(frozen=True, slots=True)
class Way:
    """Everything the page about one way needs."""

    id: UUID
    kind: str
    how: str
    name: str
    village: str
    family: UUID | None
    person: UUID | None
    begun_at: datetime
    begun_by: str | None
    confirmed_on: date | None
    confirmed_by: str | None
    confirmed_before: str | None
    """The officer who heard the yes, where the reader may see that account."""
    in_person: bool
    done_at: datetime | None
    ended_at: datetime | None
    ended_because: str | None
    renew_by: date | None
    steps: list[rules.Step]
    adults: list[Adult]
    checks: list[Check]
    decisions: list[Decision]
    introduced: dict[str, date]
    officers: list[Officer]
    nominated_by_me: bool
    may_decide: bool
    lives_there: bool

    @property
    def state(self) -> str:
        """Running, done or ended."""
        return "done" if self.done_at else "ended" if self.ended_at else "running"

    @property
    def standing(self) -> Check | None:
        """What was seen and still counts or waits for the second."""
        return next((c for c in self.checks if c.voided_because is None), None)


async def ways(state: str | None, number: int | None, size: int | None, *, by: Actor) -> Page[Line]:
    """A page of the ways within one's scope, the newest first."""
    page, size, offset = place(number, size)
    async with reading(by) as db:
        rows = await db.fetch(_LIST, state or "running", size, offset)
    lines = []
    for r in rows:
        found = _steps(r["kind"], r["how"], r["unmet"])
        lines.append(
            Line(
                r["id"], r["kind"], r["how"], r["name"] or "", r["village"], r["begun_at"],
                sum(s.state == "done" for s in found), len(found),
                [s.code for s in found if s.state == "now"],
            )
        )  # fmt: skip
    return Page(lines, page, size, rows[0]["total"] if rows else 0)


def _steps(kind: str, how: str, unmet: list[str]) -> list[rules.Step]:
    return rules.steps(
        frozenset(unmet), introduced=how in ("nominated", "applied"), alone=kind != "host"
    )


_ONE: Final = f"""
select c.*, {_NAME} as name, app.unmet(c.id) as unmet, app.adults_of(c.id) as adults,
  app.may_decide(c.id, $2, $3) as may_decide,
  coalesce(f.renew_by, (select x.renew_by from proxy_parents x where x.person = c.person and x.left_on is null
    order by x.joined_on desc limit 1)) as renew_by,
  (select name from accounts where id = c.begun_by) as begun,
  (select name from accounts where id = c.confirmed_before) as before_whom,
  (select n.name from app.names_of(array[c.confirmed_by]) n) as yes_by
from candidacies c left join host_families f on f.id = c.family where c.id = $1"""
_PARTS: Final = {
    "adults": """select a.id, n.name, h.relation, app.tier_on(a.id, $2) as tier,
          exists (select from accounts x where x.person = a.id) as has_account
        from unnest(app.adults_of($1)) with ordinality a(id, at)
        left join lateral app.names_of(array[a.id]) n on true
        left join candidacies c on c.id = $1
        left join host_family_adults h on h.family = c.family and h.person = a.id and h.left_on is null
        order by a.at limit 20""",
    "checks": """select k.*, a.name as first_name, b.name as second_name from home_checks k
        left join lateral app.names_of(array[k.first_person]) a on true
        left join lateral app.names_of(array[k.second_person]) b on true
        where k.candidacy = $1 and $2::date is not null order by k.written_at desc limit 10""",
    "decisions": """select d.at, n.name as by_name, d.agreed, d.because from candidacy_decisions d
        left join lateral app.names_of(array[d.by_person]) n on true
        where d.candidacy = $1 and d.voided_at is null and $2::date is not null order by d.at desc limit 10""",
    "introduced": """select item, on_day from introductions where candidacy = $1 and $2::date is not null
        order by at limit 10""",
}


async def way(candidacy: UUID, *, by: Actor) -> Way:
    """One way within reach.

    Raises:
        NotFound: none within reach.

    """
    today = clock.today()
    async with reading(by) as db:
        row = await db.fetchrow(_ONE, candidacy, by.account, by.person)
        if row is None:
            raise NotFound
        parts = await db.gather(_PARTS, candidacy, today)
        papers = await _papers(db, row["adults"])
        officers = await officers_over(db, row["village"], candidacy)
    return Way(
        row["id"], row["kind"], row["how"], row["name"] or "", row["village"], row["family"],
        row["person"], row["begun_at"], row["begun"], row["confirmed_on"], row["yes_by"],
        row["before_whom"], row["confirmed_before"] is not None, row["done_at"], row["ended_at"], row["ended_because"], row["renew_by"],
        _steps(row["kind"], row["how"], row["unmet"]),
        [_adult(a, papers.get(a["id"], []), today) for a in parts["adults"]],
        [_check(k, by) for k in parts["checks"]],
        [Decision(d["at"], d["by_name"], d["agreed"], d["because"]) for d in parts["decisions"]],
        {i["item"]: i["on_day"] for i in parts["introduced"]},
        officers, row["begun_by"] == by.account, row["may_decide"],
        any(a["id"] == by.person for a in parts["adults"]),
    )  # fmt: skip


def _adult(row: Any, papers: list[Any], today: date) -> Adult:
    lacking = missing(papers, Tier.CLEARED, today)
    signed = PaperKind.CODE not in lacking
    group = missing(papers, Tier.GROUP, today)
    documents = [
        kind
        for kind in DOCUMENTS
        if kind in group and not (signed and kind is PaperKind.SELF_DECLARATION)
    ]
    return Adult(
        row["id"], row["name"] or "", row["relation"], row["tier"], row["has_account"],
        documents, [kind for kind in lacking if kind not in documents],
    )  # fmt: skip


def _check(row: Any, by: Actor) -> Check:
    return Check(
        row["id"], row["visited_on"], row["first_name"] or "", row["second_name"] or "", row["beds"],
        row["rooms"], row["school_minutes"], row["living"], row["answers"], row["fails"], row["note"],
        row["agreed"], row["differs"], row["voided_because"],
        row["second_person"] == by.person and row["answered_at"] is None and row["voided_at"] is None,
    )  # fmt: skip


async def _papers(db: Scope, adults: list[UUID]) -> dict[UUID, list[Any]]:
    rows = await db.fetch(
        """select id, person, kind, result, starts_on, ends_on, voided_at from clearances
           where person = any ($1) and kind = any ($2::text[]) order by starts_on desc limit $3""",
        adults, list(KNOWN), PAPERS_MAX,
    )  # fmt: skip
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row["person"], []).append(paper_of(row))
    return found


async def officers_over(db: Scope, village: str, candidacy: UUID | None = None) -> list[Officer]:
    """Who holds a duty over a village: the child director first, then the township and the county."""
    rows = await db.fetch(
        """select o.*, $2::uuid is null or exists (select from unnest(o.accounts) x
             where app.may_decide($2, x, o.person)) as decides from app.officers_over($1) o""",
        village, candidacy,
    )  # fmt: skip
    return [Officer(r["person"], r["name"], r["role"], r["decides"]) for r in rows]
