"""What accounts show of themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from carenet.core.actors import STAFF_ROLES, Actor
from carenet.core.database import reading
from carenet.core.refusals import N_

DEMO_HANDLES: Final = (
    ("county", N_("county officer")),
    ("township", N_("township supervisor")),
    ("director", N_("child director of a village")),
    ("lead", N_("lead of a care centre")),
    ("volunteer", N_("volunteer")),
    ("volunteer2", N_("another volunteer")),
    ("proxy", N_("proxy parent")),
    ("host", N_("host family")),
    ("guardian", N_("parent working far away")),
    ("teacher", N_("class teacher")),
    ("counsellor", N_("counsellor")),
    ("sysadmin", N_("system administrator")),
    ("security", N_("security administrator")),
    ("auditor", N_("auditor")),
)


MINE: Final = """
select a.name, a.handle, exists (select from teams t where t.leader = $2) as leads_team
from accounts a where a.id = $1"""


@dataclass(frozen=True, slots=True)
class SignInView:
    """One of my signed-in devices."""

    id: UUID
    created_at: datetime
    touched_at: datetime
    device: str | None
    this: bool


@dataclass(frozen=True, slots=True)
class MyPage:
    """My settings and devices."""

    name: str
    handle: str | None
    sign_ins: list[SignInView]
    offers: bool
    takes_part: bool
    """As a host family or a proxy parent, or on the way there."""
    staff: bool
    leads_team: bool


def demo_people() -> tuple[tuple[str, str], ...]:
    """The demo's stable handles and what each is."""
    return DEMO_HANDLES


async def my_page(*, by: Actor) -> MyPage:
    """Everything the page about oneself needs."""
    async with reading(by) as db:
        account = await db.fetchrow(MINE, by.id, by.person)
        rows = await db.fetch(
            "select id, created_at, touched_at, device, this from app.my_sign_ins()"
        )
    return MyPage(
        by.name,
        account["handle"] if account else None,
        [SignInView(**row) for row in rows],
        by.has("volunteer", "proxy_parent", "host"),
        by.has("proxy_parent", "host"),
        by.has(*STAFF_ROLES),
        bool(account and account["leads_team"]),
    )
