"""/log, /photos, /voice-notes, /illness, /obligations, /family/calls and a child's timeline: care at home, written down and read."""

from typing import Final

from litestar import Router

from carenet.core.doors import Doors
from carenet.visits.routes import (
    agreements,
    companions,
    family_calls,
    illness,
    joint,
    log,
    owed,
    photos,
    requests,
    rounds,
    second_words,
    shell,
    slots,
    talks,
    voice_notes,
)

routes = Router(
    "/",
    route_handlers=[
        *second_words.HANDLERS,
        *log.HANDLERS,
        *companions.HANDLERS,
        *joint.HANDLERS,
        *illness.HANDLERS,
        *owed.HANDLERS,
        *photos.HANDLERS,
        *voice_notes.HANDLERS,
        *agreements.HANDLERS,
        *slots.HANDLERS,
        *requests.HANDLERS,
        *rounds.HANDLERS,
        *talks.HANDLERS,
        *shell.HANDLERS,
        *family_calls.HANDLERS,
    ],
    tags=["visits"],
)
DOORS: Final[Doors] = {**log.DOORS, **illness.DOORS}
"""The forms that may come from a phone's outbox, by their address."""
