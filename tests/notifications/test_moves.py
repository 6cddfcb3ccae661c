"""Any sequence of moves leaves one live reminder per recipient and kind, and says it at most once."""

from datetime import timedelta
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carenet.core import clock
from carenet.core.database import transaction
from carenet.core.reminders import remind, unremind
from carenet.notifications.services.handing_over import hand_over
from carenet.notifications.services.sending import send_one
from tests.cast import BIN
from tests.notifications.conftest import SESSION, URL
from tests.notifications.provider import Provider

MOVES = st.lists(
    st.one_of(st.tuples(st.just("move"), st.integers(0, 3)), st.tuples(st.sampled_from(["off", "drain"]), st.just(0))),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=MOVES)
async def test_moves_leave_one_live_reminder(moves, worker, eyes, awake):
    await awake(BIN)
    provider = Provider()
    channels = {provider.name: provider}
    subject, start = f"session:{uuid4()}", clock.now() - timedelta(hours=1)
    live = None
    for what, slot in [*moves, ("drain", 0)]:
        if what == "drain":
            while await hand_over(channels, worker):
                pass
            while await send_one(channels, URL, worker):
                pass
            continue
        async with transaction(worker):
            await unremind(subject)
            live = start + timedelta(minutes=slot) if what == "move" else None
            if live:
                await remind("session.soon", subject, BIN.person, live, **SESSION)
    rows = await eyes.fetch("select due_at, state from reminders where subject = $1", subject)
    assert [r["due_at"] for r in rows if r["state"] in ("due", "handed_over")] == (
        [live] if live else []
    )
    assert len(provider.accepted) == len(set(provider.accepted)), "at most one accepted per key"
    if live:
        sent = await eyes.fetchval(
            """select count(*) from outgoing o join reminders r on r.id = o.reminder
               where o.subject = $1 and r.due_at = $2 and o.channel = 'webhook' and o.state = 'sent'""",
            subject, live,
        )  # fmt: skip
        assert sent == 1
