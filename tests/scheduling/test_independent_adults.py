"""Two adults who belong together are one: somebody else comes too, also where places are few."""

import asyncio

import pytest

from carenet.accounts.services import phone_index
from carenet.core.refusals import Refusal
from carenet.scheduling.queries.sessions import short_sessions
from carenet.scheduling.rules.signing import NotIndependent
from carenet.scheduling.services.signing import sign_up, withdraw
from tests.cast import BIN, HERE, LAN, LIAN, QIN, XIAOYU
from tests.scheduling.conftest import a_course
from tests.scheduling.test_sign_up import drain, reminders_of


async def a_host_home(eyes, adults):
    """A host home of the village with these adults."""
    home = await eyes.fetchval(
        "insert into host_families (name, village, beds) values ('韦家', $1, 1) returning id", HERE
    )
    await eyes.execute(
        """insert into host_family_adults (family, person, confirmed_on)
           select $1, p, '2026-01-01' from unnest($2::uuid[]) p""",
        home, adults,
    )  # fmt: skip


@pytest.fixture(params=["household", "telephone", "child", "host home"])
async def couple(request, eyes):
    """Bin and Lian live together, share a telephone, bring up one child, or are adults of one host home."""
    both = [BIN.person, LIAN.person]
    if request.param == "household":
        home = await eyes.fetchval("select id from care_households limit 1")
        await eyes.execute("update people set household = $2 where id = any ($1)", both, home)
    elif request.param == "child":
        await eyes.execute(
            """insert into guardians (child, village, person, relation, starts_on)
               select c.id, c.village, p, 'uncle', '2026-01-01' from children c, unnest($2::uuid[]) p where c.id = $1""",
            XIAOYU.id, both,
        )  # fmt: skip
    elif request.param == "host home":
        await a_host_home(eyes, both)
    else:
        await eyes.execute("delete from contact_ways where person = any ($1)", both)
        await eyes.execute(
            """insert into contact_ways (person, kind, value_index) select p, 'own_phone', '\\x0102' from unnest($1::uuid[]) p""",
            both,
        )


async def short(act):
    return {s.id for s in await short_sessions(by=await act(QIN))}


async def test_where_all_belong_together_one_more_is_needed_and_the_page_does_not_say_why(
    couple, act, eyes, visitor
):
    session = (await a_course(eyes, await act(QIN), adults_max=3)).on(3)
    await sign_up(session, by=await act(BIN))
    await sign_up(session, by=await act(LIAN))
    assert session in await short(act)
    page = (await (await visitor(QIN)).get(f"/sessions/{session}")).text
    assert "belong together" in page
    assert "household" not in page.split("<main")[1]
    await sign_up(session, by=await act(QIN))
    assert session not in await short(act)
    assert "belong together" not in (await (await visitor(QIN)).get(f"/sessions/{session}")).text


async def test_the_last_place_is_for_somebody_else_and_no_word_passes_over_it(couple, act, eyes):
    qin = await act(QIN)
    session = (await a_course(eyes, qin, adults_max=2)).on(3)
    await sign_up(session, by=await act(BIN))
    with pytest.raises(NotIndependent):
        await sign_up(session, by=await act(LIAN))
    with pytest.raises(NotIndependent):
        await sign_up(session, by=qin, person=LIAN.person, although="they know the way")
    await sign_up(session, by=qin)
    assert session not in await short(act)
    await withdraw(session, None, by=await act(BIN))
    await sign_up(session, by=await act(LIAN))  # beside Qin either of them may come


async def test_of_two_together_racing_for_the_last_places_one_comes(couple, act, eyes):
    session = (await a_course(eyes, await act(QIN), adults_max=2)).on(3)
    people = [await act(BIN), await act(LIAN)]
    came = await asyncio.gather(
        *(sign_up(session, by=one) for one in people), return_exceptions=True
    )
    assert sorted(isinstance(x, Refusal) for x in came) == [False, True]


async def test_strangers_are_two(act, eyes):
    session = (await a_course(eyes, await act(QIN), adults_max=2)).on(3)
    await sign_up(session, by=await act(BIN))
    await sign_up(session, by=await act(LIAN))
    assert session not in await short(act)


async def test_three_of_whom_every_two_share_something_are_still_one(act, eyes):
    home = await eyes.fetchval("select id from care_households limit 1")
    await eyes.execute(
        "update people set household = $2 where id = any ($1)", [BIN.person, LIAN.person], home
    )
    await eyes.execute(
        "delete from contact_ways where person = any ($1)", [BIN.person, LIAN.person, QIN.person]
    )
    for one, mark in ((BIN, 1), (QIN, 1), (LIAN, 2), (QIN, 2)):
        await eyes.execute(
            "insert into contact_ways (person, kind, value_index) values ($1, 'own_phone', $2)", one.person, bytes([mark]),
        )  # fmt: skip
    session = (await a_course(eyes, await act(QIN), adults_max=4)).on(3)
    for one in (BIN, LIAN, QIN):
        await sign_up(session, by=await act(one))
    assert session in await short(act)


async def numbered(eyes, one, number):
    await eyes.execute("delete from contact_ways where person = $1", one.person)
    await eyes.execute(
        "insert into contact_ways (person, kind, value, value_index) values ($1, 'own_phone', $2, $3)",
        one.person, number, phone_index(number),
    )  # fmt: skip


async def test_two_who_say_that_they_belong_together_count_as_one_once_the_other_agrees(
    act, eyes, visitor
):
    await numbered(eyes, BIN, "13900000001")
    await numbered(eyes, LIAN, "13900000002")
    session = (await a_course(eyes, await act(QIN), adults_max=4)).on(3)
    await sign_up(session, by=await act(BIN))
    await sign_up(session, by=await act(LIAN))
    bin_, lian = await visitor(BIN), await visitor(LIAN)
    wrong = await bin_.post("/me/together", data={"tie": "couple", "mobile": "13900000001"})
    assert wrong.status_code == 422
    assert "13900000001" in wrong.text, "nothing typed is lost"
    for number in ("13900000002", "13900000009"):  # whether anybody has the number is not told
        said = await bin_.post("/me/together", data={"tie": "couple", "mobile": number})
        assert said.status_code == 303
    waits = (await bin_.get("/me/together")).text
    assert waits.count("not agreed yet") == 2
    assert "…0002" in waits
    assert session not in await short(act), "one word alone moves nothing"
    tie = await eyes.fetchval("select id from adult_ties where other_tail = '0002'")
    assert (await bin_.post(f"/me/together/{tie}", data={"answer": "yes"})).status_code == 404
    assert (await lian.post(f"/me/together/{tie}", data={"answer": "yes"})).status_code == 303
    assert session in await short(act)
    assert (await bin_.post(f"/me/together/{tie}", data={"answer": "no"})).status_code == 404
    assert session in await short(act), "what both have said ends by an office alone"


async def test_who_is_asked_whether_they_are_family_is_told_once_and_nobody_is_named(
    act, eyes, visitor, worker
):
    await numbered(eyes, BIN, "13900000001")
    await numbered(eyes, LIAN, "13900000002")
    bin_, lian = await visitor(BIN), await visitor(LIAN)
    saying = {"tie": "couple", "mobile": "13900000002"}
    await bin_.post("/me/together", data=saying)
    await drain(worker)
    assert await reminders_of(eyes, LIAN, "tie.asked") == {("tie.asked", "due")}
    said = await eyes.fetchrow("select * from reminders where kind = 'tie.asked'")
    assert BIN.name not in str(dict(said))
    tie = await eyes.fetchval("select id from adult_ties")
    await bin_.post(f"/me/together/{tie}", data={"answer": "no"})
    assert await reminders_of(eyes, LIAN, "tie.asked") == {("tie.asked", "cancelled")}
    await bin_.post("/me/together", data=saying)  # taken back and said again is no second message
    await drain(worker)
    assert await reminders_of(eyes, LIAN, "tie.asked") == {("tie.asked", "cancelled")}
    assert "Is it so?" in (await lian.get("/me/together")).text


async def test_an_office_says_it_of_its_own_people_alone_and_ends_it_with_a_reason(
    act, eyes, visitor
):
    await numbered(eyes, BIN, "13900000001")
    await numbered(eyes, LIAN, "13900000002")
    lan = await visitor(LAN)
    page = f"/helpers/{BIN.person}/together"
    unknown = await lan.post(page, data={"tie": "relatives", "mobile": "13900000009"})
    assert unknown.status_code == 422
    assert (
        await lan.post(page, data={"tie": "relatives", "mobile": "13900000002"})
    ).status_code == 303
    session = (await a_course(eyes, await act(QIN), adults_max=4)).on(3)
    for one in (BIN, LIAN):
        await sign_up(session, by=await act(one))
    assert session in await short(act)
    tie = await eyes.fetchval("select id from adult_ties")
    ending = {"answer": "no", "why": ""}
    assert (await lan.post(f"{page}/{tie}", data=ending)).status_code == 422
    assert (await lan.post(f"{page}/{tie}", data=ending | {"why": "记错了"})).status_code == 303
    assert session not in await short(act)
