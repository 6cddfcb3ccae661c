"""The week as a phone shows it: the strip of days and the line about it."""

from datetime import date, timedelta
from typing import Any, Final

from carenet.core import dates
from carenet.core.words import gettext, ngettext, pgettext
from carenet.pages.week.queries import Session, Week
from carenet.places.calendar_seed import lunar_short

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
KINDS: Final = {"holiday": "rest", "makeup": "work"}


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def line_of(mine: list[Session]) -> str:
    """This week in one line; its figures come from the cards shown below."""
    held = [one for one in mine if not one.off and one.word_by is None]
    if not held:
        return gettext("Nothing is fixed for this week.")
    hours = sum((one.ends_at - one.starts_at).total_seconds() for one in held) / 3600
    times = ngettext("%(n)s time this week", "%(n)s times this week", len(held)) % {"n": len(held)}
    return gettext("%(times)s, about %(hours)s hours") % {
        "times": times,
        "hours": dates.number(round(hours, 1)),
    }


def strip(found: Week, chosen: date | None, today: date) -> list[dict[str, Any]]:
    """Seven days with lunar name, day off, and marks for what is mine and where people are missing."""
    mine = {one.on_day for one in found.mine if not one.off}
    short = {one.on_day for one in found.near}
    days = []
    for row in found.days:
        day: date = row["day"]
        said = [
            gettext("I have something") if day in mine else "",
            gettext("people are missing") if day in short else "",
        ]
        days.append(
            {
                "href": f"/week?day={day.isoformat()}", "weekday": pgettext("weekday", WEEKDAYS[day.weekday()]),
                "day": day.day, "note": row["solar_term"] or lunar_short(row["lunar"] or ""), "mine": day in mine,
                "short": day in short, "current": day == (chosen or today), "today": day == today,
                "kind": KINDS.get(row["kind"] or "", ""), "words": gettext(", ").join(x for x in said if x),
            }
        )  # fmt: skip
    return days


def of_day(sessions: list[Session], chosen: date | None) -> list[Session]:
    """All of them, or those of one day."""
    return [one for one in sessions if chosen is None or one.on_day == chosen]
