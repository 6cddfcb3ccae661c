"""A screening's follow-up is reminded of before its day, climbs when overdue, and no message says what it is."""

from datetime import time, timedelta

import pytest

from carenet.core import clock
from carenet.core.refusals import MayNot, NeedsSecondFactor, NotFound
from carenet.notifications.services.rounds import go_round
from carenet.notifications.wording import say
from carenet.safeguarding.queries.follow_ups import follow_ups_page
from carenet.safeguarding.rules.follow_ups import DAYS_MAX, CannotFollow
from carenet.safeguarding.services.follow_ups import close_follow_up, note_follow_up
from tests.cast import BIN, FANG, GUO, LAN, MEI, SHU, XIAOYU


@pytest.fixture
def today():
    """The day the test begins: what travels in time goes by it."""
    return clock.today()


@pytest.fixture
def at(travel, today):
    def go(days):
        wished = clock.at(today + timedelta(days=days), time(10))
        travel(clock._shift + wished - clock.now())

    return go


@pytest.fixture
def told(eyes):
    async def look(kind):
        rows = await eyes.fetch(
            "select recipient from reminders where kind = $1 and state <> 'cancelled'", kind
        )
        return {r["recipient"] for r in rows}

    return look


async def test_the_director_hears_three_days_before_and_the_township_when_nothing_was_done(
    act, worker, at, told, today
):
    at(0)
    await note_follow_up(XIAOYU.id, "mind", today, today + timedelta(days=10), by=await act(MEI))
    seen = []
    for days in (6, 7, 10, 11, 12, 13, 14):
        at(days)
        await go_round(worker)
        await go_round(worker)
        seen.append((days, await told("followup.due"), await told("followup.overdue")))
    both = {MEI.person, LAN.person}
    assert seen == [
        (6, set(), set()), (7, {MEI.person}, set()), (10, {MEI.person}, set()),
        (11, {MEI.person}, {MEI.person}), (12, {MEI.person}, {MEI.person}),
        (13, {MEI.person}, both), (14, {MEI.person}, both),
    ]  # fmt: skip


async def test_what_was_done_is_reminded_of_no_more(act, eyes, worker, at, told, today):
    at(0)
    mei = await act(MEI)
    one = await note_follow_up(XIAOYU.id, "body", today, today + timedelta(days=2), by=mei)
    await go_round(worker)
    assert await told("followup.due") == {MEI.person}
    await close_follow_up(XIAOYU.id, one, "seen", by=await act(LAN))
    assert await told("followup.due") == set(), "taken back in the same transaction"
    with pytest.raises(NotFound):
        await close_follow_up(XIAOYU.id, one, "seen", by=mei)
    at(20)
    await go_round(worker)
    assert await told("followup.overdue") == set()


async def test_a_message_says_that_something_is_due_and_nothing_of_what(
    act, eyes, worker, at, today
):
    at(0)
    await note_follow_up(XIAOYU.id, "mind", today, today, by=await act(MEI))
    await go_round(worker)
    row = await eyes.fetchrow("select * from reminders where kind = 'followup.due'")
    assert set(row["details"]) == {"date"}
    for language in ("en", "zh_Hans"):
        words = say(row["kind"], row["subject"], row["details"], language)
        assert words.path == f"/children/{XIAOYU.id}"
        assert "mind" not in words.title + words.body


async def test_it_is_kept_by_officers_with_two_factors_alone_and_every_look_is_recorded(
    act, eyes, at, today
):
    at(0)
    wish = (XIAOYU.id, "mind", today, today + timedelta(days=5))
    for one, refusal in ((BIN, MayNot), (FANG, MayNot), (GUO, NotFound)):
        with pytest.raises(refusal):
            await note_follow_up(*wish, by=await act(one))
    with pytest.raises(NeedsSecondFactor):
        await note_follow_up(*wish, by=await act(MEI, factors=1))
    await note_follow_up(*wish, by=await act(MEI))
    page = await follow_ups_page(XIAOYU.id, by=await act(LAN))
    assert [r["kind"] for r in page["rows"]] == ["mind"]
    assert await eyes.fetchval(
        "select count(*) from read_log where child = $1 and 'follow_ups' = any(fields)", XIAOYU.id
    )


@pytest.mark.parametrize(("found", "due"), [(1, 5), (0, -1), (0, DAYS_MAX + 1)])
async def test_a_day_that_cannot_be_is_refused(act, at, found, due, today):
    at(0)
    with pytest.raises(CannotFollow):
        await note_follow_up(
            XIAOYU.id, "body", today + timedelta(days=found), today + timedelta(days=due),
            by=await act(MEI),
        )  # fmt: skip


async def reach(eyes, one, child):
    await eyes.execute(
        "insert into reaches (person, child, village, because, starts_at) values ($1, $2, $3, 'duty:test', now() - interval '9 days')",
        one.person, child.id, child.village,
    )  # fmt: skip


async def test_a_counsellor_keeps_what_is_about_the_mind_of_a_child_they_reach(
    act, eyes, worker, at, told, today
):
    """Reminded of first; the director hears when it is overdue. What is about the body they neither keep nor see."""
    at(0)
    due = today + timedelta(days=3)
    await reach(eyes, SHU, XIAOYU)
    body = await note_follow_up(XIAOYU.id, "body", today, due, by=await act(MEI))
    shu = await act(SHU)
    with pytest.raises(NotFound):
        await note_follow_up(XIAOYU.id, "body", today, due, by=shu)
    with pytest.raises(NeedsSecondFactor):
        await note_follow_up(XIAOYU.id, "mind", today, due, by=await act(SHU, factors=1))
    mind = await note_follow_up(XIAOYU.id, "mind", today, due, by=shu)
    page = await follow_ups_page(XIAOYU.id, by=shu)
    assert [r["id"] for r in page["rows"]] == [mind]
    with pytest.raises(NotFound):
        await close_follow_up(XIAOYU.id, body, "seen", by=shu)
    await close_follow_up(XIAOYU.id, body, "seen", by=await act(MEI))
    await go_round(worker)
    assert await told("followup.due") == {SHU.person}
    at(4)
    await go_round(worker)
    assert await told("followup.overdue") == {SHU.person, MEI.person}
    await close_follow_up(XIAOYU.id, mind, "referred", by=await act(SHU))
    assert await told("followup.overdue") == set()


async def test_a_counsellor_whose_duty_has_ended_sees_none_of_it(act, eyes, at, today):
    at(0)
    await reach(eyes, SHU, XIAOYU)
    shu = await act(SHU)
    await note_follow_up(XIAOYU.id, "mind", today, today, by=shu)
    await eyes.execute(
        "update duties set ends_on = $2 where account = $1", SHU.account, today - timedelta(days=1)
    )
    assert (await follow_ups_page(XIAOYU.id, by=shu))["rows"] == []
