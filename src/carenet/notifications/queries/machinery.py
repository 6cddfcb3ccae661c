"""The state of the machinery in figures: loops, queues, what failed. Nobody's name, no message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from carenet.core import beats
from carenet.core.database import definer


@dataclass(frozen=True, slots=True)
class Loop:
    """One loop of a worker. Times in seconds, the turn's length in milliseconds."""

    name: str
    silent_seconds: float
    every_seconds: int
    turn_ms: float
    silent: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue: how many wait, and how long the first has waited."""

    name: str
    waiting: int
    age_seconds: float


@dataclass(frozen=True, slots=True)
class Postponed:
    """A listener that could not hear something: how often, and the kind of fault."""

    listener: str
    attempts: int
    next_at: datetime
    fault: str | None
    facts: int


@dataclass(frozen=True, slots=True)
class Machinery:
    """Everything on one page."""

    loops: list[Loop]
    queues: list[Queue]
    day: dict[str, int]
    figures: dict[str, int]
    postponed: list[Postponed]


async def figures(now: datetime) -> list[Any]:
    """The figures as (name, label, value)."""
    return await definer("select name, label, value from app.machinery($1)", now)


async def machinery(now: datetime) -> Machinery:
    """The figures as a page shows them."""
    rows = await figures(now)
    of = {(r["name"], r["label"]): r["value"] for r in rows}
    loops = []
    for r in rows:
        if r["name"] != "loop_silent_seconds":
            continue
        every = int(of["loop_every_seconds", r["label"]])
        quiet = r["value"] > max(beats.SILENT_SECONDS_MIN, every * beats.SILENT_AFTER_TURNS)
        late = of["loop_late_ms", r["label"]]
        loops.append(Loop(r["label"], max(0.0, r["value"]), every, late, quiet))
    queues = [
        Queue(r["label"], int(r["value"]), max(0.0, of["queue_age_seconds", r["label"]]))
        for r in rows
        if r["name"] == "queue_waiting"
    ]
    day = {r["label"]: int(r["value"]) for r in rows if r["name"] == "outgoing_day"}
    single = {r["name"]: int(r["value"]) for r in rows if r["label"] == ""}
    held_up = await definer("select * from app.postponed()")
    return Machinery(
        sorted(loops, key=lambda x: (not x.silent, x.name)),
        queues,
        day,
        single,
        [Postponed(**row) for row in held_up],
    )
