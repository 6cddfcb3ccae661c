"""/voice-notes: what was spoken with a record, on a page of its own; each listening is recorded. Taking it out."""

import re
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_206_PARTIAL_CONTENT, HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE

from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.visits import forms, services
from carenet.visits.queries.voice_notes import sound_of
from carenet.visits.queries.voice_notes import voice_note as note_of

RANGE: Final = re.compile(r"bytes=(\d{1,9})-(\d{0,9})")


@get("/voice-notes/{voice_note:uuid}")
async def show_voice_note(
    request: Request[Any, Any, Any], actor: Acting, voice_note: FromPath[UUID]
) -> Answer:
    """Who spoke and when, a player, and the way to take it out."""
    found = await note_of(voice_note, by=actor)
    return page(request, "visits/voice_note.html", found=found, submission=None)


@get("/voice-notes/{voice_note:uuid}/sound")
async def play(
    request: Request[Any, Any, Any], actor: Acting, voice_note: FromPath[UUID]
) -> Response[bytes]:
    """The sound; kept by no cache. A part of it where the player asks for one, as iPhones always do (RFC 9110 § 14)."""
    whole = await sound_of(voice_note, by=actor)
    headers = {"accept-ranges": "bytes"}
    asked = RANGE.fullmatch(request.headers.get("range", ""))
    if not asked:
        return Response(whole, media_type="audio/wav", headers=headers)
    first, last = int(asked[1]), min(int(asked[2] or len(whole)), len(whole) - 1)
    if first > last:
        headers["content-range"] = f"bytes */{len(whole)}"
        return Response(b"", status_code=HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    headers["content-range"] = f"bytes {first}-{last}/{len(whole)}"
    return Response(
        whole[first : last + 1], media_type="audio/wav", headers=headers,
        status_code=HTTP_206_PARTIAL_CONTENT,
    )  # fmt: skip


@post("/voice-notes/{voice_note:uuid}/removal")
async def remove(
    request: Request[Any, Any, Any], actor: Acting, voice_note: FromPath[UUID]
) -> Answer:
    """Take it out, with a reason."""
    found = await note_of(voice_note, by=actor)
    submission: Submission[forms.RemoveForm] = await read(forms.RemoveForm, request)
    if not (wish := submission.form):
        return refused(request, "visits/voice_note.html", submission, found=found)
    await services.remove_voice_note(voice_note, wish.because, by=actor)
    return see_other(f"/children/{found.child}/timeline")


HANDLERS: Final = (show_voice_note, play, remove)
