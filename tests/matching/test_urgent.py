"""A child at high risk that needs a proxy parent: said at once, once, climbing until somebody is asked."""

from datetime import timedelta

import asyncpg
import pytest

from carenet.escalation.rules import URGENT_NEED
from carenet.matching.rules import Service
from carenet.matching.services import (
    close_need,
    decline_proposal,
    open_need,
    open_needs_by_rule,
    publish,
)
from tests.cast import ADUO, HERE, LAN, LIAN, MEI, PING, SHITOU, XIAOSHAN, XIAOYU
from tests.matching.builders import a_round, consent, left_behind, proposals, proxy, solved
from tests.matching.test_answers import hear

KINDS = ("need.urgent", "needs.urgent")


async def told(eyes):
    """Who was told what since, in the order of the telling."""
    rows = await eyes.fetch(
        "select kind, recipient, subject, details from reminders where kind = any($1) order by id", list(KINDS)
    )  # fmt: skip
    return [(r["kind"], r["recipient"]) for r in rows]


async def by_rule(act):
    return await open_needs_by_rule(HERE, f"{HERE}~", by=await act(LAN))


async def test_director_and_township_hear_at_once_and_only_once(act, eyes, worker):
    await left_behind(eyes, XIAOYU, tier=0)
    await by_rule(act)
    await hear(worker)
    assert sorted(await told(eyes)) == sorted(
        [("need.urgent", MEI.person), ("need.urgent", LAN.person)]
    )
    await by_rule(act)
    await hear(worker)
    assert len(await told(eyes)) == 2


async def test_neither_the_name_nor_the_risk_of_the_child_is_in_what_is_said(act, eyes, worker):
    await left_behind(eyes, XIAOYU, tier=0)
    await by_rule(act)
    await hear(worker)
    row = await eyes.fetchrow(
        "select details::text as said from reminders where kind = $1", KINDS[0]
    )
    assert XIAOYU.name not in row["said"]
    assert await eyes.fetchval("select name from divisions where code = $1", HERE) in row["said"]


async def test_a_child_that_can_wait_is_not_spoken_of(act, eyes, worker):
    await left_behind(eyes, XIAOYU, tier=2)
    await by_rule(act)
    await open_need(
        ADUO.id, Service.PROXY_PARENT, subject=None, because="she asked", by=await act(MEI)
    )
    await hear(worker)
    assert await told(eyes) == []


async def test_a_child_that_comes_to_be_at_high_risk_with_its_need_open_is_told_of(
    act, eyes, worker
):
    await left_behind(eyes, XIAOYU, tier=2)
    await open_need(
        XIAOYU.id, Service.PROXY_PARENT, subject=None, because="she asked", by=await act(MEI)
    )
    await hear(worker)
    assert await told(eyes) == []
    await eyes.execute("update urgencies set tier = 1 where child = $1", XIAOYU.id)
    await by_rule(act)
    await hear(worker)
    assert len(await told(eyes)) == 2


async def test_several_of_one_village_become_one_message_to_each(act, eyes, worker):
    await left_behind(eyes, XIAOYU, XIAOSHAN, ADUO, tier=0)
    await by_rule(act)
    await hear(worker)
    said = [kind for kind, who in await told(eyes) if who == MEI.person]
    assert said == ["needs.urgent"]
    count = await eyes.fetchval(
        "select details ->> 'count' from reminders where kind = 'needs.urgent' and recipient = $1",
        MEI.person,
    )
    assert count == "3"


async def test_it_climbs_while_nobody_is_asked_and_reaches_the_county(act, eyes, worker, travel):
    await left_behind(eyes, XIAOYU, tier=0)
    await by_rule(act)
    await hear(worker)
    travel(timedelta(days=3, minutes=-1))
    await hear(worker)
    assert len(await told(eyes)) == 2
    travel(timedelta(days=3, minutes=1))
    await hear(worker)
    assert len(await told(eyes)) == 4
    travel(timedelta(days=7, minutes=1))
    await hear(worker)
    assert len({who for _, who in await told(eyes)}) == 3


async def test_while_somebody_is_asked_nothing_more_is_said(act, eyes, worker, travel):
    await proxy(eyes, PING)
    await left_behind(eyes, XIAOYU, tier=0)
    await by_rule(act)
    await hear(worker)
    round_ = await a_round(act)
    await solved(act, worker, round_)
    assert await publish(round_, None, by=await act(LAN)) >= 1
    travel(timedelta(days=3, minutes=1))
    await hear(worker)
    assert len(await told(eyes)) == 2


async def test_the_climb_ends_with_the_need_and_begins_anew_with_a_new_one(act, eyes, worker):
    await left_behind(eyes, XIAOYU, tier=0)
    by = await act(LAN)
    need = await open_need(
        XIAOYU.id, Service.PROXY_PARENT, subject=None, because="she asked", by=by
    )
    running = "select count(*) from climbs where ladder = $1 and ended_at is null"
    assert await eyes.fetchval(running, URGENT_NEED) == 1
    await close_need(need, "an aunt came home", by=by)
    assert await eyes.fetchval(running, URGENT_NEED) == 0
    await hear(worker)
    assert await told(eyes) == []
    await open_need(XIAOYU.id, Service.PROXY_PARENT, subject=None, because="she left", by=by)
    await hear(worker)
    assert len(await told(eyes)) == 2


async def test_it_ends_when_the_risk_falls(act, eyes, worker):
    await left_behind(eyes, XIAOYU, tier=1)
    await by_rule(act)
    await eyes.execute("update urgencies set tier = 2 where child = $1", XIAOYU.id)
    await by_rule(act)
    assert await eyes.fetchval(
        "select ended_at is not null from climbs where ladder = $1", URGENT_NEED
    )


async def test_the_list_shows_whom_a_draft_proposes_to_director_and_township(
    visitor, act, eyes, worker
):
    await proxy(eyes, PING)
    await left_behind(eyes, XIAOYU, tier=0)
    await by_rule(act)
    mei = await visitor(MEI)
    shown = (await mei.get("/matching/urgent")).text
    assert XIAOYU.name in shown
    assert "The township looks for somebody" in shown
    assert 'href="/matching/urgent"' in (await mei.get("/today")).text
    round_ = await a_round(act)
    await solved(act, worker, round_)
    for one in (MEI, LAN):
        shown = (await (await visitor(one)).get("/matching/urgent")).text
        assert PING.name in shown
        assert "Nobody is suggested" not in shown
        assert "same village" in shown
    await publish(round_, None, by=await act(LAN))
    assert "has been asked" in (await mei.get("/matching/urgent")).text
    assert "needs a proxy parent soon" not in (await mei.get("/today")).text
    read = await eyes.fetch("select child from read_log where purpose = 'matching'")
    assert XIAOYU.id in {r["child"] for r in read}


async def test_who_came_after_the_round_leads_the_township_to_its_suggestion(
    visitor, act, eyes, worker
):
    await proxy(eyes, PING)
    await left_behind(eyes, XIAOYU, tier=2)
    await open_need(
        XIAOYU.id, Service.PROXY_PARENT, subject=None, because="she asked", by=await act(MEI)
    )
    round_ = await a_round(act)
    await solved(act, worker, round_)
    await left_behind(eyes, ADUO, tier=0)
    await by_rule(act)
    at = f'href="/matching/rounds/{round_}/between"'
    assert at in (await (await visitor(LAN)).get("/matching/urgent")).text
    assert at not in (await (await visitor(MEI)).get("/matching/urgent")).text


async def test_a_child_beyond_the_village_is_on_nobodys_list_there(visitor, act, eyes):
    await left_behind(eyes, SHITOU, tier=0)
    await open_need(
        SHITOU.id, Service.PROXY_PARENT, subject=None, because="he asked", by=await act(LAN)
    )
    assert SHITOU.name not in (await (await visitor(MEI)).get("/matching/urgent")).text
    assert SHITOU.name in (await (await visitor(LAN)).get("/matching/urgent")).text
    assert (await (await visitor(PING)).get("/matching/urgent")).status_code in {403, 404}


async def test_who_came_after_the_round_is_suggested_to_the_director_by_the_kept_prices(
    visitor, act, eyes, worker
):
    await proxy(eyes, PING)
    await left_behind(eyes, XIAOYU, tier=2)
    await open_need(
        XIAOYU.id, Service.PROXY_PARENT, subject=None, because="she asked", by=await act(MEI)
    )
    round_ = await a_round(act)
    await solved(act, worker, round_)
    await left_behind(eyes, ADUO, tier=0)
    await by_rule(act)
    mei = await visitor(MEI)
    assert "Nobody is suggested yet" in (await mei.get("/matching/urgent")).text
    await hear(worker)
    shown = (await mei.get("/matching/urgent")).text
    assert PING.name in shown
    assert "There is room" in shown
    assert "Nobody is suggested" not in shown
    assert not await eyes.fetchval("select count(*) from proposals where child = $1", ADUO.id)


async def test_where_a_no_leaves_nobody_asked_the_director_sees_that_and_the_next(
    visitor, act, eyes, worker
):
    await proxy(eyes, PING)
    await left_behind(eyes, XIAOYU, tier=0)
    await consent(eyes, XIAOYU, "proxy_parent")
    round_ = await a_round(act)
    await solved(act, worker, round_)
    await publish(round_, None, by=await act(LAN))
    line = (await proposals(eyes, round_, "agreed"))[XIAOYU.id]["id"]
    await decline_proposal(line, None, by=await act(PING))
    await hear(worker)
    mei = await visitor(MEI)
    shown = (await mei.get("/matching/urgent")).text
    assert "Came to nothing on" in shown
    assert "Nobody who may has room now" in shown
    await proxy(eyes, LIAN)
    await open_need(XIAOSHAN.id, Service.TUTORING, subject="math", because="x", by=await act(MEI))
    await hear(worker)
    assert LIAN.name in (await mei.get("/matching/urgent")).text


async def test_a_suggestion_ends_with_the_need_and_is_seen_only_over_its_village(act, eyes, worker):
    from carenet.core.database import reading

    await proxy(eyes, PING)
    await left_behind(eyes, XIAOYU, tier=2)
    round_ = await a_round(act)
    await solved(act, worker, round_)
    need = await open_need(
        SHITOU.id, Service.PROXY_PARENT, subject=None, because="he asked", by=await act(LAN)
    )
    await eyes.execute("update needs set tier = 0 where id = $1", need)
    await open_need(ADUO.id, Service.TUTORING, subject="math", because="x", by=await act(MEI))
    await hear(worker)
    await open_need(SHITOU.id, Service.TUTORING, subject="math", because="x", by=await act(LAN))
    await hear(worker)
    count = "select count(*) from need_suggestions"
    for one, seen in ((LAN, 1), (MEI, 0)):
        async with reading(await act(one)) as db:
            assert await db.fetchval(count) == seen
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with reading(await act(PING)) as db:
            await db.fetchval(count)
    await close_need(need, "an aunt came home", by=await act(LAN))
    await open_need(XIAOYU.id, Service.TUTORING, subject="math", because="x", by=await act(MEI))
    await hear(worker)
    assert await eyes.fetchval(count) == 0
