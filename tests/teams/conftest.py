"""A team of students whom Lian leads, and its visit to Qin's centre."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest_asyncio

from carenet.core import clock
from carenet.teams.services.visits import VisitWish, decide_visit, propose_visit
from tests import cast
from tests.cast import BIN, DONG, HERE, LAN, LIAN, YE, id_of


def on(days: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=days)


def a_stay(first: int = 2, last: int = 3, **more: Any) -> VisitWish:
    """A stay at Qin's centre from so many days ahead."""
    wish = {
        "centre": cast.CENTRE, "rhythm": "block", "first_on": on(first), "last_on": on(last),
        "months": 1, "agreement": "协议 2026-7", "agreed_on": clock.today(),
    }  # fmt: skip
    return VisitWish(**{**wish, **more})


@dataclass
class Visiting:
    """The team and its approved visit."""

    team: UUID
    visit: UUID


@pytest_asyncio.fixture
async def team(eyes: Any) -> UUID:
    """Lian leads; Bin and Dong are on it."""
    made = id_of("team")
    await eyes.execute(
        """insert into teams (id, organisation, name, leader, starts_on, ends_on, division)
           values ($1, $2, '春晖支教队', $3, $4, $5, $6)""",
        made, cast.CENTRE, LIAN.person, on(-9), on(200), f"{HERE[:6]}000000",
    )  # fmt: skip
    for one in (LIAN, BIN, DONG):
        await eyes.execute(
            "insert into team_members (team, person) values ($1, $2)", made, one.person
        )
    return made


@pytest_asyncio.fixture
async def visiting(team: UUID, act: Any) -> Visiting:
    """Proposed by Lan, approved by Ye."""
    (made,) = await propose_visit(team, a_stay(), by=await act(LAN))
    await decide_visit(made, approve=True, because=None, by=await act(YE))
    return Visiting(team, made)
