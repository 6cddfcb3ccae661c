"""What is done to a child's record, one verb at a time."""

from carenet.children.services.archive import (
    KEY_GROUPS,
    Filled,
    note_filling,
    set_key_groups,
)
from carenet.children.services.away import BackBeforeLeaving, ParentSaid, say_where
from carenet.children.services.consents import (
    CHANNELS,
    PURPOSES,
    NothingToWithdraw,
    give_consent,
    withdraw_consent,
)
from carenet.children.services.family import (
    ATTEMPT_WAYS,
    Adult,
    NotAGuardian,
    confirm_caring,
    end_guardianship,
    name_carer,
    name_guardian,
    note_attempt,
    note_separation,
)
from carenet.children.services.home import (
    NIGHTS,
    AnotherVillage,
    School,
    join_household,
    plan_week,
    set_address,
    set_hukou,
    set_school,
)
from carenet.children.services.judging import recompute_findings
from carenet.children.services.keepers import alone_with
from carenet.children.services.moving import InFuture, SameVillage, move_child, receive_child
from carenet.children.services.reaches import end_reach, grant_reach
from carenet.children.services.registering import (
    LeftBefore,
    NewChild,
    NoSuchVillage,
    change_details,
    leave_register,
    register_child,
    take_in,
)
from carenet.children.services.sealed import identity_index, seal_health, seal_identity
from carenet.children.services.whole import WholeRecord, register_whole, update_whole

__all__ = [
    "ATTEMPT_WAYS",
    "CHANNELS",
    "KEY_GROUPS",
    "NIGHTS",
    "PURPOSES",
    "Adult",
    "AnotherVillage",
    "BackBeforeLeaving",
    "Filled",
    "InFuture",
    "LeftBefore",
    "NewChild",
    "NoSuchVillage",
    "NotAGuardian",
    "NothingToWithdraw",
    "ParentSaid",
    "SameVillage",
    "School",
    "WholeRecord",
    "alone_with",
    "change_details",
    "confirm_caring",
    "end_guardianship",
    "end_reach",
    "give_consent",
    "grant_reach",
    "identity_index",
    "join_household",
    "leave_register",
    "move_child",
    "name_carer",
    "name_guardian",
    "note_attempt",
    "note_filling",
    "note_separation",
    "plan_week",
    "receive_child",
    "recompute_findings",
    "register_child",
    "register_whole",
    "say_where",
    "seal_health",
    "seal_identity",
    "set_address",
    "set_hukou",
    "set_key_groups",
    "set_school",
    "take_in",
    "update_whole",
    "withdraw_consent",
]
