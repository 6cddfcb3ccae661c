"""The page of the day: what needs doing, sorted by the children's need."""

import json

from tests.cast import ADUO, BIN, LAN, MEI, QIN, SHITOU, XIAOYU


async def urgent(eyes, child, tier):
    await eyes.execute(
        "insert into urgencies (child, village, tier, reasons, found_on) values ($1, $2, $3, $4, current_date)",
        child.id, child.village, tier, json.dumps([{"msgid": "Both parents are away.", "values": {}}]),
    )  # fmt: skip


async def test_a_quiet_day_asks_nothing(visitor):
    page = await (await visitor(MEI)).get("/today")
    assert page.status_code == 200
    assert "Nothing waits for you" in page.text


async def test_the_most_urgent_child_whom_nobody_saw_comes_first_with_the_reason(visitor, eyes):
    await urgent(eyes, XIAOYU, 1)
    await urgent(eyes, ADUO, 0)
    page = await (await visitor(MEI)).get("/today")
    assert page.text.index(ADUO.name) < page.text.index(XIAOYU.name)
    assert "Both parents are away." in page.text
    read = {
        r["child"] for r in await eyes.fetch("select child from read_log where purpose = 'today'")
    }
    assert read == {XIAOYU.id, ADUO.id}


async def test_a_child_beyond_the_village_is_not_on_the_directors_page(visitor, eyes):
    await urgent(eyes, SHITOU, 0)
    assert SHITOU.name not in (await (await visitor(MEI)).get("/today")).text
    assert SHITOU.name in (await (await visitor(LAN)).get("/today")).text


async def test_a_duty_waiting_for_a_second_person_is_not_shown_to_the_one_who_proposed_it(
    visitor, eyes
):
    await eyes.execute(
        """insert into duties (account, role, division, lo, hi, towns, starts_on, ends_on, proposed_by)
           values ($1, 'director', '450226101202', '450226101202', '450226101202~', '{}', current_date,
                   current_date + 30, $2)""",
        BIN.account, LAN.account,
    )  # fmt: skip
    assert "1 duty" not in (await (await visitor(LAN)).get("/today")).text
    await eyes.execute(
        "update duties set proposed_by = $1 where account = $2", MEI.account, BIN.account
    )
    assert "1 duty" in (await (await visitor(LAN)).get("/today")).text


async def test_a_lead_sees_her_centre_and_no_list_of_children(visitor, eyes):
    await urgent(eyes, XIAOYU, 0)
    page = await (await visitor(QIN)).get("/today")
    assert page.status_code == 200
    assert XIAOYU.name not in page.text


async def test_a_volunteer_is_sent_elsewhere(visitor):
    assert (await (await visitor(BIN)).get("/today")).status_code == 403
