"""A register taken on paper: the photo kept sealed, typed by one, confirmed by another."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.files import destroy_sealed, put_sealed
from carenet.core.ladders import end_climb
from carenet.core.refusals import N_, NotFound
from carenet.escalation.rules import REGISTER
from carenet.scheduling.rules.leaving import CLOSES_AFTER
from carenet.scheduling.rules.missing import HERE
from carenet.scheduling.rules.paper import (
    READ,
    CannotRead,
    PaperLine,
    differing,
    require_another,
    require_begun,
    require_readable,
    told_of,
)
from carenet.scheduling.services.alarms import close_for_child, close_for_register
from carenet.scheduling.services.holding import hold_session, require_runs, subject_of
from carenet.scheduling.services.registers import open_register

# What a phone noted at the place stands; a paper adds what the register lacks, and no more.
COUNT: Final = """
insert into child_attendances (id, care_session, centre, child, village, state, because, said_by, at, by,
  left_at, left_how, left_with) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict (care_session, child) do nothing"""
CORRECT: Final = """
update child_attendances set state = $3, because = $4, said_by = $5, at = $6, left_at = $7, left_how = $8,
  left_with = $9, by = $10 where care_session = $1 and child = $2"""
WRITE: Final = """
insert into paper_lines (id, sheet, centre, child, village, state, because, said_by, came_at, left_at,
  left_how, left_with, counts) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"""
REWRITE: Final = """
update paper_lines set state = $3, because = $4, said_by = $5, came_at = $6, left_at = $7, left_how = $8,
  left_with = $9, read_first = $10, counts = $11 where sheet = $1 and child = $2"""


async def keep_photo(session: UUID, picture: bytes, *, by: Actor) -> None:
    """Keep the photo of a session's paper, sealed; a better one takes its place until it was typed.

    Raises:
        CannotRead: the session has not begun, or somebody typed the paper already.

    """
    async with transaction(by) as db:
        held = await hold_session(session, lock=True)
        await require_runs(held["centre"], by=by, db=db)
        require_begun(clock.now(), held["starts_at"])
        old = await db.fetchrow("select * from paper_sheets where care_session = $1", session)
        if old is not None and old["typed_by"] is not None:
            raise CannotRead(N_("Somebody has typed this paper: its photo stays."))
        kept = uuid7()
        await db.execute(
            """insert into paper_sheets (id, care_session, centre, village, picture, uploaded_by, uploaded_at)
               values ($1, $2, $3, $4, $5, $6, $7)
               on conflict (care_session) do update set picture = excluded.picture,
                 uploaded_by = excluded.uploaded_by, uploaded_at = excluded.uploaded_at""",
            uuid7(), session, held["centre"], held["village"], kept, by.me, clock.now(),
        )  # fmt: skip
        await put_sealed(kept, picture)
    if old is not None:
        await destroy_sealed(old["picture"])


async def _sheet(db: Scope, session: UUID) -> Any:
    row = await db.fetchrow(
        "select * from paper_sheets where care_session = $1 for update", session
    )
    if row is None:
        raise NotFound
    return row


async def type_paper(session: UUID, lines: Sequence[PaperLine], *, by: Actor) -> None:
    """What one read from the photo: it counts as attested by one until another confirms it.

    Raises:
        CannotRead: a line is not whole, or somebody typed it already.

    """
    async with transaction(by) as db:
        held = await hold_session(session)
        await require_runs(held["centre"], by=by, db=db)
        sheet = await _sheet(db, session)
        if sheet["typed_by"] is not None:
            raise CannotRead(N_("Somebody has typed this paper already."))
        told = told_of(lines)
        if not told:
            raise CannotRead(N_("Please write down at least one child."))
        for line in told:
            require_readable(line, held["starts_at"], held["ends_at"])
        await _open(db, held, min((x.came_at for x in told if x.came_at), default=None), by)
        for line in told:
            await _write(db, held, sheet["id"], line, by)
        await db.execute(
            "update paper_sheets set typed_by = $2, typed_at = $3 where id = $1",
            sheet["id"], by.me, clock.now(),
        )  # fmt: skip


async def _open(db: Scope, held: Any, first: datetime | None, by: Actor) -> None:
    """The register stands open from here on: by the ordinary way while it is its day, else quietly."""
    if held["cancelled_at"] is not None:
        raise CannotRead(N_("This was called off: there is no register."))
    if clock.now() <= held["ends_at"] + CLOSES_AFTER:
        await open_register(held["id"], by=by, noted_at=first)
        return
    opened = first or held["starts_at"]
    made = await db.execute(
        """insert into registers (id, care_session, centre, village, opened_at, opened_by)
           values ($1, $2, $3, $4, $5, $6) on conflict (care_session) do nothing""",
        uuid7(), held["id"], held["centre"], held["village"], opened, by.id,
    )  # fmt: skip
    if made:
        await end_climb(REGISTER, subject_of(held["id"]), by=by, because="the register was opened")
        await close_for_register(held["id"], opened, by=by)


async def _write(db: Scope, held: Any, sheet: UUID, line: PaperLine, by: Actor) -> None:
    village = await db.fetchval("select village from children where id = $1", line.child)
    if village is None:
        raise NotFound
    counts = await _count(db, held, line, village, by)
    await db.execute(
        WRITE, uuid7(), sheet, held["centre"], line.child, village, *_read(line), counts
    )


def _read(line: PaperLine) -> list[Any]:
    return [getattr(line, name) for name in READ]


async def _count(db: Scope, held: Any, line: PaperLine, village: str, by: Actor) -> bool:
    seen = line.came_at or held["starts_at"]
    made = await db.execute(
        COUNT, uuid7(), held["id"], held["centre"], line.child, village, line.state, line.because,
        line.said_by, seen, by.id, line.left_at, line.left_how, line.left_with,
    )  # fmt: skip
    await close_for_child(
        held["id"], line.child, line.because or HERE, line.said_by, seen, came_at=line.came_at,
        by=by,
    )  # fmt: skip
    return bool(made)


async def confirm_paper(session: UUID, lines: Sequence[PaperLine], *, by: Actor) -> int:
    """Another has read the same photo; what they read otherwise counts, and the first reading is kept.

    Returns how many lines differ.

    Raises:
        CannotRead: it is the one who typed, a line is not whole, or it was confirmed before.

    """
    async with transaction(by) as db:
        held = await hold_session(session)
        await require_runs(held["centre"], by=by, db=db)
        sheet = await _sheet(db, session)
        require_another(sheet["typed_by"], sheet["confirmed_by"], by.me)
        for line in lines:
            require_readable(line, held["starts_at"], held["ends_at"])
        rows = await db.fetch("select * from paper_lines where sheet = $1", sheet["id"])
        first = {row["child"]: row for row in rows}
        changed = 0
        for line in lines:
            changed += await _correct(db, held, sheet["id"], first.get(line.child), line, by)
        await db.execute(
            "update paper_sheets set confirmed_by = $2, confirmed_at = $3 where id = $1",
            sheet["id"], by.me, clock.now(),
        )  # fmt: skip
    return changed


async def _correct(
    db: Scope, held: Any, sheet: UUID, first: Any, line: PaperLine, by: Actor
) -> int:
    if first is None:
        if line.state:
            await _write(db, held, sheet, line, by)
            await db.execute(
                "update paper_lines set read_first = '{}' where sheet = $1 and child = $2",
                sheet, line.child,
            )  # fmt: skip
        return int(bool(line.state))
    if not differing(first, line):
        return 0
    before = json.dumps({name: first[name] for name in READ}, default=str)
    counts = first["counts"] and line.state is not None
    await db.execute(REWRITE, sheet, line.child, *_read(line), before, counts)
    if first["counts"] and not line.state:
        await db.execute(
            """update child_attendances set state = 'missing', at = $3, by = $4, because = null,
                 said_by = null, left_at = null, left_how = null, left_with = null
               where care_session = $1 and child = $2""",
            held["id"], line.child, clock.now(), by.id,
        )  # fmt: skip
    elif first["counts"]:
        seen = line.came_at or held["starts_at"]
        await db.execute(
            CORRECT, held["id"], line.child, line.state, line.because, line.said_by, seen,
            line.left_at, line.left_how, line.left_with, by.id,
        )  # fmt: skip
    return 1
