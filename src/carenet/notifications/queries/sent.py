"""What was sent in an officer's area: states, reasons and counts; nobody's file is opened by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.paging import Page, place

DAYS_SHOWN: Final = (1, 7, 30)
COUNTED_MAX: Final = 20_000
"""So many rows are counted of what was simply sent, and as many of all the rest: a second is too long."""
STATES: Final = (
    "queued", "held", "sending", "sent", "delivered", "failed", "uncertain", "expired", "cancelled",
)  # fmt: skip
PLAIN: Final = ("sent", "delivered")
# The states stand in the text, from the list above: a partial index is found by them.
_REST: Final = ", ".join(f"'{state}'" for state in STATES if state not in PLAIN)
COUNTS: Final = f"""
select state, kind, count(*) as n, count(uncertain_at) as uncertain from (
  (select state, kind, uncertain_at from outgoing
   where created_at > $1 and state in ({_REST}) limit $2)
  union all
  (select state, kind, uncertain_at from outgoing
   where created_at > $1 and state in ('sent', 'delivered') order by created_at desc limit $2)) o
group by state, kind"""
ROWS: Final = """
select o.id, o.kind, o.channel, o.state, o.state_at, o.state_because, o.attempts, o.urgent,
  o.created_at, o.not_before, o.uncertain_at, o.answer, o.language, p.name as recipient
from outgoing o left join people p on p.id = o.recipient
where o.created_at > $1 and ($2 = '' or o.kind = $2) %s
order by o.created_at desc, o.id desc limit $3 offset $4"""


@dataclass(frozen=True, slots=True)
class SentLine:
    """One message to one adult by one channel."""

    id: UUID
    kind: str
    channel: str
    state: str
    state_at: datetime
    state_because: str | None
    attempts: int
    urgent: bool
    created_at: datetime
    not_before: datetime
    uncertain_at: datetime | None
    answer: str | None
    recipient: str | None
    language: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A page of what was sent, with the counts of its days."""

    page: Page[SentLine]
    counts: dict[str, int]
    were_uncertain: int
    days: int
    state: str
    kind: str
    kinds: Sequence[str]

    @property
    def more(self) -> bool:
        """Were there more sent ones than are counted?"""
        return sum(self.counts[state] for state in PLAIN) >= COUNTED_MAX


async def sent(
    days: int | None, state: str, kind: str, number: int | None, size: int | None, *, by: Actor
) -> Sent:
    """Messages to adults of my area, latest first."""
    span = days if days in DAYS_SHOWN else DAYS_SHOWN[1]
    state = state if state in STATES else ""
    at, size_, offset = place(number, size)
    since = clock.now() - timedelta(days=span)
    wanted = f"and o.state = '{state}'" if state else ""
    async with reading(by) as db:
        tallies: list[Any] = await db.fetch(COUNTS, since, COUNTED_MAX)
        rows = await db.fetch(ROWS % wanted, since, kind, size_, offset)
    counts = {s: sum(t["n"] for t in tallies if t["state"] == s) for s in STATES}
    total = sum(t["n"] for t in tallies if state in ("", t["state"]) and kind in ("", t["kind"]))
    return Sent(
        Page([SentLine(**row) for row in rows], at, size_, total),
        counts,
        sum(t["uncertain"] for t in tallies),
        span,
        state,
        kind,
        sorted({t["kind"] for t in tallies}),
    )
