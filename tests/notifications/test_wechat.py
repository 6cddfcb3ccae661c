"""WeChat: one token for all processes, a fold of repeats by our key, return codes told apart."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from carenet.core import clock
from carenet.notifications.channels.protocol import Address, NotNow, Refused, Unclear
from carenet.notifications.channels.templates import parse
from carenet.notifications.channels.wechat import Wechat, event_in
from carenet.notifications.services.tokens import KeptTokens
from tests.cast import BIN
from tests.notifications.test_email import KEY, message
from tests.notifications.wechat_server import APP, WechatServer

TO = Address(BIN.person, openid="openid-of-bin")
TEMPLATES = parse(
    "WECHAT_TEMPLATES", "session.soon=TPL_1/thing1:title/time2:time,*=TPL_9/thing1:heading"
)
VALUES = {"title": "作业辅导" * 10, "time": "16:30", "heading": "有一条新消息"}


@pytest.fixture
def server():
    return WechatServer()


@pytest.fixture
def wechat(server, database):
    return Wechat(
        "https://api.weixin.qq.com", APP, TEMPLATES, KeptTokens("wechat"), server.transport
    )


def say(**but):
    return message(**{"to": TO, "values": VALUES, **but})


async def test_a_template_message_goes_out_with_its_fields_cut_to_their_kinds(wechat, server):
    receipt = await wechat.send(say())
    [sent] = server.posts
    assert receipt.provider_id == "200"
    assert (sent["touser"], sent["template_id"]) == ("openid-of-bin", "TPL_1")
    assert sent["client_msg_id"] == KEY.hex
    assert len(sent["data"]["thing1"]["value"]) == 20
    assert sent["data"]["time2"]["value"] == "16:30"


async def test_the_token_is_fetched_once_and_kept_sealed_for_all(wechat, server, eyes):
    await wechat.send(say())
    other = Wechat(
        "https://api.weixin.qq.com", APP, TEMPLATES, KeptTokens("wechat"), server.transport
    )
    await other.send(say())
    assert server.given == 1
    assert b"token-1" not in await eyes.fetchval("select value from provider_tokens")


async def test_of_many_who_need_a_token_at_once_one_fetches_it(wechat, server):
    sends = [wechat.send(say()) for _ in range(8)]
    found = await asyncio.gather(*sends, return_exceptions=True)
    assert server.given == 1
    assert all(isinstance(x, NotNow) or x.provider_id for x in found)
    await wechat.send(say())


async def test_a_withdrawn_token_is_replaced_and_the_message_goes_out_once(wechat, server):
    await wechat.send(say())
    server.token = "another"
    await wechat.send(say())
    assert server.given == 2
    assert len(server.accepted) == 1


async def test_a_token_that_stays_wrong_is_not_asked_for_again_and_again(wechat, server):
    server.faults += [40001, 40001]
    with pytest.raises(NotNow, match="40001"):
        await wechat.send(say())
    assert server.given == 2


@pytest.mark.parametrize(
    ("fault", "outcome", "seconds"),
    [
        (43004, Refused, None), (40003, Refused, None), (43101, Refused, None),
        (40037, Refused, None), (47003, Refused, None), (45009, NotNow, 3600),
        (45011, NotNow, 60), (-1, NotNow, 30), (99999, NotNow, None), (502, Unclear, None),
        (httpx.ReadTimeout("slow"), Unclear, None), (httpx.ConnectError("nobody"), NotNow, None),
    ],
    ids=str,
)  # fmt: skip
async def test_return_codes_are_told_apart(wechat, server, fault, outcome, seconds):
    server.faults.append(fault)
    with pytest.raises(outcome) as said:
        await wechat.send(say())
    if outcome is NotNow:
        assert said.value.wait == (seconds and timedelta(seconds=seconds))


async def test_a_repeat_after_a_lost_answer_is_folded_into_the_first(wechat, server):
    server.faults.append(httpx.ReadTimeout("slow"))
    with pytest.raises(Unclear):
        await wechat.send(say())
    assert await wechat.ask(KEY, TO, clock.now()) is None, "so it is sent again under the same key"
    await wechat.send(say())
    assert len(server.accepted) == 1
    with pytest.raises(Unclear):
        await wechat.ask(KEY, TO, clock.now() - timedelta(minutes=10))


async def test_without_a_valid_secret_nothing_was_taken(server, database):
    wrong = Wechat("https://api.weixin.qq.com", (APP[0], "wrong"), TEMPLATES, KeptTokens("wechat"),
                   server.transport)  # fmt: skip
    with pytest.raises(NotNow, match="40125"):
        await wrong.send(say())


def test_who_has_not_bound_their_wechat_is_not_reached(server):
    channel = Wechat("https://x.example", APP, TEMPLATES, None, server.transport)
    assert not channel.reaches(Address(BIN.person, phone="+8613800001111"))


EVENT = """<xml><ToUserName><![CDATA[gh]]></ToUserName><FromUserName><![CDATA[openid-of-bin]]></FromUserName>
<CreateTime>1</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[TEMPLATESENDJOBFINISH]]></Event>
<MsgID>200</MsgID><Status><![CDATA[{status}]]></Status></xml>"""
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><xml><MsgType>event</MsgType><Event>&b;</Event></xml>'


@pytest.mark.parametrize(
    "body",
    [BOMB, "", "<xml>", "nonsense", "<xml>" * 3000, '<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>',
     "<xml><MsgType>text</MsgType></xml>", "\x00\x01"],
    ids=lambda b: b[:12],
)  # fmt: skip
def test_xml_that_declares_or_is_none_is_not_read(body):
    assert event_in(body.encode()) is None


def test_the_event_of_a_message_is_read():
    event = event_in(EVENT.format(status="failed:user block").encode())
    assert (event.kind, event.openid, event.number) == (
        "TEMPLATESENDJOBFINISH", "openid-of-bin", "200",
    )  # fmt: skip
    assert event.status == "failed:user block"
