from dataclasses import replace
from datetime import date

from carenet.census.rows import NOBODY, CarerRow, ParentRow, ParentState
from carenet.census.standing import carer_kind, child_facts
from carenet.children.rules import CarerKind, RuleVersion, findings
from carenet.demo.county import SEED, county, facts_of
from carenet.demo.ledger import census_rows
from tests.census.samples import TODAY, one_row

VILLAGE = "450226105206"


def holding(row) -> set[RuleVersion]:
    facts = child_facts(row, home=VILLAGE, place_of_care=VILLAGE)
    return {found.version for found in findings(facts, TODAY) if found.holds}


def test_a_row_gives_the_facts_of_the_findings() -> None:
    row = one_row()
    assert holding(row) == {RuleVersion.LIU2018}
    assert holding(replace(row, mother=ParentRow(ParentState.UNABLE))) == {
        RuleVersion.LIU2018,
        RuleVersion.GUO2016,
    }
    assert holding(replace(row, mother=ParentRow(ParentState.PARTED))) == {
        RuleVersion.LIU2018,
        RuleVersion.GUO2016,
    }
    assert holding(replace(row, mother=ParentRow(ParentState.UNKNOWN))) == {RuleVersion.LIU2018}
    back = ParentRow(ParentState.HOME, left_on=date(2026, 2, 1), returned_on=date(2026, 9, 1))
    assert holding(replace(row, father=back)) == set()
    assert holding(replace(row, father=ParentRow(ParentState.AWAY, left_on=date(2026, 11, 1)))) == {
        RuleVersion.NEWLY_AWAY
    }


def test_relations_are_parents_kin_others_or_nobody() -> None:
    assert carer_kind("grandmother_m") is CarerKind.RELATIVE
    assert carer_kind("mother") is CarerKind.PARENT
    assert carer_kind(CarerRow(NOBODY).relation) is CarerKind.NOBODY
    assert carer_kind("unrelated") is CarerKind.UNRELATED


def test_the_demo_county_is_found_alike_from_its_rows_and_from_its_people() -> None:
    made = county(SEED, TODAY)
    for row, child in zip(census_rows(made), made.children, strict=True):
        facts = child_facts(row, home=child.hukou, place_of_care=child.village)
        by_row, by_people = findings(facts, TODAY), findings(facts_of(child), TODAY)
        # One line holds one absence: what came before a visit home is not on it.
        assert [f.holds for f in by_row[:2]] == [f.holds for f in by_people[:2]] or _bridged(child)


def _bridged(child) -> bool:
    return any(len(parent.facts.absences) > 1 for parent in (child.father, child.mother))
