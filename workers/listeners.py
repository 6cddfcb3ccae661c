"""Who hears what, what climbs how, and which queue does which long work: the wiring, on one page."""

from collections.abc import Sequence
from typing import Any, Final

from carenet.accounts.facts import DutyProposed
from carenet.boarding.services.answering import hear_home
from carenet.boarding.services.climbing import on_friday_step
from carenet.children.facts import ConsentWithdrawn, UrgencyChanged
from carenet.classes.facts import ClassPlaceFreed, TooManyCounted, WaitsAlone
from carenet.classes.services.counting import hear_opened, tell_of_too_many
from carenet.classes.services.hearing import fill_class, on_class_step, tell_of_alone
from carenet.classes.services.rungs import LADDERS as CLASS_LADDERS
from carenet.core.facts import Listener
from carenet.core.ladders import StepReached
from carenet.core.steps import Step
from carenet.core.tasks import TaskEnded
from carenet.escalation.rules import POLICIES
from carenet.letters.services.acknowledging import hear_read
from carenet.letters.services.listing import on_letter_step
from carenet.matching.facts import (
    CircleAnswered,
    NeedLeftOpen,
    NeedsOpened,
    ProposalDeclined,
    RoundSolved,
)
from carenet.matching.services.asking import ANSWER_LADDER, ANSWER_STEPS
from carenet.matching.services.between import EXPIRY_LADDER, EXPIRY_STEPS, lapse_suggestion
from carenet.matching.services.circles import (
    CIRCLE_LADDER,
    CIRCLE_STEPS,
    go_on_without,
    hear_family,
)
from carenet.matching.services.needs import open_needs_of_urgent
from carenet.matching.services.publishing import lapse_proposal, offer_next_best
from carenet.matching.services.reopening import reopen_needs
from carenet.matching.services.suggesting import suggest_for_urgent
from carenet.matching.services.urgent import on_urgent_step
from carenet.notifications.facts import MessageAnswered
from carenet.notifications.listeners import (
    hear_wishes,
    say_task_ended,
)
from carenet.notifications.services.telling import tell_of_beginning, tell_of_duty, tell_of_end
from carenet.people.facts import SaidTogether
from carenet.people.services.ties import ask_the_other
from carenet.placements.facts import (
    BackupChanged,
    CoverLost,
    DutyPassedOn,
    DutyTried,
    HandoverAnswered,
    HandoverProposed,
    PlacementBegan,
    PlacementEnded,
    PlacementEnding,
)
from carenet.placements.services import end_for_withdrawn_consent
from carenet.placements.services.handing_over_told import (
    lapse_handover,
    tell_of_answer,
    tell_of_no_need,
    tell_of_proposal,
)
from carenet.placements.services.kin import on_kin_step, owe_kin_again
from carenet.placements.services.passing_on import tell_of_passing
from carenet.placements.services.telling import (
    on_cover_step,
    on_receiver_step,
    tell_of_backup,
    tell_of_ending,
    tell_of_taken_back,
)
from carenet.placements.services.trying import hear_tries
from carenet.placements.services.withdrawing import (
    drop_promises,
    end_for_lost_clearance,
    seek_cover,
)
from carenet.safeguarding.facts import (
    ClearanceChanged,
    ClosingProposed,
    ClosingSentBack,
    ConcernRaised,
    KinAssessed,
    PersonSuspended,
)
from carenet.safeguarding.services.closing import ask_seconds, tell_sent_back
from carenet.safeguarding.services.concerns import on_concern_step, tell_officers
from carenet.scheduling.facts import (
    AskedToCome,
    AwayForLong,
    ChildSaidIll,
    GroupAsked,
    HoursCorrected,
    HoursFollowed,
    LastDaySaid,
    RegisterOpened,
    SessionCalledOff,
    SessionMoved,
    SessionsJoined,
    StandInDeclined,
    StandInFound,
    Withdrew,
)
from carenet.scheduling.services.certificates import revoke_corrected
from carenet.scheduling.services.climbing import on_step
from carenet.scheduling.services.following import tell_of_hours
from carenet.scheduling.services.grouping import hear_group
from carenet.scheduling.services.hearing import (
    fill_places,
    hear_answer,
    hear_no_stand_in,
    hear_stand_in,
    tell_of_asking,
    tell_of_calling_off,
    tell_of_joining,
    tell_of_moving,
)
from carenet.scheduling.services.missed_appeals import on_missed_step
from carenet.scheduling.services.rungs import LADDERS as SESSION_LADDERS
from carenet.scheduling.services.succeeding import tell_last_day
from carenet.scheduling.services.telling_families import (
    tell_families_of_last_day,
    tell_families_of_leave,
)
from carenet.scheduling.services.uncleared import withdraw_uncleared
from carenet.teams.facts import (
    LeadPassed,
    MoveAsked,
    MoveDecided,
    TeamHandedOver,
    TeamLeft,
    VisitDecided,
    VisitProposed,
)
from carenet.teams.services.handing_over import hear_handover, on_handover_step
from carenet.teams.services.hearing import (
    tell_of_decision,
    tell_of_move,
    tell_of_move_asked,
    tell_of_visit,
)
from carenet.teams.services.roster import hear_left, tell_of_lead
from carenet.teams.services.rungs import LADDERS as TEAM_LADDERS
from carenet.timetables.facts import TimetablePublished
from carenet.timetables.services.telling import tell_of_timetable
from carenet.visits.facts import (
    ChildFoundAlone,
    CompanionNamed,
    DayLogged,
    FamilyAsked,
    FamilyCallWanted,
    FollowUpOpened,
    IllnessClosed,
    IllnessOpened,
    RecordAnswered,
    RecordQuestioned,
    WorryRaised,
)
from carenet.visits.services.asking_ill import on_unasked_step
from carenet.visits.services.changing import tell_of_question, tell_of_record_answer
from carenet.visits.services.companions import ask_companions
from carenet.visits.services.follow_ups import hand_to_director, tell_of_follow_up
from carenet.visits.services.illness import hear_ill
from carenet.visits.services.photos import forget_photos
from carenet.visits.services.requests import tell_of_request
from carenet.visits.services.silence import hear_day, on_silent_step
from carenet.visits.services.telling import (
    on_care_step,
    take_back_illness,
    tell_of_child_alone,
    tell_of_illness,
    tell_of_wanted_call,
    tell_of_worry,
)

LISTENERS: Final[dict[type[Any], Sequence[Listener]]] = {
    StepReached: [
        lapse_proposal,
        lapse_suggestion,
        go_on_without,
        on_step,
        on_concern_step,
        on_care_step,
        on_class_step,
        lapse_handover,
        on_letter_step,
        on_cover_step,
        on_friday_step,
        on_receiver_step,
        on_silent_step,
        on_unasked_step,
        on_urgent_step,
        on_handover_step,
        on_missed_step,
        on_kin_step,
    ],
    ConsentWithdrawn: [end_for_withdrawn_consent, tell_of_taken_back, forget_photos],
    PlacementBegan: [tell_of_beginning],
    PlacementEnded: [reopen_needs, tell_of_end, tell_of_no_need],
    HandoverProposed: [tell_of_proposal],
    HandoverAnswered: [tell_of_answer],
    PlacementEnding: [tell_of_ending],
    BackupChanged: [tell_of_backup],
    CoverLost: [seek_cover],
    DutyPassedOn: [tell_of_passing],
    DutyTried: [hear_tries],
    DutyProposed: [tell_of_duty],
    ProposalDeclined: [offer_next_best],
    CircleAnswered: [hear_family],
    SaidTogether: [ask_the_other],
    UrgencyChanged: [open_needs_of_urgent],
    NeedsOpened: [suggest_for_urgent],
    NeedLeftOpen: [suggest_for_urgent],
    RoundSolved: [suggest_for_urgent],
    SessionCalledOff: [tell_of_calling_off],
    SessionMoved: [tell_of_moving],
    HoursFollowed: [tell_of_hours],
    SessionsJoined: [tell_of_joining],
    LastDaySaid: [tell_last_day, tell_families_of_last_day],
    AwayForLong: [tell_families_of_leave],
    Withdrew: [fill_places],
    AskedToCome: [tell_of_asking],
    GroupAsked: [hear_group],
    StandInFound: [hear_stand_in],
    StandInDeclined: [hear_no_stand_in],
    MessageAnswered: [hear_answer, hear_wishes, hear_read, hear_home],
    FamilyCallWanted: [tell_of_wanted_call],
    HoursCorrected: [revoke_corrected],
    RegisterOpened: [hear_opened],
    ChildSaidIll: [hear_ill],
    ClassPlaceFreed: [fill_class],
    WaitsAlone: [tell_of_alone],
    TooManyCounted: [tell_of_too_many],
    VisitProposed: [tell_of_visit],
    VisitDecided: [tell_of_decision],
    MoveAsked: [tell_of_move_asked],
    MoveDecided: [tell_of_move],
    TeamHandedOver: [hear_handover],
    TeamLeft: [hear_left],
    LeadPassed: [tell_of_lead],
    TaskEnded: [say_task_ended],
    TimetablePublished: [tell_of_timetable],
    ConcernRaised: [tell_officers],
    KinAssessed: [owe_kin_again],
    ClosingProposed: [ask_seconds],
    ClosingSentBack: [tell_sent_back],
    PersonSuspended: [withdraw_uncleared, end_for_lost_clearance, hand_to_director],
    ClearanceChanged: [withdraw_uncleared, end_for_lost_clearance, drop_promises],
    DayLogged: [hear_day],
    WorryRaised: [tell_of_worry],
    ChildFoundAlone: [tell_of_child_alone],
    IllnessOpened: [tell_of_illness],
    IllnessClosed: [take_back_illness],
    RecordQuestioned: [tell_of_question],
    RecordAnswered: [tell_of_record_answer],
    CompanionNamed: [ask_companions],
    FollowUpOpened: [tell_of_follow_up],
    FamilyAsked: [tell_of_request],
}

LADDERS: Final[dict[str, tuple[Step, ...]]] = {
    **{name: policy.steps for name, policy in POLICIES.items()},
    ANSWER_LADDER: ANSWER_STEPS,
    EXPIRY_LADDER: EXPIRY_STEPS,
    CIRCLE_LADDER: CIRCLE_STEPS,
    **SESSION_LADDERS,
    **CLASS_LADDERS,
    **TEAM_LADDERS,
}

# kind of task -> (queue, name of the job)
LONG_WORK: Final[dict[str, tuple[str, str]]] = {
    "matching.solve_round": ("solver", "matching.solve_round"),
    "scheduling.roll_out": ("documents", "scheduling.roll_out"),
    "timetables.solve": ("solver", "timetables.solve"),
    "timetables.publish": ("solver", "timetables.publish"),
    "census.import_workbook": ("documents", "census.import_workbook"),
    "letters.make_envelopes": ("documents", "letters.make_envelopes"),
    "scheduling.make_certificate": ("documents", "scheduling.make_certificate"),
}
