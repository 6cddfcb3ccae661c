"""The children of one family in the demo county: ages, school, week, consents, wishes."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from carenet.children.rules import (
    ChildFacts,
    RiskFacts,
    RuleVersion,
    Stage,
    carer_kind,
    findings,
    risk_of,
)
from carenet.demo.grounds import metres, placed
from carenet.demo.names import Names, Origin, chance, pools
from carenet.demo.shapes import Child, ConsentGiven, County, Household, Parent, Person, School

CLASS_SIZE: Final = 42
PURPOSES: Final = {
    "volunteer": 0.78,
    "proxy_parent": 0.70,
    "host_family": 0.40,
    "photo": 0.45,
    "feeds": 0.50,
    "emergency_medical": 0.85,
}
_AGES: Final = tuple(range(2, 17))
_AGE_WEIGHTS: Final = (2, 5, 7, 8, 9, 9, 9, 9, 9, 8, 8, 7, 6, 3, 1)
_PRIMARY, _JUNIOR = (6, 12), (12, 15)


class Childhood:
    """Makes siblings; keeps the schools' classes filled evenly."""

    def __init__(self, county: County, names: Names, source: random.Random) -> None:
        self._county, self._names, self._source = county, names, source
        self._made = 0
        self._in_grade: Counter[tuple[str, str]] = Counter()
        self._divisions = {school.key: school.key.split(":")[1] for school in county.schools}

    def siblings(
        self,
        size: int,
        *,
        household: Household,
        origin: Origin,
        father: Parent,
        mother: Parent,
        can_guard: tuple[bool, bool],
        carer: Person | None,
        carer_relation: str,
        ages: tuple[int, ...] = (),
    ) -> list[Child]:
        """Brothers and sisters at least a year apart; alone only those of thirteen and more."""
        guardian, relation = self._guardian(father, mother, can_guard, carer)
        reached = None if relation == "other" or self._source.random() > 0.03 else False
        family = Child(
            key="",
            name="",
            sex="",
            birth_date=self._county.today,
            ethnicity=origin.ethnicity,
            village=household.village,
            hukou=household.village,
            household=household.key,
            father=father,
            mother=mother,
            guardian=guardian,
            guardian_relation=relation,
            carer=carer.key if carer else None,
            carer_relation=carer_relation,
            stage=Stage.OTHER,
            nights=("home",) * 7,
            languages=(origin.language, "mandarin"),
            consents=() if reached is False else self._consents(),
            guardian_reached=reached,
        )
        chosen = ages or self._ages(size, alone=carer is None)
        return [self._child(family, age, origin.surname) for age in chosen]

    def _guardian(
        self, father: Parent, mother: Parent, can_guard: tuple[bool, bool], carer: Person | None
    ) -> tuple[str, str]:
        """The father, else the mother, else who looks after the children; never nobody."""
        if can_guard[0] or not (can_guard[1] or carer):
            return father.person, "father"
        if can_guard[1] or carer is None:
            return mother.person, "mother"
        return carer.key, "other"

    def _ages(self, size: int, *, alone: bool) -> list[int]:
        if alone:
            return list(self._source.sample(range(13, 17), min(size, 3)))
        ages: set[int] = set()
        while len(ages) < size:
            ages.add(self._source.choices(_AGES, _AGE_WEIGHTS)[0])
        return sorted(ages, reverse=True)

    def _born(self, age: int) -> date:
        return self._county.today - timedelta(
            days=age * 365 + age // 4 + self._source.randint(1, 364)
        )

    def _child(self, family: Child, age: int, surname: str) -> Child:
        self._made += 1
        sex, born = self._source.choice("fm"), self._born(age)
        number = self._names.id_number(born, sex) if self._source.random() > 0.01 else None
        child = replace(
            family,
            key=f"child:{self._made}",
            name=self._names.child(surname, sex),
            sex=sex,
            birth_date=born,
            id_number=number,
            special_care=self._rarely(0.02, "special_care"),
            allergy=self._rarely(0.02, "allergies"),
            kind_line=self._names.line("kind_lines"),
            alone_at_night=family.carer is None,
        )
        return self._weighed(self._grouped(self._schooled(child)))

    def _schooled(self, child: Child) -> Child:
        own = chance(self._county.seed, f"school:{child.key}")  # the same whatever the day
        out, boarding = own.random(), own.random()
        stage, grade = self._stage(child.birth_date, out)
        school = self._school(child.village, stage)
        if school is None:
            return replace(child, stage=stage, nights=("home",) * 7)
        far = metres(placed(child.village), placed(child.village[:9] + "000")) > 2_500
        junior = stage is Stage.JUNIOR
        likely = 0.85 if junior else 0.4 if far and stage is Stage.PRIMARY and grade > "2" else 0.0
        boards = boarding < likely
        nights = ("boarding",) * 4 + ("home",) * 3 if boards else ("home",) * 7
        self._in_grade[school.key, grade] += 1
        number = 1 + (self._in_grade[school.key, grade] - 1) // CLASS_SIZE
        pupil = (
            f"G{child.id_number}" if child.id_number and stage is not Stage.KINDERGARTEN else None
        )
        return replace(
            child,
            stage=stage,
            school=school.key,
            grade=grade,
            class_name=str(number),
            boards=boards,
            nights=nights,
            pupil_number=pupil,
        )

    def _stage(self, born: date, out: float) -> tuple[Stage, str]:
        """Stage and grade by the age on the last 31 August; a small ``out`` keeps from school."""
        today = self._county.today
        year = today.year if today.month >= 9 else today.year - 1
        age = year - born.year - ((born.month, born.day) > (8, 31))
        if age < 3:
            return Stage.BELOW_KINDERGARTEN, ""
        if age < _PRIMARY[0]:
            kindergarten = (Stage.KINDERGARTEN, f"k{age - 2}")
            return (Stage.NOT_IN_KINDERGARTEN, "") if out < 0.04 else kindergarten
        if age < _PRIMARY[1]:
            return Stage.PRIMARY, str(age - 5)
        if age < _JUNIOR[1]:
            left = age >= 13 and out < 0.01
            return (Stage.LEFT_OUT, "") if left else (Stage.JUNIOR, str(age - 5))
        return Stage.SENIOR, ""

    def _school(self, village: str, stage: Stage) -> School | None:
        """The township's own school of the stage, else the nearest."""
        fitting = [school for school in self._county.schools if stage in school.stages]
        if not fitting:
            return None
        here = placed(village[:9] + "000")
        return min(
            fitting, key=lambda school: metres(here, placed(self._divisions[school.key] + "000"))
        )

    def _grouped(self, child: Child) -> Child:
        groups = []
        if child.stage is Stage.LEFT_OUT:
            groups.append("dropout")
        if self._source.random() < 0.17:
            groups.append("hardship")
        if child.guardian_relation == "other":
            groups.append("no_guardian")
        if child.carer is None:
            groups.append("unraised")
        if child.special_care and self._source.random() < 0.6:
            groups.append("disability")
        return replace(child, key_groups=tuple(groups))

    def _consents(self) -> tuple[ConsentGiven, ...]:
        """What the guardian was asked: a yes, a no, or not asked yet."""
        on = self._county.today - timedelta(days=self._source.randint(10, 400))
        given = []
        for purpose, likely in PURPOSES.items():
            drawn = self._source.random()
            if drawn < likely or drawn > 0.95:
                given.append(ConsentGiven(purpose, drawn < likely, on))
        return tuple(given)

    def _rarely(self, likely: float, pool: str) -> str | None:
        return self._names.line(pool) if self._source.random() < likely else None

    def _weighed(self, child: Child) -> Child:
        facts = risk_facts_of(child, self._county.today)
        return replace(child, tier=risk_of(facts, self._county.today).tier)


def facts_of(child: Child) -> ChildFacts:
    """What the findings look at."""
    return ChildFacts(
        child.birth_date,
        child.stage,
        child.father.facts,
        child.mother.facts,
        carer_kind(child.carer_relation),
        child.hukou,
        child.village,
    )


def risk_facts_of(child: Child, today: date) -> RiskFacts:
    """What the risk tier looks at."""
    found = {finding.version: finding for finding in findings(facts_of(child), today)}
    national = found[RuleVersion.GUO2016].holds
    both = all(_away(parent, today) for parent in (child.father, child.mother))
    spoken = [p.last_contact_on for p in (child.father, child.mother) if p.last_contact_on]
    return RiskFacts(
        birth_date=child.birth_date,
        carer=carer_kind(child.carer_relation),
        alone_at_night=child.alone_at_night,
        both_away=both,
        one_away_other_unable=national and not both,
        guardian_reached=child.guardian_reached,
        needs_special_care=bool(child.special_care),
        out_of_school=child.stage is Stage.LEFT_OUT,
        newly_away=found[RuleVersion.NEWLY_AWAY].holds,
        days_without_parent_contact=(today - max(spoken)).days if spoken else None,
    )


def class_words(child: Child) -> str | None:
    """The class as schools write it."""
    if not child.class_name:
        return None
    grade = pools()["grades"].get(child.grade or "", "")
    return f"{grade}{pools()['class'].format(number=child.class_name)}"


def _away(parent: Parent, today: date) -> bool:
    return any(
        each.starts_on <= today and (each.ends_on is None or each.ends_on > today)
        for each in parent.facts.absences
    )
