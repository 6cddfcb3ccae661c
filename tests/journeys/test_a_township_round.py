"""A township round from needs to accepted placements on four phones; then a host family is lost."""

import pytest

from tests.cast import ADUO, GUI, HERE, HONG, LAN, LIAN, NAI, PING, XIAOSHAN, XIAOYU
from tests.journeys.acts import matching
from tests.journeys.stack import DESK, PHONE
from tests.matching.builders import left_behind, proxy
from tests.placements.test_handing_over import hosted

pytestmark = pytest.mark.journey


async def a_guardian(eyes, child, one):
    """This adult is the child's guardian and sees it."""
    id_ = await eyes.fetchval(
        """insert into guardians (child, village, person, relation, starts_on)
           values ($1, $2, $3, 'grandmother', '2024-01-01') returning id""",
        child.id, HERE, one.person,
    )  # fmt: skip
    await eyes.execute(
        """insert into account_roles (account, role, starts_on)
           values ($1, 'guardian', '2024-01-01')""",
        one.account,
    )
    await eyes.execute(
        """insert into reaches (person, child, village, because, starts_at)
           values ($1, $2, $3, $4, now() - interval '1 day')""",
        one.person, child.id, HERE, f"guardian:{id_}",
    )  # fmt: skip


async def test_a_round_goes_from_needs_to_placements_on_four_phones(township, browser):
    eyes = await township.eyes()
    await left_behind(eyes, XIAOYU, XIAOSHAN)
    await a_guardian(eyes, ADUO, NAI)
    await proxy(eyes, PING, LIAN, households=1)
    desk = await township.enter(browser, LAN, DESK)
    await matching.write_down_a_need(township, desk, ADUO)
    await matching.open_a_round(township, desk, "2027年春代理家长")
    await matching.solve_it(desk, XIAOYU, XIAOSHAN, ADUO)
    await matching.publish_it(desk)

    rows = await eyes.fetch("select child, person from proposals where state = 'published'")
    who = {r["child"]: PING if r["person"] == PING.person else LIAN for r in rows}
    assert who[XIAOYU.id] is who[XIAOSHAN.id], "brother and sister go together"
    phones = {one: await township.enter(browser, one, PHONE) for one in (PING, LIAN, HONG, NAI)}
    await phones[PING].goto(f"{township.base}/proposals")
    assert await phones[PING].locator("article.need").count() == 0, "the family is asked first"
    await matching.agree(township, phones[HONG], XIAOYU, XIAOSHAN)
    await matching.agree(township, phones[NAI], ADUO)
    await matching.accept(township, phones[who[XIAOYU.id]], XIAOYU, XIAOSHAN)
    await matching.accept(township, phones[who[ADUO.id]], ADUO)

    begun = await eyes.fetch("select child, person, child_voice from placements")
    assert {r["child"]: r["person"] for r in begun} == {c: one.person for c, one in who.items()}
    assert all("我想去" in r["child_voice"] for r in begun)
    await desk.goto(f"{township.base}/placements")
    for child in (XIAOYU, XIAOSHAN, ADUO):
        await desk.locator("tr", has_text=child.name).first.wait_for()
    await eyes.execute(
        "update guardians set caring_confirmed_on = current_date where person = $1", HONG.person
    )
    await phones[HONG].goto(f"{township.base}/family")
    assert who[XIAOYU.id].name in await phones[HONG].inner_text("main")


async def test_a_lost_home_is_replaced_and_nobody_else_moves(township, browser):
    eyes = await township.eyes()
    placement = await hosted(eyes)
    before = await eyes.fetch(
        "select id from placements where ends_on is null and id <> $1", placement
    )
    desk = await township.enter(browser, LAN, DESK)
    await matching.lose_a_home(township, desk, placement, XIAOYU, LIAN.name)
    hers = await township.enter(browser, LIAN, PHONE)
    await matching.take_over(township, hers, XIAOYU)
    running = await eyes.fetch("select id, person, kind from placements where ends_on is null")
    assert {r["id"] for r in before} < {r["id"] for r in running}
    homes = [r["person"] for r in running if r["kind"] == "full_care"]
    assert homes == [LIAN.person]
    assert GUI.person not in homes
