"""What a kind of message looks like by each way: with usual values for people, with the longest for the lint."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from carenet.core import clock
from carenet.core.refusals import N_
from carenet.core.words import gettext, speaking
from carenet.notifications.channels.console import Console
from carenet.notifications.channels.email import Email
from carenet.notifications.channels.group import Group
from carenet.notifications.channels.templates import CODE_BYTES
from carenet.notifications.channels.webhook import Webhook
from carenet.notifications.kinds import Kind
from carenet.notifications.rules.lengths import (
    SMS_LETTERS_MAX,
    SMS_VARIABLE_MAX,
    WECHAT_THING_MAX,
    sms_letters,
    sms_parts,
)
from carenet.notifications.wording import BODY_LETTERS_MAX, TEXT_LETTERS_MAX, Words, say

SIGNATURE: Final = "carenet"
LINK: Final = "https://carenet.example.org/m/" + "x" * (CODE_BYTES * 4 // 3)
"""As long as an answer's link is, under an address of usual length."""
COUNT_LONGEST: Final = 9999
PLACE: Final = N_("children's room of Phoenix village")
TITLE: Final = N_("homework help")
PROVIDER_FIELDS: Final[Mapping[str, str]] = {
    "date": "date", "time": "time", "count": "number", "text": "thing",
}  # fmt: skip
FREE: Final = {
    "email": Email.capabilities.body_letters_max,
    "webhook": Webhook.capabilities.body_letters_max,
    "group": Group.capabilities.body_letters_max,
    "console": Console.capabilities.body_letters_max,
}
GROUP_KIND: Final = "office.morning"


@dataclass(frozen=True, slots=True)
class Sample:
    """A message by one way: its text, the letters used and allowed, and how many messages it is charged as."""

    channel: str
    title: str
    body: str
    used: int
    limit: int
    parts: int = 1
    fields: tuple[tuple[str, str, int, int], ...] = ()
    """WeChat: field, value, letters used and allowed."""

    @property
    def fits(self) -> bool:
        """Is nothing cut?"""
        return self.used <= self.limit and all(used <= most for _, _, used, most in self.fields)


def usual(kind: Kind) -> dict[str, Any]:
    """Values as they usually are; to be taken while the language is being spoken."""
    day = clock.today() + timedelta(days=1)
    of = {"date": day.isoformat(), "time": "16:30", "count": 3}
    texts = {"place": gettext(PLACE), "title": gettext(TITLE)}
    return {n: texts.get(n, "") if t == "text" else of[t] for n, t in kind.variables.items()}


def longest(kind: Kind, letters: int = TEXT_LETTERS_MAX) -> dict[str, Any]:
    """The longest values that a kind can have, its texts so many letters long."""
    day = clock.today().replace(month=12, day=30) + timedelta(days=366)  # with its year
    of = {"date": day.isoformat(), "time": "16:30", "count": COUNT_LONGEST, "text": "m" * letters}
    return {name: of[sort] for name, sort in kind.variables.items()}


def samples(
    kind: Kind, language: str, values: Mapping[str, Any], signature: str = SIGNATURE
) -> list[Sample]:
    """One kind by every way that can say it, in one language."""
    words = say(kind.code, "sample:0", values, language)
    if kind.code == GROUP_KIND:
        return [_free("group", words)]
    found = [Sample("inapp", words.title, words.body, len(words.body), BODY_LETTERS_MAX)]
    found += [_sms(kind, language, values, signature), _wechat(kind, words)]
    return found + [_free(way, words) for way in ("email", "webhook")]


def _free(way: str, words: Words) -> Sample:
    return Sample(way, words.title, words.body, len(words.body), FREE[way])


def sms_text(kind: Kind, language: str, values: Mapping[str, Any]) -> str:
    """The text of a text message: what is in the app, its texts within a variable, its link where it asks."""
    shorter = {k: v[:SMS_VARIABLE_MAX] if isinstance(v, str) else v for k, v in values.items()}
    body = say(kind.code, "sample:0", shorter, language).body
    return f"{body} {LINK}" if kind.asks else body


def _sms(kind: Kind, language: str, values: Mapping[str, Any], signature: str) -> Sample:
    text = sms_text(kind, language, values)
    used = sms_letters(text, signature)
    return Sample(
        "sms", "", f"\u3010{signature}\u3011{text}", used, SMS_LETTERS_MAX, sms_parts(used)
    )


def _wechat(kind: Kind, words: Words) -> Sample:
    """The fields of a template as it is best applied for: what it is about, then each variable."""
    rows = [("thing1", words.values["about"], WECHAT_THING_MAX)]
    for nth, (name, sort) in enumerate(kind.variables.items(), start=2):
        text = words.exact.get(name, words.values[name])
        most = WECHAT_THING_MAX if sort == "text" else 32
        rows.append((f"{PROVIDER_FIELDS[sort]}{nth}", text, most))
    shown = tuple((field, _cut(text, most), len(text), most) for field, text, most in rows)
    longest_ = max(rows, key=lambda row: len(row[1]) / row[2])
    return Sample("wechat", words.title, "", len(longest_[1]), longest_[2], fields=shown)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}\u2026"


def approved_text(kind: Kind, language: str) -> str:
    """The text to hand in to the text messages' provider: its variables as it writes them."""
    marks = {name: f"${{{name}}}" for name in kind.variables}
    with speaking(language):
        body = gettext(kind.body) % marks
    return f"{body} https://(address)/m/${{code}}" if kind.asks else body


def setting_line(kind: Kind, channel: str) -> str:
    """The line of CARENET_SMS_TEMPLATES or CARENET_WECHAT_TEMPLATES that goes with it."""
    if channel == "sms":
        pairs = [f"{name}:{name}" for name in kind.variables] + (["code:code"] if kind.asks else [])
    else:
        pairs = ["thing1:about"] + [
            f"{PROVIDER_FIELDS[sort]}{nth}:{name}"
            for nth, (name, sort) in enumerate(kind.variables.items(), start=2)
        ]
    return "/".join([f"{kind.code}=TEMPLATE", *pairs])
