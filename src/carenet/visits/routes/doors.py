"""Records with pictures: each is drawn anew before the verb begins."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from litestar.datastructures import FormMultiDict
from pydantic import BaseModel

from carenet.core.actors import Actor
from carenet.core.doors import PHOTO, Handed, Sent, hand_in
from carenet.core.forms import Submission, read_fields
from carenet.core.pictures import NoPicture, drawn
from carenet.core.words import sentence

F = TypeVar("F", bound=BaseModel)


async def hand_in_with_photos(
    model: type[F],
    form: FormMultiDict,
    sent: Sent,
    page: str,
    verb: Callable[[F, Sequence[bytes]], Awaitable[str]],
    by: Actor,
) -> Handed:
    """The same for a form that may carry pictures: each is drawn anew before the verb begins."""
    try:
        pictures = await drawn([one.data for one in sent.files])
    except NoPicture as refusal:
        submission: Submission[Any] = read_fields(model, form)
        submission.errors[PHOTO] = sentence(refusal)
        return Handed(page, submission, done=False)
    bare = replace(sent, files=())
    return await hand_in(model, form, bare, page, lambda wish: verb(wish, pictures), by)
