"""The child nobody has seen: who is expected, who is missing, who is told when.

Source: rules of the field, "The missing child". Alarms for single children start only from an
opened register; a register nobody opened is one alarm about the place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from carenet.core.refusals import N_, Refusal
from carenet.escalation.rules import CHILD, POLICIES

ROLL: Final = "roll"
UNOPENED_MINUTES: Final = 20
TICKING_MINUTES: Final = 5
UNDER_YEARS: Final = 8
FLOOD_MONTHS: Final = frozenset({4, 5, 6, 7, 8, 9})
"""The flood season of Guangxi's rivers as its flood control offices count it."""

ROLL_RUNGS: Final = ((20, "missing"),)
"""Minutes after the beginning, and what the step is called; the other ladders are escalation's."""
HERE: Final = "here"
CAME_LATER: Final = "came_later"
REASONS: Final = ("ill", "family", "market", "school", "home")
UNOPENED_ANSWERS: Final = ("all_here", "some_missing", "not_open")
K = TypeVar("K")


class CannotClose(Refusal):
    """An alarm closes only with a name, a reason and a time."""

    msgid = N_("Please say where the child is, or what was found out.")


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of an expected child at the moment of asking."""

    child: object
    here: bool = False
    excused: bool = False


def missing(expected: Iterable[Seen]) -> list[object]:
    """The children who are neither here nor excused."""
    return [one.child for one in expected if not one.here and not one.excused]


def first_look_minutes(starts_at: datetime, opened_at: datetime) -> int:
    """Minutes after the beginning at which missing children become alarms.

    T+20; whoever opens the register late still gets five minutes to tick.
    """
    opened = int((opened_at - starts_at).total_seconds() // 60)
    return max(UNOPENED_MINUTES, opened + TICKING_MINUTES)


def age_on(born: date, day: date) -> int:
    """Whole years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def at_once(
    *, born: date | None, tier: int | None, special_care: bool, day: date, by_water: bool = False
) -> tuple[str, ...]:
    """Why the director hears of it at once and not ten minutes later; empty for no such reason.

    Under 8, any age that needs special care (law on minors, article 21), urgency tier 0, flood
    season, last seen by water.
    """
    why = []
    if born is not None and age_on(born, day) < UNDER_YEARS:
        why.append("under_8")
    if special_care:
        why.append("special_care")
    if tier == 0:
        why.append("urgent")
    if day.month in FLOOD_MONTHS:
        why.append("flood_season")
    if by_water:
        why.append("by_water")
    return tuple(why)


def told_besides(step: str, urgent: Iterable[str]) -> tuple[str, ...]:
    """Who is told besides those of the step: at the first one the director, if it is urgent."""
    return ("director",) if step == "lead" and tuple(urgent) else ()


def answers_too_late(seen_at: datetime, raised_at: datetime) -> bool:
    """Was the child seen before the alarm, by a device that could not say so? Then it was false."""
    return seen_at < raised_at


def came_later(seen_at: datetime, came_at: datetime | None, raised_at: datetime) -> bool:
    """Did the child come only after the alarm? Then it was missing indeed, and the alarm was right."""
    return came_at is not None and came_at > raised_at and not answers_too_late(seen_at, raised_at)


def climb_began(raised_at: datetime) -> datetime:
    """The moment from which the ladder of a child who left counts: its first rung is the raising.

    A child missed at the beginning counts from the beginning: the township hears at T+60 and not
    forty minutes after a register that was opened late. Steps that have passed are said together;
    the minutes to tick (`first_look_minutes`) are the lead's time to say why a child is not there.
    """
    return raised_at - timedelta(minutes=POLICIES[CHILD].steps[0].minutes)
