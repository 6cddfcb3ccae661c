"""What rounds make of the engine, measured without a database: circles of friends, and who comes in between."""

import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from _rows import Rows

from carenet.matching.engine.outcome import Limits, Outcome
from carenet.matching.engine.verify import verify
from carenet.matching.pairing.ahead import FUTURES, prices_ahead
from carenet.matching.pairing.arriving import suggestions
from carenet.matching.pairing.circles import Member, circles_of
from carenet.matching.pairing.making import Made, make
from carenet.matching.pairing.shapes import Group, Helper, Ties, Want
from carenet.matching.rules import Service

CHILDREN_PER_VILLAGE = 11
CLASS = 12
"""So many children of a class whose parents are away ask for friends."""
ARRIVING = 0.05
WEEKS = 10
HELPERS = 0.42
"""Helpers a child, two or three places each: a little more than there are children."""
TIERS = (0,) + (1,) * 3 + (2,) * 7 + (3,) * 9
SECONDS = Limits(seconds=60)


def peer(children: int, seed: int, report: Rows) -> None:
    """Circles put together by class and village, and who accompanies them."""
    draw = random.Random(seed)
    places = villages(draw, children)
    members = [member(draw, k, places) for k in range(children)]
    name = f"peer, {children:,} children, seed {seed}"
    began = time.perf_counter()
    circles, alone = circles_of(members)
    report.add(f"{name}: circles put together", round(time.perf_counter() - began, 3), "s")
    report.add(
        f"{name}: children in a circle, beside every child", children - len(alone), "children", children
    )  # fmt: skip
    at = {v: (lat, lon) for v, lat, lon in places}
    groups = [
        group(f"c{k}", [m.need for m in c.members], min(m.tier for m in c.members),
              c.members[0].village, *at[c.members[0].village], circle=c.of)
        for k, c in enumerate(circles)
    ]  # fmt: skip
    helpers = [helper(draw, k, places, 3) for k in range(max(len(circles) // 3, 1))]
    solved(name, groups, helpers, Service.PEER, report)


def between(children: int, seed: int, report: Rows) -> None:
    """One in twenty comes after the round: suggested by its kept prices, beside the nearest, and hindsight."""
    draw = random.Random(seed)
    places = villages(draw, children)
    groups = [alone(draw, k, places) for k in range(children)]
    helpers = [helper(draw, k, places, 3) for k in range(round(children * HELPERS))]
    name = f"between, {children:,} children, seed {seed}"
    _, plan = solved(name, groups, helpers, Service.PROXY_PARENT, report)
    late = {g for g in range(children) if draw.random() < ARRIVING}
    first = [g for k, g in enumerate(groups) if k not in late]
    made_first = make(first, helpers, Ties(), Service.PROXY_PARENT)
    _, before = made_first.solve(SECONDS)
    began = time.perf_counter()
    ahead = prices_ahead(made_first, before) or []
    report.add(
        f"{name}: prices ahead, {FUTURES} futures", round(time.perf_counter() - began, 3), "s"
    )
    assert before.duals is not None
    coming = [groups[k] for k in sorted(late, key=lambda _: draw.random())]
    placed = sum(1 for k in late if plan.assignment[k] is not None)
    high = sum(1 for k in late if groups[k].tier <= 1)
    for how, price in (
        ("the nearest", []),
        ("the prices of the proof", before.duals.helper),
        ("prices ahead", ahead),
    ):
        prices = {h.person: p for h, p in zip(helpers, price, strict=False)}
        taken = Counter(h for h in before.assignment if h is not None)
        found = []
        began = time.perf_counter()
        for week in range(WEEKS):
            left = [replace(h, load=taken[k]) for k, h in enumerate(helpers)]
            open_ = [h for h in left if h.load < h.capacity]
            now = make(coming[week::WEEKS], open_, Ties(), Service.PROXY_PARENT)
            some = suggestions(now, prices)
            at = {h.person: k for k, h in enumerate(helpers)}
            taken.update(at[one.helper.person] for one in some if one.helper)
            found += some
        each = round((time.perf_counter() - began) / WEEKS, 3)
        held = [one for one in found if one.helper]
        report.add(f"{name}: {how}, suggestions of a week", each, "s")
        report.add(
            f"{name}: {how}, placed, beside knowing all beforehand", len(held), "children", placed
        )
        report.add(
            f"{name}: {how}, of tiers 1 and 2 placed",
            sum(one.group.tier <= 1 for one in held),
            "children",
            high,
        )
        report.add(f"{name}: {how}, mean cost", cost(held), "minutes")


def cost(some: Sequence[object]) -> float:
    held = [one.told.cost for one in some if one.told is not None]  # type: ignore[attr-defined]
    return round(sum(held) / len(held), 2) if held else 0.0


def solved(
    name: str, groups: list[Group], helpers: list[Helper], service: Service, report: Rows
) -> tuple[Made, Outcome]:
    """Pairs judged and the round solved, checked over every pair that is allowed."""
    began = time.perf_counter()
    made = make(groups, helpers, Ties(), service)
    judged = time.perf_counter()
    problem, plan = made.solve(SECONDS)
    report.add(f"{name}: every pair judged", round(judged - began, 3), "s")
    report.add(f"{name}: solved ({plan.status})", round(time.perf_counter() - judged, 3), "s")
    told = verify(problem, plan)
    if not told.holds:
        raise SystemExit("; ".join(map(str, told.broken)))
    for tier, proven in sorted(plan.unmatched.items()):
        if proven.value:
            what = f"{name}: children out, tier {tier}, beside the bound"
            report.add(what, proven.value, "children", proven.bound or None, "ratio 1")
    return made, plan


def villages(draw: random.Random, children: int) -> list[tuple[str, float, float]]:
    """Villages over as wide a county as so many children need."""
    many = max(children // CHILDREN_PER_VILLAGE, 1)
    side = 1.2 * (many / 900) ** 0.5
    return [(f"v{k}", 25 + draw.random() * side, 109 + draw.random() * side) for k in range(many)]


def member(draw: random.Random, k: int, places: list[tuple[str, float, float]]) -> Member:
    """A child of a class of the nearest school, one in four with a brother or sister there."""
    grade = k // CLASS % 6
    return Member(
        UUID(int=k + 1), draw.choice(TIERS), places[k % len(places)][0],
        (k // CLASS // 6, grade), date(2019 - grade, 1, 1) + timedelta(days=draw.randrange(365)),
        UUID(int=10**7 + (k - 1 if draw.random() < 0.25 else k)),
    )  # fmt: skip


def group(
    name: str, needs: list[UUID], tier: int, village: str, lat: float, lon: float, circle: str = ""
) -> Group:
    wants = tuple(Want(n, UUID(int=n.int + 10**8), village, "f") for n in needs)
    return Group(
        name, wants, tier, None, None, village, lat, lon, None, ("mandarin",), False, None, None,
        circle=circle,
    )  # fmt: skip


def alone(draw: random.Random, k: int, places: list[tuple[str, float, float]]) -> Group:
    village, lat, lon = draw.choice(places)
    return group(f"g{k}", [UUID(int=k + 1)], draw.choice(TIERS), village, lat, lon)


def helper(
    draw: random.Random, k: int, places: list[tuple[str, float, float]], most: int
) -> Helper:
    village, lat, lon = draw.choice(places)
    return Helper(
        f"h{k}", UUID(int=10**9 + k), None, village, lat, lon, draw.randint(2, most), 0,
        draw.choice("fffm"), None, True, True, draw.choice((60, 90)), frozenset(),
        frozenset(("mandarin",)), frozenset(("mandarin",)), frozenset(),
    )  # fmt: skip
