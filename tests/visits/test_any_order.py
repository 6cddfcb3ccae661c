"""Whatever happens to what phones have kept, in any order, repeated, with answers lost: the same records in the end."""

import itertools
import random
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carenet.core import clock
from tests.cast import GUI, PING, XIAOSHAN, XIAOYU
from tests.visits.sealing import sealed, send

COUNT = itertools.count(1)
"""Each example's keys are its own: one database serves them all."""
PHONES = 3
KINDS = ("day", "contact")


def entry(server, example, phone, number, kind):
    """The entry of a phone: who, which form, which fields; the same however often it is asked for."""
    one, child = (GUI, XIAOSHAN) if kind == "day" else (PING, XIAOYU)
    note = f"e{example}p{phone}n{number}"
    fields = [("child", str(child.id))]
    fields += (
        [
            ("ate", "well"),
            ("kind_line", note),
            ("on_day", str(clock.today() - timedelta(days=number))),
        ]
        if kind == "day"
        else [("kind", "call"), ("note", note)]
    )
    key = f"01935d2e-{example:04x}-7{phone:03x}-8000-{number:012x}"
    at = int((clock.now() - timedelta(hours=number)).timestamp() * 1000)
    return one, sealed(server, one.account, f"/log/{kind}", fields, key=key, at=at)


plans = st.lists(
    st.tuples(
        st.integers(0, PHONES - 1),
        st.integers(0, 3),
        st.sampled_from(KINDS),
        st.integers(1, 3),  # how often it is sent: an answer was lost, or another tab was quicker
    ),
    min_size=1, max_size=8, unique_by=lambda one: one[:3],
)  # fmt: skip


async def test_any_order_repetition_and_loss_ends_in_the_same_records(visitor, home, owes, eyes):
    server = (await (await visitor()).get("/offline/key")).json()
    clients = {one.handle: await visitor(one) for one in (GUI, PING)}

    async def records(example):
        """What the database holds of one example: each contact once, and each day's lines, in any order."""
        like = f"e{example}p%"
        notes = await eyes.fetch("select note from contacts where note like $1", like)
        lines = await eyes.fetch(
            "select kind_line from day_logs where kind_line like '%' || $1", f"e{example}p%"
        )
        found = [line for row in lines for line in row["kind_line"].split("\n")]
        return sorted([row["note"] for row in notes]), sorted(
            x for x in found if x.startswith(f"e{example}p")
        )

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(plan=plans, seed=st.integers(0, 2**32))
    async def run(plan, seed):
        example = next(COUNT)
        sends = [one for one in plan for _ in range(one[3])]
        random.Random(seed).shuffle(sends)
        for phone, number, kind, _ in sends:
            one, posted = entry(server, example, phone, number, kind)
            answer = await send(clients[one.handle], posted)
            assert answer.json()["state"] == "done", answer.json()
        for kind, found in zip(("contact", "day"), await records(example), strict=True):
            assert found == sorted(f"e{example}p{p}n{n}" for p, n, k, _ in plan if k == kind)

    await in_examples(run)


async def in_examples(run):
    """Hypothesis drives a plain function; each example runs on this test's own loop."""
    import asyncio

    loop = asyncio.get_running_loop()
    inner = run.hypothesis.inner_test

    def plain(*given_values, **named):
        asyncio.run_coroutine_threadsafe(inner(*given_values, **named), loop).result()

    run.hypothesis.inner_test = plain
    await asyncio.to_thread(run)
