"""A placed census row as the whole record that the register's verbs take."""

from typing import Any, Final

from carenet.census.placing import WORDS_MAX, Placed
from carenet.census.rows import NOBODY, CarerRow, CensusRow, ParentRow, Sex, Way
from carenet.children.services import Adult, Filled, NewChild, ParentSaid, School, WholeRecord
from carenet.people.services import Way as Reached

NAME_MAX: Final = 60
SOURCE: Final = "census"
_SEX: Final = {Sex.MALE: "m", Sex.FEMALE: "f"}


def guardians_of(row: CensusRow) -> tuple[Adult, ...]:
    """Who holds guardianship: with “both parents” the other parent as well, by the parent's own name."""
    named = row.guardian
    parents = {"father": row.father, "mother": row.mother}
    if named.relation in parents:
        phone = named.phone or parents[named.relation].phone
        return (Adult(named.name, named.relation, phone),)
    if named.relation != "both_parents":
        return (Adult(named.name, named.relation, named.phone),)
    own = next((who for who, parent in parents.items() if parent.name == named.name), None)
    if own is None:
        return (Adult(named.name, named.relation, named.phone),)
    found = [Adult(named.name, own, named.phone or parents[own].phone)]
    found += [
        Adult(parent.name, who, parent.phone)
        for who, parent in parents.items()
        if who != own and parent.name and parent.state != "dead"
    ]
    return tuple(found)


def carer_of(carer: CarerRow, row: CensusRow) -> Adult | None:
    """Who looks after the child; None: nobody."""
    if carer.relation == NOBODY or carer.name is None:
        return None
    via = carer.passed_on_by[:NAME_MAX] if carer.passed_on_by else None
    way = None
    if carer.way is Way.OWN_PHONE:
        way = Reached("own_phone", carer.phone)
    elif carer.way is Way.NEIGHBOUR:
        way = Reached("neighbour", None, via, row.filled_on)
    elif carer.way is Way.IN_PERSON:
        way = Reached("in_person", None, via)
    return Adult(carer.name, carer.relation, carer.phone, way, carer.language, carer.reads)


def _said(who: str, parent: ParentRow, row: CensusRow) -> ParentSaid:
    return ParentSaid(
        who,
        str(parent.state),
        row.filled_on,
        left_on=parent.left_on,
        back_on=parent.returned_on,
        works_at=parent.works_at[:80] if parent.works_at else None,
    )


def _details(placed: Placed, guardians: tuple[Adult, ...], digest: str) -> dict[str, Any]:
    """What was written and has no other place in the register."""
    row = placed.row
    kept: dict[str, Any] = {
        "income": row.income,
        "village_contact": row.village_contact,
        "key_basis": row.key_basis,
        "remarks": row.remarks,
        "school": row.school if placed.school is None else None,
    }
    held = {guardian.relation for guardian in guardians}
    for who, parent in (("father", row.father), ("mother", row.mother)):
        if who not in held:
            kept |= {f"{who}_name": parent.name, f"{who}_phone": parent.phone}
    return {**{k: v for k, v in kept.items() if v is not None}, "digest": digest}


def record_of(placed: Placed, digest: str) -> WholeRecord:
    """The record; `digest` tells this very row from any other, so that it is taken once."""
    row, guardians = placed.row, guardians_of(placed.row)
    return WholeRecord(
        child=NewChild(
            name=row.name,
            village=placed.village,
            sex=_SEX[row.sex],
            birth_date=row.birth_date,
            ethnicity=row.ethnicity,
        ),
        school=School(
            str(row.stage),
            placed.school,
            row.grade,
            row.class_name[:30] if row.class_name else None,
            bool(row.boards),
        ),
        parents=(_said("father", row.father, row), _said("mother", row.mother, row)),
        guardians=guardians,
        carer=carer_of(row.carer, row),
        filled=Filled(
            SOURCE,
            row.filled_by,
            row.filled_on,
            row.confirmed_by,
            row.visited_on,
            _details(placed, guardians, digest),
        ),
        hukou=placed.hukou,
        hukou_words=None if placed.hukou else row.home_place[:WORDS_MAX],
        number=row.resident_id,
        pupil_number=row.student_number,
        key_groups=tuple(map(str, row.key_groups)),
        health=row.health,
    )
