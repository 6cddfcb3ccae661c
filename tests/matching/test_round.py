"""A round from needs to a draft: who is in it, who is left out, what people decide, what is kept."""

import asyncpg
import pytest

from carenet.core import clock
from carenet.core.refusals import MayNot, NotFound
from carenet.matching.rules import CannotMatch, Service
from carenet.matching.services import decide, open_round, publish, start_round, stop_round
from tests.cast import ADUO, CHUN, GUO, HERE, LAN, LIAN, MEI, PING, XIAOSHAN, XIAOYU
from tests.matching.builders import (
    a_draft,
    a_round,
    consent,
    left_behind,
    need,
    proposals,
    proxy,
    solved,
)


async def test_needs_follow_from_the_register_by_rule(act, eyes):
    await left_behind(eyes, XIAOYU, tier=1)
    await left_behind(eyes, ADUO, tier=3)
    await a_round(act)
    rows = await eyes.fetch("select child, service, rule, tier, group_key from needs")
    found = {(r["child"], r["service"]): r for r in rows}
    assert found[XIAOYU.id, "proxy_parent"]["rule"] == "high_tier"
    assert (ADUO.id, "proxy_parent") not in found
    assert (XIAOYU.id, "paired_teacher") in found
    assert (ADUO.id, "paired_teacher") in found
    assert found[XIAOYU.id, "proxy_parent"]["group_key"] is not None


async def test_opening_twice_opens_no_need_twice(act, eyes):
    await left_behind(eyes, XIAOYU)
    await a_round(act)
    before = await eyes.fetchval("select count(*) from needs")
    await a_round(act)
    assert await eyes.fetchval("select count(*) from needs") == before > 0


async def test_a_round_is_solved_by_the_job_and_siblings_go_together(act, eyes, worker):
    round_ = await a_draft(act, eyes, worker)
    row = await eyes.fetchrow(
        "select state, summary, problem, outcome from matching_rounds where id = $1", round_
    )
    assert row["state"] == "draft"
    made = await proposals(eyes, round_, "draft")
    assert set(made) == {XIAOYU.id, XIAOSHAN.id, ADUO.id}
    assert made[XIAOYU.id]["person"] == made[XIAOSHAN.id]["person"]
    assert made[XIAOYU.id]["terms"]["terms"]["travel"] == made[XIAOYU.id]["terms"]["minutes"]
    assert row["summary"]["unmatched"]["0"] == {"value": 0, "bound": 0}
    assert set(row["summary"]["beside"]) == {"today", "first_come", "by_hand"}
    assert await eyes.fetchval("select state from tasks") == "done"


async def test_the_stored_problem_can_be_replayed(act, eyes, worker):
    import json

    from carenet.matching.engine.files import read_instance
    from carenet.matching.engine.solve import solve

    round_ = await a_draft(act, eyes, worker)
    row = await eyes.fetchrow("select problem, outcome from matching_rounds where id = $1", round_)
    again = solve(read_instance(json.dumps(row["problem"]).encode()))
    assert list(again.assignment) == row["outcome"]["assignment"]


async def test_an_adult_whose_papers_lapsed_is_never_proposed(act, eyes, worker):
    await left_behind(eyes, XIAOYU)
    await proxy(eyes, CHUN)
    round_ = await a_round(act)
    await solved(act, worker, round_)
    assert not await proposals(eyes, round_)
    with pytest.raises(asyncpg.PostgresError) as refused:
        await eyes.execute(
            """insert into proposals (round, child, village, need, person, cost, terms, state)
               select $1, child, village, id, $2, 0, '{}', 'draft' from needs
               where service = 'proxy_parent' limit 1""",
            round_,
            CHUN.person,
        )
    assert refused.value.sqlstate == "CN001"


async def test_a_restricted_pair_is_never_proposed_whoever_else_is_there(act, eyes, worker):
    await left_behind(eyes, XIAOYU)
    await proxy(eyes, PING)
    await eyes.execute(
        """insert into restrictions (child, village, person, starts_at, by, because)
           values ($1, $2, $3, now() - interval '1 day', $3, 'court')""",
        XIAOYU.id, HERE, PING.person,
    )  # fmt: skip
    round_ = await a_round(act)
    await solved(act, worker, round_)
    assert not await proposals(eyes, round_)
    group = await eyes.fetchrow("select state, reasons from round_groups where round = $1", round_)
    assert group["state"] == "unmatched"
    assert group["reasons"]["emptied"]["kept_apart"] == 1


async def test_kin_who_keep_a_child_are_no_helpers_for_it(act, eyes, worker):
    from tests.cast import NAI

    await left_behind(eyes, XIAOYU)
    await proxy(eyes, NAI)
    await eyes.execute(
        "insert into cleared_spans (person, tier, starts_on, ends_on) values ($1, 'cleared', '2024-01-01', '2099-01-01')",
        NAI.person,
    )
    round_ = await a_round(act)
    await solved(act, worker, round_)
    assert not await proposals(eyes, round_)


async def test_a_guardians_no_leaves_the_child_out_and_says_so(act, eyes, worker):
    await left_behind(eyes, XIAOYU)
    await proxy(eyes, PING)
    await consent(eyes, XIAOYU, "proxy_parent", agreed=False)
    round_ = await a_round(act)
    await solved(act, worker, round_)
    assert not await proposals(eyes, round_)
    assert (
        await eyes.fetchval("select state from round_groups where round = $1", round_) == "left_out"
    )


async def test_a_guardian_who_was_not_reached_puts_the_child_first_not_out(act, eyes, worker):
    from tests.cast import HONG

    await left_behind(eyes, XIAOYU)
    await left_behind(eyes, ADUO)
    await proxy(eyes, PING, households=1)
    await eyes.execute("update needs set tier = 0")
    await eyes.execute(
        """insert into guardian_attempts (child, village, guardian, way, reached, at, by)
           values ($1, $2, $3, 'phone', false, now(), $3)""",
        XIAOYU.id, HERE, HONG.person,
    )  # fmt: skip
    round_ = await a_round(act)
    await solved(act, worker, round_)
    groups = await eyes.fetch(
        "select child, state from round_groups where round = $1 order by position", round_
    )
    assert groups[0]["child"] == XIAOYU.id
    assert {g["state"] for g in groups} == {"matched", "unmatched"}


async def test_a_locked_line_is_kept_and_a_refused_one_never_comes_back(act, eyes, worker):
    round_ = await a_draft(act, eyes, worker)
    by = await act(LAN)
    first = await proposals(eyes, round_, "draft")
    other = LIAN.person if first[ADUO.id]["person"] == PING.person else PING.person
    await decide(round_, "lock", [first[XIAOYU.id]["id"]], by=by)
    await decide(round_, "refuse", [first[ADUO.id]["id"]], because="lives next door", by=by)
    assert await solved(act, worker, round_) == "done"
    again = await proposals(eyes, round_, "draft", "locked")
    assert again[XIAOYU.id]["state"] == again[XIAOSHAN.id]["state"] == "locked"
    assert again[XIAOYU.id]["person"] == first[XIAOYU.id]["person"]
    assert again[ADUO.id]["person"] == other
    rules = await eyes.fetch("select kind, because, by from pair_rules where lifted_on is null")
    assert {r["kind"] for r in rows_of(rules)} == {"lock", "ban"}
    assert all(r["by"] == LAN.account for r in rules)


def rows_of(rows):
    assert rows
    return rows


async def test_a_refusal_without_a_reason_is_refused(act, eyes, worker):
    from carenet.matching.services.drafting import NeedsReason

    round_ = await a_draft(act, eyes, worker)
    with pytest.raises(NeedsReason):
        await decide(round_, "refuse", None, by=await act(LAN))


async def test_part_of_a_draft_goes_out_and_the_rest_stays(act, eyes, worker):
    round_ = await a_draft(act, eyes, worker)
    line = (await proposals(eyes, round_))[ADUO.id]
    assert await publish(round_, [line["id"]], by=await act(LAN)) == 1
    assert await eyes.fetchval("select state from matching_rounds where id = $1", round_) == "draft"
    assert set(await proposals(eyes, round_, "published")) == {ADUO.id}
    assert set(await proposals(eyes, round_, "draft")) == {XIAOYU.id, XIAOSHAN.id}
    await publish(round_, None, by=await act(LAN))
    assert (
        await eyes.fetchval("select state from matching_rounds where id = $1", round_)
        == "published"
    )


async def test_a_need_is_out_with_one_helper_at_a_time(act, eyes, worker):
    round_ = await a_draft(act, eyes, worker)
    await publish(round_, None, by=await act(LAN))
    second = await a_round(act)
    await solved(act, worker, second)
    assert not await proposals(eyes, second)


async def test_capacity_counts_households_and_holds(act, eyes, worker):
    await left_behind(eyes, XIAOYU, XIAOSHAN, ADUO)
    await proxy(eyes, PING, households=1)
    round_ = await a_round(act)
    await solved(act, worker, round_)
    made = await proposals(eyes, round_)
    assert set(made) == {XIAOYU.id, XIAOSHAN.id}  # two children are more than one in the same tier
    left = await eyes.fetchrow(
        "select state, reasons from round_groups where child = $1 and round = $2", ADUO.id, round_
    )
    assert left["reasons"]["cause"] == "capacity"
    assert left["reasons"]["instead"] == {"0": 2}


async def test_tutors_need_the_subject_the_hours_and_the_way(act, eyes, worker):
    await need(eyes, ADUO, "tutoring", subject="math")
    for one, subjects, minutes, free in (
        (PING, ["english"], 60, (2, "afternoon")), (LIAN, ["math"], 60, (2, "morning")),
        (MEI, ["math"], 60, (2, "afternoon")),
    ):  # fmt: skip
        await eyes.execute(
            """insert into volunteers (person, subjects, reach_minutes, hours_week_max, joined_on)
               values ($1, $2, $3, 4, '2024-01-01')""",
            one.person, subjects, minutes,
        )  # fmt: skip
        await eyes.execute(
            "insert into availabilities (person, weekday, part) values ($1, $2, $3)",
            one.person,
            *free,
        )
    await eyes.execute(
        "insert into cleared_spans (person, tier, starts_on, ends_on) values ($1, 'cleared', '2024-01-01', '2099-01-01')",
        MEI.person,
    )
    round_ = await a_round(act, "tutoring")
    await solved(act, worker, round_)
    made = await proposals(eyes, round_)
    assert made[ADUO.id]["person"] == MEI.person
    assert made[ADUO.id]["terms"]["on_foot"]


async def test_every_child_gets_a_teacher_of_its_school_though_the_cap_is_reached(
    act, eyes, worker
):
    from tests.cast import FANG

    await left_behind(eyes, XIAOYU)
    await eyes.execute(
        "insert into offers (person, service, division, capacity, starts_on, organisation) select $1, 'paired_teacher', $2, 0, '2024-01-01', id from organisations where kind = 'school'",
        FANG.person, HERE,
    )  # fmt: skip
    round_ = await a_round(act, "paired_teacher")
    await solved(act, worker, round_)
    assert (await proposals(eyes, round_))[XIAOYU.id]["person"] == FANG.person


async def test_a_round_over_another_township_may_not_be_opened(act):
    with pytest.raises(MayNot):
        await open_round("x", Service.TUTORING, "450225100000", clock.today(), by=await act(LAN))


async def test_a_child_director_opens_no_round(act):
    with pytest.raises(MayNot):
        await open_round("x", Service.TUTORING, HERE, clock.today(), by=await act(MEI))


async def test_the_supervisor_next_door_does_not_find_the_round(act, eyes, worker):
    round_ = await a_draft(act, eyes, worker)
    with pytest.raises(NotFound):
        await start_round(round_, by=await act(GUO))
    with pytest.raises(NotFound):
        await publish(round_, None, by=await act(GUO))


async def test_a_round_being_solved_is_not_started_again_and_can_be_stopped(act, eyes, worker):
    from carenet.matching.jobs import solve

    await left_behind(eyes, XIAOYU)
    await proxy(eyes, PING)
    round_ = await a_round(act)
    by = await act(LAN)
    task = await start_round(round_, by=by)
    with pytest.raises(CannotMatch):
        await start_round(round_, by=by)
    await stop_round(round_, by=by)
    assert await solve({"by": worker}, str(task)) == "nothing to do"
    assert await eyes.fetchval("select state from matching_rounds where id = $1", round_) == "open"
    assert not await proposals(eyes, round_)
