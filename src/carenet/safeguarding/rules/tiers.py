"""Which tier an adult holds on which day, from the papers alone.

Group helper: identity, own declaration, and a record check that is clean or was asked for at most
sixty days ago; always beside a cleared adult. Cleared: identity, record check of at most twelve
months, two references, interview by two, code signed, training of at most twenty-four months,
insurance; for one child alone, visits, nights and leading. Source: safety requirement SG-1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from carenet.safeguarding.rules.papers import Paper, PaperKind, Result, last_day


class Tier(StrEnum):
    """What an adult may do with children."""

    GROUP = "group"
    CLEARED = "cleared"


NEEDED: Final = {
    Tier.GROUP: (PaperKind.IDENTITY, PaperKind.SELF_DECLARATION, PaperKind.RECORD_CHECK),
    Tier.CLEARED: (
        PaperKind.IDENTITY,
        PaperKind.RECORD_CHECK,
        PaperKind.REFERENCES,
        PaperKind.INTERVIEW,
        PaperKind.CODE,
        PaperKind.TRAINING,
        PaperKind.INSURANCE,
    ),
}
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which a tier is held, both ends counted."""

    tier: Tier
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class KeptSpan:
    """A span as it stands in the records."""

    id: UUID
    tier: Tier
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Change:
    """What to write: rows that end earlier, and rows that are added. No row is ever widened."""

    ended: tuple[tuple[UUID, date], ...]
    added: tuple[Span, ...]


Days = tuple[date, date]


def _joined(days: Iterable[Days]) -> list[Days]:
    """Touching and overlapping stretches as one."""
    out: list[Days] = []
    for start, end in sorted(d for d in days if d[0] <= d[1]):
        if out and start <= out[-1][1] + ONE_DAY:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def _both(left: Sequence[Days], right: Sequence[Days]) -> list[Days]:
    """Days in both."""
    return _joined(
        (max(a, c), min(b, d)) for a, b in left for c, d in right if max(a, c) <= min(b, d)
    )


def _without(days: Sequence[Days], gone: Sequence[Days]) -> list[Days]:
    """Days of the first that are not in the second."""
    left = list(days)
    for start, end in gone:
        left = [
            piece
            for a, b in left
            for piece in ((a, min(b, start - ONE_DAY)), (max(a, end + ONE_DAY), b))
            if piece[0] <= piece[1]
        ]
    return left


def _holds(kind: PaperKind, tier: Tier, papers: Iterable[Paper]) -> list[Days]:
    """The days on which a kind of paper stands, for a tier."""
    return _joined(
        (paper.starts_on, last)
        for paper in papers
        if paper.kind is kind
        and (last := last_day(paper)) is not None
        and (tier is Tier.GROUP or paper.result is Result.PASSED)
    )


def spans_from(papers: Sequence[Paper]) -> list[Span]:
    """Every stretch of days on which a tier is held."""
    spans: list[Span] = []
    for tier, kinds in NEEDED.items():
        days = _holds(kinds[0], tier, papers)
        for kind in kinds[1:]:
            days = _both(days, _holds(kind, tier, papers))
        spans += [Span(tier, start, end) for start, end in days]
    return spans


def tier_on(spans: Iterable[Span | KeptSpan], day: date) -> Tier | None:
    """The highest tier held on a day."""
    held = {s.tier for s in spans if s.starts_on <= day <= s.ends_on}
    return Tier.CLEARED if Tier.CLEARED in held else Tier.GROUP if Tier.GROUP in held else None


def missing(papers: Sequence[Paper], tier: Tier, day: date) -> list[PaperKind]:
    """The papers that a tier asks for and that do not stand on a day."""
    return [
        kind
        for kind in NEEDED[tier]
        if not any(start <= day <= end for start, end in _holds(kind, tier, papers))
    ]


def reconcile(kept: Sequence[KeptSpan], wanted: Sequence[Span], today: date) -> Change:
    """What must be written so that from today on the records say what the papers say.

    Days that have passed stay as they were believed. A row may only end earlier; whatever the
    papers open beyond the rows is added as a new row with its own date.
    """
    ended: list[tuple[UUID, date]] = []
    covered: dict[Tier, list[Days]] = {tier: [] for tier in Tier}
    future = {
        tier: _joined((max(s.starts_on, today), s.ends_on) for s in wanted if s.tier is tier)
        for tier in Tier
    }
    for row in sorted(kept, key=lambda r: (r.starts_on, str(r.id))):
        if row.ends_on < today or row.ends_on < row.starts_on:
            continue
        start = max(row.starts_on, today)
        until = next((b for a, b in future[row.tier] if a <= start <= b), start - ONE_DAY)
        if until < row.ends_on:
            ended.append((row.id, until))
        if start <= min(until, row.ends_on):
            covered[row.tier].append((start, min(until, row.ends_on)))
    added = [
        Span(tier, start, end)
        for tier in Tier
        for start, end in _without(future[tier], _joined(covered[tier]))
    ]
    return Change(tuple(ended), tuple(added))
