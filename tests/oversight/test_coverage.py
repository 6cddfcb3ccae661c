"""Coverage: who was reached this week, counted by what the duty covers, down to the child."""

from datetime import timedelta

import pytest

from carenet.core import clock
from carenet.oversight.queries import coverage
from carenet.oversight.rules import monday_of, tone_of
from tests.cast import (
    ADUO,
    BIN,
    COUNTY,
    GUO,
    HERE,
    LAN,
    MEI,
    PING,
    SHITOU,
    THERE,
    TOWNSHIP,
    XIAOSHAN,
    XIAOYU,
    YE,
)


async def found_left_behind(eyes, *children):
    for child in children:
        await eyes.execute(
            """insert into findings (child, village, kind, version, holds, reasons, found_on)
               values ($1, $2, 'left_behind', 'liu2018', true, '[]', current_date)""",
            child.id, child.village,
        )  # fmt: skip


async def spoke_with(eyes, child, when):
    await eyes.execute(
        """insert into contacts (child, village, person, kind, happened_at) values ($1, $2, $3, 'call', $4)""",
        child.id, child.village, PING.person, when,
    )  # fmt: skip


async def test_a_logged_contact_moves_the_coverage_of_its_village(visitor, eyes):
    await found_left_behind(eyes, XIAOYU, XIAOSHAN)
    client = await visitor(LAN)
    before = await client.get(f"/coverage?place={HERE}")
    assert before.status_code == 200
    assert XIAOYU.name in before.text
    await spoke_with(eyes, XIAOYU, clock.now())
    after = await client.get(f"/coverage?place={HERE}")
    assert XIAOYU.name not in after.text
    assert XIAOSHAN.name in after.text
    assert "50%" in after.text


async def test_last_weeks_contact_does_not_count_for_this_week(visitor, eyes):
    await found_left_behind(eyes, XIAOYU)
    await spoke_with(eyes, XIAOYU, clock.now() - timedelta(days=7))
    client = await visitor(LAN)
    this = await client.get(f"/coverage?place={HERE}")
    assert XIAOYU.name in this.text
    week = monday_of(clock.today()) - timedelta(days=7)
    last = await client.get(f"/coverage?place={HERE}&week={week}")
    assert XIAOYU.name not in last.text
    assert "100%" in last.text


async def test_a_child_named_on_the_page_is_recorded_as_read(visitor, eyes):
    await found_left_behind(eyes, XIAOYU)
    await (await visitor(MEI)).get(f"/coverage?place={HERE}")
    rows = await eyes.fetch("select account, purpose from read_log where child = $1", XIAOYU.id)
    assert [(r["account"], r["purpose"]) for r in rows] == [(MEI.account, "coverage")]


@pytest.mark.parametrize(
    ("who", "place"), [(LAN, COUNTY), (MEI, TOWNSHIP), (MEI, THERE), (GUO, TOWNSHIP)]
)
async def test_a_place_beyond_the_duty_is_not_there(visitor, who, place):
    assert (await (await visitor(who)).get(f"/coverage?place={place}")).status_code == 404


async def test_a_volunteer_has_no_coverage_page(visitor):
    assert (await (await visitor(BIN)).get("/coverage")).status_code == 403


async def test_the_county_page_names_townships_and_no_child(visitor, eyes):
    await found_left_behind(eyes, XIAOYU, ADUO)
    page = await (await visitor(YE)).get("/coverage")
    assert "斗江镇" in page.text
    assert XIAOYU.name not in page.text
    assert await eyes.fetchval("select count(*) from read_log") == 0


async def test_a_late_duty_where_no_left_behind_child_lives_counts_all_the_same(act, eyes):
    await found_left_behind(eyes, XIAOYU)
    await eyes.execute(
        """insert into obligations (child, village, person, kind, opens_on, due_on)
           values ($1, $2, $3, 'visit', current_date - 40, current_date - 3)""",
        SHITOU.id, SHITOU.village, PING.person,
    )  # fmt: skip
    today = clock.today()
    found = await coverage(COUNTY, monday_of(today), today, by=await act(YE))
    assert (found.total.children, found.total.late) == (1, 1)
    towns = {part.place: (part.children, part.late) for part in found.parts}
    assert towns == {TOWNSHIP: (1, 1)}
    here = await coverage(TOWNSHIP, monday_of(today), today, by=await act(LAN))
    assert {(p.place, p.children, p.late) for p in here.parts} == {(HERE, 1, 0), (THERE, 0, 1)}


async def test_a_finished_week_is_kept_once_and_as_it_was(eyes, worker):
    from carenet.oversight.jobs import keep_week

    await found_left_behind(eyes, XIAOYU, XIAOSHAN)
    week = monday_of(clock.today()) - timedelta(days=7)
    await spoke_with(eyes, XIAOYU, clock.now() - timedelta(days=7))
    assert await keep_week(week, worker) == 1
    await eyes.execute("delete from contacts")
    await keep_week(week, worker)
    row = await eyes.fetchrow(
        "select children, reached from coverage_weeks where village = $1", HERE
    )
    assert (row["children"], row["reached"]) == (2, 1)


def test_a_tuesday_is_not_held_against_anybody():
    assert tone_of(0.30, done=2 / 7) == "ok"
    assert tone_of(0.30) == "bad"
    assert tone_of(0.80) == "warn"
    assert tone_of(None) == ""
