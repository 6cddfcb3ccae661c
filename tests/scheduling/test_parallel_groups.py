"""Two adults in each of several groups that meet at one place at the same time."""

from datetime import time

import pytest

from carenet.core import clock
from carenet.oversight.queries import coverage
from carenet.oversight.rules import monday_of
from carenet.scheduling.queries.sessions import session_page, short_sessions
from carenet.scheduling.services.changing import call_off
from carenet.scheduling.services.enrolling import enrol_children
from carenet.scheduling.services.signing import sign_up
from tests.cast import ADUO, BIN, LAN, LIAN, MEI, QIN, TOWNSHIP, XIAOYU, id_of
from tests.scheduling.conftest import a_course


@pytest.fixture
async def groups(act, eyes):
    """Two groups at Qin's observable place, of one adult each, at the same time."""
    await eyes.execute("update centres set observable_until = current_date + 300")
    qin = await act(QIN)
    one = {"adults_min": 1, "adults_max": 2, "children_max": 10}
    return [await a_course(eyes, qin, **one), await a_course(eyes, qin, room=None, **one)]


async def short(act):
    return {s.id for s in await short_sessions(by=await act(QIN))}


async def test_one_adult_in_each_of_two_groups_is_too_few_and_the_board_says_so(
    groups, act, eyes, visitor
):
    first, second = (g.on(3) for g in groups)
    await sign_up(first, by=await act(BIN))
    await sign_up(second, by=await act(LIAN))
    assert {first, second} <= await short(act)
    assert (await session_page(first, by=await act(QIN))).session["needed"] == 2
    lead = await visitor(QIN)
    shown = (await lead.get(f"/sessions/{first}")).text
    assert "each group needs two adults" in shown
    assert "1 more needed" in shown
    await call_off(second, "人少", by=await act(QIN))
    assert first not in await short(act)
    assert "each group needs" not in (await lead.get(f"/sessions/{first}")).text


async def test_a_group_at_another_hour_or_day_changes_nothing(act, eyes):
    await eyes.execute("update centres set observable_until = current_date + 300")
    qin = await act(QIN)
    one = {"adults_min": 1, "adults_max": 2, "children_max": 10}
    alone = await a_course(eyes, qin, **one)
    await a_course(eyes, qin, starts_at=time(18), ends_at=time(18, 50), **one)
    await sign_up(alone.on(3), by=await act(BIN))
    assert alone.on(3) not in await short(act)


async def test_the_offices_count_the_same_sessions_as_short(groups, act, eyes):
    for group, one in zip(groups, (BIN, LIAN), strict=True):
        await sign_up(group.on(3), by=await act(one))
    today = clock.today()
    day = await eyes.fetchval("select on_day from care_sessions where id = $1", groups[0].on(3))
    await eyes.execute("delete from care_sessions where on_day <> $1", day)
    seen = await coverage(TOWNSHIP, monday_of(today), today, by=await act(LAN))
    assert seen.total.short == len(await short(act)) == 2


async def test_two_kept_apart_in_two_groups_at_one_hour_are_a_warning_that_names_neither(
    act, eyes, visitor
):
    qin = await act(QIN)
    first, second = await a_course(eyes, qin), await a_course(eyes, qin, room=None)
    later = await a_course(eyes, qin, room=None, starts_at=time(18), ends_at=time(18, 30))
    await enrol_children(first.id, [XIAOYU.id], clock.today(), by=qin)
    await enrol_children(second.id, [ADUO.id], clock.today(), by=await act(MEI))
    lead = await visitor(QIN)
    warned = "Two children who are not to be together"
    assert warned not in (await lead.get(f"/sessions/{first.on(3)}")).text
    pair = id_of("kept apart")
    for one, other in ((XIAOYU, ADUO), (ADUO, XIAOYU)):
        await eyes.execute(
            """insert into children_apart (pair, child, village, other, because_sealed, by)
               select $1, id, village, $3, $4, $5 from children where id = $2""",
            pair, one.id, other.id, b"sealed", LAN.account,
        )  # fmt: skip
    page = (await lead.get(f"/sessions/{first.on(3)}")).text
    assert warned in page
    assert f"/sessions/{second.on(3)}" in page
    assert f"/sessions/{later.on(3)}" not in page
    assert ADUO.name not in page
    assert warned not in (await (await visitor(BIN)).get(f"/sessions/{first.on(3)}")).text
