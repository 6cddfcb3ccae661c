"""An adult or a home is lost: its children are placed again, and nobody else moves who need not."""

import pytest

from carenet.core import clock
from carenet.core.refusals import MayNot, NotFound
from carenet.placements.queries.repairing import repairing
from carenet.placements.services import accept_handover, decline_handover, propose_repair
from tests.cast import ADUO, GUI, GUO, LAN, LIAN, PING, XIAOSHAN, XIAOYU
from tests.matching.builders import consent, proxy
from tests.placements.test_handing_over import hosted


async def placed(eyes, child, one, kind="proxy_parent"):
    """A running placement, written past every verb."""
    await consent(eyes, child, kind)
    if kind == "proxy_parent" and not await eyes.fetchval(
        "select true from proxy_parents where person = $1", one.person
    ):
        await proxy(eyes, one)
    made = await eyes.fetchval(
        """insert into placements (child, village, kind, person, planned_from, starts_on, created_by)
           values ($1, $2, $3, $4, $5, $5, $4) returning id""",
        child.id, child.village, kind, one.person, clock.today(),
    )  # fmt: skip
    await eyes.execute(
        """insert into reaches (person, child, village, because, starts_at)
           values ($1, $2, $3, $4, now() - interval '1 day')""",
        one.person, child.id, child.village, f"placement:{made}",
    )  # fmt: skip
    return made


async def test_the_children_of_a_lost_home_are_offered_to_another_and_nobody_else_moves(act, eyes):
    placement = await hosted(eyes)
    found = await repairing(placement, by=await act(LAN))
    assert [(s.child, s.to) for s in found.forced] == [(XIAOYU.id, LIAN.person)]
    assert found.moved == []
    assert await propose_repair(placement, "the home burnt", by=await act(LAN)) == 1
    asked = await eyes.fetchrow("select id, successor, because from handovers")
    assert (asked["successor"], asked["because"]) == (LIAN.person, "the home burnt")
    again = await repairing(placement, by=await act(LAN))
    assert (again.steps, again.waiting) == ((), 1)
    assert await propose_repair(placement, "twice", by=await act(LAN)) == 0
    await accept_handover(asked["id"], by=await act(LIAN))
    rows = await eyes.fetch("select person, ends_on from placements order by starts_on, id")
    assert {r["person"]: r["ends_on"] is None for r in rows} == {
        GUI.person: False, LIAN.person: True,
    }  # fmt: skip


async def test_who_said_no_is_not_asked_again(act, eyes):
    placement = await hosted(eyes)
    await propose_repair(placement, "the home burnt", by=await act(LAN))
    (asked,) = await eyes.fetch("select id from handovers")
    await decline_handover(asked["id"], by=await act(LIAN))
    found = await repairing(placement, by=await act(LAN))
    assert [(s.child, s.to) for s in found.steps] == [(XIAOYU.id, None)]


async def test_siblings_go_on_together_and_a_full_helper_takes_nobody(act, eyes):
    await proxy(eyes, PING, households=1)
    await proxy(eyes, LIAN, GUI, households=1)
    await eyes.execute(
        """insert into cleared_spans (person, tier, starts_on, ends_on)
           values ($1, 'cleared', '2024-01-01', '2099-01-01')""",
        GUI.person,
    )
    lost = await placed(eyes, XIAOYU, PING)
    await placed(eyes, XIAOSHAN, PING)
    await placed(eyes, ADUO, LIAN)
    found = await repairing(lost, by=await act(LAN))
    assert {s.child: s.to for s in found.forced} == {
        XIAOYU.id: GUI.person, XIAOSHAN.id: GUI.person,
    }  # fmt: skip
    assert found.moved == []


async def test_a_repair_is_the_townships_own(act, eyes):
    placement = await hosted(eyes)
    with pytest.raises(NotFound):
        await repairing(placement, by=await act(GUO))
    with pytest.raises((NotFound, MayNot)):
        await propose_repair(placement, "x", by=await act(GUI))


async def test_the_page_shows_the_moves_and_asks_all_of_them_at_once(visitor, eyes):
    placement = await hosted(eyes)
    client = await visitor(LAN)
    at = f"/placements/{placement}/repair"
    assert at in (await client.get(f"/placements/{placement}")).text
    shown = await client.get(at)
    assert LIAN.name in shown.text
    assert XIAOYU.name in shown.text
    without = await client.post(at, data={})
    assert without.status_code == 422
    assert (await client.post(at, data={"because": "ill"})).status_code == 303
    assert "has not answered yet" in (await client.get(at)).text
    read = await eyes.fetchval("select count(*) from read_log where child = $1", XIAOYU.id)
    assert read > 0


async def test_another_child_moves_only_where_somebody_would_have_nobody(act, eyes):
    await proxy(eyes, PING, LIAN, GUI, households=1)
    await eyes.execute(
        """insert into cleared_spans (person, tier, starts_on, ends_on)
           values ($1, 'cleared', '2024-01-01', '2099-01-01')""",
        GUI.person,
    )
    lost = await placed(eyes, XIAOYU, PING)
    await placed(eyes, ADUO, LIAN)
    await eyes.execute(
        """insert into restrictions (child, village, person, starts_at, by, because)
           values ($1, $2, $3, now() - interval '1 day', $3, 'court')""",
        XIAOYU.id, XIAOYU.village, GUI.person,
    )  # fmt: skip
    found = await repairing(lost, by=await act(LAN))
    assert [(s.child, s.to) for s in found.forced] == [(XIAOYU.id, LIAN.person)]
    assert [(s.child, s.to) for s in found.moved] == [(ADUO.id, GUI.person)]
