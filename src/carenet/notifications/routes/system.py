"""The machine room: a page for the system administrator, figures for a monitor."""

import hmac
import os
from typing import Any

from litestar import MediaType, Request, Response, get
from litestar.exceptions import NotAuthorizedException

from carenet.accounts.entry import needs
from carenet.core import clock
from carenet.core.answers import Acting, Answer, page
from carenet.core.refusals import N_, NotFound
from carenet.core.settings import load
from carenet.core.words import gettext
from carenet.notifications.queries.machinery import figures, machinery
from carenet.scheduling.queries.month import unannounced

LOOP_WORDS = {
    "main.tick": N_("facts, reminders, ladders"), "main.send": N_("senders"),
    "main.settle": N_("uncertain sends, expiry"), "main.early": N_("before quiet hours"),
    "main.digest": N_("daily summaries"), "main.rounds": N_("what a date brings"), "solver.alive": N_("matching and timetables"),
    "documents.alive": N_("imports and papers"),
    "main.watch": N_("registers that should be open"),
    "main.forget": N_("forgetting what is long over"), "main.ping": N_("the outside watch"),
    "main.keep_week": N_("the figures of the week"), "main.homes": N_("homes that are silent"),
    "main.standing": N_("places of those who come every time"),
    "main.visits": N_("visits of teams that are over"),
    "main.kin": N_("first looks at kin who keep a child"),
    "main.photos": N_("pictures that are to go"),
}  # fmt: skip
QUEUE_WORDS = {
    "facts": N_("facts not handed on"), "deliveries": N_("listeners still to hear"),
    "reminders": N_("reminders due"), "outgoing": N_("messages to send"),
    "climbs": N_("steps of ladders due"), "tasks": N_("long work not begun"),
    "calls": N_("calls by people"),
}  # fmt: skip


@get("/system", guards=[needs("sysadmin")])
async def show_system(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Loops, queues, failures: figures only."""
    return page(
        request, "notifications/system.html", machine=await machinery(clock.now()),
        loop_words={k: gettext(v) for k, v in LOOP_WORDS.items()},
        queue_words={k: gettext(v) for k, v in QUEUE_WORDS.items()},
        unannounced=await unannounced(actor),
    )  # fmt: skip


def _line(name: str, label: str, value: float) -> str:
    kinds = {"loop": "loop", "queue": "queue", "outgoing_day": "state"}
    key = next((word for start, word in kinds.items() if name.startswith(start)), "")
    labels = f'{{{key}="{label}"}}' if key and label else ""
    return f"carenet_{name}{labels} {value:g}"


@get("/metrics", opt={"public": True}, media_type=MediaType.TEXT)
async def show_metrics(request: Request[Any, Any, Any]) -> Response[str]:
    """The lateness of every loop and the age of every queue, in Prometheus' text format.

    Raises:
        NotFound: no CARENET_METRICS_TOKEN is set.
        NotAuthorizedException: the bearer token is another.

    """
    token = load(os.environ).metrics_token
    if token is None:
        raise NotFound
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise NotAuthorizedException
    rows = await figures(clock.now())
    lines: list[str] = []
    for name in dict.fromkeys(r["name"] for r in rows):
        lines.append(f"# TYPE carenet_{name} gauge")
        lines += [_line(name, r["label"], r["value"]) for r in rows if r["name"] == name]
    return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


HANDLERS = [show_system, show_metrics]
