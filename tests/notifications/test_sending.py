"""Sending: never lost, at most one accepted per key, every uncertain send counted and shown."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from carenet.core import clock
from carenet.core.database import transaction
from carenet.core.reminders import unremind
from carenet.notifications.services.asking import ask_one, sweep
from carenet.notifications.services.handing_over import hand_over
from carenet.notifications.services.sending import claim, pass_fence, send_one
from tests.cast import BIN, LAN, MEI
from tests.notifications.conftest import SESSION, URL
from tests.notifications.provider import Provider


async def test_a_reminder_reaches_the_inbox_and_one_outside_channel(
    say, drain, awake, provider, rows, eyes
):
    await awake(BIN)
    await say(BIN)
    await drain()
    found = await rows(BIN)
    assert {c: r["state"] for c, r in found.items()} == {"inapp": "delivered", "webhook": "sent"}
    assert provider.accepted == [found["webhook"]["id"]]
    inbox = await eyes.fetch("select * from inbox_messages where person = $1", BIN.person)
    assert [(m["kind"], m["read_at"]) for m in inbox] == [("session.soon", None)]
    assert "16:30" in inbox[0]["title"]


async def test_handing_over_twice_says_it_once(say, drain, awake, provider, eyes):
    await awake(BIN)
    await say(BIN)
    await drain()
    await eyes.execute("update reminders set state = 'due'")  # a worker died after taking it
    await drain()
    assert len(provider.accepted) == 1
    assert await eyes.fetchval("select count(*) from inbox_messages") == 1


async def test_only_one_of_two_senders_passes_the_fence(
    say, channels, worker, awake, root, database
):
    await awake(BIN)
    await say(BIN)
    await hand_over(channels, worker)
    (first,) = await claim(channels, worker)
    assert first is not None
    assert not await claim(channels, worker), "the lease keeps others away"
    passed = await asyncio.gather(*(pass_fence(first, clock.now(), worker) for _ in range(6)))
    assert [p.attempts for p in passed if p is not None] == [1]


async def test_twenty_senders_on_real_connections_send_each_message_once(
    say, channels, worker, awake, provider
):
    await awake(BIN)
    for n in range(40):
        await say(BIN, subject=f"session:{n}")
    await hand_over(channels, worker)

    async def sender():
        while await send_one(channels, URL, worker):
            pass

    await asyncio.gather(*(sender() for _ in range(20)))
    assert len(provider.posts) == 40
    assert len(set(provider.accepted)) == 40


async def test_a_worker_that_dies_between_claim_and_fence_has_sent_nothing(
    say, channels, worker, awake, provider, eyes, drain
):
    await awake(BIN)
    await say(BIN)
    await hand_over(channels, worker)
    (dead,) = await claim(channels, worker)
    await eyes.execute(
        "update outgoing set lease = now() - interval '1 second' where lease is not null"
    )
    await drain()
    assert len(provider.accepted) == 1
    assert await pass_fence(dead, clock.now(), worker) is None, "the dead one comes back too late"


async def test_a_worker_that_dies_after_the_post_is_found_out_by_asking(
    say, channels, worker, awake, provider, eyes, rows, drain
):
    await awake(BIN)
    await say(BIN)
    await hand_over(channels, worker)
    (dead,) = await claim(channels, worker)
    await pass_fence(dead, clock.now(), worker)
    provider.accepted.append(dead.id)  # the post arrived; the mark was never written
    await eyes.execute(
        "update outgoing set lease = now() - interval '1 second' where state = 'sending'"
    )
    assert (await sweep(worker))[0] == 1
    assert (await rows(BIN))["webhook"]["state"] == "uncertain"
    assert await ask_one(channels, worker)
    await drain()
    row = (await rows(BIN))["webhook"]
    assert row["state"] == "sent"
    assert row["uncertain_at"] is not None, "it is counted though it was settled"
    assert provider.asked == [dead.id]
    assert provider.accepted == [dead.id], "and not sent twice"


async def test_what_the_provider_does_not_know_is_sent_again_under_the_same_key(
    say, channels, worker, awake, provider, rows, drain
):
    await awake(BIN)
    await say(BIN)
    provider.breaks_before_taking()
    await drain()
    assert (await rows(BIN))["webhook"]["state"] == "uncertain"
    assert await ask_one(channels, worker)
    await drain()
    assert len({m.key for m in provider.posts}) == 1
    assert len(provider.posts) == 2
    assert len(provider.accepted) == 1
    assert (await rows(BIN))["webhook"]["state"] == "sent"


async def test_an_answer_lost_on_the_way_back_is_not_sent_twice(
    say, channels, worker, awake, provider, drain, rows
):
    await awake(BIN)
    await say(BIN)
    provider.takes_and_breaks()
    await drain()
    await ask_one(channels, worker)
    await drain()
    assert len(provider.posts) == 1
    assert (await rows(BIN))["webhook"]["provider_id"] == "p-found"


async def test_a_channel_that_cannot_be_asked_stays_uncertain_and_another_way_makes_sure(
    say, worker, awake, eyes, rows
):
    mute, other = Provider("email", asks=False), Provider("console")
    channels = {"email": mute, "console": other}
    await awake(BIN)
    await say(BIN)
    mute.takes_and_breaks()
    await hand_over(channels, worker)
    await send_one(channels, URL, worker)
    assert await ask_one(channels, worker)
    assert not await ask_one(channels, worker), "it is given up once"
    await send_one(channels, URL, worker)
    found = await rows(BIN)
    assert found["email"]["state"] == "uncertain"
    assert found["email"]["given_up_at"]
    assert found["console"]["state"] == "sent"
    assert len(mute.posts) == 1


async def test_a_cancelled_cause_sends_nothing(say, drain, awake, provider, worker, channels, rows):
    await awake(BIN)
    await say(BIN)
    await hand_over(channels, worker)
    async with transaction(worker):
        await unremind("session:1")
    await drain()
    assert provider.posts == []
    assert (await rows(BIN))["webhook"]["state"] == "cancelled"


async def test_a_cause_cancelled_between_claim_and_fence_sends_nothing(
    say, awake, worker, channels, provider
):
    await awake(BIN)
    await say(BIN)
    await hand_over(channels, worker)
    (taken,) = await claim(channels, worker)
    async with transaction(worker):
        await unremind("session:1")
    assert await pass_fence(taken, clock.now(), worker) is None


async def test_moved_away_and_back_it_is_said_once(say, drain, awake, provider, worker, channels):
    await awake(BIN)
    due = clock.now() - timedelta(seconds=5)
    await say(BIN, due=due)
    await hand_over(channels, worker)
    async with transaction(worker):
        await unremind("session:1")
    await say(BIN, due=due)
    await drain()
    await drain()
    assert len(provider.accepted) == 1


async def test_what_was_cancelled_while_uncertain_is_not_sent_again(
    say, drain, awake, provider, worker, channels, rows
):
    await awake(BIN)
    await say(BIN)
    provider.breaks_before_taking()
    await drain()
    async with transaction(worker):
        await unremind("session:1")
    await ask_one(channels, worker)
    await drain()
    assert len(provider.posts) == 1
    assert (await rows(BIN))["webhook"]["state"] == "cancelled"


async def test_a_message_that_is_late_for_its_use_expires(
    say, worker, awake, provider, channels, rows, travel, drain
):
    await awake(BIN)
    await say(BIN, **SESSION, useful_until=clock.now() + timedelta(minutes=10))
    await hand_over(channels, worker)
    travel(timedelta(minutes=11))
    await sweep(worker)
    await drain()
    assert provider.posts == []
    assert (await rows(BIN))["webhook"]["state"] == "expired"


async def test_a_failing_channel_is_tried_later_each_time_and_then_the_next_way_is_taken(
    say, worker, awake, rows, travel, eyes
):
    bad, good = Provider("webhook"), Provider("console")
    channels = {"webhook": bad, "console": good}
    await awake(BIN)
    await say(BIN)
    bad.is_down(99)
    await hand_over(channels, worker)
    waits, at = [], timedelta(0)
    for _ in range(20):
        await send_one(channels, URL, worker)
        row = (await rows(BIN))["webhook"]
        if row["state"] != "queued":
            break
        waits.append(row["not_before"] - clock.now())
        at += waits[-1] + timedelta(seconds=1)
        travel(at)
    assert (await rows(BIN))["webhook"]["state"] == "failed"
    assert len(waits) == 3
    assert waits == sorted(waits)
    assert waits[0] > timedelta(seconds=5)
    await send_one(channels, URL, worker)
    assert (await rows(BIN))["console"]["state"] == "sent"


async def test_when_every_channel_failed_somebody_calls(say, drain, awake, provider, rows, eyes):
    await awake(BIN)
    await say(BIN)
    provider.refuses()
    await drain()
    found = await rows(BIN)
    assert found["webhook"]["state"] == "failed"
    assert found["webhook"]["state_because"] == "no such number"
    assert found["in_person"]["state"] == "queued"
    task = await eyes.fetchrow("select * from call_tasks")
    assert (task["recipient"], task["division"]) == (BIN.person, BIN.village)
    assert "作业辅导" in task["words_to_say"]


async def test_danger_goes_first_and_is_not_held(say, worker, channels, provider, drain):
    await say(MEI, "alarm.child", "alarm:1", time="16:50", place="凤凰村儿童之家")
    await say(LAN, "duty.waiting", "duty:1")
    await drain()
    assert provider.posts[0].kind == "alarm.child"


async def test_a_message_nobody_can_word_fails_alone_and_is_shown(
    say, drain, awake, provider, eyes
):
    await awake(BIN)
    await say(BIN, "session.soon", "session:1", date="2026-11-25")
    await say(BIN, "session.soon", "session:2")
    await drain()
    bad = await eyes.fetchrow("select * from outgoing where subject = 'session:1'")
    assert (bad["channel"], bad["state"]) == ("none", "failed")
    assert "lacks" in bad["state_because"]
    assert len(provider.accepted) == 1


@pytest.mark.parametrize("state", ["queued", "sending"])
async def test_the_keys_are_the_same_in_every_attempt(say, worker, channels, awake, eyes, state):
    await awake(BIN)
    reminder = await say(BIN)
    await hand_over(channels, worker)
    before = await eyes.fetchval("select id from outgoing where channel = 'webhook'")
    await eyes.execute("delete from inbox_messages")
    await eyes.execute("delete from outgoing")
    await eyes.execute("update reminders set state = 'due' where id = $1", reminder)
    await hand_over(channels, worker)
    assert await eyes.fetchval("select id from outgoing where channel = 'webhook'") == before


async def test_a_worker_may_not_read_what_is_sealed(worker):
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction(worker) as db:
            await db.fetch("select * from child_identities")
