"""Text messages: signed as the provider publishes it, asked by our key, faults told apart."""

import json
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from carenet.core import clock
from carenet.core.settings import SettingRefused
from carenet.notifications.channels.aliyun import Key, authorization, canonical_query
from carenet.notifications.channels.protocol import Address, NotNow, Refused, Unclear
from carenet.notifications.channels.sms import Sms
from carenet.notifications.channels.templates import parse
from tests.cast import BIN
from tests.notifications.aliyun_server import SECRET, TAKES_AND_BREAKS, AliyunServer
from tests.notifications.test_email import KEY, message

PHONE = "+8613800001111"
TO = Address(BIN.person, phone=PHONE)
TEMPLATES = parse("SMS_TEMPLATES", "session.soon=SMS_1/title:title/time:time/code:code,*=SMS_9")
VALUES = {"title": "作业辅导*~", "time": "16:30", "code": "t0ken", "place": "凤凰村"}


@pytest.fixture
def server():
    return AliyunServer()


@pytest.fixture
def sms(server):
    key = Key("LTAI0000", SECRET)
    return Sms("https://dysmsapi.aliyuncs.com", key, "童伴", TEMPLATES, server.transport)


def say(**but):
    return message(**{"to": TO, "values": VALUES, **but})


def test_the_signature_is_that_of_the_providers_published_example():
    # Aliyun, "V3 request body and signature mechanism", the fixed values of its worked example.
    query = canonical_query(
        {
            "RegionId": "cn-shanghai",
            "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
        }
    )
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    given = authorization(Key("YourAccessKeyId", "YourAccessKeySecret"), "POST", query, headers)
    assert given == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;"
        "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


async def test_a_message_goes_out_under_its_template_with_its_variables(sms, server):
    receipt = await sms.send(say())
    [sent] = server.taken
    assert receipt.provider_id == "biz-1"
    assert sent["PhoneNumbers"] == "13800001111"
    assert sent["SignName"] == "童伴"
    assert sent["TemplateCode"] == "SMS_1"
    assert sent["OutId"] == str(KEY)
    assert json.loads(sent["TemplateParam"]) == {
        "title": "作业辅导*~", "time": "16:30", "code": "t0ken",
    }  # fmt: skip


async def test_a_kind_without_a_template_of_its_own_takes_the_common_one_and_says_nothing(
    sms, server
):
    await sms.send(say(kind="duty.waiting"))
    assert server.taken[0]["TemplateCode"] == "SMS_9"
    assert "TemplateParam" not in server.taken[0]


async def test_a_long_variable_is_cut_to_what_the_provider_takes(sms, server):
    await sms.send(say(values={**VALUES, "title": "长" * 80}))
    title = json.loads(server.taken[0]["TemplateParam"])["title"]
    assert len(title) == 35
    assert title.endswith("…")


async def test_a_number_abroad_is_written_with_its_country(sms, server):
    await sms.send(say(to=Address(BIN.person, phone="+85212345678")))
    assert server.taken[0]["PhoneNumbers"] == "85212345678"


@pytest.mark.parametrize(
    ("fault", "outcome", "minutes"),
    [
        ("isv.MOBILE_NUMBER_ILLEGAL", Refused, None),
        ("isv.BLACK_KEY_CONTROL_LIMIT", Refused, None),
        ("isv.SMS_TEMPLATE_ILLEGAL", Refused, None),
        ("isv.BUSINESS_LIMIT_CONTROL", NotNow, 60),
        ("isv.DAY_LIMIT_CONTROL", NotNow, 360),
        ("isv.AMOUNT_NOT_ENOUGH", NotNow, 30),
        ("Throttling.User", NotNow, None),
        ("isv.SOMETHING_NEW", NotNow, None),
        ("isp.SYSTEM_ERROR", Unclear, None),
        (502, Unclear, None),
        (httpx.ReadTimeout("slow"), Unclear, None),
        (httpx.RemoteProtocolError("gone"), Unclear, None),
        (httpx.ConnectError("nobody"), NotNow, None),
        (httpx.ConnectTimeout("slow"), NotNow, None),
    ],
    ids=str,
)
async def test_for_good_a_limit_and_nobody_knows_are_told_apart(
    sms, server, fault, outcome, minutes
):
    server.faults.append(fault)
    with pytest.raises(outcome) as said:
        await sms.send(say())
    if outcome is NotNow:
        assert said.value.wait == (minutes and timedelta(minutes=minutes))


async def test_a_wrong_key_is_not_the_recipients_fault(server):
    wrong = Sms("https://dysmsapi.aliyuncs.com", Key("LTAI0000", "another"), "童伴", TEMPLATES,
                server.transport)  # fmt: skip
    with pytest.raises(NotNow, match="SignatureDoesNotMatch"):
        await wrong.send(say())
    assert server.taken == []


async def test_what_was_taken_though_no_answer_came_back_is_found_by_our_key(sms, server):
    server.faults.append(TAKES_AND_BREAKS)
    with pytest.raises(Unclear):
        await sms.send(say())
    assert (await sms.ask(KEY, TO, clock.now())) is not None
    server.status[str(KEY)] = 3
    assert (await sms.ask(KEY, TO, clock.now())).delivered


async def test_a_no_is_believed_after_three_minutes_only(sms, server):
    with pytest.raises(Unclear, match="too soon"):
        await sms.ask(KEY, TO, clock.now())
    assert await sms.ask(KEY, TO, clock.now() - timedelta(minutes=4)) is None


async def test_an_answer_that_is_none_is_not_taken_for_a_no(sms, server):
    server.faults.append("isv.SOMETHING")
    with pytest.raises(Unclear):
        await sms.ask(KEY, TO, clock.now() - timedelta(minutes=4))
    with pytest.raises(Unclear):
        await sms.ask(UUID(int=1), Address(BIN.person), clock.now())


@pytest.mark.parametrize(
    "text", ["no.kind=SMS_1", "session.soon=SMS_1/x:name", "duty.waiting=SMS_1/x:place"]
)
def test_templates_of_kinds_or_variables_that_do_not_exist_are_refused(text):
    with pytest.raises(SettingRefused):
        parse("SMS_TEMPLATES", text)
