"""What can be done to a placement."""

from carenet.placements.services.areas import exempt_area, take_back_area
from carenet.placements.services.backups import (
    accept_backup,
    end_backup,
    move_backup,
    name_backup,
    refuse_backup,
    want_backup,
)
from carenet.placements.services.beginning import accept_proposal
from carenet.placements.services.ending import end_placement
from carenet.placements.services.handing_over import (
    accept_handover,
    decline_handover,
    note_overlap,
    propose_handover,
    receive_handover,
    withdraw_handover,
)
from carenet.placements.services.home_duties import exempt_home_duty
from carenet.placements.services.keeping_on import take_back_ending
from carenet.placements.services.obligations import (
    exempt_obligation,
    meet_obligations,
    owe_from_now,
)
from carenet.placements.services.repairing import propose_repair
from carenet.placements.services.trying import Try, note_own_try, note_try, note_try_at_home
from carenet.placements.services.withdrawing import end_for_withdrawn_consent

__all__ = [
    "Try", "accept_backup", "accept_handover", "accept_proposal", "decline_handover", "end_backup",
    "end_for_withdrawn_consent", "end_placement", "exempt_area", "exempt_home_duty",
    "exempt_obligation", "meet_obligations", "move_backup", "name_backup", "note_overlap", "note_own_try", "note_try", "note_try_at_home",
    "owe_from_now", "propose_handover",
    "propose_repair", "receive_handover", "refuse_backup", "take_back_area", "take_back_ending", "want_backup", "withdraw_handover",
]  # fmt: skip
