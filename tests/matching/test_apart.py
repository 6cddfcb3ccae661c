"""Brothers and sisters are apart only where somebody has said why, and the reason is kept."""

from datetime import timedelta

import pytest

from carenet.core import clock
from carenet.core.database import reading
from carenet.matching.services import publish
from carenet.matching.services.apart import PartsSiblings
from carenet.placements.services import propose_handover
from carenet.placements.services.keeping_on import review
from tests.cast import BIN, GUO, LAN, LIAN, MEI, PING, XIAOSHAN, XIAOYU
from tests.matching.builders import a_round, consent, need, proxy, solved
from tests.placements.test_repairing import placed

REASONS = "select child, person, kind, because, said_on, by from apart_reasons order by at"


async def brother(eyes, one):
    """小山 has a proxy parent of his own already."""
    await consent(eyes, XIAOSHAN, "proxy_parent")
    return await placed(eyes, XIAOSHAN, one)


async def draft(act, eyes, worker):
    """小雨 is proposed to Ping."""
    if not await eyes.fetchval("select true from proxy_parents where person = $1", PING.person):
        await proxy(eyes, PING)
    await need(eyes, XIAOYU, "proxy_parent")
    await consent(eyes, XIAOYU, "proxy_parent")
    round_ = await a_round(act, service="proxy_parent")
    await solved(act, worker, round_)
    return round_


async def test_a_match_that_parts_them_does_not_go_out_without_a_reason(act, eyes, worker, visitor):
    await brother(eyes, LIAN)
    round_ = await draft(act, eyes, worker)
    await eyes.execute("update proposals set person = $1", PING.person)  # moved by hand
    client = await visitor(LAN)
    at = f"/matching/rounds/{round_}"
    assert "apart from a brother or sister" in (await client.get(at)).text
    no = await client.post(f"{at}/decisions", data={"what": "publish", "all": "yes"})
    assert no.status_code == 422
    assert "Nothing went out yet" in no.text
    assert not await eyes.fetchval("select count(*) from proposals where state in ('published', 'agreed')")  # fmt: skip
    said = {"what": "publish", "all": "yes", "apart": "哥哥在乡里住校"}
    assert (await client.post(f"{at}/decisions", data=said)).status_code == 303
    rows = [tuple(r) for r in await eyes.fetch(REASONS)]
    assert rows == [
        (XIAOYU.id, PING.person, "proxy_parent", "哥哥在乡里住校", "match", LAN.account)
    ]


async def test_together_nobody_is_asked_why(act, eyes, worker):
    await brother(eyes, PING)
    round_ = await draft(act, eyes, worker)
    assert await publish(round_, None, by=await act(LAN)) == 1
    assert await eyes.fetch(REASONS) == []


async def test_handing_one_over_alone_asks_why_and_so_does_each_term(act, eyes, visitor):
    stays = await brother(eyes, PING)
    await proxy(eyes, LIAN)
    await consent(eyes, XIAOYU, "proxy_parent")
    placement = await placed(eyes, XIAOYU, PING)
    by = await act(MEI)
    with pytest.raises(PartsSiblings):
        await propose_handover(placement, LIAN.person, "moves", by=by)
    assert await eyes.fetchval("select count(*) from handovers") == 0
    await propose_handover(placement, LIAN.person, "moves", apart="哥哥想留下", by=by)
    assert [tuple(r)[:5] for r in await eyes.fetch(REASONS)] == [
        (XIAOYU.id, LIAN.person, "proxy_parent", "哥哥想留下", "handover")
    ]
    await eyes.execute("update placements set person = $2 where id = $1", placement, LIAN.person)
    client = await visitor(MEI)
    page = (await client.get(f"/placements/{placement}")).text
    assert "哥哥想留下" in page
    assert XIAOSHAN.name in page
    assert "哥哥想留下" in (await client.get(f"/placements/{stays}")).text
    today = clock.today()
    await eyes.execute("delete from terms")
    await eyes.execute(
        "insert into terms (division, name, starts_on, ends_on) values ('450226000000', 'autumn', $1, $2)",
        today, today + timedelta(days=90),
    )  # fmt: skip
    with pytest.raises(PartsSiblings):
        await review(placement, "还好", None, goes_on=True, by=by)
    typed = {"child_said": "还好", "goes_on": "yes", "apart": ""}
    answer = await client.post(f"/placements/{placement}/reviews", data=typed)
    assert answer.status_code == 422
    assert 'value="还好"' in answer.text
    await review(placement, "还好", None, goes_on=True, apart="两人都愿意", by=by)
    assert [r["because"] for r in await eyes.fetch(REASONS)] == ["哥哥想留下", "两人都愿意"]
    for one, sees in ((MEI, 2), (LAN, 2), (GUO, 0)):
        async with reading(await act(one)) as db:
            assert await db.fetchval("select count(*) from apart_reasons") == sees, one.handle
    async with reading(await act(BIN)) as db:
        with pytest.raises(Exception, match="permission denied"):
            await db.fetchval("select count(*) from apart_reasons")
