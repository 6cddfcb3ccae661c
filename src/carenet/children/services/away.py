"""Where the parents are: dated absences and other lasting reasons for not being there."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from carenet.children.services.judging import recompute_findings
from carenet.children.services.keepers import needs_keeper, village_of
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.refusals import N_, Refusal

WORK: Final = "work"
STANDING: Final = ("unable", "parted", "dead", "missing", "imprisoned", "unknown")
"""Reasons that stand until somebody says otherwise; `unknown` is an answer, and not `home`."""


class BackBeforeLeaving(Refusal):
    """The day of return lies before the day of leaving."""

    msgid = N_("The day of return lies before the day of leaving.")


@dataclass(frozen=True, slots=True)
class ParentSaid:
    """What was said of one parent on a day.

    `state` is home, away or one of STANDING; `left_on` and `back_on` are the last journey's days.
    """

    parent: str
    state: str
    on: date
    left_on: date | None = None
    back_on: date | None = None
    works_at: str | None = None


async def say_where(
    child: UUID, said: ParentSaid, *, by: Actor, source: str = "hand", judge: bool = True
) -> bool:
    """Bring a parent's dated rows in line with what was said. False where they were already.

    Raises:
        BackBeforeLeaving: the days contradict each other.
        NotFound: there is no such child within the actor's reach.

    """
    needs_keeper(by)
    if said.left_on and said.back_on and said.back_on < said.left_on:
        raise BackBeforeLeaving
    async with transaction(by) as db:
        village = await village_of(child, db)
        rows = await db.fetch(
            """select id, kind, place, starts_on, ends_on from absences
               where child = $1 and parent = $2 order by starts_on""",
            child,
            said.parent,
        )
        own = (child, village, source)
        work = [r for r in rows if r["kind"] == WORK]
        changed = await _journey(own, work, said, db)
        changed |= await _standing(own, [r for r in rows if r["kind"] != WORK], said, db)
        if changed and judge:
            await recompute_findings(child, by=by)
    return changed


async def _journey(
    own: tuple[UUID, str, str], rows: list[Any], said: ParentSaid, db: Scope
) -> bool:
    open_ = next((r for r in rows if r["ends_on"] is None), None)
    if said.left_on is None:
        if open_ is None or said.state == "away":
            return False
        await _end(open_, said.back_on or said.on, db)
        return True
    same = next((r for r in rows if r["starts_on"] == said.left_on), None)
    if same:
        wanted = (said.works_at or same["place"], said.back_on)
        if wanted == (same["place"], same["ends_on"]) or (
            said.back_on is None and said.state == "away" and same["ends_on"] is None
            and wanted[0] == same["place"]
        ):  # fmt: skip
            return False
        await db.execute(
            "update absences set place = $2, ends_on = $3 where id = $1", same["id"], *wanted
        )
        return True
    if open_ and said.left_on < open_["starts_on"] and said.back_on is None:
        await db.execute(
            "update absences set starts_on = $2 where id = $1", open_["id"], said.left_on
        )
        return True
    if open_ and said.left_on > open_["starts_on"]:
        await _end(open_, said.left_on, db)
    await _begin(own, said.parent, WORK, said.left_on, said.back_on, said.works_at, db)
    return True


async def _standing(
    own: tuple[UUID, str, str], rows: list[Any], said: ParentSaid, db: Scope
) -> bool:
    wanted = said.state if said.state in STANDING else None
    open_ = [r for r in rows if r["ends_on"] is None]
    changed = False
    for row in open_:
        if row["kind"] != wanted:
            await _end(row, said.on, db)
            changed = True
    if wanted and not any(r["kind"] == wanted for r in open_):
        await _begin(own, said.parent, wanted, said.on, None, None, db)
        changed = True
    return changed


async def _end(row: Any, day: date, db: Scope) -> None:
    await db.execute(
        "update absences set ends_on = $2 where id = $1", row["id"], max(day, row["starts_on"])
    )


async def _begin(
    own: tuple[UUID, str, str],
    parent: str,
    kind: str,
    starts_on: date,
    ends_on: date | None,
    place: str | None,
    db: Scope,
) -> None:
    child, village, source = own
    await db.execute(
        """insert into absences (child, village, parent, kind, place, starts_on, ends_on, source)
           values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        child, village, parent, kind, place, starts_on, ends_on, source,
    )  # fmt: skip
