"""What time it is. Rules never ask: they are handed `now` and `today` by a verb, and verbs ask here."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_shift = timedelta(0)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC) + _shift


def today() -> date:
    """Today's date where the children live."""
    return now().astimezone(SHANGHAI).date()


def day_of(moment: datetime) -> date:
    """The local date of an aware moment."""
    return moment.astimezone(SHANGHAI).date()


def at(day: date, clock: time) -> datetime:
    """A local wall-clock time as an aware moment."""
    return datetime.combine(day, clock, SHANGHAI)


def shift(by: timedelta) -> None:
    """Move this process's clock, for tests and drills that travel in time."""
    global _shift  # noqa: PLW0603  one clock a process is the point
    _shift = by


def check_time_zones() -> None:
    """Fail at start, not at the first reminder, where the machine has no time zones.

    Raises:
        RuntimeError: Asia/Shanghai is missing or wrong.

    """
    if datetime(2026, 7, 1, tzinfo=SHANGHAI).utcoffset() != timedelta(hours=8):
        raise RuntimeError("the time zone Asia/Shanghai is missing or wrong: install tzdata")
