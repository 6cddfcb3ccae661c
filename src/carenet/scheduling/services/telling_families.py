"""A family hears once that somebody else comes to teach: by title, place and day, never by a name."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.reminders import remind, unremind
from carenet.scheduling.rules.away import family_hears
from carenet.scheduling.services.succeeding import AFTER
from carenet.scheduling.wording import details_of

FAMILIES: Final = "select app.families_of_series($1, $2) as person"
TAUGHT: Final = "tutoring"
OTHERS: Final = """
select exists (select from standing_sign_ups where series = $1 and ended_at is null and until_on = $2)"""

AHEAD: Final = (
    "select distinct until_on from standing_sign_ups where series = $1 and until_on >= $2"
)


async def tell_families_of_last_day(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of LastDaySaid: who cares for the children of a series that goes on without somebody."""
    for fact in payloads:
        series, last_on = UUID(fact["series"]), date.fromisoformat(fact["last_on"])
        async with transaction(by) as db:
            was = fact.get("was")
            if was and was != fact["last_on"]:
                await _take_back(db, series, date.fromisoformat(was))
            await _tell("session.new_adult", series, last_on, _last(series, last_on), db)


async def tell_families_of_leave(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of AwayForLong: others come for weeks, until a day that is known."""
    for fact in payloads:
        series, first = UUID(fact["series"]), date.fromisoformat(fact["first_on"])
        subject = f"series:{series}:away:{fact['first_on']}:{fact['until_on']}"
        async with transaction(by) as db:
            await _tell(
                "session.adult_away", series, first - timedelta(days=1), subject, db,
                until_date=fact["until_on"],
            )  # fmt: skip


def _last(series: UUID, last_on: date) -> str:
    return f"series:{series}:until:{last_on.isoformat()}"


async def drop_word_to_families(db: Scope, series: UUID) -> None:
    """The series meets no more: what was to be said of its adults is not."""
    for row in await db.fetch(AHEAD, series, clock.today()):
        await unremind(_last(series, row["until_on"]))


async def _take_back(db: Scope, series: UUID, was: date) -> None:
    """What was to be said of another last day is not, unless somebody else goes on that day."""
    if not await db.fetchval(OTHERS, series, was):
        await unremind(_last(series, was))


async def _tell(
    kind: str, series: UUID, last_on: date, subject: str, db: Scope, **more: str
) -> None:
    """Said two weeks before the first day without them, or now where it is nearer; once for each."""
    first = await db.fetchrow(AFTER, series, last_on, clock.now())
    if first is None or first["kind"] != TAUGHT:
        return
    due = family_hears(last_on + timedelta(days=1))
    for row in await db.fetch(FAMILIES, series, clock.day_of(first["starts_at"])):
        await remind(
            kind, subject, row["person"], due, expires_at=first["ends_at"], **details_of(first),
            **more,
        )  # fmt: skip
