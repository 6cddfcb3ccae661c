"""A series becomes sessions; sign-up, calendar, reminder by a worker, check-in, register, going home."""

import asyncio
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.cast import BIN, LIAN, QIN, XIAOYU
from tests.journeys.acts import classes
from tests.journeys.stack import PHONE, until

pytestmark = pytest.mark.journey


def fetched(address: str) -> bytes:
    """What a phone's calendar gets at this address."""
    asked = urllib.request.Request(address, headers={"user-agent": "DAVx5/4.4"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        body: bytes = answer.read()
    return body


def khal_lists(calendar: bytes, folder: Path) -> str:
    """What khal says it holds once it has imported these bytes."""
    (folder / "one").mkdir()
    (folder / "feed.ics").write_bytes(calendar)
    (folder / "khal.conf").write_text(
        f"[calendars]\n[[one]]\npath = {folder / 'one'}\n[sqlite]\npath = {folder / 'khal.db'}\n"
        "[locale]\nlocal_timezone = Asia/Shanghai\ndefault_timezone = Asia/Shanghai\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
    )
    khal = [str(Path(sys.executable).parent / "khal"), "-c", str(folder / "khal.conf")]
    subprocess.run([*khal, "import", "--batch", "-a", "one", str(folder / "feed.ics")], check=True)
    said = subprocess.run(
        [*khal, "list", "--format", "{title} {location}", "today", "30d"],
        check=True,
        capture_output=True,
    )
    return said.stdout.decode()


async def test_a_class_from_the_series_to_the_way_home(stack, browser, tmp_path):
    eyes = await stack.eyes()
    lead = await stack.enter(browser, QIN, PHONE)
    series = await classes.make_a_series(stack, lead)
    session = await classes.first_session(lead)
    await classes.children_join(stack, lead, series, XIAOYU)

    bin_ = await stack.enter(browser, BIN, PHONE)
    await classes.sign_up(stack, bin_, session)
    address = await classes.make_a_feed(stack, bin_)
    calendar = await asyncio.to_thread(fetched, address)
    assert "凤凰村儿童之家" in calendar.decode(), "it says when and where"
    assert XIAOYU.given not in calendar.decode(), "a calendar names no child"
    assert "凤凰村儿童之家" in await asyncio.to_thread(khal_lists, calendar, tmp_path)

    await classes.never_quiet(eyes, BIN.person)
    due = "update reminders set due_at = now() where recipient = $1 and kind = 'session.evening'"
    assert await eyes.execute(due, BIN.person) == "UPDATE 1"
    await until(
        lambda: eyes.fetchval("select count(*) from inbox_messages where person = $1", BIN.person),
        "a worker to say the reminder",
    )
    await bin_.goto(f"{stack.base}/messages")
    await expect(bin_.locator("main")).to_contain_text(classes.TITLE)

    await classes.bring_to_now(eyes, session)
    code = await eyes.fetchval("select check_in_code from care_sessions where id = $1", session)
    await classes.check_in(stack, bin_, session, code)
    await classes.hold(stack, lead, session, XIAOYU)
    home = await eyes.fetchrow(
        "select * from child_attendances where child = $1 and care_session = $2", XIAOYU.id, session
    )
    assert (home["state"], home["left_how"]) == ("here", "together")


async def test_two_reach_for_the_last_place_and_one_of_them_is_told(stack, browser):
    eyes = await stack.eyes()
    lead = await stack.enter(browser, QIN, PHONE)
    await classes.make_a_series(stack, lead, adults_max=2)
    session = await classes.first_session(lead)
    await eyes.execute(
        "update care_sessions set adults_max = 1, adults_min = 1 where id = $1", session
    )
    pages = [await stack.enter(browser, one, PHONE) for one in (BIN, LIAN)]
    for page in pages:
        await page.goto(f"{stack.base}/sessions/{session}")
    press = f"form[action='/sessions/{session}/sign-up'] button"
    await asyncio.gather(*(page.locator(press).click() for page in pages))
    for page in pages:
        answered = page.locator("form[action$='/withdrawal']").or_(
            page.locator("[role=alert]:visible")
        )
        await answered.first.wait_for(state="attached")
    got = [await page.locator("form[action$='/withdrawal']").count() for page in pages]
    told = [await page.locator("[role=alert]:visible").count() for page in pages]
    assert sorted(got) == [0, 1], "one gets the place"
    assert [1 - n for n in got] == told, "the other is told"
    assert (
        await eyes.fetchval(
            "select count(*) from sign_ups where care_session = $1 and withdrawn_at is null",
            session,
        )
        == 1
    )
