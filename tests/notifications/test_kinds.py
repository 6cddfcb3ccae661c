"""What can be said, in both languages, within its length, and what no message may ever say."""

import ast
import re
from pathlib import Path

import pytest

from carenet.core.words import catalogue
from carenet.notifications.kinds import ALL, KINDS
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
FIGURES = {"count", "unseen", "late", "short", "sessions", "alarms", "calls", "ill"}
MAY_HOLD = {"date", "time", "place", "title", "until"} | FIGURES
LONG = {
    "date": "2026-11-25",
    "time": "16:30",
    "place": "凤" * 200,
    "title": "作" * 200,
    **dict.fromkeys(FIGURES, 12345),
    "until": "21:00",
}
SMS_LETTERS = 67
LANGUAGES = ("zh_Hans", "en")


@pytest.mark.parametrize("kind", ALL, ids=lambda k: k.code)
def test_no_kind_has_a_variable_that_could_hold_a_child(kind):
    assert set(kind.variables) <= MAY_HOLD
    assert all(kind.variables[name] == "count" for name in FIGURES & set(kind.variables))
    for text in (kind.title, kind.body):
        assert set(re.findall(r"%\((\w+)\)", text)) <= set(kind.variables)


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
