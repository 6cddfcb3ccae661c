"""What may be typed at the door."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field


class SignInForm(BaseModel):
    """A name or phone number, and a password; `next` is where to go afterwards."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    password: Annotated[str, Field(min_length=1, max_length=200)]
    next: Annotated[str, Field(max_length=300)] = "/"


class EnterForm(BaseModel):
    """A one-tap entry of the demo."""

    handle: Annotated[str, Field(min_length=1, max_length=60)]
    next: Annotated[str, Field(max_length=300)] = "/"


class LanguageForm(BaseModel):
    """The language of pages and messages."""

    language: Literal["zh-Hans", "en"]
    next: Annotated[str, Field(max_length=300)] = "/"


class SizeForm(BaseModel):
    """The size of the text."""

    size: Literal["normal", "large"]
    next: Annotated[str, Field(max_length=300)] = "/"


class ScopeForm(BaseModel):
    """The scope to act in from now on."""

    scope: Annotated[str, Field(min_length=1, max_length=400)]


class NextForm(BaseModel):
    """Where to go afterwards."""

    next: Annotated[str, Field(max_length=300)] = "/"


class DigitsForm(NextForm):
    """Six digits of an authenticator app; spaces are fine."""

    code: Annotated[str, Field(pattern=r"^\s*\d{3}\s?\d{3}\s*$")]


class PageLockForm(BaseModel):
    """Four digits before one's pages, or none; the present ones where there are some."""

    wanted: bool = False
    digits: Annotated[str, Field(max_length=20)] = ""
    present: Annotated[str, Field(max_length=20)] | None = None


class OpeningForm(NextForm):
    """The four digits."""

    digits: Annotated[str, Field(min_length=1, max_length=20)]


class NumberForm(NextForm):
    """A mobile number to send a code to."""

    number: Annotated[str, Field(pattern=r"^[\d +()\-]{11,20}$")]


class CodeForm(NumberForm):
    """The code that was sent."""

    code: Annotated[str, Field(pattern=r"^\s*\d{3}\s?\d{3}\s*$")]


class PasswordForm(BaseModel):
    """A new password, and the present one if there is one."""

    new: Annotated[str, Field(min_length=1, max_length=200)]
    present: Annotated[str, Field(max_length=200)] | None = None


class FindForm(BaseModel):
    """Whom to look for, for which role."""

    q: Annotated[str, Field(max_length=40)] = ""
    role: Annotated[str, Field(max_length=20)] = ""


class DutyForm(BaseModel):
    """A duty to propose; `place` is a code, with the office after a bar where it is held at one."""

    account: UUID
    role: Annotated[str, Field(max_length=20)]
    place: Annotated[str, Field(pattern=r"^\d{12}(\|[0-9a-f-]{36})?$")]
    starts_on: date
    ends_on: date


class EndingForm(BaseModel):
    """Why a duty ends."""

    because: Annotated[str, Field(min_length=4, max_length=200)]
