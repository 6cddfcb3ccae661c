"""What officers find on the pages of who is told: the way to each, and only what they can still do."""

from contextlib import contextmanager

from carenet.core import clock
from carenet.core.database import Scope
from carenet.escalation.queries.chains import chain
from carenet.escalation.queries.holders import holes
from carenet.escalation.rules import CHILD
from carenet.safeguarding.services.concerns import raise_concern, take_concern
from tests.cast import FANG, HERE, LAN, MEI, OTHER_TOWNSHIP, TOWNSHIP, XIAOYU, YE
from tests.scheduling.test_sign_up import drain

MINE = "/climbs/concern/%s"


@contextmanager
def counting(asked):
    """Note every question that a query asks."""
    fetch = Scope.fetch

    async def noted(self, sql, *values):
        asked.append(sql)
        return await fetch(self, sql, *values)

    Scope.fetch = noted
    try:
        yield
    finally:
        Scope.fetch = fetch


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


async def test_a_duty_phone_without_turns_says_what_to_do_and_who_is_told_meanwhile(visitor, eyes):
    page = (await (await visitor(LAN)).get(f"/duty-phone/{TOWNSHIP}")).text
    assert "Nobody takes turns here yet." in page
    assert LAN.name in page.partition("these are told:")[2].partition("</p>")[0]
    assert "<table" not in page
    await eyes.execute("update duties set ends_on = current_date - 1 where role = 'township'")
    above = (await (await visitor(YE)).get(f"/duty-phone/{TOWNSHIP}")).text
    assert YE.name in above.partition("these are told:")[2].partition("</p>")[0]


async def test_a_county_of_two_thousand_villages_is_looked_through_in_three_questions(
    act, eyes, visitor
):
    await eyes.execute(
        """insert into divisions (code, name, level, parent)
           select '450226' || lpad((300 + n / 20)::text, 3, '0') || lpad((200 + n % 20)::text, 3, '0'),
             'V' || n, 'village', '450226000000' from generate_series(0, 1999) n"""
    )
    ye = await act(YE)
    asked = []
    with counting(asked):
        found = await holes(clock.now(), by=ye)
    assert len([sql for sql in asked if "select" in sql]) <= 4
    assert len([h for h in found if h.duty == "director" and h.village > "450226300"]) == 2000
    page = (await (await visitor(YE)).get("/ladders")).text
    assert page.count("goes to the level above") + page.count("reaches nobody</span>") <= 50


async def test_the_list_of_holes_and_the_simulator_say_the_same(act, eyes):
    await eyes.execute("update duties set ends_on = current_date - 1 where role = 'director'")
    lan = await act(LAN)
    listed = {h.duty: h.upward for h in await holes(clock.now(), by=lan) if h.village == HERE}
    assert listed == {"director": True}
    second = (await chain(CHILD, HERE, clock.now(), by=lan)).rungs[1]
    assert [one.duty for one in second.reach.people] == ["township"]


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


async def test_a_slip_in_the_year_is_told_at_the_field_and_nothing_typed_is_lost(visitor):
    client = await visitor(MEI)
    for first, last in (("0001-01-01", "0001-01-02"), ("9999-12-31", "9999-12-31")):
        typed = {"first_day": first, "last_day": last, "because": "a training in town"}
        answer = await client.post("/absences", data=typed)
        assert answer.status_code == 422
        assert "a training in town" in answer.text
        assert f'value="{first}"' in answer.text


async def test_steps_that_would_come_later_are_refused_and_what_was_typed_stands_there(visitor):
    client = await visitor(LAN)
    typed = {"minutes": ["999", "7"], "more": "county", "because": "the river is high"}
    answer = await client.post(f"/ladders/{CHILD}/steps", data=typed)
    assert answer.status_code == 422
    assert 'value="the river is high"' in answer.text
    assert 'value="999"' in answer.text
    assert answer.text.count('value="county" id="d-missing_child-county" checked') == 1
