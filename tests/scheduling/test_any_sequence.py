"""Any sequence of sign-up, withdrawal, promotion, calling off, moving and leave keeps what is promised."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carenet.core import clock, facts
from carenet.core.refusals import Refusal
from carenet.scheduling.services.changing import call_off, move_session
from carenet.scheduling.services.signing import sign_up, withdraw
from carenet.scheduling.services.waiting import keep_place, stop_waiting, wait_for_place
from tests.cast import BIN, DONG, GUI, LIAN, PING, QIN
from tests.scheduling.conftest import Course, a_course
from workers.listeners import LISTENERS

PEOPLE = (BIN, LIAN, DONG, GUI, PING)
DAYS = (3, 4)
WHO, DAY = st.sampled_from(PEOPLE), st.sampled_from(DAYS)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["sign_up", "sign_up", "withdraw", "wait", "stop", "keep"]), WHO, DAY),
        st.tuples(st.sampled_from(["call_off", "move", "promote"]), st.just(QIN), DAY),
        st.tuples(st.just("leave"), WHO, DAY),
    ),
    min_size=6, max_size=16,
)  # fmt: skip
BROKEN = """
select 'more adults than places' as what, s.id::text from care_sessions s
  where s.adults > s.adults_max or s.adults <> (select count(*) from sign_ups u where u.care_session = s.id and u.withdrawn_at is null)
union all select 'two live places', u.person::text from sign_ups u where u.withdrawn_at is null group by u.care_session, u.person having count(*) > 1
union all select 'in two places at once', a.person::text from sign_ups a join care_sessions s on s.id = a.care_session
  join sign_ups b on b.person = a.person and b.id > a.id join care_sessions t on t.id = b.care_session
  where a.withdrawn_at is null and b.withdrawn_at is null and s.cancelled_at is null and t.cancelled_at is null
    and tstzrange(s.starts_at, s.ends_at, '[)') && tstzrange(t.starts_at, t.ends_at, '[)')
union all select 'a place without its hours', u.id::text from sign_ups u join care_sessions s on s.id = u.care_session
  where u.withdrawn_at is null and s.cancelled_at is null and not exists (select from commitments c where c.person = u.person
    and c.because = 'session:' || s.id and c.starts_at = s.starts_at and c.ends_at = s.ends_at)
union all select 'hours without a place', c.person::text from commitments c where c.because like 'session:%'
  and not exists (select from sign_ups u join care_sessions s on s.id = u.care_session where u.person = c.person
    and u.withdrawn_at is null and s.cancelled_at is null and c.because = 'session:' || s.id)
union all select 'a withdrawal without a word', u.id::text from sign_ups u where u.withdrawn_at is not null
  and not exists (select from withdrawals w where w.sign_up = u.id)
union all select 'waits twice', w.person::text from waitings w where w.ended_at is null group by w.care_session, w.person having count(*) > 1
union all select 'reminded of what is given back', r.id::text from reminders r where r.state = 'due' and r.kind in ('session.evening', 'session.soon')
  and not exists (select from sign_ups u where u.person = r.recipient and 'session:' || u.care_session = r.subject and u.withdrawn_at is null)
union all select 'reminded twice', r.recipient::text from reminders r where r.state = 'due' and r.kind in ('session.evening', 'session.soon')
  group by r.subject, r.recipient, r.kind having count(*) > 1"""


async def drain(worker: Any) -> None:
    """The worker hears what happened."""
    for _ in range(4):
        if not await facts.fan_out(LISTENERS, worker) + await facts.deliver(LISTENERS, worker):
            return


async def happen(what: str, by: Any, day: int, course: Course, worker: Any) -> None:
    """One thing somebody does; a refusal is an answer like another."""
    session = course.on(day)
    moved = clock.today() + timedelta(days=40 + day)
    verbs: dict[str, Callable[[], Awaitable[Any]]] = {
        "sign_up": lambda: sign_up(session, by=by),
        "withdraw": lambda: withdraw(session, "ill", by=by),
        "wait": lambda: wait_for_place(session, by=by),
        "stop": lambda: stop_waiting(session, by=by),
        "keep": lambda: keep_place(session, by=by),
        "call_off": lambda: call_off(session, "flood", by=by),
        "move": lambda: move_session(session, moved, time(9), time(10), by=by),
        "promote": lambda: drain(worker),
        "leave": lambda: withdraw_all(course, by),
    }
    try:
        await verbs[what]()
    except Refusal:
        return


async def withdraw_all(course: Course, by: Any) -> None:
    """Somebody is away: every place is given back."""
    for day in DAYS:
        try:
            await withdraw(course.on(day), "away", by=by)
        except Refusal:
            continue


@pytest.mark.filterwarnings("ignore")
async def test_any_sequence_of_steps_keeps_what_is_promised(act, eyes, worker):
    acting = {one.handle: await act(one) for one in (*PEOPLE, QIN)}
    qin, loop, hours = acting["qin"], asyncio.get_running_loop(), itertools.cycle(range(8, 18))
    courses: list[Course] = []

    async def one_example(steps: list[tuple[str, Any, int]]) -> None:
        # A course of its own each time: what stood before stays, and must stay sound as well.
        hour = next(hours)
        courses.append(await a_course(
            eyes, qin, starts_at=time(hour), ends_at=time(hour, 50), room=None, title=f"{hour}",
            last_on=clock.today() + timedelta(days=5),
        ))  # fmt: skip
        for what, one, day in steps:
            await happen(what, acting[one.handle], day, courses[-1], worker)
            broken = await eyes.fetch(BROKEN)
            assert not broken, (what, one.handle, day, [tuple(r) for r in broken])
        await drain(worker)
        assert not await eyes.fetch(BROKEN)

    @settings(
        max_examples=9, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(STEPS)
    def search(steps: list[tuple[str, Any, int]]) -> None:
        asyncio.run_coroutine_threadsafe(one_example(steps), loop).result()

    await asyncio.to_thread(search)
