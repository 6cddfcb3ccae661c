"""The inbox: one's own messages, read and answered."""

import re
from datetime import timedelta

import pytest

from carenet.accounts.services import token_hash
from carenet.core import clock, facts
from carenet.notifications.services.handing_over import hand_over
from tests.cast import BIN, CENTRE, HERE, LIAN, MEI, QIN
from tests.notifications.conftest import SESSION
from workers.listeners import LISTENERS


def said_on(page: str) -> str:
    """What a page shows, without the words its scripts may need."""
    return page.partition("<body")[2]


pytestmark = pytest.mark.usefixtures("in_english")


async def test_a_message_stands_in_the_inbox_until_it_is_read(say, drain, visitor):
    client = await visitor(BIN)
    assert "No messages yet" in (await client.get("/messages")).text
    await say(BIN)
    await drain()
    seen = (await client.get("/messages")).text
    assert "1 unread" in seen
    assert "16:30" in said_on(seen)
    message = re.search(r"/messages/([0-9a-f-]{36})/reading", seen)[1]
    answer = await client.post(f"/messages/{message}/reading")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sessions/1")
    assert "All read" in (await client.get("/messages")).text


async def test_somebody_elses_message_is_not_there(say, drain, visitor, eyes):
    await say(BIN)
    await drain()
    other = await visitor(LIAN)
    assert "16:30" not in said_on((await other.get("/messages")).text)
    message = await eyes.fetchval("select id from inbox_messages")
    assert (await other.post(f"/messages/{message}/reading")).status_code == 404
    answer = await other.post(f"/messages/{message}/answer", data={"answer": "cannot"})
    assert answer.status_code == 404
    assert await eyes.fetchval("select answer from outgoing where channel = 'inapp'") is None


async def test_a_stranger_is_sent_to_the_door(visitor):
    client = await visitor()
    assert (await client.get("/messages")).headers["location"].startswith("/sign-in")


async def test_all_are_read_with_one_tap(say, drain, visitor, eyes):
    for n in range(3):
        await say(BIN, subject=f"session:{n}")
    await drain()
    client = await visitor(BIN)
    await client.post("/messages/readings")
    assert await eyes.fetchval("select count(*) from inbox_messages where read_at is null") == 0


async def test_the_inbox_is_paged(say, drain, visitor):
    for n in range(25):
        await say(BIN, subject=f"session:{n}")
    await drain()
    client = await visitor(BIN)
    first, second = [(await client.get(f"/messages?page={n}")).text for n in (1, 2)]
    assert first.count("<article") == 20
    assert second.count("<article") == 5


async def test_an_answer_in_the_app_is_kept_and_announced(say, drain, visitor, eyes):
    await say(BIN)
    await drain()
    client = await visitor(BIN)
    message = await eyes.fetchval("select id from inbox_messages")
    await client.post(f"/messages/{message}/answer", data={"answer": "cannot"})
    assert "Your answer" in (await client.get("/messages")).text
    fact = await eyes.fetchrow("select * from facts where name = 'MessageAnswered'")
    assert fact["payload"]["subject"] == "session:1"
    assert fact["payload"]["recipient"] == str(BIN.person)
    assert fact["payload"]["answer"] == "cannot"


async def test_what_asks_nothing_takes_no_answer(say, drain, visitor, eyes):
    await say(MEI, "duty.waiting", "duty:1")
    await drain()
    client = await visitor(MEI)
    message = await eyes.fetchval("select id from inbox_messages")
    answer = await client.post(f"/messages/{message}/answer", data={"answer": "come"})
    assert answer.status_code == 404


async def test_a_late_answer_is_refused(say, drain, visitor, eyes, travel):
    await say(BIN, **SESSION, useful_until=clock.now() + timedelta(minutes=5))
    await drain()
    client = await visitor(BIN)
    message = await eyes.fetchval("select id from inbox_messages")
    travel(timedelta(minutes=6))
    answer = await client.post(f"/messages/{message}/answer", data={"answer": "come"})
    assert answer.status_code == 422
    assert await eyes.fetchval("select count(*) from facts where name = 'MessageAnswered'") == 0


async def test_a_link_is_answered_once_by_its_button_alone(
    say, drain, visitor, awake, provider, eyes
):
    await awake(BIN)
    await say(BIN)
    await drain()
    link = provider.posts[0].link
    assert link.startswith("https://test/m/")
    stranger = await visitor()
    path = link.removeprefix("https://test")
    for _ in range(3):
        shown = await stranger.get(path)
        assert shown.status_code == 200
        assert "16:30" in shown.text
    assert await eyes.fetchval("select count(*) from facts where name = 'MessageAnswered'") == 0
    assert "look for somebody else" in (await stranger.post(path, data={"answer": "cannot"})).text
    assert await eyes.fetchval("select answer from outgoing where channel = 'webhook'") == "cannot"
    for over in (await stranger.post(path, data={"answer": "come"}), await stranger.get(path)):
        assert over.status_code == 410
        assert "noted already" in over.text
        assert 'href="/messages"' in over.text, "on to where it can still be changed"
        assert "16:30" not in over.text
    assert await eyes.fetchval("select count(*) from facts where name = 'MessageAnswered'") == 1


async def test_a_sign_in_link_is_no_message_and_the_other_way_round(
    visitor, say, drain, awake, provider
):
    from carenet.accounts.services import make_link

    stranger = await visitor()
    token = await make_link("sign-in", BIN.account)
    assert (await stranger.get(f"/m/{token}")).status_code == 422
    await awake(BIN)
    await say(BIN)
    await drain()
    mine = provider.posts[0].link.rsplit("/", 1)[1]
    assert (await stranger.post(f"/sign-in/link/{mine}")).status_code == 422


async def test_the_links_token_is_nowhere_in_the_database(say, drain, awake, provider, eyes):
    await awake(BIN)
    await say(BIN)
    await drain()
    token = provider.posts[0].link.rsplit("/", 1)[1]
    row = await eyes.fetchrow("select links::text as t, token_sha256 from links")
    assert token not in row["t"]
    assert row["token_sha256"] == token_hash(token)


async def test_it_is_said_in_the_recipients_language(say, worker, channels, eyes):
    await eyes.execute("update accounts set language = 'zh_Hans' where id = $1", LIAN.account)
    await say(BIN)
    await say(LIAN)
    await hand_over(channels, worker)
    titles = {
        r["person"]: r["title"]
        for r in await eyes.fetch("select person, title from inbox_messages")
    }
    assert titles[BIN.person].startswith("Today at")
    assert titles[LIAN.person].startswith("今天")


async def test_a_link_that_is_too_old_says_so_kindly(say, drain, visitor, awake, provider, eyes):
    await awake(BIN)
    await say(BIN)
    await drain()
    await eyes.execute("update links set ends = now() - interval '1 hour' where kind = 'message'")
    over = await (await visitor()).get(provider.posts[0].link.removeprefix("https://test"))
    assert over.status_code == 410
    assert "nothing is lost" in over.text


async def test_please_call_me_is_a_call_for_the_organiser_once(
    say, drain, visitor, awake, provider, eyes, worker
):
    await awake(BIN)
    session = await eyes.fetchval(
        """insert into care_sessions (centre, village, kind, activity, on_day, starts_at, ends_at, children_max)
           values ($1, $2, 'activity', 'play', current_date + 1, now() + interval '1 day',
             now() + interval '25 hours', 20) returning id""",
        CENTRE, HERE,
    )  # fmt: skip
    await say(BIN, subject=f"session:{session}")
    await drain()
    path = provider.posts[0].link.removeprefix("https://test")
    stranger = await visitor()
    assert "will call you" in (await stranger.post(path, data={"answer": "call"})).text
    for _ in range(2):
        await facts.fan_out(LISTENERS, worker)
        await facts.deliver(LISTENERS, worker)
    row = await eyes.fetchrow("select * from call_tasks")
    assert (row["recipient"], row["for_person"]) == (BIN.person, QIN.person)
    assert "作业辅导" in row["words_to_say"]
    assert (
        await eyes.fetchval("select recipient from reminders where kind = 'call.wanted'")
        == QIN.person
    )
    lead = await visitor(QIN)
    assert "韦斌" in (await lead.get("/calls")).text


async def test_an_answer_that_a_message_does_not_offer_is_refused(say, drain, visitor, eyes):
    await say(BIN)
    await drain()
    message = await eyes.fetchval("select id from inbox_messages")
    client = await visitor(BIN)
    answer = await client.post(f"/messages/{message}/answer", data={"answer": "spoke"})
    assert answer.status_code == 404
    assert await eyes.fetchval("select count(*) from facts where name = 'MessageAnswered'") == 0
