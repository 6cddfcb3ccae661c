"""Where what a person hands in goes: the same door for a plain post and for a record sent later."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from litestar.datastructures import FormMultiDict
from pydantic import BaseModel

from carenet.core.actors import Actor
from carenet.core.forms import Submission, read_fields
from carenet.core.once import answered_keys
from carenet.core.refusals import N_, MayNot, NeedsSecondFactor, NotFound, PageLocked, Refusal
from carenet.core.words import gettext, sentence

F = TypeVar("F", bound=BaseModel)
PHOTO: Final = "photo"
"""The field that pictures come in."""
NO_PHOTOS: Final = N_("Pictures do not belong to this kind of record. Please save it without them.")
ELSEWHERE: Final = (NotFound, MayNot, PageLocked, NeedsSecondFactor)
"""Refusals that have a page of their own."""

ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a form: the field it belongs to, and its bytes, unchecked."""

    field: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """How a form reached us."""

    key: str | None
    """The idempotency key of the form."""
    ids: tuple[UUID, ...] = ()
    """The ids in the form's address."""
    written_at: datetime | None = None
    """When it was handed in by the phone's clock; None for a plain post."""
    files: tuple[Attached, ...] = ()
    """What came with it."""

    @property
    def offline(self) -> bool:
        """Was it sealed on a phone before it came?"""
        return self.written_at is not None


@dataclass(frozen=True, slots=True)
class Handed:
    """What came of it: the page to go to, or the form's page with what is wrong."""

    location: str
    submission: Submission[Any]
    done: bool


Door = Callable[[FormMultiDict, Sent, Actor], Awaitable[Handed]]
Doors = Mapping[str, Door]


def door_at(doors: Doors, path: str) -> tuple[Door, tuple[UUID, ...]] | None:
    """The door of a form's address, with the ids that the address carries."""
    found = doors.get(ID.sub("{id}", path))
    return (found, tuple(UUID(one) for one in ID.findall(path))) if found else None


async def hand_in(
    model: type[F],
    form: FormMultiDict,
    sent: Sent,
    page: str,
    verb: Callable[[F], Awaitable[str]],
    by: Actor,
) -> Handed:
    """Read `model` from the form and do `verb` once under the form's key.

    Args:
        model: the form.
        form: what was sent.
        sent: how it came.
        page: where the form is, to mend it.
        verb: does it, and says where to go then.
        by: who hands it in.

    Returns:
        Where to go, or what is wrong with the form.

    """
    submission: Submission[Any] = read_fields(model, form)
    wish = submission.form
    if wish is None:
        return Handed(page, submission, done=False)
    if sent.files:
        submission.errors[PHOTO] = gettext(NO_PHOTOS)
        return Handed(page, submission, done=False)

    async def work() -> dict[str, Any]:
        return {"location": await verb(wish)}

    try:
        answer = await answered_keys(sent.key, work, by=by)
    except Refusal as refusal:
        if refusal.field:
            submission.errors[refusal.field] = sentence(refusal)
            return Handed(page, submission, done=False)
        if not sent.offline and isinstance(refusal, ELSEWHERE):
            raise  # a page can say 404; a phone must keep what it holds
        return Handed(page, submission.because(refusal), done=False)
    return Handed(str(answer["location"]), submission, done=True)
