"""What solving gives back: who goes to whom, what is proven about it, and the prices behind it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Status: TypeAlias = Literal["optimal", "feasible", "infeasible"]
Number: TypeAlias = int | float
Progress: TypeAlias = Callable[[str, float], None]
Cancelled: TypeAlias = Callable[[], bool]

SCHEMA = "carenet.matching.plan/1"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how far to look. `gap` is relative, on the cost with the tier counts fixed.

    `clock` gives seconds from any fixed start; tests hand in their own.
    """

    seconds: float = 60.0
    gap: float = 0.0
    threads: int = 1
    seed: int = 0
    clock: Callable[[], float] = time.perf_counter


@dataclass(frozen=True, slots=True)
class Proven:
    """A value reached and the bound no plan can go below."""

    value: Number
    bound: Number

    def to_json(self) -> dict[str, Number]:
        return {"value": self.value, "bound": self.bound}


@dataclass(frozen=True, slots=True)
class Level:
    """Proof of one tier's bound: weights of the tiers up to it, and prices of some groups."""

    tier: int
    weights: Mapping[int, Number]
    group: tuple[int, ...]
    price: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Duals:
    """Prices that prove the bounds: of serving a group, of a unit of capacity, of a child left out.

    With W = weight x size: sum u + sum min(0, W - u) - sum over helpers of the best knapsack of
    (u - cost) bounds weights plus cost from below (Lagrangian relaxation of "at most one helper").
    """

    group: tuple[Number, ...]
    helper: tuple[Number, ...]
    tiers: Mapping[int, Number]
    levels: tuple[Level, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "group": list(self.group),
            "helper": list(self.helper),
            "tiers": {str(t): w for t, w in self.tiers.items()},
            "levels": [
                {
                    "tier": level.tier,
                    "tiers": {str(t): w for t, w in level.weights.items()},
                    "group": list(level.group),
                    "price": list(level.price),
                }
                for level in self.levels
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Duals":
        return cls(
            tuple(data["group"]),
            tuple(data.get("helper", ())),
            {int(t): w for t, w in data["tiers"].items()},
            tuple(
                Level(
                    int(level["tier"]),
                    {int(t): w for t, w in level["tiers"].items()},
                    tuple(level["group"]),
                    tuple(level["price"]),
                )
                for level in data.get("levels", ())
            ),
        )


@dataclass(frozen=True, slots=True)
class Clash:
    """Locks that no plan can hold together, and the rule between them."""

    locks: tuple[tuple[int, int], ...]
    rule: str

    def to_json(self) -> dict[str, Any]:
        return {"locks": [{"group": g, "helper": h} for g, h in self.locks], "rule": self.rule}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan. `assignment` holds a helper's position or None for every group.

    `unmatched` counts children per tier; `duals` is None when the bounds were proven by search.
    """

    assignment: tuple[int | None, ...]
    unmatched: Mapping[int, Proven]
    cost: Proven
    status: Status
    duals: Duals | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    peak_mb: int | None = None

    @property
    def gap(self) -> float:
        """Relative distance of the cost from its bound, the tier counts being as they are."""
        value, bound = self.cost.value, self.cost.bound
        return 0.0 if value <= bound else (value - bound) / value

    @property
    def tiers_proven(self) -> bool:
        """Whether no plan leaves out fewer children, tier by tier."""
        return all(p.value <= p.bound for p in self.unmatched.values())

    def to_json(self) -> dict[str, Any]:
        """The plan as plain data, in the plan file's own form."""
        data: dict[str, Any] = {
            "schema": SCHEMA,
            "assignment": list(self.assignment),
            "unmatched_children": {str(t): p.to_json() for t, p in self.unmatched.items()},
            "cost": self.cost.to_json(),
            "status": self.status,
            "seconds": dict(self.seconds),
        }
        if self.peak_mb is not None:
            data["peak_mb"] = self.peak_mb
        if self.duals is not None:
            data["duals"] = self.duals.to_json()
        if self.clashes:
            data["clashes"] = [c.to_json() for c in self.clashes]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Outcome":
        """The plan that `to_json` wrote; `files.read_plan` checks a stranger's file first."""
        return cls(
            tuple(data["assignment"]),
            {int(t): Proven(p["value"], p["bound"]) for t, p in data["unmatched_children"].items()},
            Proven(data["cost"]["value"], data["cost"]["bound"]),
            data["status"],
            Duals.from_json(data["duals"]) if data.get("duals") else None,
            dict(data.get("seconds", {})),
            tuple(
                Clash(tuple((k["group"], k["helper"]) for k in c["locks"]), c["rule"])
                for c in data.get("clashes", ())
            ),
            data.get("peak_mb"),
        )
