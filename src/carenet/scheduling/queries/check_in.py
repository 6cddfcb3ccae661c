"""What is there to check in to, and the code as the screen at the place shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.ciphers import blind
from carenet.core.database import reading
from carenet.core.refusals import MayNot, NotFound
from carenet.scheduling.rules.check_in import screen_code, seconds_left, window_of
from carenet.scheduling.rules.hours import CHECK_IN_FROM, CHECK_IN_UNTIL, may_check_in
from carenet.scheduling.wording import title_of

NOW_MAX: Final = 8
NOW: Final = """
select s.id, s.kind, s.subject, s.activity, s.title, s.starts_at, s.ends_at, c.name as place,
  a.came_at, a.went_at, a.minutes
from sign_ups u join care_sessions s on s.id = u.care_session join centres c on c.id = s.centre
left join adult_attendances a on a.sign_up = u.id
where u.person = $1 and u.withdrawn_at is null and s.cancelled_at is null
  and s.starts_at <= $2::timestamptz + $3::interval and s.ends_at >= $2::timestamptz - $4::interval
order by s.starts_at, s.id limit $5"""
NEXT: Final = """
select min(s.starts_at) from sign_ups u join care_sessions s on s.id = u.care_session
where u.person = $1 and u.withdrawn_at is null and s.cancelled_at is null and s.starts_at > $2"""
SCREEN: Final = """
select s.id, s.kind, s.subject, s.activity, s.title, s.starts_at, s.ends_at, s.check_in_code,
  s.cancelled_at is not null as cancelled, s.adults, c.name as place,
  app.runs_centre(s.centre) as runs,
  (select count(*) from adult_attendances a join sign_ups u on u.id = a.sign_up
   where u.care_session = s.id and u.withdrawn_at is null) as came
from care_sessions s join centres c on c.id = s.centre where s.id = $1"""


@dataclass(frozen=True)
class ToCheckIn:
    """My sessions of this hour, and when the next one is where there is none."""

    rows: list[dict[str, Any]]
    next_at: datetime | None


@dataclass(frozen=True)
class ScreenPage:
    """A session's code: on the screen for a minute, on paper for the session."""

    session: dict[str, Any]
    title: str
    shown: bool
    code: str
    seconds: int

    @property
    def paper(self) -> str:
        """The code on paper."""
        return str(self.session["check_in_code"] or "")


async def to_check_in(*, by: Actor) -> ToCheckIn:
    """My sessions near this moment."""
    now = clock.now()
    async with reading(by) as db:
        rows = await db.fetch(NOW, by.me, now, CHECK_IN_FROM, CHECK_IN_UNTIL, NOW_MAX)
        next_at = None if rows else await db.fetchval(NEXT, by.me, now)
    return ToCheckIn([{**dict(r), "title": title_of(r)} for r in rows], next_at)


async def screen_page(session: UUID, *, by: Actor) -> ScreenPage:
    """The code of a session, for whoever runs its place.

    Raises:
        NotFound: there is none.
        MayNot: it is somebody else's place.

    """
    now = clock.now()
    async with reading(by) as db:
        row = await db.fetchrow(SCREEN, session)
    if row is None:
        raise NotFound
    if not row["runs"]:
        raise MayNot
    shown = not row["cancelled"] and may_check_in(now, row["starts_at"], row["ends_at"])
    return ScreenPage(
        dict(row), title_of(row), shown,
        screen_code(session, window_of(now), blind) if shown else "", seconds_left(now),
    )  # fmt: skip
