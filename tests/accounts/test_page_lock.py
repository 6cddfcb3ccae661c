"""Several people hold one phone: four digits stand before what is written about the children."""

import asyncio
import re
from html import unescape

import pytest

from carenet.accounts.services.page_lock import TRIES_MAX
from tests.cast import GUI, HONG, MEI, XIAOYU
from tests.visits.sealing import sealed, send

DIGITS, OTHER = "2580", "7531"
AWAY = """update sign_ins set open_until = now() - interval '1 second', created_at = now() - interval '1 day',
  touched_at = now() where account = $1 and ended_at is null"""


HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


def hidden_of(page):
    """The hidden fields of a page, as a browser would send them."""
    return {unescape(name): unescape(value) for name, value in HIDDEN.findall(page)}


async def with_lock(visitor, eyes, one=HONG):
    """A phone of this person with four digits, left alone for a while."""
    client = await visitor(one)
    answer = await client.post("/me/lock", data={"wanted": "yes", "digits": DIGITS})
    assert answer.status_code == 303, answer.text
    await eyes.execute(AWAY, one.account)
    return client


async def test_a_phone_left_alone_asks_for_the_digits_and_shows_nothing_before(visitor, eyes):
    client = await with_lock(visitor, eyes)
    for path in ("/family", f"/family/diary/{XIAOYU.id}", "/messages", "/me"):
        answer = await client.get(path)
        assert answer.status_code == 303, path
        assert answer.headers["location"] == f"/me/lock/opening?next={path}"
    asked = await client.get("/me/lock/opening?next=/family")
    assert asked.status_code == 200
    assert HONG.name not in asked.text
    opened = await client.post("/me/lock/opening", data={"digits": DIGITS, "next": "/family"})
    assert opened.headers["location"] == "/family"
    assert (await client.get("/family")).status_code == 200


async def test_pages_stay_open_while_they_are_used(visitor, eyes):
    client = await with_lock(visitor, eyes)
    await client.post("/me/lock/opening", data={"digits": DIGITS})
    await eyes.execute(
        """update sign_ins set open_until = now() + interval '10 seconds', touched_at = now() - interval '2 minutes'
           where account = $1""", HONG.account,
    )  # fmt: skip
    assert (await client.get("/family")).status_code == 200
    left = await eyes.fetchval(
        "select open_until - now() > interval '4 minutes' from sign_ins where account = $1",
        HONG.account,
    )
    assert left


async def test_a_button_on_a_page_left_open_does_nothing_and_leads_back_to_it(visitor, eyes):
    client = await with_lock(visitor, eyes)
    answer = await client.post(
        "/family/requests", headers={"referer": "https://test/family/requests"}
    )
    assert answer.headers["location"] == "/me/lock/opening?next=/family/requests"
    assert await eyes.fetchval("select count(*) from family_requests") == 0
    fragment = await client.get("/messages", headers={"hx-request": "true"})
    assert fragment.status_code == 423
    assert fragment.headers["hx-redirect"].startswith("/me/lock/opening")


async def test_what_was_typed_while_the_lock_fell_due_is_sent_behind_the_digits(visitor, eyes):
    client = await with_lock(visitor, eyes)
    words = "名字写错了一个字 <b>"
    typed = {"child": str(XIAOYU.id), "kind": "correction", "words": words}
    answer = await client.post("/family/requests", data=typed)
    assert answer.status_code == 423
    assert HONG.name not in answer.text
    assert "is kept and is sent" in answer.text
    count = "select count(*) from family_requests"
    assert await eyes.fetchval(count) == 0
    wrong = await client.post("/me/lock/opening", data={**hidden_of(answer.text), "digits": "3001"})
    assert wrong.status_code == 422
    again = hidden_of(wrong.text)
    assert (again["words"], again["child"]) == (words, str(XIAOYU.id))  # still there
    assert await eyes.fetchval(count) == 0
    opened = await client.post("/me/lock/opening", data={**again, "digits": DIGITS})
    assert (opened.status_code, opened.headers["location"]) == (307, "/family/requests")
    sent = await client.post(opened.headers["location"], data={**again, "digits": DIGITS})
    assert sent.status_code == 303
    assert await eyes.fetchval("select words from family_requests") == words


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/x", "/me/lock/opening"]
)
async def test_it_is_sent_on_to_nobody_elses_address(visitor, eyes, elsewhere):
    client = await with_lock(visitor, eyes)
    opened = await client.post("/me/lock/opening", data={"digits": DIGITS, "send": elsewhere})
    assert (opened.status_code, opened.headers["location"]) == (303, "/")


async def test_five_wrong_tries_end_the_sign_in_also_when_all_come_at_once(visitor, eyes):
    client = await with_lock(visitor, eyes)
    answers = await asyncio.gather(
        *(client.post("/me/lock/opening", data={"digits": f"{n:04d}"}) for n in range(3000, 3012))
    )
    wrong = [a for a in answers if a.status_code == 422]
    assert len(wrong) <= TRIES_MAX
    assert any(a.headers.get("location") == "/sign-in?ended=digits" for a in answers)
    assert (await client.get("/family")).headers["location"].startswith("/sign-in")
    assert (
        await eyes.fetchval("select ended_because from sign_ins where account = $1", HONG.account)
        == "wrong digits"
    )


async def test_the_right_digits_start_the_counting_anew(visitor, eyes):
    client = await with_lock(visitor, eyes)
    for _ in range(3):
        for wrong in ("3001", "3002", "3003"):
            answer = await client.post("/me/lock/opening", data={"digits": wrong})
            assert answer.status_code == 422
            assert wrong not in answer.text
        await client.post("/me/lock/opening", data={"digits": DIGITS})
        await eyes.execute(AWAY, HONG.account)
    assert (
        await eyes.fetchval("select lock_tries from sign_ins where account = $1", HONG.account) == 0
    )


async def test_what_waits_on_the_phone_is_sent_behind_the_lock(visitor, eyes, root):
    client = await with_lock(visitor, eyes, GUI)
    server = (await client.get("/offline/key")).json()
    entry = sealed(
        server, GUI.account, "/log/day", [("child", str(XIAOYU.id)), ("ate", "well")],
        key="01935d2e-0000-7000-8000-0000000000b7",
    )  # fmt: skip
    answer = await send(client, entry)
    assert answer.status_code != 303
    assert answer.json()["key"] == entry["key"]


async def test_whoever_signed_in_just_now_sets_them_anew_without_the_old_ones(visitor, eyes):
    await with_lock(visitor, eyes)
    again = await visitor(HONG)
    assert (await again.get("/family")).status_code == 200, "a fresh sign-in is open"
    assert 'name="present"' not in (await again.get("/me/lock")).text
    answer = await again.post("/me/lock", data={"wanted": "yes", "digits": OTHER})
    assert answer.status_code == 303
    await eyes.execute(AWAY, HONG.account)
    assert (await again.post("/me/lock/opening", data={"digits": DIGITS})).status_code == 422
    assert (await again.post("/me/lock/opening", data={"digits": OTHER})).status_code == 303


async def test_an_older_sign_in_changes_or_takes_them_away_with_the_present_ones_only(
    visitor, eyes
):
    client = await with_lock(visitor, eyes)
    await client.post("/me/lock/opening", data={"digits": DIGITS})
    assert 'name="present"' in (await client.get("/me/lock")).text
    for body in ({"wanted": "yes", "digits": OTHER}, {"present": OTHER}):
        assert (await client.post("/me/lock", data=body)).status_code == 422
    assert (await client.post("/me/lock", data={"present": DIGITS})).status_code == 303
    await eyes.execute(AWAY, HONG.account)
    assert (await client.get("/family")).status_code == 200


@pytest.mark.parametrize("digits", ["", "123", "12345", "abcd", "1234", "0000", "９９８７"])
async def test_digits_that_everybody_tries_first_are_not_taken(visitor, digits):
    client = await visitor(HONG)
    answer = await client.post("/me/lock", data={"wanted": "yes", "digits": digits})
    assert answer.status_code == 422
    assert "not easy to guess" in answer.text


async def test_no_lock_stands_between_a_duty_and_an_alarm(visitor, eyes):
    client = await visitor(MEI)
    assert (
        await client.post("/me/lock", data={"wanted": "yes", "digits": DIGITS})
    ).status_code == 403
    assert "Nothing may stand between you and an alarm" in (await client.get("/me/lock")).text
    await eyes.execute("update accounts set page_lock_hash = 'x' where id = $1", MEI.account)
    await eyes.execute(AWAY, MEI.account)
    assert (await client.get("/alarms")).status_code == 200


async def test_nobody_reads_what_stands_for_the_digits(act):
    from asyncpg import InsufficientPrivilegeError

    from carenet.core.database import reading

    for one in (HONG, MEI):
        with pytest.raises(InsufficientPrivilegeError):
            async with reading(await act(one)) as db:
                await db.fetchval("select page_lock_hash from accounts limit 1")


async def test_help_and_the_number_to_call_stay_open(visitor, eyes):
    client = await with_lock(visitor, eyes)
    page = await client.get("/help")
    assert page.status_code == 200
    assert "tel:110" in page.text


async def test_what_another_site_typed_is_not_carried_behind_the_digits(visitor, eyes):
    client = await with_lock(visitor, eyes)
    typed = {"child": str(XIAOYU.id), "kind": "correction", "words": "from elsewhere"}
    answer = await client.post(
        "/family/requests", data=typed, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert "from elsewhere" not in answer.text
