"""The place where the sessions of `make bench-scheduling` are held."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from _world import LONG_AGO, VILLAGE, make_places


class Ground:
    """One centre, and the sessions that are made there."""

    def __init__(self, db: Any) -> None:
        """Nothing is there yet."""
        self.db, self.centre, self.hours = db, uuid4(), 0

    async def open(self) -> None:
        """A place to be at."""
        await make_places(self.db)
        await self.db.execute(
            "insert into organisations (id, kind, name, division) values ($1, 'centre', 'Centre', $2)",
            self.centre, VILLAGE,
        )  # fmt: skip
        await self.db.execute(
            """insert into centres (id, kind, name, village, short_code, capacity, opened_on)
               values ($1, 'village_room', 'Centre', $2, $3, 30, $4)""",
            self.centre, VILLAGE, secrets.token_hex(4), LONG_AGO,
        )  # fmt: skip

    async def session(self, places: int, starts: datetime | None = None) -> UUID:
        """A session of an hour; without a moment at the next hour nobody has anything in."""
        self.hours += starts is None
        begins = starts or tomorrow() + timedelta(days=70, hours=2 * self.hours)
        made = uuid4()
        await self.db.execute(
            """insert into care_sessions (id, centre, village, kind, activity, on_day, starts_at, ends_at,
                 adults_min, adults_max, children_max)
               values ($1, $2, $3, 'activity', 'reading', $4, $5, $6, 1, $7, 15)""",
            made, self.centre, VILLAGE, (begins + timedelta(hours=8)).date(), begins,
            begins + timedelta(hours=1), places,
        )  # fmt: skip
        return made


def tomorrow() -> datetime:
    """The coming midnight UTC."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
