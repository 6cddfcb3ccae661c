"""The part of an instance file that says how loads are spread, how services share a helper, and who is kept apart."""

from collections.abc import Mapping
from typing import Any

from carenet.matching.engine.columns import Reader
from carenet.matching.engine.problem import Caps, Problem


def read_shared(reader: Reader, data: Mapping[str, Any], many: int, few: int) -> dict[str, Any]:
    """`spread`, `caps` and `apart` of `many` groups and `few` helpers, as far as the file has them."""
    found: dict[str, Any] = {}
    if "spread" in data:
        found["spread"] = _read_spread(reader, data, few)
    if "caps" in data:
        found["caps"] = _read_caps(reader, data, many, few)
    if "apart" in data:
        found["apart"] = _read_apart(reader, data, many)
    return found


def _read_apart(reader: Reader, data: Mapping[str, Any], many: int) -> list[tuple[int, int]]:
    """Pairs of groups that never go to one helper."""
    apart = reader.part(data, "apart")
    one = reader.numbers(apart, "apart.one", None, low=0, whole=True, below=many)
    other = reader.numbers(apart, "apart.other", len(one), low=0, whole=True, below=many)
    if not reader.faults and any(one == other):
        reader.faults.add("apart", "a group and itself", "two groups")
    return list(zip(one.tolist(), other.tolist(), strict=True))


def _read_spread(reader: Reader, data: Mapping[str, Any], few: int) -> tuple[Any, Any]:
    """The step, and how many groups each helper has already (none where it is not said)."""
    spread, helpers = reader.part(data, "spread"), reader.part(data, "helpers")
    step = reader.number(spread, "spread.step")
    if "carried" not in helpers:
        return step, [0] * few
    return step, reader.numbers(helpers, "helpers.carried", few, low=0, whole=True)


def _read_caps(reader: Reader, data: Mapping[str, Any], many: int, few: int) -> Caps:
    """The services, that of every group, and how many groups of each a helper takes."""
    groups = reader.part(data, "groups")
    if "space" in data:
        reader.faults.add("caps", "caps and space", "caps with listed pairs")
    names = reader.names(data, "services")
    caps = reader.part(data, "caps")
    helper = reader.numbers(caps, "caps.helper", None, low=0, whole=True, below=few)
    count, kinds = len(helper), max(len(names), 1)
    of = reader.numbers(caps, "caps.service", count, low=0, whole=True, below=kinds)
    if not reader.faults:
        reader.no_twins(helper, of, kinds, what="caps")
    return Caps(
        tuple(names),
        reader.numbers(groups, "groups.service", many, low=0, whole=True, below=kinds),
        helper.astype("int32"),
        of,
        reader.numbers(caps, "caps.most", count, low=0, whole=True),
    )


def shared_json(problem: Problem, data: Mapping[str, Any]) -> dict[str, Any]:
    """What says how loads are spread, how services share a helper, and which groups are kept apart."""
    more: dict[str, Any] = {}
    if (spread := problem.spread) is not None:
        scale = problem.scales.cost
        more["spread"] = {"step": spread.step if scale == 1 else spread.step / scale}
        more["helpers"] = data["helpers"] | {"carried": spread.carried.tolist()}
    if (caps := problem.caps) is not None:
        more["services"] = list(caps.names)
        more["groups"] = data["groups"] | {"service": caps.service.tolist()}
        more["caps"] = {
            "helper": caps.helper.tolist(), "service": caps.of.tolist(), "most": caps.most.tolist(),
        }  # fmt: skip
    if problem.apart:
        more["apart"] = {
            "one": [a for a, _ in problem.apart], "other": [b for _, b in problem.apart],
        }  # fmt: skip
    return more
