"""A census workbook goes in at the desk and a worker takes it row by row."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import expect

from carenet.census.columns import layout
from carenet.census.rows import CarerRow, CensusRow, GuardianRow, ParentRow, ParentState, Sex, Way
from carenet.census.rules import with_check_digit
from carenet.census.workbook import write_census
from carenet.children.rules import Stage
from carenet.core import clock
from tests.cast import HERE
from tests.journeys.stack import Stack

BORN = date(2017, 5, 12)
WORKED_MS = 90_000


def census_of(name: str, folder: Path) -> Path:
    """A workbook with one invented child of Mei's village, both parents away."""
    today = clock.today()
    away = today - timedelta(days=200)
    row = CensusRow(
        sheet=layout().sheet["zh"], line=3, name=name, sex=Sex.FEMALE, birth_date=BORN,
        home_place=HERE, care_place=HERE, stage=Stage.PRIMARY, grade="3", class_name="2",
        school="凤凰小学",
        father=ParentRow(ParentState.AWAY, "韦父", away, "广东", phone="+8615400001000"),
        mother=ParentRow(ParentState.AWAY, "韦母", away, "广东", phone="+8615400001001"),
        guardian=GuardianRow("韦父", "father", "+8615400001002"),
        carer=CarerRow("grandmother_p", "韦奶奶", "+8615400001003", "dong", False, Way.OWN_PHONE),
        filled_by="梅爱群", filled_on=today - timedelta(days=1), confirmed_by="韦奶奶",
        resident_id=with_check_digit(f"450299{BORN:%Y%m%d}024"), hamlet="上寨",
    )  # fmt: skip
    path = folder / "census.xlsx"
    write_census(path, [row])
    return path


async def hand_in(stack: Stack, desk: Any, workbook: Path) -> None:
    """Hand the workbook in and wait at its page until the worker is done."""
    await desk.goto(f"{stack.base}/census")
    await desk.locator("#workbook").set_input_files(workbook)
    await desk.locator("form#hand-in button.btn-primary").click()
    await desk.wait_for_url("**/census/workbooks/*")
    figures, done = (
        desk.locator("main .kpis, main dl.facts"),
        desk.locator(f"main a[href='/census/{desk.url.split('/census/')[1]}']"),
    )
    await figures.or_(done).first.wait_for(timeout=WORKED_MS)
    if await done.count():
        await done.first.click()
    await expect(figures).to_be_visible()


async def find_child(stack: Stack, desk: Any, name: str) -> str:
    """The child is in the register and has a file; its address."""
    await desk.goto(f"{stack.base}/children")
    await desk.locator("form[action='/children/search'] [type=search]").fill(name)
    await desk.locator("form[action='/children/search'] button").click()
    # A phone's page says only the given name, and a director has the phone's pages at the desk too.
    await desk.locator("main a[href^='/children/']", has_text=name[-2:]).first.click()
    await desk.wait_for_url(lambda url: url.split("/")[-1].count("-") == 4)
    await expect(desk.locator("h1")).to_contain_text(name[-2:])
    return str(desk.url)
