"""Between two rounds: who came since is suggested somebody by the prices the round kept."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from carenet.core.refusals import MayNot, NotFound
from carenet.matching.pairing.arriving import suggestions
from carenet.matching.pairing.making import make
from carenet.matching.pairing.shapes import Ties
from carenet.matching.queries.between import between
from carenet.matching.rules import BETWEEN_DAYS, BETWEEN_DECIDE_DAYS, CannotMatch, Service
from carenet.matching.services import decide, publish, take_suggestion
from tests.cast import ADUO, GUO, LAN, LIAN, MEI, PING, XIAOSHAN, XIAOYU
from tests.matching.builders import a_round, need, proposals, proxy, solved
from tests.matching.test_answers import hear
from tests.matching.test_pairs_let_in import a_county
from tests.matching.test_together import both, volunteer


async def a_solved_round(act, eyes, worker, *, households=2):
    """Xiaoyu has somebody; everything is published."""
    await proxy(eyes, PING, households=households)
    await need(eyes, XIAOYU, "proxy_parent", tier=2)
    round_ = await a_round(act)
    await solved(act, worker, round_)
    await publish(round_, None, by=await act(LAN))
    return round_


async def test_a_child_that_comes_later_is_suggested_who_has_room_and_nothing_is_written(
    act, eyes, worker
):
    round_ = await a_solved_round(act, eyes, worker)
    new = await need(eyes, ADUO, "proxy_parent", tier=0)
    before = await eyes.fetchval("select count(*) from proposals")
    found = await between(round_, None, by=await act(LAN))
    (line,) = found.lines.rows
    assert line.new
    assert line.child_name == ADUO.name
    assert line.suggested.helper.person == PING.person
    assert line.suggested.group.wants[0].need == new
    assert await eyes.fetchval("select count(*) from proposals") == before
    read = await eyes.fetch("select child from read_log where purpose = 'matching'")
    assert ADUO.id in {r["child"] for r in read}


async def test_taken_into_the_draft_it_is_decided_like_any_other_line(act, eyes, worker):
    round_ = await a_solved_round(act, eyes, worker)
    new = await need(eyes, ADUO, "proxy_parent", tier=0)
    by = await act(LAN)
    await take_suggestion(round_, new, PING.person, by=by)
    line = (await proposals(eyes, round_, "draft"))[ADUO.id]
    assert line["person"] == PING.person
    assert line["terms"]["terms"]["travel"] == line["terms"]["minutes"]
    decided = await eyes.fetchrow(
        "select what, by from proposal_decisions where proposal = $1", line["id"]
    )
    assert (decided["what"], decided["by"]) == ("between", LAN.account)
    assert await eyes.fetchval("select state from matching_rounds where id = $1", round_) == "draft"
    assert not (await between(round_, None, by=by)).lines.rows
    assert await publish(round_, None, by=by) == 1
    assert await eyes.fetchval("select state from proposals where id = $1", line["id"]) in {
        "published", "agreed",
    }  # fmt: skip
    assert (
        await eyes.fetchval("select state from matching_rounds where id = $1", round_)
        == "published"
    )


async def test_a_new_helper_is_suggested_for_whom_the_round_left_out(act, eyes, worker):
    await proxy(eyes, PING, households=1)
    await need(eyes, XIAOYU, "proxy_parent", tier=0)
    await need(eyes, ADUO, "proxy_parent", tier=2)
    round_ = await a_round(act)
    await solved(act, worker, round_)
    by = await act(LAN)
    (waits,) = (await between(round_, None, by=by)).lines.rows
    assert waits.suggested.helper is None
    assert not waits.new
    await proxy(eyes, LIAN)
    (line,) = (await between(round_, None, by=by)).lines.rows
    assert line.suggested.helper.person == LIAN.person
    assert line.suggested.price == 0


async def test_what_a_draft_gives_is_not_given_twice(act, eyes, worker):
    round_ = await a_solved_round(act, eyes, worker)
    first = await need(eyes, ADUO, "proxy_parent", tier=0)
    by = await act(LAN)
    await take_suggestion(round_, first, PING.person, by=by)
    await need(eyes, XIAOSHAN, "proxy_parent", tier=0)
    (line,) = (await between(round_, None, by=by)).lines.rows
    assert line.suggested.helper is None


async def test_a_suggestion_that_changed_since_is_refused_and_writes_nothing(act, eyes, worker):
    round_ = await a_solved_round(act, eyes, worker)
    new = await need(eyes, ADUO, "proxy_parent", tier=0)
    by = await act(LAN)
    before = await eyes.fetchval("select count(*) from proposals")
    for need_, person in ((new, LIAN.person), (uuid4(), PING.person)):
        with pytest.raises(CannotMatch):
            await take_suggestion(round_, need_, person, by=by)
    await eyes.execute(
        "update needs set closed_at = now(), closed_because = 'x' where id = $1", new
    )
    with pytest.raises(CannotMatch):
        await take_suggestion(round_, new, PING.person, by=by)
    assert await eyes.fetchval("select count(*) from proposals") == before


async def test_who_was_kept_apart_or_refused_is_not_suggested(act, eyes, worker):
    round_ = await a_solved_round(act, eyes, worker)
    new = await need(eyes, ADUO, "proxy_parent", tier=0)
    by = await act(LAN)
    await take_suggestion(round_, new, PING.person, by=by)
    line = (await proposals(eyes, round_, "draft"))[ADUO.id]["id"]
    await decide(round_, "refuse", [line], because="the family asked", by=by)
    (again,) = (await between(round_, None, by=by)).lines.rows
    assert again.suggested.helper is None
    with pytest.raises(CannotMatch):
        await take_suggestion(round_, new, PING.person, by=by)


async def test_prices_that_are_too_old_suggest_nobody(act, eyes, worker):
    round_ = await a_solved_round(act, eyes, worker)
    new = await need(eyes, ADUO, "proxy_parent", tier=0)
    await eyes.execute(
        "update matching_rounds set solved_at = solved_at - $1::interval",
        timedelta(days=BETWEEN_DAYS + 1),
    )
    by = await act(LAN)
    found = await between(round_, None, by=by)
    assert not found.fresh
    assert not found.lines.rows
    with pytest.raises(CannotMatch):
        await take_suggestion(round_, new, PING.person, by=by)


async def test_a_round_that_was_never_solved_or_is_elsewhere_suggests_nothing(act, eyes, worker):
    open_ = await a_round(act)
    with pytest.raises(NotFound):
        await between(open_, None, by=await act(LAN))
    round_ = await a_solved_round(act, eyes, worker)
    with pytest.raises(NotFound):
        await between(round_, None, by=await act(GUO))
    with pytest.raises(MayNot):
        await take_suggestion(round_, uuid4(), PING.person, by=await act(MEI))


async def test_a_suggestion_nobody_decides_goes_back_and_one_that_was_kept_stays(
    act, eyes, worker, travel
):
    round_ = await a_solved_round(act, eyes, worker, households=3)
    ours = await need(eyes, ADUO, "proxy_parent", tier=0)
    others = await need(eyes, XIAOSHAN, "proxy_parent", tier=0)
    by = await act(LAN)
    await take_suggestion(round_, ours, PING.person, by=by)
    await take_suggestion(round_, others, PING.person, by=by)
    kept = (await proposals(eyes, round_, "draft"))[XIAOSHAN.id]["id"]
    await decide(round_, "lock", [kept], by=by)
    travel(timedelta(days=BETWEEN_DECIDE_DAYS, minutes=-1))
    await hear(worker)
    assert ADUO.id in await proposals(eyes, round_, "draft")
    travel(timedelta(days=BETWEEN_DECIDE_DAYS, minutes=1))
    await hear(worker)
    assert set(await proposals(eyes, round_, "draft", "locked")) == {XIAOSHAN.id}
    said = await eyes.fetch("select what from proposal_decisions order by at")
    assert [r["what"] for r in said][-1] == "lapsed"
    by = await act(LAN)
    (again,) = (await between(round_, None, by=by)).lines.rows
    assert again.suggested.group.wants[0].need == ours
    await take_suggestion(round_, ours, PING.person, by=by)
    assert ADUO.id in await proposals(eyes, round_, "draft")


async def test_hours_shared_by_two_services_bound_what_is_suggested(act, eyes, worker):
    await volunteer(eyes, PING, hours=2)
    await proxy(eyes, PING)
    await need(eyes, XIAOYU, "tutoring", subject="math", tier=1)
    round_ = await both(act)
    await solved(act, worker, round_)
    await publish(round_, None, by=await act(LAN))
    await need(eyes, ADUO, "proxy_parent", tier=0)
    by = await act(LAN)
    (line,) = (await between(round_, None, by=by)).lines.rows
    assert line.suggested.helper is None
    await eyes.execute("update volunteers set hours_week_max = 3")
    (line,) = (await between(round_, None, by=by)).lines.rows
    assert line.suggested.helper.person == PING.person


async def test_the_desk_reads_what_came_in_between_and_takes_it(visitor, act, eyes, worker):
    round_ = await a_solved_round(act, eyes, worker)
    new = await need(eyes, ADUO, "proxy_parent", tier=0)
    client = await visitor(LAN)
    at = f"/matching/rounds/{round_}"
    shown = (await client.get(at)).text
    assert f'href="{at}/between"' in shown
    assert "1 new need" in shown
    page = (await client.get(f"{at}/between")).text
    assert ADUO.name in page
    assert PING.name in page
    assert "Into the draft" in page
    nothing = await client.post(f"{at}/between", data={"need": "", "person": ""})
    assert nothing.status_code == 422
    assert "choose a suggestion" in nothing.text
    wrong = await client.post(f"{at}/between", data={"need": str(new), "person": str(LIAN.person)})
    assert wrong.status_code == 422
    assert "no longer holds" in wrong.text
    done = await client.post(f"{at}/between", data={"need": str(new), "person": str(PING.person)})
    assert done.headers["location"] == f"{at}/between"
    assert "Nobody waits" in (await client.get(f"{at}/between")).text
    line = (await proposals(eyes, UUID(str(round_)), "draft"))[ADUO.id]["id"]
    shown = (await client.get(f"/matching/proposals/{line}")).text
    assert "suggested in between" in shown


def test_a_dear_place_is_left_to_others_and_the_most_urgent_choose_first():
    groups, helpers = a_county(2, children=20, helpers=6, sizes=(1,))
    made = make(groups, helpers, Ties(), Service.PROXY_PARENT)
    plain = suggestions(made, {})
    assert [one.group.tier for one in plain] == sorted(g.tier for g in groups)
    first = next(one for one in plain if one.helper is not None and one.options)
    dear = suggestions(made, {first.helper.person: 10_000.0})
    again = next(one for one in dear if one.group.id == first.group.id)
    assert again.helper.person != first.helper.person
    held = {}
    for one in plain:
        if one.helper is not None:
            held[one.helper.id] = held.get(one.helper.id, 0) + 1
    assert all(n <= h.capacity for h in helpers for n in [held.get(h.id, 0)])
