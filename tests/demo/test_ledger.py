from datetime import date
from pathlib import Path
from time import perf_counter

from carenet.census.child import parse_in_child
from carenet.census.workbook import write_census
from carenet.demo.county import SEED, county
from carenet.demo.ledger import census_rows
from carenet.places.divisions import shipped_divisions
from carenet.places.naming import PlaceNames

TODAY = date(2026, 11, 24)


def test_the_whole_county_goes_through_a_workbook_and_comes_back(tmp_path: Path) -> None:
    made = county(SEED, TODAY)
    rows = list(census_rows(made))
    path = tmp_path / "county.xlsx"
    write_census(path, rows)
    start = perf_counter()
    parsed = parse_in_child(path, today=TODAY)
    assert perf_counter() - start < 30
    assert parsed.faults == ()
    assert list(parsed.rows) == rows
    names = PlaceNames(shipped_divisions())
    for row, child in zip(parsed.rows, made.children, strict=True):
        assert names.villages(row.care_place) == (child.village,)


def test_one_village_is_a_workbook_of_its_own() -> None:
    made = county(SEED, TODAY)
    village = made.cast["director"].division
    rows = list(census_rows(made, village))
    assert len(rows) == sum(child.village == village for child in made.children)
    assert [row.line for row in rows] == list(range(3, 3 + len(rows)))
