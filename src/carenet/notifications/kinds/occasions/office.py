"""What brings messages about offices and summaries about."""

from collections.abc import Mapping
from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.occasions.occasion import (
    AT_ONCE,
    LETTER_LISTED,
    NO_END,
    OWNER,
    WISHED,
    Occasion,
)

OFFICE: Final[Mapping[str, Occasion]] = {
    "duty.waiting": Occasion(
        N_("a duty was proposed"), AT_ONCE, N_("it is approved or turned down"),
        N_("the nearest officers who may approve it"),
    ),
    "task.done": Occasion(N_("long work has ended"), AT_ONCE, NO_END, N_("who began it")),
    "paper.expiring": Occasion(
        N_("a paper has an end"), N_("60, 30 and 7 days before its end"), N_("the paper is renewed"),
        OWNER,
    ),
    "paper.lapsed": Occasion(
        N_("a paper has run out"), N_("the day after"), N_("the paper is renewed"), OWNER,
    ),
    "paper.lapsed_of": Occasion(
        N_("a helper's paper has run out"), N_("the day after"), N_("the paper is renewed"),
        N_("the township supervisor"),
    ),
    "feed.expiring": Occasion(
        N_("a calendar address has an end"), N_("14 days before its end"), N_("it is prolonged"), OWNER,
    ),
    "hours.decided": Occasion(
        N_("a second person looked at hours that were attested"), AT_ONCE, NO_END,
        N_("the adult whose hours they are"),
    ),
    "call.wanted": Occasion(
        N_("somebody answered with: please call me"), AT_ONCE, N_("the call is written down"),
        N_("who leads the place of the session, else the child director"),
    ),
    "digest.daily": Occasion(
        N_("messages of the day are unread"), N_("every day at 18:00"), NO_END, WISHED,
    ),
    "digest.weekly": Occasion(
        N_("messages of the week are unread"), N_("Mondays at 8:30"), NO_END, WISHED,
    ),
    "digest.township": Occasion(
        N_("something was wrong in the week of a township"), N_("Mondays in the morning"), NO_END,
        N_("the township supervisor"),
    ),
    "today.director": Occasion(
        N_("a day on which there is something to do"), N_("in the morning"), NO_END,
        N_("child directors who asked for it"),
    ),
    "office.morning": Occasion(
        N_("a day on which there is something to do"), N_("in the morning, at 7:30"), NO_END,
        N_("the office's group"),
    ),
    "letter.sent": Occasion(
        N_("an office wrote a letter"), AT_ONCE, LETTER_LISTED, N_("those whom it is for"),
    ),
    "letter.again": Occasion(
        N_("a letter was not acknowledged"), N_("some days apart, as often as the office chose"),
        LETTER_LISTED, N_("those who are still silent"),
    ),
    "letter.listed": Occasion(
        N_("the list of those who are silent was made"), AT_ONCE, NO_END, N_("who wrote the letter"),
    ),
    "certificate.revoked": Occasion(
        N_("a certificate of hours was revoked"), AT_ONCE, NO_END,
        N_("the adult whose hours they are"),
    ),
}  # fmt: skip
