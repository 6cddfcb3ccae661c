"""One rung of a ladder, for rules that know no database."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """So many minutes after the start, what it is called, and which duties it tells."""

    minutes: int
    name: str
    tell: tuple[str, ...] = ()
