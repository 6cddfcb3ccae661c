"""Coming and going by code: on the screen a new one each minute, on paper one a session, near its time alone."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.core.ciphers import blind
from carenet.core.refusals import MayNot, NotFound
from carenet.scheduling.rules.check_in import (
    GOOD_WINDOWS,
    PAPER,
    ROTATES_SECONDS,
    SCREEN,
    LapsedCode,
    WrongCode,
    minutes_early,
    minutes_late,
    plain_digits,
    screen_code,
    way_of,
    window_of,
)
from carenet.scheduling.rules.hours import CannotCheckIn
from carenet.scheduling.services import attendance
from carenet.scheduling.services.signing import sign_up
from tests.cast import BIN, DONG, LIAN, QIN

NOON = datetime(2026, 11, 27, 4, tzinfo=UTC)
MINUTES = st.integers(0, 10**7)


def keyed(kind: str, text: str) -> bytes:
    return f"{hash((kind, text)) & (2**63 - 1):016x}".encode()[::-1]


async def until(eyes, travel, session, minutes):
    """So many minutes after a session's beginning."""
    starts = await eyes.fetchval("select starts_at from care_sessions where id = $1", session)
    travel(timedelta(0))
    travel(starts + timedelta(minutes=minutes) - clock.now())


@given(MINUTES, st.integers(0, GOOD_WINDOWS - 1), st.integers(0, ROTATES_SECONDS - 1))
def test_a_screens_code_holds_in_its_minute_and_the_two_after_it(start, later, seconds):
    session, begin = uuid4(), NOON + timedelta(minutes=start)
    shown = screen_code(session, window_of(begin), blind)
    assert re.fullmatch(r"\d{6}", shown)
    then = begin + timedelta(minutes=later, seconds=seconds if later < GOOD_WINDOWS - 1 else 0)
    assert way_of(f" {shown[:3]} {shown[3:]} ", session, None, then, blind) == SCREEN


def test_it_is_said_when_a_code_lapsed_and_another_sessions_is_wrong():
    session, other = uuid4(), uuid4()
    old = screen_code(session, window_of(NOON), blind)
    with pytest.raises(LapsedCode):
        way_of(old, session, None, NOON + timedelta(minutes=GOOD_WINDOWS), blind)
    for wrong in (screen_code(other, window_of(NOON), blind), "12345", "", "abcdef", "1234567"):
        with pytest.raises(WrongCode):
            way_of(wrong, session, "999999", NOON, blind)
    assert way_of("９９９ ９９９", session, "999999", NOON, blind) == PAPER
    assert plain_digits("１2 3") == "123"


@given(st.integers(-600, 600))
def test_late_and_early_are_real_minutes_and_five_are_neither(seconds):
    moment = NOON + timedelta(seconds=seconds)
    assert minutes_late(moment, NOON) == (seconds // 60 if seconds > 300 else 0)
    assert minutes_early(moment, NOON) == (-seconds // 60 if seconds < -300 else 0)


async def test_the_screens_code_checks_in_and_out_and_real_times_are_kept(
    course, act, eyes, visitor, travel
):
    session = course.on(2)
    await sign_up(session, by=await act(BIN))
    lead, phone = await visitor(QIN), await visitor(BIN)
    early = await lead.get(f"/sessions/{session}/code")
    assert "half an hour before" in early.text
    await until(eyes, travel, session, 12)
    screen = await lead.get(f"/sessions/{session}/code")
    assert "0 of 1 adults" in screen.text
    code = re.search(r'digits num"[^>]*>(\d{3}) (\d{3})<', screen.text)
    digits = code.group(1) + code.group(2)
    again = await lead.get(f"/sessions/{session}/code/now")
    assert digits[:3] in again.text
    scanned = await phone.get(f"/check-in/{session}/{digits}")
    assert f'value="{digits}"' in scanned.text
    assert await eyes.fetchval("select count(*) from adult_attendances") == 0
    done = await phone.post("/check-in", data={"code": digits, "act": "come"})
    assert done.headers["location"] == f"/sessions/{session}"
    await until(eyes, travel, session, 70)
    left = await phone.post(
        "/check-in", data={"code": screen_code(session, window_of(clock.now()), blind), "act": "go"}
    )
    assert left.status_code == 303
    row = await eyes.fetchrow("select * from adult_attendances")
    assert (row["came_by"], row["went_by"], row["minutes"]) == ("screen", "screen", 57)
    entry = await eyes.fetchrow("select * from service_hours")
    assert (entry["kind"], entry["counts"], entry["minutes"]) == ("measured", True, 57)
    page = (await lead.get(f"/sessions/{session}")).text
    assert "12 minutes late" in page
    assert "left 19 minutes early" in page
    assert "by the code on the screen" in page


async def test_the_papers_code_is_worth_something_at_its_own_session_and_till_it_is_renewed(
    course, act, eyes, visitor, travel
):
    session = course.on(2)
    await sign_up(session, by=await act(BIN))
    lead = await visitor(QIN)
    await until(eyes, travel, session, 0)
    paper = (await lead.get(f"/sessions/{session}/code/paper")).text
    code = await eyes.fetchval("select check_in_code from care_sessions where id = $1", session)
    assert f"{code[:3]} {code[3:]}" in paper
    renewed = await lead.post(f"/sessions/{session}/code")
    assert renewed.headers["location"].endswith("/code/paper")
    with pytest.raises(CannotCheckIn):
        await attendance.check_in(session, code, by=await act(BIN))
    fresh = await eyes.fetchval("select check_in_code from care_sessions where id = $1", session)
    await attendance.check_in(session, fresh, by=await act(BIN))
    assert await eyes.fetchval("select came_by from adult_attendances") == "code"
    with pytest.raises(MayNot):
        await attendance.fresh_paper_code(session, by=await act(BIN))


async def test_a_wrong_code_is_said_clearly_and_after_ten_tries_one_waits(
    course, act, eyes, visitor, travel
):
    session = course.on(2)
    await sign_up(session, by=await act(BIN))
    await until(eyes, travel, session, 0)
    code = await eyes.fetchval("select check_in_code from care_sessions where id = $1", session)
    phone = await visitor(BIN)
    wrong = "000000" if code != "000000" else "111111"
    first = await phone.post("/check-in", data={"code": wrong})
    assert first.status_code == 422
    assert "does not belong to this session" in first.text
    assert f'value="{wrong}"' in first.text
    for _ in range(9):
        await phone.post(f"/sessions/{session}/check-in", data={"code": wrong})
    many = await phone.post("/check-in", data={"code": code})
    assert many.status_code == 429
    assert "Please wait 10 minutes" in many.text
    assert await eyes.fetchval("select count(*) from adult_attendances") == 0


async def test_who_has_no_place_or_no_session_at_this_hour_is_told_what_to_do(
    course, act, eyes, visitor, travel
):
    session = course.on(2)
    await sign_up(session, by=await act(BIN))
    phone = await visitor(BIN)
    assert "no session at this hour" in (await phone.get("/check-in")).text
    assert "Your next one" in (await phone.get("/check-in")).text
    refused = await phone.post("/check-in", data={"code": "123456"})
    assert "no session at this hour" in refused.text
    await until(eyes, travel, session, 0)
    stranger = await visitor(LIAN)
    code = await eyes.fetchval("select check_in_code from care_sessions where id = $1", session)
    assert "no place in this session" in (await stranger.get(f"/check-in/{session}/{code}")).text
    refused = await stranger.post("/check-in", data={"code": code, "session": str(session)})
    assert refused.status_code == 422
    assert "no place in this session" in refused.text
    for path in ("code", "code/now", "code/paper"):
        assert (await stranger.get(f"/sessions/{session}/{path}")).status_code == 403
    with pytest.raises(NotFound):
        await attendance.check_in(session, code, by=await act(DONG))
    lead = await visitor(QIN)
    ticked = await lead.post(f"/registers/{session}/adults", data={"person": str(LIAN.person)})
    assert ticked.status_code == 422
    assert "sign them up first" in ticked.text
