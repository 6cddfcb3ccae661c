"""How a record is handed in: read the form, call the verb once, say where to go."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from litestar.datastructures import FormMultiDict
from pydantic import BaseModel

from carenet.core.actors import Actor
from carenet.core.doors import Handed, Sent
from carenet.core.forms import Submission, read_fields
from carenet.core.once import answered_keys
from carenet.core.refusals import Refusal
from carenet.core.words import sentence
from carenet.visits.rules import CannotLog

F = TypeVar("F", bound=BaseModel)


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
