"""Boarders' Friday: listed by the teacher, asked of the family, answered by one tap, climbing from nine on."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.boarding.queries import leave_list, my_children_leaving
from carenet.boarding.rules import CannotList, asked_at, check_day, climbs_at, leave_day
from carenet.boarding.services.answering import answer_for_mine, note_home
from carenet.boarding.services.listing import Line, make_list
from carenet.core import clock, facts, ladders
from carenet.core.refusals import MayNot, NotFound
from carenet.notifications.services.handing_over import hand_over
from carenet.notifications.services.inbox import answer_in_app
from carenet.notifications.services.rounds import go_round
from tests.cast import (
    ADUO,
    BIN,
    FANG,
    HERE,
    HONG,
    LAN,
    MEI,
    NAI,
    PING,
    SCHOOL,
    XIAOSHAN,
    XIAOYU,
)
from workers.listeners import LADDERS, LISTENERS

DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


@pytest.fixture
def at(travel):
    """Travel to an hour of this week's coming Friday, or so many days after it."""
    today = clock.today()
    friday = today + timedelta(days=(5 - today.isoweekday()) % 7 or 7)

    def go(hour, minute=0, days=0):
        wished = clock.at(friday + timedelta(days=days), time(hour, minute))
        travel(clock._shift + wished - clock.now())
        return friday

    return go


@pytest.fixture
async def boarders(eyes):
    await eyes.execute("update schoolings set boards = true where child = $1", XIAOYU.id)
    await eyes.execute(
        """insert into schoolings (child, village, organisation, stage, grade, class_name, boards, starts_on)
           values ($1, $2, $3, 'primary', '1', '一（1）班', true, '2024-01-01')""",
        XIAOSHAN.id, HERE, SCHOOL,
    )  # fmt: skip


@pytest.fixture
def turn(worker):
    async def run():
        for _ in range(12):
            done = await facts.fan_out(LISTENERS, worker) + await facts.deliver(LISTENERS, worker)
            done += await ladders.climb(LADDERS, clock.now(), worker)
            if not done + await hand_over({}, worker):
                return

    return run


@pytest.fixture
def said(eyes):
    """Who was told which kind, how often."""

    async def look(kind):
        rows = await eyes.fetch(
            "select recipient from reminders where kind = $1 and state = 'handed_over'", kind
        )
        return sorted(str(r["recipient"]) for r in rows)

    return look


@given(DAYS)
def test_the_day_is_the_friday_of_the_week_and_the_list_is_for_the_coming_days(today):
    day = leave_day(today)
    assert day.isoweekday() == 5
    assert abs((day - today).days) < 5
    check_day(day, today)
    check_day(today, today)
    for far in (today + timedelta(days=8), min(day, today) - timedelta(days=1)):
        with pytest.raises(CannotList):
            check_day(far, today)


@given(DAYS, st.times(time(14), time(22)))
def test_the_family_is_asked_twice_before_anybody_is_alarmed(day, home_by):
    first, again = asked_at(clock.at(day, home_by))
    assert clock.at(day, home_by) < first < again < climbs_at(day)
    assert climbs_at(day) == clock.at(day + timedelta(days=1), time(9))


@pytest.mark.usefixtures("boarders")
async def test_a_carer_of_two_boarders_is_asked_one_question(act, eyes, at, turn, said):
    friday = at(11)
    lines = [Line(XIAOYU.id, "fetched", "grandmother"), Line(XIAOSHAN.id, "together")]
    assert await make_list(lines, friday, time(17), by=await act(MEI)) == 2
    assert await make_list(lines, friday, time(17), by=await act(MEI)) == 2, "written again"
    at(17, 59)
    await turn()
    assert await said("friday.home") == []
    at(18, 1)
    await turn()
    assert await said("friday.home") == [str(NAI.person)]


@pytest.mark.usefixtures("boarders")
async def test_one_tap_in_the_message_says_that_all_are_home(act, eyes, at, turn, said):
    friday = at(11)
    lines = [Line(XIAOYU.id, "fetched"), Line(XIAOSHAN.id, "together")]
    await make_list(lines, friday, time(17), by=await act(MEI))
    at(18, 1)
    await turn()
    message = await eyes.fetchval("select id from inbox_messages where kind = 'friday.home'")
    await answer_in_app(message, "home", by=await act(NAI))
    await turn()
    rows = await eyes.fetch("select answered_by, home_at from weekend_leaves")
    assert [r["answered_by"] for r in rows] == [NAI.person] * 2
    at(9, 30, days=1)
    await turn()
    assert not await said("friday.still")
    assert not await said("friday.not_home_many")
    assert not await eyes.fetchval("select count(*) from climbs where ended_at is null")


@pytest.mark.usefixtures("boarders")
async def test_silence_climbs_from_nine_on_several_of_a_village_in_one_message(
    act, eyes, at, turn, said
):
    friday = at(11)
    lines = [Line(XIAOYU.id, "fetched"), Line(XIAOSHAN.id, "together")]
    await make_list(lines, friday, time(17), by=await act(MEI))
    at(8, 59, days=1)
    await turn()
    assert await said("friday.not_home_many") == []
    at(9, 1, days=1)
    await turn()
    # The grandmother is carer of both; the director answers for the village.
    assert await said("friday.not_home_many") == sorted(map(str, (NAI.person, MEI.person)))
    at(10, 2, days=1)
    await turn()
    told = await said("friday.not_home_many") + await said("friday.not_home")
    assert {str(LAN.person), str(MEI.person), str(NAI.person)} <= set(told)
    details = await eyes.fetchval(
        "select details from reminders where kind = 'friday.not_home_many' limit 1"
    )
    assert set(details) == {"place", "time", "count"}
    await note_home(
        await eyes.fetchval("select id from weekend_leaves where child = $1", XIAOYU.id),
        "the aunt, by telephone", by=await act(MEI),
    )  # fmt: skip
    assert await eyes.fetchval("select count(*) from climbs where ended_at is null") == 1


@pytest.mark.usefixtures("boarders")
async def test_not_home_waits_for_no_morning(act, eyes, at, turn, said):
    friday = at(11)
    await make_list([Line(XIAOYU.id, "alone")], friday, time(17), by=await act(FANG))
    at(18, 30)
    leave = await eyes.fetchval("select id from weekend_leaves")
    await answer_for_mine(leave, is_home=False, by=await act(HONG))
    await turn()
    assert str(MEI.person) in await said("friday.not_home")
    await answer_for_mine(leave, is_home=True, by=await act(NAI))
    assert not await eyes.fetchval("select count(*) from climbs where ended_at is null")
    with pytest.raises(NotFound):
        await answer_for_mine(leave, is_home=True, by=await act(NAI))


@pytest.mark.usefixtures("boarders")
async def test_who_stays_after_all_is_neither_asked_for_nor_looked_for(act, eyes, at, turn, said):
    friday = at(11)
    fang = await act(FANG)
    await make_list([Line(XIAOYU.id, "alone")], friday, time(17), by=fang)
    assert await make_list([Line(XIAOYU.id, "stays")], friday, time(17), by=fang) == 0
    at(9, 30, days=1)
    await turn()
    for kind in ("friday.home", "friday.still", "friday.not_home"):
        assert await said(kind) == [], kind


@pytest.mark.usefixtures("boarders")
async def test_only_the_own_class_is_listed_and_only_the_family_answers(act, eyes, at):
    friday = at(11)
    fang = await act(FANG)
    for child in (XIAOSHAN, ADUO):
        with pytest.raises(NotFound):
            await make_list([Line(child.id, "alone")], friday, time(17), by=fang)
    for one in (BIN, NAI):
        with pytest.raises(MayNot):
            await make_list([Line(XIAOYU.id, "alone")], friday, time(17), by=await act(one))
    await make_list([Line(XIAOYU.id, "alone")], friday, time(17), by=fang)
    leave = await eyes.fetchval("select id from weekend_leaves")
    for one in (BIN, PING):
        with pytest.raises(NotFound):
            await answer_for_mine(leave, is_home=True, by=await act(one))
    with pytest.raises(MayNot):
        await note_home(leave, "x", by=await act(PING))


@pytest.mark.usefixtures("boarders")
async def test_nobody_is_home_before_the_day_they_leave(act, eyes, at, turn, said):
    friday = at(11, days=-1)
    await make_list([Line(XIAOYU.id, "alone", "a friend")], friday, time(17), by=await act(FANG))
    leave, whom = await eyes.fetchrow("select id, with_whom from weekend_leaves")
    assert whom is None, "who walks alone walks with nobody"
    with pytest.raises(CannotList):
        await note_home(leave, "seen", by=await act(FANG))
    with pytest.raises(CannotList):
        await answer_for_mine(leave, is_home=True, by=await act(NAI))
    with pytest.raises(NotFound):
        await answer_for_mine(leave, is_home=True, by=await act(LAN))
    at(18, 1)
    await turn()
    assert await said("friday.home") == [str(NAI.person)], "the question of the day is still asked"
    assert await note_home(leave, "seen", by=await act(FANG)) == friday


@pytest.mark.usefixtures("boarders")
async def test_the_pages_show_whom_one_may_see_and_the_reading_is_recorded(act, eyes, at):
    friday = at(11)
    await make_list([Line(XIAOYU.id, "fetched", "aunt")], friday, time(17), by=await act(FANG))
    rows = {}
    for one in (FANG, MEI):
        rows[one.handle] = {r["child"] for r in await leave_list(friday, by=await act(one))}
    assert rows == {"fang": {XIAOYU.id}, "mei": {XIAOYU.id, XIAOSHAN.id}}
    assert [r["with_whom"] for r in await my_children_leaving(friday, by=await act(NAI))] == [
        "aunt"
    ]
    assert await my_children_leaving(friday, by=await act(PING)) == []
    seen = await eyes.fetch("select child from read_log where purpose in ('boarding', 'family')")
    assert len(seen) == 4


@pytest.mark.usefixtures("boarders")
async def test_a_teacher_whose_list_is_not_made_is_asked_for_it_in_term_alone(
    act, eyes, worker, at
):
    friday = at(10, 5)
    asked = "select recipient from reminders where kind = 'friday.list'"
    await eyes.execute("delete from terms")
    await go_round(worker)
    assert await eyes.fetch(asked) == []
    await eyes.execute(
        "insert into terms (division, name, starts_on, ends_on) values ('450226000000', 't', $1, $2)",
        friday - timedelta(days=60), friday + timedelta(days=60),
    )  # fmt: skip
    await go_round(worker)
    await go_round(worker)
    assert [r["recipient"] for r in await eyes.fetch(asked)] == [FANG.person]
    await eyes.execute("delete from reminders")
    await make_list([Line(XIAOYU.id, "stays")], friday, time(17), by=await act(FANG))
    await go_round(worker)
    assert await eyes.fetch(asked) == []
