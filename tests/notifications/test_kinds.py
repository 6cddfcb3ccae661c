"""What can be said, in both languages, within its length, and what no message may ever say."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core.settings import SettingRefused
from carenet.core.words import catalogue
from carenet.notifications.channels.sms import FIELD_LETTERS_MAX as SMS_FIELD_MAX
from carenet.notifications.channels.templates import parse
from carenet.notifications.channels.wechat import FIELD_LETTERS_MAX, FIELD_TAKES
from carenet.notifications.kinds import ALL, DIGEST, KINDS, WEEKLY, Kind
from carenet.notifications.kinds.occasions import OCCASIONS
from carenet.notifications.rules.lengths import (
    SMS_LETTERS_MAX,
    SMS_PARTS_MAX,
    WECHAT_THING_MAX,
    sms_parts,
)
from carenet.notifications.samples import approved_text, longest, samples, setting_line
from carenet.notifications.wording import (
    BODY_LETTERS_MAX,
    TITLE_LETTERS_MAX,
    CannotSay,
    gives_away,
    never_said,
    path_of,
    say,
)

ROOT = Path(__file__).resolve().parents[2]
FIGURES = {"count", "unseen", "late", "short", "sessions", "alarms", "calls", "ill", "adults"}
MAY_HOLD = {"date", "time", "place", "title", "until", "until_date"} | FIGURES
LONG = {
    "date": "2026-11-25",
    "time": "16:30",
    "place": "凤" * 200,
    "title": "作" * 200,
    **dict.fromkeys(FIGURES, 12345),
    "until": "21:00",
    "until_date": "2026-11-26",
}
SMS_LETTERS = 67
LANGUAGES = ("zh_Hans", "en")
THREE_MESSAGES = {
    "session.evening", "session.soon", "session.leave", "session.moved", "session.yours",
    "session.stand_in", "session.stand_in_today", "session.uncovered", "session.seeking",
    "family.spoke", "family.silent", "session.place", "session.short", "session.unclosed",
    "letter.sent", "letter.again", "session.by_group",
}  # fmt: skip
"""With names of places and sessions at their longest, and an answer's link; usual ones are fewer."""


def faults_of(kind, said=None):
    """Everything that keeps a kind from being said; empty for one that may be. `said`: its words."""
    found = []
    if not set(kind.variables) <= MAY_HOLD:
        found.append("a variable that could hold a child")
    if any(kind.variables[name] != "count" for name in FIGURES & set(kind.variables)):
        found.append("a figure that is no count")
    named = set(re.findall(r"%\((\w+)\)", kind.title + kind.body))
    if not named <= set(kind.variables):
        found.append("a place without a variable")
    if any(gives_away(t) for t in (said or (kind.title, kind.body, kind.label))):
        found.append("a word that no message may hold")
    return found


@pytest.mark.parametrize("kind", ALL, ids=lambda k: k.code)
def test_no_kind_has_a_variable_that_could_hold_a_child(kind):
    assert not faults_of(kind)
    for language in LANGUAGES:
        found = samples(kind, language, longest(kind))
        texts = [part for s in found for part in (s.title, s.body, *(f[1] for f in s.fields))]
        assert not faults_of(kind, texts)


@pytest.mark.parametrize(
    ("title", "body", "variables", "why"),
    [
        ("A child", "%(child)s is missed", {"child": "text"}, "a variable that could hold a child"),
        ("A child", "She lives at %(address)s", {"address": "text"}, "a variable that could hold a child"),
        ("A number", "%(identity)s", {"identity": "count"}, "a variable that could hold a child"),
        ("Sessions", "%(count)s today", {"count": "text"}, "a figure that is no count"),
        ("Tomorrow", "At %(time)s in %(place)s", {"time": "time"}, "a place without a variable"),
        ("Counselling today", "Please come", {}, "a word that no message may hold"),
        ("Please come", "A child at high risk", {}, "a word that no message may hold"),
        ("Left-behind children", "Please come", {}, "a word that no message may hold"),
        ("Please come", "45022620150314003X", {}, "a word that no message may hold"),
    ],
)  # fmt: skip
def test_the_lint_bites(title, body, variables, why):
    assert why in faults_of(Kind("planted.kind", "planted", title, body, variables))


@pytest.mark.parametrize("word", never_said())
def test_the_lint_bites_at_every_word_in_whatever_case_and_place(word):
    assert faults_of(Kind("planted.kind", "planted", f"So {word.upper()}!", f"x{word}x"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ALL, ids=lambda k: k.code)
def test_every_kind_fits_each_way_with_the_longest_values_or_says_how_many_messages_it_is(
    kind, language
):
    by_way = {s.channel: s for s in samples(kind, language, longest(kind))}
    for way in ("inapp", "email", "webhook", "group"):
        assert way not in by_way or by_way[way].fits, way
    if "sms" not in by_way:
        return
    assert by_way["sms"].used <= SMS_LETTERS_MAX
    assert by_way["sms"].parts == sms_parts(by_way["sms"].used) <= SMS_PARTS_MAX
    cut = [field for field, text, used, most in by_way["wechat"].fields if used > most]
    texts = sum(sort == "text" for sort in kind.variables.values())
    assert len(cut) <= texts + (language == "en")


@pytest.mark.parametrize("kind", ALL, ids=lambda k: k.code)
def test_what_a_card_of_wechat_is_about_is_never_cut_in_chinese(kind):
    about = say(kind.code, "session:1", LONG, "zh_Hans").values["about"]
    assert len(about) <= WECHAT_THING_MAX


def test_the_kinds_that_are_more_than_two_text_messages_in_chinese_are_these():
    many = {
        kind.code
        for kind in ALL
        for s in samples(kind, "zh_Hans", longest(kind))
        if s.channel == "sms" and s.parts > 2
    }
    assert many <= THREE_MESSAGES


@pytest.mark.parametrize("channel", ["sms", "wechat"])
@pytest.mark.parametrize("kind", ALL, ids=lambda k: k.code)
def test_the_line_that_the_page_gives_for_a_providers_template_is_one_that_is_taken(kind, channel):
    takes = FIELD_TAKES if channel == "wechat" else None
    (made,) = parse(f"{channel.upper()}_TEMPLATES", setting_line(kind, channel), takes).values()
    words = say(kind.code, "session:1", LONG, "zh_Hans")
    values = {**words.values, "code": "x" * 32, "when": "2026-11-25 16:30"}
    most = FIELD_LETTERS_MAX if channel == "wechat" else SMS_FIELD_MAX
    filled = made.filled(values, most, words.exact)
    assert all(filled.values())
    assert len(approved_text(kind, "zh_Hans")) <= SMS_LETTERS_MAX
    for variable in made.fields.values():
        assert variable in values


@pytest.mark.parametrize(
    "line",
    ["session.soon=T/time1:place", "session.soon=T/phrase1:title", "session.soon=T/number1:date",
     "session.soon=T/thing1:child", "session.soon=T/character_string1:place"],
)  # fmt: skip
def test_a_field_that_would_refuse_its_variable_is_refused_at_the_start(line):
    with pytest.raises(SettingRefused):
        parse("WECHAT_TEMPLATES", line, FIELD_TAKES)


def test_a_date_goes_to_wechat_in_numbers_and_without_the_day_of_the_week():
    words = say("session.soon", "session:1", {**LONG, "date": "2026-11-25"}, "zh_Hans")
    made = parse(
        "WECHAT_TEMPLATES", "session.soon=T/date1:date/time2:time/thing3:date", FIELD_TAKES
    )
    filled = made["session.soon"].filled(words.values, FIELD_LETTERS_MAX, words.exact)
    assert (filled["date1"], filled["time2"]) == ("2026-11-25", "16:30")
    assert filled["thing3"] != filled["date1"]


@given(st.integers(min_value=1, max_value=SMS_LETTERS_MAX))
def test_a_text_message_is_one_up_to_seventy_letters_and_each_sixty_seven_beyond(letters):
    parts = sms_parts(letters)
    assert (parts == 1) == (letters <= 70)
    assert parts == 1 or (parts - 1) * 67 < letters <= parts * 67


def test_every_kind_has_its_occasion_and_no_occasion_is_of_no_kind():
    assert set(OCCASIONS) == set(KINDS)


def test_every_kind_is_said_from_somewhere():
    sources = [
        path.read_text()
        for folder in (ROOT / "src" / "carenet", ROOT / "workers")
        for path in folder.rglob("*.py")
        if path.parent.name not in ("kinds", "occasions", "demo")
    ]
    said_by_name = {DIGEST, WEEKLY}
    for kind in ALL:
        assert kind.code in said_by_name or any(f'"{kind.code}"' in text for text in sources), (
            kind.code
        )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ALL, ids=lambda k: k.code)
def test_every_kind_is_sayable_within_its_length_and_gives_nothing_away(kind, language):
    words = say(kind.code, "session:1", LONG, language)
    assert len(words.title) <= TITLE_LETTERS_MAX + 20
    assert len(words.body) <= BODY_LETTERS_MAX
    assert not gives_away(words.title + words.body)
    assert "%(" not in words.title + words.body + words.path


def test_the_day_of_a_director_is_at_most_three_text_messages():
    words = say("today.director", "today:x", LONG, "zh_Hans")
    assert len(words.title + words.body) <= 3 * SMS_LETTERS


@pytest.mark.parametrize("kind", ALL, ids=lambda k: k.code)
def test_every_kind_is_in_the_chinese_catalogue_with_the_same_places(kind):
    for text in (kind.label, kind.title, kind.body):
        chinese = catalogue("zh_Hans").get((None, text))
        assert chinese, text
        assert set(re.findall(r"%\(\w+\)s", chinese[0])) <= set(re.findall(r"%\(\w+\)s", text))


@pytest.mark.parametrize("word", never_said())
def test_a_text_that_gives_something_away_is_replaced_by_a_neutral_one(word):
    details = {"date": "2026-11-25", "time": "16:30", "place": "活动室", "title": f"小组{word}活动"}
    words = say("session.soon", "session:1", details, "zh_Hans")
    assert word.lower() not in (words.title + words.body).lower()


def test_an_identity_number_in_a_text_is_not_said():
    details = {
        "date": "2026-11-25",
        "time": "16:30",
        "place": "45022620150314003X",
        "title": "作业",
    }
    assert "450226" not in say("session.soon", "session:1", details, "en").body


@pytest.mark.parametrize(
    ("details", "why"),
    [({}, "lacks"), ({"date": "soon", "time": "16:30", "place": "a", "title": "b"}, "wrong date")],
)
def test_a_message_without_its_values_is_refused(details, why):
    with pytest.raises(CannotSay, match=why):
        say("session.evening", "session:1", details, "en")


def test_an_unknown_kind_is_refused():
    with pytest.raises(CannotSay):
        say("session.gossip", "session:1", {}, "en")


@pytest.mark.parametrize(
    ("path", "goes"),
    [
        ("/family/consents", "/family/consents"),
        ("//evil.test/x", "/sessions/7"),
        ("https://evil.test", "/sessions/7"),
        ("/a\r\nb", "/sessions/7"),
        (None, "/sessions/7"),
    ],
)
def test_a_message_leads_only_to_our_own_pages(path, goes):
    assert path_of(KINDS["session.soon"], "session:7", {"path": path}) == goes


def test_every_kind_that_is_reminded_of_anywhere_can_be_said():
    unknown = []
    for source in (ROOT / "src" / "carenet").rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            if not (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).endswith("remind")
                and node.args
            ):
                continue
            kind = node.args[0]
            if isinstance(kind, ast.Constant) and kind.value not in KINDS:
                unknown.append((source.name, kind.value))
    assert not unknown
