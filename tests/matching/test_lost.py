"""A proxy parent is lost after care began: the need is there again, dated today, and told of at once."""

from datetime import timedelta

from carenet.core import clock
from carenet.matching.rules import Service
from carenet.matching.services import open_need
from carenet.placements.services import end_placement
from carenet.safeguarding.services.setting_aside import suspend
from tests.cast import LAN, MEI, PING, XIAOYU
from tests.matching.builders import consent, left_behind, proxy
from tests.matching.test_answers import hear
from tests.matching.test_urgent import by_rule, told

OPEN = """select * from needs where child = $1 and service = 'proxy_parent' and met_at is null and closed_at is null"""


async def with_a_proxy_parent(act, eyes, *, tier, by_hand=False):
    """Xiaoyu's need is met by Ping, a month ago."""
    await proxy(eyes, PING)
    await left_behind(eyes, XIAOYU, tier=tier)
    await consent(eyes, XIAOYU, "proxy_parent")
    if by_hand:
        await open_need(
            XIAOYU.id, Service.PROXY_PARENT, subject=None, because="she asked", by=await act(MEI)
        )
    else:
        await by_rule(act)
    need = await eyes.fetchval(
        """update needs set met_at = now() - interval '30 days', opened_on = current_date - 30
           where child = $1 and service = 'proxy_parent' returning id""",
        XIAOYU.id,
    )
    await eyes.execute("delete from facts")
    return await eyes.fetchval(
        """insert into placements (child, village, kind, person, need, planned_from, starts_on, began_at, created_by)
           values ($1, $2, 'proxy_parent', $3, $4, $5, $5, now() - interval '30 days', $6) returning id""",
        XIAOYU.id, XIAOYU.village, PING.person, need, clock.today() - timedelta(days=30), MEI.account,
    )  # fmt: skip


async def test_who_is_set_aside_leaves_a_need_of_today_that_is_told_of_at_once(act, eyes, worker):
    await with_a_proxy_parent(act, eyes, tier=0)
    await suspend(PING.person, "a complaint", by=await act(LAN))
    await hear(worker)
    (row,) = await eyes.fetch(OPEN, XIAOYU.id)
    assert (row["opened_on"], row["tier"], row["rule"]) == (clock.today(), 0, "high_tier")
    assert {who for _, who in await told(eyes)} == {MEI.person, LAN.person}


async def test_what_was_asked_for_by_hand_is_asked_for_again_with_its_reason(act, eyes, worker):
    placement = await with_a_proxy_parent(act, eyes, tier=2, by_hand=True)
    await end_placement(placement, "she moves away", by=await act(MEI))
    await hear(worker)
    (row,) = await eyes.fetch(OPEN, XIAOYU.id)
    assert row["opened_on"] == clock.today()
    assert row["reasons"][0]["msgid"] == "she asked"
    assert await told(eyes) == [], "a child that can wait is not spoken of"


async def test_who_needs_nobody_any_more_is_not_asked_for_again(act, eyes, worker):
    placement = await with_a_proxy_parent(act, eyes, tier=2, by_hand=True)
    by = await act(MEI)
    await end_placement(placement, "her mother is home", outcome="parents", by=by)
    await hear(worker)
    assert await eyes.fetch(OPEN, XIAOYU.id) == []


async def test_heard_twice_it_opens_one_need(act, eyes, worker):
    from carenet.matching.services.reopening import reopen_needs

    placement = await with_a_proxy_parent(act, eyes, tier=1, by_hand=True)
    await end_placement(placement, "she moves away", by=await act(MEI))
    await hear(worker)
    await reopen_needs([{"placement": str(placement), "child": str(XIAOYU.id)}], worker)
    assert len(await eyes.fetch(OPEN, XIAOYU.id)) == 1
