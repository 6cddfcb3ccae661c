"""What came in since a round was solved, and whom its kept prices suggest for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from carenet.core import clock, paging
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from carenet.matching.pairing.arriving import Suggested, suggestions
from carenet.matching.pairing.making import make
from carenet.matching.queries.joining import joining
from carenet.matching.queries.material import material
from carenet.matching.queries.rounds import LOG, RoundView, round_view
from carenet.matching.queries.sharing import hours_left, once
from carenet.matching.rules import BETWEEN_DAYS, SHAPES, Service

GROUPS_LOOKED_AT: Final = 2_000
"""So many children and groups without anybody are suggested for, the most urgent of each service first."""
NAMES: Final = """
select n.id, c.id as child, c.name, n.opened_on > $2::date or not exists
  (select from round_groups g where g.round = $3 and g.need = n.id) as new
from needs n join children c on c.id = n.child where n.id = any($1::uuid[])"""


@dataclass(frozen=True, slots=True)
class Line:
    """One suggestion as the page shows it; `new` came since the round was solved."""

    suggested: Suggested
    service: str
    child_name: str | None
    helper: str | None
    new: bool


@dataclass(frozen=True, slots=True)
class Between:
    """A page of suggestions; `fresh` is false where the prices are too old to say anything."""

    round: RoundView
    lines: paging.Page[Line]
    fresh: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a solved round keeps for those who come later."""

    services: tuple[Service, ...]
    lo: str
    hi: str
    solved_at: Any
    prices: dict[UUID, float]


async def between(round_: UUID, number: int | None, *, by: Actor) -> Between:
    """A page of the children without anybody today, and whom the round's prices suggest.

    Raises:
        NotFound: no such round within reach, or it was never solved.

    """
    page, size, offset = paging.place(number, None)
    async with reading(by, recorded=True) as db:
        kept = await _kept(round_, by)
        shown_round = await round_view(round_, by=by)
        if not _fresh(kept):
            return Between(shown_round, paging.Page([], page, size, 0), fresh=False)
        found = await _suggested(round_, kept, by)
        shown = found[offset : offset + size]
        lead = [one.group.wants[0].need for _, one in shown]
        rows = await db.fetch(NAMES, lead, clock.day_of(kept.solved_at), round_)
        people = [one.helper.person for _, one in shown if one.helper]
        names = await db.fetch("select id, name from app.names_of($1)", people)
        await db.execute(LOG, [r["child"] for r in rows], ["name", "need"], "matching")
    child = {r["id"]: r for r in rows}
    name = {r["id"]: r["name"] for r in names}
    lines = [
        Line(
            one, service.value, child[need]["name"] if need in child else None,
            name.get(one.helper.person) if one.helper else None,
            bool(need in child and child[need]["new"]),
        )
        for (service, one), need in zip(shown, lead, strict=True)
    ]  # fmt: skip
    return Between(shown_round, paging.Page(lines, page, size, len(found)), fresh=True)


async def suggested_for(round_: UUID, need: UUID, *, by: Actor) -> Suggested | None:
    """What the page suggests for a need now; None where it suggests nobody.

    Raises:
        NotFound: no such round within reach, or it was never solved.

    """
    async with reading(by):
        kept = await _kept(round_, by)
        found = await _suggested(round_, kept, by) if _fresh(kept) else []
    for _, one in found:
        if one.helper and any(w.need == need for w in one.group.wants):
            return one
    return None


async def suggested_now(round_: UUID, *, by: Actor) -> list[Suggested]:
    """What a round's prices suggest for each proxy parent's need that is in no draft, most urgent first.

    Raises:
        NotFound: no such round within reach, or it was never solved.

    """
    async with reading(by):
        kept = await _kept(round_, by)
        found = await _suggested(round_, kept, by) if _fresh(kept) else []
    return [one for service, one in found if service is Service.PROXY_PARENT]


def _fresh(kept: _Kept) -> bool:
    return (clock.today() - clock.day_of(kept.solved_at)).days <= BETWEEN_DAYS


async def _kept(round_: UUID, by: Actor) -> _Kept:
    async with reading(by) as db:
        row = await db.fetchrow(
            """select service, also, lo, hi, solved_at, problem -> 'helpers' -> 'id' as helpers,
                 coalesce(outcome -> 'ahead', outcome -> 'duals' -> 'helper') as prices
               from matching_rounds where id = $1 and state in ('draft', 'published')""",
            round_,
        )
    if row is None or row["solved_at"] is None:
        raise NotFound
    services = tuple(Service(code) for code in (row["service"], *row["also"]))
    prices = dict(zip(map(_person, row["helpers"] or ()), row["prices"] or (), strict=False))
    return _Kept(services, row["lo"], row["hi"], row["solved_at"], prices)


def _person(helper: str) -> UUID:
    return UUID(helper.split(":", maxsplit=1)[0])


async def _suggested(round_: UUID, kept: _Kept, by: Actor) -> list[tuple[Service, Suggested]]:
    """Every open need that is in no draft of the round, with its suggestion, the most urgent first."""
    drafted, taken = await _drafted(round_, by)
    found: list[tuple[Service, Suggested]] = []
    for service in kept.services:
        read = await material(round_, service, kept.lo, kept.hi, clock.today(), by=by)
        groups = [g for g in read.groups if not any(w.need in drafted for w in g.wants)]
        groups = sorted(groups, key=lambda g: g.tier)[:GROUPS_LOOKED_AT]
        helpers = _beside(once(read.helpers), taken.get(service, {}))
        made = make(groups, helpers, read.ties, service)
        shared = len(kept.services) > 1
        hours = await hours_left([h.person for h in helpers], by=by) if shared else None
        found += [(service, one) for one in suggestions(made, kept.prices, hours)]
        if SHAPES[service].circle:
            came = await joining(read, kept.lo, kept.hi, drafted, by=by)
            found += [(service, one) for one in came]
    return sorted(found, key=lambda one: (one[1].group.tier, one[1].helper is None))


def _beside(helpers: tuple[Any, ...], taken: Mapping[UUID, int]) -> list[Any]:
    """The helpers with what the draft already gives them."""
    return [replace(h, load=h.load + taken.get(h.person, 0)) for h in helpers]


async def _drafted(round_: UUID, by: Actor) -> tuple[set[UUID], dict[Service, dict[UUID, int]]]:
    """The needs that stand in the round's draft, and how many groups that gives each helper."""
    async with reading(by) as db:
        rows = await db.fetch(
            """select p.need, p.person, n.service, coalesce(n.group_key, n.id) as together
               from proposals p join needs n on n.id = p.need
               where p.round = $1 and p.state in ('draft', 'locked')""",
            round_,
        )
    held: dict[Service, dict[UUID, set[UUID]]] = {}
    for row in rows:
        service = Service(row["service"])
        counted = (
            row["together"] if service in (Service.PROXY_PARENT, Service.PEER) else row["need"]
        )
        held.setdefault(service, {}).setdefault(row["person"], set()).add(counted)
    taken = {s: {p: len(groups) for p, groups in one.items()} for s, one in held.items()}
    return {r["need"] for r in rows}, taken
