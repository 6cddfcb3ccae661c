from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.census.columns import layout, plain_head
from carenet.census.rows import KeyGroup, ParentState, Sex, Way
from carenet.census.rules import (
    born_and_sex,
    read_choice,
    read_date,
    read_name,
    read_phone,
    read_resident_id,
    read_student_number,
    read_text,
    safe_text,
    with_check_digit,
    written_phone,
)
from carenet.children.rules import Stage
from carenet.core.said import Said

GOOD = with_check_digit("45022620170501123")


def said(value) -> str:
    assert isinstance(value, Said), value
    return value.in_english()


@pytest.mark.parametrize(
    "cell",
    [
        GOOD,
        f" {GOOD} ",
        GOOD.lower(),
        "".join(chr(ord(c) + 0xFEE0) for c in GOOD),
        f"{GOOD[:6]} {GOOD[6:14]} {GOOD[14:]}",
    ],
)
def test_an_id_number_is_taken_however_it_is_spaced(cell: str) -> None:
    assert read_resident_id(cell) == GOOD


def test_a_15_digit_number_becomes_18() -> None:
    assert read_resident_id("452228800101123") == with_check_digit("45222819800101123")


@pytest.mark.parametrize("area", ["810000", "820000", "830000", "450299"])
def test_permits_and_vanished_counties_are_taken(area: str) -> None:
    number = with_check_digit(f"{area}20150808002")
    assert read_resident_id(number) == number
    assert born_and_sex(number) == (date(2015, 8, 8), "female")


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (GOOD[:17], "An ID number has 18 characters; this one has 17."),
        (GOOD + "1", "An ID number has 18 characters; this one has 19."),
        (GOOD[:17] + ("1" if GOOD[17] != "1" else "2"), "The last character does not fit the ID number; a digit may be mistyped."),
        ("45022620171301123X", "The date inside the ID number does not exist."),
        ("99022620170501123X", "No ID number begins with 99."),
        ("4502262017050112AX", "An ID number has 17 digits and a last digit or X."),
        (4.5022620170501123e17, "Stored as a number, the ID number lost its last digits: type it as text."),
        (450226201705011230, "Stored as a number, the ID number lost its last digits: type it as text."),
    ],
)  # fmt: skip
def test_an_id_number_that_cannot_be_says_why(cell, why: str) -> None:
    assert said(read_resident_id(cell)) == why


@pytest.mark.parametrize("cell", ["暂无", "无", "none yet", "None Yet "])
def test_none_yet_is_an_answer_and_an_empty_cell_is_not(cell: str) -> None:
    assert read_resident_id(cell) == ""
    assert read_resident_id("") is None
    assert read_resident_id(None) is None


@given(
    st.dates(date(1950, 1, 1), date(2026, 11, 24)),
    st.integers(0, 999),
    st.integers(0, 16),
    st.integers(1, 9),
)
def test_one_wrong_digit_in_an_id_number_is_always_noticed(
    born: date, serial: int, place: int, shift: int
) -> None:
    number = with_check_digit(f"450226{born:%Y%m%d}{serial:03}")
    assert read_resident_id(number) == number
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert isinstance(read_resident_id(wrong), Said)


@pytest.mark.parametrize(
    ("cell", "number"),
    [("154 1234 5678", "+8615412345678"), (13812345678, "+8613812345678"), (13812345678.0, "+8613812345678"), ("+86 13812345678", "+8613812345678"),
     ("0772-8612345", "+867728612345"), ("０７７２８６１２３４５", "+867728612345"), ("+852 2345 6789", "+85223456789")],
)  # fmt: skip
def test_a_phone_number_is_taken_as_people_write_it(cell, number: str) -> None:
    assert read_phone(cell) == number
    assert read_phone(written_phone(number)) == number


@pytest.mark.parametrize(
    "cell", ["138123456789", "1381234567", "13812345678/13912345678", "110", "没有", "1381234567a"]
)
def test_a_number_nobody_can_dial_is_refused(cell: str) -> None:
    assert "is no phone number" in said(read_phone(cell))


@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 9, 1),
        datetime(2026, 9, 1, 8, 0),  # noqa: DTZ001  # spreadsheets know no zone
        "2026-09-01",
        "2026/9/1",
        "2026.9.1",
        "2026年9月1日",
        "20260901",
        20260901.0,
        "２０２６-９-１",
    ],
)
def test_a_day_is_taken_as_people_write_it(cell) -> None:
    assert read_date(cell) == date(2026, 9, 1)


@pytest.mark.parametrize(
    "cell", ["2026-09", "2026年9月", "26-9-1", "2026-13-01", "2026-02-30", "春节", 2026.0, 46266.5]
)
def test_a_day_that_is_none_is_refused(cell) -> None:
    assert "is no day like" in said(read_date(cell))


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("吴秋月", "吴秋月"),
        ("吴 月", "吴月"),
        ("买买提·艾力", "买买提·艾力"),
        ("Anna Li", "Anna Li"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_names_of_all_peoples_are_taken(cell: str, name: str) -> None:
    assert read_name(cell) == name


@pytest.mark.parametrize(
    "cell", ["吴", "吴1", "吴秋月（妹）", "=cmd", "-", "13812345678", "吴" * 41, 12]
)
def test_what_is_no_name_is_refused(cell) -> None:
    assert isinstance(read_name(cell), Said)


def test_a_student_number_is_a_letter_and_eighteen_characters() -> None:
    assert read_student_number(f"g{GOOD.lower()}") == f"G{GOOD}"
    assert isinstance(read_student_number(GOOD), Said)
    assert read_student_number("") is None


def test_choices_are_taken_in_both_languages() -> None:
    assert read_choice("侗族", "ethnicity") == read_choice("Dong", "ethnicity") == "12"
    assert "is not in the list" in said(read_choice("侗", "ethnicity"))
    assert len(layout().options["ethnicity"]) == 57


def test_drop_downs_and_types_know_the_same_codes() -> None:
    for options, kind in (
        ("sex", Sex),
        ("parent_state", ParentState),
        ("way", Way),
        ("key_group", KeyGroup),
        ("stage", Stage),
    ):
        assert {choice.code for choice in layout().options[options]} == {
            each.value for each in kind
        }
    for choices in layout().options.values():
        for words in ([c.zh for c in choices], [c.en for c in choices], [c.code for c in choices]):
            assert len(set(words)) == len(words)


def test_no_two_heads_are_alike_and_no_sheet_says_a_label() -> None:
    for language in ("zh", "en"):
        heads = [plain_head(column.head(language)) for column in layout().columns]
        assert len(set(heads)) == len(heads)
    written = str(layout())
    assert not [label for label in ("留守", "困境", "贫困", "风险") if label in written]


@given(st.text(max_size=40))
def test_no_text_starts_a_formula_and_none_is_changed_by_being_safe(text: str) -> None:
    safe = safe_text(text)
    assert not safe.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "\0"))
    plain, back = read_text(text), read_text(safe)
    if isinstance(plain, str) and text.isprintable() and not text.startswith("'"):
        assert back == plain


@given(
    st.one_of(
        st.text(),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.timedeltas(),
        st.none(),
    )
)
def test_no_cell_crashes_a_reader(cell) -> None:
    for read in (
        read_text,
        read_name,
        read_date,
        read_phone,
        read_resident_id,
        read_student_number,
    ):
        read(cell)
    read_choice(cell, "sex")
