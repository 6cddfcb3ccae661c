"""A series at Qin's centre with sessions ahead, and a way to find them."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest_asyncio

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.scheduling.services.enrolling import enrol_children
from carenet.scheduling.services.series import SeriesWish, create_series
from tests import cast
from tests.cast import id_of


def a_wish(**more: Any) -> SeriesWish:
    """Every day from tomorrow for a month, two adults needed, two at most."""
    today = clock.today()
    wish = {
        "centre": cast.CENTRE, "room": id_of("room"), "kind": "activity", "subject": None,
        "activity": "play", "title": None, "weekdays": (1, 2, 3, 4, 5, 6, 7), "weeks": "every",
        "starts_at": time(16, 10), "ends_at": time(17, 40), "first_on": today + timedelta(days=1),
        "last_on": today + timedelta(days=30), "adults_min": 2, "adults_max": 2,
        "children_max": 30, "drop_in": True,
    }  # fmt: skip
    return SeriesWish(**{**wish, **more})


@dataclass
class Course:
    """A series with its sessions by day."""

    id: UUID
    sessions: dict[date, UUID]

    def on(self, days: int) -> UUID:
        """The session so many days from today."""
        return self.sessions[clock.today() + timedelta(days=days)]


async def a_course(eyes: Any, by: Actor, **more: Any) -> Course:
    """Make a series and read its sessions."""
    made = await create_series(a_wish(**more), by=by)
    rows = await eyes.fetch("select id, on_day from care_sessions where series = $1", made)
    return Course(made, {r["on_day"]: r["id"] for r in rows})


@pytest_asyncio.fixture
async def course(eyes: Any, act: Any) -> Course:
    """Qin's own series."""
    return await a_course(eyes, await act(cast.QIN))


@pytest_asyncio.fixture
async def class_(course: Course, act: Any) -> Course:
    """The siblings come to the series from today on."""
    both = [cast.XIAOYU.id, cast.XIAOSHAN.id]
    await enrol_children(course.id, both, clock.today(), by=await act(cast.QIN))
    return course
