"""Sessions follow winter and summer hours: all that can, what stands in the way by name, everybody told once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.refusals import N_
from carenet.core.reminders import remind_all
from carenet.core.words import gettext, sentence
from carenet.scheduling.rollout.plan import Existing, Wanted
from carenet.scheduling.rules.arranging import CannotArrange, require_hours

CLASH: Final = "select session, what, who from app.hours_clash($1, $2, $3)"
CLASHES: Final = {
    "room": N_("The room is taken then: %(who)s"),
    "adult": N_("Comes, and would be in two places: %(who)s"),
    "child": N_("A child of it is elsewhere then: %(who)s"),
}
TOLD: Final = """
select
  (select count(distinct x.person) from (
     select person from sign_ups where care_session = any ($1) and withdrawn_at is null
     union select person from waitings where care_session = any ($1) and ended_at is null
     union select person from askings where care_session = any ($1) and ended_at is null) x) as adults,
  (select count(distinct c.person) from care_sessions s
     join enrolments e on e.series = s.series and e.starts_on <= s.on_day and (e.ends_on is null or e.ends_on >= s.on_day)
     join carers c on c.child = e.child and c.ends_on is null where s.id = any ($1)) as families"""
WHO: Final = """
select person from sign_ups where care_session = any ($1) and withdrawn_at is null
union select person from waitings where care_session = any ($1) and ended_at is null
union select person from askings where care_session = any ($1) and ended_at is null
union select c.person from care_sessions s
  join enrolments e on e.series = s.series and e.starts_on <= s.on_day and (e.ends_on is null or e.ends_on >= s.on_day)
  join carers c on c.child = e.child and c.ends_on is null where s.id = any ($1)"""
EXPIRES: Final = "select max(ends_at) from care_sessions where id = any ($1)"


@dataclass(frozen=True, slots=True)
class Telling:
    """The one thing that is said of a change of hours: its cause, and when it was made."""

    task: UUID
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """A session and its other hours."""

    session: UUID
    day: date
    starts_at: datetime
    ends_at: datetime


def moves_of(retimed: Iterable[tuple[Existing, Wanted]]) -> list[Move]:
    """The sessions of a plan that get other hours."""
    return [
        Move(UUID(str(has.id)), want.planned_on, want.starts_at, want.ends_at)
        for has, want in retimed
    ]


async def clashes_of(db: Scope, moves: Sequence[Move]) -> Mapping[UUID, str]:
    """Why sessions cannot have the hours they are to have, all at once; by session, in words.

    Names rooms, adults of the session and places; never a child, nor where an adult is otherwise.
    """
    found = {m.session: why for m in moves if (why := _too_late(m))}
    rows = await db.fetch(
        CLASH, [m.session for m in moves], [m.starts_at for m in moves], [m.ends_at for m in moves]
    )
    for row in sorted(rows, key=lambda r: (r["what"], r["who"])):
        said = gettext(CLASHES[row["what"]]) % {"who": row["who"]}
        before = found.get(row["session"])
        found[row["session"]] = f"{before} · {said}" if before else said
    return found


def _too_late(move: Move) -> str | None:
    local = (move.starts_at.astimezone(clock.SHANGHAI), move.ends_at.astimezone(clock.SHANGHAI))
    if local[1].date() != local[0].date():
        return sentence(CannotArrange(N_("The end lies before the beginning.")))
    try:
        require_hours(local[0].time(), local[1].time(), move.day)
    except CannotArrange as refusal:
        return sentence(refusal)
    return None


async def told_of(db: Scope, sessions: Sequence[UUID]) -> tuple[int, int]:
    """How many adults and how many carers hear of it, each once."""
    row = await db.fetchrow(TOLD, list(sessions))
    return (row["adults"], row["families"]) if row else (0, 0)


async def tell_of_hours(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Sessions follow winter or summer hours: each who comes hears it once, however many sessions it are."""
    for fact in payloads:
        sessions = [UUID(one) for one in fact["sessions"]]
        async with transaction(by) as db:
            people = [row["person"] for row in await db.fetch(WHO, sessions)]
            expires = await db.fetchval(EXPIRES, sessions)
            await remind_all(
                "hours.season", f"task:{fact['task']}", people,
                datetime.fromisoformat(fact["asked_at"]), expires_at=expires,
                date=fact["first"], place=fact["place"],
            )  # fmt: skip
