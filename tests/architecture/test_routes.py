"""Every route is walked as every member of the cast: who gets in, what is recorded, what is left untouched."""

from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.architecture.access_table import BODIES
from tests.architecture.crawl import (
    COLUMNS,
    SECTIONS,
    Line,
    Witness,
    as_line,
    changed,
    fill,
    handle_of,
    letter_of,
    named_in,
    routes_of,
    written,
)
from tests.architecture.furniture import REACH
from tests.cast import One

LET_IN = frozenset("o>u2")
ASKED_MAX = 100
JUNKED_MAX = 3  # whoever is let in goes through the same form, whoever is not meets the same door
JUNK = ("x", "\0", "x" * 10_000)
# Sent with whatever a form may be called: what the features' own fields are named.
FIELDS = (
    "name", "next", "password", "handle", "language", "size", "scope", "token", "child", "person",
    "day", "on_day", "starts_on", "ends_on", "starts_at", "ends_at", "happened_at", "because",
    "reason", "note", "answer", "outcome", "remark", "kind", "service", "subject", "state", "page",
    "weekdays", "weekday", "minutes", "mood", "key", "file", "phone", "relation", "agreed", "what",
)  # fmt: skip


@pytest_asyncio.fixture
async def everyone(visitor):
    """A client for each column of the table."""
    came = [await visitor(one) for one in COLUMNS]
    for one, client in zip(COLUMNS, came, strict=True):
        client.canaries.allow(*REACH.get(handle_of(one), ()))
    return came


def test_every_line_of_the_table_stands_once():
    targets = [(line.method, line.target) for line in written()]
    assert len(targets) == len(set(targets))


async def test_every_route_has_a_line_and_every_line_a_route(app, things, everyone, eyes):
    lines = {line.route for line in written()}
    there = routes_of(app)
    missing = sorted(there - lines)
    seen = []
    # What each answers today, to be judged and then written down.
    for method, target in missing[:ASKED_MAX]:
        address = fill(target, things)
        letters = ""
        for one, client in zip(COLUMNS, everyone, strict=True):
            client.canaries.allow(*await Witness(eyes).reach_of(one))
            answer = await client.request(method, address, data=BODIES.get(target))
            letter = letter_of(answer)
            letters += "+" if method != "GET" and letter in LET_IN else letter
        seen.append(as_line(method, target, letters))
    assert not missing, "without a line in access_table.py; as of now:\n" + "\n".join(seen)
    assert not lines - there, "lines without a route"


def _as_written(wanted: str, seen: str) -> str:
    """What was seen, in the letters a POST is written down with."""
    if wanted == "!" and seen in (*LET_IN, "gone"):
        return "!"
    return "+" if seen in LET_IN and not (wanted == "u" and seen == "u") else seen


class Walk:
    """One section's lines, asked by everyone; what is wrong is gathered and said at the end."""

    def __init__(
        self, everyone: list[httpx.AsyncClient], things: dict[str, str], eyes: Any, app: Any
    ):
        self.everyone, self.things, self.witness = everyone, things, Witness(eyes)
        self.redis = app.state.redis
        self.sums: dict[str, str] = {}
        self.wrong: list[str] = []

    async def get(self, line: Line) -> None:
        """Ask as everyone; check the letter, the read log, and that nothing else was written."""
        address, letters = fill(line.target, self.things), ""
        before = self.sums or await self.witness.sums()
        for one, client in zip(COLUMNS, self.everyone, strict=True):
            mark = await self.witness.last_read()
            answer = await client.request(line.method, address)
            letters += letter_of(answer)
            shown = named_in(answer.text) if answer.status_code == 200 else set()
            unread = shown - await self.witness.reads_since(mark, one)
            if unread:
                self.wrong.append(
                    f"GET {address} shows {handle_of(one)} children unrecorded: {unread}"
                )
            if codes := await self.witness.unworded_since(mark):
                self.wrong.append(f"GET {address} is recorded without a word for {codes}")
        self.compare(line, letters)
        self.sums = await self.witness.sums()
        if said := changed(before, self.sums):
            self.wrong.append(f"GET {address} writes {said}")

    async def send(self, address: str, one: One | None, body: dict[str, str]) -> str:
        """The letter of one post; a fault of ours is noted with what was sent."""
        await self.redis.flushdb()  # how often one may try is another test's
        client = self.everyone[COLUMNS.index(one)]
        client.canaries.allow(
            *await self.witness.reach_of(one)
        )  # a yes before this one may have given it
        answer = await client.post(address, data=body)
        letter = letter_of(answer)
        if letter == "E":
            sent = {k: v[:9] for k, v in list(body.items())[:2]}
            self.wrong.append(
                f"POST {address} as {handle_of(one)} with {sent}: {answer.status_code}"
            )
        return letter

    async def post(self, line: Line) -> None:
        """Whoever is not let in changes nothing, honest or not; nobody's junk is a fault of ours."""
        address, letters = fill(line.target, self.things), ""
        honest = {k: fill(v, self.things) for k, v in BODIES.get(line.path, {}).items()}
        shut = [one for one, letter in zip(COLUMNS, line.letters, strict=True) if letter in "-xsu"]
        before = await self.witness.sums()
        for at, one in enumerate(shut):
            for body in (honest, {}, dict.fromkeys(FIELDS, "x"))[: 3 if at < JUNKED_MAX else 1]:
                await self.send(address, one, body)
        if said := changed(before, await self.witness.sums()):
            self.wrong.append(f"POST {address} of somebody who is not let in writes {said}")
        done = False
        for one in [one for one in COLUMNS if one not in shut][:JUNKED_MAX]:
            for junk in JUNK:
                letter = await self.send(address, one, dict.fromkeys([*FIELDS, *honest], junk))
                done = done or letter in LET_IN
        for one, wanted in zip(COLUMNS, line.letters, strict=True):
            letter = await self.send(address, one, honest)
            done = done or letter in LET_IN
            gone = letter == "-" and done  # one before took what there was
            letters += _as_written(wanted, "gone" if gone and wanted == "!" else letter)
        self.compare(line, letters)

    def compare(self, line: Line, letters: str) -> None:
        if letters != line.letters:
            self.wrong.append(
                f"written {as_line(line.method, line.target, line.letters)}\n"
                f"        seen    {as_line(line.method, line.target, letters)}"
            )


async def test_each_of_the_cast_sees_what_the_table_says(everyone, things, eyes, app):
    walk = Walk(everyone, things, eyes, app)
    for line in written():
        if line.reads:
            await walk.get(line)
    assert not walk.wrong, "\n" + "\n".join(walk.wrong)


@pytest.mark.parametrize("section", SECTIONS)
async def test_each_of_the_cast_may_do_what_the_table_says(section, everyone, things, eyes, app):
    walk = Walk(everyone, things, eyes, app)
    for line in written():
        if line.section == section and not line.reads:
            await walk.post(line)
    assert not walk.wrong, "\n" + "\n".join(walk.wrong)
