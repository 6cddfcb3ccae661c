"""小山 lives with Gui; Ping stands beside 小雨 and owes a call."""

from datetime import date, timedelta
from typing import Any

import pytest_asyncio

from carenet.core import clock
from tests.cast import GUI, HERE, HONG, PING, XIAOSHAN, XIAOYU, id_of

HOME, PLACEMENT, PROXY = id_of("home"), id_of("host placement"), id_of("placement 1")


async def agree(eyes: Any, child: Any, purpose: str) -> None:
    await eyes.execute(
        """insert into consents (child, village, purpose, agreed, given_by, relation, basis, channel, rules_version)
           values ($1, $2, $3, true, $4, 'mother', 'consent', 'phone', '2026-11')""",
        child.id, child.village, purpose, HONG.person,
    )  # fmt: skip


async def place(
    eyes: Any, id_: Any, child: Any, who: Any, kind: str, since: date, **more: Any
) -> None:
    values = {
        "id": id_, "child": child.id, "village": child.village, "person": who.person, "kind": kind,
        "planned_from": since, "starts_on": since, "created_by": id_of("clerk"), **more,
    }  # fmt: skip
    names = ", ".join(values)
    marks = ", ".join(f"${n}" for n in range(1, len(values) + 1))
    await eyes.execute(f"insert into placements ({names}) values ({marks})", *values.values())


@pytest_asyncio.fixture
async def home(eyes: Any) -> None:
    """Gui's home, cleared and approved, with 小山 in it since a month ago."""
    since = clock.today() - timedelta(days=30)
    await eyes.execute(
        """insert into host_families (id, name, village, beds, takes_girls, takes_boys, full_care, approved_on, renew_by)
           values ($1, '桂兰芝家', $2, 2, true, true, true, $3, $4)""",
        HOME, HERE, since, since + timedelta(days=365),
    )  # fmt: skip
    await eyes.execute(
        "insert into host_family_adults (family, person, confirmed_on) values ($1, $2, $3)",
        HOME, GUI.person, since,
    )  # fmt: skip
    await agree(eyes, XIAOSHAN, "host_family")
    await place(eyes, PLACEMENT, XIAOSHAN, GUI, "full_care", since, host_family=HOME)
    await eyes.execute(
        "insert into reaches (person, child, village, because, starts_at) values ($1, $2, $3, $4, now() - interval '30 days')",
        GUI.person, XIAOSHAN.id, HERE, f"placement:{PLACEMENT}",
    )  # fmt: skip


@pytest_asyncio.fixture
async def owes(eyes: Any) -> None:
    """Ping owes 小雨 this month's call."""
    since = clock.today() - timedelta(days=25)
    await agree(eyes, XIAOYU, "proxy_parent")
    await eyes.execute(
        """insert into proxy_parents (person, joined_on, approved_on) values ($1, $2, $2)
           on conflict do nothing""",
        PING.person, since,
    )  # fmt: skip
    await place(eyes, PROXY, XIAOYU, PING, "proxy_parent", since)
    await eyes.execute(
        """insert into obligations (child, village, placement, person, kind, opens_on, due_on)
           values ($1, $2, $3, $4, 'monthly_call', $5, $6)""",
        XIAOYU.id, HERE, PROXY, PING.person, since, since + timedelta(days=30),
    )  # fmt: skip
