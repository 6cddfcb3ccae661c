"""Needs written down before such needs climbed: the migration lets them climb, in a database that is filled."""

from datetime import timedelta

from carenet.core import clock
from carenet.core.ladders import as_rows
from carenet.escalation.rules import POLICIES, URGENT_NEED
from migrations.m2026_11_28_1612_older_urgent_needs import UP
from migrations.m2026_11_28_1740_older_urgent_needs_in_turn import UP as IN_TURN
from migrations.m2026_11_28_1740_older_urgent_needs_in_turn import VILLAGES_A_MINUTE
from tests.cast import ADUO, HERE, LAN, MEI, SHITOU, XIAOSHAN, XIAOYU
from tests.matching.builders import left_behind, need
from tests.matching.test_answers import hear
from tests.matching.test_urgent import by_rule, told

CLIMBING = "select subject, steps, place from climbs where ladder = $1 and ended_at is null"


async def migrate(eyes):
    """As the migrator does it: the owner of the tables, under their policies."""
    async with eyes.transaction():
        await eyes.execute("set local role carenet_owner; set local row_security = off")
        await eyes.execute(UP)


async def test_what_was_written_down_before_climbs_from_now_and_is_told_once(act, eyes, worker):
    await left_behind(eyes, XIAOYU, tier=0)
    old = await need(
        eyes, XIAOYU, "proxy_parent", tier=0, opened=clock.today() - timedelta(days=40)
    )
    await need(eyes, ADUO, "proxy_parent", tier=2)
    await need(eyes, XIAOSHAN, "tutoring", tier=0)
    await migrate(eyes)
    (row,) = await eyes.fetch(CLIMBING, URGENT_NEED)
    assert row["subject"] == f"need:{XIAOYU.id}:{old}"
    assert row["steps"] == as_rows(POLICIES[URGENT_NEED].steps)
    await hear(worker)
    assert sorted(await told(eyes)) == sorted([("need.urgent", p.person) for p in (MEI, LAN)])
    await by_rule(act)
    await migrate(eyes)
    await hear(worker)
    assert len(await told(eyes)) == 2


async def test_what_climbs_already_or_has_ended_is_left_as_it_is(act, eyes):
    await left_behind(eyes, XIAOYU, tier=0)
    await by_rule(act)
    closed = await need(eyes, SHITOU, "proxy_parent", tier=0)
    await eyes.execute("update needs set closed_at = now() where id = $1", closed)
    before = await eyes.fetch(CLIMBING, URGENT_NEED)
    await migrate(eyes)
    assert await eyes.fetch(CLIMBING, URGENT_NEED) == before


async def test_an_areas_own_steps_are_kept_to(eyes):
    own = as_rows(POLICIES[URGENT_NEED].steps)[:2]
    await eyes.execute(
        """insert into ladder_policies (ladder, lo, steps, because, set_by, set_at)
           values ($1, $2, $3, 'nearer', $4, now())""",
        URGENT_NEED, HERE[:9], own, MEI.account,
    )  # fmt: skip
    await need(eyes, XIAOYU, "proxy_parent", tier=1)
    await migrate(eyes)
    (row,) = await eyes.fetch(CLIMBING, URGENT_NEED)
    assert row["steps"] == own


async def test_of_many_villages_at_once_a_few_a_minute_are_told_those_who_waited_longest_first(
    eyes,
):
    villages = [f"{HERE[:9]}{n:03}" for n in range(700, 700 + 2 * VILLAGES_A_MINUTE + 1)]
    for days, village in enumerate(villages):
        child = await eyes.fetchval(
            """insert into children (village, name, sort_key, pinyin, initials, sex, created_by)
               select $2, name, sort_key, pinyin, initials, sex, created_by from children where id = $1 returning id""",
            XIAOYU.id, village,
        )  # fmt: skip
        await eyes.execute(
            """insert into needs (child, village, service, tier, reasons, opened_on, rule)
               values ($1, $2, 'proxy_parent', 0, '[]', $3, 'test')""",
            child, village, clock.today() - timedelta(days=days),
        )  # fmt: skip
    await migrate(eyes)
    async with eyes.transaction():
        await eyes.execute("set local role carenet_owner; set local row_security = off")
        await eyes.execute(IN_TURN)
    rows = await eyes.fetch(
        """select place, round(extract(epoch from next_at - started_at) / 60) as minute from climbs
           where ladder = $1""",
        URGENT_NEED,
    )
    minute = {r["place"]: int(r["minute"]) for r in rows}
    assert [minute[v] for v in reversed(villages)] == [
        n // VILLAGES_A_MINUTE for n in range(len(villages))
    ]
