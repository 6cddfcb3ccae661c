"""A register kept on a phone without a network: real times, alarms it answers were false, what was noted later stands."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.core.clock import SHANGHAI
from carenet.core.columns import uuid7
from carenet.scheduling.rules.leaving import CLOSES_AFTER, OPENS_BEFORE, believed
from carenet.scheduling.services import alarms, registers
from tests.cast import BIN, LAN, QIN, XIAOSHAN, XIAOYU
from tests.scheduling.test_register import open_alarms, told, turn, until
from tests.visits.sealing import sealed, send

STARTS = datetime(2026, 11, 25, 16, 10, tzinfo=SHANGHAI)
ENDS = STARTS + timedelta(minutes=90)
STATE = "select state, at, left_at from child_attendances where child = $1"


class Phone:
    """The lead's phone: taps now, hands over later."""

    def __init__(self, client, one, session):
        self.client, self.one, self.session, self.kept = client, one, session, []

    def tap(self, what, **fields):
        at = clock.now()
        self.kept.append((uuid7(), f"/registers/{self.session}/{what}", at, list(fields.items())))
        return at

    async def back_in_the_network(self):
        server, said = (await self.client.get("/offline/key")).json(), []
        for key, url, at, fields in self.kept:
            ms = int(at.timestamp() * 1000)
            posted = sealed(server, self.one.account, url, fields, key=str(key), at=ms)
            said.append((await send(self.client, posted)).json())
        return said


@pytest.fixture
async def kept(class_, visitor):
    return Phone(await visitor(QIN), QIN, class_.on(2))


async def test_an_afternoon_without_a_network_arrives_with_its_real_times_and_the_alarm_was_false(
    kept, eyes, travel, worker
):
    await until(eyes, travel, kept.session, -5)
    opened = kept.tap("opening")
    await until(eyes, travel, kept.session, 3)
    came = kept.tap("children", child=str(XIAOYU.id), state="here")
    kept.tap("rest")
    await until(eyes, travel, kept.session, 25)
    await turn(worker)
    assert await open_alarms(eyes) == {("register", None)}
    said = await kept.back_in_the_network()
    assert {one["state"] for one in said} == {"done"}
    await turn(worker)
    assert not await open_alarms(eyes)
    row = await eyes.fetchrow("select kind, false_alarm, closed_by from alarms")
    assert tuple(row) == ("register", True, QIN.person)
    seen = await eyes.fetchrow(STATE, XIAOYU.id)
    assert seen["state"] == "here"
    assert abs(seen["at"] - came) < timedelta(seconds=1)
    assert (await eyes.fetchrow(STATE, XIAOSHAN.id))["state"] == "here"
    at = await eyes.fetchval("select opened_at from registers")
    assert abs(at - opened) < timedelta(seconds=1)
    assert not await told(eyes, "alarm.child")


async def test_a_child_the_phone_saw_before_the_alarm_was_a_false_one(
    kept, act, eyes, travel, worker
):
    await until(eyes, travel, kept.session, -5)
    await registers.open_register(kept.session, by=await act(LAN))
    await until(eyes, travel, kept.session, 10)
    kept.tap("children", child=str(XIAOYU.id), state="here")
    await until(eyes, travel, kept.session, 22)
    await turn(worker)
    assert len(await open_alarms(eyes)) == 2
    await kept.back_in_the_network()
    row = await eyes.fetchrow(
        "select closed_at, closed_by, closed_because, false_alarm from alarms where child = $1",
        XIAOYU.id,
    )
    assert row["closed_at"] is not None
    assert tuple(row)[1:] == (QIN.person, "here", True)
    assert await open_alarms(eyes) == {("child", XIAOSHAN.id)}


async def test_what_was_noted_later_stands_and_a_late_tick_never_ends_the_search_for_a_child(
    kept, act, eyes, travel
):
    await until(eyes, travel, kept.session, 1)
    lan = await act(LAN)
    await registers.open_register(kept.session, by=lan)
    kept.tap("children", child=str(XIAOYU.id), state="here")
    await until(eyes, travel, kept.session, 2)
    await registers.mark_child(kept.session, XIAOYU.id, "here", by=lan)
    await until(eyes, travel, kept.session, 31)
    await alarms.raise_gone(kept.session, XIAOYU.id, by=lan)
    await kept.back_in_the_network()
    assert (await eyes.fetchrow(STATE, XIAOYU.id))["state"] == "missing"
    assert await open_alarms(eyes) == {("child", XIAOYU.id)}


async def test_the_way_home_keeps_its_time_and_twice_the_same_record_is_one(kept, eyes, travel):
    await until(eyes, travel, kept.session, 1)
    kept.tap("opening")
    kept.tap("rest")
    await until(eyes, travel, kept.session, 88)
    left = kept.tap("leaving", child=str(XIAOYU.id), how="together")
    kept.tap("drop-ins", name="小客", class_said="二年级")
    await until(eyes, travel, kept.session, 300)
    await kept.back_in_the_network()
    assert {one["state"] for one in await kept.back_in_the_network()} == {"done"}
    gone = await eyes.fetchrow(STATE, XIAOYU.id)
    assert abs(gone["left_at"] - left) < timedelta(seconds=1)
    assert await eyes.fetchval("select count(*) from children where name = '小客'") == 1


async def test_what_can_no_longer_be_taken_comes_back_with_a_sentence(kept, act, eyes, travel):
    qin = await act(QIN)
    await until(eyes, travel, kept.session, 1)
    kept.tap("children", child=str(XIAOYU.id), state="here")
    kept.tap("children", child=str(XIAOYU.id), state="excused")
    await registers.open_register(kept.session, by=qin)
    await registers.close_register(kept.session, by=qin)
    closed, no_reason = await kept.back_in_the_network()
    assert (closed["state"], list(closed["errors"].values())) == (
        "mend", ["This register is closed."],
    )  # fmt: skip
    assert no_reason["state"] == "mend"


async def test_another_persons_phone_notes_nothing_at_a_place_that_is_not_theirs(
    class_, visitor, eyes, travel
):
    session = class_.on(2)
    await until(eyes, travel, session, 1)
    phone = Phone(await visitor(BIN), BIN, session)
    for what, fields in (
        ("opening", {}), ("rest", {}), ("children", {"child": str(XIAOYU.id), "state": "here"}),
        ("leaving", {"how": "together"}), ("drop-ins", {"name": "小客"}),
    ):  # fmt: skip
        phone.tap(what, **fields)
    assert {one["state"] for one in await phone.back_in_the_network()} == {"mend"}
    for table in ("registers", "child_attendances"):
        assert not await eyes.fetchval(f"select count(*) from {table}")


@given(st.timedeltas(timedelta(days=-3), timedelta(days=3)), st.timedeltas(timedelta(hours=-1), timedelta(days=2)))  # fmt: skip
def test_a_phones_clock_is_believed_only_where_the_register_could_be_open(off, late):
    now = STARTS + late
    at = believed(STARTS + off, now, STARTS, ENDS)
    assert at <= now
    if at != now:
        assert STARTS - OPENS_BEFORE <= at <= ENDS + CLOSES_AFTER
    assert believed(None, now, STARTS, ENDS) == now
