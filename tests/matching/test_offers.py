"""A helper says how many children and when; outside of these days nobody asks it for another."""

from datetime import timedelta

import pytest

from carenet.core import clock
from carenet.core.refusals import NotFound
from carenet.matching.rules import Service
from carenet.matching.services import end_offer, offer_of_mine
from carenet.matching.services.offers import CannotOffer
from tests.cast import BIN, HERE, LAN, LIAN, PING, XIAOSHAN, XIAOYU
from tests.matching.builders import consent, proxy


async def supplied(eyes, service, day=None):
    """Who is counted for a service on a day, with how much room."""
    rows = await eyes.fetch(
        "select person, capacity from app.supply($1, $2, $3)",
        service, HERE[:6], day or clock.today(),
    )  # fmt: skip
    return {r["person"]: r["capacity"] for r in rows}


@pytest.fixture
async def ping(eyes, act):
    await proxy(eyes, PING)
    await eyes.execute("set role carenet_worker")
    yield await act(PING)
    await eyes.execute("reset role")


async def test_an_offer_counts_on_its_days_and_on_no_others(eyes, ping):
    today = clock.today()
    first, last = today + timedelta(days=10), today + timedelta(days=40)
    assert (await supplied(eyes, "proxy_parent"))[PING.person] == 3
    await offer_of_mine("proxy_parent", 2, first, last, by=ping)
    assert PING.person not in await supplied(eyes, "proxy_parent")
    assert (await supplied(eyes, "proxy_parent", first))[PING.person] == 2
    assert (await supplied(eyes, "proxy_parent", last))[PING.person] == 2
    assert PING.person not in await supplied(eyes, "proxy_parent", last + timedelta(days=1))


async def test_a_later_offer_of_the_same_day_goes_before_the_earlier(eyes, ping):
    await offer_of_mine("proxy_parent", 3, clock.today(), None, by=ping)
    await offer_of_mine("proxy_parent", 1, clock.today(), None, by=ping)
    assert (await supplied(eyes, "proxy_parent"))[PING.person] == 1


async def test_whoever_has_left_is_not_counted_by_an_old_offer(eyes, ping):
    await offer_of_mine("proxy_parent", 3, clock.today(), None, by=ping)
    await eyes.execute("reset role")
    await eyes.execute("update proxy_parents set left_on = $1", clock.today())
    await eyes.execute("set role carenet_worker")
    assert PING.person not in await supplied(eyes, "proxy_parent")


async def test_an_offer_keeps_to_what_was_agreed_and_to_days_that_come(eyes, ping, act):
    today = clock.today()
    with pytest.raises(CannotOffer, match="At most 3"):
        await offer_of_mine("proxy_parent", 4, today, None, by=ping)
    with pytest.raises(CannotOffer, match="not before the first"):
        await offer_of_mine("proxy_parent", 1, today, today - timedelta(days=1), by=ping)
    with pytest.raises(CannotOffer, match="not written down"):
        await offer_of_mine(Service.HOST_FAMILY.value, 1, today, None, by=ping)
    mine = await offer_of_mine("proxy_parent", 1, today, None, by=ping)
    with pytest.raises(NotFound):
        await end_offer(mine, by=await act(LIAN))
    await end_offer(mine, by=ping)
    with pytest.raises(NotFound):
        await end_offer(mine, by=ping)


async def test_the_phone_shows_the_offer_and_keeps_what_was_typed(visitor, eyes, ping):
    client = await visitor(PING)
    assert 'href="/me/offers"' in (await client.get("/me")).text
    wrong = await client.post(
        "/me/offers",
        data={
            "service": "proxy_parent",
            "capacity": "9",
            "starts_on": str(clock.today()),
            "ends_on": "",
        },
    )
    assert wrong.status_code == 422
    assert "At most 3" in wrong.text
    assert 'value="9"' in wrong.text
    right = await client.post(
        "/me/offers",
        data={
            "service": "proxy_parent",
            "capacity": "2",
            "starts_on": str(clock.today()),
            "ends_on": "",
        },
    )
    assert right.status_code == 303
    shown = (await client.get("/me/offers")).text
    assert "until you say otherwise" in shown
    assert (await (await visitor(BIN)).get("/me/offers")).status_code == 200


async def test_what_each_holds_is_read_at_once_and_brothers_and_sisters_of_one_home_count_once(
    eyes,
):
    await proxy(eyes, PING, LIAN)
    for child in (XIAOYU, XIAOSHAN):
        await consent(eyes, child, "proxy_parent")
        await eyes.execute(
            """insert into placements (child, village, kind, person, planned_from, starts_on, created_by)
               values ($1, $2, 'proxy_parent', $3, $4, $4, $5)""",
            child.id, child.village, PING.person, clock.today(), LAN.account,
        )  # fmt: skip
    await eyes.execute("set role carenet_worker")
    held = {
        r["person"]: r["load"]
        for r in await eyes.fetch("select * from app.supply('proxy_parent', $1, $2)", HERE[:6], clock.today())
    }  # fmt: skip
    assert (held[PING.person], held[LIAN.person]) == (1, 0)
