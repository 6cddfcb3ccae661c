"""What may be sent about adults who care: shape only."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from carenet.core.forms import Wrong
from carenet.core.refusals import N_
from carenet.people.rules.numbers import mobile
from carenet.people.rules.offering import BEDS_MAX, HOUSEHOLDS_MAX, LANGUAGES, SKILLS, SUBJECTS


def _mobile(text: str) -> str:
    digits = mobile(text)
    if digits is None:
        raise Wrong(N_("This is no mobile number of eleven digits."))
    return digits


def _name(text: str) -> str:
    if not any(c.isalpha() for c in text):
        raise Wrong(N_("Please write your name."))
    return text


def _known(words: list[str], known: object) -> list[str]:
    if any(word not in known for word in words):  # type: ignore[operator]
        raise Wrong(N_("Please choose from the list."))
    return list(dict.fromkeys(words))


Name = Annotated[str, Field(min_length=2, max_length=40), AfterValidator(_name)]
Mobile = Annotated[str, Field(max_length=30), AfterValidator(_mobile)]
Subjects = Annotated[list[str], AfterValidator(lambda v: _known(v, SUBJECTS))]
Skills = Annotated[list[str], AfterValidator(lambda v: _known(v, SKILLS))]
Tongues = Annotated[list[str], AfterValidator(lambda v: _known(v, LANGUAGES))]
Minutes = Annotated[int, Field(ge=5, le=180)]
Hours = Annotated[int, Field(ge=1, le=20)]


class OfferForm(BaseModel):
    """What one offers; the time grid is read beside it."""

    subjects: Subjects = []
    skills: Skills = []
    understands: Tongues = []
    explains: Tongues = []
    reach_minutes: Minutes | None = None
    hours_week_max: Hours | None = None


class JoinForm(BaseModel):
    """Name and mobile number: what every newcomer says."""

    name: Name
    mobile: Mobile
    sex: Literal["f", "m"] | None = None


class VolunteerForm(JoinForm, OfferForm):
    """A volunteer joins."""


class ProxyForm(JoinForm):
    """A proxy parent joins."""

    understands: Tongues = []
    explains: Tongues = []
    households_max: Annotated[int, Field(ge=1, le=HOUSEHOLDS_MAX)] = 1


class HostForm(JoinForm):
    """A host family applies."""

    sex: Literal["f", "m"]
    for_whom: Literal["others", "kin"] = "others"
    understands: Tongues = []
    explains: Tongues = []
    beds: Annotated[int, Field(ge=1, le=BEDS_MAX)]
    takes: Annotated[list[Literal["girls", "boys"]], Field(min_length=1)]
    care: Literal["full", "half"]
    school_minutes: Annotated[int, Field(ge=0, le=240)] | None = None


class RosterForm(BaseModel):
    """Who lives there is as the page showed it."""

    seen: list[UUID] = []


class KnownForm(BaseModel):
    """Somebody written down already opens the own account: only the number is asked for."""

    mobile: Mobile
    name: Literal[""] = ""


class InvitationForm(BaseModel):
    """Whom to invite, to where, how many, for how long."""

    kind: Literal["volunteer", "proxy_parent", "host", "staff"]
    place: Annotated[str, Field(min_length=6, max_length=60)]
    uses: Annotated[int, Field(ge=1, le=200)] = 20
    days: Annotated[int, Field(ge=1, le=60)] = 14


class LeavingForm(BaseModel):
    """Why a helper stops."""

    kind: Literal["volunteer", "proxy_parent"]
    because: Annotated[str, Field(min_length=2, max_length=200)]


class HostAdultForm(BaseModel):
    """One more adult who lives in the home."""

    name: Name
    sex: Literal["f", "m"]
    relation: Annotated[str, Field(min_length=1, max_length=30)]
    mobile: Mobile | None = None


class HomeLeavingForm(BaseModel):
    """Why a home stops."""

    because: Annotated[str, Field(min_length=2, max_length=200)]


class TieForm(BaseModel):
    """With whom somebody belongs."""

    tie: Literal["couple", "relatives"]
    mobile: Mobile


class TieAnswer(BaseModel):
    """Whether it is so."""

    answer: Literal["yes", "no"]


class TieEnding(TieAnswer):
    """An office's word on it; an end has a reason."""

    why: Annotated[str, Field(max_length=200)] = ""
