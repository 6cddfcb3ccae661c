"""A day of a holiday class: three head counts, the child who is not there, lunch, what is printed."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.classes.queries.days import day_page
from carenet.classes.rules.counting import CannotCount, due_at, next_slot, slots_of
from carenet.classes.rules.places import adults_for
from carenet.classes.services.applying import apply, give_back
from carenet.classes.services.counting import count_heads, look_for
from carenet.classes.services.meals import note_eaten, plan_meal
from carenet.core import clock
from carenet.core.refusals import MayNot
from carenet.scheduling.queries.registers import register_page
from carenet.scheduling.rules.leaving import CannotTick
from carenet.scheduling.services import registers
from tests.cast import BIN, HONG, LAN, MEI, QIN, XIAOSHAN, XIAOYU
from tests.classes.conftest import asked
from tests.scheduling.test_sign_up import drain


@pytest.fixture
async def day(held, act, eyes, travel):
    """The first morning: both children are ticked as here."""
    hong, qin = await act(HONG), await act(QIN)
    await apply(held.id, asked(XIAOYU, must_not_eat="花生"), by=hong)
    await apply(held.id, asked(XIAOSHAN, eats=False), by=hong)
    session = held.on(2)
    starts = await eyes.fetchval("select starts_at from care_sessions where id = $1", session)
    travel(starts - clock.now())
    await registers.open_register(session, by=qin)
    await registers.mark_rest_here(session, by=qin)
    return session


async def told(eyes, kind):
    rows = await eyes.fetch(
        "select recipient from reminders where kind = $1 and state = 'due'", kind
    )
    return {r["recipient"] for r in rows}


async def later(travel, minutes):
    travel(clock._shift + timedelta(minutes=minutes))


async def test_a_count_is_due_said_to_the_lead_and_when_late_to_the_director(
    day, act, eyes, travel, worker
):
    await drain(worker)
    assert not await told(eyes, "class.count")
    await later(travel, 31)
    await drain(worker)
    assert await told(eyes, "class.count") == {QIN.person}
    assert not await told(eyes, "class.uncounted")
    await later(travel, 20)
    await drain(worker)
    assert await told(eyes, "class.uncounted") == {QIN.person, MEI.person}
    # Counted before its hour, nobody is told at noon.
    assert await count_heads(day, "noon", 2, 2, by=await act(QIN)) == 0
    before = await eyes.fetchval("select count(*) from reminders where kind = 'class.count'")
    await later(travel, 4 * 60)
    await drain(worker)
    assert (
        await eyes.fetchval("select count(*) from reminders where kind = 'class.count'") == before
    )


async def test_who_is_not_there_when_heads_are_counted_is_looked_for_at_once(
    day, act, eyes, travel, worker
):
    qin = await act(QIN)
    assert await count_heads(day, "morning", 1, 2, by=qin) == 1
    page = await day_page(day, by=qin)
    assert (page.fewer, len(page.here)) == (1, 2)
    await look_for(day, [XIAOSHAN.id], by=qin)
    await drain(worker)
    alarm = await eyes.fetchrow("select * from alarms where closed_at is null")
    assert (alarm["child"], alarm["kind"], alarm["reasons"]) == (XIAOSHAN.id, "child", ["gone"])
    rows = await eyes.fetch(
        "select recipient from reminders where subject like 'alarm:%' and state = 'due'"
    )
    assert MEI.person in {r["recipient"] for r in rows}, "the director, not ten minutes later"
    assert (await day_page(day, by=qin)).fewer == 0
    with pytest.raises(CannotTick):
        await look_for(day, [XIAOSHAN.id], by=qin)
    # Found behind the house: the tick answers the alarm, and heads are right again.
    await registers.mark_child(day, XIAOSHAN.id, "here", by=qin)
    assert not await eyes.fetchval("select count(*) from alarms where closed_at is null")
    assert await count_heads(day, "morning", 2, 2, by=qin) == 0


async def test_too_many_children_for_the_adults_there_is_said_to_the_township(
    day, act, eyes, worker
):
    qin = await act(QIN)
    await count_heads(day, "morning", 30, 2, by=qin)
    await drain(worker)
    assert not await told(eyes, "class.over")
    await count_heads(day, "morning", 31, 2, by=qin)
    await drain(worker)
    assert await told(eyes, "class.over") == {LAN.person}


async def test_who_leaves_the_class_in_the_middle_of_a_day_is_still_counted_that_day(
    day, held, act, eyes, travel
):
    qin = await act(QIN)
    place = await eyes.fetchval("select id from class_applications where child = $1", XIAOYU.id)
    await give_back(place, "moves away", by=qin)
    page = await day_page(day, by=qin)
    assert {c["child"] for c in page.here} == {XIAOYU.id, XIAOSHAN.id}, "as the register has it"
    assert page.day.children == 2
    # The next morning, before the door opens: nobody waits for whom the family says comes no more.
    tomorrow = held.on(1)
    starts = await eyes.fetchval("select starts_at from care_sessions where id = $1", tomorrow)
    travel(clock._shift + (starts - clock.now()) - timedelta(hours=1))
    other = await eyes.fetchval("select id from class_applications where child = $1", XIAOSHAN.id)
    await give_back(other, None, by=await act(HONG))
    assert (await day_page(tomorrow, by=qin)).day.children == 0
    assert not [x for x in (await register_page(tomorrow, by=qin)).lines if x.child == XIAOSHAN.id]


async def test_heads_are_counted_against_an_open_register_by_who_runs_the_place(day, held, act):
    with pytest.raises(CannotCount):
        await count_heads(held.on(3), "morning", 2, 2, by=await act(QIN))
    with pytest.raises(MayNot):
        await count_heads(day, "morning", 2, 2, by=await act(BIN))


async def test_lunch_is_planned_counted_and_its_sample_kept(day, act, eyes):
    qin = await act(QIN)
    with pytest.raises(CannotCount):
        await note_eaten(day, 1, "覃丽华", sample_kept=True, by=qin)
    await plan_meal(day, "番茄炒蛋、米饭", by=qin)
    page = await day_page(day, by=qin)
    assert page.day.eaters == 1, "who does not eat here is not cooked for"
    assert [c["must_not_eat"] for c in page.special] == ["花生"]
    await note_eaten(day, 1, "覃丽华", sample_kept=True, by=qin)
    await plan_meal(day, "后来改写", by=qin)
    row = await eyes.fetchrow("select * from class_meals")
    assert (row["menu"], row["portions"], row["sample_kept"]) == ("番茄炒蛋、米饭", 1, True)


async def test_the_pages_and_the_papers_show_a_day(day, held, visitor, eyes):
    qin = await visitor(QIN)
    for path in (
        "/classes", "/classes/new", f"/classes/{held.id}", f"/classes/{held.id}/list",
        f"/classes/{held.id}/notice", f"/classes/days/{day}", f"/classes/days/{day}/sheet",
        f"/series/{held.id}", f"/registers/{day}",
    ):  # fmt: skip
        answer = await qin.get(path)
        assert answer.status_code == 200, path
    sheet = (await qin.get(f"/classes/days/{day}/sheet")).text
    assert sheet.count("☐") == 2 * 3 + 1 + 3 * 3 + 1, (
        "three boxes a child, lunch, spare lines, the sample"
    )
    assert "花生" in sheet
    notice = (await qin.get(f"/classes/{held.id}/notice")).text
    assert XIAOYU.given not in notice
    assert "水杯" in notice
    counted = await qin.post(f"/classes/days/{day}/counts", data={"slot": "morning", "counted": "1", "adults": "2"})  # fmt: skip
    assert counted.status_code == 303
    assert "1 child fewer than the register has" in (await qin.get(f"/classes/days/{day}")).text
    wrong = await qin.post(f"/classes/days/{day}/counts", data={"slot": "morning", "counted": "x", "adults": "2"})  # fmt: skip
    assert wrong.status_code == 422
    family = await (await visitor(HONG)).get("/family/classes")
    assert "has a place" in family.text
    read = await eyes.fetchval("select count(*) from read_log where child = $1 and purpose = 'holiday_class'", XIAOYU.id)  # fmt: skip
    assert read


HOURS = st.integers(min_value=7 * 60, max_value=18 * 60)


@given(HOURS, st.integers(min_value=90, max_value=660), st.sets(st.sampled_from(("morning", "noon", "leaving"))))  # fmt: skip
def test_counts_lie_within_the_day_in_order_and_the_next_is_one_of_them(start, length, done):
    begins = clock.at(clock.today(), time(start // 60, start % 60))
    ends = begins + timedelta(minutes=length)
    slots = slots_of(begins, ends)
    dues = [due_at(s, begins, ends) for s in slots]
    assert dues == sorted(dues)
    assert all(begins < due < ends for due in dues)
    found = next_slot(frozenset(done), begins, begins, ends)
    assert found is None or (found in slots and found not in done)
    assert (found is None) == (set(slots) <= done)


@given(st.integers(min_value=0, max_value=200), st.integers(min_value=1, max_value=20))
def test_so_many_adults_are_enough_and_one_fewer_is_not(children, per):
    need = adults_for(children, per)
    assert need * per >= children
    assert need == 2 or (need - 1) * per < children
