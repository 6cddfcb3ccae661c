"""Who hears what, what climbs how, and which queue does which long work: the wiring, on one page."""

from collections.abc import Sequence
from typing import Any, Final

from carenet.children.facts import ConsentWithdrawn, UrgencyChanged
from carenet.core.facts import Listener
from carenet.core.ladders import StepReached
from carenet.core.steps import Step
from carenet.core.tasks import TaskEnded
from carenet.escalation.rules import POLICIES
from carenet.matching.facts import ProposalDeclined
from carenet.matching.services.needs import open_needs_of_urgent
from carenet.matching.services.publishing import (
    ANSWER_LADDER,
    ANSWER_STEPS,
    lapse_proposal,
    offer_next_best,
)
from carenet.notifications.facts import MessageAnswered
from carenet.notifications.listeners import (
    hear_wishes,
    say_task_ended,
)
from carenet.notifications.services.telling import tell_of_beginning, tell_of_end
from carenet.placements.facts import PlacementBegan, PlacementEnded
from carenet.placements.services import end_for_withdrawn_consent
from carenet.safeguarding.facts import (
    ClearanceChanged,
    ClosingProposed,
    ClosingSentBack,
    ConcernRaised,
    PersonSuspended,
)
from carenet.safeguarding.services.closing import ask_seconds, tell_sent_back
from carenet.safeguarding.services.concerns import on_concern_step, tell_officers
from carenet.scheduling.facts import (
    SessionCalledOff,
    SessionMoved,
    StandInDeclined,
    StandInFound,
    Withdrew,
)
from carenet.scheduling.services.climbing import on_step
from carenet.scheduling.services.hearing import (
    fill_places,
    hear_answer,
    hear_no_stand_in,
    hear_stand_in,
    tell_of_calling_off,
    tell_of_moving,
)
from carenet.scheduling.services.rungs import LADDERS as SESSION_LADDERS
from carenet.scheduling.services.uncleared import withdraw_uncleared
from carenet.visits.facts import (
    ChildFoundAlone,
    FamilyCallWanted,
    IllnessClosed,
    IllnessOpened,
    WorryRaised,
)
from carenet.visits.services.telling import (
    on_care_step,
    take_back_illness,
    tell_of_child_alone,
    tell_of_illness,
    tell_of_wanted_call,
    tell_of_worry,
)

LISTENERS: Final[dict[type[Any], Sequence[Listener]]] = {
    StepReached: [lapse_proposal, on_step, on_concern_step, on_care_step],
    ConsentWithdrawn: [end_for_withdrawn_consent],
    PlacementBegan: [tell_of_beginning],
    PlacementEnded: [tell_of_end],
    ProposalDeclined: [offer_next_best],
    UrgencyChanged: [open_needs_of_urgent],
    SessionCalledOff: [tell_of_calling_off],
    SessionMoved: [tell_of_moving],
    Withdrew: [fill_places],
    StandInFound: [hear_stand_in],
    StandInDeclined: [hear_no_stand_in],
    MessageAnswered: [hear_answer, hear_wishes],
    FamilyCallWanted: [tell_of_wanted_call],
    TaskEnded: [say_task_ended],
    ConcernRaised: [tell_officers],
    ClosingProposed: [ask_seconds],
    ClosingSentBack: [tell_sent_back],
    PersonSuspended: [withdraw_uncleared],
    ClearanceChanged: [withdraw_uncleared],
    WorryRaised: [tell_of_worry],
    ChildFoundAlone: [tell_of_child_alone],
    IllnessOpened: [tell_of_illness],
    IllnessClosed: [take_back_illness],
}

LADDERS: Final[dict[str, tuple[Step, ...]]] = {
    **{name: policy.steps for name, policy in POLICIES.items()},
    ANSWER_LADDER: ANSWER_STEPS,
    **SESSION_LADDERS,
}

# kind of task -> (queue, name of the job)
LONG_WORK: Final[dict[str, tuple[str, str]]] = {
    "matching.solve_round": ("solver", "matching.solve_round"),
    "census.import_workbook": ("documents", "census.import_workbook"),
}
