"""Why nobody was found for a child, in words."""

from collections.abc import Mapping
from typing import Any, Final

from carenet.core.refusals import N_
from carenet.core.words import gettext, translate

RULES: Final = {
    "reach": N_("too far away"), "school": N_("at another school"),
    "sex": N_("takes no girls, or no boys, or a woman or man was asked for"),
    "beds": N_("not enough beds"), "language": N_("no common language"),
    "subject": N_("another subject"), "time": N_("free at other times"),
    "kept_apart": N_("kept apart, or family"), "banned": N_("refused before"),
    "not_together": N_("has a child who is not to be together with this one"),
}  # fmt: skip
LEFT_OUT: Final = {
    "refused": N_("The guardian said no to this."),
    "no_school": N_("No school is written down for this child."),
    "no_circle": N_(
        "No two other children of the class or the village can form a circle with this child yet."
    ),
}


def cause(group: Mapping[str, Any]) -> str:
    """Why nobody was found for a child."""
    told = group["reasons"]
    if told.get("cause") == "capacity":
        there = told.get("instead") or {}
        sooner = sum(n for t, n in there.items() if int(t) < group["tier"])
        if sooner:
            return translate(
                N_("All who could are full, with %(n)s children whose need is more urgent."),
                n=sooner,
            )
        return gettext("All who could are full, with children whose need is as urgent.")
    if told.get("cause") in LEFT_OUT:
        return gettext(LEFT_OUT[told["cause"]])
    lost = told.get("emptied") or {}
    if not lost:
        return gettext("Nobody offers this here at present.")
    parts = [
        f"{gettext(RULES.get(rule, rule))} {count}"
        for rule, count in sorted(lost.items(), key=lambda item: -item[1])
    ]
    return translate(N_("Nobody fits: %(parts)s."), parts=gettext(", ").join(parts))
