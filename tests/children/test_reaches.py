"""Reach: the one way in for everyone but officers, given and taken by whoever may."""

import pytest

from carenet.children.services import end_reach, grant_reach
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from tests.cast import ADUO, BIN, GUO, HONG, MEI, PING, XIAOYU, YUAN


async def sees(actor, child) -> bool:
    async with reading(actor) as db:
        return await db.fetchval("select true from children where id = $1", child.id) or False


async def test_an_officer_gives_and_takes_reach_within_the_scope(act):
    mei, bin_ = await act(MEI), await act(BIN)
    assert not await sees(bin_, ADUO)
    await grant_reach(BIN.person, ADUO.id, "placement:x", by=mei)
    await grant_reach(BIN.person, ADUO.id, "placement:x", by=mei)
    assert await sees(bin_, ADUO)
    await end_reach("placement:x", by=mei)
    assert not await sees(bin_, ADUO)
    await grant_reach(BIN.person, ADUO.id, "placement:x", by=mei)
    assert await sees(bin_, ADUO)


async def test_an_officer_gives_no_reach_to_a_child_elsewhere(act, eyes):
    for actor, child in ((await act(GUO), ADUO), (await act(MEI), YUAN)):
        with pytest.raises(NotFound):
            await grant_reach(BIN.person, child.id, "placement:x", by=actor)
    assert not await eyes.fetchval("select count(*) from reaches where because = 'placement:x'")


async def test_a_guardian_gives_reach_to_her_child_and_a_stranger_gives_none(act):
    hong, bin_ = await act(HONG), await act(BIN)
    with pytest.raises(NotFound):
        await grant_reach(BIN.person, XIAOYU.id, "placement:y", by=bin_)
    await grant_reach(BIN.person, XIAOYU.id, "placement:y", by=hong)
    assert await sees(bin_, XIAOYU)


async def test_one_takes_ones_own_reach_back_but_nobody_elses_without_reaching_the_child(act):
    ping, bin_ = await act(PING), await act(BIN)
    await end_reach("placement:1", by=bin_)
    assert await sees(ping, XIAOYU)
    await end_reach("placement:1", by=ping)
    assert not await sees(ping, XIAOYU)


async def test_a_worker_gives_reach_to_any_child(act, worker):
    await grant_reach(BIN.person, YUAN.id, "placement:z", by=worker)
    assert await sees(await act(BIN), YUAN)
    with pytest.raises(NotFound):
        await grant_reach(BIN.person, BIN.person, "placement:z", by=worker)
