"""Codes of rounds and proposals in words, in the language being spoken."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from carenet.core.dates import long_day
from carenet.core.refusals import N_
from carenet.core.words import gettext, ngettext, pgettext, translate
from carenet.matching import wording_causes, wording_loads
from carenet.places.cache import name_of

cause = wording_causes.cause
SPREADS: Final = wording_loads.SPREADS
TOGETHER: Final = wording_loads.TOGETHER
spread, shared, circles = wording_loads.spread, wording_loads.shared, wording_loads.circles
place_price, is_scarce = wording_loads.place_price, wording_loads.is_scarce
SERVICES: Final = {
    "tutoring": N_("Tutoring"),
    "proxy_parent": N_("Proxy parent"),
    "host_family": N_("Host family"),
    "paired_teacher": N_("Paired teacher"),
    "peer": N_("Circle of friends"),
}
SUBJECTS: Final = {
    "chinese": N_("Chinese"), "math": N_("Maths"), "english": N_("English"), "reading": N_("Reading"),
}  # fmt: skip
TEACHES: Final = {
    "chinese": N_("teaches Chinese"), "math": N_("teaches maths"),
    "english": N_("teaches English"), "reading": N_("reads with children"),
}  # fmt: skip
LANGUAGES: Final = {
    "mandarin": N_("Mandarin"), "guiliu": N_("Guiliu"), "zhuang": N_("Zhuang"), "dong": N_("Dong"),
    "miao": N_("Miao"), "yao": N_("Yao"), "liujia": N_("Liujia"),
}  # fmt: skip
ROUND_STATES: Final = {
    "open": (N_("Not solved yet"), "info"), "solving": (N_("Being solved"), "info"),
    "draft": (N_("Draft"), "warn"), "published": (N_("Published"), "ok"), "closed": (N_("Round closed"), ""),
}  # fmt: skip
LINE_STATES: Final = {
    "draft": (N_("Proposed"), ""), "locked": (N_("Kept"), "ok"), "refused": (N_("Refused"), "bad"),
    "published": (N_("Waits for the guardian"), "info"), "agreed": (N_("Waits for the helper"), "info"),
    "accepted": (N_("Accepted"), "ok"), "settled": (N_("Begun"), "ok"),
    "declined": (N_("Declined"), "warn"), "withdrawn": (N_("Taken back"), ""),
}  # fmt: skip
DECISIONS: Final = {
    "lock": N_("kept"), "unlock": N_("no longer kept"), "refuse": N_("refused"),
    "restore": N_("refusal taken back"), "published": N_("published"), "agreed": N_("guardian agreed"),
    "guardian_refused": N_("guardian said no"), "accepted": N_("helper accepted"),
    "declined": N_("helper declined"), "lapsed": N_("no answer in time"),
    "withdrawn": N_("taken back"), "moved": N_("moved here by hand"), "next_best": N_("went to the next best"),
    "between": N_("suggested in between, taken into the draft"),
    "too_few": N_("fewer than three families agreed"),
}  # fmt: skip
TERMS: Final = {
    "travel": N_("way, in minutes"), "language": N_("language"), "new": N_("a new face"),
    "busy": N_("has others already"),
}  # fmt: skip
UNKNOWN_MINUTES: Final = 30_000
VOICES: Final = {
    "too_young": N_("The child is too young to be asked."),
    "not_reached": N_("The child could not be asked yet; it will be asked before the beginning."),
    "not_good": N_("Asking now would not be good for the child."),
}


def service(code: str) -> str:
    return gettext(SERVICES.get(code, code))


def services(one: Any) -> str:
    """The services of a round."""
    return gettext(", ").join(service(code) for code in (one.service, *one.also))


def subject(code: str | None) -> str:
    return gettext(SUBJECTS.get(code, code)) if code else ""


def state(code: str) -> tuple[str, str]:
    """A round's state in words, and its tone."""
    words, tone = ROUND_STATES[code]
    return pgettext("desk", words), tone


def line_state(code: str) -> tuple[str, str]:
    """A line's state in words, and its tone."""
    words, tone = LINE_STATES[code]
    return gettext(words), tone


def offered(offer: Any) -> str:
    """How many, from when until when."""
    values = {"n": offer.capacity, "from": long_day(offer.starts_on)}
    if offer.ends_on is None:
        return translate(N_("%(n)s, from %(from)s until you say otherwise"), **values)
    return translate(
        N_("%(n)s, from %(from)s until %(until)s"), **values, until=long_day(offer.ends_on)
    )


def reasons(told: Mapping[str, Any]) -> list[str]:
    """Why this helper: the way, the subject, the language, what is known already."""
    minutes = told["minutes"]
    found = [gettext("same village")] if told["same_village"] else []
    if minutes >= UNKNOWN_MINUTES:
        found.append(gettext("the way is not known"))
    elif told["on_foot"] and (minutes or not found):
        found.append(
            ngettext("%(n)s minute on foot", "%(n)s minutes on foot", minutes) % {"n": minutes}
        )
    elif not told["on_foot"]:
        way = ngettext("%(n)s minute by motorbike", "%(n)s minutes by motorbike", minutes)
        found.append(way % {"n": minutes})
    if told["subject"]:
        found.append(gettext(TEACHES.get(told["subject"], told["subject"])))
    if told["language"]:
        name = gettext(LANGUAGES.get(told["language"], told["language"]))
        sentence = (
            N_("can explain in %(language)s")
            if told["explains"]
            else N_("understands %(language)s")
        )
        found.append(translate(sentence, language=name))
    if told.get("circle"):
        found.insert(0, circle(told["circle"], told["children"], told.get("begun", 0)))
    if told["sibling"]:
        found.append(gettext("a brother or sister is there already"))
    return found


def circle(of: str, children: int, begun: int = 0) -> str:
    """How many friends, what they share, and whether they meet already."""
    if begun:
        sentence = (
            N_("to a circle of %(n)s children of one class that meets already")
            if of == "class"
            else N_("to a circle of %(n)s children of one village that meets already")
        )
        return translate(sentence, n=begun)
    sentence = (
        N_("circle of %(n)s children of one class")
        if of == "class"
        else N_("circle of %(n)s children of one village")
    )
    return translate(sentence, n=children)


def terms(told: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The parts of a line's cost in words."""
    return [(gettext(words), told["terms"].get(name, 0)) for name, words in TERMS.items()]


def tier(number: int) -> str:
    return translate(N_("tier %(n)s"), n=number + 1)


def proofs(summary: Mapping[str, Any]) -> list[str]:
    """What is proven about a draft, in plain words, tier by tier."""
    found = []
    for level, counts in sorted(summary["unmatched"].items(), key=lambda item: int(item[0])):
        words = tier(int(level))
        left, bound = int(counts["value"]), int(counts["bound"])
        if left == 0:
            found.append(translate(N_("Every child of %(tier)s has somebody."), tier=words))
        elif left <= bound:
            found.append(
                translate(
                    N_("%(tier)s: %(left)s children without anybody. No arrangement can serve one more child of this tier."),
                    tier=words, left=left,
                )
            )  # fmt: skip
        else:
            found.append(
                translate(
                    N_("%(tier)s: %(left)s children without anybody; at best %(bound)s. This was not proven further in the time given."),
                    tier=words, left=left, bound=bound,
                )
            )  # fmt: skip
    return found


def levels(summary: Mapping[str, Any]) -> list[str]:
    """The tiers of a draft in words, most urgent first."""
    return [tier(int(t)) for t in sorted(summary["unmatched"], key=int)]


def comparison(summary: Mapping[str, Any]) -> list[tuple[str, list[int], int | None]]:
    """Children left without anybody by tier, and the cost: today, in order of asking, by hand, here."""
    found = sorted(summary["unmatched"], key=int)
    beside = summary["beside"]
    rows = [
        (gettext(words), [int(beside[key].get(t, 0)) for t in found], beside[key]["cost"])
        for key, words in WAYS.items()
        if key in beside
    ]
    own = [int(summary["unmatched"][t]["value"]) for t in found]
    return [*rows, (gettext("This draft"), own, int(summary["cost"]["value"]))]


WAYS: Final = {
    "today": N_("As it is today"), "first_come": N_("First come, first served"),
    "by_hand": N_("By hand, most urgent first"),
}  # fmt: skip
NEWCOMERS: Final = {
    "tutoring": N_("%(helpers)s more cleared women in %(place)s who can tutor"),
    "proxy_parent": N_("%(helpers)s more cleared women in %(place)s as proxy parents"),
    "host_family": N_("%(helpers)s more approved homes in %(place)s, %(room)s beds each"),
}  # fmt: skip


def remedies(summary: Mapping[str, Any], service: str) -> list[tuple[str, str]]:
    """What would mend a shortage, and what it would bring; each was verified by solving again."""
    found = []
    for one in summary.get("remedies") or ():
        who = translate(
            NEWCOMERS[service],
            helpers=one["helpers"], room=one["room"], place=name_of(one["division"]),
        )  # fmt: skip
        if one["subject"]:
            who += f" ({subject(one['subject'])})"
        brings = ngettext(
            "%(n)s child more would have somebody", "%(n)s children more would have somebody",
            one["children"],
        ) % {"n": one["children"]}  # fmt: skip
        tiers = [
            f"{tier(int(t))} {n:+d}"
            for t, n in sorted(one["placed"].items(), key=lambda item: int(item[0]))
            if n
        ]
        found.append((who, f"{brings} ({gettext(', ').join(tiers)})"))
    return found


def signed(number: int) -> str:
    """A difference with its sign."""
    return f"{number:+d}"


def price(told: Any) -> list[str]:
    """What a move by hand costs the others, in words."""
    if told.left is None:
        if told.room > 0:
            return [gettext("There is room: nobody else is moved.")]
        return [
            gettext("This helper is full. The round is solved again with this line kept; who then yields is seen in the new draft.")
        ]  # fmt: skip
    found = [
        gettext("This helper is full: the round is solved again with this line kept."),
        translate(N_("Cost of the whole draft: %(n)s."), n=signed(told.cost)),
    ]
    for level, number in sorted(told.left.items()):
        if number > 0:
            words = N_("%(tier)s: %(n)s children more without anybody.")
            found.append(translate(words, tier=tier(level), n=number))
        elif number < 0:
            words = N_("%(tier)s: %(n)s children fewer without anybody.")
            found.append(translate(words, tier=tier(level), n=-number))
    if not any(told.left.values()):
        found.append(gettext("No child loses its place."))
    return found


def next_best(line: Mapping[str, Any]) -> str:
    """What the next best with room would cost more; all full, or nobody else."""
    others = line["next_best"] or []
    free = [o for o in others if o["room"] > 0]
    if free:
        return f"{free[0]['extra']:+d}"
    return gettext("all full") if others else "\u2013"


def options(values: Mapping[str, str] | Sequence[str]) -> list[tuple[str, str]]:
    """Choices for a form."""
    pairs = values.items() if isinstance(values, Mapping) else ((v, v) for v in values)
    return [(code, gettext(words)) for code, words in pairs]
