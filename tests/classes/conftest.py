"""A holiday class at Qin's centre, and a family that may ask for places in it."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest_asyncio

from carenet.classes.services.applying import Asked
from carenet.classes.services.opening import ClassWish, open_class
from carenet.core import clock
from tests import cast
from tests.cast import HONG, QIN, XIAOSHAN, XIAOYU, id_of


def a_wish(**more: Any) -> ClassWish:
    """Every day for a week from the day after tomorrow, two places, lunch."""
    today = clock.today()
    wish = {
        "centre": cast.CENTRE, "room": id_of("room"), "title": "寒托班", "activity": "homework",
        "weekdays": (1, 2, 3, 4, 5, 6, 7), "starts_at": time(8, 30), "ends_at": time(17),
        "first_on": today + timedelta(days=2), "last_on": today + timedelta(days=8), "places": 2,
        "lunch": True, "enrol_from": today, "enrol_until": today + timedelta(days=1),
        "bring": "水杯",
    }  # fmt: skip
    return ClassWish(**{**wish, **more})


def asked(child: Any, **more: Any) -> Asked:
    """What a family writes of a child."""
    said = {
        "eats": True, "must_not_eat": None, "goes_home": "together", "fetched_by": None,
        "alone_by_day": False,
    }  # fmt: skip
    return Asked(child.id, **{**said, **more})


@dataclass
class Held:
    """A class with its sessions by day."""

    id: UUID
    days: dict[date, UUID]

    def on(self, days: int) -> UUID:
        """The session so many days from today."""
        return self.days[clock.today() + timedelta(days=days)]


async def a_class(eyes: Any, by: Any, **more: Any) -> Held:
    """Open a class and read its days."""
    made = await open_class(a_wish(**more), by=by)
    rows = await eyes.fetch("select id, on_day from care_sessions where series = $1", made)
    return Held(made, {r["on_day"]: r["id"] for r in rows})


@pytest_asyncio.fixture
async def held(eyes: Any, act: Any) -> Held:
    """Qin's class; Hong is confirmed as the caring parent of both her children."""
    await eyes.execute(
        "update guardians set caring_confirmed_on = current_date where person = $1 and child = any ($2)",
        HONG.person, [XIAOYU.id, XIAOSHAN.id],
    )  # fmt: skip
    return await a_class(eyes, await act(QIN))
