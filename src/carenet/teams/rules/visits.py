"""How long a visit is, how a monthly weekend repeats, and which agreement stands behind it.

Source: rules of the field, visiting teams: a weekend each month, or one stay of at most fourteen days.
"""

from datetime import date, timedelta
from typing import Final

from carenet.core.refusals import N_, Refusal

BLOCK_DAYS_MAX: Final = 14
WEEKEND_DAYS_MAX: Final = 3
MONTHS_MAX: Final = 6
AHEAD_MAX: Final = timedelta(days=400)
WEEK: Final = 7
RHYTHMS: Final = {
    "block": N_("one stay of at most 14 days"),
    "weekend": N_("a weekend each month"),
}


class CannotVisit(Refusal):
    """A visit cannot be planned like this."""

    msgid = N_("A visit cannot be planned like this.")


def same_weekend(day: date, months: int) -> date:
    """The same weekday of the same week of the month, so many months later; a fifth becomes a fourth."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    first += timedelta(days=(day.weekday() - first.weekday()) % WEEK)
    return first + timedelta(days=WEEK * min((day.day - 1) // WEEK, 3))


def stays(rhythm: str, first_on: date, last_on: date, months: int) -> list[tuple[date, date]]:
    """First and last day of each stay; of a weekend that comes again one for each month."""
    if rhythm == "block":
        return [(first_on, last_on)]
    length = last_on - first_on
    starts = [same_weekend(first_on, n) if n else first_on for n in range(months)]
    return [(start, start + length) for start in starts]


def require_visit(
    rhythm: str, first_on: date, last_on: date, months: int, agreed_on: date, today: date
) -> None:
    """The days do.

    Raises:
        CannotVisit: they do not, and the sentence says why.

    """
    if first_on <= last_on and first_on < today:
        raise CannotVisit(N_("A visit begins today at the earliest."))
    _require_length(rhythm, first_on, last_on)
    if first_on - today > AHEAD_MAX:
        raise CannotVisit(N_("A visit is planned at most thirteen months ahead."))
    if rhythm == "block" and months > 1:
        raise CannotVisit(N_("Only a weekend comes again each month."))
    if agreed_on > today:
        raise CannotVisit(N_("The agreement is signed before the visit is proposed: its date cannot be in the future."))  # fmt: skip


def _require_length(rhythm: str, first_on: date, last_on: date) -> None:
    days = (last_on - first_on).days + 1
    if days < 1:
        raise CannotVisit(N_("The last day lies before the first."))
    if rhythm == "weekend" and days > WEEKEND_DAYS_MAX:
        raise CannotVisit(N_("A weekend has at most three days, Friday to Sunday."))
    if days > BLOCK_DAYS_MAX:
        raise CannotVisit(N_("A visit has at most 14 days. Please plan another one."))


def require_move(
    rhythm: str, was: tuple[date, date], then: tuple[date, date], today: date, *, begun: bool
) -> None:
    """A visit may have these days instead; `begun` when an approved one is under way.

    Raises:
        CannotVisit: it may not, and the sentence says why.

    """
    _require_length(rhythm, *then)
    if was == then:
        raise CannotVisit(N_("These are the days it has already."))
    if begun and then[0] != was[0]:
        raise CannotVisit(N_("The visit has begun: only its last day can change."))
    if then[1] < today or (then[0] < today and then[0] != was[0]):
        raise CannotVisit(N_("Other days begin today at the earliest."))
    if then[0] - today > AHEAD_MAX:
        raise CannotVisit(N_("A visit is planned at most thirteen months ahead."))
