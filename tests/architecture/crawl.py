"""Walking the application: its routes, the table's lines, one client for each of the cast."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from litestar import Litestar

from carenet.audit.wording import PURPOSES, SHOWN
from tests import cast
from tests.architecture.access_table import TABLE
from tests.canaries import names_in
from tests.cast import CHILDREN, One

COLUMNS: tuple[One | None, ...] = (
    cast.LAN, cast.MEI, cast.YE, cast.GUO,
    cast.QIN, cast.FANG, cast.SHU,
    cast.BIN, cast.CHUN, cast.DONG, cast.LIAN, cast.GUI, cast.PING,
    cast.HONG, cast.NAI,
    cast.SYS, cast.SEC, cast.AUD,
    None,
)  # fmt: skip
GROUPS = (4, 3, 6, 2, 3, 1)
# What a GET may write, and nothing else: who read what, that a sign-in is in use, that a feed was fetched.
MAY_GROW = frozenset({"read_log", "sign_ins", "feed_fetches"})


def handle_of(one: One | None) -> str:
    """How a member of the cast is called in a finding."""
    return one.handle if one else "a stranger"


@dataclass(frozen=True)
class Line:
    """One line of the table: an address and what each of the cast gets there."""

    method: str
    target: str
    letters: str

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def route(self) -> tuple[str, str]:
        """The route's template: {open_round} is another {round_}."""
        return self.method, self.path.replace("{open_", "{").replace("{round}", "{round_}")

    @property
    def reads(self) -> bool:
        """Is this a line that changes nothing?"""
        return self.method in ("GET", "HEAD")

    @property
    def section(self) -> str:
        """The first part of the path: the lines that are walked together."""
        return self.path.split("/")[1]


def written() -> list[Line]:
    """The table as it is written down."""
    lines = []
    for text in TABLE.strip().splitlines():
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        method, target, *groups = text.split()
        assert tuple(map(len, groups)) == GROUPS, f"{method} {target} has not one letter for each"
        lines.append(Line(method, target, "".join(groups)))
    return lines


SECTIONS = sorted({line.section for line in written() if not line.reads})


def routes_of(app: Litestar) -> set[tuple[str, str]]:
    """Every method and path template of the application but the automatic OPTIONS."""
    found = set()
    for route in app.routes:
        for method in route.methods - {"OPTIONS"}:  # type: ignore[attr-defined]
            found.add((method, route.path_format))
    return found


def as_line(method: str, target: str, letters: str) -> str:
    """A line as it would stand in the table."""
    groups, rest = [], letters
    for size in GROUPS:
        groups.append(rest[:size])
        rest = rest[size:]
    return f"{method:<4} {target:<58} {' '.join(groups)}"


def letter_of(answer: httpx.Response) -> str:
    """What an answer amounts to; E for a fault of ours."""
    status = answer.status_code
    if status in (301, 302, 303, 307, 308):
        where = urlsplit(answer.headers.get("location", "")).path
        return {"/sign-in": "s", "/second-factor": "2"}.get(where, ">")
    if status == 304 or 200 <= status < 300:
        return "o"
    understood = dict.fromkeys((400, 409, 413, 415, 422), "u")
    return ({401: "s", 403: "x", 404: "-"} | understood).get(status, "E")


def fill(target: str, things: dict[str, str]) -> str:
    """An address with the furniture's ids in it."""

    def value(found: re.Match[str]) -> str:
        before = target[: found.start()].strip("/").replace("/", " ")
        name = found[1]
        for key in (f"{before} {{{name}}}", name):
            if key in things:
                return things[key]
        raise AssertionError(f"furniture.py does not say which {{{name}}} {target} is about")

    return re.sub(r"\{(\w+)\}", value, target)


def named_in(text: str) -> set[str]:
    """The children of the cast whose names stand in a text, by id."""
    seen = names_in(text)
    return {str(child.id) for child in CHILDREN if child.given in seen}


@dataclass
class Witness:
    """A superuser's view of what a request left behind."""

    eyes: Any
    summed_at: Any = None
    summed: dict[str, str] = field(default_factory=dict)

    async def last_read(self) -> int:
        """Where the read log ends."""
        return int(await self.eyes.fetchval("select coalesce(max(id), 0) from read_log"))

    async def reads_since(self, mark: int, one: One | None) -> set[str]:
        """The children whom somebody was recorded as reading, since a mark."""
        rows = await self.eyes.fetch(
            "select child from read_log where id > $1 and account = $2",
            mark,
            one.account if one else None,
        )
        return {str(row["child"]) for row in rows}

    async def unworded_since(self, mark: int) -> set[str]:
        """What the trail could only show as a code."""
        rows = await self.eyes.fetch("select fields, purpose from read_log where id > $1", mark)
        codes = {code for row in rows for code in row["fields"]} - set(SHOWN)
        return codes | {row["purpose"] for row in rows} - set(PURPOSES)

    async def reach_of(self, one: One | None) -> list[str]:
        """The names of the children somebody reaches now: a yes during the walk may give reach."""
        rows = await self.eyes.fetch(
            """select c.name from reaches r join children c on c.id = r.child
               where r.person = $1 and (r.ends_at is null or r.ends_at > now())""",
            one.person if one else None,
        )
        return [row["name"] for row in rows]

    async def sums(self) -> dict[str, str]:
        """A checksum of every table, by name, but those a GET may write.

        Nothing is summed again while PostgreSQL's log stands where it stood: then nothing was written.
        """
        written_to = await self.eyes.fetchval("select pg_current_wal_insert_lsn()")
        if written_to == self.summed_at:
            return self.summed
        names = [
            r["relname"]
            for r in await self.eyes.fetch(
                "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
            )
            if r["relname"] not in MAY_GROW
        ]
        each = " union all ".join(
            f"select '{n}' as t, concat(count(*), ':', sum(hashtextextended(x::text, 0))) as s from {n} x"
            for n in sorted(names)
        )
        self.summed = {r["t"]: r["s"] for r in await self.eyes.fetch(each)}
        self.summed_at = written_to
        return self.summed


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The tables that differ."""
    return sorted(t for t in after if before.get(t) != after[t])
