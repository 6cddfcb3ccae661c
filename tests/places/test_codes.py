import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.places.codes import (
    Level,
    NotACode,
    level_of,
    padded,
    parent_of,
    scope_of,
)


def group(digits: int) -> st.SearchStrategy[str]:
    return st.integers(1, 10**digits - 1).map(lambda number: f"{number:0{digits}}")


villages = st.tuples(group(2), group(2), group(2), group(3), group(3)).map("".join)


@given(villages)
def test_a_village_lies_in_every_scope_above_it_and_in_no_neighbour(code: str) -> None:
    township, county = parent_of(code), parent_of(parent_of(code) or "")
    assert township is not None
    assert county is not None
    for above, level in ((code, Level.VILLAGE), (township, Level.TOWNSHIP), (county, Level.COUNTY)):
        assert level_of(above) is level
        assert scope_of(above, level).holds(code)
    assert scope_of(township, Level.TOWNSHIP).holds(township)


@given(villages, villages)
def test_a_scope_holds_exactly_the_codes_that_begin_like_it(one: str, other: str) -> None:
    for digits, level in ((6, Level.COUNTY), (9, Level.TOWNSHIP), (12, Level.VILLAGE)):
        division = one[:digits].ljust(12, "0")
        assert scope_of(division, level).holds(other) == (other[:digits] == one[:digits])


def test_the_zeros_of_township_100_belong_to_it() -> None:
    scope = scope_of("450203100000", Level.TOWNSHIP)
    assert scope == ("450203100", "450203100~")
    assert not scope.holds("450203101001")
    with pytest.raises(NotACode):
        scope_of("450203100000", Level.COUNTY)


@given(st.text(max_size=14))
def test_text_that_is_no_code_is_refused(text: str) -> None:
    if not (len(text) == 12 and text.isascii() and text.isdigit()):
        with pytest.raises(NotACode):
            level_of(text)


@pytest.mark.parametrize(
    "code", ["000000000000", "450000000000", "450226000001", "４５０２２６１０００００"]
)
def test_provinces_holes_and_full_width_digits_are_no_divisions_of_ours(code: str) -> None:
    with pytest.raises(NotACode):
        level_of(code)


def test_short_forms_are_padded_only_to_their_own_level() -> None:
    assert padded("450226", Level.COUNTY) == "450226000000"
    assert padded("450226100", Level.TOWNSHIP) == "450226100000"
    assert padded("450226100201", Level.VILLAGE) == "450226100201"
    with pytest.raises(NotACode):
        padded("450226", Level.TOWNSHIP)
