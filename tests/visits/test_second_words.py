"""A record is its writer's for a day; later it is added to. An officer asks, the writer answers; what should follow is a task."""

from datetime import timedelta

import asyncpg
import pytest

from carenet.core import clock, facts
from carenet.core.database import transaction
from carenet.core.refusals import MayNot, NotFound
from carenet.safeguarding.services.setting_aside import suspend
from carenet.visits import services
from carenet.visits.rules import CannotLog, Night, State, follow_up_due, may_change
from carenet.visits.services.changing import tell_of_question
from carenet.visits.services.follow_ups import tell_of_follow_up
from carenet.visits.services.reporting import Found
from tests.cast import ADUO, FANG, GUO, HONG, LAN, MEI, PING, XIAOYU
from workers.listeners import LISTENERS

FOUND = Found(State.WELL, ("grandparents",), Night.FAMILY, ("clothes",), "想妈妈", "墙上有奖状")


@pytest.fixture
async def visited(act, owes):
    """Ping was at 小雨's home."""
    told = await services.report_visit([XIAOYU.id], FOUND, by=await act(PING))
    return told.reports[0]


async def report(eyes, id_):
    return await eyes.fetchrow("select * from visit_reports where id = $1", id_)


async def notes(eyes, kind):
    return await eyes.fetch("select * from record_notes where kind = $1", kind)


async def test_on_its_first_day_it_is_changed_and_how_it_stood_is_kept(act, eyes, visited):
    wish = {"note": "墙上有两张奖状", "state": State.SO_SO, "seen": ["clothes"]}
    assert await services.change_record("visit", visited, wish, None, by=await act(PING))
    row = await report(eyes, visited)
    assert (row["note"], row["state"], row["child_words"]) == ("墙上有两张奖状", "so_so", "想妈妈")
    (before,) = await notes(eyes, "version")
    assert before["said"] == {"note": "墙上有奖状", "state": "well"}


async def test_after_it_a_reason_is_asked_for_and_it_is_added_beside(act, eyes, visited, travel):
    travel(timedelta(hours=25))
    by = await act(PING)
    with pytest.raises(CannotLog) as refused:
        await services.change_record("visit", visited, {"note": "又想起来"}, None, by=by)
    assert refused.value.field == "because"
    assert not await services.change_record(
        "visit", visited, {"note": "又想起来"}, "忘记写了", by=by
    )
    assert (await report(eyes, visited))["note"] == "墙上有奖状"
    (added,) = await notes(eyes, "amendment")
    assert (added["said"], added["words"]) == ({"note": "又想起来"}, "忘记写了")


async def test_nothing_changed_is_no_change_and_nobody_elses_is_ones_own(act, visited):
    with pytest.raises(CannotLog):
        await services.change_record(
            "visit", visited, {"note": "墙上有奖状"}, None, by=await act(PING)
        )
    for one in (MEI, LAN, FANG):
        with pytest.raises(NotFound):
            await services.change_record("visit", visited, {"note": "x"}, "y", by=await act(one))


async def test_the_database_itself_holds_the_day_and_the_writer(act, eyes, visited):
    change = "update visit_reports set note = 'x' where id = $1"
    with pytest.raises(asyncpg.PostgresError, match="changed by its writer"):
        async with transaction(await act(MEI)) as db:
            await db.execute(change, visited)
    await eyes.execute("update visit_reports set received_at = now() - interval '3 days'")
    with pytest.raises(asyncpg.PostgresError, match="in its first day"):
        async with transaction(await act(PING)) as db:
            await db.execute(change, visited)


async def test_what_is_said_later_of_being_alone_asks_as_much_as_at_once(act, eyes, visited):
    wish = {"who_was_there": ["only_children"], "night_adult": Night.ALONE}
    await services.change_record("visit", visited, wish, None, by=await act(PING))
    alone = await eyes.fetchval("select payload from facts where name = 'ChildFoundAlone'")
    assert alone["asks"] == "at_once"
    assert await eyes.fetchval("select count(*) from climbs where subject like 'alone:%'") == 1


async def test_an_officer_asks_the_writer_answers_once_and_both_hear(
    act, visitor, eyes, visited, worker
):
    officer = await visitor(LAN)
    answer = await officer.post(
        f"/records/visit/{visited}/questions", data={"words": "晚上谁在？", "child": str(XIAOYU.id)}
    )
    assert answer.status_code == 303
    (asked,) = await notes(eyes, "question")
    fact = await eyes.fetchval("select payload from facts where name = 'RecordQuestioned'")
    await tell_of_question([fact], worker)
    assert (
        await eyes.fetchval("select recipient from reminders where kind = 'record.asked'")
        == PING.person
    )
    writer = await visitor(PING)
    assert "/log/questions" in (await writer.get("/log")).text
    page = (await writer.get("/log/questions")).text
    assert "晚上谁在？" in page
    path = f"/log/questions/{asked['id']}"
    assert (await writer.post(path, data={"words": " "})).status_code == 422
    assert (await writer.post(path, data={"words": "奶奶在"})).status_code == 303
    assert (await writer.post(path, data={"words": "又答"})).status_code == 404
    shown = (await officer.get(f"/children/{XIAOYU.id}/timeline")).text
    assert "奶奶在" in shown
    assert await eyes.fetchval("select payload from facts where name = 'RecordAnswered'")


async def test_questions_are_the_supervisors_and_not_about_ones_own(act, visited):
    with pytest.raises(MayNot):
        await services.ask_about("visit", visited, "为什么？", by=await act(FANG))
    with pytest.raises(NotFound):
        await services.ask_about("visit", visited, "为什么？", by=await act(GUO))
    told = await services.report_visit([ADUO.id], FOUND, by=await act(MEI))
    with pytest.raises(NotFound):
        await services.ask_about("visit", told.reports[0], "为什么？", by=await act(MEI))


async def test_no_parent_reads_what_is_asked_about_the_family(act, visitor, visited):
    await services.ask_about("visit", visited, "家里怎么样？", by=await act(LAN))
    async with transaction(await act(HONG)) as db:
        assert await db.fetch("select * from record_notes") == []


async def test_what_should_follow_is_a_task_with_a_day_until_somebody_says_what_came_of_it(
    act, visitor, eyes, owes, worker
):
    found = Found(State.SO_SO, ("grandparents",), Night.FAMILY, follow_up="doctor")
    await services.report_visit([XIAOYU.id], found, by=await act(PING))
    task = await eyes.fetchrow("select * from visit_tasks")
    assert (task["what"], task["person"], task["due_on"]) == (
        "doctor", None, clock.today() + timedelta(days=3),
    )  # fmt: skip
    fact = await eyes.fetchval("select payload from facts where name = 'FollowUpOpened'")
    await tell_of_follow_up([fact], worker)
    assert (
        await eyes.fetchval("select recipient from reminders where kind = 'visit_task.opened'")
        == MEI.person
    )
    director = await visitor(MEI)
    assert str(task["id"]) in (await director.get("/follow-ups")).text
    path = f"/follow-ups/{task['id']}"
    assert (await director.post(path, data={"outcome": ""})).status_code == 422
    assert (await director.post(path, data={"outcome": "去镇卫生院看了"})).status_code == 303
    assert str(task["id"]) not in (await director.get("/follow-ups")).text


async def test_what_a_visitor_who_is_set_aside_was_to_see_to_is_the_directors_now(
    act, visitor, eyes, owes, worker
):
    again = Found(State.WELL, ("grandparents",), Night.FAMILY, follow_up="again")
    await services.report_visit([XIAOYU.id], again, by=await act(PING))
    task = await eyes.fetchrow("select id, person from visit_tasks")
    assert task["person"] == PING.person
    await suspend(PING.person, "a complaint", by=await act(LAN))
    for _ in range(3):
        await facts.fan_out(LISTENERS, worker)
        await facts.deliver(LISTENERS, worker)
    assert await eyes.fetchval("select person from visit_tasks") is None
    to = "select recipient from reminders where kind like 'visit_task.%' and state <> 'cancelled'"
    assert {row["recipient"] for row in await eyes.fetch(to)} == {MEI.person}
    assert str(task["id"]) in (await (await visitor(MEI)).get("/follow-ups")).text


async def test_a_visit_to_be_made_again_is_done_by_the_next_one(act, eyes, owes, worker):
    again = Found(State.WELL, ("grandparents",), Night.FAMILY, follow_up="again")
    by = await act(PING)
    await services.report_visit([XIAOYU.id], again, by=by)
    fact = await eyes.fetchval("select payload from facts where name = 'FollowUpOpened'")
    await tell_of_follow_up([fact], worker)
    assert (
        await eyes.fetchval("select recipient from reminders where kind = 'visit_task.due'")
        == PING.person
    )
    await services.report_visit([XIAOYU.id], FOUND, by=by)
    assert await eyes.fetchval("select done_at is not null from visit_tasks") is True


async def test_it_is_changed_on_the_page_and_printed_for_the_folder(visitor, eyes, visited):
    writer = await visitor(PING)
    page = (await writer.get(f"/records/visit/{visited}")).text
    assert "墙上有奖状" in page
    fields = {"child": str(XIAOYU.id), "state": "well", "who_was_there": "grandparents",
              "night_adult": "family", "seen": "clothes", "child_words": "想妈妈", "note": "改过了"}  # fmt: skip
    assert (await writer.post(f"/records/visit/{visited}", data=fields)).status_code == 303
    assert (await report(eyes, visited))["note"] == "改过了"
    assert (await writer.post(f"/records/visit/{visited}", data=fields)).status_code == 422
    assert "改过了" in (await writer.get(f"/records/visit/{visited}/sheet")).text
    assert (await (await visitor(FANG)).get(f"/records/visit/{visited}")).status_code == 404


def test_the_day_ends_after_twenty_four_hours_and_nothing_is_due_before_today():
    now = clock.now()
    assert may_change(now - timedelta(hours=23, minutes=59), now)
    assert not may_change(now - timedelta(hours=24), now)
    today = clock.today()
    assert follow_up_due("doctor", today - timedelta(days=10), today) == today
    assert follow_up_due("again", today, today) == today + timedelta(days=14)


async def test_a_question_too_short_to_understand_is_said_to_be_so_and_what_was_typed_stays(
    visitor, eyes
):
    from uuid import uuid4

    mei, record = await visitor(MEI), uuid4()
    answer = await mei.post(
        f"/records/visit/{record}/questions", data={"words": "?", "child": str(XIAOYU.id)}
    )
    assert answer.status_code == 422
    assert "This is too short: at least 2 characters." in answer.text
    assert ">\n?</textarea>" in answer.text
    assert f'value="{XIAOYU.id}"' in answer.text
    assert not await eyes.fetchval("select count(*) from facts where name = 'RecordQuestioned'")
