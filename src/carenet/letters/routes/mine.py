"""/me/letters: what was written to me, with one button."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.core.answers import Acting, Answer, page, see_other
from carenet.letters import wording
from carenet.letters.queries.letters import my_letters
from carenet.letters.services.acknowledging import acknowledge


@get("/me/letters")
async def list_mine(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """My letters, the unread first."""
    return page(request, "letters/mine.html", letters=await my_letters(by=actor), w=wording)


@post("/me/letters/{letter:uuid}/acknowledgement")
async def create_acknowledgement(letter: FromPath[UUID], actor: Acting) -> Answer:
    """I have read it."""
    await acknowledge(letter, by=actor)
    return see_other("/me/letters")


HANDLERS = [list_mine, create_acknowledgement]
