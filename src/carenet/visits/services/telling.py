"""Who is told what a record asks for: the child director, and where it presses the township too."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.reminders import remind, unremind
from carenet.escalation.rules import ALONE, ILLNESS
from carenet.escalation.services.telling import Matter, tell
from carenet.visits.rules import Asks

OFFICERS_MAX: Final = 10
_HOLDERS: Final = """
select distinct a.person, d.role from duties d join accounts a on a.id = d.account
where d.role in ('director', 'township') and d.approved_at is not null
  and d.lo <= $1 and d.hi > $1 and (d.towns = '{}' or left($1, 9) = any (d.towns))
  and d.starts_on <= $2 and d.ends_on >= $2
  and not exists (select from duty_endings e where e.duty = d.id)
limit $3"""


async def _tell(db: Scope, kind: str, subject: str, village: str, *, township: bool) -> None:
    """The director, or where there is none the township; `township`: both."""
    rows = await db.fetch(_HOLDERS, village, clock.today(), OFFICERS_MAX)
    directors = {row["person"] for row in rows if row["role"] == "director"}
    towns = {row["person"] for row in rows if row["role"] == "township"}
    for person in sorted(directors | towns if township or not directors else directors):
        await remind(kind, subject, person, clock.now())


async def tell_officers_of(db: Scope, kind: str, subject: str, village: str) -> None:
    """The director of a village, or where there is none the township."""
    await _tell(db, kind, subject, village, township=False)


async def tell_of_worry(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Somebody is worried: the director reads it, the parents' phones do not."""
    async with transaction(by) as db:
        for one in payloads:
            record = str(one["record"]).partition(":")[2]
            subject = f"worry:{one['child']}:{record}"
            await _tell(db, "worry.raised", subject, one["village"], township=False)


async def tell_of_child_alone(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """No adult is with a child: the director, and at once or for the third time the township."""
    async with transaction(by) as db:
        for one in payloads:
            wide = one["asks"] in (Asks.AT_ONCE, Asks.TOWNSHIP)
            subject = f"alone:{one['child']}:{one['report']}"
            await _tell(db, "child.alone", subject, one["village"], township=wide)


async def tell_of_illness(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """A child is ill: the director; ill and alone, the township too and at once."""
    async with transaction(by) as db:
        for one in payloads:
            subject = f"illness:{one['episode']}"
            await _tell(db, "illness.opened", subject, one["village"], township=False)
            if one["alone"]:
                alone = f"alone:{one['child']}:{one['episode']}"
                await _tell(db, "child.alone", alone, one["village"], township=True)


async def take_back_illness(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """The child is well: what was not said yet is not said any more."""
    async with transaction(by):
        for one in payloads:
            await unremind(f"illness:{UUID(one['episode'])}")


async def tell_of_wanted_call(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """A parent away asks for help with a call: the director of the child's village arranges it."""
    async with transaction(by) as db:
        for one in payloads:
            village = await db.fetchval(
                "select village from children where id = $1", UUID(one["child"])
            )
            if village:
                subject = f"home:{one['child']}:{one['call']}"
                await _tell(db, "family.call_wanted", subject, village, township=False)


async def on_care_step(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: nobody answered for a child without an adult, by day or ill at night."""
    matters = []
    async with transaction(by) as db:
        for step in payloads:
            if step["ladder"] not in (ALONE, ILLNESS):
                continue
            id_ = UUID(step["subject"].split(":")[1])
            if step["ladder"] == ALONE:
                village = await db.fetchval("select village from children where id = $1", id_)
            else:
                village = await db.fetchval(
                    "select village from illness_episodes where id = $1 and over_on is null", id_
                )
            if village is not None:
                matters.append(Matter(step, village))
    await tell(matters, by=by)
