"""Reading untrusted JSON columns: what is wrong, where, and what was expected."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

FAULTS_MAX: Final = 100
SHOWN_MAX: Final = 60
WHOLE_MAX: Final = 1 << 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file."""

    path: str
    what: str
    expected: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}: expected {self.expected}"


class WrongInput(ValueError):  # noqa: N818 - a refusal is named after what it refuses
    """A file that does not say what it must; `faults` has every fault found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


@dataclass(slots=True)
class Faults:
    """Faults as they are found, bounded."""

    found: list[Fault] = field(default_factory=list)
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.found)

    def add(self, path: str, what: str, expected: str) -> None:
        if len(self.found) >= FAULTS_MAX:
            self.more += 1
            return
        self.found.append(Fault(path, what[:SHOWN_MAX], expected))

    def all(self) -> tuple[Fault, ...]:
        if not self.more:
            return tuple(self.found)
        return (*self.found, Fault("$", f"{self.more} further faults", "none"))


@dataclass(slots=True)
class Reader:
    """Takes columns out of parsed JSON and notes every fault on the way."""

    faults: Faults = field(default_factory=Faults)

    def is_object(self, path: str, value: Any) -> bool:
        if isinstance(value, dict):
            return True
        self.faults.add(path, _kind(value), "an object")
        return False

    def part(self, data: Mapping[str, Any], path: str) -> Mapping[str, Any]:
        value = data.get(_last(path))
        if value is None:
            self.faults.add(path, "missing", "an object")
            return {}
        return value if self.is_object(path, value) else {}

    def schema(self, data: Mapping[str, Any], expected: str) -> None:
        if data.get("schema") != expected:
            self.faults.add("schema", repr(data.get("schema", "missing")), expected)

    def _list(self, data: Mapping[str, Any], path: str, length: int | None) -> list[Any] | None:
        values = data.get(_last(path))
        if not isinstance(values, list):
            what = "missing" if values is None else _kind(values)
            self.faults.add(path, what, "a list")
            return None
        if length is not None and len(values) != length:
            self.faults.add(path, f"{len(values)} entries", f"{length} entries")
            return None
        return values

    def names(self, data: Mapping[str, Any], path: str) -> Sequence[str]:
        """Unique, non-empty strings."""
        values = self._list(data, path, None)
        if values is None:
            return ()
        seen: set[str] = set()
        for k, value in enumerate(values):
            if not isinstance(value, str) or not value:
                self.faults.add(f"{path}[{k}]", _kind(value), "a name")
            elif value in seen:
                self.faults.add(f"{path}[{k}]", f"{value!r} again", "a name used once")
            else:
                seen.add(value)
        return tuple(map(str, values))

    def numbers(
        self,
        data: Mapping[str, Any],
        path: str,
        length: int | None,
        *,
        low: float | None = None,
        below: int | None = None,
        whole: bool = False,
    ) -> npt.NDArray[Any]:
        """A column of finite numbers within bounds; zeros stand in for a faulty column."""
        values = self._list(data, path, length)
        if values is None:
            return np.zeros(length or 0, np.int64)
        expected = _expected(low, below, whole=whole)
        if set(map(type, values)) <= {int, float} and values:
            array = np.asarray(values)
            if array.dtype not in {np.dtype(object), np.dtype(np.uint64)} and _fine(
                array, low, below, whole
            ):
                return array.astype(np.int64) if whole else array
        before = len(self.faults.found)
        for k, value in enumerate(values):
            if type(value) not in (int, float) or not _fits(value, low, below, whole):
                self.faults.add(f"{path}[{k}]", _kind(value), expected)
        if len(self.faults.found) > before or self.faults.more or not values:
            return np.zeros(len(values), np.int64)
        return np.asarray(values, np.int64 if whole else np.float64)

    def number(self, data: Mapping[str, Any], path: str, *, above_zero: bool = False) -> float:
        value = data.get(_last(path))
        fine = type(value) in (int, float) and math.isfinite(value) and value >= 0  # type: ignore[arg-type, operator]
        if fine and not (above_zero and value == 0):
            return float(value)  # type: ignore[arg-type]
        what = "missing" if value is None else _kind(value)
        self.faults.add(path, what, "a number above 0" if above_zero else "a number of at least 0")
        return 1.0

    def locks(self, data: Mapping[str, Any], many: int, few: int) -> list[tuple[int, int]]:
        values = data.get("locks", [])
        if not isinstance(values, list):
            self.faults.add("locks", _kind(values), "a list")
            return []
        found = []
        for k, value in enumerate(values):
            path = f"locks[{k}]"
            if not self.is_object(path, value):
                continue
            ends = [value.get("group"), value.get("helper")]
            for name, end, count in zip(("group", "helper"), ends, (many, few), strict=True):
                if type(end) is not int or not 0 <= end < count:
                    self.faults.add(f"{path}.{name}", _kind(end), f"a position below {count}")
                    break
            else:
                found.append((ends[0], ends[1]))
        return found

    def no_twins(
        self, group: npt.NDArray[Any], helper: npt.NDArray[Any], few: int, *, what: str = "pairs"
    ) -> None:
        """Every pair of group and helper (or of helper and service) may be listed once."""
        keys = group.astype(np.int64) * max(few, 1) + helper
        order = np.argsort(keys, kind="stable")
        again = np.flatnonzero(np.diff(keys[order]) == 0)
        for at in again:
            first, second = int(order[at]), int(order[at + 1])
            self.faults.add(
                f"{what}[{second}]", f"the same as {what}[{first}]", "a pair listed once"
            )

    def proven(self, data: Mapping[str, Any], path: str) -> None:
        """A value with its bound."""
        part = self.part(data, path)
        for name in ("value", "bound"):
            value = part.get(name)
            if type(value) not in (int, float) or not math.isfinite(value):  # type: ignore[arg-type]
                self.faults.add(f"{path}.{name}", _kind(value), "a number")

    def weights(self, data: Mapping[str, Any], path: str) -> None:
        """Numbers by tier."""
        for tier, value in self.part(data, path).items():
            fine = type(value) in (int, float) and math.isfinite(value)
            if not tier.isdecimal() or not fine:
                self.faults.add(f"{path}.{tier}", _kind(value), "a number by tier")


def _last(path: str) -> str:
    return path.rsplit(".", 1)[-1]


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return "null" if value is None else repr(value)


def _expected(low: float | None, below: int | None, *, whole: bool) -> str:
    kind = "a whole number" if whole else "a number"
    if below is not None:
        return f"{kind} from 0 to below {below}"
    return kind if low is None else f"{kind} of at least {low:g}"


def _fine(array: npt.NDArray[Any], low: float | None, below: int | None, whole: bool) -> bool:
    if not np.all(np.isfinite(array)) or (low is not None and array.min() < low):
        return False
    if below is not None and array.max() >= below:
        return False
    return not whole or np.issubdtype(array.dtype, np.integer)


def _fits(value: float, low: float | None, below: int | None, whole: bool) -> bool:
    if isinstance(value, float) and not math.isfinite(value):
        return False
    if abs(value) >= (below or WHOLE_MAX) or (low is not None and value < low):
        return False
    return not whole or float(value).is_integer()
