"""The demo county's children as rows of a census workbook, to try the import with."""

from collections.abc import Iterator
from typing import Final

from carenet.census.columns import layout
from carenet.census.rows import (
    CarerRow,
    CensusRow,
    GuardianRow,
    KeyGroup,
    ParentRow,
    ParentState,
    Sex,
    Way,
)
from carenet.children.rules import Hindrance
from carenet.demo.shapes import Child, County, Parent, Person
from carenet.places.naming import place_words

_STATES: Final = {
    Hindrance.UNABLE: ParentState.UNABLE,
    Hindrance.DEAD: ParentState.DEAD,
    Hindrance.MISSING: ParentState.MISSING,
    Hindrance.IMPRISONED: ParentState.IMPRISONED,
}


def census_rows(county: County, village: str | None = None) -> Iterator[CensusRow]:
    """The rows a census taker would write, for one village or the county; lines count from 3."""
    ledger = _Ledger(county)
    chosen = (child for child in county.children if village in (None, child.village))
    for line, child in enumerate(chosen, start=3):
        yield ledger.row(child, line)


class _Ledger:
    def __init__(self, county: County) -> None:
        self._county = county
        self._names = {row.code: row.name for row in county.divisions}
        self._organisations = {each.key: each.name for each in county.organisations}
        self._hamlets = {each.key: each.name for each in county.hamlets}
        self._households = {each.key: each for each in county.households}
        self._directors = {duty.division: duty.person for duty in county.duties}

    def row(self, child: Child, line: int) -> CensusRow:
        guardian = self._county.people[child.guardian]
        director = self._county.people[self._directors[child.village]].name
        return CensusRow(
            sheet=layout().sheet["zh"],
            line=line,
            name=child.name,
            sex=Sex.FEMALE if child.sex == "f" else Sex.MALE,
            birth_date=child.birth_date,
            home_place=place_words(child.hukou, self._names),
            care_place=place_words(child.village, self._names),
            stage=child.stage,
            father=self._parent(child.father),
            mother=self._parent(child.mother),
            guardian=GuardianRow(guardian.name, child.guardian_relation, _phone(guardian)),
            carer=self._carer(child),
            filled_by=director,
            filled_on=self._county.today,
            resident_id=child.id_number,
            no_id_yet=child.id_number is None,
            ethnicity=child.ethnicity,
            hamlet=self._hamlets[self._households[child.household].hamlet],
            school=self._organisations[child.school] if child.school else None,
            grade=child.grade or None,
            class_name=child.class_name,
            student_number=child.pupil_number,
            boards=child.boards,
            key_groups=tuple(KeyGroup(group) for group in child.key_groups),
            health=child.special_care,
            village_contact=director,
            remarks=child.kind_line,
        )

    def _parent(self, parent: Parent) -> ParentRow:
        person, facts = self._county.people[parent.person], parent.facts
        last = max(facts.absences, key=lambda each: each.starts_on, default=None)
        state = ParentState.AWAY if last and last.ends_on is None else ParentState.HOME
        if facts.hindrances:
            state = _STATES[facts.hindrances[0].why]
        elif facts.parted_since:
            state = ParentState.PARTED
        elif not facts.known:
            state = ParentState.UNKNOWN
        return ParentRow(
            state,
            person.name,
            last.starts_on if last else None,
            parent.works_at if last else None,
            last.ends_on if last else None,
            _phone(person),
        )

    def _carer(self, child: Child) -> CarerRow:
        if child.carer is None:
            return CarerRow(child.carer_relation)
        person = self._county.people[child.carer]
        way = person.ways[0] if person.ways else None
        return CarerRow(
            child.carer_relation,
            person.name,
            _phone(person),
            person.languages[0].code,
            person.reads,
            Way(way.kind) if way else Way.IN_PERSON,
            way.via if way else None,
        )


def _phone(person: Person) -> str | None:
    return next((way.value for way in person.ways if way.kind == "own_phone"), None)
