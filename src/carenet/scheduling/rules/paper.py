"""A register taken on paper: what a line of it may say, and where two readings of it differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core.refusals import N_, Refusal
from carenet.scheduling.rules.leaving import OPENS_BEFORE, WAYS
from carenet.scheduling.rules.missing import REASONS

STAYS_AFTER: Final = timedelta(hours=12)
READ: Final = ("state", "because", "said_by", "came_at", "left_at", "left_how", "left_with")


class CannotRead(Refusal):
    """A sheet that cannot be taken as it is."""

    msgid = N_("This paper cannot be taken.")


@dataclass(frozen=True, slots=True)
class PaperLine:
    """What somebody read of one child; no state: the paper says nothing of it."""

    child: UUID
    state: str | None = None
    because: str | None = None
    said_by: str | None = None
    came_at: datetime | None = None
    left_at: datetime | None = None
    left_how: str | None = None
    left_with: str | None = None


def require_readable(line: PaperLine, starts_at: datetime, ends_at: datetime) -> None:
    """A line is whole, and its times are of that day.

    Raises:
        CannotRead: with what is lacking.

    """
    if line.state == "excused" and (line.because not in REASONS or not line.said_by):
        raise CannotRead(N_("Please say why the child is not here, and who said so."))
    if line.state != "here":
        return
    if (line.left_at is None) != (line.left_how is None):
        raise CannotRead(N_("Please write down when and how the child went home, or neither."))
    if line.left_how and line.left_how not in WAYS:
        raise CannotRead(N_("Please say how the child went home."))
    if line.left_how == "fetched" and not line.left_with:
        raise CannotRead(N_("Please say who fetches the child."))
    first, last = starts_at - OPENS_BEFORE, ends_at + STAYS_AFTER
    times = [at for at in (line.came_at, line.left_at) if at is not None]
    if times != sorted(times):
        raise CannotRead(N_("Nobody goes home before coming."))
    if times and not first <= times[0] <= times[-1] <= last:
        raise CannotRead(N_("These times are not of this session."))


def require_begun(now: datetime, starts_at: datetime) -> None:
    """A paper is of a session that has begun.

    Raises:
        CannotRead: it has not.

    """
    if now < starts_at:
        raise CannotRead(N_("This session has not begun: there is no paper of it yet."))


def require_another(typed_by: UUID | None, confirmed: object, me: UUID) -> None:
    """Somebody else confirms what one has typed, once.

    Raises:
        CannotRead: nothing was typed, it was confirmed, or it is the same person.

    """
    if typed_by is None:
        raise CannotRead(N_("Nobody has typed this paper yet."))
    if confirmed is not None:
        raise CannotRead(N_("This paper has been confirmed already."))
    if typed_by == me:
        raise CannotRead(N_("You typed this paper: somebody else has to confirm it."))


def differing(first: Mapping[str, Any], second: PaperLine) -> tuple[str, ...]:
    """The cells in which two readings of one line differ."""
    return tuple(name for name in READ if first[name] != getattr(second, name))


def told_of(lines: Iterable[PaperLine]) -> list[PaperLine]:
    """The lines of which the paper says something."""
    return [line for line in lines if line.state]
