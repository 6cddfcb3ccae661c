"""The papers of a clearance: what each is, how long it holds, who must act when it is missing.

Source of the rule: Law on the Protection of Minors articles 62 and 126 (record check on taking
somebody on and every year, by project rule also for volunteers), Regulation on Volunteer Service
articles 16 and 19 (training, insurance), and the field's rules (two references, interview by two).
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from carenet.core.refusals import N_


class PaperKind(StrEnum):
    """The papers a tier asks for."""

    IDENTITY = "identity"
    SELF_DECLARATION = "self_declaration"
    RECORD_CHECK = "record_check"
    REFERENCES = "references"
    INTERVIEW = "interview"
    CODE = "code"
    TRAINING = "training"
    INSURANCE = "insurance"


class Result(StrEnum):
    """How a paper came out; a pending one is a record check that was asked for."""

    PASSED = "passed"
    PENDING = "pending"
    FAILED = "failed"


# A record check is good for twelve months, training for twenty-four.
MONTHS_MAX: Final[Mapping[PaperKind, int]] = {
    PaperKind.RECORD_CHECK: 12,
    PaperKind.TRAINING: 24,
}
# A record check that was asked for and not answered carries a group helper sixty days.
PENDING_DAYS_MAX: Final = 60
FAR_OFF: Final = date(2099, 12, 31)

KIND_WORDS: Final[Mapping[PaperKind, str]] = {
    PaperKind.IDENTITY: N_("identity card seen"),
    PaperKind.SELF_DECLARATION: N_("own declaration signed"),
    PaperKind.RECORD_CHECK: N_("record check"),
    PaperKind.REFERENCES: N_("two references"),
    PaperKind.INTERVIEW: N_("interview by two"),
    PaperKind.CODE: N_("code of conduct signed"),
    PaperKind.TRAINING: N_("training"),
    PaperKind.INSURANCE: N_("insurance"),
}
WHO_ACTS: Final[Mapping[PaperKind, str]] = {
    PaperKind.IDENTITY: N_("the helper brings the card to the village or the township"),
    PaperKind.SELF_DECLARATION: N_("the helper signs it"),
    PaperKind.RECORD_CHECK: N_("the township asks the police in a batch"),
    PaperKind.REFERENCES: N_("the village rings two people who know the helper"),
    PaperKind.INTERVIEW: N_("two officers talk with the helper"),
    PaperKind.CODE: N_("the helper signs it"),
    PaperKind.TRAINING: N_("the helper attends; the township arranges it"),
    PaperKind.INSURANCE: N_("the league insures its volunteers"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as it was entered; `ends_on` None means that the paper itself names no end."""

    kind: PaperKind
    result: Result
    starts_on: date
    ends_on: date | None = None
    voided: bool = False
    id: UUID | None = None


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where there is no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def last_day(paper: Paper) -> date | None:
    """The last day on which a paper holds; None if it never does."""
    if paper.voided or paper.result is Result.FAILED:
        return None
    if paper.result is Result.PENDING:
        if paper.kind is not PaperKind.RECORD_CHECK:
            return None
        longest = paper.starts_on + timedelta(days=PENDING_DAYS_MAX)
    else:
        months = MONTHS_MAX.get(paper.kind)
        longest = months_later(paper.starts_on, months) if months else FAR_OFF
    return min(longest, paper.ends_on or FAR_OFF)
