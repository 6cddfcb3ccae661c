"""What is owed and late, for officers; set aside only with a reason, within one's own area."""

from datetime import timedelta

import pytest

from carenet.core import clock
from carenet.oversight.queries import coverage
from carenet.pages.queries import today_page
from tests.cast import BIN, GUO, HERE, LAN, MEI, PING, QIN, THERE, XIAOYU


@pytest.fixture
async def late(eyes, owes):
    await eyes.execute("update obligations set due_on = $1", clock.today() - timedelta(days=3))
    return await eyes.fetchval("select id from obligations")


async def test_it_stands_on_the_officers_page_with_how_late_it_is(visitor, late):
    for one in (MEI, LAN):
        page = await (await visitor(one)).get("/obligations")
        assert XIAOYU.name in page.text
        assert "3 days late" in page.text
    assert XIAOYU.name not in (await (await visitor(GUO)).get("/obligations")).text


@pytest.mark.parametrize("one", [BIN, PING, QIN])
async def test_it_is_no_list_for_helpers(visitor, late, one):
    assert (await (await visitor(one)).get("/obligations")).status_code == 403


async def test_one_is_set_aside_with_reason_and_name(visitor, eyes, late):
    client = await visitor(MEI)
    assert (
        await client.post(f"/obligations/{late}/exemption", data={"because": ""})
    ).status_code == 422
    assert (
        await client.post(f"/obligations/{late}/exemption", data={"because": "in hospital"})
    ).status_code == 303
    row = await eyes.fetchrow("select * from exemptions")
    assert (row["obligation"], row["because"], row["approved_by"]) == (
        late,
        "in hospital",
        MEI.account,
    )
    said = (await client.get("/obligations?done=aside")).text
    assert "Set aside. Who owes it is told." in said
    assert XIAOYU.name not in said


async def test_what_was_set_aside_by_name_is_counted_nowhere_and_does_not_come_back(
    visitor, act, eyes, late
):
    async def counted():
        page = await today_page(by=await act(LAN))
        figures = await coverage(HERE[:9], clock.today(), clock.today(), by=await act(LAN))
        return dict(page.counts).get("late", 0), figures.total.late

    await eyes.execute(
        """insert into findings (child, village, kind, version, holds, reasons, found_on)
           values ($1, $2, 'left_behind', 'liu2018', true, '[]', current_date)""",
        XIAOYU.id, HERE,
    )  # fmt: skip
    assert await counted() == (1, 1)
    client = await visitor(MEI)
    await client.post(f"/obligations/{late}/exemption", data={"because": "in hospital"})
    for _ in ("today", "days later"):
        assert await counted() == (0, 0)
        assert XIAOYU.name not in (await client.get("/obligations")).text
        await eyes.execute("update exemptions set starts_on = starts_on - 9, ends_on = ends_on - 9")


async def test_another_county_sets_nothing_aside_here(visitor, eyes, late):
    client = await visitor(GUO)
    assert (
        await client.post(f"/obligations/{late}/exemption", data={"because": "x"})
    ).status_code == 404
    area = {"division": HERE, "because": "x", "ends_on": clock.today().isoformat()}
    assert (await client.post("/obligations/exemptions", data=area)).status_code == 404
    assert await eyes.fetchval("select count(*) from exemptions") == 0


async def test_a_director_sets_aside_for_her_village_not_for_the_next(visitor, eyes, late):
    client = await visitor(MEI)
    until = (clock.today() + timedelta(days=7)).isoformat()
    there = await client.post(
        "/obligations/exemptions", data={"division": THERE, "because": "flood", "ends_on": until}
    )
    assert there.status_code == 404
    form = {"division": HERE, "because": "flood", "ends_on": until}
    looked = await client.post("/obligations/exemptions", data=form | {"look": "yes"})
    assert "things owed 1, children 1" in looked.text
    assert not await eyes.fetchval("select count(*) from exemptions")
    here = await client.post("/obligations/exemptions", data=form)
    assert here.status_code == 303
    twice = await client.post("/obligations/exemptions", data=form)
    assert twice.headers["location"] == here.headers["location"]
    said = (await client.get(here.headers["location"])).text
    assert "1 thing owed to a child" in said
    assert "flood" in said
    assert XIAOYU.name not in said
    assert "1 thing owed" not in (await (await visitor(LAN)).get(here.headers["location"])).text

    back = f"/obligations/exemptions/{here.headers['location'].partition('area=')[2]}/taking-back"
    assert (await (await visitor(GUO)).post(back)).status_code == 404
    assert back in said
    assert (await client.post(back)).status_code == 303
    assert (await client.post(back)).status_code == 404
    assert await eyes.fetchval(
        "select meant_until > ends_on from exemptions where taken_back_at is not null"
    )
    again = (await client.get("/obligations?done=taken_back")).text
    assert XIAOYU.name in again
    assert "flood" not in again
    kinds = await eyes.fetch("select kind from reminders where state = 'due' order by kind")
    assert "obligation.again" in {row["kind"] for row in kinds}


async def test_an_area_is_not_set_aside_for_ever(visitor, late):
    client = await visitor(LAN)
    far = (clock.today() + timedelta(days=90)).isoformat()
    answer = await client.post(
        "/obligations/exemptions", data={"division": HERE, "because": "flood", "ends_on": far}
    )
    assert answer.status_code == 422
    assert "60 days" in answer.text
