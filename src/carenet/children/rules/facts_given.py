"""The dated facts from which findings are computed; whoever loads them owns no opinion."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

VISIT_DAYS_MAX: Final = 30
"""A visit home of so many days does not break an absence (setting; field judgement)."""


class Parent(StrEnum):
    """Which parent."""

    FATHER = "father"
    MOTHER = "mother"


class Hindrance(StrEnum):
    """Why a parent cannot guard a child though not away for work."""

    UNABLE = "unable"
    DEAD = "dead"
    MISSING = "missing"
    IMPRISONED = "imprisoned"


class Stage(StrEnum):
    """Where a child stands in its schooling; ``left_out`` is owed compulsory school and absent."""

    BELOW_KINDERGARTEN = "below_kindergarten"
    KINDERGARTEN = "kindergarten"
    PRIMARY = "primary"
    JUNIOR = "junior"
    NOT_IN_KINDERGARTEN = "not_in_kindergarten"
    LEFT_OUT = "left_out"
    SENIOR = "senior"
    OTHER = "other"


class CarerKind(StrEnum):
    """Who looks after the child day and night."""

    PARENT = "parent"
    RELATIVE = "relative"
    UNRELATED = "unrelated"
    INSTITUTION = "institution"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Absence:
    """Away for work: the day of leaving, and the day of coming home (None while away)."""

    starts_on: date
    ends_on: date | None = None

    def __post_init__(self) -> None:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError("an absence ends after it starts")


@dataclass(frozen=True, slots=True)
class Hindered:
    """A hindrance from a day (None: longer than anyone says) to a day (None: still)."""

    why: Hindrance
    starts_on: date | None = None
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        begun = self.starts_on is None or self.starts_on <= day
        return begun and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True)
class ParentFacts:
    """What is known of one parent.

    ``parted_since``: lives apart since that day and does not keep the child (divorced or never
    together); such a parent's own journeys leave nobody behind. ``known`` is False while nobody
    could say where the parent is; that is not the same as at home.
    """

    absences: tuple[Absence, ...] = ()
    hindrances: tuple[Hindered, ...] = ()
    parted_since: date | None = None
    known: bool = True

    def parted_on(self, day: date) -> bool:
        return self.parted_since is not None and self.parted_since <= day

    def hindered_on(self, day: date) -> Hindered | None:
        return next((each for each in self.hindrances if each.holds_on(day)), None)


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """What a finding looks at; ``home`` and ``place_of_care`` are 12-digit village codes."""

    birth_date: date | None
    stage: Stage | None
    father: ParentFacts
    mother: ParentFacts
    carer: CarerKind | None
    home: str | None
    place_of_care: str | None


@dataclass(frozen=True, slots=True)
class AwayRun:
    """Absences joined over visits home: since when, whether on a visit now, or when it ended."""

    starts_on: date
    home_since: date | None
    ended: bool

    @property
    def holds(self) -> bool:
        return not self.ended


def away_run(
    absences: tuple[Absence, ...], today: date, *, visit_days_max: int = VISIT_DAYS_MAX
) -> AwayRun | None:
    """The latest absence up to today, visits of at most ``visit_days_max`` days bridged.

    A longer stay ends the run on the day of return, looked at in hindsight: during the first days
    at home nobody knows yet, and the run goes on.
    """
    past = sorted((each for each in absences if each.starts_on <= today), key=_in_time)
    if not past:
        return None
    visit = timedelta(days=visit_days_max)
    starts_on, home_since = past[0].starts_on, past[0].ends_on
    for each in past[1:]:
        if home_since is not None and each.starts_on - home_since > visit:
            starts_on, home_since = each.starts_on, each.ends_on
        elif home_since is not None:
            home_since = None if each.ends_on is None else max(home_since, each.ends_on)
    if home_since is None or home_since > today:
        return AwayRun(starts_on, None, ended=False)
    return AwayRun(starts_on, home_since, ended=today - home_since > visit)


def _in_time(absence: Absence) -> tuple[date, date]:
    return absence.starts_on, absence.ends_on or date.max
