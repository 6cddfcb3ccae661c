"""Visits, calls and meetings: who writes them, what they meet, what they ask for."""

from datetime import timedelta

import pytest

from carenet.core import clock, facts
from tests.cast import ADUO, BIN, FANG, GUI, GUO, HONG, LAN, MEI, PING, QIN, XIAOSHAN, XIAOYU
from workers.listeners import LISTENERS

VISIT = {"child": str(XIAOYU.id), "state": "well", "who_was_there": "grandparents"}
CALL = {"child": str(XIAOYU.id), "kind": "call", "minutes": "12"}


async def hear(worker):
    while await facts.fan_out(LISTENERS, worker) or await facts.deliver(LISTENERS, worker):
        pass


async def told(eyes, kind):
    return {
        r["recipient"]
        for r in await eyes.fetch(
            "select recipient from reminders where kind = $1 and state = 'due'", kind
        )
    }


async def test_a_call_is_written_down_meets_the_months_duty_and_the_next_is_owed(
    visitor, eyes, owes
):
    client = await visitor(PING)
    answer = await client.post("/log/contact", data=CALL)
    assert answer.headers["location"] == "/log?done=contact"
    (row,) = await eyes.fetch("select * from contacts")
    assert (row["person"], row["kind"], row["minutes"]) == (PING.person, "call", 12)
    old, new = await eyes.fetch("select * from obligations order by due_on")
    assert old["met_by"] == f"contact:{row['id']}"
    assert (new["met_at"], new["opens_on"]) == (None, clock.today() + timedelta(days=1))
    assert new["due_on"] - new["opens_on"] == old["due_on"] - old["opens_on"]


async def test_a_message_meets_no_call(visitor, eyes, owes):
    await (await visitor(PING)).post("/log/contact", data={**CALL, "kind": "message"})
    assert await eyes.fetchval("select met_at from obligations") is None


async def test_an_ended_placement_owes_nothing_more(visitor, eyes, owes):
    await eyes.execute("update placements set ends_on = current_date")
    await (await visitor(PING)).post("/log/contact", data=CALL)
    assert await eyes.fetchval("select count(*) from obligations where met_at is null") == 0


async def test_one_form_about_two_children_writes_one_record_each(visitor, eyes):
    client = await visitor(QIN)
    both = [str(XIAOYU.id), str(XIAOSHAN.id)]
    answer = await client.post("/log/visit", data={**VISIT, "child": both})
    assert answer.status_code == 303
    found = {r["child"] for r in await eyes.fetch("select child from visit_reports")}
    assert found == {XIAOYU.id, XIAOSHAN.id}


async def test_one_child_out_of_reach_and_nothing_is_written(visitor, eyes):
    client = await visitor(PING)
    both = [str(XIAOYU.id), str(ADUO.id)]
    assert (await client.post("/log/visit", data={**VISIT, "child": both})).status_code == 404
    assert await eyes.fetchval("select count(*) from visit_reports") == 0


async def test_what_was_before_keeps_its_time_apart_from_when_it_came(visitor, eyes):
    day = clock.today() - timedelta(days=3)
    await (await visitor(MEI)).post(
        "/log/visit", data={**VISIT, "on_day": day.isoformat(), "at_time": "15:40"}
    )
    (row,) = await eyes.fetch("select * from visit_reports")
    local = row["happened_at"].astimezone(clock.SHANGHAI)
    assert (local.date(), local.hour, local.minute) == (day, 15, 40)
    assert row["received_at"] > row["happened_at"]


async def test_alone_at_night_asks_for_a_call_at_once_and_tells_director_and_township(
    visitor, eyes, worker
):
    client = await visitor(PING)
    answer = await client.post(
        "/log/visit", data={**VISIT, "who_was_there": "only_children", "night_adult": "alone"}
    )
    assert answer.headers["location"] == "/log/now"
    assert "tel:110" in (await client.get("/log/now")).text
    await hear(worker)
    assert await told(eyes, "child.alone") == {MEI.person, LAN.person}


async def test_a_small_child_alone_by_day_is_told_to_the_director_and_the_third_time_to_the_township(
    visitor, eyes, worker
):
    await eyes.execute(
        "update children set birth_date = current_date - 2000 where id = $1", XIAOYU.id
    )
    client = await visitor(PING)
    for days in (9, 6):
        await client.post(
            "/log/visit",
            data={**VISIT, "who_was_there": "only_children", "night_adult": "family",
                  "on_day": (clock.today() - timedelta(days=days)).isoformat()},
        )  # fmt: skip
    await hear(worker)
    assert await told(eyes, "child.alone") == {MEI.person}
    await client.post(
        "/log/visit", data={**VISIT, "who_was_there": "only_children", "night_adult": "family"}
    )
    await hear(worker)
    assert await told(eyes, "child.alone") == {MEI.person, LAN.person}


async def test_the_night_is_asked_for_where_only_children_are(visitor, eyes):
    answer = await (await visitor(PING)).post(
        "/log/visit", data={**VISIT, "who_was_there": "only_children"}
    )
    assert answer.status_code == 422
    assert "night_adult-error" in answer.text


@pytest.mark.parametrize("one", [GUI, HONG])
async def test_a_host_and_a_parent_report_no_visits(visitor, one):
    client = await visitor(one)
    assert (await client.post("/log/visit", data=VISIT)).status_code == 403
    assert (await client.get("/log/visit")).status_code == 403


async def test_another_county_finds_no_such_child(visitor):
    client = await visitor(GUO)
    assert (await client.post("/log/visit", data=VISIT)).status_code == 404
    assert (await client.get(f"/children/{XIAOYU.id}/timeline")).status_code == 404


async def test_the_timeline_shows_the_newest_first_to_those_whose_duty_it_is(visitor, eyes):
    proxy, volunteer = await visitor(PING), await visitor(BIN)
    await proxy.post("/log/contact", data={**CALL, "note": "she sang"})
    await proxy.post("/log/visit", data={**VISIT, "child_words": "come again"})
    await proxy.post("/log/call", data={"child": str(XIAOYU.id), "kind": "voice"})
    await proxy.post("/illness/new", data={"child": str(XIAOYU.id), "adult_tonight": "family"})
    teacher = await visitor(FANG)
    page = (await teacher.get(f"/children/{XIAOYU.id}/timeline")).text
    assert "she sang" in page
    assert "come again" in page
    read = await eyes.fetchval(
        "select count(*) from read_log where purpose = 'timeline' and child = $1", XIAOYU.id
    )
    assert read == 1
    assert (await volunteer.get(f"/children/{XIAOYU.id}/timeline")).status_code == 404
    lead = await (await visitor(QIN)).get(f"/children/{XIAOYU.id}/timeline")
    assert "she sang" not in lead.text


async def test_a_family_call_names_the_parent(visitor, eyes):
    await (await visitor(PING)).post(
        "/log/call",
        data={"child": str(XIAOYU.id), "kind": "video", "relation": "mother", "minutes": "20"},
    )
    (row,) = await eyes.fetch("select * from family_calls")
    assert (row["guardian"], row["arranged_by"], row["minutes"]) == (HONG.person, PING.person, 20)
