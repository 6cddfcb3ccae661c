"""What brings messages about records and a family's wishes about."""

from collections.abc import Mapping
from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.occasions.occasion import (
    ANSWERED,
    AT_ONCE,
    DIRECTOR,
    MET,
    NO_END,
    Occasion,
)

FAMILY: Final[Mapping[str, Occasion]] = {
    "call.slot": Occasion(
        N_("a time of the phone room was taken"), N_("an hour before"),
        N_("the call begins, or the time is given back"), N_("the parent, and who keeps the phone room"),
    ),
    "family.request": Occasion(
        N_("a parent asks for a copy or a correction"), AT_ONCE, NO_END, DIRECTOR,
    ),
    "family.request_answered": Occasion(
        N_("a parent's wish was answered"), AT_ONCE, NO_END, N_("the parent who asked"),
    ),
    "joint.asked": Occasion(
        N_("a visitor asks another to come along on a day ahead"), AT_ONCE, ANSWERED, N_("who is asked"),
    ),
    "joint.answered": Occasion(
        N_("somebody asked to come along said yes or no"), AT_ONCE, N_("the visit begins"), N_("who asked"),
    ),
    "joint.off": Occasion(
        N_("a visit together was called off"), AT_ONCE, N_("the visit begins"), N_("who was asked and had not said no"),
    ),
    "record.asked": Occasion(
        N_("an officer asks about a record"), AT_ONCE, ANSWERED, N_("who wrote the record"),
    ),
    "record.answered": Occasion(
        N_("a question about a record was answered"), AT_ONCE, NO_END, N_("the officer who asked"),
    ),
    "visit_task.opened": Occasion(
        N_("a visitor says that something should follow"), AT_ONCE, NO_END, DIRECTOR,
    ),
    "visit.together": Occasion(
        N_("somebody wrote that another came along on a visit"), AT_ONCE, NO_END, N_("who is said to have come along"),
    ),
    "visit_task.due": Occasion(
        N_("a visitor wrote of coming again"), N_("two days before that day"), MET, N_("the visitor"),
    ),
}  # fmt: skip
