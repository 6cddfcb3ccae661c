"""Concerns: raised by whoever reaches the child, sealed, never shown to whom they are about."""

import pytest

from carenet.core.refusals import NeedsSecondFactor, NotFound
from carenet.safeguarding.queries.concerns import concern_page, concerns
from carenet.safeguarding.rules.concerns import KINDS, MANDATORY
from carenet.safeguarding.services.closing import NotClosedYet, answer_closing, close_concern
from carenet.safeguarding.services.concerns import (
    raise_concern,
    take_concern,
    tell_officers,
)
from tests.cast import ADUO, BIN, FANG, GUO, LAN, MEI, PING, XIAOYU, YE

TEXT = "she came with a burnt hand and would not say why"


def test_there_are_nine_that_must_be_reported():
    assert len(MANDATORY) == 9
    assert set(MANDATORY) < set(KINDS)


async def test_a_teacher_with_one_factor_raises_one_and_the_town_reads_it(act, eyes, visitor):
    made = await raise_concern(
        XIAOYU.id, "injuries", TEXT, contact="ring me at noon", by=await act(FANG, factors=1)
    )
    row = await eyes.fetchrow("select * from concerns where id = $1", made)
    assert row["mandatory"]
    assert TEXT.encode() not in bytes(row["text"])
    one = await concern_page(made, by=await act(LAN))
    assert one.text == TEXT
    assert one.line.name == XIAOYU.name


async def test_reading_needs_two_factors(act, visitor):
    made = await raise_concern(XIAOYU.id, "worry", TEXT, by=await act(FANG))
    for one in (MEI, LAN, YE):
        by = await act(one, factors=1)
        with pytest.raises(NeedsSecondFactor):
            await concern_page(made, by=by)
        with pytest.raises(NeedsSecondFactor):
            await concerns(1, by=by)
    client = await visitor(LAN, factors=1)
    assert (await client.get("/concerns")).headers["location"].startswith("/second-factor")


async def test_the_reporter_is_the_countys_to_know(act):
    made = await raise_concern(XIAOYU.id, "worry", TEXT, contact="noon", by=await act(FANG))
    for one in (MEI, LAN):
        page = await concern_page(made, by=await act(one))
        assert page.reporter is None
        assert page.reporter_contact is None
    page = await concern_page(made, by=await act(YE))
    assert (page.reporter, page.reporter_contact) == (FANG.name, "noon")


async def test_whom_it_is_about_sees_nothing_of_it(act, eyes, worker):
    made = await raise_concern(XIAOYU.id, "other_danger", TEXT, about=MEI.person, by=await act(PING))  # fmt: skip
    mei = await act(MEI)
    with pytest.raises(NotFound):
        await concern_page(made, by=mei)
    assert (await concerns(1, by=mei)).total == 0
    with pytest.raises(NotFound):
        await take_concern(made, by=mei)
    assert (await concerns(1, by=await act(LAN))).total == 1
    from carenet.core.database import transaction

    async with transaction(worker):
        await tell_officers([{"concern": str(made)}], worker)
    told = {r["recipient"] for r in await eyes.fetch("select recipient from reminders")}
    assert told == {LAN.person, YE.person}


async def test_a_child_out_of_reach_cannot_be_asked_about(act, visitor):
    for one in (BIN, FANG, GUO):
        with pytest.raises(NotFound):
            await raise_concern(ADUO.id, "worry", TEXT, by=await act(one))
    client = await visitor(FANG)
    assert (await client.get(f"/concerns/new?child={ADUO.id}")).status_code == 404
    assert (await client.get("/concerns/new?child=x")).status_code == 404


@pytest.mark.parametrize("one", [GUO, BIN, FANG])
async def test_who_may_not_read(act, visitor, one):
    made = await raise_concern(XIAOYU.id, "worry", TEXT, by=await act(PING))
    with pytest.raises(NotFound):
        await concern_page(made, by=await act(one))


async def test_whoever_may_read_it_sees_who_answers_for_it_whatever_their_level(act):
    made = await raise_concern(XIAOYU.id, "worry", TEXT, by=await act(FANG))
    assert (await concern_page(made, by=await act(MEI))).taken_by is None
    await take_concern(made, by=await act(LAN))
    for one in (MEI, LAN, YE):
        assert (await concern_page(made, by=await act(one))).taken_by == LAN.name


async def test_one_of_the_nine_needs_the_receipt(act, eyes):
    lan = await act(LAN)
    made = await raise_concern(XIAOYU.id, "missing", TEXT, by=await act(PING))
    with pytest.raises(NotClosedYet):
        await close_concern(made, "found and well at her aunt's", "A-1234", by=lan)
    await take_concern(made, by=lan)
    for receipt in (None, "", " x "):
        with pytest.raises(NotClosedYet):
            await close_concern(made, "found and well at her aunt's", receipt, by=lan)
    await close_concern(made, "found and well at her aunt's", "A-1234", by=lan)
    await answer_closing(made, "the police say so too", agreed=True, by=await act(MEI))
    with pytest.raises(NotClosedYet):
        await close_concern(made, "found and well at her aunt's", "A-1234", by=lan)
    with pytest.raises(NotFound):
        await take_concern(made, by=await act(YE))


async def test_no_officer_closes_one_past_the_function(act, eyes):
    import asyncpg

    from carenet.core.database import transaction

    lan = await act(LAN)

    async def by_hand():
        async with transaction(lan) as db:
            await db.execute("update concerns set closed_at = now()")

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await by_hand()


async def test_every_opening_is_recorded(act, eyes):
    made = await raise_concern(XIAOYU.id, "worry", TEXT, by=await act(PING))
    before = await eyes.fetchval("select count(*) from read_log")
    await concern_page(made, by=await act(YE))
    row = await eyes.fetchrow("select account, fields from read_log order by id desc limit 1")
    assert await eyes.fetchval("select count(*) from read_log") == before + 1
    assert row["account"] == YE.account
    assert "reporter" in row["fields"]


async def test_on_the_phone_numbers_come_first_and_typed_words_survive(visitor, eyes):
    ping = await visitor(PING)
    page = await ping.get(f"/concerns/new?child={XIAOYU.id}")
    assert 'href="tel:110"' in page.text
    assert 'href="tel:12355"' in page.text
    assert XIAOYU.name not in page.text, "on a phone a child has its given name"
    wrong = await ping.post("/concerns", data={"child": str(XIAOYU.id), "text": TEXT})
    assert wrong.status_code == 422
    assert TEXT in wrong.text
    right = {"child": str(XIAOYU.id), "text": TEXT, "kind": "injuries"}
    done = await ping.post("/concerns", data=right)
    assert done.status_code in (200, 201)
    assert "must be reported" in done.text
    assert await eyes.fetchval("select count(*) from concerns") == 1
    payload = await eyes.fetchval("select payload::text from facts where name = 'ConcernRaised'")
    assert TEXT not in payload
    assert FANG.name not in payload
