"""What may be typed at the door."""

from typing import Annotated, Literal

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
