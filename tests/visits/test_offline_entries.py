"""What was sealed on a phone arrives once, as its writer's, or comes back to be mended. Never lost."""

import asyncio
from datetime import timedelta

import pytest

from carenet.core import clock, offline
from carenet.core.offline import SHELL_PAGES
from tests.cast import ADUO, GUI, PING, XIAOSHAN, XIAOYU
from tests.visits.sealing import sealed, send

KEY = "01935d2e-0000-7000-8000-000000000001"
CALL = [("child", str(XIAOYU.id)), ("kind", "call"), ("minutes", "9")]
DAY = [("child", str(XIAOSHAN.id)), ("ate", "well")]


@pytest.fixture
async def phone(visitor):
    """Ping's phone, with the server's key."""
    client = await visitor(PING)
    server = (await client.get("/offline/key")).json()
    assert set(server) == {"kid", "jwk"}
    assert "d" not in server["jwk"]
    return client, server


async def count(eyes, table="contacts"):
    return await eyes.fetchval(f"select count(*) from {table}")


def entry(server, **changes):
    values = {"user": PING.account, "url": "/log/contact", "fields": CALL, "key": KEY, **changes}
    return sealed(server, values["user"], values["url"], values["fields"], key=values["key"],
                  at=values.get("at"), files=values.get("files"))  # fmt: skip


async def test_an_entry_arrives_as_if_it_had_been_posted(phone, eyes):
    client, server = phone
    then = clock.now() - timedelta(hours=20)
    answer = await send(client, entry(server, at=int(then.timestamp() * 1000)))
    assert answer.status_code == 200
    assert answer.json() == {"key": KEY, "state": "done", "location": "/log?done=contact"}
    (row,) = await eyes.fetch("select * from contacts")
    assert row["offline"]
    assert abs(row["happened_at"] - then) < timedelta(seconds=1)
    assert row["received_at"] - row["happened_at"] > timedelta(hours=19)


async def test_a_lost_reply_and_the_same_entry_again_is_one_record_with_the_same_answer(
    phone, eyes
):
    client, server = phone
    first, again = await send(client, entry(server)), await send(client, entry(server))
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert await count(eyes) == 1


async def test_two_tabs_at_the_same_moment_are_one_record(phone, eyes):
    client, server = phone
    posted = entry(server)
    answers = await asyncio.gather(*[send(client, posted) for _ in range(4)])
    assert {a.json()["state"] for a in answers} == {"done"}
    assert await count(eyes) == 1


async def test_the_plain_post_and_the_sealed_one_share_the_key(phone, eyes):
    client, server = phone
    plain = await client.post("/log/contact", data={**dict(CALL), "key": KEY})
    assert plain.status_code == 303
    assert (await send(client, entry(server))).json()["state"] == "done"
    assert await count(eyes) == 1


async def test_signed_out_it_is_kept(visitor, phone, eyes):
    stranger = await visitor()
    answer = await send(stranger, entry(phone[1]))
    assert answer.status_code == 401
    assert await count(eyes) == 0


async def test_a_sign_in_that_ends_while_a_record_is_read_keeps_it_for_the_next(
    visitor, phone, eyes, monkeypatch
):
    """Somebody else signs in on the phone in that moment: nothing is within reach, and nothing wrong with the record."""
    client, server = phone
    real = offline.open_envelope

    async def meanwhile(*given):
        await eyes.execute(
            "update sign_ins set ended_at = now(), ended_because = 'replaced' where account = $1",
            PING.account,
        )
        return await real(*given)

    monkeypatch.setattr(offline, "open_envelope", meanwhile)
    answer = await send(client, entry(server))
    assert answer.status_code == 401, answer.text
    monkeypatch.undo()
    assert (await send(await visitor(PING), entry(server))).json()["state"] == "done"
    assert await count(eyes) == 1


async def test_another_person_on_the_same_phone_hands_in_nothing_of_it(visitor, phone, eyes):
    other = await visitor(GUI)
    answer = await send(other, entry(phone[1]))
    assert (answer.status_code, answer.json()) == (403, {"key": KEY, "state": "other"})
    forged = entry(phone[1]) | {"user": str(GUI.account)}
    assert (await send(other, forged)).json()["state"] == "mend"  # inside it says who wrote it
    assert await count(eyes) == 0


async def test_what_is_wrong_comes_back_with_its_fields_and_the_key_stays_free(phone, eyes):
    client, server = phone
    wrong = [("child", str(XIAOYU.id)), ("note", "kept"), ("minutes", "many")]
    answer = await send(client, entry(server, fields=wrong))
    said = answer.json()
    assert (answer.status_code, said["state"], said["location"]) == (422, "mend", "/log/contact")
    assert set(said["errors"]) == {"kind", "minutes"}
    assert ["note", "kept"] in said["fields"]
    assert (await send(client, entry(server))).json()["state"] == "done"
    assert await count(eyes) == 1


async def test_a_child_out_of_reach_is_no_reason_to_lose_what_was_written(phone, eyes):
    client, server = phone
    answer = await send(client, entry(server, fields=[("child", str(ADUO.id)), *CALL[1:]]))
    assert answer.json()["state"] == "mend"
    assert answer.json()["errors"]
    assert await count(eyes) == 0


@pytest.mark.parametrize("part", ["wrapped", "iv", "body"])
async def test_changed_bytes_do_not_open(phone, eyes, part):
    client, server = phone
    posted = entry(server)
    first = posted[part][0]
    posted[part] = ("A" if first != "A" else "B") + posted[part][1:]
    answer = await send(client, posted)
    assert (answer.status_code, answer.json()["state"]) == (422, "mend")
    assert await count(eyes) == 0


async def test_nothing_outside_says_other_than_inside(phone, eyes):
    client, server = phone
    other_key = "01935d2e-0000-7000-8000-000000000002"
    for change in ({"url": "/log/visit"}, {"at": 1}, {"key": other_key}):
        answer = await send(client, entry(server) | change)
        assert answer.json()["state"] == "mend"
    assert (await send(client, entry(server), **{"Idempotency-Key": other_key})).status_code == 422
    assert await count(eyes) == 0


async def test_an_unknown_key_waits_and_an_unknown_form_says_so(phone, eyes):
    client, server = phone
    answer = await send(client, entry(server) | {"kid": "never-made"})
    assert (answer.status_code, answer.json()["state"]) == (503, "again")
    answer = await send(client, entry(server, url="/duties"))
    assert answer.json()["state"] == "mend"


async def test_what_is_no_picture_is_refused_in_words(phone, eyes):
    client, server = phone
    picture = {"field": "photo", "name": "photo.jpg", "type": "image/jpeg", "size": 10}  # ten x
    said = (await send(client, entry(server, files=[picture]))).json()
    assert said["state"] == "mend"
    assert "without it" in said["errors"]["photo"]


@pytest.mark.parametrize(
    "body", [{}, {"key": 1}, {"key": KEY, "user": None}, {"key": KEY, "wrapped": []}]
)
async def test_junk_is_refused_without_a_fault(phone, body):
    client, _ = phone
    answer = await client.post("/offline/entries", json={**body}, headers={"Idempotency-Key": KEY})
    assert answer.status_code in (403, 422)


async def test_a_phone_whose_clock_is_a_day_ahead_is_taken_as_now(phone, eyes):
    client, server = phone
    ahead = int((clock.now() + timedelta(days=1)).timestamp() * 1000)
    assert (await send(client, entry(server, at=ahead))).json()["state"] == "done"
    assert await eyes.fetchval("select happened_at <= now() from contacts")


async def test_a_host_sends_a_day_from_last_week(visitor, phone, eyes, home):
    client = await visitor(GUI)
    week = int((clock.now() - timedelta(days=6)).timestamp() * 1000)
    posted = sealed(phone[1], GUI.account, "/log/day", DAY, key=KEY, at=week)
    assert (await send(client, posted)).json()["state"] == "done"
    row = await eyes.fetchrow("select on_day, offline from day_logs")
    assert (row["on_day"], row["offline"]) == (clock.today() - timedelta(days=6), True)


async def test_an_illness_is_written_on_from_the_outbox(visitor, phone, eyes):
    client = phone[0]
    place = (
        await client.post("/illness/new", data={"child": str(XIAOYU.id), "adult_tonight": "family"})
    ).headers["location"]
    line = sealed(
        phone[1], PING.account, place, [("kind", "temperature"), ("value", "38.2")], key=KEY
    )
    assert (await send(client, line)).json() == {"key": KEY, "state": "done", "location": place}
    assert await eyes.fetchval("select value from illness_entries") == "38.2"


async def test_the_shell_is_anonymous_and_whole(visitor):
    """Without a cookie every page of it answers, and nothing in it names anybody."""
    client = await visitor()
    script = (await client.get("/sw.js")).text
    assert script.startswith("self.CARENET_SHELL = {")
    assert (await client.get("/sw.js")).headers["cache-control"] == "no-cache"
    for path in SHELL_PAGES:
        answer = await client.get(path)
        assert answer.status_code == 200, path
        assert path in script
        assert "outbox-user" not in answer.text


async def test_one_key_is_made_by_many_at_once(eyes, database):
    from carenet.core.envelopes import keep_phone_key

    await eyes.execute("delete from offline_keys")
    await asyncio.gather(*[keep_phone_key() for _ in range(3)])
    assert await count(eyes, "offline_keys") == 1
    private = await eyes.fetchval("select private_key from offline_keys")
    assert b"PRIVATE KEY" not in bytes(private)
