"""Any sequence of booking, moving, calling off, reviving, handing over and sending keeps the promise."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from carenet.core import clock
from carenet.core.database import transaction
from carenet.core.reminders import remind, unremind
from carenet.notifications.services.handing_over import hand_over
from carenet.notifications.services.sending import claim, pass_fence, send_one
from tests.cast import BIN, MEI
from tests.notifications.conftest import SESSION, URL
from tests.notifications.provider import Provider

PEOPLE = (BIN, MEI)
KINDS = ("session.soon", "session.evening")
ALIVE = ("due", "handed_over")
LATER = 9  # a slot that is not due while the test runs
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("book"), st.sampled_from([0, 1, 2, LATER])),
        st.tuples(st.sampled_from(["off", "hand over", "send", "claim and die"]), st.just(0)),
    ),
    min_size=2, max_size=14,
)  # fmt: skip


class Matter:
    """One subject that is booked, moved and called off; what the model says must be so."""

    def __init__(self, worker, eyes):
        self.worker, self.eyes = worker, eyes
        self.provider = Provider()
        self.channels = {self.provider.name: self.provider}
        self.subject, self.start = f"session:{uuid4()}", clock.now() - timedelta(hours=1)
        self.slot = None

    def due(self, slot):
        return self.start + (timedelta(days=1) if slot == LATER else timedelta(minutes=slot))

    async def book(self, slot):
        """Book, move or revive: what stood before is taken back in the same transaction."""
        async with transaction(self.worker):
            await unremind(self.subject)
            for one in PEOPLE:
                for kind in KINDS:
                    await remind(kind, self.subject, one.person, self.due(slot), **SESSION)
        self.slot = slot

    async def off(self, _):
        async with transaction(self.worker):
            await unremind(self.subject)
        self.slot = None

    async def hand_over(self, _):
        while await hand_over(self.channels, self.worker):
            pass

    async def send(self, _):
        while await send_one(self.channels, URL, self.worker):
            pass

    async def claim_and_die(self, _):
        """A worker takes a row and is killed before the fence; its lease lapses."""
        await claim(self.channels, self.worker)
        await self.eyes.execute(
            "update outgoing set lease = now() - interval '1 second' where lease > now()"
        )

    async def holds(self):
        live = await self.eyes.fetch(
            "select recipient, kind, due_at from reminders where subject = $1 and state = any($2)",
            self.subject, ALIVE,
        )  # fmt: skip
        wanted = 0 if self.slot is None else len(PEOPLE) * len(KINDS)
        assert len(live) == len({(r["recipient"], r["kind"]) for r in live}) == wanted
        assert {r["due_at"] for r in live} <= {self.due(self.slot or 0)}
        astray = await self.eyes.fetchval(
            """select count(*) from outgoing o join reminders r on r.id = o.reminder where o.subject = $1
               and o.state in ('queued', 'held') and r.state in ('cancelled', 'expired')""", self.subject,
        )  # fmt: skip
        assert astray == 0, "a message that waits has a live reminder"
        assert len(self.provider.accepted) == len(set(self.provider.accepted))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_one_live_reminder_per_recipient_and_kind_and_its_messages_follow(
    steps, worker, eyes, awake
):
    await awake(*PEOPLE)
    matter = Matter(worker, eyes)
    for what, slot in steps:
        await getattr(matter, what.replace(" ", "_"))(slot)
        await matter.holds()
    await matter.hand_over(0)
    await matter.send(0)
    await matter.holds()
    if matter.slot in (0, 1, 2):  # it is due: everybody has heard of this time, by both ways
        said = await eyes.fetchval(
            """select count(*) from outgoing o join reminders r on r.id = o.reminder
               where o.subject = $1 and r.due_at = $2 and o.state in ('sent', 'delivered')""",
            matter.subject, matter.due(matter.slot),
        )  # fmt: skip
        assert said == 2 * len(PEOPLE) * len(KINDS)


@pytest.mark.parametrize("lanes", [2, 4])
async def test_batches_handed_over_at_once_never_share_a_reminder(worker, eyes, awake, lanes):
    await awake(BIN)
    provider = Provider()
    async with transaction(worker):
        for n in range(60):
            await remind("session.soon", f"session:{n}", BIN.person, clock.now(), **SESSION)

    async def lane():
        return await hand_over({provider.name: provider}, worker)

    taken = await asyncio.gather(*(lane() for _ in range(lanes)))
    assert sum(taken) == 60
    assert await eyes.fetchval("select count(*) from outgoing") == 120
    assert await eyes.fetchval("select count(*) from inbox_messages") == 60


async def test_a_cancellation_and_a_fence_at_once_one_of_them_wins_whole(worker, eyes, awake):
    """Taken back before the fence nothing is posted; after it, the row says that it was on its way."""
    await awake(BIN)
    channels = {"webhook": Provider()}
    for n in range(12):
        async with transaction(worker):
            await remind("session.soon", f"race:{n}", BIN.person, clock.now(), **SESSION)
    while await hand_over(channels, worker):
        pass
    taken = await claim(channels, worker, many=12)
    assert len(taken) == 12

    async def take_back(subject):
        async with transaction(worker):
            await unremind(subject)

    ends = await asyncio.gather(
        *(
            x
            for one in taken
            for x in (pass_fence(one, clock.now(), worker), take_back(one.row["subject"]))
        )
    )
    passed = [attempts is not None for attempts in ends[::2]]
    states = {
        r["id"]: r["state"]
        for r in await eyes.fetch("select id, state from outgoing where channel = 'webhook'")
    }
    assert [states[one.id] for one in taken] == ["sending" if p else "cancelled" for p in passed]
