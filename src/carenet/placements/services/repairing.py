"""After a loss everybody who could take a child is asked at once; nothing changes before a yes."""

from collections.abc import Sequence
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.placements.queries.repairing import repairing
from carenet.placements.services.handing_over import MAY_PROPOSE, propose_handover


async def propose_repair(
    placement: UUID, because: str, chosen: Sequence[UUID] | None = None, *, by: Actor
) -> int:
    """Propose the handovers of a repair, all or the chosen placements; how many that were.

    Raises:
        NotFound: no such running placement within reach.
        CannotEnd: one of them ended meanwhile.
        CannotBegin: a successor is kept from a child by now.

    """
    by.needs(*MAY_PROPOSE)
    found = await repairing(placement, by=by)
    asked = 0
    async with transaction(by):
        for step in found.steps:
            if step.to is None or (chosen is not None and step.placement not in chosen):
                continue
            await propose_handover(step.placement, step.to, because, apart=because, by=by)
            asked += 1
    return asked
