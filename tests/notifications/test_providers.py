"""What providers push is taken when it proves whose it is; a forged, old or unknown receipt changes nothing."""

import hashlib
import json

import pytest

from carenet.core import clock
from carenet.notifications.channels.webhook import SIGNATURE_HEADER, TIME_HEADER, signature
from carenet.notifications.services.asking import follow_up
from carenet.notifications.services.handing_over import hand_over
from carenet.notifications.services.sending import send_one
from tests.cast import BIN
from tests.notifications.conftest import URL
from tests.notifications.provider import Provider

SECRET = "a-secret-of-the-gateway"
TOKEN = "sixteen-or-more-letters"
WORD = "TheTokenOfTheAccount"
EVENT = """<xml><FromUserName><![CDATA[{openid}]]></FromUserName><MsgType><![CDATA[event]]></MsgType>
<Event><![CDATA[{event}]]></Event><MsgID>{number}</MsgID><Status><![CDATA[{status}]]></Status></xml>"""


@pytest.fixture
async def sent(say, worker, awake, eyes):
    """A message that a channel has taken: its key."""

    async def by(name, **others):
        await awake(BIN)
        channels = {name: Provider(name), **others}
        await say(BIN)
        await hand_over(channels, worker)
        assert await send_one(channels, URL, worker)
        return await eyes.fetchval("select id from outgoing where channel = $1", name)

    return by


@pytest.fixture
def state(eyes):
    async def look(key):
        row = await eyes.fetchrow("select state, state_because from outgoing where id = $1", key)
        return row["state"], row["state_because"]

    return look


def signed(body, at=None, secret=SECRET):
    stamp = f"{(at or clock.now().timestamp()):.0f}"
    return {TIME_HEADER: stamp, SIGNATURE_HEADER: signature(secret, stamp, body)}


async def test_the_gateways_receipt_is_taken_only_signed_and_fresh(
    sent, state, visitor, monkeypatch
):
    monkeypatch.setenv("CARENET_MESSAGE_WEBHOOK_URL", "https://gateway.example.org/messages")
    monkeypatch.setenv("CARENET_MESSAGE_WEBHOOK_SECRET", SECRET)
    key = await sent("webhook")
    body = json.dumps({"key": str(key), "state": "delivered"}).encode()
    gateway = await visitor(origin="https://gateway.example.org")
    old = clock.now().timestamp() - 301
    for headers in ({}, signed(body, secret="another-secret-of-16"), signed(body, at=old),
                    signed(body + b" ")):  # fmt: skip
        answer = await gateway.post("/receipts/webhook", content=body, headers=headers)
        assert answer.status_code == 403
    assert (await state(key))[0] == "sent"
    answer = await gateway.post("/receipts/webhook", content=body, headers=signed(body))
    assert answer.status_code == 204
    assert (await state(key))[0] == "delivered"
    nobodys = json.dumps({"key": str(BIN.person), "state": "delivered"}).encode()
    answer = await gateway.post("/receipts/webhook", content=nobodys, headers=signed(nobodys))
    assert answer.status_code == 404


async def test_receipts_of_text_messages_come_in_lists_twice_and_with_strangers(
    sent, state, visitor, monkeypatch
):
    monkeypatch.setenv("CARENET_SMS_RECEIPTS_TOKEN", TOKEN)
    key = await sent("sms")
    provider = await visitor()
    lines = [
        {"out_id": "another program's", "success": True},
        {"out_id": str(key), "success": True},
    ]
    forged = await provider.post(f"/receipts/sms/{TOKEN}x", json=lines)
    assert forged.status_code == 404
    assert (await state(key))[0] == "sent"
    for _ in range(2):
        answer = await provider.post(f"/receipts/sms/{TOKEN}", json=lines)
        assert answer.json() == {"code": 0, "msg": "OK"}
    assert (await state(key))[0] == "delivered"
    for body in (b"", b"{}", b"null", b"[1, 2]", b"\xff", b"[" * 9000):
        answer = await provider.post(f"/receipts/sms/{TOKEN}", content=body)
        assert answer.status_code in (200, 404)


def from_wechat(at=None, word=WORD):
    stamp = f"{(at or clock.now().timestamp()):.0f}"
    mark = hashlib.sha1("".join(sorted((word, stamp, "n0nce"))).encode()).hexdigest()
    return {"timestamp": stamp, "nonce": "n0nce", "signature": mark}


async def test_wechat_proves_itself_and_hears_its_word_back(visitor, monkeypatch):
    wechat = await visitor()
    assert (await wechat.get("/receipts/wechat", params=from_wechat())).status_code == 404
    monkeypatch.setenv("CARENET_WECHAT_TOKEN", WORD)
    monkeypatch.setenv("CARENET_WECHAT_APP_ID", "wx0123456789abcdef")
    monkeypatch.setenv("CARENET_WECHAT_APP_SECRET", "the-secret-of-the-app")
    monkeypatch.setenv("CARENET_WECHAT_TEMPLATES", "*=T/thing1:heading")
    good = await wechat.get("/receipts/wechat", params={**from_wechat(), "echostr": "<b>42"})
    assert (good.text, good.headers["content-type"].split(";")[0]) == ("<b>42", "text/plain")
    for said in ({}, from_wechat(word="another"), from_wechat(at=clock.now().timestamp() - 301)):
        assert (await wechat.get("/receipts/wechat", params=said)).status_code == 403


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("success", "delivered"),
        ("failed:user block", "failed"),
        ("failed: system failed", "failed"),
    ],
)
async def test_wechat_says_by_its_number_what_became_of_a_message(
    sent, state, visitor, monkeypatch, status, outcome
):
    monkeypatch.setenv("CARENET_WECHAT_TOKEN", WORD)
    monkeypatch.setenv("CARENET_WECHAT_APP_ID", "wx0123456789abcdef")
    monkeypatch.setenv("CARENET_WECHAT_APP_SECRET", "the-secret-of-the-app")
    monkeypatch.setenv("CARENET_WECHAT_TEMPLATES", "*=T/thing1:heading")
    key = await sent("wechat")
    wechat = await visitor()
    body = EVENT.format(openid="o", event="TEMPLATESENDJOBFINISH", number="p-1", status=status)
    forged = await wechat.post("/receipts/wechat", params=from_wechat(word="x"), content=body)
    assert forged.status_code == 403
    assert (await state(key))[0] == "sent"
    answer = await wechat.post("/receipts/wechat", params=from_wechat(), content=body)
    assert answer.status_code == 200
    assert (await state(key))[0] == outcome
    unknown = EVENT.format(openid="o", event="TEMPLATESENDJOBFINISH", number="9", status=status)
    again = await wechat.post("/receipts/wechat", params=from_wechat(), content=unknown)
    assert again.status_code == 404, "so that WeChat pushes it again"


async def test_who_leaves_the_service_account_is_unbound(visitor, eyes, monkeypatch):
    monkeypatch.setenv("CARENET_WECHAT_TOKEN", WORD)
    monkeypatch.setenv("CARENET_WECHAT_APP_ID", "wx0123456789abcdef")
    monkeypatch.setenv("CARENET_WECHAT_APP_SECRET", "the-secret-of-the-app")
    monkeypatch.setenv("CARENET_WECHAT_TEMPLATES", "*=T/thing1:heading")
    await eyes.execute(
        "insert into wechat_bindings (person, account, openid) values ($1, $2, 'openid-of-bin')",
        BIN.person, BIN.account,
    )  # fmt: skip
    body = EVENT.format(openid="openid-of-bin", event="unsubscribe", number="", status="")
    await (await visitor()).post("/receipts/wechat", params=from_wechat(), content=body)
    assert await eyes.fetchval("select count(*) from wechat_bindings where ended_at is null") == 0


async def test_a_receipt_that_says_no_begins_the_next_way_once(
    sent, state, visitor, monkeypatch, worker, rows
):
    monkeypatch.setenv("CARENET_SMS_RECEIPTS_TOKEN", TOKEN)
    others = {"email": Provider("email")}
    key = await sent("sms", **others)
    lines = [{"out_id": str(key), "success": False, "err_code": "SIGNATURE_BLACKLIST"}]
    await (await visitor()).post(f"/receipts/sms/{TOKEN}", json=lines)
    assert await state(key) == ("failed", "SIGNATURE_BLACKLIST")
    channels = {"sms": Provider("sms"), **others}
    assert [await follow_up(channels, worker) for _ in range(2)] == [True, False]
    found = await rows(BIN)
    assert (found["email"]["state"], found["email"]["state_because"]) == (
        "queued",
        "after sms failed",
    )
