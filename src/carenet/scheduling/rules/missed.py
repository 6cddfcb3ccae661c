"""A place taken and nobody came: what may be written down, and what follows by the county's rules. Pure.

Peers ban and rank; here a talk comes first, nothing is decided by a machine alone, excused never
counts, and whoever serves by duty is not counted at all. The numbers are field judgement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from carenet.core.refusals import N_, Refusal

TALK: Final = "talk"
WORD: Final = "word"
STANDING: Final = "standing"
KINDS: Final = (TALK, WORD, STANDING)
WRITTEN_WITHIN: Final = timedelta(days=7)
"""So long after a session its lead still knows who was there [F]."""
APPEAL_WITHIN: Final = timedelta(days=30)
DECIDED_WITHIN: Final = timedelta(days=7)


class CannotNote(Refusal):
    """This cannot be written down as a missed place."""

    msgid = N_("This cannot be written down as a missed place.")


class CannotAppeal(Refusal):
    """Nothing to answer here."""

    msgid = N_("You said so already, or it was taken back: there is nothing to answer.")


class CannotJudge(Refusal):
    """Somebody else has to decide, or it was decided already."""

    msgid = N_("Who wrote it down, or whose place it was, does not decide: ask somebody else.")


@dataclass(frozen=True, slots=True)
class Rule:
    """So many times in so many days, and for how long it then holds; no times: never."""

    kind: str
    times: int | None
    within_days: int
    lasts_days: int


DEFAULTS: Final[Mapping[str, Rule]] = {
    TALK: Rule(TALK, 2, 60, 1),
    WORD: Rule(WORD, 3, 90, 30),
    STANDING: Rule(STANDING, 3, 90, 30),
}


@dataclass(frozen=True, slots=True)
class Follows:
    """What follows from one missed place, by which rule, until when."""

    kind: str
    times: int
    within_days: int
    until_at: datetime | None


def in_force(chosen: Sequence[Rule]) -> list[Rule]:
    """The county's rules, and the defaults where it chose none."""
    own = {rule.kind: rule for rule in chosen}
    return [own.get(kind, DEFAULTS[kind]) for kind in KINDS]


def since(rule: Rule, on_day: date) -> date:
    """The first day that counts under a rule, seen from a missed place."""
    return on_day - timedelta(days=rule.within_days - 1)


def following(
    rules: Sequence[Rule], counts: Mapping[str, int], live: frozenset[str], now: datetime
) -> list[Follows]:
    """What follows now.

    Args:
        rules: the rules in force.
        counts: how often somebody did not come within the days of each rule, this time included.
        live: what holds already: it does not follow twice.
        now: when it was written down.

    """
    found = []
    for rule in rules:
        if rule.times is None or rule.kind in live or counts[rule.kind] < rule.times:
            continue
        until = None if rule.kind == TALK else now + timedelta(days=rule.lasts_days)
        found.append(Follows(rule.kind, rule.times, rule.within_days, until))
    return found


def require_noted_in_time(now: datetime, starts_at: datetime, ends_at: datetime) -> None:
    """A place is missed once its session has begun, and is remembered for some days.

    Raises:
        CannotNote: too early, or too long ago.

    """
    if now < starts_at:
        raise CannotNote(N_("It has not begun: who is not here yet may still come."))
    if now - ends_at > WRITTEN_WITHIN:
        raise CannotNote(
            N_("This was more than %(days)s days ago: it cannot be written down any more."),
            days=WRITTEN_WITHIN.days,
        )


def require_appeal_in_time(now: datetime, at: datetime) -> None:
    """A word against it is heard for some time.

    Raises:
        CannotAppeal: it is too long ago.

    """
    if now - at > APPEAL_WITHIN:
        raise CannotAppeal(
            N_("This was written down more than %(days)s days ago. Please speak to the lead."),
            days=APPEAL_WITHIN.days,
        )
