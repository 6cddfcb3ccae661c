"""A visit is proposed by one and approved by another; teams are seen by whom they concern, also by the database."""

from datetime import date, timedelta

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import MayNot, NotFound
from carenet.people.services.teams import NoSuchLeader, TeamWish, make_team
from carenet.teams.rules.visits import CannotVisit, require_visit, same_weekend, stays
from carenet.teams.services.visits import (
    DecidedAlready,
    SomebodyElseDecides,
    call_off_visit,
    decide_visit,
    propose_visit,
)
from tests.cast import BIN, CENTRE, DONG, FANG, GUO, HERE, LAN, LIAN, MEI, QIN, SHU, SYS, YE
from tests.scheduling.test_sign_up import drain, reminders_of
from tests.teams.conftest import a_stay, on

DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(0, 6))
def test_the_same_weekend_of_a_later_month_is_the_same_weekday_of_the_same_week(day, months):
    found = same_weekend(day, months)
    assert found.weekday() == day.weekday()
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert (found.day - 1) // 7 == min((day.day - 1) // 7, 3)


@given(DAYS, st.integers(-2, 20), st.sampled_from(["block", "weekend"]), st.integers(1, 6))
def test_a_block_has_at_most_fourteen_days_and_a_weekend_three(first, length, rhythm, months):
    last = first + timedelta(days=length)
    most = 14 if rhythm == "block" else 3
    good = 1 <= length + 1 <= most and (rhythm == "weekend" or months == 1)
    try:
        require_visit(rhythm, first, last, months, first, first)
    except CannotVisit:
        assert not good
    else:
        assert good
        made = stays(rhythm, first, last, months)
        assert len(made) == months
        assert made[0] == (first, last)
        assert all(b - a == last - first for a, b in made)


def test_a_visit_begins_today_at_the_earliest_and_its_agreement_is_signed():
    today = date(2026, 11, 28)
    for first, agreed in ((today - timedelta(days=1), today), (today, today + timedelta(days=1))):
        with pytest.raises(CannotVisit):
            require_visit("block", first, first, 1, agreed, today)


async def states(eyes, visit):
    rows = await eyes.fetch(
        "select state, by from team_visit_states where visit = $1 order by at, id", visit
    )
    return [(r["state"], r["by"]) for r in rows]


async def test_who_proposed_does_not_approve_and_each_state_is_a_row(team, eyes, act, worker):
    lan, ye = await act(LAN), await act(YE)
    (visit,) = await propose_visit(team, a_stay(), by=lan)
    await drain(worker)
    assert ("team.proposed", "due") in await reminders_of(eyes, YE)
    assert ("team.proposed", "due") not in await reminders_of(eyes, LAN)
    with pytest.raises(SomebodyElseDecides):
        await decide_visit(visit, approve=True, because=None, by=lan)
    with pytest.raises(CannotVisit):
        await decide_visit(visit, approve=False, because=None, by=ye)
    await decide_visit(visit, approve=True, because=None, by=ye)
    with pytest.raises(DecidedAlready):
        await decide_visit(visit, approve=False, because="zu spät", by=ye)
    assert await states(eyes, visit) == [("proposed", LAN.account), ("approved", YE.account)]
    await drain(worker)
    assert ("team.approved", "due") in await reminders_of(eyes, LIAN)
    assert ("team.approved", "due") in await reminders_of(eyes, QIN)
    await call_off_visit(visit, "大雨封路", by=await act(LIAN))
    assert (await states(eyes, visit))[-1] == ("called_off", LIAN.account)
    with pytest.raises(DecidedAlready):
        await call_off_visit(visit, "大雨封路", by=ye)


async def test_the_leader_asks_and_no_member_nor_the_village_decides(team, eyes, act):
    (visit,) = await propose_visit(team, a_stay(), by=await act(LIAN))
    for one, refusal in ((LIAN, MayNot), (MEI, MayNot), (GUO, NotFound)):
        with pytest.raises(refusal):
            await decide_visit(visit, approve=True, because=None, by=await act(one))
    await eyes.execute("update team_members set person = $1 where person = $2", LAN.person, BIN.person)  # fmt: skip
    with pytest.raises(SomebodyElseDecides):
        await decide_visit(visit, approve=True, because=None, by=await act(LAN))
    await decide_visit(visit, approve=True, because=None, by=await act(YE))


async def test_a_weekend_comes_again_each_month_and_never_twice_on_a_day(team, eyes, act):
    lan = await act(LAN)
    made = await propose_visit(team, a_stay(2, 3, rhythm="weekend", months=3), by=lan)
    assert len(made) == 3
    with pytest.raises(CannotVisit):
        await propose_visit(team, a_stay(3, 9), by=lan)
    with pytest.raises(CannotVisit):
        await propose_visit(team, a_stay(250, 251), by=lan)
    await call_off_visit(made[0], "期末考试", by=lan)
    await propose_visit(team, a_stay(2, 9), by=lan)
    assert await eyes.fetchval("select count(*) from team_visits") == 4


async def test_the_database_refuses_what_no_verb_asks(team, eyes, act):
    lan, lian, mei = await act(LAN), await act(LIAN), await act(MEI)
    (visit,) = await propose_visit(team, a_stay(), by=lan)
    write = """insert into team_visit_states (id, visit, village, state, by, because)
               values ($1, $2, $3, $4, $5, 'because')"""
    for who, state in (
        (lan, "approved"), (mei, "approved"), (lian, "approved"), (await act(YE), "over"),
        (await act(GUO), "approved"), (await act(BIN), "called_off"), (lan, "proposed"),
    ):  # fmt: skip
        with pytest.raises(asyncpg.PostgresError):
            async with transaction(who) as db:
                await db.execute(write, uuid7(), visit, HERE, state, YE.account)
    for who in (lan, lian):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(who) as db:
                await db.execute("update team_visits set state = 'approved' where id = $1", visit)
    long = """insert into team_visits (team, centre, village, rhythm, first_on, last_on, agreement, agreed_on, proposed_by)
              values ($1, $2, $3, 'block', $4, $5, 'xx', $4, $6)"""
    with pytest.raises(asyncpg.CheckViolationError):
        await eyes.execute(long, team, CENTRE, HERE, on(20), on(34), LAN.account)


async def test_a_team_is_seen_by_whom_it_concerns_and_by_nobody_else(visiting, act):
    seen = {}
    for one in (LAN, YE, MEI, QIN, LIAN, BIN, DONG, GUO, FANG, SHU, SYS):
        async with transaction(await act(one), readonly=True) as db:
            seen[one.handle] = (
                await db.fetchval("select count(*) from teams"),
                await db.fetchval("select count(*) from team_members"),
                await db.fetchval("select count(*) from team_visits"),
                await db.fetchval("select count(*) from team_visit_states"),
            )
    assert seen == {
        "lan": (1, 3, 1, 2), "ye": (1, 3, 1, 2), "mei": (1, 3, 1, 2), "qin": (1, 3, 1, 2),
        "lian": (1, 3, 1, 2), "bin": (1, 1, 1, 2), "dong": (1, 1, 1, 2), "guo": (0, 0, 0, 0),
        "fang": (0, 0, 0, 0), "shu": (0, 0, 0, 0), "sys": (0, 0, 0, 0),
    }  # fmt: skip


async def test_an_office_writes_a_team_down_by_its_leaders_number(eyes, act):
    from carenet.core.ciphers import blind

    await eyes.execute(
        "insert into contact_ways (person, kind, value, value_index) values ($1, 'own_phone', '+8613900000007', $2)",
        LIAN.person, blind("phone", "+8613900000007"),
    )  # fmt: skip
    wish = TeamWish("春晖支教队", "龙城师范学院", "13900000007", on(0), on(0), on(100))
    made = await make_team(wish, by=await act(YE))
    row = await eyes.fetchrow("select * from teams where id = $1", made)
    assert (row["leader"], row["division"]) == (LIAN.person, "450226000000")
    assert await eyes.fetchval("select count(*) from team_members where team = $1", made) == 1
    again = await make_team(wish, by=await act(YE))
    offices = await eyes.fetch("select organisation from teams where id = any ($1)", [made, again])
    assert len({r["organisation"] for r in offices}) == 1
    with pytest.raises(NoSuchLeader):
        await make_team(wish, by=await act(GUO))
    with pytest.raises(MayNot):
        await make_team(wish, by=await act(MEI))


async def test_the_pages_keep_what_was_typed_and_lead_from_the_proposal_to_the_decision(
    team, visitor
):
    lan, ye, lian = await visitor(LAN), await visitor(YE), await visitor(LIAN)
    form = {
        "team": str(team), "centre": str(CENTRE), "rhythm": "weekend", "months": "1", "agreement": "协议七号",
        "first_on": f"{on(2)}", "last_on": f"{on(9)}", "agreed_on": f"{on(0)}",
    }  # fmt: skip
    wrong = await lan.post("/team-visits", data=form)
    assert wrong.status_code == 422
    assert "at most three days" in wrong.text
    assert 'value="协议七号"' in wrong.text
    made = await lan.post("/team-visits", data={**form, "last_on": f"{on(3)}"})
    at = made.headers["location"]
    assert "春晖支教队" in (await ye.get("/team-visits?tab=proposed")).text
    assert "/decision" not in (await lan.get(at)).text
    assert "/decision" in (await ye.get(at)).text
    refused = await ye.post(f"{at}/decision", data={"answer": "refuse"})
    assert refused.status_code == 422
    done = await ye.post(f"{at}/decision", data={"answer": "approve"})
    assert done.headers["location"] == at
    mine = (await lian.get("/me/team")).text
    assert at in mine
    assert "/me/team" in (await lian.get("/me")).text
    asked = await lian.post("/me/team/visits", data={**form, "first_on": f"{on(20)}", "last_on": f"{on(21)}"})  # fmt: skip
    assert asked.status_code == 303
    assert (await (await visitor(BIN)).get("/me/team")).status_code == 404
