"""WeChat is bound from inside WeChat, to one account, and taken away again."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from carenet.notifications.channels.templates import parse
from carenet.notifications.channels.wechat import Wechat
from carenet.notifications.services.tokens import KeptTokens
from tests.cast import BIN, LIAN
from tests.notifications.wechat_server import APP, WechatServer

pytestmark = pytest.mark.usefixtures("in_english", "service_account")
INSIDE = {"user-agent": "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50"}
TOKEN = "TheTokenOfTheAccount"


@pytest.fixture
def server():
    return WechatServer()


@pytest.fixture
def service_account(monkeypatch, server):
    for name, value in {
        "APP_ID": APP[0], "APP_SECRET": APP[1], "TOKEN": TOKEN, "TEMPLATES": "*=T/thing1:heading",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"CARENET_WECHAT_{name}", value)

    def opened(settings):
        app = (settings.wechat_app_id, settings.wechat_app_secret)
        templates = parse("WECHAT_TEMPLATES", settings.wechat_templates)
        return Wechat(settings.wechat_url, app, templates, KeptTokens("wechat"), server.transport)

    monkeypatch.setattr("carenet.notifications.routes.preferences.open_wechat", opened)


@pytest.fixture
def bound(eyes):
    async def look():
        rows = await eyes.fetch("select person, openid from wechat_bindings where ended_at is null")
        return {r["person"]: r["openid"] for r in rows}

    return look


async def way_to_wechat(client):
    """The state that WeChat brings back, from the link on the page."""
    text = (await client.get("/me/notifications")).text
    url = re.search(r'href="(https://open\.weixin\.qq\.com/[^"]+)"', text)[1].replace("&amp;", "&")
    asked = parse_qs(urlsplit(url).query)
    assert asked["scope"] == ["snsapi_base"]
    assert url.endswith("#wechat_redirect")
    return asked["state"][0]


async def test_wechat_is_bound_by_its_code_and_unbound_on_the_page(visitor, bound):
    client = await visitor(BIN, **INSIDE)
    state = await way_to_wechat(client)
    answer = await client.get(f"/me/channels/wechat/return?code=good-code&state={state}")
    assert answer.status_code == 303
    assert await bound() == {BIN.person: "openid-of-bin"}
    assert "Unbind" in (await client.get("/me/notifications")).text
    await client.post("/me/channels/wechat/ending")
    assert await bound() == {}


async def test_outside_wechat_nothing_is_offered(visitor):
    text = (await (await visitor(BIN)).get("/me/notifications")).text
    assert "open.weixin.qq.com" not in text
    assert "Open this page inside WeChat" in text


async def test_a_code_brought_to_another_sign_in_or_used_twice_binds_nothing(
    visitor, bound, server
):
    state = await way_to_wechat(await visitor(LIAN, **INSIDE))
    client = await visitor(BIN, **INSIDE)
    for query in (f"code=good-code&state={state}", "code=good-code&state=", "state=1-2", "code=x"):
        answer = await client.get(f"/me/channels/wechat/return?{query}")
        assert answer.status_code == 422
        assert "Nothing was changed" in answer.text
    own = await way_to_wechat(client)
    server.codes.clear()
    answer = await client.get(f"/me/channels/wechat/return?code=good-code&state={own}")
    assert "did not answer" in answer.text
    assert await bound() == {}


async def test_one_wechat_belongs_to_one_account_and_another_replaces_it(visitor, bound, server):
    server.codes = {"one": "openid-1", "same": "openid-1", "two": "openid-2", "again": "openid-2"}
    for one, code, status in (
        (BIN, "one", 303), (LIAN, "same", 422), (BIN, "two", 303), (BIN, "again", 303),
    ):  # fmt: skip
        client = await visitor(one, **INSIDE)
        if code == "again":
            assert await bound() == {BIN.person: "openid-2"}
            await client.post("/me/channels/wechat/ending")
        state = await way_to_wechat(client) if code in ("one", "same", "again") else None
        state = state or await _state(client)
        answer = await client.get(f"/me/channels/wechat/return?code={code}&state={state}")
        assert answer.status_code == status, code
    assert await bound() == {BIN.person: "openid-2"}


async def _state(client):
    """A bound account sees no link; the address was kept from before."""
    await client.post("/me/channels/wechat/ending")
    return await way_to_wechat(client)
