"""A week with nothing wrong says nothing but the reminders people asked for; one thing wrong is heard."""

from datetime import time, timedelta

import pytest

from carenet.core import clock, facts, ladders
from carenet.notifications.services.digests import make_digests
from carenet.notifications.services.handing_over import hand_over, hand_over_early
from carenet.notifications.services.inbox import answer_in_app
from carenet.notifications.services.rounds import go_round
from carenet.scheduling.services.climbing import watch_beginnings, watch_lacking
from carenet.scheduling.services.seeking import seek_for_silent
from carenet.scheduling.services.signing import sign_up
from tests.cast import BIN, CENTRE, FANG, HERE, HONG, QIN, SCHOOL, XIAOSHAN, XIAOYU
from tests.scheduling.conftest import a_course
from workers.listeners import LADDERS, LISTENERS

DAYS = 7
HOURS = ((6, 5), (9, 5), (12, 5), (14, 15), (16, 35), (17, 45), (19, 5), (21, 0))
"""When something could be said: digests, rounds, reminders, registers, the Sunday question."""
ASKED_FOR = {"session.evening", "session.soon"}


@pytest.fixture
def loops(worker):
    """Everything that runs by the clock, once."""

    async def run():
        await watch_beginnings(by=worker)
        await seek_for_silent(by=worker)
        await watch_lacking(by=worker)
        await go_round(worker)
        await hand_over_early({}, worker)
        for _ in range(6):
            done = await facts.fan_out(LISTENERS, worker) + await facts.deliver(LISTENERS, worker)
            done += await ladders.climb(LADDERS, clock.now(), worker)
            if not done + await hand_over({}, worker):
                break
        await make_digests(worker)

    return run


async def a_good_week(eyes, act):
    """Two adults at every session, a call home written down, a paper good for long, a boarder listed."""
    qin, bin_ = await act(QIN), await act(BIN)
    course = await a_course(eyes, qin, last_on=clock.today() + timedelta(days=DAYS))
    for session in course.sessions.values():
        for one in (qin, bin_):
            await sign_up(session, by=one)
    await eyes.execute(
        """insert into family_calls (child, village, guardian, kind, happened_at, received_at)
           select id, village, $1, 'own', now() + d * interval '1 day', now() from children, generate_series(0, 8) d
           where id = any($2)""",
        HONG.person, [XIAOYU.id, XIAOSHAN.id],
    )  # fmt: skip
    await eyes.execute(
        """insert into clearances (person, kind, result, starts_on, ends_on, entered_by)
           values ($1, 'record_check', 'passed', $2, $3, $1)""",
        BIN.person, clock.today() - timedelta(days=60), clock.today() + timedelta(days=300),
    )  # fmt: skip
    await eyes.execute("update schoolings set boards = true where child = $1", XIAOYU.id)
    await eyes.execute(
        """insert into weekend_leaves (child, village, office, leaves_on, goes, home_by, listed_by)
           select $1, $2, $3, current_date + d, false, now(), $4 from generate_series(0, 8) d""",
        XIAOYU.id, HERE, SCHOOL, FANG.account,
    )  # fmt: skip
    return {QIN.person: qin, BIN.person: bin_}


async def _at_the_door(eyes, now, *, skip):
    """Registers are opened when a session begins and closed when it ends, as good leads do."""
    await eyes.execute(
        """insert into registers (care_session, centre, village, opened_at, opened_by)
           select s.id, s.centre, s.village, s.starts_at, $3 from care_sessions s
           where s.centre = $1 and s.starts_at <= $2 and s.on_day is distinct from $4
             and not exists (select from registers r where r.care_session = s.id)""",
        CENTRE, now, QIN.account, skip,
    )  # fmt: skip
    await eyes.execute(
        """update registers r set closed_at = s.ends_at from care_sessions s
           where s.id = r.care_session and s.ends_at <= $1 and r.closed_at is null""",
        now,
    )


async def _answers(eyes, helpers):
    """Helpers say that they come."""
    rows = await eyes.fetch(
        """select i.id, i.person from inbox_messages i join outgoing o on o.id = i.outgoing
           where o.kind = any($1) and o.answered_at is null""",
        list(ASKED_FOR),
    )
    for row in rows:
        await answer_in_app(row["id"], "come", by=helpers[row["person"]])


async def _live(eyes, helpers, travel, loops, *, days=DAYS, skip=None):
    """Day by day, at each hour at which something could be said."""
    start = clock.today()
    for day in range(1, days + 1):
        for hour, minute in HOURS:
            wished = clock.at(start + timedelta(days=day), time(hour, minute))
            if wished <= clock.now():
                continue
            travel(clock._shift + wished - clock.now())
            await _at_the_door(eyes, wished, skip=skip)
            await loops()
            await _answers(eyes, helpers)


async def said(eyes):
    rows = await eyes.fetch("select kind, recipient from reminders where state <> 'cancelled'")
    return [(r["kind"], r["recipient"]) for r in rows]


async def test_a_week_with_nothing_wrong_says_nothing_but_what_was_asked_for(
    eyes, act, travel, loops
):
    helpers = await a_good_week(eyes, act)
    await _live(eyes, helpers, travel, loops)
    told = await said(eyes)
    assert {kind for kind, _ in told} == ASKED_FOR
    assert {person for _, person in told} == {QIN.person, BIN.person}
    assert len(told) <= 2 * 2 * DAYS
    assert len(told) >= 2 * 2 * DAYS - 2, "the first evening may have passed"
    assert not await eyes.fetchval("select count(*) from call_tasks")
    assert not await eyes.fetchval("select count(*) from alarms")
    assert not await eyes.fetchval("select count(*) from climbs where ended_at is null")
    assert {r["kind"] for r in await eyes.fetch("select kind from outgoing")} <= ASKED_FOR


async def test_the_same_week_with_one_register_forgotten_is_heard(eyes, act, travel, loops):
    helpers = await a_good_week(eyes, act)
    await _live(eyes, helpers, travel, loops, days=1, skip=clock.today() + timedelta(days=1))
    assert "alarm.register" in {kind for kind, _ in await said(eyes)}
