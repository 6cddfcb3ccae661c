"""A need, a round solved by a worker, published; the family agrees, the helper says yes, it begins."""

import pytest

from tests.cast import HONG, LAN, PING, XIAOYU
from tests.journeys.acts import matching
from tests.journeys.stack import DESK, PHONE
from tests.matching.builders import proxy

pytestmark = pytest.mark.journey


async def test_a_need_becomes_a_placement_that_both_have_said_yes_to(stack, browser):
    eyes = await stack.eyes()
    await proxy(eyes, PING)
    assert await eyes.fetchval("select count(*) from placements") == 0
    desk = await stack.enter(browser, LAN, DESK)
    await matching.write_down_a_need(stack, desk, XIAOYU)
    await matching.open_a_round(stack, desk, "2027年春代理家长")
    await matching.solve_it(desk, XIAOYU, PING.name)
    await matching.publish_it(desk)

    hers = await stack.enter(browser, PING, PHONE)
    await hers.goto(f"{stack.base}/proposals")
    assert await hers.locator("article.need").count() == 0, "nobody is asked before the family"
    mother = await stack.enter(browser, HONG, PHONE)
    await matching.agree(stack, mother, XIAOYU)
    await matching.accept(stack, hers, XIAOYU)

    begun = await eyes.fetchrow("select * from placements where child = $1", XIAOYU.id)
    assert (begun["person"], begun["kind"], begun["ends_on"]) == (PING.person, "proxy_parent", None)
    assert "我想去" in begun["child_voice"]
    await desk.goto(f"{stack.base}/placements")
    await desk.locator("tr", has_text=XIAOYU.name).filter(has_text=PING.name).first.wait_for()
    await mother.goto(f"{stack.base}/family")
    assert PING.name in await mother.inner_text("main")
