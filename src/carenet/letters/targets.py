"""To whom a letter may go: the choices of the form, and what a choice means."""

from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.refusals import NotFound
from carenet.core.words import gettext
from carenet.letters.rules import Target
from carenet.places.cache import codes_within, name_of

AREA: Final = "area"
VILLAGES_MAX: Final = 400


def choices(known: dict[str, Any], actor: Actor) -> list[tuple[str, str]]:
    """Value and words of every place, office and class the actor may write to."""
    found: list[tuple[str, str]] = []
    if actor.is_officer:
        found += [(f"{AREA}:{code}", name_of(code)) for code in _places(actor)]
    names = {office["id"]: office["name"] for office in known["offices"]}
    found += [(f"office:{id_}", name) for id_, name in names.items()]
    for one in known["classes"]:
        value = f"class:{one['organisation']}:{one['class_name']}"
        words = {"school": names[one["organisation"]], "name": one["class_name"]}
        found.append((value, gettext("%(school)s, class %(name)s") % words))
    return found


def _places(actor: Actor) -> list[str]:
    """One's own area, its townships for a county, its villages for a township."""
    level = "township" if len(actor.lo) <= 6 else "village"
    codes = [c for c in codes_within(actor.lo, actor.hi, level)
             if not actor.towns or c[:9] in actor.towns]  # fmt: skip
    own = [] if actor.towns else [actor.lo.ljust(12, "0")]
    return list(dict.fromkeys([*own, *codes[:VILLAGES_MAX]]))


def villages(actor: Actor) -> list[tuple[str, str]]:
    """The villages of the actor's area, code and name."""
    if not actor.is_officer:
        return []
    codes = codes_within(actor.lo, actor.hi, "village")
    return [(code, name_of(code)) for code in codes if not actor.towns or code[:9] in actor.towns][
        :VILLAGES_MAX
    ]


def target_of(value: str, known: dict[str, Any], actor: Actor) -> Target:
    """What a choice means. Whether it lies within reach is asked of the database as well.

    Raises:
        NotFound: it is none of the choices.

    """
    if value not in {code for code, _ in choices(known, actor)}:
        raise NotFound
    what, _, rest = value.partition(":")
    if what == AREA:
        lo = next((rest[:n] for n in (6, 9) if rest[n:].strip("0") == ""), rest)
        return Target(rest, lo, f"{lo}~")
    id_, _, class_name = rest.partition(":")
    office = next(o for o in known["offices"] if o["id"] == UUID(id_))
    return Target(office["division"], office=office["id"], class_name=class_name or None)
