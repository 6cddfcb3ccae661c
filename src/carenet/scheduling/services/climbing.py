"""What happens when a session's clock reaches a step: listeners of the ladders, run by the worker."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.ladders import start_climb
from carenet.escalation.rules import CHILD, CLOSING, REGISTER, UNCOVERED
from carenet.escalation.services.telling import Matter, tell
from carenet.scheduling.rules.missing import ROLL, told_besides
from carenet.scheduling.services.alarms import raise_missing, raise_unopened
from carenet.scheduling.services.asking import lapse_asking
from carenet.scheduling.services.holding import hold_session, subject_of
from carenet.scheduling.services.rungs import ASKING, LADDERS, WAITING
from carenet.scheduling.services.standing_in import ask_wave
from carenet.scheduling.services.waiting import lapse
from carenet.scheduling.wording import details_of

BEGUN_MAX: Final = 200
LOOK_BACK: Final = timedelta(hours=3)
"""A worker that was away longer finds the day over: what then stands open is on today's page."""
AHEAD: Final = timedelta(hours=24)
SOON: Final = timedelta(minutes=30)
BEGUN: Final = """
select s.id, s.starts_at, c.village from care_sessions s join centres c on c.id = s.centre
where s.cancelled_at is null and s.starts_at <= $1 and s.starts_at > $2 and s.kind <> 'counselling'
  and (s.drop_in or exists (select from enrolments e where e.series = s.series
    and e.starts_on <= s.on_day and (e.ends_on is null or e.ends_on >= s.on_day)))
  and not exists (select from registers r where r.care_session = s.id)
  and not exists (select from climbs k where k.ladder = $3 and k.subject = 'session:' || s.id)
order by s.starts_at, s.id limit $4"""
LACKING: Final = """
select s.id, s.starts_at, c.village from care_sessions s join centres c on c.id = s.centre
where s.cancelled_at is null and s.starts_at > $1 and s.starts_at <= $2
  and ((select count(*) from sign_ups u where u.care_session = s.id and u.withdrawn_at is null) < app.adults_needed(s)
    or s.id = any (array(select app.lacking_local())))
  and not exists (select from climbs k where k.ladder = $3 and k.subject = 'session:' || s.id
    and k.ended_at is null)
order by s.starts_at, s.id limit $4"""


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
                place=row["village"], session=row["id"],
            )  # fmt: skip
    return len(rows)


async def watch_lacking(*, by: Actor) -> int:
    """Sessions within a day that lack adults climb, from 24 hours before; how many that were.

    Steps whose time has passed when the lack is found are said together with the first.
    """
    now = clock.now()
    async with transaction(by) as db:
        rows = await db.fetch(LACKING, now + SOON, now + AHEAD, UNCOVERED, BEGUN_MAX)
        for row in rows:
            await start_climb(
                UNCOVERED, subject_of(row["id"]), row["starts_at"] - AHEAD, LADDERS[UNCOVERED],
                place=row["village"], session=row["id"],
            )  # fmt: skip
    return len(rows)


async def on_step(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """A step was reached: act if the ladder is one of sessions."""
    matters: list[Matter] = []
    for step in payloads:
        subject = UUID(step["subject"].partition(":")[2]) if step["ladder"] in LADDERS else None
        if subject is None:
            continue
        match step["ladder"]:
            case "register":
                matters += await _unopened(subject, step, by)
            case "missing_child":
                matters += await _missing(subject, step, by)
            case "register_closing" | "uncovered":
                matters += await _of_session(subject, step, by)
            case _ if step["ladder"] == ROLL:
                await raise_missing(subject, by=by)
            case _ if step["ladder"] == WAITING:
                await lapse(subject, by=by)
            case _ if step["ladder"] == ASKING:
                await lapse_asking(subject, by=by)
            case "stand_in":
                await ask_wave(subject, by=by)
    await tell(matters, by=by)


async def _unopened(session: UUID, step: Mapping[str, Any], by: Actor) -> list[Matter]:
    await raise_unopened(session, by=by)
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update alarms set step = $2 where care_session = $1 and kind = 'register'
                 and closed_at is null returning id, village, child, reasons""",
            session, step["step"],
        )  # fmt: skip
        return [] if row is None else [await _matter(row, session, step)]


async def _missing(alarm: UUID, step: Mapping[str, Any], by: Actor) -> list[Matter]:
    async with transaction(by) as db:
        row = await db.fetchrow(
            """update alarms set step = $2 where id = $1 and closed_at is null
               returning id, village, child, care_session, reasons""",
            alarm, step["step"],
        )  # fmt: skip
        return [] if row is None else [await _matter(row, row["care_session"], step)]


async def _matter(alarm: Any, session: UUID, step: Mapping[str, Any]) -> Matter:
    """A message says the place and the time, never the child. The child's own village answers."""
    held = await hold_session(session)
    begins = held["starts_at"].astimezone(clock.SHANGHAI)
    return Matter(
        step, alarm["village"], held["centre"], alarm["child"],
        more=told_besides(step["name"], alarm["reasons"] or ()),
        values={
            "place": held["place"], "time": begins.strftime("%H:%M"),
            "path": f"/alarms/{alarm['id']}",
        },
        bundle="alarm.children" if step["ladder"] == CHILD else None,
    )  # fmt: skip


async def _of_session(session: UUID, step: Mapping[str, Any], by: Actor) -> list[Matter]:
    async with transaction(by) as db:
        held = await hold_session(session)
        if held["cancelled_at"] is not None or not await _stands(db, held, step["ladder"]):
            return []
        begins = held["starts_at"].astimezone(clock.SHANGHAI)
        values: dict[str, Any] = {**details_of(held), "path": f"/sessions/{session}"}
        if step["ladder"] == CLOSING:
            values = {
                "place": held["place"], "time": begins.strftime("%H:%M"),
                "path": f"/registers/{session}",
            }  # fmt: skip
    bundle = "sessions.uncovered" if step["ladder"] == UNCOVERED else None
    return [Matter(step, held["village"], held["centre"], values=values, bundle=bundle)]


async def _stands(db: Scope, held: Any, ladder: str) -> bool:
    """Is it still so? Asked again at each step, whoever may have mended it by another way."""
    if ladder == CLOSING:
        return bool(
            await db.fetchval(
                "select closed_at is null from registers where care_session = $1", held["id"]
            )
        )
    lacks = await db.fetchval(
        """select (select count(*) from sign_ups u where u.care_session = $1 and u.withdrawn_at is null) < $2
             or $1 in (select app.lacking_local())""",
        held["id"], held["needed"],
    )  # fmt: skip
    return bool(held["starts_at"] > clock.now() and lacks)
