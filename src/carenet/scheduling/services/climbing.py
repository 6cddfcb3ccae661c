"""What happens when a session's clock reaches a step: listeners of the ladders, run by the worker."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.ladders import start_climb
from carenet.core.reminders import remind
from carenet.scheduling.rules.missing import REGISTER, told_at
from carenet.scheduling.services.alarms import climbing, raise_missing, raise_unopened
from carenet.scheduling.services.holding import hold_session, subject_of
from carenet.scheduling.services.rungs import LADDERS
from carenet.scheduling.services.standing_in import ask_wave
from carenet.scheduling.services.telling import DUTY
from carenet.scheduling.services.waiting import lapse

BEGUN_MAX: Final = 200
LOOK_BACK: Final = timedelta(hours=3)
"""A worker that was away longer finds the day over: what then stands open is on today's page."""
BEGUN: Final = """
select s.id, s.starts_at from care_sessions s
where s.cancelled_at is null and s.starts_at <= $1 and s.starts_at > $2 and s.kind <> 'counselling'
  and (s.drop_in or exists (select from enrolments e where e.series = s.series
    and e.starts_on <= s.on_day and (e.ends_on is null or e.ends_on >= s.on_day)))
  and not exists (select from registers r where r.care_session = s.id)
  and not exists (select from climbs c where c.ladder = $3 and c.subject = 'session:' || s.id)
order by s.starts_at, s.id limit $4"""
CARERS: Final = "select person from carers where child = $1 and ends_on is null limit 5"
PROXIES: Final = """
select person from placements where child = $1 and kind = 'proxy_parent' and starts_on is not null
  and ends_on is null limit 5"""


async def watch_beginnings(*, by: Actor) -> int:
    """Sessions that have begun with no open register start their clock; how many that were.

    Asked anew each time instead of planned ahead: a session that moved, came from elsewhere, or
    began while Valkey was gone is found all the same.
    """
    now = clock.now()
    async with transaction(by) as db:
        rows = await db.fetch(BEGUN, now, now - LOOK_BACK, REGISTER, BEGUN_MAX)
        for row in rows:
            await start_climb(
                REGISTER, subject_of(row["id"]), row["starts_at"], LADDERS[REGISTER],
                session=row["id"],
            )  # fmt: skip
    return len(rows)


async def on_step(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """A step was reached: act if the ladder is one of sessions."""
    for step in payloads:
        if step["ladder"] not in LADDERS:
            continue
        subject = UUID(step["subject"].partition(":")[2])
        match step["ladder"]:
            case "register":
                await _unopened(subject, step["name"], step["step"], by)
            case "roll":
                await raise_missing(subject, by=by)
            case "missing_child":
                await _missing(subject, step["name"], step["step"], by)
            case "waiting":
                await lapse(subject, by=by)
            case "stand_in":
                await ask_wave(subject, by=by)


async def _unopened(session: UUID, name: str, step: int, by: Actor) -> None:
    await raise_unopened(session, by=by)
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update alarms set step = $2 where care_session = $1 and kind = 'register'
                 and closed_at is null returning id, village, child""",
            session, step,
        )  # fmt: skip
        if row is not None:
            await _tell(db, "alarm.register", row, session, told_at(name, ()))


async def _missing(alarm: UUID, name: str, step: int, by: Actor) -> None:
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update alarms set step = $2 where id = $1 and closed_at is null
               returning id, village, child, care_session, reasons""",
            alarm, step,
        )  # fmt: skip
        if row is not None:
            told = told_at(name, row["reasons"])
            await _tell(db, "alarm.child", row, row["care_session"], told)


async def _tell(db: Scope, kind: str, alarm: Any, session: UUID, told: frozenset[str]) -> None:
    """Whoever the step names, now; a message says the place and the time, never the child."""
    held = await hold_session(session)
    begins = held["starts_at"].astimezone(clock.SHANGHAI)
    for person in await _people(db, alarm, held, told):
        await remind(
            kind, climbing(alarm["id"]), person, clock.now(), place=held["place"],
            time=begins.strftime("%H:%M"), path=f"/alarms/{alarm['id']}",
        )  # fmt: skip


async def _people(db: Scope, alarm: Any, held: Any, told: frozenset[str]) -> list[UUID]:
    today = clock.today()
    found: list[Any] = []
    if "lead" in told:
        found += await db.fetch(DUTY, "lead", today, held["centre"], None)
    for role in ("director", "township"):
        if role in told:
            found += await db.fetch(DUTY, role, today, None, alarm["village"])
    if "carer" in told and alarm["child"]:
        found += await db.fetch(CARERS, alarm["child"])
    if "proxy" in told and alarm["child"]:
        found += await db.fetch(PROXIES, alarm["child"])
    return list(dict.fromkeys(row["person"] for row in found))
