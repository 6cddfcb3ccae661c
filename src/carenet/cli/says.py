"""What the command line says, in the language of the person at the terminal."""

import json
import os
import sys
from typing import Any

from carenet.core.paths import NoSuchUser
from carenet.core.refusals import N_
from carenet.core.settings import SettingRefused

__all__ = [
    "N_",
    "AnswerIsNo",
    "Trouble",
    "complain",
    "language",
    "refusal",
    "say",
    "show_json",
    "told",
    "why",
]  # fmt: skip


class Trouble(Exception):  # noqa: N818  it reads as what happened
    """The command cannot go on; the sentence is all the person needs. Ends with `code`."""

    code = 2


class AnswerIsNo(Trouble):
    """The command was used well, and the answer is no."""

    code = 1


def language() -> str:
    """zh_Hans or en: CARENET_LANGUAGE, else the terminal's own language."""
    chosen = os.environ.get("CARENET_LANGUAGE", "")
    if chosen in {"zh_Hans", "en"}:
        return chosen
    spoken = next(
        (os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), ""
    )
    return "zh_Hans" if spoken.lower().startswith("zh") else "en"


def told(msgid: str, **values: object) -> str:
    """The sentence in the person's language with its values filled in."""
    if language() == "en":
        return msgid % values if values else msgid
    from carenet.core.words import speaking, translate  # the catalogue takes a moment to read

    with speaking("zh_Hans"):
        return translate(msgid, **values)


def say(msgid: str, **values: object) -> None:
    """Print a sentence now: the reader may be a log."""
    print(told(msgid, **values), flush=True)


def complain(sentence: str) -> None:
    """One line on standard error."""
    print(f"carenet: {sentence}", file=sys.stderr, flush=True)


def show_json(facts: Any) -> None:
    """Facts for another program."""
    print(json.dumps(facts, ensure_ascii=False, indent=2, default=str))


def why(wrong: Exception) -> str:
    """What an exception has to say, in the person's language where it has words for that."""
    if isinstance(wrong, NoSuchUser):
        return told(N_("There is no user %(name)s: set CARENET_RUN_AS."), name=wrong)
    msgid, values = getattr(wrong, "msgid", None), getattr(wrong, "values", {})
    return told(msgid, **values) if msgid else str(wrong)


def refusal(wrong: SettingRefused) -> str:
    """A wrong setting in one line."""
    expected = told(wrong.expected, **wrong.values)
    return told(
        N_("%(name)s is wrong. Expected: %(expected)s."), name=wrong.name, expected=expected
    )
