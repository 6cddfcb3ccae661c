import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core.pinyin import (
    KEY_TOKENS_MAX,
    SORT_KEY_CHARS_MAX,
    QueryPattern,
    normalised,
    query_pattern,
    search_keys,
    split_surname,
)


def like(value: str, pattern: str) -> bool:
    r"""LIKE of PostgreSQL, escape \."""
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    regex = "".join(".*" if p == "%" else "." if p == "_" else re.escape(p[-1]) for p in parts)
    return re.fullmatch(regex, value, re.DOTALL) is not None


def found(name: str, typed: str) -> bool:
    keys, query = search_keys(name), query_pattern(typed)
    if query == QueryPattern() or query.phone:
        return False
    by_name = query.name is None or like(normalised(name), query.name)
    by_keys = query.keys is None or like(keys.pinyin, query.keys) or like(keys.initials, query.keys)
    return by_name and by_keys


@pytest.mark.parametrize(
    "typed",
    [
        "qzq",
        "tzq",
        "qin",
        "覃志",
        "志强",
        "QZQ",
        "qinzhiqiang",
        "tanzhi",
        "zhiqiang",
        "zq",
        "qinzq",
        "覃zq",
        "ｑｉｎ",
        " 覃 志 强 ",
    ],
)
def test_qin_zhiqiang_is_found_however_he_is_typed(typed: str) -> None:
    assert found("覃志强", typed)


@pytest.mark.parametrize("typed", ["wei", "zqz", "in", "hiqiang", "志刚", "%", "_", "", "  "])
def test_he_is_not_found_by_what_is_not_his(typed: str) -> None:
    assert not found("覃志强", typed)


@pytest.mark.parametrize(
    ("name", "sound"),
    [("覃", "qin"), ("区", "ou"), ("仇", "qiu"), ("解", "xie"), ("曾", "zeng"), ("单", "shan"), ("查", "zha"),
     ("缪", "miao"), ("乜", "nie"), ("翟", "zhai"), ("朴", "piao"), ("种", "chong"), ("钭", "dou")],
)  # fmt: skip
def test_surnames_sort_under_their_sound_as_surnames(name: str, sound: str) -> None:
    assert re.match(rf"{sound}\d{name}", search_keys(f"{name}志强").sort_key)
    assert found(f"{name}志强", sound)


def test_compound_surnames_keep_their_own_reading() -> None:
    assert search_keys("单于兰").sort_key.startswith("chan2单 yu2于")
    assert search_keys("尉迟春").sort_key.startswith("yu4尉 chi2迟")
    assert split_surname("欧阳秋月") == ("欧阳", "秋月")
    assert split_surname("单于") == ("单", "于")
    assert split_surname("吴奶秀") == ("吴", "奶秀")
    assert split_surname("买买提·艾力") == ("", "买买提·艾力")
    assert split_surname("Anna") == ("", "Anna")


def test_names_sort_by_sound_then_tone_then_character() -> None:
    names = ["吴秀", "韦秀", "覃志强", "杨梅", "莫春", "覃志刚", "马兰", "麦花"]
    ordered = sorted(names, key=lambda name: search_keys(name).sort_key)
    assert ordered == ["马兰", "麦花", "莫春", "覃志刚", "覃志强", "韦秀", "吴秀", "杨梅"]


def test_writing_does_not_matter() -> None:
    assert normalised("买买提 · 艾力") == normalised("买买提•艾力") == "买买提艾力"
    assert normalised("韋○") == normalised("韦〇")
    assert normalised("ＡＢ") == "ab"
    assert found("吕绿", "lv")
    assert found("吕绿", "lü")


def test_four_last_digits_look_for_a_phone() -> None:
    assert query_pattern("0317") == QueryPattern(phone="%0317")
    assert query_pattern("０３１７") == QueryPattern(phone="%0317")
    assert query_pattern("031").phone is None


def test_wildcards_are_only_characters() -> None:
    assert query_pattern("覃_%\\") == QueryPattern(name="%覃\\_\\%\\\\%")


han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=6)


@given(han)
def test_every_name_is_found_by_each_of_its_ends_and_its_own_sound(name: str) -> None:
    keys = search_keys(name)
    assert found(name, name)
    assert found(name, name[-2:])
    sounds = [re.split(r"[\d]|(?=[^\x00-\x7f])", part)[0] for part in keys.sort_key.split(" ")]
    if all(re.fullmatch("[a-z]+", sound) for sound in sounds):
        assert found(name, "".join(sounds))
        assert found(name, "".join(sound[0] for sound in sounds))


@given(st.text(max_size=300))
def test_any_text_gives_bounded_keys_and_patterns(text: str) -> None:
    keys = search_keys(text)
    assert len(keys.pinyin.split(" ")) <= KEY_TOKENS_MAX + 1
    assert len(keys.initials.split(" ")) <= KEY_TOKENS_MAX + 1
    assert len(keys.sort_key) <= SORT_KEY_CHARS_MAX
    query_pattern(text)
