"""A placement begins with the helper's yes: once, in time, with everything it brings or not at all."""

import asyncio
from datetime import timedelta

import pytest

from carenet.core import clock
from carenet.core.refusals import NotFound
from carenet.matching.services.answers import TooLate
from carenet.placements.services import accept_proposal, end_placement
from carenet.placements.services.beginning import CannotBegin
from tests.cast import BIN, HERE, HONG, LAN, LIAN, MEI, PING, QIN, XIAOSHAN, XIAOYU
from tests.matching.builders import agreed_and_published, consent, proposals


async def asked(eyes, round_):
    """Who was asked for the siblings, and the proposal."""
    line = (await proposals(eyes, round_, "agreed"))[XIAOYU.id]
    return (PING if line["person"] == PING.person else LIAN), line["id"]


async def begun(act, eyes, worker):
    round_ = await agreed_and_published(act, eyes, worker)
    one, proposal = await asked(eyes, round_)
    await accept_proposal(proposal, by=await act(one))
    return one


async def test_a_yes_begins_both_siblings_with_reach_load_and_what_is_owed(act, eyes, worker):
    one = await begun(act, eyes, worker)
    rows = await eyes.fetch("select * from placements where ends_on is null")
    assert {r["child"] for r in rows} == {XIAOYU.id, XIAOSHAN.id}
    assert {r["person"] for r in rows} == {one.person}
    assert {r["created_by"] for r in rows} == {one.account}
    for row in rows:
        because = f"placement:{row['id']}"
        assert (
            await eyes.fetchval(
                "select count(*) from reaches where because = $1 and ends_at is null", because
            )
            == 1
        )
        assert (
            await eyes.fetchval(
                "select count(*) from commitments where because = $1 and kind = 'load'", because
            )
            == 1
        )
        owed = await eyes.fetch("select kind from obligations where placement = $1", row["id"])
        assert {o["kind"] for o in owed} == {"monthly_call", "quarterly_meeting"}
    assert (
        await eyes.fetchval(
            "select count(*) from needs where service = 'proxy_parent' and met_at is not null"
        )
        == 2
    )
    assert await eyes.fetchval("select count(*) from facts where name = 'PlacementBegan'") == 2
    assert (
        await eyes.fetchval(
            "select count(*) from reminders where kind = 'obligation.due' and state = 'due'"
        )
        == 4
    )
    assert not await eyes.fetchval(
        "select count(*) from climbs where ended_at is null and subject like 'proposal:%' and subject in (select 'proposal:' || id from proposals where state = 'settled')"
    )


async def test_from_one_childs_page_its_adult_finds_the_other_and_both_reads_are_kept(
    act, eyes, worker, visitor
):
    one = await begun(act, eyes, worker)
    own = {
        r["child"]: r["id"] for r in await eyes.fetch("select child, id from placements where ends_on is null")
    }  # fmt: skip
    client = await visitor(one)
    client.canaries.allow(XIAOYU.name, XIAOSHAN.name)
    page = await client.get(f"/placements/{own[XIAOYU.id]}")
    assert f'href="/placements/{own[XIAOSHAN.id]}"' in page.text
    assert f'href="/children/{XIAOYU.id}"' in page.text
    assert (await client.get(f"/children/{XIAOYU.id}")).status_code == 200
    read = await eyes.fetch("select child from read_log where purpose = 'placements'")
    assert {r["child"] for r in read} == {XIAOYU.id, XIAOSHAN.id}


async def test_only_the_one_asked_can_say_yes(act, eyes, worker):
    round_ = await agreed_and_published(act, eyes, worker)
    one, proposal = await asked(eyes, round_)
    for other in (BIN, LIAN if one is PING else PING, MEI, LAN):
        with pytest.raises(NotFound):
            await accept_proposal(proposal, by=await act(other))
    assert not await eyes.fetchval("select count(*) from placements")


async def test_two_taps_at_once_begin_one_placement(act, eyes, worker):
    round_ = await agreed_and_published(act, eyes, worker)
    one, proposal = await asked(eyes, round_)
    by = await act(one)
    done = await asyncio.gather(
        *(accept_proposal(proposal, by=by) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(d, list) for d in done) == 1
    assert all(isinstance(d, list | TooLate) for d in done), done
    assert await eyes.fetchval("select count(*) from placements where child = $1", XIAOYU.id) == 1


async def test_after_the_deadline_a_yes_is_too_late(act, eyes, worker, travel):
    round_ = await agreed_and_published(act, eyes, worker)
    one, proposal = await asked(eyes, round_)
    travel(timedelta(days=4))
    with pytest.raises(TooLate):
        await accept_proposal(proposal, by=await act(one))


async def test_a_clearance_that_lapsed_meanwhile_undoes_everything(act, eyes, worker):
    round_ = await agreed_and_published(act, eyes, worker)
    one, proposal = await asked(eyes, round_)
    await eyes.execute(
        "update cleared_spans set ends_on = $2 where person = $1",
        one.person,
        clock.today() - timedelta(days=1),
    )
    with pytest.raises(CannotBegin):
        await accept_proposal(proposal, by=await act(one))
    assert await eyes.fetchval("select state from proposals where id = $1", proposal) == "agreed"
    assert not await eyes.fetchval(
        "select count(*) from reaches where because like 'placement:%' and person = $1 and child = $2",
        one.person,
        XIAOSHAN.id,
    )


async def test_a_consent_withdrawn_meanwhile_undoes_everything(act, eyes, worker):
    round_ = await agreed_and_published(act, eyes, worker)
    one, proposal = await asked(eyes, round_)
    await eyes.execute("update consents set withdrawn_at = now() where child = $1", XIAOYU.id)
    with pytest.raises(CannotBegin):
        await accept_proposal(proposal, by=await act(one))
    assert not await eyes.fetchval("select count(*) from placements")


async def test_room_holds_when_two_rounds_filled_the_same_adult(act, eyes, worker):
    round_ = await agreed_and_published(act, eyes, worker)
    one, proposal = await asked(eyes, round_)
    await eyes.execute("update proxy_parents set households_max = 0 where person = $1", one.person)
    with pytest.raises(CannotBegin):
        await accept_proposal(proposal, by=await act(one))
    assert not await eyes.fetchval("select count(*) from placements")


async def test_a_home_with_one_adult_not_cleared_takes_nobody_even_by_hand(eyes):
    from tests.cast import GUI

    family = await eyes.fetchval(
        "insert into host_families (name, village, beds, takes_girls, full_care, approved_on) values ('x', $1, 2, true, true, '2025-01-01') returning id",
        HERE,
    )
    for person in (GUI.person, BIN.person):
        await eyes.execute(
            "insert into host_family_adults (family, person, confirmed_on) values ($1, $2, current_date - 5)",
            family,
            person,
        )
    await consent(eyes, XIAOYU, "host_family")
    place = """insert into placements (child, village, kind, person, host_family, planned_from, starts_on, created_by)
               values ($1, $2, 'full_care', $3, $4, current_date, current_date, $3)"""
    await eyes.execute(place, XIAOYU.id, HERE, GUI.person, family)
    await eyes.execute("delete from placements")
    await eyes.execute("update cleared_spans set tier = 'group' where person = $1", BIN.person)
    import asyncpg

    with pytest.raises(asyncpg.PostgresError) as refused:
        await eyes.execute(place, XIAOYU.id, HERE, GUI.person, family)
    assert refused.value.sqlstate == "CN001"


async def test_an_end_takes_the_reach_and_the_load_along(act, eyes, worker):
    one = await begun(act, eyes, worker)
    placement = await eyes.fetchval("select id from placements where child = $1", XIAOSHAN.id)
    assert await end_placement(placement, "moved away", by=await act(one)) is True
    assert (
        await eyes.fetchval(
            "select count(*) from reaches where because = $1 and ends_at is null",
            f"placement:{placement}",
        )
        == 0
    )
    assert (
        await eyes.fetchval(
            "select count(*) from commitments where because = $1", f"placement:{placement}"
        )
        == 0
    )
    ending = await eyes.fetchrow("select because, asked_by, received_at from placement_endings")
    assert (ending["because"], ending["asked_by"]) == ("moved away", one.account)
    assert (
        await eyes.fetchval(
            "select count(*) from reminders where kind = 'obligation.due' and state = 'due'"
        )
        == 2
    )


async def test_somebody_elses_placement_cannot_be_ended(act, eyes, worker):
    from tests.cast import GUO

    await begun(act, eyes, worker)
    placement = await eyes.fetchval("select id from placements where child = $1", XIAOSHAN.id)
    for other in (
        GUO,
        BIN,
        HONG,
        QIN,
    ):  # a guardian and a lead reach the child, but this is not theirs
        with pytest.raises(NotFound):
            await end_placement(placement, "x", by=await act(other))
    assert await eyes.fetchval("select count(*) from placements where ends_on is null") == 2


async def test_a_consent_taken_back_ends_what_rested_on_it_before_any_worker_runs(
    act, visitor, eyes, worker
):
    from carenet.children.services import withdraw_consent
    from tests.cast import HONG
    from tests.matching.test_answers import hear

    one = await begun(act, eyes, worker)
    await withdraw_consent(
        XIAOYU.id, "proxy_parent", given_by=HONG.person, channel="app", by=await act(HONG)
    )
    live = await eyes.fetch("select child from placements where ends_on is null")
    assert [r["child"] for r in live] == [XIAOSHAN.id]
    assert not await eyes.fetchval(
        "select count(*) from reaches where person = $1 and child = $2 and because like 'placement:%' and because <> 'placement:1' and ends_at is null",
        one.person, XIAOYU.id,
    )  # fmt: skip
    assert "took the consent back" in await eyes.fetchval("select because from placement_endings")
    due = "select count(*) from reminders r join obligations o on r.subject = 'obligation:' || o.id where o.child = $1 and o.person = $2 and r.state = 'due'"
    assert not await eyes.fetchval(due, XIAOYU.id, one.person)
    await hear(worker)
    assert await eyes.fetchval("select count(*) from placement_endings") == 1
    assert await eyes.fetchval("select count(*) from facts where name = 'PlacementEnded'") == 1
    told = await eyes.fetch("select recipient from reminders where kind = 'consent.taken_back'")
    assert [r["recipient"] for r in told] == [MEI.person], "whoever looks for somebody new"
    ended = await eyes.fetchval("select placement from placement_endings")
    page = await (await visitor(MEI)).get(f"/placements/{ended}")
    assert "arrange no meeting with this adult" in page.text


async def test_a_proposal_out_ends_with_the_consent_it_rested_on(act, eyes, worker):
    from carenet.children.services import withdraw_consent
    from tests.cast import HONG
    from tests.matching.test_answers import hear

    round_ = await agreed_and_published(act, eyes, worker)
    await withdraw_consent(
        XIAOYU.id, "proxy_parent", given_by=HONG.person, channel="app", by=await act(HONG)
    )
    await hear(worker)
    assert set(await proposals(eyes, round_, "agreed")) == {XIAOSHAN.id}
