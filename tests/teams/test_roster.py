"""A roster joined by the team's own invitation; its papers go out as one list and come back as results."""

from datetime import date, timedelta
from pathlib import Path

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from carenet.census.child import table_in_child
from carenet.core import clock
from carenet.core.database import transaction
from carenet.core.files import Received
from carenet.core.refusals import MayNot, NotFound
from carenet.people.services.invitations import invitation_token
from carenet.people.services.joining import Newcomer, join
from carenet.scheduling.rules.signing import NoVisit
from carenet.scheduling.services.signing import sign_up
from carenet.teams.queries.roster import results_page
from carenet.teams.queries.visits import my_team
from carenet.teams.rules.results import (
    FUTURE,
    HALF,
    NO_DAY,
    NO_RESULT,
    OTHER_NAME,
    TWICE,
    UNKNOWN,
    CannotRead,
    Given,
    compared,
    read_lines,
)
from carenet.teams.services.results import clearance_list, enter_results, take_results
from carenet.teams.services.roster import invite_to_team, leave_team, pass_lead
from carenet.teams.workbook import every_head, every_result, write_list
from tests.cast import BIN, DONG, GUO, LAN, LIAN, MEI, QIN, YE
from tests.scheduling.conftest import a_course
from tests.scheduling.test_sign_up import drain
from tests.teams.conftest import on

TODAY = date(2026, 11, 28)
HEAD = [words[0] for words in every_head().values()]
ROSTER = {BIN.person: BIN.name, DONG.person: DONG.name}


def a_line(person, name, *, identity="", declared="", result="", day="", issuer=""):
    return [str(person), name, "", "", identity, declared, result, day, issuer]


def lines_of(*rows):
    return read_lines(
        [["title"], HEAD, *rows], ROSTER, every_head(), every_result(), TODAY
    )  # fmt: skip


def test_a_line_is_read_in_either_language_and_days_as_people_write_them():
    read, other = (next(w for w, code in every_result().items() if code == "passed"), "asked for")
    first, second = lines_of(
        a_line(BIN.person, BIN.name, identity="2026/11/2", declared="2026年11月3日", result=read, day="2026-11-20", issuer="派出所"),
        a_line(DONG.person, DONG.name, result=other, day="2026.11.21"),
    )  # fmt: skip
    assert first.given == (
        Given("identity", "passed", date(2026, 11, 2)),
        Given("self_declaration", "passed", date(2026, 11, 3)),
        Given("record_check", "passed", date(2026, 11, 20), "派出所"),
    )
    assert second.given == (Given("record_check", "pending", date(2026, 11, 21)),)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (a_line(LAN.person, LAN.name), UNKNOWN),
        (a_line("nonsense", BIN.name), UNKNOWN),
        (a_line(BIN.person, DONG.name), OTHER_NAME),
        (a_line(BIN.person, BIN.name, identity="last week"), NO_DAY),
        (a_line(BIN.person, BIN.name, identity="2026-02-30"), NO_DAY),
        (a_line(BIN.person, BIN.name, identity="2026-11-29"), FUTURE),
        (a_line(BIN.person, BIN.name, result="perhaps", day="2026-11-20"), NO_RESULT),
        (a_line(BIN.person, BIN.name, result="in order"), HALF),
        (a_line(BIN.person, BIN.name, day="2026-11-20"), HALF),
    ],
)
def test_a_bad_line_says_why_and_the_others_are_taken(row, why):
    lines = lines_of(row, a_line(DONG.person, DONG.name, identity="2026-11-02"))
    assert [line.why for line in lines] == [why, None]


def test_a_number_counts_once_and_another_file_is_refused():
    twice = lines_of(a_line(BIN.person, BIN.name), a_line(BIN.person, BIN.name))
    assert [line.why for line in twice] == [None, TWICE]
    with pytest.raises(CannotRead):
        read_lines([["name"], ["x"]], ROSTER, every_head(), every_result(), TODAY)


@given(st.lists(st.lists(st.text(max_size=12), max_size=12), max_size=12))
def test_no_table_makes_the_reader_fall(table):
    try:
        lines_of(*table)
    except CannotRead:
        pytest.fail("the heads are there")


def test_beside_what_is_on_file_a_paper_is_new_the_same_or_changed():
    paper = Given("record_check", "passed", TODAY)
    assert compared(paper, None, None) == "new"
    assert compared(paper, "passed", TODAY) == "same"
    assert compared(paper, "pending", TODAY) == "changed"
    assert compared(paper, "passed", TODAY - timedelta(days=1)) == "changed"


async def newcomer(eyes, team, act, mobile="13900000021", name="陆新苗"):
    made = await invite_to_team(team, by=await act(LIAN))
    account = await join(invitation_token(made), Newcomer(name=name, mobile=mobile, sex="f"))
    return await eyes.fetchval("select person from accounts where id = $1", account)


async def test_who_joins_by_the_teams_invitation_is_on_its_roster_as_a_visitor(visiting, eyes, act):
    person = await newcomer(eyes, visiting.team, act)
    row = await eyes.fetchrow("select * from team_members where person = $1", person)
    assert (row["team"], row["visiting"], row["left_at"]) == (visiting.team, True, None)
    found = await my_team(by=await act(LIAN))
    assert person in {m.person for m in found.members if m.visiting and m.tier is None}
    assert found.invited.uses_left == 39
    again = await invite_to_team(visiting.team, by=await act(LIAN))
    assert (await my_team(by=await act(LIAN))).invited.id == again
    for one in (BIN, GUO, MEI):
        if one is MEI:  # the village where it comes
            await invite_to_team(visiting.team, by=await act(one))
            continue
        with pytest.raises(NotFound):
            await invite_to_team(visiting.team, by=await act(one))


async def test_who_leaves_the_team_gives_the_places_of_its_visits_back(visiting, eyes, act, worker):
    course = await a_course(eyes, await act(QIN), adults_max=6)
    for one in (QIN, DONG):
        await sign_up(course.on(2), by=await act(one))
    for one in (BIN, GUO):
        with pytest.raises(NotFound):
            await leave_team(visiting.team, DONG.person, by=await act(one))
    with pytest.raises(NotFound):
        await leave_team(visiting.team, LIAN.person, by=await act(LIAN))
    await leave_team(visiting.team, DONG.person, by=await act(LIAN))
    await drain(worker)
    left = await eyes.fetch("select person from sign_ups where withdrawn_at is null")
    assert [r["person"] for r in left] == [QIN.person]
    await eyes.execute("update team_members set visiting = true where person = $1", DONG.person)
    with pytest.raises(NoVisit):
        await sign_up(course.on(2), by=await act(DONG))


def back(tmp_path, rows):
    """The list as it comes back, as a file that was received."""
    path = tmp_path / "list.xlsx"
    path.write_bytes(write_list(rows, "x"))
    return Received("workbook", "list.xlsx", "", path, "xlsx")


async def test_the_list_goes_out_and_its_results_make_the_team_group_helpers(
    visiting, eyes, act, tmp_path
):
    person = await newcomer(eyes, visiting.team, act)
    lan = await act(LAN)
    for one in (MEI, LIAN, QIN):
        with pytest.raises(MayNot):
            await clearance_list(visiting.visit, "派出所", by=await act(one))
    out = tmp_path / "out.xlsx"
    out.write_bytes(await clearance_list(visiting.visit, "派出所", by=lan))
    table = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert str(person) in {row[0] for row in table}
    trail = "select detail::text from audit_events where verb = 'team list to authority'"
    assert "派出所" in await eyes.fetchval(trail)
    filled = {"number": str(person), "name": "陆新苗", "identity": on(-3), "self_declaration": on(-2), "result": "in order", "record_check": on(-1), "issuer": "派出所"}  # fmt: skip
    bad = {"number": str(BIN.person), "name": "somebody else"}
    book = await take_results(visiting.visit, back(tmp_path, [filled, bad]), by=lan)
    page = await results_page(visiting.visit, book, by=lan)
    assert (page.count("new"), page.count("faulty"), page.open) == (3, 1, 3)
    assert await eyes.fetchval("select count(*) from clearances where person = $1", person) == 0
    assert await enter_results(book, by=lan) == 3
    assert await enter_results(book, by=lan) == 0
    tier = "select app.tier_on($1, $2)"
    assert await eyes.fetchval(tier, person, on(3)) == "group"
    second = await take_results(visiting.visit, back(tmp_path, [filled, bad]), by=lan)
    assert (await results_page(visiting.visit, second, by=lan)).count("same") == 3
    changed = {**filled, "result": "not in order", "record_check": on(0)}
    third = await take_results(visiting.visit, back(tmp_path, [changed]), by=lan)
    page = await results_page(visiting.visit, third, by=lan)
    (line,) = [x for x in page.lines if x["state"] == "changed"]
    assert (line["before_result"], line["result"]) == ("passed", "failed")


async def test_results_are_an_offices_alone_also_by_the_database(visiting, eyes, act, tmp_path):
    lan = await act(LAN)
    book = await take_results(visiting.visit, back(tmp_path, []), by=lan)
    with pytest.raises(NotFound):
        await take_results(visiting.visit, back(tmp_path, []), by=await act(GUO))
    for one, seen in ((LAN, 1), (YE, 1), (MEI, 1), (GUO, 0), (QIN, 0), (LIAN, 0), (BIN, 0)):
        try:
            async with transaction(await act(one), readonly=True) as db:
                assert await db.fetchval("select count(*) from team_results") == seen, one
        except asyncpg.InsufficientPrivilegeError:
            assert seen == 0
    with pytest.raises(NotFound):
        await enter_results(book, by=await act(GUO))


def test_the_reader_in_a_process_of_its_own_gives_texts_and_days(tmp_path):
    path = Path(tmp_path / "x.xlsx")
    path.write_bytes(write_list([{"number": "n", "name": "=1+1", "identity": date(2026, 11, 2)}], "t"))  # fmt: skip
    table = table_in_child(path)
    assert table[2][:5] == ["n", "'=1+1", "", "", "2026-11-02"]


async def test_the_pages_take_the_list_and_show_the_differences(visiting, visitor, tmp_path):
    lan, at = await visitor(LAN), f"/team-visits/{visiting.visit}"
    assert (await lan.post(f"{at}/clearances", data={"recipient": ""})).status_code == 422
    got = await lan.post(f"{at}/clearances", data={"recipient": "镇派出所"})
    assert got.content.startswith(b"PK")
    row = {"number": str(DONG.person), "name": DONG.name, "identity": clock.today()}
    file = write_list([row], "x")
    sent = await lan.post(f"{at}/results", files={"workbook": ("back.xlsx", file)})
    page = sent.headers["location"]
    assert "Enter these papers" in (await lan.get(page)).text
    assert (await lan.post(f"{page}/entering")).headers["location"] == page
    assert "Enter these papers" not in (await lan.get(page)).text
    wrong = await lan.post(f"{at}/results", files={"workbook": ("back.xlsx", b"PK\x03\x04nothing")})
    assert wrong.status_code == 422
    lian = await visitor(LIAN)
    assert (await lian.post("/me/team/invitations")).headers["location"] == "/me/team#invite"
    assert "/join/" in (await lian.get("/me/team")).text
    gone = await lian.post(f"/me/team/members/{DONG.person}/ending")
    assert gone.headers["location"] == "/me/team#members"
    assert DONG.name not in (await lian.get("/me/team")).text


async def test_the_lead_passes_to_another_of_the_team_and_everything_of_it(
    visiting, act, eyes, worker
):
    lian, bin_ = await act(LIAN), await act(BIN)
    await invite_to_team(visiting.team, by=lian)
    with pytest.raises(NotFound):
        await my_team(by=bin_)
    await pass_lead(visiting.team, BIN.person, "ill until spring", by=lian)
    assert (await my_team(by=bin_)).invited is None, "an invitation was the old leader's"
    with pytest.raises(NotFound):
        await my_team(by=lian)
    await drain(worker)
    said = await eyes.fetch(
        "select kind, recipient from reminders where kind like 'team.lead%' order by kind"
    )
    assert [tuple(r) for r in said] == [
        ("team.lead", BIN.person),
        ("team.lead_passed", LIAN.person),
    ]
    trail = "select detail ->> 'because' from audit_events where verb = 'pass team lead'"
    assert await eyes.fetchval(trail) == "ill until spring"


async def test_the_lead_passes_only_inside_the_team_and_by_whom_it_concerns(visiting, act):
    for one, person in ((DONG, DONG), (LIAN, QIN), (LIAN, LIAN), (GUO, BIN), (QIN, BIN)):
        with pytest.raises(NotFound):
            await pass_lead(visiting.team, person.person, "because", by=await act(one))
    await pass_lead(visiting.team, DONG.person, "nobody answers", by=await act(LAN))


async def test_nobody_whose_work_rests_becomes_the_leader(visiting, visitor, eyes):
    await eyes.execute(
        "insert into suspensions (person, by, because, starts_at) values ($1, $1, 'x', now() - interval '1 hour')",
        DONG.person,
    )  # fmt: skip
    lian = await visitor(LIAN)
    given = {"person": str(DONG.person), "why": "ill until spring"}
    answer = await lian.post(f"/team-visits/{visiting.visit}/leader", data=given)
    assert answer.status_code == 422
    assert 'value="ill until spring"' in answer.text
    leads = "select leader from teams where id = $1"
    assert await eyes.fetchval(leads, visiting.team) == LIAN.person
    assert (
        await eyes.fetchval("select count(*) from audit_events where verb = 'pass team lead'") == 0
    )


async def test_a_reason_is_asked_for_and_nothing_typed_is_lost(visiting, visitor):
    lian = await visitor(LIAN)
    address = f"/team-visits/{visiting.visit}"
    answer = await lian.post(f"{address}/leader", data={"person": str(DONG.person), "why": ""})
    assert answer.status_code == 422
    assert f'value="{DONG.person}" selected' in answer.text
    answer = await lian.post(f"{address}/leader", data={"person": str(DONG.person), "why": "away"})
    assert answer.headers["location"] == "/week"
