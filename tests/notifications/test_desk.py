"""What officers see: what was sent in their area, whom to call, and nothing of anybody else's."""

import re
from datetime import timedelta

import pytest

from carenet.core import clock
from carenet.notifications.services.asking import sweep
from tests.cast import BIN, GUO, HERE, LAN, MEI, NAI, QIN, SEC, SYS, YE
from tests.notifications.conftest import SESSION

pytestmark = pytest.mark.usefixtures("in_english")


async def test_an_officer_sees_what_was_sent_in_the_area_and_its_state(
    say, drain, awake, visitor, provider
):
    await awake(BIN)
    await say(BIN)
    provider.refuses()
    await drain()
    text = (await (await visitor(LAN)).get("/outgoing")).text
    assert BIN.name in text
    assert "no such number" in text
    assert "failed" in text


async def test_another_countys_officer_sees_none_of_it(say, drain, awake, visitor):
    await awake(BIN)
    await say(BIN)
    await drain()
    text = (await (await visitor(GUO)).get("/outgoing")).text
    assert BIN.name not in text
    assert "Nothing was sent" in text


@pytest.mark.parametrize("one", [BIN, MEI, SYS, SEC, QIN])
async def test_who_is_no_officer_may_not_look(visitor, one):
    assert (await (await visitor(one)).get("/outgoing")).status_code == 403


async def test_uncertain_sends_are_shown_and_counted_even_after_they_were_settled(
    say, drain, awake, visitor, provider, worker, channels
):
    from carenet.notifications.services.asking import ask_one

    await awake(BIN)
    await say(BIN)
    provider.takes_and_breaks()
    await drain()
    client = await visitor(LAN)
    assert "nobody knows yet" in (await client.get("/outgoing")).text
    await ask_one(channels, worker)
    text = (await client.get("/outgoing")).text
    assert "nobody knows yet" not in text
    assert "1 were once" in text
    assert "was uncertain" in text


async def test_the_filters_stand_in_the_address(say, drain, awake, visitor):
    await awake(BIN)
    await say(BIN)
    await drain()
    client = await visitor(LAN)
    assert BIN.name not in (await client.get("/outgoing?days=1&status=failed")).text
    assert BIN.name in (await client.get("/outgoing?days=1&status=sent&kind=session.soon")).text


@pytest.fixture
async def no_account(eyes):
    await eyes.execute(
        "insert into account_endings (account, at, by, because) values ($1, now(), $1, 'moved')",
        NAI.account,
    )


async def test_a_call_is_made_and_written_down(say, worker, visitor, eyes, no_account, rows):
    from carenet.notifications.services.handing_over import hand_over

    await say(NAI, "session.cancelled")
    await hand_over({}, worker)  # no channel leads out of the house
    assert set(await rows(NAI)) == {"in_person"}
    client = await visitor(MEI)
    text = (await client.get("/calls")).text
    assert NAI.name in text
    assert "作业辅导" in text
    call = re.search(r"/calls/([0-9a-f-]{36})/outcome", text)[1]
    await client.post(f"/calls/{call}/outcome", data={"outcome": "tried", "remark": "engaged"})
    assert "engaged" in (await client.get("/calls")).text, "who was not reached stays on the list"
    await client.post(f"/calls/{call}/outcome", data={"outcome": "told"})
    assert "Nobody is to be called" in (await client.get("/calls")).text
    row = (await rows(NAI))["in_person"]
    assert (row["state"], row["state_because"]) == ("sent", "told")
    again = await client.post(f"/calls/{call}/outcome", data={"outcome": "told"})
    assert again.status_code == 422
    assert "already written down" in again.text


async def test_the_printed_sheet_has_initials_and_no_names(say, worker, visitor, no_account):
    from carenet.notifications.services.handing_over import hand_over

    await say(NAI, "session.cancelled")
    await hand_over({}, worker)
    text = (await (await visitor(MEI)).get("/calls/print")).text
    assert "shred" in text
    assert NAI.name not in text
    assert "WNX" in text


async def test_another_areas_calls_are_out_of_reach(say, worker, visitor, no_account, eyes):
    from carenet.notifications.services.handing_over import hand_over

    await say(NAI, "session.cancelled")
    await hand_over({}, worker)
    client = await visitor(GUO)
    assert NAI.name not in (await client.get("/calls")).text
    call = await eyes.fetchval("select id from call_tasks")
    answer = await client.post(f"/calls/{call}/outcome", data={"outcome": "told"})
    assert answer.status_code == 404
    assert await eyes.fetchval("select done_at from call_tasks") is None
    assert await eyes.fetchval("select division from call_tasks") == HERE


async def test_a_call_whose_cause_is_taken_back_leaves_the_list(say, worker, visitor, no_account):
    from carenet.core.database import transaction
    from carenet.core.reminders import unremind
    from carenet.notifications.services.handing_over import hand_over

    await say(NAI, "session.cancelled")
    await hand_over({}, worker)
    async with transaction(worker):
        await unremind("session:1")
    assert NAI.name not in (await (await visitor(MEI)).get("/calls")).text


async def test_a_call_that_comes_too_late_leaves_the_list(say, worker, visitor, no_account, travel):
    from carenet.notifications.services.handing_over import hand_over

    await say(NAI, "session.cancelled", **SESSION, useful_until=clock.now() + timedelta(minutes=5))
    await hand_over({}, worker)
    travel(timedelta(minutes=6))
    await sweep(worker)
    assert NAI.name not in (await (await visitor(MEI)).get("/calls")).text


async def test_the_machine_room_shows_figures_to_the_administrator_alone(visitor, worker, eyes):
    from carenet.core.beats import beat

    await beat("main.tick", 1, by=worker, now=clock.now() - timedelta(minutes=5), late_ms=7)
    client = await visitor(SYS)
    text = (await client.get("/system")).text
    assert "1 loop has fallen silent" in text
    assert "main.tick" in text
    for one in (YE, MEI, BIN):
        assert (await (await visitor(one)).get("/system")).status_code == 403


async def test_the_administrator_hears_of_a_year_whose_holidays_nobody_has_announced(visitor, eyes):
    client = await visitor(SYS)
    await eyes.execute("update calendar_days set kind = 'workday', confirmed = true")
    assert "not announced yet" not in (await client.get("/system")).text
    await eyes.execute(
        """insert into calendar_days (day, kind, name, lunar, source, confirmed)
           values ($1, 'unknown', 'National Day', '', 'rule', false)
           on conflict (day) do update set kind = 'unknown', confirmed = false""",
        clock.today() + timedelta(days=40),
    )
    assert "1 festival ahead is not announced yet" in (await client.get("/system")).text


async def test_staff_are_warned_when_a_loop_is_silent_and_volunteers_are_not(visitor, worker, app):
    from carenet.core.beats import beat

    app.state.watch.began = clock.now() - timedelta(minutes=2)
    await beat("main.tick", 1, by=worker, now=clock.now() - timedelta(minutes=5))
    await app.state.watch.look()
    assert "may be late" in (await (await visitor(LAN)).get("/messages")).text
    assert "may be late" not in (await (await visitor(BIN)).get("/messages")).text
    await beat("main.tick", 1, by=worker, now=clock.now())
    await app.state.watch.look()
    assert "may be late" not in (await (await visitor(LAN)).get("/messages")).text


async def test_metrics_need_the_token_and_show_every_queue(
    visitor, monkeypatch, say, worker, channels
):
    client = await visitor()
    assert (await client.get("/metrics")).status_code == 404
    monkeypatch.setenv("CARENET_METRICS_TOKEN", "a-token-for-the-monitor")
    assert (await client.get("/metrics")).status_code in (303, 401)
    wrong = await client.get("/metrics", headers={"authorization": "Bearer another"})
    assert wrong.status_code in (303, 401)
    await say(BIN, due=clock.now() - timedelta(seconds=90))
    right = await client.get(
        "/metrics", headers={"authorization": "Bearer a-token-for-the-monitor"}
    )
    assert right.status_code == 200
    for queue in ("facts", "deliveries", "reminders", "outgoing", "climbs", "tasks", "calls"):
        assert f'carenet_queue_age_seconds{{queue="{queue}"}}' in right.text
    age = re.search(r'queue_age_seconds\{queue="reminders"\} ([\d.]+)', right.text)[1]
    assert 85 < float(age) < 120


@pytest.mark.parametrize("state", ["failed", "uncertain", "held", "expired", "cancelled"])
async def test_what_went_wrong_is_found_by_an_index_among_a_million(eyes, state):
    from carenet.notifications.queries.sent import ROWS

    sql = ROWS % f"and o.state = '{state}'"
    await eyes.execute("set enable_seqscan = off")
    await eyes.execute("set enable_sort = off")
    values = {"$1": "now() - interval '7 days'", "$2": "''", "$3": "50", "$4": "0"}
    for place, value in values.items():
        sql = sql.replace(place, value)
    plan = "\n".join(r[0] for r in await eyes.fetch(f"explain {sql}"))
    assert "outgoing_not_sent" in plan


async def test_the_rare_states_are_counted_behind_more_sent_ones_than_are_counted(
    visitor, eyes, monkeypatch
):
    from carenet.notifications.queries import sent as module

    monkeypatch.setattr(module, "COUNTED_MAX", 30)
    await eyes.execute(
        """insert into outgoing (recipient, channel, kind, subject, language, state, state_at, not_before, created_at)
           select $1, 'inapp', 'session.soon', 'x:' || n, 'en', case when n = 60 then 'failed' else 'delivered' end,
             now(), now(), now() - n * interval '1 minute' from generate_series(1, 60) n""",
        BIN.person,
    )
    client = await visitor(LAN)
    text = (await client.get("/outgoing")).text
    assert "more than 30" in text
    assert re.search(r"status=failed[^>]*>.{0,200}?\b1\b", text, re.DOTALL)
    assert BIN.name in (await client.get("/outgoing?status=failed")).text
