"""Instances and plans as files: read with one sentence per fault, written compactly."""

import gzip
import json
import zlib
from collections.abc import Mapping
from typing import Any

from carenet.matching.engine.columns import Fault, Faults, Reader, WrongInput
from carenet.matching.engine.outcome import SCHEMA as PLAN_SCHEMA
from carenet.matching.engine.outcome import Outcome
from carenet.matching.engine.problem import (
    CannotCap,
    CannotSpread,
    Places,
    Problem,
    TooLarge,
)
from carenet.matching.engine.shared_files import read_shared, shared_json

INSTANCE_SCHEMA = "carenet.matching/1"
MASK_MAX = (1 << 63) - 1


def parsed(raw: bytes) -> Any:
    """JSON, gzipped or not. Raises `WrongInput`."""
    try:
        if raw[:2] == b"\x1f\x8b":
            raw = gzip.decompress(raw)
        return json.loads(raw, parse_constant=_no_constant)
    except (OSError, EOFError, zlib.error, ValueError, RecursionError) as error:
        raise WrongInput((Fault("$", str(error), "JSON"),)) from error


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def read_instance(raw: bytes) -> Problem:
    """The problem an instance file describes. Raises `WrongInput` with every fault found."""
    data = parsed(raw)
    reader = Reader()
    if not reader.is_object("$", data):
        raise WrongInput(reader.faults.all())
    reader.schema(data, INSTANCE_SCHEMA)
    groups, helpers = reader.part(data, "groups"), reader.part(data, "helpers")
    spaced = "space" in data
    if ("pairs" in data) == spaced:
        reader.faults.add("$", "pairs and space" if spaced else "neither", "either pairs or space")
    group_ids = reader.names(groups, "groups.id")
    helper_ids = reader.names(helpers, "helpers.id")
    many, few = len(group_ids), len(helper_ids)
    columns: dict[str, Any] = {
        "group_ids": group_ids,
        "size": reader.numbers(groups, "groups.size", many, low=0),
        "tier": reader.numbers(groups, "groups.tier", many, low=0, whole=True),
        "helper_ids": helper_ids,
        "capacity": reader.numbers(helpers, "helpers.capacity", few, low=0),
        "locks": reader.locks(data, many, few),
    }
    if spaced:
        places = _read_places(reader, data, groups, helpers, many, few)
    else:
        columns |= _read_pairs(reader, data, many, few)
    columns |= read_shared(reader, data, many, few)
    if reader.faults:
        raise WrongInput(reader.faults.all())
    try:
        if spaced:
            return Problem.from_places(places=places, **columns)
        return Problem.from_pairs(**columns)
    except TooLarge as error:
        raise WrongInput((Fault("$", str(error), "smaller numbers"),)) from error
    except CannotSpread as error:
        expected = "whole steps, and the same load for every pair"
        raise WrongInput((Fault("spread", "loads that differ", expected),)) from error
    except CannotCap as error:
        expected = "one load for each helper and service, and no spread"
        raise WrongInput((Fault("caps", "loads that differ, or spread", expected),)) from error


def _read_pairs(reader: Reader, data: Mapping[str, Any], many: int, few: int) -> dict[str, Any]:
    pairs = reader.part(data, "pairs")
    group = reader.numbers(pairs, "pairs.group", None, low=0, whole=True, below=many)
    count = len(group)
    columns = {
        "group": group,
        "helper": reader.numbers(pairs, "pairs.helper", count, low=0, whole=True, below=few),
        "load": reader.numbers(pairs, "pairs.load", count, low=0),
        "cost": reader.numbers(pairs, "pairs.cost", count, low=0),
    }
    if not reader.faults:
        reader.no_twins(columns["group"], columns["helper"], few)
    return columns


def _read_places(
    reader: Reader,
    data: Mapping[str, Any],
    groups: Mapping[str, Any],
    helpers: Mapping[str, Any],
    many: int,
    few: int,
) -> Places:
    space = reader.part(data, "space")
    mode: Any = space.get("load")
    if mode not in ("unit", "places", "hours"):
        reader.faults.add("space.load", repr(mode), "unit, places or hours")
        mode = "unit"
    hours = mode == "hours"
    return Places(
        group_x=reader.numbers(groups, "groups.x", many).astype(float),
        group_y=reader.numbers(groups, "groups.y", many).astype(float),
        needs=reader.numbers(groups, "groups.needs", many, low=0, whole=True, below=MASK_MAX),
        helper_x=reader.numbers(helpers, "helpers.x", few).astype(float),
        helper_y=reader.numbers(helpers, "helpers.y", few).astype(float),
        offers=reader.numbers(helpers, "helpers.offers", few, low=0, whole=True, below=MASK_MAX),
        km_max=reader.number(space, "space.km_max"),
        cost_per_km=reader.number(space, "space.cost_per_km"),
        load=mode,
        hours_per_visit=reader.number(space, "space.hours_per_visit") if hours else 0.0,
        km_per_hour=reader.number(space, "space.km_per_hour", above_zero=True) if hours else 1.0,
    )


def instance_json(problem: Problem) -> dict[str, Any]:
    """The instance as plain data in the file's own form."""
    scales = problem.scales
    data: dict[str, Any] = {
        "schema": INSTANCE_SCHEMA,
        "groups": {
            "id": list(problem.group_ids),
            "size": _plain(problem.size, scales.size),
            "tier": problem.tier.tolist(),
        },
        "helpers": {
            "id": list(problem.helper_ids),
            "capacity": _plain(problem.capacity, scales.load),
        },
        "locks": [{"group": g, "helper": h} for g, h in problem.locks],
    }
    if problem.pairs is not None:
        pairs = problem.pairs
        data["pairs"] = {
            "group": pairs.group.tolist(),
            "helper": pairs.helper.tolist(),
            "load": _plain(pairs.load, scales.load),
            "cost": _plain(pairs.cost, scales.cost),
        }
    if problem.places is not None:
        p = problem.places
        data["groups"] |= {"x": p.group_x.tolist(), "y": p.group_y.tolist()}
        data["groups"]["needs"] = p.needs.tolist()
        data["helpers"] |= {"x": p.helper_x.tolist(), "y": p.helper_y.tolist()}
        data["helpers"]["offers"] = p.offers.tolist()
        data["space"] = {"km_max": p.km_max, "cost_per_km": p.cost_per_km, "load": p.load}
        if p.load == "hours":
            data["space"] |= {"hours_per_visit": p.hours_per_visit, "km_per_hour": p.km_per_hour}
    return data | shared_json(problem, data)


def _plain(parts: Any, scale: int) -> list[int | float]:
    values: list[int | float] = parts.tolist() if scale == 1 else (parts / scale).tolist()
    return values


def read_plan(raw: bytes) -> Outcome:
    """The plan a file holds. Raises `WrongInput` with every fault found."""
    data = parsed(raw)
    reader = Reader()
    if not reader.is_object("$", data):
        raise WrongInput(reader.faults.all())
    reader.schema(data, PLAN_SCHEMA)
    if data.get("status") not in ("optimal", "feasible", "infeasible"):
        reader.faults.add("status", repr(data.get("status")), "optimal, feasible or infeasible")
    assignment = data.get("assignment")
    if not isinstance(assignment, list) or any(
        v is not None and type(v) is not int for v in assignment
    ):
        reader.faults.add("assignment", "not positions", "a list of helper positions or null")
    reader.proven(data, "cost")
    counts = reader.part(data, "unmatched_children")
    for tier in counts:
        if not tier.isdecimal():
            reader.faults.add(f"unmatched_children.{tier}", repr(tier), "a tier")
        reader.proven(counts, f"unmatched_children.{tier}")
    if data.get("duals") is not None:
        _check_duals(reader, reader.part(data, "duals"))
    _check_clashes(reader, data.get("clashes", []))
    if reader.faults:
        raise WrongInput(reader.faults.all())
    return Outcome.from_json(data)


def _check_duals(reader: Reader, duals: Mapping[str, Any]) -> None:
    reader.numbers(duals, "duals.group", None)
    reader.numbers(duals, "duals.helper", None)
    reader.weights(duals, "duals.tiers")
    levels = duals.get("levels", [])
    if not isinstance(levels, list):
        reader.faults.add("duals.levels", repr(levels), "a list")
        return
    for k, level in enumerate(levels):
        name = f"duals.levels[{k}]"
        if not reader.is_object(name, level):
            continue
        reader.number(level, f"{name}.tier")
        reader.weights(level, f"{name}.tiers")
        count = len(reader.numbers(level, f"{name}.group", None, low=0, whole=True))
        reader.numbers(level, f"{name}.price", count)


def _check_clashes(reader: Reader, clashes: Any) -> None:
    fine = isinstance(clashes, list) and all(
        isinstance(c, dict)
        and isinstance(c.get("rule"), str)
        and isinstance(c.get("locks"), list)
        and all(isinstance(k, dict) and {"group", "helper"} <= set(k) for k in c["locks"])
        for c in clashes
    )
    if not fine:
        reader.faults.add("clashes", "not clashes", "a list of locks and a rule")


def written(data: Mapping[str, Any]) -> str:
    """JSON on one line, the same text for the same data."""
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


__all__ = [
    "Fault",
    "Faults",
    "WrongInput",
    "instance_json",
    "read_instance",
    "read_plan",
    "written",
]
