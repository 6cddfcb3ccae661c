"""Whatever happens to the adults: what is open is owed by exactly one of them by name, or it has ended with reason and name."""

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carenet.core import clock
from carenet.core.database import reading, transaction
from carenet.core.refusals import Refusal
from carenet.placements.queries.owing import owed_by
from carenet.placements.services import accept_backup, end_placement, meet_obligations, want_backup
from carenet.placements.services.beginning import begin
from carenet.placements.services.passing_on import pass_on_left
from carenet.placements.services.weekly import go_on_weekly
from carenet.safeguarding.services.setting_aside import lift_suspension, suspend
from tests.cast import BIN, GUI, GUO, HERE, HONG, LAN, LIAN, MEI, PING, XIAOSHAN, XIAOYU, YE
from tests.placements.test_handing_over import hosted
from tests.placements.test_set_aside import set_aside
from tests.placements.test_standing_in import said
from tests.visits.conftest import agree
from tests.visits.test_any_order import in_examples

NO = (asyncpg.exceptions._base.UnknownPostgresError, asyncpg.UniqueViolationError)
"""Codes of our own, and the same thing twice."""
OWED = f"""
select o.id, o.person, o.kind, {owed_by("o", "$1")} as owes, e.because, e.approved_by,
  app.suspended({owed_by("o", "$1")}, $1) as aside, p.ends_on, p.person as base, o.met_at, o.missed_at,
  exists (select from duties d join accounts a on a.id = d.account where a.person = {owed_by("o", "$1")}
    and d.role in ('director', 'township', 'county') and d.lo <= o.village and o.village < d.hi
    and not exists (select from duty_endings x where x.duty = d.id)) as officer
from obligations o left join placements p on p.id = o.placement
left join lateral (select * from exemptions y where y.obligation = o.id limit 1) e on true"""


async def owed_ones(eyes):
    return await eyes.fetch(OWED, clock.now())


async def check(eyes):
    """Each open thing has its one adult, who may act: the running placement's, who stands in, or an officer here."""
    for row in await owed_ones(eyes):
        if row["met_at"] or row["missed_at"]:
            continue
        if row["because"]:
            assert row["approved_by"] is not None
            continue
        assert row["owes"] is not None
        assert not row["aside"], dict(row)
        assert row["officer"] or (row["ends_on"] is None and row["base"] is not None), dict(row)


async def proxy_of(act, eyes, one, child):
    """One of the cast begins as proxy parent."""
    by = await act(MEI)
    row = {"id": uuid4(), "child": child.id, "village": HERE, "kind": "proxy_parent", "person": one.person,
           "host_family": None, "need": None}  # fmt: skip
    async with transaction(by) as db:
        await begin(db, row, 2, by)
    return row["id"]


async def ready(eyes, *people):
    for child in (XIAOYU, XIAOSHAN):
        await agree(eyes, child, "proxy_parent")
    for one in people:
        await eyes.execute(
            """insert into proxy_parents (person, households_max, joined_on, approved_on, renew_by)
               values ($1, 9, current_date - 9, current_date - 9, current_date + 300) on conflict do nothing""",
            one.person,
        )  # fmt: skip


async def test_who_is_set_aside_leaves_what_is_owed_to_the_director_with_its_day_and_word_of_it(
    act, eyes, worker
):
    await ready(eyes, PING)
    await proxy_of(act, eyes, PING, XIAOYU)
    await eyes.execute("update obligations set due_on = current_date - 2, opens_on = current_date - 30 where kind = 'monthly_call'")  # fmt: skip
    days = dict(await eyes.fetch("select kind, due_on from obligations"))
    await set_aside(act, worker, PING)
    rows = await eyes.fetch("select * from obligations where met_at is null and missed_at is null")
    assert {r["kind"]: r["due_on"] for r in rows} == days
    assert {r["person"] for r in rows} == {MEI.person}
    assert not await eyes.fetchval("select count(*) from exemptions")
    passed = await eyes.fetch("select * from duty_passings")
    assert {(p["from_person"], p["to_person"], p["by"]) for p in passed} == {(PING.person, MEI.person, LAN.account)}  # fmt: skip
    assert await said(eyes, "obligation.passed") == {MEI.person}
    assert await said(eyes, "obligation.due") == {MEI.person}
    for one, sees in ((MEI, 2), (LAN, 2), (GUO, 0), (BIN, 0)):
        async with reading(await act(one)) as db:
            assert await db.fetchval("select count(*) from duty_passings") == sees, one.handle


async def test_it_returns_to_care_with_whoever_comes_next_and_is_owed_once(act, eyes, worker):
    await ready(eyes, PING, LIAN)
    await proxy_of(act, eyes, PING, XIAOYU)
    await set_aside(act, worker, PING)
    placement = await proxy_of(act, eyes, LIAN, XIAOYU)
    rows = await eyes.fetch("select kind, person, placement from obligations where met_at is null")
    assert sorted(r["kind"] for r in rows) == ["monthly_call", "quarterly_meeting"]
    assert {(r["person"], r["placement"]) for r in rows} == {(LIAN.person, placement)}


async def test_a_director_who_leaves_leaves_nothing_behind(act, eyes, worker):
    await ready(eyes, PING)
    await proxy_of(act, eyes, PING, XIAOYU)
    await set_aside(act, worker, PING)
    await eyes.execute(
        """insert into duty_endings (duty, by, because) select d.id, $2, 'x' from duties d
           join accounts a on a.id = d.account where a.person = $1""",
        MEI.person, LAN.account,
    )  # fmt: skip
    assert {r["owes"] for r in await owed_ones(eyes)} == {LAN.person}
    await eyes.execute("update duties set ends_on = current_date - 1 where role = 'township'")
    assert await pass_on_left(clock.now(), by=worker) == 2
    assert {r["owes"] for r in await owed_ones(eyes)} == {YE.person}
    await eyes.execute("update duties set ends_on = current_date - 1")
    assert await pass_on_left(clock.now(), by=worker) == 0
    assert {r["because"] is not None for r in await owed_ones(eyes)} == {True}, "with nobody left it ends, with a reason"  # fmt: skip


async def test_what_was_late_when_it_ended_is_missed_for_ever(act, eyes):
    await ready(eyes, PING)
    placement = await proxy_of(act, eyes, PING, XIAOYU)
    await eyes.execute("update obligations set due_on = current_date - 1, opens_on = current_date - 30 where kind = 'monthly_call'")  # fmt: skip
    await end_placement(placement, "moves away", by=await act(MEI))
    rows = {r["kind"]: r for r in await owed_ones(eyes)}
    assert rows["monthly_call"]["missed_at"] is not None
    assert rows["quarterly_meeting"]["because"] == "moves away"
    assert rows["quarterly_meeting"]["approved_by"] == MEI.account


ADULTS = (PING, LIAN, GUI, BIN, MEI)
steps = st.lists(
    st.tuples(
        st.sampled_from(("aside", "lift", "begin", "end", "meet", "week", "cover", "sweep")),
        st.integers(0, len(ADULTS) - 1),
        st.integers(0, 40),
    ),
    min_size=4, max_size=12,
)  # fmt: skip


async def test_in_any_order_of_what_happens_to_the_adults_each_open_thing_is_one_adults(
    act, eyes, worker
):
    await hosted(eyes)
    await ready(eyes, PING, LIAN, BIN)
    actors = {one: await act(one) for one in (LAN, YE, MEI)}
    seen = {"passed": 0}

    async def step(what, one, n):
        by = actors[LAN]
        running = await eyes.fetch("select id, child, person, kind from placements where ends_on is null order by id")  # fmt: skip
        if what == "aside":
            await suspend(one.person, "x", by=by)
        elif what == "lift":
            await lift_suspension(one.person, "x", by=by)
        elif what == "begin":
            await proxy_of(act, eyes, one, (XIAOYU, XIAOSHAN)[n % 2])
        elif what == "end" and running:
            chosen = running[n % len(running)]
            await end_placement(chosen["id"], "x", receiver=HONG.person, by=by)
        elif what == "meet":
            for row in (await eyes.fetch("select child, person, kind from obligations where met_at is null and missed_at is null order by id"))[: 1 + n % 3]:  # fmt: skip
                await meet_obligations(row["child"], row["person"], [row["kind"]], clock.now(), "x", by=by)  # fmt: skip
        elif what == "week":
            await go_on_weekly(clock.today() + timedelta(days=n), clock.now(), by=worker)
        elif what == "cover" and running:
            now, chosen = clock.now(), running[n % len(running)]
            backup = await want_backup(chosen["id"], now, now + timedelta(days=2), "x", person=one.person, by=by)  # fmt: skip
            await accept_backup(backup, by=await act(one))
        else:
            await pass_on_left(clock.now(), by=worker)

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    @given(plan=steps)
    async def run(plan):
        for what, who, n in [("begin", 0, 0), *plan, ("aside", 0, 0)]:
            # What may not be is refused, by a verb or by the database, and changes nothing.
            with suppress(Refusal, *NO):
                await step(what, ADULTS[who], n)
            await check(eyes)
        seen["passed"] += await eyes.fetchval("select count(*) from duty_passings")
        for one in ADULTS:
            await eyes.execute("update suspensions set ends_at = now() where person = $1 and ends_at is null", one.person)  # fmt: skip

    await in_examples(run)
    assert seen["passed"]
