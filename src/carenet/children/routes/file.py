"""/children/{id}: a child's page, and what is sealed behind a second factor and a reason."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.children import choices, forms, queries, words
from carenet.children.routes.listing import KEEPERS, READERS
from carenet.core import clock
from carenet.core.answers import Acting, Answer, page, refused
from carenet.core.forms import Submission, read
from carenet.people.rules import written_phone
from carenet.places.cache import name_of

NO_STORE = {"cache-control": "no-store"}


@get("/children/{child:uuid}", guards=[needs(*READERS)])
async def show_child(
    request: Request[Any, Any, Any], child: FromPath[UUID], actor: Acting
) -> Answer:
    """The child's page, as much of it as the reader's duty covers; the opening is written down."""
    found = await queries.child_file(child, by=actor)
    return page(
        request,
        "children/file.html",
        headers=NO_STORE,
        file=found,
        child=found.child,
        keeps=actor.has(*KEEPERS) and found.view == "keeper",
        words=words,
        word=choices.word,
        name_of=name_of,
        written_phone=written_phone,
        today=clock.today(),
    )


@get("/children/{child:uuid}/identity", guards=[needs(*queries.KEEPS)])
async def ask_identity(
    request: Request[Any, Any, Any], child: FromPath[UUID], actor: Acting
) -> Answer:
    """Ask why the sealed numbers are to be opened; the second factor comes first."""
    await queries.within_reach(child, by=actor)
    actor.needs_two_factors()
    return page(
        request, "children/identity.html", headers=NO_STORE, child_id=child, opened=None,
        submission=None, word=choices.word,
    )  # fmt: skip


@post("/children/{child:uuid}/identity", guards=[needs(*queries.KEEPS)], status_code=200)
async def open_identity(
    request: Request[Any, Any, Any], child: FromPath[UUID], actor: Acting
) -> Answer:
    """Open them once, for the reason given; the trail keeps it."""
    await queries.within_reach(child, by=actor)
    actor.needs_two_factors()
    submission: Submission[forms.ReasonForm] = await read(forms.ReasonForm, request)
    if submission.form is None:
        return refused(
            request, "children/identity.html", submission, child_id=child, opened=None,
            word=choices.word,
        )  # fmt: skip
    opened = await queries.open_identity(child, submission.form.reason, by=actor)
    return page(
        request, "children/identity.html", headers=NO_STORE, child_id=child, opened=opened,
        submission=None, word=choices.word,
    )  # fmt: skip


HANDLERS = [show_child, ask_identity, open_identity]
