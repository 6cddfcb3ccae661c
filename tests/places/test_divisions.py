import contextlib
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.places.codes import Level, level_of, parent_of
from carenet.places.divisions import (
    DIVISION_FAULTS_MAX,
    KIND_WORDS,
    DivisionRow,
    Kind,
    UnreadableList,
    kind_of,
    parse_divisions,
    shipped_divisions,
)
from carenet.places.sketch import SketchPoint, sketch_point

SHIPPED = list(shipped_divisions())


def test_liuzhou_ships_whole() -> None:
    levels = Counter(row.level for row in SHIPPED)
    assert levels == {Level.COUNTY: 10, Level.TOWNSHIP: 118, Level.VILLAGE: 1240}
    sanjiang = [row for row in SHIPPED if row.code.startswith("450226")]
    assert Counter(row.level for row in sanjiang)[Level.TOWNSHIP] == 15
    assert (
        DivisionRow(
            "450226203000", "同乐苗族乡", Level.TOWNSHIP, "450226000000", Kind.ETHNIC_TOWNSHIP
        )
        in SHIPPED
    )
    assert (
        DivisionRow("450226105206", "高亚村", Level.VILLAGE, "450226105000", Kind.VILLAGE)
        in SHIPPED
    )


def test_every_shipped_division_lies_under_one_that_came_before_it() -> None:
    seen: set[str] = set()
    for row in SHIPPED:
        assert level_of(row.code) is row.level
        assert row.parent == (None if row.level is Level.COUNTY else parent_of(row.code))
        assert row.parent is None or row.parent in seen
        assert row.kind is kind_of(row.name, row.level)
        seen.add(row.code)
    assert len(seen) == len(SHIPPED)


def test_no_two_places_under_one_parent_share_a_name() -> None:
    assert max(Counter((row.parent, row.name) for row in SHIPPED).values()) == 1


def test_every_kind_has_a_word() -> None:
    assert set(KIND_WORDS) == set(Kind)


def test_what_ships_reads_back_from_csv_and_json() -> None:
    lines = ["code,name,level,parent"]
    lines += [f"{row.code},{row.name},{row.level},{row.parent or ''}" for row in SHIPPED]
    whole = json.dumps(
        [{"code": r.code, "name": r.name, "level": r.level, "parent": r.parent} for r in SHIPPED]
    )
    for content, suffix in (
        ("\n".join(lines).encode("utf-8-sig"), ".csv"),
        ("\r\n".join(lines).encode("gb18030"), ".CSV"),
        (whole.encode(), ".json"),
    ):
        parsed = parse_divisions(content, suffix=suffix)
        assert parsed.faults == ()
        assert list(parsed.rows) == SHIPPED


def test_each_bad_line_is_named_and_the_good_ones_are_kept() -> None:
    text = """code,name,level,parent
450326,灵川县,county,
450326100,甲镇,township,450226
450326101,乙镇,town,450326
45032610x,丙镇,township,
450326102,,township,
450326103,丁乡,township,450326
450326103000,丁乡,township,450326
450327100201,戊村,village,
450300,桂林市,city,"""
    parsed = parse_divisions(text.encode(), suffix=".csv")
    assert [row.code for row in parsed.rows] == ["450326000000", "450326103000"]
    assert [(fault.line, fault.why.in_english()) for fault in parsed.faults] == [
        (3, "The code 450326100000 cannot lie under 450226."),
        (4, "The level is “town”; it must be county, township or village."),
        (5, "“45032610x” is no 12-digit code of this level."),
        (6, "The name is missing or too long."),
        (8, "The code 450326103000 stands in the list twice."),
        (9, "The division above it, 450327100000, is missing."),
        (10, "A city is not stored: the list begins with its counties."),
    ]


def test_a_parent_that_is_stored_already_may_be_left_out_of_the_file() -> None:
    text = "code,name,level\n450226100299,新村,village\n".encode()
    assert parse_divisions(text, suffix=".csv").rows == ()
    assert len(parse_divisions(text, suffix=".csv", known={"450226100000"}).rows) == 1


def test_faults_are_bounded() -> None:
    text = "code,name,level\n" + "x,y,county\n" * (DIVISION_FAULTS_MAX + 5)
    assert len(parse_divisions(text.encode(), suffix=".csv").faults) == DIVISION_FAULTS_MAX


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xff\xff", b"{}", b"[" * 100_000])
@pytest.mark.parametrize("suffix", [".csv", ".json"])
def test_a_file_that_is_no_list_says_what_was_expected(content: bytes, suffix: str) -> None:
    with pytest.raises(UnreadableList):
        parse_divisions(content, suffix=suffix)


@given(st.binary(max_size=200), st.sampled_from([".csv", ".json"]))
def test_no_bytes_crash_the_reader(content: bytes, suffix: str) -> None:
    with contextlib.suppress(UnreadableList):
        parse_divisions(
            b"code,name,level\n" + content if suffix == ".csv" else content, suffix=suffix
        )


def test_every_shipped_division_has_a_sketched_point_in_northern_guangxi() -> None:
    for row in SHIPPED:
        point = sketch_point(row.code)
        assert point is not None
        assert 23.8 < point.lat < 26.3
        assert 108.7 < point.lon < 110.2
    assert sketch_point("450226105206") == sketch_point("450226105206")


def test_a_village_is_sketched_near_its_township_and_elsewhere_there_is_no_point() -> None:
    seat, village = sketch_point("450226105000"), sketch_point("450226105206")
    assert isinstance(seat, SketchPoint)
    assert isinstance(village, SketchPoint)
    assert village != seat
    assert abs(village.lat - seat.lat) < 0.05
    assert abs(village.lon - seat.lon) < 0.06
    assert sketch_point("110101001001") is None
    assert sketch_point("450200000000") is None
    assert sketch_point("nonsense") is None
