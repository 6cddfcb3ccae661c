"""A host family writes down the day of the child who lives with it."""

from datetime import time, timedelta

import pytest

from carenet.core import clock
from tests.cast import ADUO, BIN, GUI, HONG, MEI, PING, XIAOSHAN, XIAOYU

DAY = {"child": str(XIAOSHAN.id), "ate": "well", "homework": "done", "kind_line": "笑得很开心"}


async def host(visitor):
    client = await visitor(GUI)
    client.event_hooks["response"].clear()  # her own child's name is hers to see
    return client


async def logs(eyes):
    return await eyes.fetch("select * from day_logs")


async def test_her_list_shows_the_given_name_alone(visitor, home):
    client = await host(visitor)
    page = await client.get("/log")
    assert page.status_code == 200
    assert "禧小山" in page.text
    assert XIAOSHAN.name not in page.text
    assert "禧小山" in (await client.get(f"/log/day?child={XIAOSHAN.id}")).text


async def test_the_day_is_stored_as_written(visitor, eyes, home):
    client = await host(visitor)
    answer = await client.post("/log/day", data={**DAY, "other_adult_tonight": "no"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/log?done=day")
    (row,) = await logs(eyes)
    assert (row["child"], row["person"], row["on_day"]) == (XIAOSHAN.id, GUI.person, clock.today())
    assert (row["ate"], row["slept"], row["other_adult_tonight"]) == ("well", None, False)
    assert row["offline"] is False


async def test_a_child_that_is_ill_leads_on_to_the_illness(visitor, home):
    client = await host(visitor)
    answer = await client.post("/log/day", data={**DAY, "health": "ill"})
    assert answer.headers["location"] == f"/illness/new?child={XIAOSHAN.id}"


async def test_a_second_record_of_the_day_adds_to_the_first(visitor, eyes, home):
    client = await host(visitor)
    await client.post("/log/day", data={**DAY, "worry": "one"})
    await client.post("/log/day", data={"child": DAY["child"], "slept": "badly", "worry": "two"})
    (row,) = await logs(eyes)
    assert (row["ate"], row["slept"], row["worry"]) == ("well", "badly", "one\ntwo")


@pytest.mark.parametrize(
    "wrong",
    [
        {"on_day": "tomorrow"},
        {"on_day": "fifteen days ago"},
        {"ate": "", "homework": "", "kind_line": ""},
        {"ate": "anything"},
        {"kind_line": "x" * 201},
        {"child": ""},
    ],
)
async def test_what_cannot_be_is_refused_and_what_was_typed_stays(visitor, eyes, home, wrong):
    days = {"tomorrow": 1, "fifteen days ago": -15}
    if (day := wrong.get("on_day")) in days:
        wrong = {"on_day": (clock.today() + timedelta(days=days[day])).isoformat()}
    client = await host(visitor)
    answer = await client.post(
        "/log/day",
        data={**DAY, "worry": "kept words", **wrong} if "ate" not in wrong else {**DAY, **wrong},
    )
    assert answer.status_code == 422
    assert "data-error-summary" in answer.text
    assert not await logs(eyes)


async def test_a_host_may_not_write_about_a_child_that_is_not_with_her(visitor, eyes, home):
    client = await host(visitor)
    for other in (XIAOYU, ADUO):
        answer = await client.post("/log/day", data={**DAY, "child": str(other.id)})
        assert answer.status_code == 404
        assert (await client.get(f"/log/day?child={other.id}")).status_code == 404
    assert not await logs(eyes)


async def test_nor_about_a_day_before_the_child_came(visitor, eyes, home):
    await eyes.execute("update placements set starts_on = current_date - 2")
    client = await host(visitor)
    before = (clock.today() - timedelta(days=5)).isoformat()
    assert (await client.post("/log/day", data={**DAY, "on_day": before})).status_code == 404


async def test_somebody_who_hosts_nobody_has_no_such_form(visitor, home):
    for one in (PING, BIN, MEI):
        client = await visitor(one)
        assert (await client.get("/log/day")).status_code == 403


async def test_a_worry_reaches_the_director_and_no_parent(visitor, eyes, home, worker):
    from carenet.core import facts
    from workers.listeners import LISTENERS

    client = await host(visitor)
    await client.post("/log/day", data={**DAY, "worry": "he has nightmares"})
    while await facts.fan_out(LISTENERS, worker) or await facts.deliver(LISTENERS, worker):
        pass
    told = {
        r["recipient"]
        for r in await eyes.fetch("select recipient from reminders where kind = 'worry.raised'")
    }
    assert told == {MEI.person}
    officer = await visitor(MEI)
    assert "he has nightmares" in (await officer.get(f"/children/{XIAOSHAN.id}/timeline")).text
    for one in (GUI, HONG):
        other = await visitor(one)
        other.event_hooks["response"].clear()
        assert "nightmares" not in (await other.get(f"/children/{XIAOSHAN.id}/timeline")).text


async def test_postgresql_itself_keeps_the_worry_from_whoever_is_no_officer(act, eyes, home):
    import asyncpg

    from carenet.core.database import reading

    by = await act(HONG)
    async with reading(by) as db:
        await db.fetch("select kind_line from day_logs")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with reading(by) as db:
            await db.fetch("select worry from day_logs")


async def test_an_hour_still_to_come_is_no_arrival(visitor, eyes, home, travel):
    client = await host(visitor)
    now = clock.now()
    travel(clock.at(clock.day_of(now), time(15)) - now)
    late = await client.post("/log/day", data={**DAY, "arrived": "17:30"})
    assert (late.status_code, 'id="arrived-error"' in late.text) == (422, True)
    assert "17:30" in late.text
    assert not await logs(eyes)
    assert (await client.post("/log/day", data={**DAY, "arrived": "14:40"})).status_code == 303


async def test_a_worry_said_when_the_record_is_changed_reaches_the_director(visitor, eyes, home):
    client = await host(visitor)
    await client.post("/log/day", data=DAY)
    (row,) = await logs(eyes)
    page = await client.get(f"/records/day/{row['id']}")
    assert "data-voice" not in page.text, "a recording would not be kept here"
    sent = {**DAY, "homework": "partly", "worry": "夜里一直哭"}
    assert (await client.post(f"/records/day/{row['id']}", data=sent)).status_code == 303
    alone = {**DAY, "homework": "partly", "worry": "还是哭"}
    assert (await client.post(f"/records/day/{row['id']}", data=alone)).status_code == 303
    (row,) = await logs(eyes)
    assert (row["homework"], row["worry"]) == ("partly", "夜里一直哭\n还是哭")
    raised = await eyes.fetch("select payload from facts where name = 'WorryRaised'")
    assert len(raised) == 2
