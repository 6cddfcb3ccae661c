"""What comes of a run: the week's sessions, who stands beside, and why the rest is missing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

SCHEMA: Final = "carenet.timetable.plan/1"
Status: TypeAlias = Literal["optimal", "feasible", "infeasible"]
Progress: TypeAlias = Callable[[str, float], None]
Cancelled: TypeAlias = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Session:
    """One session of the week: its class, when, in which room of the centre, who leads."""

    class_: int
    slot: int
    room: int
    lead: int


@dataclass(frozen=True, slots=True)
class Beside:
    """A second adult in a centre while sessions are held."""

    centre: int
    slot: int
    adult: int


@dataclass(frozen=True, slots=True)
class Missing:
    """So many sessions of a class are not in the week, and what there was too little of.

    `shortage` is an English msgid with named places; `values` fill it.
    """

    class_: int
    times: int
    shortage: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clash:
    """Wishes that cannot hold together; leave out any one of them and the others can."""

    locks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A week, with what is proven of it.

    `unscheduled` counts sessions; `bound` is proven: no timetable leaves fewer (None: not asked).
    """

    status: Status
    sessions: tuple[Session, ...] = ()
    beside: tuple[Beside, ...] = ()
    missing: tuple[Missing, ...] = ()
    wanted: int = 0
    unscheduled: int = 0
    bound: int | None = None
    km: float = 0.0
    tutors_more: int = 0
    moved: int = 0
    clashes: tuple[Clash, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def gap(self) -> float | None:
        """Share of the wanted sessions between the plan and what is proven impossible."""
        if self.bound is None:
            return None
        return (self.unscheduled - self.bound) / self.wanted if self.wanted else 0.0

    def to_json(self) -> dict[str, Any]:
        """As the file format has it."""
        return {
            "schema": SCHEMA,
            "status": self.status,
            "sessions": {
                "class": [one.class_ for one in self.sessions],
                "slot": [one.slot for one in self.sessions],
                "room": [one.room for one in self.sessions],
                "lead": [one.lead for one in self.sessions],
            },
            "beside": {
                "centre": [one.centre for one in self.beside],
                "slot": [one.slot for one in self.beside],
                "adult": [one.adult for one in self.beside],
            },
            "missing": [
                {
                    "class": one.class_,
                    "times": one.times,
                    "shortage": one.shortage,
                    "values": dict(one.values),
                }
                for one in self.missing
            ],
            "unscheduled": {"value": self.unscheduled, "bound": self.bound, "of": self.wanted},
            "km": round(self.km, 1),
            "tutors_more": self.tutors_more,
            "moved": self.moved,
            "clashes": [list(one.locks) for one in self.clashes],
            "seconds": dict(self.seconds),
        }
