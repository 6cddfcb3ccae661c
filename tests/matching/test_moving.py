"""A line is moved by hand: its price is said first, brothers and sisters go along, it stays."""

import pytest

from carenet.matching.rules import CannotMatch
from carenet.matching.services import move, price_of_move, publish
from carenet.matching.services.drafting import NeedsReason
from tests.cast import ADUO, HERE, LAN, LIAN, PING, XIAOSHAN, XIAOYU
from tests.matching.builders import a_draft, a_round, left_behind, proposals, proxy, solved


def other_than(person):
    return LIAN.person if person == PING.person else PING.person


async def test_with_room_only_the_line_itself_costs(act, eyes, worker):
    round_ = await a_draft(act, eyes, worker)
    line = (await proposals(eyes, round_, "draft"))[ADUO.id]
    to = other_than(line["person"])
    price = await price_of_move(line["id"], to, by=await act(LAN))
    option = next(o for o in line["next_best"] if o["person"] == str(to))
    assert (price.extra, price.left) == (option["extra"], None)
    assert price.room > 0


async def test_brothers_and_sisters_move_together_and_stay_through_the_next_solution(
    act, eyes, worker
):
    round_ = await a_draft(act, eyes, worker)
    line = (await proposals(eyes, round_, "draft"))[XIAOYU.id]
    to = other_than(line["person"])
    assert await move(line["id"], to, "speaks their language", by=await act(LAN))
    moved = await proposals(eyes, round_, "locked")
    assert {c: moved[c]["person"] for c in moved} == {XIAOYU.id: to, XIAOSHAN.id: to}
    assert moved[XIAOYU.id]["next_best"][0]["person"] == str(line["person"])
    rule = await eyes.fetchrow("select kind, because, by, price from pair_rules limit 1")
    assert (rule["kind"], rule["because"], rule["by"]) == (
        "lock", "speaks their language", LAN.account,
    )  # fmt: skip
    assert rule["price"] is not None
    await solved(act, worker, round_)
    assert (await proposals(eyes, round_, "locked"))[XIAOSHAN.id]["person"] == to


async def test_a_full_helper_has_the_price_of_the_whole_round(act, eyes, worker):
    await left_behind(eyes, XIAOYU, XIAOSHAN, ADUO)
    await proxy(eyes, PING, households=1)
    await proxy(eyes, LIAN, households=1)
    round_ = await a_round(act)
    await solved(act, worker, round_)
    line = (await proposals(eyes, round_, "draft"))[ADUO.id]
    to = other_than(line["person"])
    price = await price_of_move(line["id"], to, by=await act(LAN))
    assert price.room == 0
    assert price.left == {0: 0}  # they change places: nobody is left out
    assert price.cost >= 0
    assert not await move(line["id"], to, "neighbours", by=await act(LAN))
    assert (
        await eyes.fetchval("select state from matching_rounds where id = $1", round_) == "solving"
    )


async def test_a_move_needs_a_reason_and_a_helper_whom_the_rules_allow(act, eyes, worker):
    round_ = await a_draft(act, eyes, worker)
    line = (await proposals(eyes, round_, "draft"))[ADUO.id]
    by = await act(LAN)
    with pytest.raises(NeedsReason):
        await move(line["id"], other_than(line["person"]), None, by=by)
    with pytest.raises(CannotMatch):
        await move(line["id"], LAN.person, "wish", by=by)
    await publish(round_, None, by=by)
    with pytest.raises(CannotMatch):
        await price_of_move(line["id"], other_than(line["person"]), by=by)


async def test_a_village_goes_out_and_the_other_villages_stay(act, eyes, worker):
    round_ = await a_draft(act, eyes, worker)
    by = await act(LAN)
    assert await publish(round_, None, village="450226101299", by=by) == 0
    assert await publish(round_, None, village=HERE, state="locked", by=by) == 0
    assert await publish(round_, None, village=HERE, by=by) == 3


async def test_the_desk_shows_the_price_and_moves(visitor, act, eyes, worker):
    round_ = await a_draft(act, eyes, worker)
    line = (await proposals(eyes, round_, "draft"))[ADUO.id]
    to = other_than(line["person"])
    client = await visitor(LAN)
    at = f"/matching/proposals/{line['id']}"
    assert f"{at}/moves/new?person={to}" in (await client.get(at)).text
    shown = await client.get(f"{at}/moves/new?person={to}")
    assert shown.status_code == 200
    assert "nobody else is moved" in shown.text
    empty = await client.post(f"{at}/moves", data={"person": str(to), "because": ""})
    assert empty.status_code == 422
    done = await client.post(f"{at}/moves", data={"person": str(to), "because": "neighbours"})
    assert done.headers["location"] == f"/matching/rounds/{round_}"
    page = (await client.get(f"/matching/rounds/{round_}")).text
    assert "Publish this village" in page
    assert 'id="map"' in page
