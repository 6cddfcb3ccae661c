"""One of the nine situations closes with two persons: no order of steps, and no raw SQL, does it with one."""

from collections.abc import Awaitable, Callable
from itertools import product

import asyncpg
import pytest

from carenet.core.database import transaction
from carenet.core.refusals import NeedsSecondFactor, Refusal
from carenet.safeguarding.services.closing import NotTheSecond, answer_closing, close_concern
from carenet.safeguarding.services.concerns import raise_concern, take_concern
from tests.cast import FANG, GUO, LAN, MEI, PING, XIAOYU, YE
from tests.scheduling.test_sign_up import drain

OUTCOME, RECEIPT, WHY = "found and well at her aunt's", "A-1234", "the police say so too"
FORGED = """
insert into concern_closings (concern, child, village, outcome, receipt, proposed_by, proposed_person)
select id, child, village, 'found and well', 'A-1234', $2, $3 from concerns where id = $1"""
SIGNED = """
update concern_closings set answered_by = $2, answered_person = $3, answered_at = now(), agreed = true,
  because = 'I say so' where concern = $1 and answered_at is null"""


async def raw(concern, sql, by, *values):
    """One statement as the application's role, in somebody's name."""
    async with transaction(by) as db:
        await db.execute(sql, concern, *values)


STEPS: dict[str, Callable[..., Awaitable[object]]] = {
    "take": lambda c, by: take_concern(c, by=by),
    "ask": lambda c, by: close_concern(c, OUTCOME, RECEIPT, by=by),
    "agree": lambda c, by: answer_closing(c, WHY, agreed=True, by=by),
    "send back": lambda c, by: answer_closing(c, WHY, agreed=False, by=by),
    "by hand": lambda c, by: raw(c, "update concerns set closed_at = now() where id = $1", by),
    "no report": lambda c, by: raw(c, "update concerns set mandatory = false where id = $1", by),
    "function": lambda c, by: raw(c, "select app.close_concern($1, 'A-1234', 'all is well')", by),
    "forge": lambda c, by: raw(c, FORGED, by, YE.account, YE.person),
    "sign": lambda c, by: raw(c, SIGNED, by, by.account, by.me),
    "sign as another": lambda c, by: raw(c, SIGNED, by, YE.account, YE.person),
}


async def stands(eyes, concern):
    """What decides what may happen next: who took it, who asks, is it closed and by whom."""
    row = await eyes.fetchrow("select taken_by, closed_at, mandatory from concerns where id = $1", concern)  # fmt: skip
    asks = await eyes.fetchrow(
        """select proposed_by, answered_by, agreed from concern_closings where concern = $1
           order by answered_at is null desc, agreed desc, proposed_at desc limit 1""",
        concern,
    )
    assert row["mandatory"]
    if row["closed_at"] is not None:
        assert asks["agreed"]
        assert asks["answered_by"] != asks["proposed_by"]
    open_ = asks["proposed_by"] if asks and asks["answered_by"] is None else None
    return row["taken_by"], open_, row["closed_at"] is not None


async def test_no_order_of_steps_closes_it_with_one_person(act, eyes):
    actors = {"mei": await act(MEI), "lan": await act(LAN)}
    fang = await act(FANG)
    seen, waiting = {}, [()]
    while waiting:
        path = waiting.pop(0)
        for who, step in product(actors, STEPS):
            concern = await raise_concern(XIAOYU.id, "missing", "words of one", by=fang)
            for one, what in (*path, (who, step)):
                try:
                    await STEPS[what](concern, actors[one])
                except (Refusal, asyncpg.PostgresError):
                    continue
            now = await stands(eyes, concern)
            if now not in seen:
                seen[now] = (*path, (who, step))
                waiting.append(seen[now])
    closed = [path for state, path in seen.items() if state[2]]
    assert closed, "it must be possible to close it at all"
    for path in closed:
        assert {who for who, _step in path} == {"mei", "lan"}
    assert len(seen) == 9, sorted(map(str, seen))


async def test_nobody_signs_in_anothers_name(act, eyes):
    mei, lan = await act(MEI), await act(LAN)
    concern = await raise_concern(XIAOYU.id, "missing", "words of one", by=await act(FANG))
    await take_concern(concern, by=lan)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await raw(concern, FORGED, lan, MEI.account, MEI.person)
    await close_concern(concern, OUTCOME, RECEIPT, by=lan)
    await raw(concern, SIGNED, lan, MEI.account, MEI.person)
    assert not await eyes.fetchval("select agreed from concern_closings")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await raw(concern, SIGNED, mei, YE.account, YE.person)
    with pytest.raises(asyncpg.PostgresError, match="closed by two"):
        await eyes.execute("update concerns set closed_at = now()")  # not even the database's owner


async def test_the_second_is_asked_and_both_names_stand_on_the_page(act, visitor, eyes, worker):
    concern = await raise_concern(XIAOYU.id, "missing", "words of one", by=await act(FANG))
    lan, mei = await visitor(LAN), await visitor(MEI)
    await lan.post(f"/concerns/{concern}/taking")
    asked = await lan.post(
        f"/concerns/{concern}/closing", data={"outcome": OUTCOME, "receipt": RECEIPT}
    )
    assert asked.status_code == 303
    assert "closed by two" in (await lan.get(f"/concerns/{concern}")).text
    await drain(worker)
    told = await eyes.fetch("select recipient from reminders where kind = 'concern.second'")
    assert {r["recipient"] for r in told} == {MEI.person, YE.person}
    own = {"answer": "agree", "because": WHY}
    assert (await lan.post(f"/concerns/{concern}/confirmation", data=own)).status_code == 422
    back = {"answer": "send_back", "because": "the receipt is of another child"}
    assert (await mei.post(f"/concerns/{concern}/confirmation", data=back)).status_code == 303
    await drain(worker)
    sent = await eyes.fetch("select recipient from reminders where kind = 'concern.sent_back'")
    assert [r["recipient"] for r in sent] == [LAN.person]
    await lan.post(f"/concerns/{concern}/closing", data={"outcome": OUTCOME, "receipt": RECEIPT})
    assert (await mei.post(f"/concerns/{concern}/confirmation", data=own)).status_code == 303
    page = (await mei.get(f"/concerns/{concern}")).text
    for words in (LAN.name, MEI.name, WHY, "another child", "Settled"):
        assert words in page


async def test_whom_it_is_about_a_stranger_and_one_factor_confirm_nothing(act):
    concern = await raise_concern(
        XIAOYU.id, "abandoned", "words of one", about=MEI.person, by=await act(PING)
    )
    await take_concern(concern, by=await act(LAN))
    await close_concern(concern, OUTCOME, RECEIPT, by=await act(LAN))
    for one in (MEI, GUO):
        with pytest.raises(NotTheSecond):
            await answer_closing(concern, WHY, agreed=True, by=await act(one))
    with pytest.raises(NeedsSecondFactor):
        await answer_closing(concern, WHY, agreed=True, by=await act(YE, factors=1))
    await answer_closing(concern, WHY, agreed=True, by=await act(YE))


async def test_an_ordinary_worry_is_closed_by_one(act, eyes):
    concern = await raise_concern(XIAOYU.id, "worry", "words of one", by=await act(FANG))
    await take_concern(concern, by=await act(MEI))
    assert await close_concern(concern, OUTCOME, None, by=await act(MEI))
