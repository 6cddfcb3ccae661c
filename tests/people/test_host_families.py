"""Host homes: every adult cleared, approved by somebody else, girls only where a cleared woman lives."""

from datetime import timedelta

import asyncpg
import pytest

from carenet.core import clock
from carenet.core.refusals import NotFound
from carenet.people.services.host_families import (
    ApprovedByOther,
    NotApprovable,
    NoWomanForGirls,
    add_adult,
    add_host_family,
    adult_left,
    approve_host_family,
)
from tests.cast import BIN, DONG, FANG, GUI, GUO, HERE, LAN, MEI, THERE

HOME = {"beds": 2, "girls": True, "boys": True, "full_care": True, "school_minutes": 10}


async def a_home(act, one=MEI, **more):
    return await add_host_family("桂兰芝家", HERE, **{**HOME, **more}, by=await act(one))


async def live(eyes, family, *people):
    for one in people:
        await eyes.execute(
            "insert into host_family_adults (family, person, confirmed_on) values ($1, $2, $3)",
            family, one.person, clock.today() - timedelta(days=100),
        )  # fmt: skip


async def approved(eyes, family):
    return await eyes.fetchval("select approved_on from host_families where id = $1", family)


async def test_written_by_the_director_approved_by_the_township(act, eyes):
    home = await a_home(act)
    await live(eyes, home, GUI)
    renew = await approve_host_family(home, by=await act(LAN))
    assert renew == clock.today() + timedelta(days=365)
    assert await approved(eyes, home) == clock.today()
    assert await eyes.fetchval("select count(*) from facts where name = 'HostFamilyApproved'") == 1


async def test_whoever_wrote_it_down_does_not_approve_it(act, eyes):
    home = await a_home(act, LAN)
    await live(eyes, home, GUI)
    with pytest.raises(ApprovedByOther):
        await approve_host_family(home, by=await act(LAN))
    assert await approved(eyes, home) is None


async def test_whoever_lives_there_does_not_approve_it(act, eyes):
    home = await a_home(act)
    await eyes.execute(
        "insert into cleared_spans (person, tier, starts_on, ends_on) values ($1, 'cleared', $2, $3)",
        LAN.person, clock.today(), clock.today() + timedelta(days=9),
    )  # fmt: skip
    await live(eyes, home, GUI, LAN)
    with pytest.raises(ApprovedByOther):
        await approve_host_family(home, by=await act(LAN))


async def test_one_adult_who_is_not_cleared_keeps_the_home_waiting(act, eyes):
    home = await a_home(act)
    with pytest.raises(NotApprovable):
        await approve_host_family(home, by=await act(LAN))
    await live(eyes, home, GUI, DONG)
    with pytest.raises(NotApprovable):
        await approve_host_family(home, by=await act(LAN))
    with pytest.raises(asyncpg.PostgresError):
        await eyes.execute("update host_families set approved_on = current_date where id = $1", home)  # fmt: skip
    await adult_left(home, DONG.person, by=await act(MEI))
    await approve_host_family(home, by=await act(LAN))


async def test_girls_only_where_a_cleared_woman_lives(act, eyes):
    home = await a_home(act)
    await live(eyes, home, BIN)
    with pytest.raises(NoWomanForGirls):
        await approve_host_family(home, by=await act(LAN))
    boys = await a_home(act, girls=False)
    await live(eyes, boys, BIN)
    await approve_host_family(boys, by=await act(LAN))


async def test_a_new_adult_in_the_home_ends_its_approval(act, eyes):
    home = await a_home(act)
    await live(eyes, home, GUI)
    await approve_host_family(home, by=await act(LAN))
    await add_adult(home, "桂新来", "m", "brother", mobile=None, by=await act(MEI))
    assert await approved(eyes, home) is None
    with pytest.raises(NotApprovable):
        await approve_host_family(home, by=await act(LAN))


@pytest.mark.parametrize("one", [GUO, BIN, FANG, GUI])
async def test_who_may_not(act, eyes, visitor, one):
    home = await a_home(act)
    await live(eyes, home, GUI)
    with pytest.raises((NotFound, asyncpg.InsufficientPrivilegeError)):
        await approve_host_family(home, by=await act(one))
    with pytest.raises(NotFound):
        await add_host_family("x", HERE, **HOME, by=await act(one))


async def test_nobody_writes_a_home_down_outside_the_own_scope(act):
    with pytest.raises(NotFound):
        await add_host_family("x", THERE, **HOME, by=await act(MEI))


async def test_the_pages_write_it_down_add_an_adult_and_say_what_is_in_the_way(visitor, eyes):
    mei = await visitor(MEI)
    answer = await mei.post(
        "/host-families",
        data={"name": "石安家", "village": HERE, "beds": "1", "takes": ["boys"], "care": "half"},
    )
    assert answer.status_code == 303
    path = answer.headers["location"]
    data = {"name": "石安", "sex": "m", "relation": "father", "mobile": "123"}
    wrong = await mei.post(f"{path}/adults", data=data)
    assert wrong.status_code == 422
    assert 'value="father"' in wrong.text
    data["mobile"] = "13500001234"
    assert (await mei.post(f"{path}/adults", data=data)).status_code == 303
    lan = await visitor(LAN)
    shown = await lan.get(path)
    assert "0 of 1" in shown.text
    refused = await lan.post(f"{path}/approval")
    assert refused.status_code == 422
    assert "石安家" in (await lan.get("/host-families")).text
    assert (await (await visitor(GUO)).get(path)).status_code == 404
    assert (await (await visitor(BIN)).get("/host-families")).status_code == 403
