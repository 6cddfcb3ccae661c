import pytest

from carenet.places.codes import Level, scope_of
from carenet.places.divisions import shipped_divisions
from carenet.places.naming import PlaceNames, place_words

SHIPPED = list(shipped_divisions())
NAMES = PlaceNames(SHIPPED)
BY_CODE = {row.code: row.name for row in SHIPPED}
GAOYA = "450226105206"


@pytest.mark.parametrize(
    "words",
    ["三江侗族自治县独峒镇高亚村", "三江侗族自治县 独峒镇 高亚村", "独峒镇高亚村", "广西柳州市三江侗族自治县独峒镇高亚村", "独峒镇高亚",
     "三江侗族自治县高亚村", "450226105206", "三江侗族自治县/独峒镇/高亚村"],
)  # fmt: skip
def test_a_village_is_found_as_people_write_it(words: str) -> None:
    assert NAMES.villages(words) == (GAOYA,)


@pytest.mark.parametrize(
    "words", ["", "独峒镇", "火星村", "林溪镇高亚村", "450226105000", "110101001001", "x" * 500]
)
def test_what_names_no_village_finds_none(words: str) -> None:
    assert NAMES.villages(words) == ()


def test_every_shipped_village_is_found_by_its_whole_name() -> None:
    for row in SHIPPED:
        if row.level is Level.VILLAGE:
            assert NAMES.villages(place_words(row.code, BY_CODE)) == (row.code,)


def test_a_name_that_several_villages_bear_gives_them_all_until_a_scope_decides() -> None:
    found = NAMES.villages("和平村")
    assert len(found) > 1
    one = found[0]
    assert NAMES.villages("和平村", within=scope_of(one[:9] + "000", Level.TOWNSHIP)) == (one,)
