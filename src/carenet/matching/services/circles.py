"""A circle of friends begins with three or more: its adult is asked once every family has answered.

A family that says no, or does not answer in its time, leaves the circle; with fewer than three the
others are not held to it, and their needs stay open for the next round. A child who comes to a
circle that has begun is counted with those who meet there already.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb, start_climb
from carenet.core.reminders import unremind
from carenet.core.steps import Step
from carenet.matching.facts import CircleAnswered, NeedLeftOpen
from carenet.matching.pairing.shapes import CIRCLE_MIN, Group
from carenet.matching.rules import GUARDIAN_DAYS, SHAPES, Service
from carenet.matching.services.asking import ask_helper, let_go, note

CIRCLE_LADDER: Final = "circle_families"
CIRCLE_STEPS: Final = (Step(GUARDIAN_DAYS * 24 * 60, "go_on"),)
MINE: Final = """
select p.id, p.child, p.village, p.person, p.need, p.state, p.answer_by, n.group_key
from proposals p join needs n on n.id = p.need
where p.round = $1 and p.person = $2 and n.group_key = $3 and n.service = 'peer'
  and p.state in ('published', 'agreed') order by p.id for update of p"""
OTHERS: Final = """
update proposals p set state = 'withdrawn' from needs n
where n.id = p.need and p.round <> $1 and p.state in ('draft', 'locked') and n.group_key in (
  select m.group_key from needs m join unnest($2::uuid[], $3::uuid[]) as x (need, key) on x.need = m.id
  where m.group_key <> x.key)"""
KEYS: Final = """
update needs n set group_key = x.key from unnest($1::uuid[], $2::uuid[]) as x (need, key)
where n.id = x.need and n.group_key is distinct from x.key"""


async def keep_circles(db: Scope, round_: UUID, groups: Sequence[Group]) -> None:
    """Write down who is in a circle with whom; lines of other drafts that had it otherwise are taken back."""
    pairs = [(w.need, UUID(g.id)) for g in groups if g.circle for w in g.wants]
    if pairs:
        needs, keys = (list(column) for column in zip(*pairs, strict=True))
        await db.execute(OTHERS, round_, needs, keys)
        await db.execute(KEYS, needs, keys)


async def families_agreed(
    db: Scope, round_: UUID, rows: Sequence[Mapping[str, Any]], now: datetime
) -> None:
    """The families' side of these proposals is settled: who helps is asked, a circle's adult when all are.

    A family sees no other family of the circle: what their answers come to is the worker's to settle.
    """
    circles = dict.fromkeys((r["person"], r["group_key"]) for r in rows if is_circle(r))
    await ask_helper(db, [r for r in rows if not is_circle(r)], now)
    for row in rows:
        if is_circle(row):
            await unremind(f"proposal:{row['id']}")
            await db.execute(
                "update proposals set state = 'agreed', answer_by = null where id = $1", row["id"]
            )
    for person, key in circles:
        await announce(CircleAnswered(round_, person, key))


def is_circle(row: Mapping[str, Any]) -> bool:
    return SHAPES[Service(row["service"])].circle


async def settle_circle(
    db: Scope,
    round_: UUID,
    person: UUID,
    key: UUID,
    now: datetime,
    by: Actor,
    *,
    late: bool = False,
) -> None:
    """Ask the adult of a circle, wait for its families, or let the others go; `late` waits no more."""
    rows = await db.fetch(MINE, round_, person, key)
    lacking = CIRCLE_MIN - await db.fetchval("select app.begun_circle($1, $2)", person, key)
    waiting = [r for r in rows if r["state"] == "published"]
    agreed = [r for r in rows if r["state"] == "agreed"]
    subject = f"circle:{uuid5(round_, f'{person}:{key}')}"
    if waiting and not late and len(rows) >= lacking:
        await start_climb(
            CIRCLE_LADDER,
            subject,
            now,
            CIRCLE_STEPS,
            circle=[str(x) for x in (round_, person, key)],
        )
        return
    await end_climb(CIRCLE_LADDER, subject, by=by, because="answered")
    await _leave(db, waiting, "lapsed" if late else "too_few", round_, by)
    if len(agreed) < lacking:
        await _leave(db, agreed, "too_few", round_, by)
    elif any(r["answer_by"] is None for r in agreed):
        await ask_helper(db, agreed, now)


async def _leave(db: Scope, rows: Sequence[Any], what: str, round_: UUID, by: Actor) -> None:
    """These come to nothing; each need stays open for the next round."""
    await note(db, rows, what, by)
    for row in rows:
        await db.execute("update proposals set state = 'withdrawn' where id = $1", row["id"])
        await let_go(row["id"], by)
        await announce(NeedLeftOpen(row["need"], round_))


async def circles_answered(db: Scope, proposals: Sequence[UUID]) -> None:
    """A child has left its circle before it began: those who stay go on with three, or are let go."""
    rows = await db.fetch(
        """select distinct p.round, p.person, n.group_key from proposals p join needs n on n.id = p.need
           where p.id = any($1) and n.service = 'peer' and n.group_key is not null""",
        list(proposals),
    )
    for row in rows:
        await announce(CircleAnswered(row["round"], row["person"], row["group_key"]))


async def hear_family(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of CircleAnswered: the adult is asked, the other families waited for, or all let go."""
    for payload in payloads:
        round_, person, key = (UUID(payload[name]) for name in ("round", "person", "key"))
        async with transaction(by) as db:
            await settle_circle(db, round_, person, key, clock.now(), by)


async def go_on_without(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: the families' time is over; a circle goes on with those who agreed."""
    for payload in payloads:
        if payload["ladder"] != CIRCLE_LADDER:
            continue
        round_, person, key = map(UUID, payload["details"]["circle"])
        async with transaction(by) as db:
            await settle_circle(db, round_, person, key, clock.now(), by, late=True)
