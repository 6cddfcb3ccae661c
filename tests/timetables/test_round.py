"""A timetable from needs to a draft: what is read, what is kept, what clashes, who may."""

from datetime import time, timedelta

import pytest

from carenet.core import clock, tasks
from carenet.core.refusals import MayNot, NotFound
from carenet.scheduling.services.enrolling import enrol_children
from carenet.scheduling.timetable.files import read_instance
from carenet.scheduling.timetable.solve import Limits, solve
from carenet.timetables.rules.grid import CannotPlan, grid_of
from carenet.timetables.services import rounds, wishing
from tests import cast
from tests.cast import ADUO, BIN, DONG, FANG, GUO, LAN, LIAN, MEI, PING, QIN, XIAOSHAN, XIAOYU, YE
from tests.matching.builders import consent
from tests.scheduling.conftest import a_course
from tests.timetables.builders import (
    a_timetable,
    a_village,
    free,
    lines_of,
    opened,
    solved,
    term,
    wanting,
)


async def test_children_who_need_help_are_grouped_at_their_centre_with_two_adults(
    act, eyes, worker
):
    await a_village(eyes)
    timetable = await a_timetable(act)
    assert await solved(act, worker, timetable) == "done"
    (line,) = await lines_of(eyes, timetable)
    assert line["weekday"] in (1, 2)
    assert {line["lead"], line["beside"]} <= {BIN.person, LIAN.person, QIN.person}
    assert line["lead"] in (BIN.person, LIAN.person)
    children = await eyes.fetch("select child, need from timetable_children")
    assert {c["child"] for c in children} == {XIAOYU.id, XIAOSHAN.id, ADUO.id}
    assert all(c["need"] for c in children)
    row = await eyes.fetchrow("select * from timetables")
    assert (row["state"], row["summary"]["missing"], row["summary"]["placed"]) == ("draft", 0, 1)
    assert await eyes.fetchval("select state from tasks") == "done"


async def test_the_stored_problem_can_be_replayed_and_names_nobody(act, eyes, worker):
    import json

    await a_village(eyes)
    timetable = await a_timetable(act)
    await solved(act, worker, timetable)
    stored = json.dumps(await eyes.fetchval("select problem from timetables"))
    assert solve(read_instance(stored.encode()), Limits(rounds=4, threads=1)).unscheduled == 0
    assert not any(child.name in stored for child in cast.CHILDREN)


async def test_what_children_have_today_keeps_its_time_and_its_tutor(act, eyes, worker):
    await a_village(eyes)
    day = (clock.today() + timedelta(days=1)).isoweekday()
    await opened(eyes, *({3, 4, 5, 6, 7} & {day}))
    await free(eyes, BIN, *({3, 4, 5, 6, 7} & {day}))
    course = await a_course(
        eyes, await act(QIN), kind="tutoring", subject="math", activity="homework",
        weekdays=(day,), starts_at=time(16, 10), ends_at=time(17, 40),
    )  # fmt: skip
    await enrol_children(course.id, [XIAOYU.id, XIAOSHAN.id], clock.today(), by=await act(MEI))
    from carenet.scheduling.services.signing import sign_up

    for session in course.sessions.values():
        await sign_up(session, by=await act(BIN))
    first = term()[0]
    grid = grid_of("16:10-17:40", "16:10-17:40", "16:10-17:40", first)
    timetable = await a_timetable(act, grid=grid)
    await solved(act, worker, timetable)
    (line,) = await lines_of(eyes, timetable)
    assert line["running"] == course.id
    assert (line["weekday"], line["lead"]) == (day, BIN.person)
    assert line["reasons"]["same_time"] is line["reasons"]["same_tutor"] is True
    joined = await eyes.fetch("select child from timetable_children")
    assert {j["child"] for j in joined} == {XIAOYU.id, XIAOSHAN.id, ADUO.id}, "阿朵 joins them"


async def test_rooms_adults_and_children_of_other_series_count_as_taken(act, eyes, worker):
    await a_village(eyes)
    play = await a_course(
        eyes, await act(QIN), weekdays=(1,), starts_at=time(16), ends_at=time(17),
        last_on=term()[1],
    )  # fmt: skip
    await enrol_children(play.id, [ADUO.id], clock.today(), by=await act(MEI))
    timetable = await a_timetable(act)
    await solved(act, worker, timetable)
    (line,) = await lines_of(eyes, timetable)
    assert line["weekday"] == 2
    await eyes.execute("update opening_hours set weekday = 3 where weekday = 2")
    await solved(act, worker, timetable)
    assert not await lines_of(eyes, timetable)
    lacks = await eyes.fetchrow(
        "select shortage, missing from timetable_courses order by take desc limit 1"
    )
    assert "elsewhere" in lacks["shortage"] or "none is free" in lacks["shortage"]


async def test_who_comes_every_week_to_a_place_outside_the_round_is_not_free_then(
    act, eyes, worker
):
    await a_village(eyes)
    play = await a_course(
        eyes, await act(QIN), weekdays=(1,), starts_at=time(16), ends_at=time(17),
        last_on=term()[1],
    )  # fmt: skip
    from carenet.scheduling.services.signing import sign_up

    for day, session in play.sessions.items():
        if day > clock.today():  # today's may be over
            await sign_up(session, by=await act(BIN))
    for table in ("series", "care_sessions"):
        await eyes.execute(f"update {table} set centre = $1, room = null", cast.FAR_CENTRE)
    await eyes.execute("delete from availabilities where person = $1", LIAN.person)
    timetable = await a_timetable(act)
    await solved(act, worker, timetable)
    (line,) = await lines_of(eyes, timetable)
    assert (line["weekday"], line["lead"]) == (2, BIN.person), (
        "on Mondays Bin is in another village"
    )


async def test_who_is_away_for_much_of_the_term_is_not_planned_then(act, eyes, worker):
    await a_village(eyes)
    first, _ = term()
    away = (
        """insert into leaves (person, starts_on, ends_on, by, at) values ($1, $2, $2, $3, now())"""
    )
    await eyes.execute(away, BIN.person, first, BIN.account)
    await eyes.execute(away, LIAN.person, first + timedelta(days=1), LIAN.account)
    await eyes.execute(
        "update offers set ends_on = $1 where person = $2", first + timedelta(days=8), LIAN.person
    )
    timetable = await a_timetable(act, times=2)
    await solved(act, worker, timetable)
    lines = await lines_of(eyes, timetable)
    there = {(x["weekday"], who) for x in lines for who in (x["lead"], x["beside"])}
    assert (1, BIN.person) not in there, "one of three Mondays away: another adult is steadier"
    assert (2, LIAN.person) not in there, "one Tuesday away, and the last one after goodbye"
    assert (2, BIN.person) in there


async def test_a_child_of_a_group_elsewhere_is_not_planned_at_that_hour(act, eyes, worker):
    await a_village(eyes)
    play = await a_course(
        eyes, await act(QIN), weekdays=(1,), starts_at=time(16), ends_at=time(17),
        last_on=term()[1],
    )  # fmt: skip
    await enrol_children(play.id, [XIAOYU.id], clock.today(), by=await act(QIN))
    for table in ("series", "care_sessions", "enrolments"):
        await eyes.execute(f"update {table} set centre = $1", cast.FAR_CENTRE)
    timetable = await a_timetable(act)
    await solved(act, worker, timetable)
    with_her = await eyes.fetchval(
        "select course from timetable_children where child = $1", XIAOYU.id
    )
    assert [x["weekday"] for x in await lines_of(eyes, timetable) if x["course"] == with_her] == [2]


async def test_a_guardians_no_and_an_adult_kept_away_are_respected(act, eyes, worker):
    await a_village(eyes)
    await consent(eyes, XIAOYU, "volunteer", agreed=False)
    await eyes.execute(
        """insert into restrictions (child, village, person, by, because)
           values ($1, $2, $3, $4, 'court')""",
        ADUO.id, ADUO.village, BIN.person, LAN.account,
    )  # fmt: skip
    timetable = await a_timetable(act)
    await solved(act, worker, timetable)
    (line,) = await lines_of(eyes, timetable)
    assert BIN.person not in (line["lead"], line["beside"])
    children = await eyes.fetch("select child from timetable_children")
    assert {c["child"] for c in children} == {XIAOSHAN.id, ADUO.id}
    assert await eyes.fetchval("select summary -> 'left_out' ->> 'refused' from timetables") == "1"


async def test_a_group_helper_leads_nothing_and_two_of_one_household_are_not_two(act, eyes, worker):
    await opened(eyes, 1)
    await eyes.execute("delete from duties where role = 'lead'")
    await free(eyes, DONG, 1)
    await free(eyes, BIN, 1)
    await eyes.execute(
        "update people set household = $1 where id = any($2)",
        cast.id_of("household"), [DONG.person, BIN.person],
    )  # fmt: skip
    await wanting(eyes, XIAOYU, ADUO)
    timetable = await a_timetable(act)
    await solved(act, worker, timetable)
    assert not await lines_of(eyes, timetable)
    why = await eyes.fetchval("select shortage from timetable_courses")
    assert why == "no second, independent adult is free at %(centre)s when it could be held"
    await eyes.execute("update people set household = null where id = $1", DONG.person)
    await solved(act, worker, timetable)
    (line,) = await lines_of(eyes, timetable)
    assert (line["lead"], line["beside"]) == (BIN.person, DONG.person)


async def test_what_is_kept_stays_and_an_undo_goes_one_draft_back(act, eyes, worker):
    await a_village(eyes)
    timetable = await a_timetable(act)
    lan = await act(LAN)
    await solved(act, worker, timetable)
    (before,) = await lines_of(eyes, timetable)
    assert await wishing.keep_lines(timetable, [before["id"]], by=lan) == 1
    assert await wishing.keep_lines(timetable, None, by=lan) == 0, "it is kept already"
    await free(eyes, PING, 1, 2)
    await wanting(eyes, XIAOYU, subject="english")
    await free(eyes, FANG, 1, 2, subjects=("english",))
    await solved(act, worker, timetable)
    after = await lines_of(eyes, timetable)
    assert len(after) == 2
    (kept,) = [x for x in after if x["subject"] == "math"]
    assert (kept["weekday"], kept["lead"]) == (before["weekday"], before["lead"])
    await rounds.undo(timetable, by=lan)
    (again,) = await lines_of(eyes, timetable)
    assert again["id"] == before["id"]
    with pytest.raises(CannotPlan, match="no draft before"):
        await rounds.undo(timetable, by=lan)
    assert await wishing.let_lines_go(timetable, None, by=lan) == 1


async def test_wishes_that_clash_are_named_and_the_draft_before_stays(act, eyes, worker):
    await a_village(eyes)
    await wanting(eyes, XIAOYU, XIAOSHAN, subject="chinese")
    await eyes.execute("update volunteers set subjects = '{math,chinese}'")
    timetable = await a_timetable(act)
    lan = await act(LAN)
    await solved(act, worker, timetable)
    before = await lines_of(eyes, timetable)
    assert len(before) == 2
    for line in before:  # one room, one hour, two groups of the same children
        await wishing.add_wish(timetable, line["course"], (1, time(16, 10)), None, by=lan)
    await solved(act, worker, timetable)
    row = await eyes.fetchrow("select state, clash, take from timetables")
    assert (row["state"], len(row["clash"]), row["take"]) == ("draft", 2, 1)
    assert await lines_of(eyes, timetable) == before
    from carenet.timetables.queries.timetables import clashing

    named = await clashing(timetable, by=lan)
    assert {n["subject"] for n in named} == {"math", "chinese"}
    assert all(n["children"] and n["today"] is not None for n in named)  # two groups are told apart
    await wishing.lift_wish(timetable, named[0]["id"], by=lan)
    await solved(act, worker, timetable)
    after = {line["subject"]: line["weekday"] for line in await lines_of(eyes, timetable)}
    assert after == {named[1]["subject"]: 1, named[0]["subject"]: 2}


async def test_a_course_has_no_more_wishes_than_sessions(act, eyes, worker):
    await a_village(eyes)
    timetable = await a_timetable(act)
    lan = await act(LAN)
    await solved(act, worker, timetable)
    (line,) = await lines_of(eyes, timetable)
    with pytest.raises(CannotPlan, match="choose a time"):
        await wishing.add_wish(timetable, line["course"], None, None, by=lan)
    await wishing.add_wish(timetable, line["course"], None, LIAN.person, by=lan)
    with pytest.raises(CannotPlan, match="each of its sessions"):
        await wishing.add_wish(timetable, line["course"], (1, time(16, 10)), None, by=lan)
    await solved(act, worker, timetable)
    (line,) = await lines_of(eyes, timetable)
    assert line["lead"] == LIAN.person


async def test_a_stop_before_it_ran_leaves_it_as_it_was(act, eyes, worker):
    from carenet.timetables.jobs import solve as job

    await a_village(eyes)
    timetable = await a_timetable(act)
    lan = await act(LAN)
    task = await rounds.start(timetable, by=lan)
    with pytest.raises(CannotPlan, match="moved on"):
        await rounds.start(timetable, by=lan)
    with pytest.raises(CannotPlan, match="Only the person"):
        await rounds.stop(timetable, by=await act(YE))
    await rounds.stop(timetable, by=lan)
    assert await eyes.fetchval("select state from timetables") == "open"
    assert await job({"by": worker}, str(task)) == "nothing to do"
    assert (await tasks.view(task, by=lan)).state == "cancelled"


async def test_a_failure_is_written_down_and_it_can_be_tried_again(act, eyes, worker, monkeypatch):
    from carenet.timetables.services import solving

    await a_village(eyes)
    timetable = await a_timetable(act)

    def broken(*_args, **_more):
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(solving, "solve", broken)
        with pytest.raises(MemoryError):
            await solved(act, worker, timetable)
    assert await eyes.fetchval("select state from timetables") == "open"
    assert await eyes.fetchval("select problem from tasks") == "MemoryError"
    assert await solved(act, worker, timetable) == "done"


async def test_who_may_open_and_find_a_timetable(act, eyes):
    from carenet.timetables.queries.timetables import timetable as one

    made = await a_timetable(act)
    for who in (BIN, QIN, FANG):
        with pytest.raises(MayNot):
            await a_timetable(act, who)
    with pytest.raises(MayNot):
        await a_timetable(act, GUO)
    with pytest.raises(MayNot):
        await a_timetable(act, MEI)  # a director has one village, not the township
    with pytest.raises(NotFound):
        await one(made, by=await act(GUO))
    with pytest.raises(NotFound):
        await one(made, by=await act(MEI))
    assert (await one(made, by=await act(YE))).state == "open"
    of_a_centre = await a_timetable(act, MEI, place=str(cast.CENTRE))
    assert (await one(of_a_centre, by=await act(LAN))).row["centre_name"] == "凤凰村儿童之家"
    with pytest.raises(NotFound):
        await a_timetable(act, place="450226999000")


@pytest.mark.parametrize(
    ("days", "words"), [((-9, -2), "is over"), ((5, 3), "before the first"), ((1, 300), "at most")]
)
async def test_days_that_are_no_term_are_refused(act, days, words):
    first, last = (clock.today() + timedelta(days=n) for n in days)
    with pytest.raises(CannotPlan, match=words):
        await a_timetable(act, first_on=first, last_on=last)


async def test_a_closed_timetable_is_over(act, eyes):
    made = await a_timetable(act)
    await rounds.close(made, by=await act(LAN))
    with pytest.raises(CannotPlan):
        await rounds.start(made, by=await act(LAN))
