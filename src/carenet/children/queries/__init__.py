"""Reads of the register for pages, feeds and rules."""

from carenet.children.queries.file import KEEPS, ChildFile, child_file, open_identity, within_reach
from carenet.children.queries.listing import (
    FINDINGS,
    SORTS,
    Listed,
    Wish,
    list_children,
    places_below,
    search_children,
)
from carenet.children.queries.offering import (
    households_of,
    schools_near,
    villages_of,
)

__all__ = [
    "FINDINGS",
    "KEEPS",
    "SORTS",
    "ChildFile",
    "Listed",
    "Wish",
    "child_file",
    "households_of",
    "list_children",
    "open_identity",
    "places_below",
    "schools_near",
    "search_children",
    "villages_of",
    "within_reach",
]
