"""Centres: who opens, changes and closes them."""

from datetime import time, timedelta

import pytest

from carenet.centres.queries import centre_page, centres
from carenet.centres.services import (
    ChildrenStillHere,
    ClosedAlready,
    HoursDoNotFit,
    add_room,
    approve_observable,
    close_centre,
    hand_key,
    open_centre,
    set_hours,
)
from carenet.core import clock
from carenet.core.refusals import MayNot, NotFound
from tests import cast
from tests.cast import BIN, DONG, FANG, GUO, HERE, LAN, MEI, QIN, THERE, YE


async def test_a_director_opens_one_and_it_is_an_office_too(visitor, eyes):
    mei = await visitor(MEI)
    answer = await mei.post(
        "/centres",
        data={"kind": "childrens_room", "name": "河边儿童之家", "village": HERE, "capacity": "20",
              "opened_on": str(clock.today())},
    )  # fmt: skip
    assert answer.status_code == 303
    row = await eyes.fetchrow(
        "select c.*, o.kind as office, o.division from centres c join organisations o using (id) where c.name = '河边儿童之家'"
    )
    assert (row["office"], row["division"], row["capacity"]) == ("centre", HERE, 20)
    assert len(row["short_code"]) == 6
    assert "河边儿童之家" in (await mei.get("/centres")).text


async def test_nobody_opens_one_outside_the_own_scope(act):
    for one, village in ((MEI, THERE), (LAN, "450226203201"), (GUO, HERE)):
        with pytest.raises(NotFound):
            await open_centre("care_centre", "x", village, 9, clock.today(), by=await act(one))
    for one in (BIN, FANG, QIN):
        with pytest.raises(MayNot):
            await open_centre("care_centre", "x", HERE, 9, clock.today(), by=await act(one))


async def test_a_lead_keeps_rooms_hours_and_key_of_the_own_centre(act, eyes):
    qin = await act(QIN)
    await add_room(cast.CENTRE, "阅读角", 12, by=qin)
    await set_hours(cast.CENTRE, "term", [(1, time(16), time(18)), (2, time(16), time(18))], by=qin)
    await set_hours(cast.CENTRE, "term", [(3, time(15), time(18))], by=qin)
    await hand_key(cast.CENTRE, MEI.person, by=qin)
    await hand_key(cast.CENTRE, QIN.person, by=qin)
    one = await centre_page(cast.CENTRE, by=qin)
    assert [(h.weekday, h.opens_at) for h in one.hours] == [(3, time(15))]
    assert {r.name for r in one.rooms} == {"活动室", "阅读角"}
    assert one.line.key_holder == QIN.name
    assert one.leads == [QIN.name]
    assert await eyes.fetchval("select count(*) from key_holders where ends_on is null") == 1


async def test_the_key_goes_to_nobody_unknown_or_uncleared(act):
    qin = await act(QIN)
    for person in (GUO.person, DONG.person):
        with pytest.raises(NotFound):
            await hand_key(cast.CENTRE, person, by=qin)


@pytest.mark.parametrize("one", [GUO, BIN, FANG])
async def test_who_may_not_touch_a_centre(act, visitor, one):
    by = await act(one)
    with pytest.raises(NotFound):
        await add_room(cast.CENTRE, "x", 3, by=by)
    with pytest.raises(NotFound):
        await set_hours(cast.CENTRE, "term", [], by=by)
    with pytest.raises(NotFound):
        await centre_page(cast.CENTRE, by=by)


async def test_hours_that_close_before_they_open_are_refused_and_stay_typed(act, visitor, eyes):
    with pytest.raises(HoursDoNotFit):
        await set_hours(cast.CENTRE, "term", [(1, time(18), time(16))], by=await act(QIN))
    client = await visitor(QIN)
    data = {"term-opens-1": "18:00", "term-closes-1": "16:00"}
    answer = await client.post(f"/centres/{cast.CENTRE}/hours/term", data=data)
    assert answer.status_code == 422
    assert 'value="18:00"' in answer.text
    data = {"term-opens-1": "15:30", "term-closes-1": "17:30"}
    answer = await client.post(f"/centres/{cast.CENTRE}/hours/term", data=data)
    assert answer.status_code == 303
    assert await eyes.fetchval("select count(*) from opening_hours") == 1


async def test_an_observable_place_is_approved_by_the_township_and_not_by_who_runs_it(act, visitor):
    for one in (MEI, QIN):
        with pytest.raises(MayNot):
            await approve_observable(cast.CENTRE, by=await act(one))
        client = await visitor(one)
        assert (await client.post(f"/centres/{cast.CENTRE}/observable")).status_code == 403
    until = await approve_observable(cast.CENTRE, by=await act(LAN))
    assert until == clock.today() + timedelta(days=365)
    one = await centre_page(cast.CENTRE, by=await act(MEI))
    assert one.line.observable


async def test_a_centre_closes_with_a_reason_and_then_nothing_more_is_done_to_it(
    act, eyes, visitor
):
    lan = await act(LAN)
    await close_centre(cast.CENTRE, clock.today(), "the roof leaks", by=lan)
    for verb in (
        add_room(cast.CENTRE, "x", 3, by=lan),
        close_centre(cast.CENTRE, clock.today(), "again", by=lan),
        approve_observable(cast.CENTRE, by=lan),
    ):
        with pytest.raises(ClosedAlready):
            await verb
    assert (await centres(closed=False, number=1, size=50, by=lan)).total == 0
    assert (await centres(closed=True, number=1, size=50, by=lan)).total == 1
    assert await eyes.fetchval("select closed_on from organisations where id = $1", cast.CENTRE)
    assert await eyes.fetchval("select count(*) from facts where name = 'CentreClosed'") == 1
    page = await (await visitor(LAN)).get(f"/centres/{cast.CENTRE}")
    assert "the roof leaks" in page.text


async def test_a_centre_where_children_are_expected_does_not_close(act, eyes):
    day = clock.today() + timedelta(days=5)
    await eyes.execute(
        """insert into care_sessions (centre, village, kind, activity, on_day, starts_at, ends_at, adults_min, adults_max, adults, children_max)
           values ($1, $2, 'tutoring', 'homework', $3::date, $3::date + time '09:00', $3::date + time '10:00', 1, 3, 0, 15)""",
        cast.CENTRE, HERE, day,
    )  # fmt: skip
    with pytest.raises(ChildrenStillHere):
        await close_centre(cast.CENTRE, clock.today(), "the roof leaks", by=await act(LAN))
    await close_centre(cast.CENTRE, day, "the roof leaks", by=await act(LAN))


async def test_a_lead_does_not_close_the_centre(act, visitor):
    with pytest.raises(MayNot):
        await close_centre(cast.CENTRE, clock.today(), "no wish", by=await act(QIN))


async def test_the_list_is_the_scopes_own(visitor):
    assert "凤凰村儿童之家" in (await (await visitor(YE)).get("/centres")).text
    far = (await (await visitor(GUO)).get("/centres")).text
    assert "凤凰村儿童之家" not in far
    assert "远处的儿童之家" in far
    lead = (await (await visitor(QIN)).get("/centres")).text
    assert "凤凰村儿童之家" in lead
    assert "远处的儿童之家" not in lead
