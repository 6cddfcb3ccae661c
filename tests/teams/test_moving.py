"""A visit gets other days: asked by one, decided by another; what fits stays, the rest goes back, all touched are told."""

import asyncio
from datetime import date, timedelta

import asyncpg
import pytest

from carenet.core.database import transaction
from carenet.core.refusals import NotFound
from carenet.scheduling.services.signing import sign_up
from carenet.teams.queries.visits import visit_page
from carenet.teams.rules.visits import CannotVisit, require_move
from carenet.teams.services.moving import SayWhy, ask_to_move, decide_move, take_back_move
from carenet.teams.services.visits import (
    DecidedAlready,
    SomebodyElseDecides,
    call_off_visit,
    decide_visit,
    propose_visit,
)
from tests.cast import BIN, DONG, FANG, GUO, LAN, LIAN, MEI, QIN, YE
from tests.scheduling.conftest import a_course
from tests.scheduling.test_sign_up import drain, reminders_of
from tests.teams.conftest import a_stay, on

WHY = "校车那天坏了"


async def days_of(eyes, visit):
    row = await eyes.fetchrow("select first_on, last_on from team_visits where id = $1", visit)
    return row["first_on"], row["last_on"]


async def test_what_fits_stays_the_rest_goes_back_and_everybody_touched_hears_once(
    visiting, eyes, act, worker
):
    qin, lian, lan, ye = [await act(one) for one in (QIN, LIAN, LAN, YE)]
    course = await a_course(eyes, qin, adults_max=6)
    for day in (2, 3):
        await sign_up(course.on(day), by=qin)
        await sign_up(course.on(day), by=await act(BIN))
    assert await ask_to_move(visiting.visit, on(3), on(4), WHY, by=lian) == "asked"
    await drain(worker)
    assert ("team.move_asked", "due") in await reminders_of(eyes, LAN)
    assert await days_of(eyes, visiting.visit) == (on(2), on(3)), "nobody has decided yet"
    page = await visit_page(visiting.visit, by=ye)
    assert page.may_decide_move
    found = page.effect
    assert (found.places_kept, found.places_back, found.alone, found.short) == (1, 1, 1, 0)
    assert [s["id"] for s in found.new] == [course.on(4)]
    await decide_move(visiting.visit, approve=True, because=None, by=ye)
    await drain(worker)
    assert await days_of(eyes, visiting.visit) == (on(3), on(4))
    rows = await eyes.fetch(
        "select care_session, person from sign_ups where withdrawn_at is null and person <> $1", QIN.person
    )  # fmt: skip
    assert {tuple(r) for r in rows} == {(course.on(3), BIN.person)}
    told = await eyes.fetch("select recipient, count(*) as n from reminders where kind = 'team.moved' group by 1")  # fmt: skip
    assert {r["recipient"] for r in told} == {one.person for one in (LIAN, BIN, DONG, QIN)}
    assert {r["n"] for r in told} == {1}
    climbs = "select started_at from climbs where ladder = 'team_handover' and ended_at is null"
    (climb,) = await eyes.fetch(climbs)
    assert climb["started_at"].date() == on(4)
    roster = await eyes.fetchval("select count(*) from team_members where left_at is null")
    assert roster == 3
    await sign_up(course.on(4), by=qin)
    await sign_up(course.on(4), by=await act(DONG))
    with pytest.raises(DecidedAlready):
        await decide_move(visiting.visit, approve=True, because=None, by=lan)


async def test_of_two_offices_that_decide_at_once_one_does(visiting, eyes, act):
    await ask_to_move(visiting.visit, on(5), on(6), WHY, by=await act(LIAN))
    lan, ye = await act(LAN), await act(YE)
    said = await asyncio.gather(
        decide_move(visiting.visit, approve=True, because=None, by=lan),
        decide_move(visiting.visit, approve=False, because="那天没有本地人", by=ye),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in said) == ["DecidedAlready", "NoneType"]
    (state,) = await eyes.fetch("select state from team_visit_moves")
    moved = said[0] is None
    assert state["state"] == ("moved" if moved else "refused")
    assert await days_of(eyes, visiting.visit) == ((on(5), on(6)) if moved else (on(2), on(3)))


async def test_who_asked_and_the_team_do_not_decide_and_no_other_place_asks(visiting, eyes, act):
    lan, ye, lian = await act(LAN), await act(YE), await act(LIAN)
    for one in (MEI, BIN, GUO, FANG, QIN):
        with pytest.raises(NotFound):
            await ask_to_move(visiting.visit, on(5), on(6), WHY, by=await act(one))
    with pytest.raises(SayWhy):
        await ask_to_move(visiting.visit, on(5), on(6), None, by=lan)
    await ask_to_move(visiting.visit, on(5), on(6), WHY, by=lan)
    with pytest.raises(CannotVisit):
        await ask_to_move(visiting.visit, on(6), on(7), WHY, by=lian)
    with pytest.raises(SomebodyElseDecides):
        await decide_move(visiting.visit, approve=True, because=None, by=lan)
    for one in (LIAN, MEI, GUO, QIN):
        with pytest.raises(NotFound):
            await decide_move(visiting.visit, approve=True, because=None, by=await act(one))
    for one in (lan, lian):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(one) as db:
                await db.execute("update team_visit_moves set state = 'moved', decided_at = now()")
    await decide_move(visiting.visit, approve=False, because="那天没有本地人", by=ye)
    assert await days_of(eyes, visiting.visit) == (on(2), on(3))
    await ask_to_move(visiting.visit, on(5), on(6), WHY, by=lan)
    await take_back_move(visiting.visit, by=lian)
    await ask_to_move(visiting.visit, on(7), on(8), WHY, by=lan)
    await call_off_visit(visiting.visit, "大雨封路", by=lian)
    states = await eyes.fetch("select state from team_visit_moves order by asked_at")
    assert [r["state"] for r in states] == ["refused", "dropped", "dropped"]


async def test_before_a_decision_the_days_change_at_once_and_another_decides(team, eyes, act):
    lan, lian, ye = await act(LAN), await act(LIAN), await act(YE)
    (visit,) = await propose_visit(team, a_stay(), by=lian)
    (other,) = await propose_visit(team, a_stay(9, 10), by=lian)
    for first, last in ((8, 9), (300, 301)):
        with pytest.raises(CannotVisit):
            await ask_to_move(visit, on(first), on(last), WHY, by=lan)
    assert await ask_to_move(visit, on(5), on(6), WHY, by=lan) == "moved"
    with pytest.raises(SomebodyElseDecides):
        await decide_visit(visit, approve=True, because=None, by=lan)
    await decide_visit(visit, approve=True, because=None, by=ye)
    assert await days_of(eyes, visit) == (on(5), on(6))
    await ask_to_move(other, on(9), on(11), WHY, by=lian)


TODAY = date(2027, 5, 10)


@pytest.mark.parametrize(
    ("rhythm", "was", "then", "begun", "good"),
    [
        ("block", (2, 5), (3, 9), False, True), ("block", (2, 5), (2, 5), False, False),
        ("block", (2, 5), (5, 3), False, False), ("block", (2, 5), (-1, 3), False, False),
        ("block", (-2, 5), (-2, 0), True, True), ("block", (-2, 5), (-2, -1), True, False),
        ("block", (-2, 5), (0, 5), True, False), ("block", (2, 5), (2, 16), False, False),
        ("weekend", (2, 3), (2, 5), False, False), ("weekend", (2, 3), (9, 10), False, True),
        ("block", (2, 5), (402, 403), False, False),
    ],
)  # fmt: skip
def test_only_days_ahead_and_under_way_only_the_last(rhythm, was, then, begun, good):
    def span(days):
        return TODAY + timedelta(days=days[0]), TODAY + timedelta(days=days[1])

    try:
        require_move(rhythm, span(was), span(then), TODAY, begun=begun)
    except CannotVisit:
        assert not good
    else:
        assert good


async def test_the_pages_show_first_keep_what_was_typed_and_lead_to_the_decision(visiting, visitor):
    lian, ye = await visitor(LIAN), await visitor(YE)
    at = f"/team-visits/{visiting.visit}"
    assert f"{at}/days" in (await lian.get(at)).text
    form = {"first_on": f"{on(12)}", "last_on": f"{on(13)}"}
    shown = await lian.post(f"{at}/days", data=form | {"preview": "yes"})
    assert shown.status_code == 200
    assert "What these days would do" in shown.text
    lacking = await lian.post(f"{at}/days", data=form)
    assert lacking.status_code == 422
    assert f'value="{on(12)}"' in lacking.text
    wrong = await lian.post(f"{at}/days", data=form | {"last_on": f"{on(11)}", "because": WHY})
    assert "The last day lies before the first." in wrong.text
    assert WHY in wrong.text
    assert (await lian.post(f"{at}/days", data=form | {"because": WHY})).headers["location"] == at
    assert "/days/decision" not in (await lian.get(at)).text
    assert "/days/decision" in (await ye.get(at)).text
    assert (await ye.post(f"{at}/days/decision", data={"answer": "refuse"})).status_code == 422
    assert (await ye.post(f"{at}/days/decision", data={"answer": "approve"})).status_code == 303
    assert "Given other days" in (await lian.get(at)).text
