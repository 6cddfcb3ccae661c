"""What officers find on the pages of who is told: the way to each, and only what they can still do."""

from carenet.core import clock
from carenet.safeguarding.services.concerns import raise_concern, take_concern
from tests.cast import FANG, LAN, MEI, OTHER_TOWNSHIP, TOWNSHIP, XIAOYU, YE
from tests.scheduling.test_sign_up import drain

MINE = "/climbs/concern/%s"


async def test_a_supervisor_comes_to_her_duty_phone_by_a_link_and_sets_the_turns(visitor, eyes):
    client = await visitor(LAN)
    page = (await client.get("/absences")).text
    assert f'href="/duty-phone/{TOWNSHIP}"' in page
    assert f"/duty-phone/{OTHER_TOWNSHIP}" not in page
    turns = {
        "starts_on": clock.today().isoformat(), "turn_days": "7", "people": str(LAN.person),
    }  # fmt: skip
    assert (await client.post(f"/duty-phone/{TOWNSHIP}", data=turns)).status_code == 303
    assert LAN.name in (await client.get(f"/duty-phone/{TOWNSHIP}")).text
    assert await eyes.fetchval("select town from rotas") == TOWNSHIP


async def test_the_county_finds_all_its_duty_phones_and_a_director_none(visitor):
    page = (await (await visitor(YE)).get("/absences")).text
    assert f'href="/duty-phone/{TOWNSHIP}"' in page
    assert f'href="/duty-phone/{OTHER_TOWNSHIP}"' in page
    assert "/duty-phone/" not in (await (await visitor(MEI)).get("/absences")).text


async def test_who_is_on_it_is_not_asked_to_be_on_it(visitor, act, worker):
    made = await raise_concern(XIAOYU.id, "injuries", "she is bruised", by=await act(FANG))
    await drain(worker)
    await take_concern(made, by=await act(LAN))
    assert "I am on it" not in (await (await visitor(LAN)).get(MINE % made)).text
    assert "I am on it" in (await (await visitor(MEI)).get(MINE % made)).text


async def test_a_matter_that_never_climbed_says_so(visitor, eyes, act):
    made = await raise_concern(XIAOYU.id, "worry", "she is sad", by=await act(FANG))
    await eyes.execute("delete from climbs")
    assert "Nobody was told of it yet." in (await (await visitor(LAN)).get(MINE % made)).text
