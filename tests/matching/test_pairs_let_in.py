"""A large round holds few pairs in hand, and yet its proof covers every pair the rules allow."""

import random
from uuid import UUID

import numpy as np
import pytest

from carenet.matching.engine.outcome import Limits
from carenet.matching.engine.solve import solve
from carenet.matching.engine.verify import verify
from carenet.matching.pairing import proving
from carenet.matching.pairing.field import TooMany, field_of
from carenet.matching.pairing.loops import judging, pricing
from carenet.matching.pairing.making import make, verdicts
from carenet.matching.pairing.shapes import Group, Helper, Ties, Want
from carenet.matching.pairing.sides import sides_of
from carenet.matching.rules import Service

LIMITS = Limits(seconds=20)


def a_county(seed, children=60, helpers=25, sizes=(1, 1, 2)):
    draw = random.Random(seed)
    villages = [(f"v{k}", 25 + draw.random() * 0.3, 109 + draw.random() * 0.3) for k in range(8)]
    number = iter(range(1, 1_000_000))

    def one(k):
        name, lat, lon = draw.choice(villages)
        wants = tuple(
            Want(UUID(int=next(number)), UUID(int=next(number)), name, draw.choice("fm"))
            for _ in range(draw.choice(sizes))
        )
        return Group(
            f"g{k}", wants, draw.choice((0, 1, 1, 2, 3)), None, draw.choice((None, None, "f")),
            name, lat, lon, None, (draw.choice(("mandarin", "dong")),), False, None, None,
        )  # fmt: skip

    def adult(k):
        name, lat, lon = draw.choice(villages)
        return Helper(
            f"h{k}", UUID(int=next(number)), None, name, lat, lon, draw.choice((1, 2)), 0,
            draw.choice("fm"), None, True, draw.random() < 0.8, draw.choice((45, 60)), frozenset(),
            frozenset(("mandarin", "dong")), frozenset(("mandarin",)), frozenset(),
        )  # fmt: skip

    return [one(k) for k in range(children)], [adult(k) for k in range(helpers)]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("service", [Service.PROXY_PARENT, Service.HOST_FAMILY])
def test_with_few_pairs_in_hand_the_bounds_hold_for_all_of_them(monkeypatch, seed, service):
    made = make(*a_county(seed), Ties(), service)
    every = made.problem(*made.field.everything())
    monkeypatch.setattr(proving, "LISTED_MAX", 0)
    monkeypatch.setattr(proving, "CHEAPEST", 2)
    problem, outcome = made.solve(LIMITS)
    assert len(problem.pairs.group) < len(every.pairs.group)
    told = verify(every, outcome)
    assert told.holds, [str(b) for b in told.broken]
    if service is Service.PROXY_PARENT:
        whole = solve(every, LIMITS)
        assert outcome.status == whole.status == "optimal"
        assert outcome.cost == whole.cost
        assert outcome.unmatched == whole.unmatched


def test_a_lock_is_kept_though_it_is_nobodys_cheapest(monkeypatch):
    groups, helpers = a_county(3)
    made = make(groups, helpers, Ties(), Service.PROXY_PARENT)
    row = np.where(made.field.cost[0] >= 0, made.field.cost[0], -1)
    dearest = int(np.argmax(row))
    ties = Ties(locks=frozenset(((groups[0].wants[0].need, helpers[dearest].person),)))
    monkeypatch.setattr(proving, "LISTED_MAX", 0)
    monkeypatch.setattr(proving, "CHEAPEST", 1)
    made = make(groups, helpers, ties, Service.PROXY_PARENT)
    _, outcome = made.solve(LIMITS)
    assert outcome.assignment[0] == dearest
    assert verify(made.problem(*made.field.everything()), outcome).holds


def test_time_that_is_up_leaves_bounds_that_still_hold(monkeypatch):
    made = make(*a_county(5), Ties(), Service.PROXY_PARENT)
    monkeypatch.setattr(proving, "LISTED_MAX", 0)
    monkeypatch.setattr(proving, "CHEAPEST", 1)
    monkeypatch.setattr(proving, "TURNS_MAX", 1)
    _, outcome = made.solve(LIMITS)
    assert verify(made.problem(*made.field.everything()), outcome).holds


def test_the_next_best_have_room_first_and_cost_what_is_said(monkeypatch):
    made = make(*a_county(2), Ties(), Service.PROXY_PARENT)
    _, outcome = made.solve(LIMITS)
    lines = verdicts(made, outcome)
    placed = [line for line in lines if line.helper]
    assert placed
    for line in placed:
        rooms = [option.room > 0 for option in line.options]
        assert rooms == sorted(rooms, reverse=True)
        assert line.told.cost == sum(line.told.terms.values())
    total = sum(line.told.cost for line in placed)
    assert total == outcome.cost.value


def test_compiled_and_plain_loops_say_the_same():
    groups, helpers = a_county(7)
    sides = sides_of(groups, helpers, Ties(), Service.PROXY_PARENT)
    shape = (len(groups), len(helpers))
    found = []
    for judge in (judging.judge.plain, judging.judge.fast):
        cost, lost = np.empty(shape, np.int16), np.zeros((shape[0], 9), np.int64)
        judge(sides.asking, sides.offering, sides.has, 0, shape[0], cost, lost)
        found.append((cost.tolist(), lost.tolist()))
    assert found[0] == found[1]
    field = field_of(sides)
    worth, ones = np.full(shape[0], 90), np.ones(shape[0], np.int64)
    room = np.array([h.capacity for h in helpers], np.int64)
    for each in (0, 7):
        step = np.full((2, len(helpers)), each, np.int64)
        sums = {
            f(field.cost, 1, worth, ones, room, step)
            for f in (pricing.knapsacks.plain, pricing.knapsacks.fast)
        }
        assert len(sums) == 1


def test_a_round_that_is_too_large_says_so(monkeypatch):
    from carenet.matching.pairing import field

    monkeypatch.setattr(field, "CELLS_MAX", 10)
    with pytest.raises(TooMany):
        make(*a_county(1), Ties(), Service.PROXY_PARENT)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("step", [5, 20])
def test_spread_loads_are_proven_for_all_pairs_with_few_in_hand(monkeypatch, seed, step):
    made = make(*a_county(seed), Ties(), Service.PROXY_PARENT, spread=step)
    every = made.problem(*made.field.everything())
    whole = solve(every, LIMITS)
    monkeypatch.setattr(proving, "LISTED_MAX", 0)
    monkeypatch.setattr(proving, "CHEAPEST", 2)
    _, outcome = made.solve(LIMITS)
    assert verify(every, outcome).holds
    assert outcome.status == whole.status == "optimal"
    assert outcome.cost == whole.cost
    assert outcome.unmatched == whole.unmatched
