"""A child is ill: who is with it tonight comes first; it is written on until it is well."""

from datetime import timedelta

from carenet.core import clock
from carenet.core.ladders import climb
from carenet.visits.services.asking_ill import ask_after_ill
from tests.cast import BIN, GUI, HONG, LAN, MEI, NAI, QIN, THERE, XIAOSHAN, XIAOYU
from tests.visits.conftest import agree
from tests.visits.test_visits_and_contacts import hear, told
from workers.listeners import LADDERS

ILL = {"child": str(XIAOYU.id), "adult_tonight": "family", "signs": ["fever", "cough"]}


async def test_the_grandmother_opens_it_and_the_director_is_told(visitor, eyes, worker):
    client = await visitor(NAI)
    answer = await client.post("/illness/new", data=ILL)
    (row,) = await eyes.fetch("select * from illness_episodes")
    assert answer.headers["location"] == f"/illness/{row['id']}"
    assert (row["adult_tonight"], row["signs"]) == ("family", ["fever", "cough"])
    assert row["next_check_at"] > row["opened_at"]
    page = await client.get(answer.headers["location"])
    assert page.status_code == 200
    await hear(worker)
    assert await told(eyes, "illness.opened") == {MEI.person}
    director = await visitor(MEI)
    assert "1 child is ill" in (await director.get("/today")).text, "also before the next check"
    await eyes.execute("update illness_episodes set next_check_at = now() - interval '1 minute'")
    assert (await director.get("/today")).text.count("1 child is ill") == 1
    await eyes.execute("update illness_episodes set next_check_at = null")
    assert "1 child is ill" in (await director.get("/today")).text, "also with no check to come"


async def test_the_first_question_must_be_answered(visitor, eyes):
    answer = await (await visitor(NAI)).post("/illness/new", data={"child": str(XIAOYU.id)})
    assert answer.status_code == 422
    assert "adult_tonight-error" in answer.text
    assert await eyes.fetchval("select count(*) from illness_episodes") == 0


async def test_ill_and_alone_is_a_call_at_once(visitor, eyes, worker):
    answer = await (await visitor(HONG)).post(
        "/illness/new", data={**ILL, "adult_tonight": "alone"}
    )
    assert answer.headers["location"] == "/log/now"
    await hear(worker)
    assert await told(eyes, "child.alone") == {MEI.person, LAN.person}


async def test_opened_twice_it_is_one_and_knows_both(visitor, eyes):
    await (await visitor(NAI)).post("/illness/new", data=ILL)
    await (await visitor(QIN)).post("/illness/new", data={**ILL, "signs": ["rash"]})
    (row,) = await eyes.fetch("select * from illness_episodes")
    assert set(row["signs"]) == {"fever", "cough", "rash"}


async def test_opened_twice_with_no_sign_seen_it_is_still_one(visitor, eyes):
    for one in (NAI, QIN):
        answer = await (await visitor(one)).post("/illness/new", data={**ILL, "signs": []})
        assert answer.status_code == 303
    (row,) = await eyes.fetch("select * from illness_episodes")
    assert list(row["signs"]) == []


async def test_lines_are_added_and_it_is_closed_once(visitor, eyes):
    client = await visitor(NAI)
    place = (await client.post("/illness/new", data=ILL)).headers["location"]
    point = await client.post(place, data={"kind": "temperature", "value": "386"})
    assert "Please write the degrees" in point.text
    for value in ("38.6", "39,8 度", "很烫"):
        line = {"kind": "temperature", "value": value}
        assert (await client.post(place, data=line)).status_code == 303, value
    await client.post(place, data={"kind": "doctor", "value": "village clinic"})
    assert await eyes.fetchval("select doctor_seen_at from illness_episodes") is not None
    page = (await client.get(place)).text
    assert "38.6" in page
    assert (await client.post(f"{place}/end")).status_code == 303
    assert await eyes.fetchval("select over_on from illness_episodes") is not None
    assert (await client.post(f"{place}/end")).status_code == 422
    assert (await client.post(place, data={"kind": "note", "value": "late"})).status_code == 422


async def test_who_must_act_rings_from_the_page_and_nobody_else_reads_a_number(visitor, eyes, home):
    """With 小山 ill in Gui's home, which lies in another village, its director rings the home and the family; the home rings an ambulance."""
    await eyes.execute("delete from contact_ways")
    for one, number in ((GUI, "+8613900000001"), (NAI, "+8613900000002"), (BIN, "+8613900000003")):
        await eyes.execute(
            "insert into contact_ways (person, kind, value, rank) values ($1, 'phone', $2, 1)",
            one.person, number,
        )  # fmt: skip
    await eyes.execute("update children set allergy = 'penicillin' where id = $1", XIAOSHAN.id)
    await eyes.execute("update people set division = $2 where id = $1", GUI.person, THERE)
    host = await visitor(GUI)
    host.canaries.allow(XIAOSHAN.name)
    ill = {**ILL, "child": str(XIAOSHAN.id), "adult_tonight": "host"}
    place = (await host.post("/illness/new", data=ill)).headers["location"]
    shown = (await host.get(place)).text
    assert "tel:120" in shown
    assert "penicillin" in shown
    assert "have not agreed yet" in shown
    assert "tel:+86" not in shown, "a home reads no number of the family here"
    page = (await (await visitor(MEI)).get(place)).text
    assert 'href="tel:+8613900000001"' in page
    assert 'href="tel:+8613900000002"' in page
    assert "+8613900000003" not in page
    await agree(eyes, XIAOSHAN, "emergency_medical")
    assert "The parents agreed" in (await host.get(place)).text
    await host.post(place, data={"kind": "insurance_card", "value": "drawer"})
    assert "drawer" in (await host.get(place)).text
    await host.post(f"{place}/end")
    assert "+86139" not in (await (await visitor(MEI)).get(place)).text


async def test_whoever_does_not_reach_the_child_finds_nothing(visitor):
    place = (await (await visitor(NAI)).post("/illness/new", data=ILL)).headers["location"]
    stranger = await visitor(BIN)
    assert (await stranger.get(place)).status_code == 404
    assert (await stranger.post(place, data={"kind": "note"})).status_code == 404
    assert (await stranger.post("/illness/new", data=ILL)).status_code == 404
    assert XIAOYU.name not in (await stranger.get("/illness")).text


async def test_at_its_hour_it_is_asked_after_and_climbs_until_somebody_says_how_it_is(
    visitor, eyes, worker, travel
):
    client = await visitor(NAI)
    place = (await client.post("/illness/new", data=ILL)).headers["location"]
    assert await ask_after_ill(clock.now(), by=worker) == 0, "not before its hour"
    due = await eyes.fetchval("select next_check_at from illness_episodes")
    ahead = due - clock.now()
    travel(ahead + timedelta(minutes=1))
    assert await ask_after_ill(clock.now(), by=worker) == 1
    assert await ask_after_ill(clock.now(), by=worker) == 0, "once"
    assert await told(eyes, "illness.check") == {NAI.person}
    travel(ahead + timedelta(minutes=62))
    await climb(LADDERS, clock.now(), worker)
    await hear(worker)
    assert await told(eyes, "illness.unasked") == {MEI.person}
    await client.post(place, data={"kind": "temperature", "value": "37.2"})
    climbing = "select count(*) from climbs where ladder = 'illness_unasked' and ended_at is null"
    assert await eyes.fetchval(climbing) == 0
    assert await ask_after_ill(clock.now(), by=worker) == 0, "until the next hour"
    await eyes.execute("update illness_episodes set next_check_at = $1", clock.now())
    await eyes.execute("update reaches set ends_at = greatest(now(), starts_at) where person = $1", NAI.person)  # fmt: skip
    assert await ask_after_ill(clock.now(), by=worker) == 1
    assert MEI.person in await told(eyes, "illness.check"), "who has the child no more is not asked"
