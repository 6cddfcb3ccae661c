"""What messages hear: long work that ended is said to whoever began it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core.actors import Actor
from carenet.notifications.services.calling_back import ask_for_call
from carenet.notifications.services.telling import tell_task_ended
from carenet.visits.services.family_calls import note_spoken

WORTH_TELLING_SECONDS: Final = 20
"""Whoever watched it to its end needs no message."""
PAGES: Final = {
    "matching": "/matching/rounds/%s",
    "census": "/census",
    "letters": "/letters/envelopes",
    "scheduling.make_certificate": "/hours/certificates/%s",
}


def page_of(kind: str, subject: str | None) -> str | None:
    """Where the result of a kind of long work stands."""
    page = PAGES.get(kind) or PAGES.get(kind.split(".", maxsplit=1)[0])
    if page is None or "%" not in page:
        return page
    return page % subject if subject else None


async def hear_wishes(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Please call me: that becomes a call; the answer to the Sunday question is written down."""
    for fact in payloads:
        if fact["answer"] == "call":
            await ask_for_call(fact, by=by)
        elif fact["answer"] in ("spoke", "not_yet", "arrange"):
            await note_spoken(UUID(fact["recipient"]), fact["answer"], by=by)


async def say_task_ended(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Long work ended: say so, if it took long enough to look away."""
    for work in payloads:
        took = datetime.fromisoformat(work["ended_at"]) - datetime.fromisoformat(work["asked_at"])
        if work["state"] != "cancelled" and took.total_seconds() >= WORTH_TELLING_SECONDS:
            page = page_of(work["kind"], work["subject"])
            await tell_task_ended(work["task"], work["begun_by"], page, by)
