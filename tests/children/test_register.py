"""The child's record: who may write it, what the rules find, and what a move does."""

from datetime import timedelta

import pytest

from carenet.children.services import (
    Adult,
    AnotherVillage,
    BackBeforeLeaving,
    InFuture,
    LeftBefore,
    NewChild,
    NoSuchVillage,
    NotAGuardian,
    NothingToWithdraw,
    ParentSaid,
    SameVillage,
    School,
    change_details,
    end_guardianship,
    give_consent,
    join_household,
    leave_register,
    move_child,
    name_carer,
    name_guardian,
    note_attempt,
    note_separation,
    plan_week,
    receive_child,
    recompute_findings,
    register_child,
    say_where,
    seal_identity,
    set_hukou,
    set_school,
    take_in,
    withdraw_consent,
)
from carenet.core import clock
from carenet.core.database import reading
from carenet.core.refusals import MayNot, NotFound
from carenet.people.services import Way
from tests.cast import (
    BIN,
    FAR,
    GUO,
    HERE,
    HONG,
    LAN,
    MEI,
    NAI,
    QIN,
    SCHOOL,
    SHITOU,
    THERE,
    XIAOSHAN,
    XIAOYU,
    YUAN,
)

NEW = NewChild(
    "石新来", HERE, sex="f", birth_date=clock.today().replace(day=1) - timedelta(days=9 * 365)
)


async def sees(actor, child) -> bool:
    async with reading(actor) as db:
        return await db.fetchval("select true from children where id = $1", child) or False


async def test_a_director_registers_a_child_and_the_rules_find_by_both_versions(act, eyes):
    mei = await act(MEI)
    child = await register_child(NEW, by=mei, judge=False)
    left = clock.today() - timedelta(days=200)
    await set_hukou(child, HERE, None, by=mei, judge=False)
    await set_school(child, School("primary", SCHOOL, "3", "2"), by=mei, judge=False)
    for parent in ("father", "mother"):
        said = ParentSaid(parent, "away", clock.today(), left_on=left, works_at="广东")
        assert await say_where(child, said, by=mei, judge=False)
        assert not await say_where(child, said, by=mei, judge=False)
    await name_carer(child, Adult("石老太", "grandmother_p", "+8615400001234"), by=mei)
    rows = await eyes.fetch(
        "select version, holds, since, reasons from findings where child = $1 and ended_on is null",
        child,
    )
    found = {r["version"]: r for r in rows}
    assert set(found) == {"liu2018", "guo2016", "newly_away"}
    assert found["liu2018"]["holds"]
    assert found["guo2016"]["holds"]
    assert found["guo2016"]["since"] == left
    assert not found["newly_away"]["holds"]
    assert all(r["reasons"] for r in rows)
    urgency = await eyes.fetchrow("select * from urgencies where child = $1", child)
    assert urgency["reasons"]


async def test_findings_are_dated_rows_that_end_and_an_unchanged_day_writes_nothing(act, eyes):
    mei = await act(MEI)
    assert await recompute_findings(XIAOYU.id, by=mei)
    before = await eyes.fetchval("select count(*) from findings")
    assert not await recompute_findings(XIAOYU.id, by=mei)
    assert await eyes.fetchval("select count(*) from findings") == before
    home = ParentSaid("mother", "home", clock.today(), back_on=clock.today() - timedelta(days=60))
    await say_where(XIAOYU.id, home, by=mei)
    open_, ended = await eyes.fetchrow(
        """select count(*) filter (where ended_on is null), count(*) filter (where ended_on is not null)
           from findings where child = $1""",
        XIAOYU.id,
    )
    assert open_ == 3
    assert ended >= 1
    assert await eyes.fetchval("select name from facts where name = 'UrgencyChanged' limit 1")


async def test_nobody_registers_a_child_outside_the_own_scope(act, eyes):
    before = await eyes.fetchval("select count(*) from children")
    with pytest.raises(MayNot):
        await register_child(NEW, by=await act(GUO))
    with pytest.raises(MayNot):
        await register_child(NEW, by=await act(BIN))
    with pytest.raises(MayNot):
        await register_child(NewChild("石头二", FAR), by=await act(MEI))
    with pytest.raises(NoSuchVillage):
        await register_child(NewChild("石头三", HERE[:9] + "999"), by=await act(LAN))
    assert await eyes.fetchval("select count(*) from children") == before


async def test_an_officer_elsewhere_changes_nothing_of_a_child(act):
    guo = await act(GUO)
    for verb in (
        change_details(XIAOYU.id, NEW, by=guo),
        set_school(XIAOYU.id, School("primary"), by=guo),
        name_guardian(XIAOYU.id, Adult("外人", "other"), by=guo),
        name_carer(XIAOYU.id, None, by=guo),
        say_where(XIAOYU.id, ParentSaid("father", "home", clock.today()), by=guo),
        move_child(XIAOYU.id, FAR, by=guo),
        seal_identity(XIAOYU.id, number="450226201703140025", by=guo),
        leave_register(XIAOYU.id, "x", by=guo),
        plan_week(XIAOYU.id, {1: "home"}, by=guo),
    ):
        with pytest.raises(NotFound):
            await verb


async def test_a_lead_takes_in_a_child_at_the_own_place_only(act, eyes):
    qin = await act(QIN)
    child = await take_in(NewChild("吴新客", HERE), by=qin, phone="+8615400009999")
    assert await sees(qin, child)
    assert await eyes.fetchval("select short_record from children where id = $1", child)
    import asyncpg

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await take_in(NewChild("吴新客", FAR), by=qin)


async def test_siblings_share_one_guardian_and_one_carer_found_by_name_and_number(act, eyes):
    mei = await act(MEI)
    one = await register_child(NEW, by=mei)
    two = await register_child(NewChild("石后来", HERE), by=mei)
    mother = Adult("石妈妈", "mother", "+8615400005678")
    for child in (one, two):
        assert await name_guardian(child, mother, by=mei)
        assert not await name_guardian(child, mother, by=mei)
    rows = await eyes.fetch("select person from guardians where child = any($1)", [one, two])
    assert len(rows) == 2
    assert len({r["person"] for r in rows}) == 1


async def test_the_end_of_guardianship_and_separation_end_reach_at_once(act, eyes):
    mei, hong = await act(MEI), await act(HONG)
    for child, verb in ((XIAOYU, end_guardianship), (XIAOSHAN, note_separation)):
        assert await sees(hong, child.id)
        row = await eyes.fetchval("select id from guardians where child = $1", child.id)
        await verb(row, by=mei)
        assert not await sees(hong, child.id)


async def test_another_carer_ends_the_reach_of_the_former(act):
    mei, nai = await act(MEI), await act(NAI)
    assert await sees(nai, XIAOYU.id)
    way = Way("neighbour", "+8615400004321", "吴邻居", clock.today())
    assert await name_carer(XIAOYU.id, Adult("吴姑姑", "aunt_p", way=way), by=mei)
    assert not await sees(nai, XIAOYU.id)
    assert await sees(nai, XIAOSHAN.id)


async def test_three_tries_by_two_ways_put_the_child_first(act, eyes):
    mei = await act(MEI)
    for way in ("phone", "phone", "visit"):
        await note_attempt(XIAOYU.id, HONG.person, way, reached=False, by=mei)
    row = await eyes.fetchrow(
        "select tier, reasons from urgencies where child = $1 and ended_on is null", XIAOYU.id
    )
    assert row["tier"] <= 1
    assert any("guardian could not be reached" in r["msgid"] for r in row["reasons"])
    with pytest.raises(NotAGuardian):
        await note_attempt(XIAOYU.id, NAI.person, "phone", reached=True, by=mei)


async def test_a_move_blinds_the_old_village_at_once_and_takes_the_whole_file(act, eyes):
    mei, lan, qin = await act(MEI), await act(LAN), await act(QIN)
    assert await sees(qin, XIAOYU.id)
    await plan_week(XIAOYU.id, dict.fromkeys(range(1, 8), "home"), by=mei)
    await move_child(XIAOYU.id, THERE, by=mei)
    assert not await sees(mei, XIAOYU.id)
    assert not await sees(qin, XIAOYU.id)
    assert await sees(lan, XIAOYU.id)
    for table in ("care_places", "guardians", "carers", "reaches", "absences", "schoolings"):
        assert not await eyes.fetchval(
            f"select count(*) from {table} where child = $1 and village <> $2", XIAOYU.id, THERE
        ), table
    assert not await eyes.fetchval(
        "select count(*) from week_plan_nights where child = $1 and ends_on is null", XIAOYU.id
    )
    with pytest.raises(NotFound):
        await move_child(XIAOYU.id, HERE, by=mei)
    await receive_child(XIAOYU.id, by=lan)
    with pytest.raises(NotFound):
        await receive_child(XIAOYU.id, by=lan)


async def test_a_move_to_nowhere_to_the_same_place_or_into_the_future_is_refused(act):
    mei = await act(MEI)
    with pytest.raises(SameVillage):
        await move_child(XIAOYU.id, HERE, by=mei)
    with pytest.raises(NoSuchVillage):
        await move_child(XIAOYU.id, "450226101999", by=mei)
    with pytest.raises(InFuture):
        await move_child(XIAOYU.id, THERE, by=mei, on_day=clock.today() + timedelta(days=1))


async def test_coming_back_before_leaving_is_refused(act):
    today = clock.today()
    said = ParentSaid("father", "away", today, left_on=today, back_on=today - timedelta(days=1))
    with pytest.raises(BackBeforeLeaving):
        await say_where(XIAOYU.id, said, by=await act(MEI))


async def test_a_roof_in_another_village_is_refused(act, eyes):
    lan = await act(LAN)
    there = await join_household(SHITOU.id, None, by=lan, name="杨家")
    with pytest.raises(AnotherVillage):
        await join_household(XIAOYU.id, there, by=lan)
    with pytest.raises(NotFound):
        await join_household(YUAN.id, there, by=lan)


async def test_a_guardian_agrees_on_the_phone_and_takes_it_back(act, eyes):
    hong = await act(HONG)
    own = {"given_by": HONG.person, "channel": "app"}
    await give_consent(XIAOYU.id, "volunteer", agreed=True, child_voice="想去", **own, by=hong)

    async def holds() -> bool:
        return await eyes.fetchval(
            "select app.consented($1, 'volunteer', $2)", XIAOYU.id, clock.today()
        )

    assert await holds()
    await withdraw_consent(XIAOYU.id, "volunteer", **own, by=hong)
    assert not await holds()
    with pytest.raises(NothingToWithdraw):
        await withdraw_consent(XIAOYU.id, "volunteer", **own, by=hong)
    names = [r["name"] for r in await eyes.fetch("select name from facts order by id")]
    assert names[-2:] == ["ConsentGiven", "ConsentWithdrawn"]


async def test_a_carer_is_no_guardian_and_nobody_agrees_for_another(act):
    nai, mei = await act(NAI), await act(MEI)

    async def photo(agreed, giver, by):
        await give_consent(
            XIAOYU.id, "photo", agreed=agreed, given_by=giver.person, channel="phone", by=by
        )

    with pytest.raises(NotAGuardian):
        await photo(True, NAI, nai)
    with pytest.raises(MayNot):
        await photo(True, HONG, nai)
    with pytest.raises(NotFound):
        await photo(True, GUO, await act(GUO))
    await photo(False, HONG, mei)


async def test_a_number_is_sealed_and_one_known_elsewhere_becomes_a_case_without_a_word(act, eyes):
    lan = await act(LAN)
    number = "450226201703140025"
    assert await seal_identity(XIAOYU.id, number=number, by=lan)
    assert not await seal_identity(XIAOYU.id, number=number, by=lan)
    assert await seal_identity(SHITOU.id, number=number, by=lan)
    row = await eyes.fetchrow("select * from child_identities where child = $1", XIAOYU.id)
    assert number.encode() not in row["id_number"]
    assert await eyes.fetchval("select count(*) from child_merges") == 1
    assert await seal_identity(XIAOYU.id, pupil_number="G450226201703140025", by=lan)
    again = await eyes.fetchrow("select * from child_identities where child = $1", XIAOYU.id)
    assert again["id_number"] == row["id_number"]
    assert again["pupil_number"]


async def test_a_child_that_leaves_the_register_is_out_of_everybodys_reach_but_the_officers(act):
    mei, nai = await act(MEI), await act(NAI)
    await leave_register(XIAOYU.id, "年满十八", by=mei)
    assert not await sees(nai, XIAOYU.id)
    assert await sees(mei, XIAOYU.id)
    with pytest.raises(LeftBefore):
        await leave_register(XIAOYU.id, "年满十八", by=mei)
