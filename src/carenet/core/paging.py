"""Lists have an end: a page, its size, and how many there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from urllib.parse import urlencode

PAGE_SIZE: Final = 50
PAGE_SIZE_MAX: Final = 100
PAGES_MAX: Final = 10_000
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; `number` counts from 1."""

    rows: list[T]
    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """The position of the first row shown, from 1; 0 in an empty list."""
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        """The position of the last row shown."""
        return (self.number - 1) * self.size + len(self.rows)


def place(number: int | None, size: int | None) -> tuple[int, int, int]:
    """A wished page as (number, size, offset), within bounds."""
    bounded = min(max(size or PAGE_SIZE, 1), PAGE_SIZE_MAX)
    page = min(max(number or 1, 1), PAGES_MAX)
    return page, bounded, (page - 1) * bounded


def with_page(path: str, query: Mapping[str, str], number: int) -> str:
    """The address of another page of the same list."""
    return f"{path}?{urlencode({**query, 'page': number})}"


def asked(query: Mapping[str, str]) -> tuple[int | None, int | None]:
    """The page and size of an address, or None where they are missing or nonsense."""
    number, size = query.get("page", ""), query.get("size", "")
    return (
        int(number) if number.isdecimal() and len(number) < 6 else None,
        int(size) if size.isdecimal() and len(size) < 4 else None,
    )
