"""/photos: one picture on a page of its own; each view is recorded. Taking it out."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.visits import forms, services
from carenet.visits.queries.photos import photo as photo_of
from carenet.visits.queries.photos import photo_bytes


@get("/photos/{photo:uuid}")
async def show_photo(
    request: Request[Any, Any, Any], actor: Acting, photo: FromPath[UUID]
) -> Answer:
    """The picture, who took it and when, and the way to take it out."""
    found = await photo_of(photo, by=actor)
    return page(request, "visits/photo.html", found=found, submission=None)


@get("/photos/{photo:uuid}/image")
async def show_image(actor: Acting, photo: FromPath[UUID]) -> Response[bytes]:
    """The bytes; kept by no cache."""
    return Response(await photo_bytes(photo, by=actor), media_type="image/jpeg")


@post("/photos/{photo:uuid}/removal")
async def remove(request: Request[Any, Any, Any], actor: Acting, photo: FromPath[UUID]) -> Answer:
    """Take it out, with a reason."""
    found = await photo_of(photo, by=actor)
    submission: Submission[forms.RemoveForm] = await read(forms.RemoveForm, request)
    if not (wish := submission.form):
        return refused(request, "visits/photo.html", submission, found=found)
    await services.remove_photo(photo, wish.because, by=actor)
    return see_other("/family" if actor.has("guardian") else f"/children/{found.child}/timeline")


HANDLERS: Final = (show_photo, show_image, remove)
