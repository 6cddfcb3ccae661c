"""How a record is handed in: read the form, call the verb once, say where to go."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from litestar.datastructures import FormMultiDict
from pydantic import BaseModel

from carenet.core.actors import Actor
from carenet.core.doors import Handed, Sent
from carenet.core.forms import Submission, read_fields
from carenet.core.once import answered_keys
from carenet.core.pictures import NoPicture, drawn
from carenet.core.refusals import N_, Refusal
from carenet.core.words import gettext, sentence
from carenet.visits.rules import CannotLog

F = TypeVar("F", bound=BaseModel)
PHOTO: Final = "photo"
"""The field that pictures come in."""
NO_PHOTOS: Final = N_("Pictures do not belong to this kind of record. Please save it without them.")


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
    except CannotLog as refusal:
        if refusal.field:
            submission.errors[refusal.field] = sentence(refusal)
            return Handed(page, submission, done=False)
        return Handed(page, submission.because(refusal), done=False)
    except Refusal as refusal:
        if not sent.offline:  # a page can say 404; a phone must keep what it holds
            raise
        return Handed(page, submission.because(refusal), done=False)
    return Handed(str(answer["location"]), submission, done=True)


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
