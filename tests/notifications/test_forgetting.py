"""What is long over is forgotten at night; what is young, on its way or unheard stays."""

from datetime import datetime, time, timedelta

import asyncpg
import pytest

from carenet.core import clock
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.notifications.facts import MessageAnswered
from carenet.notifications.services.forgetting import Kept, forget, is_night
from tests.cast import BIN, GUI, HERE, LAN, id_of

KEPT = Kept(messages=timedelta(days=400), facts=timedelta(days=90))
OLD = "now() - interval '500 days'"


@pytest.fixture
def at_night(travel):
    night = clock.at(clock.today() + timedelta(days=1), time(3, 0))
    travel(night - clock.now())


async def age(eyes):
    await eyes.execute(f"update outgoing set created_at = {OLD}")
    await eyes.execute(
        f"update reminders set due_at = {OLD}, changed_at = {OLD} where state <> 'due'"
    )
    await eyes.execute(f"update facts set announced_at = {OLD}")


@pytest.mark.usefixtures("at_night")
async def test_old_messages_go_with_their_reminders_and_inbox_rows(say, drain, awake, eyes, worker):
    await awake(BIN, LAN)
    await say(BIN)
    await drain()
    await age(eyes)
    await say(LAN, subject="session:2")
    await drain()
    gone = await forget(KEPT, worker)
    assert (gone["messages"], gone["reminders"]) == (2, 1)
    left = await eyes.fetch("select recipient from outgoing")
    assert {r["recipient"] for r in left} == {LAN.person}
    assert await eyes.fetchval("select count(*) from inbox_messages") == 1
    assert await eyes.fetchval("select count(*) from reminders") == 1


@pytest.mark.usefixtures("at_night")
@pytest.mark.parametrize("state", ["queued", "held", "sending", "uncertain"])
async def test_what_is_on_its_way_stays_however_old(say, drain, awake, eyes, worker, state):
    await awake(BIN)
    await say(BIN)
    await drain()
    await age(eyes)
    await eyes.execute("update outgoing set state = $1 where channel = 'webhook'", state)
    assert (await forget(KEPT, worker))["messages"] == 1
    assert [r["state"] for r in await eyes.fetch("select state from outgoing")] == [state]
    assert await eyes.fetchval("select count(*) from reminders") == 1, "its reminder stays with it"


@pytest.mark.usefixtures("at_night")
async def test_a_fact_that_somebody_has_still_to_hear_stays(eyes, worker):
    from carenet.core import facts
    from workers.listeners import LISTENERS

    for _ in range(2):
        async with transaction(worker):
            await announce(
                MessageAnswered(BIN.person, None, "session.soon", "x:1", BIN.person, "come")
            )
    await facts.fan_out(LISTENERS, worker)
    first, second = [r["id"] for r in await eyes.fetch("select id from facts order by id")]
    await eyes.execute("update deliveries set done_at = now() where fact = $1", first)
    await age(eyes)
    assert (await forget(KEPT, worker))["facts"] == 1
    assert [r["id"] for r in await eyes.fetch("select id from facts")] == [second]


async def sent_letter(eyes, name, days, people, *, open_climb=False):
    """A letter sent so many days ago, to so many people."""
    letter = id_of(name)
    await eyes.execute(
        """insert into letters (id, place, from_name, audience, title, body, again_days, again_times, sent_at, sent_by, sent_by_person)
           values ($1, $2, 'F', 'carers', 't', 'b', 3, 2, now() - $3 * interval '1 day', $4, $5)""",
        letter, HERE, days, LAN.account, LAN.person,
    )  # fmt: skip
    for one in people:
        await eyes.execute(
            "insert into letter_recipients (letter, person, village) values ($1, $2, $3)",
            letter, one.person, HERE,
        )  # fmt: skip
    if open_climb:
        await eyes.execute(
            "insert into climbs (ladder, subject, started_at, next_at) values ('letter', $1, now(), now())",
            f"letter:{letter}",
        )
    return letter


@pytest.mark.usefixtures("at_night")
async def test_a_letter_goes_with_its_list_a_batch_at_a_time_unless_its_clock_still_runs(
    eyes, worker
):
    await sent_letter(eyes, "old", 500, (BIN, LAN, GUI))
    runs = await sent_letter(eyes, "old and running", 500, (BIN,), open_climb=True)
    young = await sent_letter(eyes, "young", 300, (BIN, LAN))
    async with transaction(worker) as db:
        before = clock.now() - KEPT.messages
        assert await db.fetchval("select app.forget_letters($1, 2)", before) == 2
    assert await eyes.fetchval("select count(*) from letters") == 3, "its list is not through"
    assert (await forget(KEPT, worker))["letters"] == 2
    assert {r["id"] for r in await eyes.fetch("select id from letters")} == {runs, young}
    assert await eyes.fetchval("select count(*) from letter_recipients") == 3


async def test_by_day_nothing_is_touched(say, drain, awake, eyes, worker, travel):
    await awake(BIN)
    await say(BIN)
    await drain()
    await age(eyes)
    travel(clock.at(clock.today() + timedelta(days=1), time(12, 0)) - clock.now())
    assert await forget(KEPT, worker) == {}
    assert await eyes.fetchval("select count(*) from outgoing") == 2


@pytest.mark.parametrize(
    "what", ["forget_messages", "forget_reminders", "forget_letters", "forget_facts"]
)
async def test_nobody_can_make_the_database_forget_what_is_young(worker, what):
    with pytest.raises(asyncpg.RaiseError, match="30 days"):
        async with transaction(worker) as db:
            await db.fetchval(f"select app.{what}(now() - interval '29 days', 10)")


async def test_an_officer_cannot_make_it_forget_anything(act):
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction(await act(LAN)) as db:
            await db.fetchval("select app.forget_messages(now() - interval '900 days', 10)")


@pytest.mark.parametrize(
    ("hour", "night"), [(1, False), (2, True), (4, True), (5, False), (14, False)]
)
def test_the_night_is_that_of_the_village(hour, night):
    assert is_night(datetime(2026, 12, 31, hour, tzinfo=clock.SHANGHAI)) is night
