"""Two children are not to be together: said by an officer over both, for a time or until somebody ends it."""

import json
from datetime import date
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.ciphers import seal
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import N_, NotFound, Refusal

TABLE: Final = "children_apart"
COLUMN: Final = "because_sealed"
APART: Final = """
select exists (select from children_apart where child = $1 and other = $2
  and ended_at is null and (until is null or until >= $3))"""
MAY_KEEP_APART: Final = ("county", "township", "director")


class CannotKeepApart(Refusal):
    """These two cannot be kept apart so."""


async def keep_apart(
    child: UUID, other: UUID, because: str, until: date | None = None, *, by: Actor
) -> UUID:
    """Keep two children apart: no home, circle, group or pair of lessons takes both from now on.

    Where they are together already nothing is ended: the page shows it, people mend it.

    Raises:
        NotFound: one of them is not within reach.
        CannotKeepApart: it is one child, they are kept apart already, or the last day is over.

    """
    by.needs(*MAY_KEEP_APART)
    if child == other:
        raise CannotKeepApart(N_("Please choose another child."))
    if until is not None and until < clock.today():
        raise CannotKeepApart(
            N_("The last day is over already. Please choose a later day, or none.")
        )
    pair = uuid7()
    async with transaction(by) as db:
        rows = await db.fetch(
            """select id, village from children where id = any($1) and left_on is null and merged_into is null
               order by id for update""",
            [child, other],
        )
        if len(rows) < 2:
            raise NotFound
        if await db.fetchval(APART, child, other, clock.today()):
            raise CannotKeepApart(N_("These two are kept apart already."))
        for row, away in zip(rows, reversed(rows), strict=True):
            id_ = uuid7()
            await db.execute(
                """insert into children_apart (id, pair, child, village, other, because_sealed, by, at, until)
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
                id_, pair, row["id"], row["village"], away["id"],
                seal(because.strip(), TABLE, COLUMN, id_), by.id, clock.now(), until,
            )  # fmt: skip
            await db.execute(
                "select app.audit($1, $2, $3)", "keep apart", f"child:{row['id']}",
                json.dumps({"pair": str(pair), "other": str(away["id"]), "until": until and str(until)}),
            )  # fmt: skip
    return pair


async def end_apart(pair: UUID, because: str, *, by: Actor) -> None:
    """They may be together again, with a reason; for both at once, by an officer over one of them.

    Raises:
        NotFound: no such two within reach, or it is over already.

    """
    by.needs(*MAY_KEEP_APART)
    async with transaction(by) as db:
        ended = await db.fetchval(
            "select app.end_apart($1, $2, $3)", pair, because.strip(), clock.now()
        )
        if not ended:
            raise NotFound
        for child in sorted(ended):
            await db.execute(
                "select app.audit($1, $2, $3)", "end keeping apart", f"child:{child}",
                json.dumps({"pair": str(pair), "because": because.strip()}),
            )  # fmt: skip
