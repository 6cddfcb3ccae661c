"""Left-behind findings by both rule versions, and the child whose parent has just left.

- ``liu2018``: Liuzhou education bureau 2018 no. 8, clause 1: a parent away for work at least three
  consecutive months, the child left in the home area, in kindergarten or compulsory school.
- ``guo2016``: State Council 2016 no. 13: both parents away, or one away and the other unable to
  guard; under sixteen.
- ``newly_away``: from the first day of an absence that does not yet reach three months. The child
  is helped at once; only the statistic waits.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from carenet.children.rules import reasons as say
from carenet.children.rules.ages import birthday, months_later
from carenet.children.rules.facts_given import (
    VISIT_DAYS_MAX,
    AwayRun,
    CarerKind,
    ChildFacts,
    Hindrance,
    Parent,
    ParentFacts,
    Stage,
    away_run,
)
from carenet.core.said import Said

AWAY_MONTHS_MIN: Final = 3
GUO2016_AGE_BELOW: Final = 16
CHILD_AGE_BELOW: Final = 18
HOME_AREA_DIGITS: Final = 6
"""The home area is the county of registration (setting)."""
_COUNTED_STAGES: Final = frozenset(
    {Stage.KINDERGARTEN, Stage.PRIMARY, Stage.JUNIOR, Stage.LEFT_OUT}
)


class RuleVersion(StrEnum):
    """Which rule a figure rests on; no figure is shown without it."""

    LIU2018 = "liu2018"
    GUO2016 = "guo2016"
    NEWLY_AWAY = "newly_away"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a child on one day.

    ``since`` is the day from which it says so (None where it follows from facts without a date);
    ``missing`` are facts whose absence decided: then the finding does not hold *yet*.
    """

    version: RuleVersion
    holds: bool
    reasons: tuple[Said, ...]
    since: date | None
    missing: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class _Standing:
    """One parent on one day, with the sentence that says it."""

    run: AwayRun | None
    cares: bool
    unknown: bool
    since: date | None
    why: Said

    @property
    def away(self) -> bool:
        return self.run is not None and self.run.holds


def findings(
    facts: ChildFacts, today: date, *, visit_days_max: int = VISIT_DAYS_MAX
) -> tuple[Finding, Finding, Finding]:
    """All three findings of a day, in the order of RuleVersion."""
    both = tuple(
        _standing(role, parent, today, visit_days_max)
        for role, parent in ((Parent.FATHER, facts.father), (Parent.MOTHER, facts.mother))
    )
    return _liu2018(facts, both, today), _guo2016(facts, both, today), _new(facts, both, today)


def _liu2018(facts: ChildFacts, both: tuple[_Standing, ...], today: date) -> Finding:
    version = RuleVersion.LIU2018
    whys = tuple(each.why for each in both)
    long_since = [day for day in _three_months(both) if day <= today]
    if not long_since:
        missing = tuple(each.why for each in both if each.unknown)
        if any(each.away for each in both):
            return Finding(version, False, (*whys, _reaches(both)), None)
        return Finding(version, False, (*whys, Said(say.NOBODY_AWAY)), _back(both), missing)
    outside = _outside_home(facts)
    if outside is not None:
        return Finding(version, False, (outside,), None)
    if facts.stage is None:
        return Finding(version, False, whys, None, (Said(say.STAGE_NOT_KNOWN),))
    if facts.stage not in _COUNTED_STAGES:
        return Finding(version, False, (*whys, Said(say.STAGE_OUTSIDE)), None)
    return Finding(version, True, (*whys, *_remarks(facts)), min(long_since))


def _guo2016(facts: ChildFacts, both: tuple[_Standing, ...], today: date) -> Finding:
    version = RuleVersion.GUO2016
    whys = tuple(each.why for each in both)
    if not any(each.away for each in both):
        missing = tuple(each.why for each in both if each.unknown)
        return Finding(version, False, (*whys, Said(say.NOBODY_AWAY)), _back(both), missing)
    if any(each.unknown for each in both):
        return Finding(version, False, whys, None, tuple(x.why for x in both if x.unknown))
    if any(each.cares for each in both):
        return Finding(version, False, (*whys, Said(say.ONE_CARES)), None)
    dated = [each.since for each in both if each.since is not None]
    return _guo2016_child(facts, whys, max(dated), today)


def _guo2016_child(facts: ChildFacts, whys: tuple[Said, ...], since: date, today: date) -> Finding:
    """The parents' side holds since a day: the child's age and place decide."""
    version = RuleVersion.GUO2016
    if facts.birth_date is None:
        return Finding(version, False, whys, None, (Said(say.AGE_NOT_KNOWN),))
    grown = birthday(facts.birth_date, GUO2016_AGE_BELOW)
    if today >= grown:
        old = Said(say.TOO_OLD, {"age": GUO2016_AGE_BELOW, "day": grown})
        return Finding(version, False, (*whys, old), grown)
    outside = _outside_home(facts)
    if outside is not None:
        return Finding(version, False, (outside,), None)
    why = (*whys, Said(say.NEITHER_CARES), *_remarks(facts))
    return Finding(version, True, why, max(since, facts.birth_date))


def _new(facts: ChildFacts, both: tuple[_Standing, ...], today: date) -> Finding:
    version = RuleVersion.NEWLY_AWAY
    whys = tuple(each.why for each in both)
    away = [each.run for each in both if each.run is not None and each.run.holds]
    if not away or any(day <= today for day in _three_months(both)):
        return Finding(version, False, whys, None)
    if facts.birth_date is not None and today >= birthday(facts.birth_date, CHILD_AGE_BELOW):
        grown = birthday(facts.birth_date, CHILD_AGE_BELOW)
        return Finding(
            version, False, (Said(say.TOO_OLD, {"age": CHILD_AGE_BELOW, "day": grown}),), grown
        )
    outside = _outside_home(facts)
    if outside is not None:
        return Finding(version, False, (outside,), None)
    since = min(run.starts_on for run in away)
    return Finding(version, True, (*whys, _reaches(both)), since)


def _standing(role: Parent, parent: ParentFacts, today: date, visit_days_max: int) -> _Standing:
    """Where a parent stands.

    Death, prison and disappearance beat all, living apart beats the rest; being unable to care at
    home does not beat being away.
    """
    run = away_run(parent.absences, today, visit_days_max=visit_days_max)
    away = run is not None and run.holds
    hindered = parent.hindered_on(today)
    if hindered is not None and not (hindered.why is Hindrance.UNABLE and away):
        why = Said(say.HINDERED[role, hindered.why])
        return _Standing(None, cares=False, unknown=False, since=hindered.starts_on, why=why)
    if parent.parted_on(today):
        why = Said(say.PARTED[role])
        return _Standing(None, cares=False, unknown=False, since=parent.parted_since, why=why)
    if run is not None and run.holds:
        why = Said(say.AWAY[role], {"since": run.starts_on})
        if run.home_since is not None:
            why = Said(say.VISITING[role], {"since": run.home_since, "most": visit_days_max})
        return _Standing(run, cares=False, unknown=False, since=run.starts_on, why=why)
    if not parent.known:
        return _Standing(None, cares=False, unknown=True, since=None, why=Said(say.NOT_KNOWN[role]))
    if run is not None and run.home_since is not None:
        why = Said(say.CAME_HOME[role], {"since": run.home_since})
        return _Standing(run, cares=True, unknown=False, since=run.home_since, why=why)
    return _Standing(None, cares=True, unknown=False, since=None, why=Said(say.AT_HOME[role]))


def _three_months(both: tuple[_Standing, ...]) -> list[date]:
    """The days on which the absences of now reach three months."""
    return [
        months_later(each.run.starts_on, AWAY_MONTHS_MIN)
        for each in both
        if each.run is not None and each.run.holds
    ]


def _reaches(both: tuple[_Standing, ...]) -> Said:
    first = min(_three_months(both))
    return Said(say.THREE_MONTHS_FROM, {"months": AWAY_MONTHS_MIN, "day": first})


def _back(both: tuple[_Standing, ...]) -> date | None:
    """The day the last absence ended, if one did."""
    days = [each.run.home_since for each in both if each.run and each.run.home_since]
    return max(days, default=None)


def _outside_home(facts: ChildFacts) -> Said | None:
    if facts.carer is CarerKind.INSTITUTION:
        return Said(say.IN_INSTITUTION)
    if facts.home is None or facts.place_of_care is None:
        return None
    if facts.home[:HOME_AREA_DIGITS] != facts.place_of_care[:HOME_AREA_DIGITS]:
        return Said(say.NOT_AT_HOME)
    return None


def _remarks(facts: ChildFacts) -> tuple[Said, ...]:
    """What does not decide but must be read beside it.

    Clause 2(1) of the opinion names children out of school and children whom nobody raises among
    the left-behind, so neither state takes a child off the list.
    """
    found = [
        (facts.stage is Stage.LEFT_OUT, say.LEFT_OUT),
        (facts.carer is CarerKind.NOBODY, say.NOBODY_CARES),
        (facts.carer is CarerKind.UNRELATED, say.CARED_BY_UNRELATED),
        (facts.home is None, say.HOME_NOT_KNOWN),
    ]
    return tuple(Said(words) for true, words in found if true)
