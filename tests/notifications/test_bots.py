"""Bots of staff groups: added under seal, tested, removed, and each morning figures without a name."""

import json
import re
from datetime import timedelta

import pytest

from carenet.core import clock
from carenet.core.clock import SHANGHAI
from carenet.notifications.channels.group import Bot, Group, NoBot, bot_at
from carenet.notifications.channels.protocol import Refused, Unclear
from carenet.notifications.services.bots import make_mornings
from carenet.notifications.services.sending import send_one
from tests.cast import BIN, CENTRE, GUO, HERE, LAN, MEI, SYS, TOWNSHIP
from tests.notifications.conftest import URL
from tests.notifications.test_email import message

pytestmark = pytest.mark.usefixtures("in_english")
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123-4567-89ab"
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef"
FEISHU = "https://open.feishu.cn/open-apis/bot/v2/hook/0123-4567-89ab"


class Plugin:
    """Stands for Apprise: keeps what was said, and says no when told to."""

    def __init__(self):
        self.said, self.answer = [], True

    def __call__(self, bot):
        self.bot = bot
        return self

    def send(self, body):
        self.said.append((self.bot, body))
        return self.answer


@pytest.mark.parametrize(
    ("url", "bot"),
    [(WECOM, Bot("wecom", "0123-4567-89ab")), (DINGTALK, Bot("dingtalk", "0123456789abcdef", "SEC12345")),
     (FEISHU, Bot("feishu", "0123-4567-89ab"))],
)  # fmt: skip
def test_the_address_that_a_group_shows_is_read(url, bot):
    assert bot_at(url, "SEC12345") == bot


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123-4567-89ab",
     "https://evil.example.org/cgi-bin/webhook/send?key=0123-4567-89ab",
     "https://qyapi.weixin.qq.com@evil.example.org/cgi-bin/webhook/send?key=0123-4567-89ab",
     "https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=0123-4567-89ab",
     "https://qyapi.weixin.qq.com/cgi-bin/gettoken?key=0123-4567-89ab", "https://[::1", f"{FEISHU}/../x",
     "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a:b"],
)  # fmt: skip
def test_no_other_address_is_a_bot(url):
    with pytest.raises(NoBot):
        bot_at(url)


async def test_a_no_of_apprise_is_uncertain_and_a_removed_bot_refused():
    plugin = Plugin()
    group = Group(plugin)
    to = type(message().to)(BIN.person, bot=bot_at(WECOM).text)
    await group.send(message(to=to))
    assert plugin.said[0][0] == bot_at(WECOM)
    plugin.answer = False
    with pytest.raises(Unclear):
        await group.send(message(to=to))
    with pytest.raises(Refused):
        await group.send(message())


@pytest.mark.parametrize(
    ("url", "provider"), [(WECOM, "wecom"), (DINGTALK, "dingtalk"), (FEISHU, "feishu")]
)
def test_apprise_has_what_each_provider_needs(url, provider, monkeypatch):
    """What leaves the house, by the library itself: the right address and our text, DingTalk signed."""
    from carenet.notifications.channels.group import _plugin

    posts = []

    class Answer:
        status_code, content = 200, b'{"errcode": 0, "code": 0, "StatusCode": 0}'
        text = content.decode()

        def json(self):
            return json.loads(self.content)

    def post(url, **given):
        posts.append((url, given))
        return Answer()

    monkeypatch.setattr("requests.post", post)
    assert _plugin(bot_at(url, "SEC12345")).send(body="三人\nhttps://care.example.org/today")
    [(address, given)] = posts
    assert address.startswith(url.split("?")[0])
    assert "三人" in str(json.loads(given["data"]))
    if provider == "dingtalk":
        assert "sign" in str(given.get("params")) + address


@pytest.fixture
async def office(eyes):
    return str(await eyes.fetchval("select id from organisations where division = $1 limit 1", TOWNSHIP)
               or CENTRE)  # fmt: skip


async def add(client, office, **but):
    wish = {"office": office, "name": "凤凰村工作群", "url": WECOM, **but}
    return await client.post("/group-bots", data=wish)


async def test_an_officer_adds_tests_and_removes_a_bot_whose_address_nobody_sees_again(
    visitor, eyes, office, monkeypatch
):
    plugin = Plugin()
    monkeypatch.setattr(Group.__init__, "__defaults__", (plugin,))
    client = await visitor(LAN)
    assert (await add(client, office)).status_code == 303
    text = (await client.get("/group-bots")).text
    assert "凤凰村工作群" in text
    assert "0123-4567" not in text
    assert b"0123-4567" not in await eyes.fetchval("select address from group_bots")
    bot = re.search(r"/group-bots/([0-9a-f-]{36})/tests", text)[1]
    for one in (BIN, SYS):
        assert (await (await visitor(one)).post(f"/group-bots/{bot}/tests")).status_code == 403
    assert (await (await visitor(GUO)).post(f"/group-bots/{bot}/tests")).status_code == 404
    assert (await (await visitor(GUO)).post(f"/group-bots/{bot}/ending")).status_code == 404
    assert "Accepted" in (await client.post(f"/group-bots/{bot}/tests")).text
    plugin.answer = False
    assert "Nobody knows" in (await client.post(f"/group-bots/{bot}/tests")).text
    await client.post(f"/group-bots/{bot}/ending")
    assert "No group has a bot yet" in (await client.get("/group-bots")).text


@pytest.mark.parametrize(
    "but",
    [{"url": "https://evil.example.org/x"}, {"name": ""}, {"office": "nonsense"}, {"office": str(BIN.person)}],
)  # fmt: skip
async def test_what_is_no_bot_is_refused_and_nothing_typed_is_lost(visitor, office, but):
    client = await visitor(LAN)
    answer = await add(client, **{"office": office, **but})
    assert answer.status_code in (404, 422)
    if answer.status_code == 422 and "name" not in but:
        assert "凤凰村工作群" in answer.text


async def test_each_morning_a_group_hears_figures_once_and_a_good_day_nothing(
    visitor, eyes, office, worker, travel
):
    await add(await visitor(LAN), office)
    now = clock.now().astimezone(SHANGHAI)
    travel(now.replace(hour=7, minute=0, second=0) + timedelta(days=1) - now)
    assert await make_mornings(worker) == 0, "too early"
    travel(clock._shift + timedelta(minutes=31))
    assert await make_mornings(worker) == 0, "nothing lacks"
    begins = clock.now() + timedelta(hours=9)
    await eyes.execute(
        """insert into care_sessions (centre, village, kind, activity, on_day, starts_at, ends_at,
             children_max, adults_min) values ($1, $2, 'activity', 'play', $3, $4, $5, 20, 2)""",
        CENTRE, HERE, clock.today(), begins, begins + timedelta(hours=1),
    )  # fmt: skip
    assert await make_mornings(worker) == 1
    assert await make_mornings(worker) == 0
    plugin = Plugin()
    while await send_one({"group": Group(plugin)}, URL, worker):
        pass
    [(bot, said)] = plugin.said
    assert bot.key == "0123-4567-89ab"
    assert f"{URL}/today" in said
    assert "1" in said
    assert MEI.name not in said
