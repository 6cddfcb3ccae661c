"""Who hears of a handover: the base, the family, whoever proposed it; and what becomes of silence."""

from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb
from carenet.core.reminders import remind, unremind
from carenet.escalation.queries.people import answering_for
from carenet.escalation.rules import RECEIVER
from carenet.placements.facts import HandoverAnswered
from carenet.placements.rules import HANDOVER_LADDER

FAMILY_MAX: Final = 20
EVENING: Final = time(18)
HANDOVER: Final = """
select h.id, h.placement, h.successor, h.answer, h.overlap_on, p.person as base, p.village, p.child, a.person as proposer,
  (p.ends_on is null) as running
from handovers h join placements p on p.id = h.placement
left join accounts a on a.id = h.proposed_by
  and not exists (select from account_endings e where e.account = a.id and e.undone_at is null)
where h.id = $1"""
FAMILY: Final = """
select person from guardians where child = $1 and ends_on is null and separated_on is null
union select person from carers where child = $1 and ends_on is null limit $2"""
ANSWERS: Final = {
    "agreed": ("handover.answered", None), "accepted": ("handover.answered", None), "declined": ("handover.answered", "handover.stays"),
    "lapsed": ("handover.lapsed", "handover.stays"),
}  # fmt: skip
"""What the officers are told, and what the base is told, by what was answered."""


async def tell_of_proposal(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Somebody is asked to take over: whoever cares now hears it from us and not from the neighbours."""
    async with transaction(by) as db:
        for one in payloads:
            row = await db.fetchrow(HANDOVER, UUID(one["handover"]))
            if row is not None and row["answer"] is None and row["base"] != row["proposer"]:
                await remind(
                    "handover.proposed", f"handover:{row['id']}", row["base"], clock.now(),
                    path=f"/placements/{row['placement']}",
                )  # fmt: skip


async def tell_of_answer(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Yes, no, or nothing in its time: each is said to everyone whom it concerns.

    The base that is over is thanked as every placement is; the family hears of the change alone.
    """
    async with transaction(by) as db:
        for one in payloads:
            row = await db.fetchrow(HANDOVER, UUID(one["handover"]))
            if row is None:
                continue
            await _tell_of_meeting(row, one["answer"])
            if one["answer"] not in ANSWERS:
                continue
            to_officers, to_base = ANSWERS[one["answer"]]
            for person in await _officers(db, row):
                await _say(to_officers, row, person)
            if to_base and row["running"] and row["base"] not in (row["proposer"], None):
                await _say(to_base, row, row["base"])
            if one["answer"] == "accepted":
                await _tell_family(db, row)
                await end_climb(
                    RECEIVER, f"placement:{row['placement']}", by=by, because="received"
                )


async def _tell_of_meeting(row: Any, answer: str) -> None:
    """Both adults hear of the first meeting of all the evening before, of its note, and if nothing comes of it."""
    subject, both = f"handover:{row['id']}", (row["base"], row["successor"])
    if answer == "agreed" and row["overlap_on"] is not None:
        at = max(clock.now(), clock.at(row["overlap_on"] - timedelta(days=1), EVENING))
        for person in both:
            await remind(
                "handover.meeting", subject, person, at, date=row["overlap_on"].isoformat()
            )
        return
    await unremind(subject, kind="handover.meeting")
    if answer in ("met", "withdrawn"):
        kind = "handover.met" if answer == "met" else "handover.off"
        for person in both:
            await remind(kind, subject, person, clock.now())


async def tell_of_no_need(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """A placement ended otherwise: who was asked to take it over need not answer any more."""
    async with transaction(by) as db:
        for one in payloads:
            rows = await db.fetch(
                "select id, successor from handovers where placement = $1 and answer = 'over'",
                UUID(one["placement"]),
            )
            for row in rows:
                await remind("handover.over", f"handover:{row['id']}", row["successor"], clock.now())  # fmt: skip


async def lapse_handover(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: silence in its time is a no, without blame, so that somebody else is asked."""
    for step in payloads:
        if step["ladder"] != HANDOVER_LADDER:
            continue
        async with transaction(by) as db:
            id_ = await db.fetchval(
                """update handovers set answered_at = $2, answer = 'lapsed'
                   where id = $1 and answered_at is null returning id""",
                UUID(step["subject"].partition(":")[2]), clock.now(),
            )  # fmt: skip
            if id_ is not None:
                await announce(HandoverAnswered(id_, "lapsed"))


async def _officers(db: Scope, row: Any) -> list[UUID]:
    """Whoever proposed it and is still here, and whoever answers for the village."""
    directors = await answering_for(db, "director", row["village"], None, clock.now())
    return list(dict.fromkeys([*filter(None, [row["proposer"]]), *directors]))


async def _tell_family(db: Scope, row: Any) -> None:
    for one in await db.fetch(FAMILY, row["child"], FAMILY_MAX):
        if one["person"] not in (row["successor"], row["base"]):
            await remind(
                "handover.done", f"handover:{row['id']}", one["person"], clock.now(),
                date=clock.today().isoformat(),
            )  # fmt: skip


async def _say(kind: str, row: Any, person: UUID) -> None:
    await remind(
        kind, f"handover:{row['id']}", person, clock.now(), path=f"/placements/{row['placement']}"
    )
