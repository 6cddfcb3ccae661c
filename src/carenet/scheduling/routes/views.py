"""What several pages of sessions show: the strip, the grid, choices with their words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from carenet.core import clock, dates
from carenet.core.refusals import N_, MayNot, NotFound, Refusal
from carenet.core.words import gettext, pgettext
from carenet.scheduling import wording
from carenet.scheduling.queries.calendar import StripDay
from carenet.scheduling.queries.sessions import Session
from carenet.scheduling.rules.arranging import WaysTooLong

WEEKDAYS: Final = (
    N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"),
)  # fmt: skip


def monday_of(day: date | None) -> date:
    """The Monday of a day's week."""
    found = day or clock.today()
    return found - timedelta(days=found.weekday())


def strip(
    days: Sequence[StripDay], path: str, query: Mapping[str, str], chosen: date
) -> list[dict[str, Any]]:
    """Days as the week strip's macro takes them."""
    today = clock.today()
    kinds = {"holiday": "rest", "makeup": "work"}
    shown = []
    for one in days:
        words = [gettext(one.name)] if one.name else []
        words += [gettext("I have something")] if one.mine else []
        words += [gettext("people are missing")] if one.short else []
        shown.append({
            "href": f"{path}?{urlencode({**query, 'on': one.day.isoformat()})}",
            "weekday": pgettext("weekday", WEEKDAYS[one.day.weekday()]), "day": one.day.day,
            "note": one.lunar, "mine": one.mine, "short": one.short, "current": one.day == chosen,
            "today": one.day == today, "kind": kinds.get(one.kind, ""),
            "words": gettext(", ").join(words),
        })  # fmt: skip
    return shown


def by_day(rows: Sequence[Session]) -> dict[date, list[Session]]:
    """Sessions under their days."""
    found: dict[date, list[Session]] = defaultdict(list)
    for row in rows:
        found[row.on_day].append(row)
    return dict(found)


def by_room(rows: Sequence[Session]) -> list[tuple[str, dict[date, list[Session]]]]:
    """A week's sessions under their rooms and days: rooms by name, what has none last."""
    rooms = sorted({row.room_name or "" for row in rows}, key=lambda name: (not name, name))
    return [(room, by_day([r for r in rows if (r.room_name or "") == room])) for room in rooms]


def week_words(monday: date) -> str:
    """From-until of a week."""
    return f"{dates.day(monday)} \u2013 {dates.day(monday + timedelta(days=6))}"


def choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Codes with their words, for a select or a picker."""
    return [(code, gettext(text)) for code, text in words.items()]


def form_words() -> dict[str, Any]:
    """All choices of the series form."""
    return {
        "kinds": [kind for kind in choices(wording.KINDS) if kind[0] != "holiday_class"],
        "subjects": choices(wording.SUBJECTS),
        "activities": choices(wording.ACTIVITIES),
        "weeks": choices(wording.WEEKS),
        "weekdays": wording.weekday_choices(),
    }


def named_pairs(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, str]]:
    """Ids with names, for a select."""
    return [(row["id"], row["name"]) for row in rows]


def pass_on(refusal: Refusal) -> None:
    """What lies outside a duty or a reach is no sentence on a form: it is answered as such."""
    if isinstance(refusal, MayNot | NotFound):
        raise refusal


def require_places(centres: Sequence[Any], *, officer: bool) -> None:
    """Pages that arrange are for whoever runs a place.

    Raises:
        MayNot: no place is this person's to run.

    """
    if not centres and not officer:
        raise MayNot


def ways_words(refusal: WaysTooLong) -> str:
    """Who would not get there in time, from or to where, and by how much."""
    return " ".join(
        gettext("%(name)s: from or to %(place)s about %(need)s minutes, %(gap)s in between.")
        % {"name": name, "place": way.place, "need": way.need, "gap": way.gap}
        for name, way in refusal.late.values()
    )
