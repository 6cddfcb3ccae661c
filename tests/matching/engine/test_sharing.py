"""Loads that are spread, and services that share a helper's hours: best plans with proofs that hold."""

import itertools
import json
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carenet.matching.engine.baselines import greedy_by_tier
from carenet.matching.engine.columns import WrongInput
from carenet.matching.engine.files import instance_json, read_instance
from carenet.matching.engine.generate import generate
from carenet.matching.engine.outcome import Limits, Proven
from carenet.matching.engine.problem import CannotCap, CannotSpread, Caps, Problem, Spread
from carenet.matching.engine.solve import solve
from carenet.matching.engine.verify import verify

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def problem(sizes, tiers, capacities, pairs, **more):
    columns = list(zip(*pairs, strict=True)) or [()] * 4
    return Problem.from_pairs(
        group_ids=[f"g{k}" for k in range(len(sizes))],
        size=sizes,
        tier=tiers,
        helper_ids=[f"h{k}" for k in range(len(capacities))],
        capacity=capacities,
        group=columns[0],
        helper=columns[1],
        load=columns[2],
        cost=columns[3],
        **more,
    )


def by_hand(p: Problem):
    """The best figures by trying every plan."""
    pairs = {
        (int(g), int(h)): (int(w), int(c))
        for g, h, w, c in zip(
            p.pairs.group, p.pairs.helper, p.pairs.load, p.pairs.cost, strict=True
        )
    }
    choices = [[None, *(h for k, h in pairs if k == g)] for g in range(len(p.size))]
    best = None
    for plan in itertools.product(*choices):
        room = p.capacity.tolist()
        seated = [0] * len(room) if p.spread is None else p.spread.carried.tolist()
        served = Counter()
        cost = 0
        for g, h in enumerate(plan):
            if h is not None:
                room[h] -= pairs[g, h][0]
                cost += pairs[g, h][1] + (p.spread.step * seated[h] if p.spread else 0)
                seated[h] += 1
                served[h, int(p.caps.service[g]) if p.caps else 0] += 1
        over = p.caps is not None and any(
            served[h, s] > most
            for h, s, most in zip(
                p.caps.helper.tolist(), p.caps.of.tolist(), p.caps.most.tolist(), strict=True
            )
        )
        if over or min(room, default=0) < 0 or any(plan[g] != h for g, h in p.locks):
            continue
        out = [
            sum(int(p.size[g]) for g, h in enumerate(plan) if h is None and p.tier[g] == t)
            for t in p.tiers
        ]
        key = (*out, cost)
        best = key if best is None else min(best, key)
    return best


def figures(o):
    return (*(p.value for _, p in sorted(o.unmatched.items())), o.cost.value)


def raised_bounds_fail(p, o):
    """Each bound raised by one is refused by the verifier."""
    one = Proven(o.cost.value + 1, o.cost.bound + 1)
    assert not verify(p, replace(o, cost=one, status="feasible")).holds
    if o.cost.bound < o.cost.value:
        high = Proven(o.cost.value, o.cost.bound + 1)
        assert not verify(p, replace(o, cost=high, status="feasible")).holds
    for tier, proven in o.unmatched.items():
        more = o.unmatched | {tier: Proven(proven.value, proven.bound + 1)}
        assert not verify(p, replace(o, unmatched=more, status="feasible")).holds


@st.composite
def spread_problems(draw):
    groups, helpers = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    pairs = [
        (g, h, 1, draw(st.integers(0, 30)))
        for g in range(groups)
        for h in range(helpers)
        if draw(st.booleans())
    ]
    locks = [(pairs[0][0], pairs[0][1])] if pairs and draw(st.booleans()) else []
    return problem(
        draw(st.lists(st.integers(1, 2), min_size=groups, max_size=groups)),
        draw(st.lists(st.integers(0, 2), min_size=groups, max_size=groups)),
        draw(st.lists(st.integers(1, 4), min_size=helpers, max_size=helpers)),
        pairs,
        locks=locks,
        spread=(
            draw(st.sampled_from([1, 5, 20])),
            draw(st.lists(st.integers(0, 3), min_size=helpers, max_size=helpers)),
        ),
    )


@st.composite
def shared_problems(draw):
    groups, helpers = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    service = draw(st.lists(st.integers(0, 2), min_size=groups, max_size=groups))
    hours = draw(st.lists(st.integers(1, 4), min_size=3, max_size=3))
    pairs = [
        (g, h, hours[service[g]], draw(st.integers(0, 30)))
        for g in range(groups)
        for h in range(helpers)
        if draw(st.integers(0, 2))
    ]
    lines = [(h, s) for h in range(helpers) for s in range(3) if draw(st.booleans())]
    caps = Caps(
        ("tutoring", "companionship", "proxy_parent"),
        np.array(service, np.int64),
        np.array([h for h, _ in lines], np.int32),
        np.array([s for _, s in lines], np.int64),
        np.array([draw(st.integers(0, 2)) for _ in lines], np.int64),
    )
    return problem(
        draw(st.lists(st.integers(1, 2), min_size=groups, max_size=groups)),
        draw(st.lists(st.integers(0, 2), min_size=groups, max_size=groups)),
        draw(st.lists(st.integers(1, 9), min_size=helpers, max_size=helpers)),
        pairs,
        caps=caps,
    )


@SLOW
@given(spread_problems())
def test_spread_loads_are_as_good_as_any_plan_tried_and_proven(p):
    o = solve(p)
    if o.status == "infeasible":
        assert by_hand(p) is None
        return
    assert figures(o) == by_hand(p)
    assert o.status == "optimal"
    assert verify(p, o).broken == ()
    raised_bounds_fail(p, o)


@SLOW
@given(shared_problems())
def test_services_that_share_hours_are_matched_as_well_as_any_plan_tried(p):
    o = solve(p)
    assert figures(o) == by_hand(p)
    assert o.duals is not None
    assert verify(p, o).broken == ()
    for tier, proven in o.unmatched.items():
        beyond = o.unmatched | {tier: Proven(proven.value, proven.value + 1)}
        assert not verify(p, replace(o, unmatched=beyond, status="feasible")).holds


def test_who_has_somebody_stays_the_same_when_loads_are_spread():
    p = problem([1] * 3, [0, 0, 1], [3, 1], [(g, 0, 1, 1) for g in range(3)] + [(2, 1, 1, 9)])
    even = solve(replace(p, spread=Spread(50, np.zeros(2, np.int64))))
    assert {t: b.value for t, b in even.unmatched.items()} == {0: 0, 1: 0}
    assert Counter(solve(p).assignment) == {0: 3}
    assert Counter(even.assignment) == {0: 2, 1: 1}
    assert even.cost.value == 1 + 1 + 9 + 50


def test_whom_a_helper_has_already_counts():
    p = problem([1], [0], [5, 5], [(0, 0, 1, 1), (0, 1, 1, 4)], spread=(2, [3, 0]))
    assert solve(p).assignment == (1,)


@pytest.mark.parametrize("step", [5, 40])
def test_a_county_is_spread_with_a_proof_over_every_allowed_pair(step):
    county = generate(400, "unit", 11)
    few = solve(county)
    p = replace(county, spread=Spread(step, np.zeros(len(county.helper_ids), np.int64)))
    even = solve(p)
    assert even.status == "optimal"
    assert verify(p, even).broken == ()
    raised_bounds_fail(p, even)
    assert {t: b.value for t, b in even.unmatched.items()} == {
        t: b.value for t, b in few.unmatched.items()
    }
    squares = [sum(n * n for h, n in Counter(o.assignment).items()) for o in (few, even)]
    assert squares[1] <= squares[0]


def a_township(seed, groups=120, helpers=20):
    """Volunteers whose hours three services compete for."""
    draw = np.random.default_rng(seed)
    service = draw.choice(3, groups, p=(0.5, 0.3, 0.2))
    hours = np.array([4, 2, 1])
    at, there = draw.uniform(0, 20, (groups, 2)), draw.uniform(0, 20, (helpers, 2))
    km = np.hypot(*(at[:, None, :] - there[None, :, :]).transpose(2, 0, 1))
    group, helper = np.nonzero((km < 9) & (draw.random((groups, helpers)) < 0.8))
    every = [(h, s) for h in range(helpers) for s in range(3)]
    caps = Caps(
        ("tutoring", "companionship", "proxy_parent"),
        service.astype(np.int64),
        np.array([h for h, _ in every], np.int32),
        np.array([s for _, s in every], np.int64),
        np.tile([2, 3, 3], helpers).astype(np.int64),
    )
    return Problem.from_pairs(
        group_ids=[f"g{k}" for k in range(groups)],
        size=np.ones(groups, np.int64),
        tier=draw.choice(4, groups, p=(0.1, 0.2, 0.3, 0.4)),
        helper_ids=[f"h{k}" for k in range(helpers)],
        capacity=draw.integers(4, 13, helpers),
        group=group,
        helper=helper,
        load=hours[service[group]],
        cost=np.rint(km[group, helper] * 6).astype(np.int64),
        caps=caps,
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_a_township_with_three_services_beats_taking_turns_and_stays_checkable(seed):
    p = a_township(seed)
    o = solve(p, Limits(seconds=30))
    turns = greedy_by_tier(p)
    assert verify(p, o).broken == ()
    assert verify(p, turns).broken == ()
    assert figures(o) < figures(turns)
    assert o.gap < 0.03
    assert all(b.value - b.bound <= 1 for b in o.unmatched.values())
    raised_bounds_fail(p, o)


def test_a_plan_above_a_services_cap_is_refused():
    caps = Caps(
        ("tutoring",), np.zeros(2, np.int64), np.array([0], np.int32), np.zeros(1, np.int64),
        np.array([2], np.int64),
    )  # fmt: skip
    p = problem([1, 1], [0, 0], [5], [(0, 0, 1, 1), (1, 0, 1, 1)], caps=caps)
    o = solve(p)
    assert o.assignment == (0, 0)
    tight = replace(p, caps=replace(caps, most=np.array([1], np.int64)))
    assert [str(b) for b in verify(tight, o).broken] == [
        "h0 takes 2 groups of tutoring, above its 1"
    ]
    both = replace(tight, locks=((0, 0), (1, 0)))
    clash = solve(both)
    assert clash.status == "infeasible"
    assert clash.clashes[0].locks == ((0, 0), (1, 0))


def test_a_file_says_both_and_reads_back_the_same():
    for p in (a_township(1), replace(generate(50, "unit", 1), spread=Spread(5, np.arange(13)))):
        data = instance_json(p)
        assert instance_json(read_instance(json.dumps(data).encode())) == data


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"spread": {"step": 5}}, "spread"),
        ({"spread": {"step": -5}}, "spread.step"),
        ({"services": ["a"], "caps": {"helper": [0], "service": [1], "most": [1]}}, "caps.service[0]"),
        ({"services": ["a"], "caps": {"helper": [0], "service": [0], "most": [1]}}, "caps"),
        (
            {"services": ["a"], "caps": {"helper": [0, 0], "service": [0, 0], "most": [1, 2]}},
            "caps[1]",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_with_its_place(more, path):
    data = {
        "schema": "carenet.matching/1",
        "groups": {"id": ["g1", "g2"], "size": [2, 1], "tier": [0, 3], "service": [0, 0]},
        "helpers": {"id": ["h1"], "capacity": [4]},
        "pairs": {"group": [0, 1], "helper": [0, 0], "load": [2, 1], "cost": [1, 1]},
    }
    with pytest.raises(WrongInput) as refused:
        read_instance(json.dumps(data | more).encode())
    assert path in [f.path for f in refused.value.faults]


def test_uneven_loads_cannot_be_spread_nor_capped():
    pairs = [(0, 0, 2, 1), (1, 0, 1, 1)]
    with pytest.raises(CannotSpread):
        problem([1, 1], [0, 0], [5], pairs, spread=(5, [0]))
    caps = Caps(
        ("a",), np.zeros(2, np.int64), np.zeros(1, np.int32), np.zeros(1, np.int64),
        np.ones(1, np.int64),
    )  # fmt: skip
    with pytest.raises(CannotCap):
        problem([1, 1], [0, 0], [5], pairs, caps=caps)
