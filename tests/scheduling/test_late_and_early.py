"""A child that came late or left early: at the hour said or when it was tapped, for the lead and the parent."""

from datetime import UTC, datetime, time, timedelta

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.scheduling.queries.registers import register_page
from carenet.scheduling.rules.leaving import CannotTick, left_early, said_at
from carenet.scheduling.services import registers
from tests.cast import HONG, QIN, XIAOSHAN, XIAOYU
from tests.scheduling.test_register import until

STARTS = datetime(2026, 11, 25, 8, 10, tzinfo=UTC)


@given(st.timedeltas(timedelta(hours=-9), timedelta(hours=9)))
def test_an_hour_said_lies_between_the_opening_and_the_tap(after):
    noted = STARTS + timedelta(hours=1)
    when = (STARTS + after).astimezone(clock.SHANGHAI)
    try:
        found = said_at(when.time(), noted, STARTS)
    except CannotTick:
        assert not STARTS - timedelta(hours=1) <= when <= noted or when.date() != clock.day_of(
            STARTS
        )
    else:
        assert STARTS - timedelta(hours=1) <= found <= noted
    assert said_at(None, noted, STARTS) == noted


def test_the_last_minutes_are_not_early():
    ends = STARTS + timedelta(minutes=90)
    assert not left_early(None, ends)
    assert not left_early(ends - timedelta(minutes=15), ends)
    assert left_early(ends - timedelta(minutes=16), ends)


@pytest.fixture
async def opened(class_, act, eyes, travel):
    """A register opened at the beginning, 40 minutes into the session."""
    session = class_.on(2)
    await until(eyes, travel, session, 1)
    await registers.open_register(session, by=await act(QIN))
    await until(eyes, travel, session, 40)
    return session


def half_past_four(eyes_row):
    return eyes_row.astimezone(clock.SHANGHAI).time()


async def test_late_is_here_with_its_hour_and_closes_what_was_missing(opened, act, eyes):
    qin = await act(QIN)
    await registers.mark_child(opened, XIAOYU.id, "missing", by=qin)
    await registers.mark_child(opened, XIAOYU.id, "here", late=True, said=time(16, 35), by=qin)
    await registers.mark_child(opened, XIAOSHAN.id, "here", late=True, by=qin)
    rows = await eyes.fetch("select child, state, late_at from child_attendances")
    by = {r["child"]: r for r in rows}
    assert {r["state"] for r in rows} == {"here"}
    assert half_past_four(by[XIAOYU.id]["late_at"]) == time(16, 35)
    assert half_past_four(by[XIAOSHAN.id]["late_at"]) > time(16, 35)
    found = await register_page(opened, by=qin)
    assert (found.late, found.early, found.count("here")) == (2, 0, 2)
    await registers.mark_child(opened, XIAOSHAN.id, "here", by=qin)
    assert (await register_page(opened, by=qin)).late == 1
    with pytest.raises(CannotTick):
        await registers.mark_child(opened, XIAOYU.id, "here", late=True, said=time(23), by=qin)
    with pytest.raises(asyncpg.CheckViolationError):
        await eyes.execute("update child_attendances set state = 'missing'")


async def test_left_before_now_has_the_hour_said_and_who_fetched(opened, act, eyes):
    qin = await act(QIN)
    await registers.mark_child(opened, XIAOYU.id, "here", by=qin)
    await registers.note_leaving(
        opened, XIAOYU.id, "fetched", with_whom="姑姑", said=time(16, 30), by=qin
    )
    line = next(x for x in (await register_page(opened, by=qin)).lines if x.child == XIAOYU.id)
    assert (line.early, line.left_with) == (True, "姑姑")
    assert half_past_four(line.left_at) == time(16, 30)


async def test_lead_taps_it_and_the_caring_parent_reads_it_the_same_week(
    opened, act, visitor, eyes
):
    lead, mother = await visitor(QIN), await visitor(HONG)
    at = f"/registers/{opened}"
    assert "came late" in (await lead.get(at)).text
    late = {"child": str(XIAOYU.id), "state": "here", "late": "yes", "at": "16:31"}
    assert (await lead.post(f"{at}/children", data=late)).status_code == 303
    ahead = late | {"at": "23:50"}
    assert (await lead.post(f"{at}/children", data=ahead)).status_code == 422
    shown = (await lead.get(at)).text
    assert "came late, 16:31" in shown
    assert "late 1" in shown
    gone = {"child": str(XIAOYU.id), "how": "alone", "at": "16:45"}
    assert (await lead.post(f"{at}/leaving", data=gone)).status_code == 303
    assert "left early, 16:45" in (await lead.get(at)).text
    assert "16:31" not in (await mother.get("/family")).text  # not confirmed as caring yet
    await eyes.execute(
        "update guardians set caring_confirmed_on = '2026-01-05' where person = $1", HONG.person
    )
    week = (await mother.get("/family")).text
    assert "came later, at 16:31" in week
    assert "left early at 16:45" in week
