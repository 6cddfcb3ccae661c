"""Papers entered and voided, adults set aside, children kept from adults: what the database then says."""

from datetime import timedelta

import asyncpg
import pytest

from carenet.core import clock
from carenet.core.database import transaction
from carenet.core.refusals import NotFound
from carenet.safeguarding.rules.papers import PaperKind, Result
from carenet.safeguarding.rules.tiers import NEEDED, Tier
from carenet.safeguarding.services.clearances import (
    NotOneself,
    PaperFromTomorrow,
    enter_clearance,
    recompute,
    void_clearance,
)
from carenet.safeguarding.services.setting_aside import (
    RestrictedAlready,
    SetAsideAlready,
    lift_restriction,
    lift_suspension,
    restrict,
    suspend,
)
from tests import cast
from tests.cast import BIN, CHUN, DONG, FANG, GUO, HERE, HONG, LAN, MEI, QIN, XIAOYU, YE


@pytest.fixture
async def bare(eyes):
    """Dong without any tier or paper."""
    await eyes.execute("delete from cleared_spans where person = $1", DONG.person)
    return DONG.person


async def all_papers(person, by, start=None):
    for kind in NEEDED[Tier.CLEARED]:
        await enter_clearance(person, kind, Result.PASSED, start or clock.today(), by=by)


async def tier(eyes, person, day=None):
    return await eyes.fetchval("select app.tier_on($1, $2)", person, day or clock.today())


async def a_session(eyes, *, kind="tutoring", days=1, adults_max=3):
    """A session at Mei's centre so many days ahead."""
    day = clock.today() + timedelta(days=days)
    return await eyes.fetchval(
        """insert into care_sessions (centre, village, kind, activity, on_day, starts_at, ends_at, adults_min, adults_max, adults, children_max)
           values ($1, $2, $3, 'homework', $4::date, $4::date + time '09:00', $4::date + time '10:00', 1, $5, 0, 15) returning id""",
        cast.CENTRE, HERE, kind, day, adults_max,
    )  # fmt: skip


async def book(eyes, session, person, role="helper"):
    """A sign-up by plain SQL, past every verb."""
    await eyes.execute(
        "insert into sign_ups (care_session, person, centre, village, role, tier, signed_up_by) values ($1, $2, $3, $4, $5, '', $2)",
        session, person, cast.CENTRE, HERE, role,
    )  # fmt: skip


async def test_the_seventh_paper_clears_and_six_do_not(act, eyes, bare):
    mei = await act(MEI)
    kinds = list(NEEDED[Tier.CLEARED])
    for kind in kinds[:-1]:
        await enter_clearance(bare, kind, Result.PASSED, clock.today(), issuer="x", by=mei)
    assert await tier(eyes, bare) is None
    await enter_clearance(bare, kinds[-1], Result.PASSED, clock.today(), by=mei)
    assert await tier(eyes, bare) == "cleared"
    facts = await eyes.fetch("select payload from facts where name = 'ClearanceChanged'")
    assert [f["payload"]["narrower"] for f in facts] == [False]
    assert await eyes.fetchval("select count(*) from audit_events where verb = 'enter clearance'") == 7  # fmt: skip


async def test_nobody_enters_or_voids_its_own_papers(act, eyes):
    mei = await act(MEI)
    with pytest.raises(NotOneself):
        await enter_clearance(MEI.person, PaperKind.IDENTITY, Result.PASSED, clock.today(), by=mei)
    made = await enter_clearance(
        MEI.person, PaperKind.IDENTITY, Result.PASSED, clock.today(), by=await act(LAN)
    )
    with pytest.raises(NotOneself):
        await void_clearance(made, "I do not like it", by=mei)


async def test_the_database_refuses_ones_own_paper_too(act):
    mei = await act(MEI)

    async def past_the_verb():
        async with transaction(mei) as db:
            await db.execute(
                "insert into clearances (person, kind, result, starts_on) values ($1, 'identity', 'passed', current_date)",
                MEI.person,
            )

    with pytest.raises(asyncpg.PostgresError) as refused:
        await past_the_verb()
    assert refused.value.sqlstate == "CN006"


@pytest.mark.parametrize("one", [GUO, BIN, FANG, QIN, HONG])
async def test_who_may_not_enter_a_paper(act, bare, one):
    with pytest.raises((NotFound, asyncpg.InsufficientPrivilegeError)):
        await enter_clearance(
            bare, PaperKind.IDENTITY, Result.PASSED, clock.today(), by=await act(one)
        )


async def test_a_paper_from_tomorrow_is_a_slip(act, bare):
    with pytest.raises(PaperFromTomorrow):
        await enter_clearance(
            bare,
            PaperKind.CODE,
            Result.PASSED,
            clock.today() + timedelta(days=1),
            by=await act(MEI),
        )


async def test_a_voided_paper_ends_the_tier_from_today_and_leaves_the_past(act, eyes, bare):
    mei = await act(MEI)
    await all_papers(bare, mei)
    await eyes.execute(
        "update cleared_spans set starts_on = starts_on - 30 where person = $1", bare
    )
    paper = await eyes.fetchval(
        "select id from clearances where person = $1 and kind = 'training'", bare
    )
    await void_clearance(paper, "another person's certificate", by=mei)
    assert await tier(eyes, bare) is None
    assert await tier(eyes, bare, clock.today() - timedelta(days=1)) == "cleared"
    assert await tier(eyes, bare, clock.today() + timedelta(days=1)) is None
    last = await eyes.fetchval("select payload from facts where name = 'ClearanceChanged' order by id desc limit 1")  # fmt: skip
    assert last["narrower"]
    with pytest.raises(NotFound):
        await void_clearance(paper, "once more", by=mei)


async def test_no_officer_writes_a_tier_past_the_papers(act, eyes, bare):
    for one in (MEI, LAN, YE):
        by = await act(one)

        async def by_hand(by=by):
            async with transaction(by) as db:
                await db.execute(
                    "insert into cleared_spans (person, tier, starts_on, ends_on) values ($1, 'cleared', current_date, current_date)",
                    bare,
                )

        async def by_the_function(by=by):
            async with transaction(by) as db:
                await db.execute(
                    "select app.keep_spans($1, '[]', $2)",
                    bare, f'[["cleared", "{clock.today()}", "{clock.today()}"]]',
                )  # fmt: skip

        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await by_hand()
        with pytest.raises(asyncpg.PostgresError) as refused:
            await by_the_function()
        assert refused.value.sqlstate == "CN007"
    assert await tier(eyes, bare) is None


async def test_a_span_is_never_widened(act, eyes, bare):
    mei = await act(MEI)
    await all_papers(bare, mei)
    row = await eyes.fetchrow("select id, ends_on from cleared_spans where person = $1", bare)

    async def widen():
        async with transaction(mei) as db:
            await db.execute(
                "select app.keep_spans($1, $2, '[]')",
                bare, f'[["{row["id"]}", "{row["ends_on"] + timedelta(days=9)}"]]',
            )  # fmt: skip

    with pytest.raises(asyncpg.PostgresError) as refused:
        await widen()
    assert refused.value.sqlstate == "CN007"


async def test_what_python_computes_the_database_checks_and_both_agree(act, eyes, bare):
    """Odd dates at the very edge of each paper: keep_spans refuses nothing that the rule gives."""
    mei = await act(MEI)
    for kind in NEEDED[Tier.CLEARED]:
        for back in (364, 200, 59, 60, 61, 0):
            start = clock.today() - timedelta(days=back)
            await enter_clearance(bare, kind, Result.PASSED, start, by=mei)
    for back in (60, 59, 1):
        start = clock.today() - timedelta(days=back)
        await enter_clearance(bare, PaperKind.SELF_DECLARATION, Result.PASSED, start, by=mei)
        await enter_clearance(bare, PaperKind.RECORD_CHECK, Result.PENDING, start, by=mei)
    papers = await eyes.fetch("select id from clearances where person = $1 and kind = 'record_check' and result = 'passed'", bare)  # fmt: skip
    for paper in papers:
        await void_clearance(paper["id"], "a test of edges", by=mei)
    assert await tier(eyes, bare) == "group"
    await recompute(bare, by=mei)


async def test_an_uncleared_adult_is_not_schedulable_even_by_plain_sql(eyes, bare):
    session = await a_session(eyes)
    with pytest.raises(asyncpg.PostgresError) as refused:
        await book(eyes, session, bare)
    assert refused.value.sqlstate == "CN001"
    with pytest.raises(asyncpg.PostgresError):
        await book(eyes, session, CHUN.person)


async def test_a_group_helper_helps_and_may_not_lead_nor_counsel(eyes):
    session = await a_session(eyes)
    await book(eyes, session, DONG.person)
    for kind, role in (("tutoring", "lead"), ("counselling", "helper")):
        other = await a_session(eyes, kind=kind, days=2)
        with pytest.raises(asyncpg.PostgresError) as refused:
            await book(eyes, other, DONG.person, role)
        assert refused.value.sqlstate == "CN001"


async def test_no_sign_up_starts_after_the_papers_end(act, eyes, bare):
    mei = await act(MEI)
    await all_papers(bare, mei)
    ends = await eyes.fetchval("select max(ends_on) from cleared_spans where person = $1", bare)
    days = (ends - clock.today()).days
    await book(eyes, await a_session(eyes, days=days), bare)
    with pytest.raises(asyncpg.PostgresError) as refused:
        await book(eyes, await a_session(eyes, days=days + 1), bare)
    assert refused.value.sqlstate == "CN001"


async def test_who_is_set_aside_is_booked_for_nothing_and_reaches_nobody(act, visitor, eyes):
    lan = await act(LAN)
    session = await a_session(eyes)
    await suspend(QIN.person, "complaint under examination", by=lan)
    with pytest.raises(asyncpg.PostgresError):
        await book(eyes, session, QIN.person, "lead")
    assert await eyes.fetchval("select app.children_of($1)", QIN.person) == []
    assert await eyes.fetchval("select count(*) from facts where name = 'PersonSuspended'") == 1
    with pytest.raises(SetAsideAlready):
        await suspend(QIN.person, "complaint under examination", by=lan)
    await lift_suspension(QIN.person, "nothing was found", by=lan)
    await book(eyes, session, QIN.person, "lead")
    with pytest.raises(NotFound):
        await lift_suspension(QIN.person, "nothing was found", by=lan)


async def test_nobody_sets_itself_aside_or_back(act):
    lan = await act(LAN)
    with pytest.raises(NotOneself):
        await suspend(LAN.person, "holiday", by=lan)
    await suspend(LAN.person, "complaint", by=await act(YE))
    with pytest.raises(NotOneself):
        await lift_suspension(LAN.person, "I am back", by=lan)


@pytest.mark.parametrize("one", [GUO, BIN, QIN])
async def test_who_may_not_set_anybody_aside(act, one):
    with pytest.raises((NotFound, asyncpg.InsufficientPrivilegeError)):
        await suspend(DONG.person, "no reason of mine", by=await act(one))


async def test_a_director_sets_nobody_aside_on_the_pages(visitor):
    mei = await visitor(MEI)
    answer = await mei.post(f"/helpers/{DONG.person}/suspension", data={"because": "a reason"})
    assert answer.status_code == 403


async def test_a_restriction_beats_every_reach(act, visitor, eyes):
    mei = await act(MEI)
    assert XIAOYU.id in await eyes.fetchval("select app.children_of($1)", HONG.person)
    made = await restrict(XIAOYU.id, HONG.person, "court order of March", by=mei)
    assert XIAOYU.id not in await eyes.fetchval("select app.children_of($1)", HONG.person)
    with pytest.raises(RestrictedAlready):
        await restrict(XIAOYU.id, HONG.person, "court order of March", by=mei)
    assert await lift_restriction(made, "order lifted", by=mei) == XIAOYU.id
    assert XIAOYU.id in await eyes.fetchval("select app.children_of($1)", HONG.person)
    names = {r["name"] for r in await eyes.fetch("select name from facts")}
    assert {"ContactRestricted", "RestrictionLifted"} <= names


@pytest.mark.parametrize("one", [GUO, BIN, FANG, QIN, HONG])
async def test_who_may_not_restrict(act, one):
    with pytest.raises((NotFound, NotOneself, asyncpg.InsufficientPrivilegeError)):
        await restrict(XIAOYU.id, HONG.person, "no reason of mine", by=await act(one))


async def test_nobody_restricts_itself(act):
    with pytest.raises(NotOneself):
        await restrict(XIAOYU.id, MEI.person, "a trick", by=await act(MEI))


async def test_the_pages_enter_a_paper_say_what_is_missing_and_keep_what_was_typed(
    visitor, eyes, bare
):
    mei = await visitor(MEI)
    panel = await mei.get(f"/helpers/{bare}/papers")
    assert "record check" in panel.text
    assert "asks the police" in panel.text
    path = f"/helpers/{bare}/clearances"
    data = {
        "kind": "identity",
        "result": "passed",
        "starts_on": str(clock.today()),
        "issuer": "police",
    }
    assert (await mei.post(path, data=data)).status_code == 303
    shown = await mei.get(path)
    assert "identity card seen" in shown.text
    assert MEI.name in shown.text
    later = {**data, "starts_on": str(clock.today() + timedelta(days=3))}
    wrong = await mei.post(path, data=later)
    assert wrong.status_code == 422
    assert "future" in wrong.text
    assert 'value="police"' in wrong.text
    assert (await (await visitor(DONG)).get("/me/papers")).status_code == 200


async def test_the_restriction_page_shows_near_adults_and_is_recorded(visitor, eyes):
    mei = await visitor(MEI)
    path = f"/children/{XIAOYU.id}/restrictions"
    page = await mei.get(path)
    assert HONG.name in page.text
    assert await eyes.fetchval("select count(*) from read_log where child = $1", XIAOYU.id) == 1
    found = await mei.post(f"{path}/search", data={"q": "weibin"})
    assert BIN.name in found.text
    refused = await mei.post(path, data={"q": "weibin", "person": str(BIN.person), "because": ""})
    assert f'value="{BIN.person}" required checked' in refused.text, "who was found stays chosen"
    answer = await mei.post(path, data={"person": str(BIN.person), "because": "asked by the family"})  # fmt: skip
    assert answer.status_code == 303
    assert BIN.name in (await mei.get(path)).text
    for one in (BIN, FANG, HONG):
        assert (await (await visitor(one)).get(path)).status_code == 403


@pytest.mark.parametrize("how", ["set aside", "paper voided"])
async def test_later_places_are_given_back_and_earlier_ones_stay(act, eyes, worker, bare, how):
    from carenet.core.facts import deliver, fan_out
    from workers.listeners import LISTENERS

    lan = await act(LAN)
    await all_papers(bare, lan)
    ahead, other = await a_session(eyes, days=3), await a_session(eyes, days=4)
    for session, person in ((ahead, bare), (ahead, BIN.person), (other, bare)):
        await book(eyes, session, person)
    if how == "set aside":
        await suspend(bare, "complaint under examination", by=lan)
    else:
        paper = await eyes.fetchval(
            "select id from clearances where person = $1 and kind = 'code'", bare
        )
        await void_clearance(paper, "signed by somebody else", by=lan)
    await fan_out(LISTENERS, worker)
    while await deliver(LISTENERS, worker):
        pass
    failed = await eyes.fetch("select listener, last_error from deliveries where done_at is null")
    assert not failed
    left = await eyes.fetch("select person from sign_ups where withdrawn_at is null")
    assert [r["person"] for r in left] == [BIN.person]
    assert await eyes.fetchval("select adults from care_sessions where id = $1", other) == 0
