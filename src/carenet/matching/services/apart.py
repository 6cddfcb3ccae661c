"""Brothers and sisters stay together, or somebody says why not, and the reason is kept."""

from collections.abc import Sequence
from typing import Any, Final, Literal
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope
from carenet.core.refusals import N_, Refusal
from carenet.matching.rules import Service

KINDS: Final = {
    "full_care": "host", "half_care": "host", "host_family": "host", "proxy_parent": "proxy_parent",
}  # fmt: skip
"""What brothers and sisters have together, by kind of placement and by service."""
PARTED: Final = """
select c.child, c.village, c.person from unnest($1::uuid[], $2::text[], $3::uuid[]) c (child, village, person)
where exists (select from app.apart_from(c.child, $4, c.person))"""


class PartsSiblings(Refusal):
    """Somebody would be apart from a brother or sister, and nobody has said why."""


WHY: Final = N_(
    "A brother or sister of this child is with another adult. Please say why they are apart; the reason is kept and asked again each term."
)


async def keep_together(
    db: Scope, rows: Sequence[Any], service: Service, because: str | None, *, by: Actor
) -> None:
    """Of lines that have just gone out: who is parted from a brother or sister needs a reason, which is kept.

    Raises:
        PartsSiblings: somebody is parted and no reason was given.

    """
    kind = KINDS.get(service.value)
    if kind is None or not rows:
        return
    parted = await db.fetch(
        PARTED,
        [r["child"] for r in rows],
        [r["village"] for r in rows],
        [r["person"] for r in rows],
        kind,
    )
    if parted and not (because or "").strip():
        raise PartsSiblings(
            N_(
                "%(n)s children would be apart from a brother or sister; the list marks them. Please say why beside “Publish”, or leave them out. Nothing went out yet."
            ),
            n=len(parted),
        )
    for row in parted:
        await keep_reason(db, row, kind, because or "", "match", by=by)


async def part(
    db: Scope,
    row: Any,
    kind: str,
    because: str | None,
    said_on: Literal["handover", "review"],
    *,
    by: Actor,
) -> None:
    """One child with one adult: where brothers and sisters are elsewhere, a reason is asked for and kept.

    Args:
        db: the verb's open transaction.
        row: child, village and person.
        kind: of the placement.
        because: why they are apart.
        said_on: on what occasion.
        by: who says so.

    Raises:
        PartsSiblings: they are apart and no reason was given.

    """
    if kind not in KINDS:
        return
    columns = [[row["child"]], [row["village"]], [row["person"]]]
    if not await db.fetch(PARTED, *columns, KINDS[kind]):
        return
    if not (because or "").strip():
        raise PartsSiblings(WHY)
    await keep_reason(db, row, KINDS[kind], because or "", said_on, by=by)


async def keep_reason(
    db: Scope, row: Any, kind: str, because: str, said_on: str, *, by: Actor
) -> UUID:
    """Keep why somebody is apart."""
    id_ = uuid7()
    await db.execute(
        """insert into apart_reasons (id, child, village, kind, person, because, said_on, at, by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        id_, row["child"], row["village"], kind, row["person"], because.strip(), said_on,
        clock.now(), by.id,
    )  # fmt: skip
    return id_
