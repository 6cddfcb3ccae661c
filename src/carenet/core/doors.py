"""Where what a person hands in goes: the same door for a plain post and for a record sent later."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar.datastructures import FormMultiDict

from carenet.core.actors import Actor
from carenet.core.forms import Submission

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
