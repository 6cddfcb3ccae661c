"""Guardians and helpers answer; a no, or silence, passes the need on."""

from datetime import timedelta

import pytest

from carenet.children.services import NotAGuardian
from carenet.core import clock, facts, ladders
from carenet.matching.services import agree, decide, decline_proposal, publish
from carenet.matching.services.answers import NeedsVoice
from tests.cast import ADUO, HERE, HONG, LAN, LIAN, NAI, PING, XIAOSHAN, XIAOYU
from tests.matching.builders import a_draft, agreed_and_published, left_behind, proposals


async def hear(by):
    """Let the listeners hear what was announced, as the worker's tick does."""
    from workers.listeners import LADDERS, LISTENERS

    for _ in range(4):
        await facts.fan_out(LISTENERS, by)
        await facts.deliver(LISTENERS, by)
        await ladders.climb(LADDERS, clock.now(), by)


async def test_without_the_guardians_answer_the_helper_is_not_asked(act, eyes, worker):
    round_ = await a_draft(act, eyes, worker)
    await publish(round_, None, by=await act(LAN))
    assert set(await proposals(eyes, round_, "published")) == {XIAOYU.id, XIAOSHAN.id, ADUO.id}
    kinds = await eyes.fetch("select kind, recipient from reminders where state = 'due'")
    assert {(r["kind"], r["recipient"]) for r in kinds} == {
        ("consent.asked", HONG.person), ("consent.due", HONG.person)
    }  # fmt: skip


async def test_a_guardians_yes_with_the_childs_voice_asks_the_helper(act, eyes, worker):
    round_ = await a_draft(act, eyes, worker)
    await publish(round_, None, by=await act(LAN))
    by = await act(HONG)
    with pytest.raises(NeedsVoice):
        await agree(XIAOYU.id, "proxy_parent", agreed=True, child_voice=None, by=by)
    assert (
        await agree(XIAOYU.id, "proxy_parent", agreed=True, child_voice="I would like that", by=by)
        == 1
    )
    row = (await proposals(eyes, round_, "agreed"))[XIAOYU.id]
    assert (
        await eyes.fetchval(
            "select count(*) from reminders where kind like 'proposal.%' and recipient = $1 and state = 'due'",
            row["person"],
        )
        == 2
    )
    decision = await eyes.fetchrow(
        "select by, person, child_voice from proposal_decisions where what = 'agreed'"
    )
    assert (decision["by"], decision["person"]) == (HONG.account, HONG.person)
    assert decision["child_voice"] == "I would like that"


async def test_a_guardians_no_ends_what_rested_on_it_and_the_need_stays(act, eyes, worker):
    round_ = await a_draft(act, eyes, worker)
    await publish(round_, None, by=await act(LAN))
    await agree(XIAOYU.id, "proxy_parent", agreed=False, child_voice=None, by=await act(HONG))
    assert XIAOYU.id in await proposals(eyes, round_, "withdrawn")
    need = await eyes.fetchrow(
        "select met_at, closed_at from needs where child = $1 and service = 'proxy_parent'",
        XIAOYU.id,
    )
    assert need["met_at"] is need["closed_at"] is None
    assert not await eyes.fetchval(
        "select count(*) from reminders where state = 'due' and subject = $1",
        f"proposal:{(await proposals(eyes, round_, 'withdrawn'))[XIAOYU.id]['id']}",
    )


async def test_a_carer_who_is_no_guardian_cannot_agree(act, eyes, worker):
    await left_behind(eyes, XIAOYU)
    with pytest.raises(NotAGuardian):
        await agree(XIAOYU.id, "proxy_parent", agreed=True, child_voice="yes", by=await act(NAI))
    assert not await eyes.fetchval("select count(*) from consents")


async def test_a_decline_passes_the_need_to_the_next_best_at_once(act, eyes, worker):
    round_ = await agreed_and_published(act, eyes, worker)
    before = await proposals(eyes, round_, "agreed")
    asked = PING if before[XIAOYU.id]["person"] == PING.person else LIAN
    other = LIAN if asked is PING else PING
    await decline_proposal(before[XIAOYU.id]["id"], "I am moving away", by=await act(asked))
    assert set(await proposals(eyes, round_, "declined")) == {XIAOYU.id, XIAOSHAN.id}
    await hear(worker)
    after = await proposals(eyes, round_, "agreed")
    assert {after[c.id]["person"] for c in (XIAOYU, XIAOSHAN)} == {other.person}
    await decline_proposal(after[XIAOYU.id]["id"], None, by=await act(other))
    await hear(worker)
    assert XIAOYU.id not in await proposals(eyes, round_, "agreed", "published")
    assert await eyes.fetchval("select count(*) from facts where name = 'NeedLeftOpen'") == 2


async def test_silence_past_the_deadline_is_a_no_without_blame(act, eyes, worker, travel):
    round_ = await agreed_and_published(act, eyes, worker)
    before = await proposals(eyes, round_, "agreed")
    travel(timedelta(days=2))
    await hear(worker)
    assert await proposals(eyes, round_, "agreed") == before
    travel(timedelta(days=3, minutes=1))
    await hear(worker)
    after = await proposals(eyes, round_, "agreed")
    assert after[XIAOYU.id]["person"] != before[XIAOYU.id]["person"]
    assert await eyes.fetchval("select count(*) from proposal_decisions where what = 'lapsed'") == 2


async def test_the_next_best_is_not_somebody_kept_apart_since(act, eyes, worker):
    round_ = await agreed_and_published(act, eyes, worker)
    before = await proposals(eyes, round_, "agreed")
    asked = PING if before[XIAOYU.id]["person"] == PING.person else LIAN
    other = LIAN if asked is PING else PING
    for child in (XIAOYU, XIAOSHAN):
        await eyes.execute(
            """insert into restrictions (child, village, person, starts_at, by, because)
               values ($1, $2, $3, now() - interval '1 day', $3, 'court')""",
            child.id, HERE, other.person,
        )  # fmt: skip
    await decline_proposal(before[XIAOYU.id]["id"], None, by=await act(asked))
    await hear(worker)
    assert XIAOYU.id not in await proposals(eyes, round_, "agreed", "published", "draft")


async def test_a_banned_helper_is_not_the_next_best(act, eyes, worker):
    from tests.matching.builders import consent

    for child in (XIAOYU, XIAOSHAN):
        await consent(eyes, child, "proxy_parent")
    round_ = await a_draft(act, eyes, worker)
    first = await proposals(eyes, round_, "draft")
    by = await act(LAN)
    banned = first[XIAOYU.id]["person"]
    await decide(round_, "refuse", [first[XIAOYU.id]["id"]], because="quarrel", by=by)
    from tests.matching.builders import solved

    await solved(act, worker, round_)
    await publish(round_, None, by=by)
    now = (await proposals(eyes, round_, "agreed"))[XIAOYU.id]
    assert now["person"] != banned
    asked = PING if now["person"] == PING.person else LIAN
    await decline_proposal(now["id"], None, by=await act(asked))
    await hear(worker)
    assert XIAOYU.id not in await proposals(eyes, round_, "agreed", "published")
