"""What can be done to a placement."""

from carenet.placements.services.beginning import accept_proposal
from carenet.placements.services.ending import end_placement
from carenet.placements.services.handing_over import (
    accept_handover,
    decline_handover,
    propose_handover,
)
from carenet.placements.services.obligations import (
    exempt_area,
    exempt_obligation,
    meet_obligations,
)
from carenet.placements.services.repairing import propose_repair
from carenet.placements.services.withdrawing import end_for_withdrawn_consent

__all__ = [
    "accept_handover", "accept_proposal", "decline_handover", "end_for_withdrawn_consent",
    "end_placement", "exempt_area", "exempt_obligation", "meet_obligations", "propose_handover",
    "propose_repair",
]  # fmt: skip
