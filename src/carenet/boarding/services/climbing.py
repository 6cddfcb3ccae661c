"""Nobody has said that a boarder is home: told step by step, several of a village in one message."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from carenet.boarding.rules import LADDER
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.escalation.services.telling import Matter, tell

OPEN: Final = """
select w.child, w.village, w.home_by, o.name as place from weekend_leaves w
join organisations o on o.id = w.office where w.id = $1 and w.goes and w.home_at is null"""


async def on_friday_step(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: the message says the school and the hour, never the child."""
    matters = []
    async with transaction(by) as db:
        for step in payloads:
            if step["ladder"] != LADDER:
                continue
            row = await db.fetchrow(OPEN, UUID(step["subject"].partition(":")[2]))
            if row is not None:
                matters.append(_matter(step, row))
    await tell(matters, by=by)


def _matter(step: Mapping[str, Any], row: Any) -> Matter:
    due = row["home_by"].astimezone(clock.SHANGHAI).strftime("%H:%M")
    return Matter(
        step, row["village"], child=row["child"], values={"place": row["place"], "time": due},
        bundle="friday.not_home_many",
    )  # fmt: skip
