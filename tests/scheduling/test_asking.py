"""A place that needs a word: asked for and held, answered yes or no with a reason, or lapsed by the clock."""

import asyncio
from datetime import datetime, timedelta

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.core.clock import SHANGHAI
from carenet.core.database import transaction
from carenet.core.refusals import MayNot, NotFound
from carenet.people.services.times import AlreadyTaken
from carenet.scheduling.rules.asking import WORD_WITHIN, word_until
from carenet.scheduling.rules.away import CannotStand
from carenet.scheduling.rules.signing import CannotSignUp, Full, NotCleared
from carenet.scheduling.services.asking import ask_no_longer, lapse_asking, say_no
from carenet.scheduling.services.changing import call_off
from carenet.scheduling.services.series import set_needs_word
from carenet.scheduling.services.signing import sign_up
from carenet.scheduling.services.standing import come_every_time
from carenet.scheduling.services.waiting import wait_for_place
from tests.cast import BIN, CHUN, DONG, GUO, LAN, LIAN, QIN
from tests.scheduling.conftest import a_course
from tests.scheduling.test_sign_up import drain, reminders_of

AT = datetime(2026, 11, 25, 16, 10, tzinfo=SHANGHAI)
LIVE = "select count(*) from askings where ended_at is null"


@given(st.timedeltas(timedelta(minutes=1), timedelta(days=60)))
def test_a_place_is_held_for_a_day_and_never_past_the_beginning(left):
    until = word_until(AT - left, AT)
    assert AT - left < until <= AT
    assert until == AT or until - (AT - left) == WORD_WITHIN


@pytest.fixture
async def asked(course, act):
    """A series of Qin's where each place needs a word."""
    await set_needs_word(course.id, True, by=await act(QIN))
    return course


async def counts(eyes, session):
    return tuple(
        await eyes.fetchrow("select adults, asking from care_sessions where id = $1", session)
    )


async def test_who_asks_holds_a_place_and_does_not_come_yet(asked, act, eyes, worker):
    session = asked.on(3)
    await sign_up(session, by=await act(BIN))
    assert await counts(eyes, session) == (0, 1)
    assert not await eyes.fetchval("select count(*) from sign_ups")
    assert not await eyes.fetchval("select count(*) from commitments")
    assert await reminders_of(eyes, BIN) == set()
    await drain(worker)
    assert ("session.asked", "due") in await reminders_of(eyes, QIN)
    with pytest.raises(CannotSignUp):
        await sign_up(session, by=await act(BIN))


async def test_a_yes_is_a_place_and_both_hear(asked, act, eyes, worker, travel):
    session = asked.on(3)
    await sign_up(session, by=await act(BIN))
    with pytest.raises(MayNot):
        await sign_up(session, by=await act(LIAN), person=BIN.person)
    await sign_up(session, by=await act(QIN), person=BIN.person)
    assert await counts(eyes, session) == (1, 0)
    row = await eyes.fetchrow("select outcome, ended_by from askings")
    assert tuple(row) == ("yes", QIN.account)
    assert {("session.yours", "due"), ("session.soon", "due")} <= await reminders_of(eyes, BIN)
    travel(WORD_WITHIN + timedelta(hours=1))
    await drain(worker)
    assert await counts(eyes, session) == (1, 0)


async def test_a_no_has_a_reason_frees_the_place_and_can_be_asked_anew(asked, act, eyes):
    session, qin, bin_ = asked.on(3), await act(QIN), await act(BIN)
    await sign_up(session, by=bin_)
    with pytest.raises(MayNot):
        await say_no(session, BIN.person, "nein", by=await act(GUO))
    await say_no(session, BIN.person, "人够了", by=qin)
    assert await counts(eyes, session) == (0, 0)
    assert await reminders_of(eyes, BIN) == {("session.no_place", "due")}
    assert await eyes.fetchval("select because from askings") == "人够了"
    with pytest.raises(NotFound):
        await say_no(session, BIN.person, "noch einmal", by=qin)
    await sign_up(session, by=bin_)
    await ask_no_longer(session, by=bin_)
    assert await counts(eyes, session) == (0, 0)


async def test_without_an_answer_it_lapses_by_the_clock_once(asked, act, eyes, worker, travel):
    session = asked.on(5)
    await sign_up(session, by=await act(BIN))
    travel(WORD_WITHIN - timedelta(minutes=2))
    await drain(worker)
    assert await counts(eyes, session) == (0, 1)
    travel(WORD_WITHIN + timedelta(minutes=1))
    await drain(worker)
    assert await counts(eyes, session) == (0, 0)
    assert await eyes.fetchval("select outcome from askings") == "lapsed"
    assert ("session.no_place", "due") in await reminders_of(eyes, BIN)
    asking = await eyes.fetchval("select id from askings")
    assert not await lapse_asking(asking, by=worker)


async def test_held_places_fill_a_session_and_the_next_waits_then_asks(asked, act, eyes, worker):
    session = asked.on(3)
    for one in (BIN, LIAN):
        await sign_up(session, by=await act(one))
    with pytest.raises(Full):
        await sign_up(session, by=await act(DONG))
    with pytest.raises(Full):
        await sign_up(session, by=await act(QIN))
    await wait_for_place(session, by=await act(DONG))
    await say_no(session, BIN.person, "这次不行", by=await act(QIN))
    await drain(worker)
    assert await counts(eyes, session) == (0, 2)
    assert await eyes.fetchval("select outcome from waitings") == "asked"
    assert await eyes.fetchval(LIVE + " and person = $1", DONG.person) == 1


async def test_papers_and_other_hours_are_asked_of_the_one_who_asks_too(asked, act, eyes):
    with pytest.raises(NotCleared):
        await sign_up(asked.on(3), by=await act(CHUN))
    other = await a_course(eyes, await act(QIN), room=None)
    await sign_up(other.on(3), by=await act(BIN))
    with pytest.raises(AlreadyTaken):
        await sign_up(asked.on(3), by=await act(BIN))
    # Who takes another place while asking cannot be said yes to: nobody is in two places.
    await sign_up(asked.on(4), by=await act(BIN))
    await sign_up(other.on(4), by=await act(BIN))
    with pytest.raises(AlreadyTaken):
        await sign_up(asked.on(4), by=await act(QIN), person=BIN.person)
    assert await counts(eyes, asked.on(4)) == (0, 1)


async def test_racing_for_the_last_place_to_be_held_one_gets_it(asked, act, eyes):
    session = asked.on(3)
    await sign_up(session, by=await act(QIN))
    racers = [await act(BIN), await act(LIAN), await act(DONG)]
    got = await asyncio.gather(
        *(asyncio.create_task(sign_up(session, by=one)) for one in racers), return_exceptions=True
    )
    assert sorted(type(g).__name__ for g in got) == ["Full", "Full", "UUID"]
    assert await counts(eyes, session) == (1, 1)


async def test_a_yes_and_a_no_at_once_have_one_outcome(asked, act, eyes):
    qin, lan = await act(QIN), await act(LAN)
    for day in range(2, 12):
        await sign_up(asked.on(day), by=await act(BIN))
        got = await asyncio.gather(
            asyncio.create_task(sign_up(asked.on(day), by=qin, person=BIN.person)),
            asyncio.create_task(say_no(asked.on(day), BIN.person, "人够了", by=lan)),
            return_exceptions=True,
        )
        assert not [g for g in got if isinstance(g, asyncpg.PostgresError)], got
        outcomes = await eyes.fetch("select outcome from askings where care_session = $1", asked.on(day))  # fmt: skip
        adults, asking = await counts(eyes, asked.on(day))
        assert (len(outcomes), asking) == (1, 0)
        assert outcomes[0]["outcome"] in ("yes", "no")
        if outcomes[0]["outcome"] == "yes":
            assert adults == 1


async def test_the_database_lets_nobody_pass_over_the_word(asked, act, eyes):
    session, bin_ = asked.on(3), await act(BIN)
    held = await eyes.fetchrow("select * from care_sessions where id = $1", session)
    await sign_up(session, by=bin_)
    for words in (
        "update askings set ended_at = now(), outcome = 'yes' where care_session = $1",
        """insert into sign_ups (id, care_session, centre, village, person, role, tier, signed_up_by)
           select uuidv7(), care_session, centre, village, person, 'helper', '', person
           from askings where care_session = $1""",
    ):
        with pytest.raises(asyncpg.PostgresError) as refused:
            async with transaction(bin_) as db:
                await db.execute(words, session)
        assert refused.value.sqlstate == "CN006"
    async with transaction(await act(LIAN), readonly=True) as db:
        assert await db.fetchval("select count(*) from askings") == 0
    with pytest.raises(asyncpg.CheckViolationError):
        await eyes.execute("update care_sessions set asking = adults_max + 1 where id = $1", held["id"])  # fmt: skip


async def test_called_off_ends_it_and_tells(asked, act, eyes, worker):
    await sign_up(asked.on(3), by=await act(BIN))
    await call_off(asked.on(3), "下大雨", by=await act(QIN))
    await drain(worker)
    assert await eyes.fetchval("select outcome from askings") == "off"
    assert ("session.cancelled", "due") in await reminders_of(eyes, BIN)


async def test_nobody_comes_every_time_where_each_place_needs_a_word(asked, act):
    with pytest.raises(CannotStand):
        await come_every_time(asked.id, clock.today() + timedelta(days=9), by=await act(BIN))


async def test_the_pages_say_it_plainly_and_take_the_answer(asked, visitor, eyes):
    session = asked.on(3)
    phone, lead = await visitor(BIN), await visitor(QIN)
    at = f"/sessions/{session}"
    assert "I ask to come" in (await phone.get(at)).text
    assert (await phone.post(f"{at}/sign-up")).status_code == 303
    shown = (await phone.get(at)).text
    assert "Waits for the lead’s word" in shown
    assert "You come" not in shown
    assert f"{at}/sign-up" not in shown
    assert f"{at}/sign-up" not in (await phone.get("/sessions/open")).text
    other = (await phone.get("/sessions/open")).text
    assert "I ask to come" in other, "the list says that one asks, as the session's page does"
    assert "the lead says yes or no" in other
    assert "1 person asks to come" in (await lead.get("/today")).text
    assert f"{at}#asking" in (await lead.get("/sessions/asked")).text
    shown = (await lead.get(at)).text
    assert "1 waits for a word" in shown
    name = await eyes.fetchval("select name from people where id = $1", BIN.person)
    assert name in shown
    person = {"person": str(BIN.person)}
    assert (await lead.post(f"{at}/asking/no", data=person | {"why_not": ""})).status_code == 422
    assert (
        await lead.post(f"{at}/asking/no", data=person | {"why_not": "人已经够了"})
    ).status_code == 303
    assert "人已经够了" in (await phone.get(at)).text
    await phone.post(f"{at}/sign-up")
    assert (await lead.post(f"{at}/people", data=person)).status_code == 303
    assert "You come" in (await phone.get(at)).text
    await phone.post(f"/sessions/{asked.on(4)}/sign-up")
    assert (await phone.post(f"/sessions/{asked.on(4)}/asking/ending")).status_code == 303
    assert await eyes.fetchval(LIVE) == 0
    assert (await lead.post(f"/series/{asked.id}/word", data={})).status_code == 303
    assert not await eyes.fetchval("select needs_word from series where id = $1", asked.id)
