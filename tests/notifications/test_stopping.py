"""Whoever says no more by a channel is left alone by it; danger finds another way, in the end a person."""

import re
from datetime import timedelta

import pytest

from carenet.core import clock
from carenet.escalation.services import standing_in
from carenet.notifications.services.handing_over import hand_over
from carenet.notifications.services.sending import claim, send_claimed
from carenet.notifications.services.stopping import stop_path, wants_to_stop
from tests.cast import BIN, LAN, LIAN, MEI
from tests.notifications.conftest import URL
from tests.notifications.provider import Provider

pytestmark = pytest.mark.usefixtures("in_english")
ALARM = {"time": "16:50", "place": "凤凰村儿童之家"}
TOKEN = "sixteen-or-more-letters"
PHONE = "+8613800001111"


@pytest.fixture
async def phone(eyes):
    await eyes.execute(
        "insert into contact_ways (person, kind, value) values ($1, 'own_phone', $2)",
        BIN.person, PHONE,
    )  # fmt: skip


@pytest.fixture
def stopped(eyes):
    async def look(one):
        rows = await eyes.fetch(
            "select channel, because from channel_stops where person = $1 and lifted_at is null",
            one.person,
        )
        return {r["channel"]: r["because"] for r in rows}

    return look


async def test_a_link_shows_a_button_and_only_the_button_stops(visitor, stopped):
    stranger = await visitor()
    path = stop_path("email", BIN.person)
    shown = await stranger.get(path)
    assert "Send nothing more" in shown.text
    assert BIN.name not in shown.text
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert await stopped(BIN) == {}, "a mailbox that fetches links ahead stops nothing"
    assert "Done." in (await stranger.post(path)).text
    assert (await stranger.post(path)).status_code == 200, "twice is once"
    assert await stopped(BIN) == {"email": "by the link in a message"}


async def test_a_mail_service_stops_with_one_post_from_elsewhere(visitor, stopped):
    """RFC 8058: no cookie, no page before it, another origin."""
    service = await visitor(origin="https://mail.example.org")
    answer = await service.post(
        stop_path("email", BIN.person), data={"List-Unsubscribe": "One-Click"}
    )
    assert answer.status_code == 200
    assert set(await stopped(BIN)) == {"email"}


async def test_a_mark_of_another_person_or_channel_is_refused(visitor, stopped):
    stranger = await visitor()
    mark = stop_path("email", BIN.person).rsplit("/", 1)[1]
    for path in (
        f"/stop/sms/{BIN.person}/{mark}", f"/stop/email/{LIAN.person}/{mark}",
        f"/stop/inapp/{BIN.person}/{mark}", f"/stop/email/{BIN.person}/{'0' * 32}",
    ):  # fmt: skip
        assert (await stranger.get(path)).status_code == 404
        assert (await stranger.post(path)).status_code == 404
    assert await stopped(BIN) == {}


@pytest.mark.parametrize("said", ["TD", "t d", "退订", "退订！", "拒收", "N", " T ", "Stop."])
def test_an_answer_that_is_a_no_is_understood(said):
    assert wants_to_stop(said)


@pytest.mark.parametrize("said", ["好的", "我不来了", "", "退订费多少", "tdd", "收到 td"])
def test_any_other_answer_stops_nothing(said):
    assert not wants_to_stop(said)


async def test_a_td_from_a_telephone_stops_its_text_messages(
    visitor, stopped, phone, monkeypatch, say, worker, awake, rows
):
    monkeypatch.setenv("CARENET_SMS_RECEIPTS_TOKEN", TOKEN)
    await awake(BIN)
    provider = await visitor()
    lines = [
        {"phone_number": "13800001111", "content": "TD", "sign_name": "童伴"},
        {"phone_number": "13800009999", "content": "TD"},
    ]
    answer = await provider.post(f"/receipts/sms/{TOKEN}/answers", json=lines)
    assert answer.json() == {"code": 0, "msg": "OK"}
    assert await stopped(BIN) == {"sms": "by an answer"}
    await say(BIN)
    await hand_over({"sms": Provider("sms"), "email": Provider("email")}, worker)
    assert set(await rows(BIN)) == {"inapp", "email"}


async def test_an_answer_under_a_wrong_token_stops_nothing(visitor, stopped, phone, monkeypatch):
    monkeypatch.setenv("CARENET_SMS_RECEIPTS_TOKEN", TOKEN)
    stranger = await visitor()
    lines = [{"phone_number": "13800001111", "content": "TD"}]
    for token in ("another-token-of-16", TOKEN[:-1]):
        assert (
            await stranger.post(f"/receipts/sms/{token}/answers", json=lines)
        ).status_code == 404
    assert await stopped(BIN) == {}


async def test_what_waited_when_the_channel_was_stopped_takes_the_next_way(
    say, worker, awake, rows, visitor
):
    await awake(BIN)
    channels = {"webhook": Provider(), "email": Provider("email")}
    await say(BIN)
    await hand_over(channels, worker)
    taken = await claim(channels, worker)
    await (await visitor()).post(stop_path("webhook", BIN.person))
    for one in taken:
        await send_claimed(one, channels, URL, worker)
    assert channels["webhook"].posts == []
    found = await rows(BIN)
    assert (found["webhook"]["state"], found["email"]["state"]) == ("failed", "queued")
    assert found["webhook"]["state_because"] == "the channel was stopped"


async def test_danger_goes_by_what_is_not_stopped(say, worker, rows, visitor):
    await (await visitor()).post(stop_path("webhook", MEI.person))
    await say(MEI, "alarm.child", "alarm:1", **ALARM)
    await hand_over({"webhook": Provider(), "email": Provider("email")}, worker)
    assert set(await rows(MEI)) == {"inapp", "email"}


async def test_danger_where_every_channel_is_stopped_is_a_task_of_a_named_officer(
    say, worker, rows, visitor, eyes
):
    await (await visitor()).post(stop_path("webhook", BIN.person))
    await say(BIN, "alarm.child", "alarm:1", **ALARM)
    await hand_over({"webhook": Provider()}, worker)
    found = await rows(BIN)
    assert set(found) == {"inapp", "in_person"}
    assert found["in_person"]["state"] == "queued", "nobody has told him yet"
    officer = await eyes.fetchval(
        "select for_person from call_tasks where recipient = $1", BIN.person
    )
    assert officer == MEI.person
    text = (await (await visitor(MEI)).get("/calls")).text
    assert "Given to you" in text
    assert "Played my recording" in text, "a call by the director's own recording is offered"


async def caller_of(eyes, one):
    return await eyes.fetchval("select for_person from call_tasks where recipient = $1", one.person)


async def test_a_call_is_not_given_to_an_officer_who_is_away(say, worker, visitor, eyes, act):
    now = clock.now()
    until = now + timedelta(days=2)
    await standing_in.note_absence(None, now, until, None, "ill", by=await act(MEI))
    await (await visitor()).post(stop_path("webhook", BIN.person))
    await say(BIN, "alarm.child", "alarm:1", **ALARM)
    await hand_over({"webhook": Provider()}, worker)
    assert await caller_of(eyes, BIN) == LAN.person


async def test_nobody_is_asked_to_call_themselves(say, worker, visitor, eyes):
    await (await visitor()).post(stop_path("webhook", MEI.person))
    await say(MEI, "alarm.child", "alarm:1", **ALARM)
    await hand_over({"webhook": Provider()}, worker)
    assert await caller_of(eyes, MEI) == LAN.person


async def test_a_recording_that_was_played_counts_as_told(say, worker, rows, visitor):
    await (await visitor()).post(stop_path("webhook", BIN.person))
    await say(BIN, "alarm.child", "alarm:1", **ALARM)
    await hand_over({"webhook": Provider()}, worker)
    client = await visitor(MEI)
    call = re.search(r"/calls/([0-9a-f-]{36})/outcome", (await client.get("/calls")).text)[1]
    await client.post(f"/calls/{call}/outcome", data={"outcome": "recording"})
    row = (await rows(BIN))["in_person"]
    assert (row["state"], row["state_because"]) == ("sent", "recording")
    assert row["state_at"] <= clock.now()
