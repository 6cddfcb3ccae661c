"""Compiled loops, loaded only when they pay.

A `Kernel` is plain Python over arrays. Small work runs as it is, so that a small instance never
waits for numba; large work is compiled once and kept in `NUMBA_CACHE_DIR` (or beside the module).
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

SMALL_WORK_MAX: Final = 4_000
F = TypeVar("F", bound=Callable[..., Any])

_inner: list[Callable[..., Any]] = []
_joined: set[Callable[..., Any]] = set()


def inner(function: F) -> F:
    """Mark a function that kernels call: compiled with them, plain Python without."""
    _inner.append(function)
    return function


class Kernel:
    """A function over arrays that is compiled when `work` steps or more are expected."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.plain = function
        self.__doc__ = function.__doc__
        self._fast: Callable[..., Any] | None = None

    def __call__(self, work: int, *arguments: Any) -> Any:
        if work < SMALL_WORK_MAX and self._fast is None:
            return self.plain(*arguments)
        return self.fast(*arguments)

    @property
    def fast(self) -> Callable[..., Any]:
        """The compiled function."""
        if self._fast is None:
            import numba

            _join_inner()
            self._fast = numba.njit(cache=True, nogil=True)(self.plain)
        return self._fast


def _join_inner() -> None:
    from numba.extending import register_jitable

    for function in _inner:
        if function not in _joined:
            register_jitable(cache=True)(function)
            _joined.add(function)
