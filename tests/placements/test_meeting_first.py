"""A handover with a first meeting: everything moves at one moment, and no minute has nobody or two."""

import contextlib
from datetime import timedelta

import pytest
from asyncpg import PostgresError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from carenet.core import clock
from carenet.core.ladders import climb
from carenet.core.refusals import NotFound, Refusal
from carenet.placements import services
from carenet.placements.rules import CannotEnd
from carenet.placements.services.beginning import CannotBegin
from carenet.safeguarding.services.setting_aside import suspend
from tests.cast import BIN, GUI, GUO, HERE, HONG, LAN, LIAN, MEI, PING, XIAOYU
from tests.matching.builders import proxy
from tests.placements.test_handing_over import hosted
from tests.placements.test_repairing import placed
from tests.placements.test_standing_in import DAY, a_home, hear, reaches, said
from workers.listeners import LADDERS

# Who answers for the child at a moment: the home, unless somebody stands in for it.
ANSWERS = """
select coalesce((select b.person from backups b where b.placement = p.id and b.accepted_at is not null
    and b.closed_at is null and b.starts_at <= t.at and b.ends_at > t.at), p.person) as person
from (select $2::timestamptz as at) t join placements p on p.child = $1 and p.kind = 'full_care'
  and p.began_at <= t.at and (p.over_at is null or p.over_at > t.at)"""


async def agreed(act, eyes, placement, who=LIAN):
    """Somebody has said yes, and all are to meet today."""
    handover = await services.propose_handover(
        placement, who.person, "moves away", overlap_on=clock.today(), by=await act(MEI)
    )
    assert await services.accept_handover(handover, by=await act(who)) is None
    return handover


async def between_proxies(eyes):
    await proxy(eyes, LIAN)
    await eyes.execute("delete from reaches where person = $1", PING.person)
    return await placed(eyes, XIAOYU, PING)


async def test_the_yes_opens_the_file_for_the_meeting_and_moves_nothing(act, eyes):
    placement = await between_proxies(eyes)
    await agreed(act, eyes, placement)
    assert (await reaches(eyes, LIAN), await reaches(eyes, PING)) == (True, True)
    assert await eyes.fetchval("select ends_on is null from placements where id = $1", placement)


async def test_without_the_meeting_it_moves_only_with_a_reason(act, eyes):
    handover = await agreed(act, eyes, await between_proxies(eyes))
    with pytest.raises(CannotBegin):
        await services.receive_handover(handover, by=await act(LIAN))
    assert not await eyes.fetchval("select done_at from handovers")
    await services.receive_handover(handover, without="Ping is abroad", by=await act(LIAN))
    assert await eyes.fetchval("select without_overlap from handovers") == "Ping is abroad"


async def test_after_the_meeting_reach_duties_and_reminders_move_and_what_was_written_stays(
    act, eyes, worker
):
    placement = await between_proxies(eyes)
    await eyes.execute(
        """insert into obligations (child, village, placement, person, kind, opens_on, due_on)
           values ($1, $2, $3, $4, 'monthly_call', current_date, current_date + 20)""",
        XIAOYU.id, HERE, placement, PING.person,
    )  # fmt: skip
    await eyes.execute(
        "insert into contacts (child, village, person, kind, happened_at) values ($1, $2, $3, 'call', now())",
        XIAOYU.id, HERE, PING.person,
    )  # fmt: skip
    handover = await agreed(act, eyes, placement)
    await services.note_overlap(handover, clock.today(), "tea at the centre", by=await act(PING))
    new = await services.receive_handover(handover, by=await act(LIAN))
    await hear(worker)
    assert (await reaches(eyes, LIAN), await reaches(eyes, PING)) == (True, False)
    owed = await eyes.fetch(
        """select o.person from obligations o where o.met_at is null
             and not exists (select from exemptions e where e.obligation = o.id)"""
    )
    assert {r["person"] for r in owed} == {LIAN.person}
    due = await eyes.fetch("select recipient from reminders where kind = 'obligation.due' and state = 'due'")  # fmt: skip
    assert {r["recipient"] for r in due} == {LIAN.person}
    assert await eyes.fetchval("select person from contacts") == PING.person
    both = await eyes.fetchrow(
        "select a.over_at = b.began_at as same from placements a, placements b where a.id = $1 and b.id = $2",
        placement, new,
    )  # fmt: skip
    assert both["same"]
    assert not await eyes.fetchval("select count(*) from reaches where because like 'handover:%' and ends_at is null")  # fmt: skip


@pytest.mark.parametrize(
    ("left", "met", "due"),
    [(40, None, 40), (3, None, 14), (-5, None, 14), (40, -2, 88), (None, None, 90)],
)
async def test_a_handover_gives_no_fresh_quarter(act, eyes, left, met, due):
    placement, today = await between_proxies(eyes), clock.today()
    if left is not None:
        await eyes.execute(
            """insert into obligations (child, village, placement, person, kind, opens_on, due_on)
               values ($1, $2, $3, $4, 'quarterly_meeting', $5, $6)""",
            XIAOYU.id, HERE, placement, PING.person, today - 50 * DAY, today + left * DAY,
        )  # fmt: skip
    handover = await agreed(act, eyes, placement)
    if met is not None:
        await services.note_overlap(handover, today + met * DAY, None, by=await act(LIAN))
    without = None if met is not None else "Ping is abroad"
    new = await services.receive_handover(handover, without=without, by=await act(LIAN))
    owed = await eyes.fetchval("select due_on from obligations where placement = $1 and kind = 'quarterly_meeting'", new)  # fmt: skip
    assert owed == today + due * DAY


async def test_only_who_is_concerned_writes_the_meeting_down_and_not_beforehand(act, eyes):
    handover = await agreed(act, eyes, await between_proxies(eyes))
    for other in (BIN, GUO, HONG):
        with pytest.raises(NotFound):
            await services.note_overlap(handover, clock.today(), None, by=await act(other))
    with pytest.raises(CannotEnd):
        await services.note_overlap(handover, clock.today() + DAY, None, by=await act(LIAN))


async def test_called_off_before_it_moved_the_file_closes_and_another_can_be_asked(act, eyes):
    placement = await between_proxies(eyes)
    handover = await agreed(act, eyes, placement)
    with pytest.raises(CannotEnd):
        await services.propose_handover(placement, BIN.person, "x", by=await act(MEI))
    await services.withdraw_handover(handover, by=await act(LIAN))
    assert not await reaches(eyes, LIAN)
    with pytest.raises(NotFound):
        await services.receive_handover(handover, without="x", by=await act(LIAN))
    await services.propose_handover(placement, BIN.person, "x", by=await act(MEI))


async def test_a_suspended_host_stays_responsible_until_somebody_receives_and_that_climbs(
    act, eyes, worker, travel
):
    placement = await hosted(eyes)
    await suspend(GUI.person, "a complaint", by=await act(LAN))
    assert not await reaches(eyes, GUI)  # the file closes at once
    await hear(worker)
    assert await eyes.fetchval("select ends_on is null from placements where id = $1", placement)
    assert await eyes.fetchval("select received_at is null from placement_endings")
    assert await said(eyes, "placement.receiver") == {MEI.person}
    travel(timedelta(hours=25))
    for _ in range(2):
        await climb(LADDERS, clock.now(), worker)
        await hear(worker)
    assert LAN.person in await said(eyes, "placement.receiver")
    handover = await services.propose_handover(placement, LIAN.person, "x", by=await act(MEI))
    await services.accept_handover(handover, by=await act(LIAN))
    await hear(worker)
    assert await eyes.fetchval("select ended_at is not null from climbs where ladder = 'receiver'")


async def test_a_suspended_proxy_parent_is_one_no_more(act, eyes, worker):
    placement = await between_proxies(eyes)
    await suspend(PING.person, "a complaint", by=await act(LAN))
    await hear(worker)
    assert await eyes.fetchval(
        "select ends_on is not null from placements where id = $1", placement
    )


async def test_a_child_lives_in_one_home_however_the_row_is_written(eyes):
    await hosted(eyes)
    home = await a_home(eyes, PING)
    with pytest.raises(PostgresError) as refused:
        await eyes.execute(
            """insert into placements (child, village, kind, person, host_family, planned_from, starts_on, created_by)
               values ($1, $2, 'full_care', $3, $4, current_date, current_date, $3)""",
            XIAOYU.id, HERE, PING.person, home,
        )  # fmt: skip
    assert refused.value.sqlstate == "23P01"


# What may happen to a child in care, in any order; what is not possible just then is refused.
DEEDS = (
    "cover",
    "yes",
    "no",
    "back",
    "move",
    "give_up",
    "end",
    "ask",
    "agree",
    "met",
    "take",
    "off",
    "stay",
)
HOSTS = (GUI, LIAN, PING)


@settings(
    max_examples=8, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 2)), min_size=6, max_size=16)
)
@example(
    deeds=[
        ("cover", 1),
        ("yes", 0),
        ("give_up", 1),
        ("cover", 2),
        ("yes", 0),
        ("back", 0),
        ("end", 0),
        ("ask", 1),
        ("agree", 1),
    ]
)
@example(
    deeds=[
        ("cover", 1),
        ("yes", 0),
        ("ask", 2),
        ("agree", 2),
        ("met", 0),
        ("take", 2),
        ("cover", 0),
        ("yes", 0),
    ]
)
async def test_whatever_happens_every_minute_has_exactly_one_responsible_adult(eyes, act, deeds):
    await empty(eyes)
    first = await hosted(eyes)
    await a_home(eyes, PING)
    # what happened before this moment: a placement cannot begin in the same instant as the next
    await eyes.execute(
        "update placements set began_at = now() - interval '1 hour' where id = $1", first
    )
    began = await eyes.fetchval("select began_at from placements where id = $1", first)
    actors = {one: await act(one) for one in (*HOSTS, MEI)}
    for deed, which in deeds:
        with contextlib.suppress(Refusal):
            await do(eyes, actors, deed, HOSTS[which])
        assert len(await eyes.fetch(ANSWERS, XIAOYU.id, clock.now())) == 1
    borders = await eyes.fetch(
        """select began_at as at from placements union select over_at from placements
           union select starts_at from backups union select ends_at from backups"""
    )
    for row in borders:
        for at in (row["at"], row["at"] and row["at"] - timedelta(microseconds=1)):
            if at is not None and at >= began:
                assert len(await eyes.fetch(ANSWERS, XIAOYU.id, at)) == 1, at
    (now,) = await eyes.fetch(ANSWERS, XIAOYU.id, clock.now())
    assert await eyes.fetchval("select $2 = any (app.children_of($1))", now["person"], XIAOYU.id)


async def empty(eyes):
    """As before the example."""
    for table in ("backup_changes", "backups", "handovers", "exemptions", "obligations", "placement_endings",
                  "placements", "consents", "host_family_adults", "host_families", "commitments", "climbs"):  # fmt: skip
        await eyes.execute(f"delete from {table}")
    await eyes.execute("delete from reaches where because like 'placement:%' or because like 'backup:%' or because like 'handover:%'")  # fmt: skip


async def do(eyes, actors, deed, who):
    """One deed of somebody, on what is there now."""
    mei = actors[MEI]
    base = await eyes.fetchrow("select id, person from placements where kind = 'full_care' and ends_on is null")  # fmt: skip
    live = await eyes.fetchval("select id from backups where closed_at is null order by asked_at desc limit 1")  # fmt: skip
    handover = await eyes.fetchval("select id from handovers order by proposed_at desc limit 1")
    keeper = next(a for a in actors.values() if a.person == base["person"])
    now = clock.now()
    match deed:
        case "cover":
            await services.want_backup(base["id"], now, now + DAY, "x", person=who.person, by=mei)
        case "end":
            await services.end_placement(base["id"], "x", by=keeper)
        case "stay":
            await services.take_back_ending(base["id"], "x", by=keeper if who is GUI else mei)
        case "ask":
            await services.propose_handover(base["id"], who.person, "x", overlap_on=clock.today() if who is PING else None, by=mei)  # fmt: skip
    if live is not None:
        match deed:
            case "yes":
                await services.accept_backup(live, by=mei)
            case "no" | "give_up":
                await services.refuse_backup(live, "x", by=actors[who])
            case "back":
                await services.end_backup(live, "x", by=keeper)
            case "move":
                await services.move_backup(live, now + DAY, now + 2 * DAY, "x", by=mei)
    if handover is not None:
        match deed:
            case "agree":
                await services.accept_handover(handover, by=actors[who])
            case "met":
                await services.note_overlap(handover, clock.today(), None, by=keeper)
            case "take":
                await services.receive_handover(handover, by=actors[who])
            case "off":
                await services.withdraw_handover(handover, by=mei)
