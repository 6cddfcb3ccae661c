"""Who comes between two rounds is placed so that room is left for the more urgent who may follow."""

from dataclasses import replace

import pytest

from carenet.matching.engine.outcome import Limits
from carenet.matching.pairing.ahead import drawn, prices_ahead
from carenet.matching.pairing.arriving import suggestions
from carenet.matching.pairing.making import make
from carenet.matching.pairing.shapes import Ties
from carenet.matching.rules import Service
from tests.cast import LAN
from tests.matching.builders import a_draft
from tests.matching.test_pairs_let_in import a_county

LIMITS = Limits(seconds=20)


def solved_round(seed, children=120):
    groups, helpers = a_county(seed, children=children, helpers=children)
    made = make(groups, helpers, Ties(), Service.PROXY_PARENT)
    return made, made.solve(LIMITS)[1]


@pytest.mark.parametrize("seed", range(3))
def test_the_prices_are_the_same_each_time_and_one_for_each_helper(seed):
    made, plan = solved_round(seed)
    prices = prices_ahead(made, plan)
    assert len(prices) == len(made.helpers)
    assert min(prices) >= 0
    assert prices == prices_ahead(made, plan)


def test_a_place_that_is_full_is_in_no_future_and_nobody_to_come_has_no_prices():
    made, _ = solved_round(1)
    room = made.room.copy()
    room[:] = 0
    some = drawn(made, [0, 3], room)
    assert [g.id for g in some.groups] == [made.groups[0].id, made.groups[3].id]
    assert (some.field.cost == made.field.cost[[0, 3]]).all()
    assert set(some.solve(LIMITS)[1].assignment) == {None}
    few = make(made.groups[:2], made.helpers, Ties(), Service.PROXY_PARENT)
    assert prices_ahead(few, few.solve(LIMITS)[1]) is None


def test_the_place_that_only_others_can_use_is_suggested_last():
    groups, helpers = a_county(2, children=2, helpers=2)
    flexible = replace(groups[0], tier=3, wants_sex=None)
    near, far = (
        replace(h, capacity=1, takes_boys=True, sex="f", division=flexible.village,
                latitude=flexible.latitude + step, longitude=flexible.longitude)
        for h, step in zip(helpers, (0.001, 0.01), strict=True)
    )  # fmt: skip
    made = make([flexible], [near, far], Ties(), Service.PROXY_PARENT)
    (nearest,) = suggestions(made, {})
    assert nearest.helper.person == near.person
    (kept,) = suggestions(made, {near.person: 60.0, far.person: 0.0})
    assert kept.helper.person == far.person


async def test_a_solved_round_keeps_them_and_between_reads_them(
    visitor, act, eyes, worker, monkeypatch
):
    from carenet.matching.pairing import ahead

    monkeypatch.setattr(ahead, "COMING", 1.0)
    round_ = await a_draft(act, eyes, worker)
    outcome = await eyes.fetchval("select outcome from matching_rounds where id = $1", round_)
    assert len(outcome["ahead"]) == len(outcome["duals"]["helper"]) == 2
    assert (await (await visitor(LAN)).get(f"/matching/rounds/{round_}/between")).status_code == 200
