"""My week: what I promised, what is due, where people are missing; a quiet week asks nothing."""

from datetime import timedelta

import pytest_asyncio

from carenet.core import clock
from carenet.scheduling.services.asking import say_no
from carenet.scheduling.services.signing import sign_up
from tests.cast import (
    BIN,
    CENTRE,
    GUI,
    HERE,
    HONG,
    LAN,
    NAI,
    PING,
    QIN,
    SCHOOL,
    XIAOSHAN,
    XIAOYU,
    id_of,
)
from tests.scheduling.conftest import a_course
from tests.visits.conftest import HOME, home, owes  # noqa: F401  the same homes and duties


@pytest_asyncio.fixture
async def session(eyes):
    """Tomorrow's homework class at the village's centre: two are needed, nobody has come forward."""
    starts = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=20)
    id_ = id_of("tomorrow")
    await eyes.execute(
        """insert into care_sessions (id, centre, village, kind, activity, title, on_day, starts_at, ends_at,
             adults_min, adults_max, children_max)
           values ($1, $2, $3, 'tutoring', 'homework', '作业辅导', $4, $5, $6, 2, 3, 20)""",
        id_, CENTRE, HERE, clock.day_of(starts), starts, starts + timedelta(minutes=90),
    )  # fmt: skip
    return id_, clock.day_of(starts)


async def take(eyes, session, one):
    await eyes.execute(
        """insert into sign_ups (care_session, centre, village, person, role, tier, signed_up_by)
           values ($1, $2, $3, $4, 'adult', 'cleared', $5)""",
        session[0], CENTRE, HERE, one.person, one.account,
    )  # fmt: skip


async def test_a_quiet_week_asks_nothing(visitor):
    page = await (await visitor(BIN)).get("/week")
    assert page.status_code == 200
    assert "Nothing is asked of you this week." in page.text
    assert "Nothing is fixed for this week." in page.text


async def test_where_people_are_missing_comes_first_and_is_one_tap(visitor, session):
    page = (await (await visitor(BIN)).get(f"/week?day={session[1]}")).text
    assert "People are missing near you" in page
    assert "2 more needed" in page
    assert f'action="/sessions/{session[0]}/sign-up"' in page


async def test_my_session_is_counted_from_the_card_that_is_shown(visitor, eyes, session):
    await take(eyes, session, BIN)
    client = await visitor(BIN)
    page = (await client.get("/week", params={"day": session[1].isoformat()})).text
    assert "1 time this week, about 1.5 hours" in page
    assert f'href="/sessions/{session[0]}"' in page
    other = (
        await client.get("/week", params={"day": (session[1] + timedelta(days=7)).isoformat()})
    ).text
    assert "Nothing is fixed for this week." in other


async def test_a_called_off_session_counts_no_hours(visitor, eyes, session):
    await take(eyes, session, BIN)
    await eyes.execute("update care_sessions set cancelled_at = now()")
    page = (await (await visitor(BIN)).get("/week", params={"day": session[1].isoformat()})).text
    assert "called off" in page
    assert "Nothing is fixed for this week." in page


async def test_a_host_is_asked_for_the_day_until_it_is_written(visitor, eyes, home):  # noqa: F811
    client = await visitor(GUI)
    client.event_hooks["response"].clear()
    page = (await client.get("/week")).text
    assert f"/log/day?child={XIAOSHAN.id}" in page
    assert XIAOSHAN.name not in page  # the given name alone
    await client.post("/log/day", data={"child": str(XIAOSHAN.id), "ate": "well"})
    assert f"/log/day?child={XIAOSHAN.id}" not in (await client.get("/week")).text


async def test_another_year_to_agree_to_and_a_household_to_look_through_stand_on_the_homes_week(
    visitor, eyes, home  # noqa: F811
):  # fmt: skip
    host, today = await visitor(GUI), clock.today()
    host.canaries.allow(XIAOSHAN.name)
    await eyes.execute("delete from home_duties")
    await eyes.execute(
        """insert into day_logs (child, village, person, on_day, happened_at, received_at)
           values ($1, $2, $3, $4, now(), now())""",
        XIAOSHAN.id, HERE, GUI.person, today,
    )  # fmt: skip
    assert "Nothing is asked of you this week." in (await host.get("/week")).text
    for kind, days in (("renewal", 45), ("roster", 10), ("roster", 80)):
        await eyes.execute(
            "insert into home_duties (kind, family, village, opens_on, due_on) values ($1, $2, $3, $4, $5)",
            kind, HOME, HERE, today - timedelta(days=days // 20), today + timedelta(days=days),
        )  # fmt: skip
        if (kind, days) == ("roster", 10):
            page = (await host.get("/week")).text
            assert page.count("Look through who lives in your home") == 1
            await eyes.execute("delete from home_duties where kind = 'roster'")
    page = (await host.get("/week")).text
    assert "Look through who lives" not in page, "eighty days ahead is not this week"
    assert "Do you wish to go on?" not in page, "nobody has asked yet"
    await eyes.execute(
        "insert into candidacies (kind, family, village, how, begun_at, begun_by) values ('host', $1, $2, 'renewal', now(), $3)",
        HOME, HERE, GUI.account,
    )  # fmt: skip
    page = (await host.get("/week")).text
    assert "Do you wish to go on?" in page
    assert "Nothing is asked of you" not in page
    await eyes.execute(
        "update candidacies set confirmed_on = $1, confirmed_by = $2", today, GUI.person
    )
    assert "Do you wish to go on?" not in (await host.get("/week")).text, "others act now"


async def test_what_is_due_leads_to_its_form_and_goes_once_done(visitor, eyes, owes):  # noqa: F811
    client = await visitor(PING)
    assert f"/log/contact?child={XIAOYU.id}" in (await client.get("/week")).text
    read = await eyes.fetchval(
        "select count(*) from read_log where purpose = 'week' and child = $1", XIAOYU.id
    )
    assert read == 1
    await client.post("/log/contact", data={"child": str(XIAOYU.id), "kind": "call"})
    assert f"/log/contact?child={XIAOYU.id}" not in (await client.get("/week")).text


async def test_what_was_set_aside_is_not_asked(visitor, eyes, owes):  # noqa: F811
    lan = await visitor(LAN)
    answer = await lan.post(
        "/obligations/exemptions",
        data={"division": HERE, "because": "the road is cut", "ends_on": (clock.today() + timedelta(days=9)).isoformat()},
    )  # fmt: skip
    assert answer.status_code == 303
    assert f"/log/contact?child={XIAOYU.id}" not in (await (await visitor(PING)).get("/week")).text


async def test_a_grandmother_sees_who_is_ill(visitor, eyes):
    client = await visitor(NAI)
    await client.post("/illness/new", data={"child": str(XIAOYU.id), "adult_tonight": "family"})
    assert "/illness/" in (await client.get("/week")).text


async def test_a_carer_finds_the_way_to_letters_and_to_who_comes_home_only_while_there_is_one(
    visitor, eyes
):
    client = await visitor(NAI)
    page = (await client.get("/week")).text
    assert "/me/letters" not in page
    assert "/friday/home" not in page
    assert 'href="/illness/new"' in page, "a carer has tabs"
    letter, leave = id_of("letter"), id_of("leave")
    await eyes.execute(
        """insert into letters (id, place, from_name, audience, title, body, again_days, again_times, sent_by, sent_by_person)
           values ($1, $2, 'F', 'carers', 't', 'b', 3, 2, $3, $4)""",
        letter, HERE, LAN.account, LAN.person,
    )  # fmt: skip
    await eyes.execute(
        "insert into letter_recipients (letter, person, village) values ($1, $2, $3)",
        letter, NAI.person, HERE,
    )  # fmt: skip
    await eyes.execute(
        """insert into weekend_leaves (id, child, village, office, leaves_on, goes, how, home_by, listed_by)
           values ($1, $2, $3, $4, $5, true, 'fetched', now() + interval '5 hours', $6)""",
        leave, XIAOYU.id, HERE, SCHOOL, clock.today(), LAN.account,
    )  # fmt: skip
    page = (await client.get("/week")).text
    assert "/me/letters" in page
    assert "/friday/home" in page
    family = (await (await visitor(HONG)).get("/family")).text
    assert "/friday/home" in family
    assert "/me/letters" not in family
    await eyes.execute("update weekend_leaves set home_at = now(), answered_by = $1", NAI.person)
    assert "/friday/home" not in (await client.get("/week")).text


async def test_a_place_asked_for_is_on_the_week_and_promises_nothing_yet(visitor, act, eyes):
    course = await a_course(eyes, await act(QIN), needs_word=True)
    day = clock.today() + timedelta(days=2)
    phone = await visitor(BIN)
    at = f"/week?day={day.isoformat()}"
    await sign_up(course.sessions[day], by=await act(BIN))
    page = (await phone.get(at)).text
    assert f"/sessions/{course.sessions[day]}" in page
    assert "waits for the lead’s word" in page
    assert "Nothing is fixed for this week." in page
    assert f"/sessions/{course.sessions[day]}/sign-up" not in page
    assert "I ask to come" in page
    await say_no(course.sessions[day], BIN.person, "够了", by=await act(QIN))
    assert "waits for the lead’s word" not in (await phone.get(at)).text


async def test_what_is_not_open_yet_is_not_offered(visitor, act, eyes):
    course = await a_course(eyes, await act(QIN), opens_days=2)
    page = (await (await visitor(BIN)).get("/week")).text
    assert f"/sessions/{course.on(2)}/sign-up" in page
    assert f"/sessions/{course.on(3)}/sign-up" not in page
