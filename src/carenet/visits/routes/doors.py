"""Records with pictures and spoken words: each is drawn or written anew before the verb begins."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from litestar.datastructures import FormMultiDict
from pydantic import BaseModel

from carenet.core.actors import Actor
from carenet.core.doors import PHOTO, Attached, Handed, Sent, hand_in
from carenet.core.forms import Submission, read_fields
from carenet.core.pictures import NoPicture, drawn
from carenet.core.refusals import N_, Refusal
from carenet.core.sounds import NoSound, Sound, written_anew
from carenet.core.words import sentence
from carenet.visits.services import Voice

F = TypeVar("F", bound=BaseModel)
VOICE: Final = "voice"
"""The field that spoken words come in."""
ONE_VOICE: Final = N_(
    "One recording belongs to a record. Please take the other out and save again."
)


@dataclass(frozen=True, slots=True)
class Came:
    """What came with a form, fit to be kept."""

    pictures: Sequence[bytes] = ()
    sound: Sound | None = None

    def voice(self, *, for_family: bool = False) -> Voice | None:
        """What was spoken, if anything was."""
        return Voice(self.sound, for_family) if self.sound else None


async def _taken_in(files: Sequence[Attached]) -> Came:
    sounds = [one.data for one in files if one.field == VOICE]
    if len(sounds) > 1:
        raise NoSound(ONE_VOICE)
    sound = written_anew(sounds[0]) if sounds else None
    return Came(await drawn([one.data for one in files if one.field != VOICE]), sound)


async def hand_in_with_files(
    model: type[F],
    form: FormMultiDict,
    sent: Sent,
    page: str,
    verb: Callable[[F, Came], Awaitable[str]],
    by: Actor,
) -> Handed:
    """The same for a form that may carry pictures and a recording."""
    try:
        came = await _taken_in(sent.files)
    except (NoPicture, NoSound) as refusal:
        return _refused(model, form, page, refusal)
    bare = replace(sent, files=())
    return await hand_in(model, form, bare, page, lambda wish: verb(wish, came), by)


def _refused(model: type[F], form: FormMultiDict, page: str, refusal: Refusal) -> Handed:
    submission: Submission[Any] = read_fields(model, form)
    submission.errors[VOICE if isinstance(refusal, NoSound) else PHOTO] = sentence(refusal)
    return Handed(page, submission, done=False)
