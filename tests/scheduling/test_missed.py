"""Places nobody came to: written down by the lead, what follows by rules, and the word against it."""

from datetime import UTC, date, datetime, time, timedelta

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.core.clock import SHANGHAI
from carenet.core.database import transaction
from carenet.core.refusals import MayNot, NotFound
from carenet.scheduling.queries.missed import missed_desk, my_missed, rules_now
from carenet.scheduling.rules.away import CannotStand
from carenet.scheduling.rules.missed import (
    DECIDED_WITHIN,
    DEFAULTS,
    KINDS,
    STANDING,
    TALK,
    WORD,
    WRITTEN_WITHIN,
    CannotAppeal,
    CannotJudge,
    CannotNote,
    Rule,
    following,
    in_force,
    require_noted_in_time,
    since,
)
from carenet.scheduling.services.attendance import attest
from carenet.scheduling.services.changing import call_off
from carenet.scheduling.services.missed import note_missed, note_talk, take_back
from carenet.scheduling.services.missed_appeals import answer_appeal, appeal
from carenet.scheduling.services.missed_rules import set_rule
from carenet.scheduling.services.registers import open_register
from carenet.scheduling.services.signing import sign_up
from carenet.scheduling.services.standing import come_every_time
from tests.cast import BIN, FANG, GUO, LAN, LIAN, MEI, QIN, YE
from tests.scheduling.conftest import a_course
from tests.scheduling.test_sign_up import drain, reminders_of

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
LIVE = "select kind from no_show_consequences where ended_at is null order by kind"


@given(st.dictionaries(st.sampled_from(KINDS), st.integers(0, 9), min_size=3))
def test_what_follows_is_what_the_rules_say_and_never_twice(counts):
    rules = in_force([Rule(WORD, None, 90, 30)])
    found = {one.kind for one in following(rules, counts, frozenset(), NOW)}
    assert WORD not in found
    assert (TALK in found) == (counts[TALK] >= 2)
    assert (STANDING in found) == (counts[STANDING] >= 3)
    assert not following(rules, counts, frozenset(KINDS), NOW)


def test_days_are_counted_with_the_day_itself_and_what_holds_has_an_end():
    assert since(Rule(TALK, 2, 7, 1), date(2026, 11, 25)) == date(2026, 11, 19)
    (word,) = following([DEFAULTS[WORD]], {WORD: 3}, frozenset(), NOW)
    assert word.until_at == NOW + timedelta(days=30)
    (talk,) = following([DEFAULTS[TALK]], {TALK: 5}, frozenset(), NOW)
    assert talk.until_at is None


@given(st.timedeltas(timedelta(days=-2), timedelta(days=20)))
def test_it_is_written_down_from_the_beginning_on_for_a_week(after):
    ends = NOW + timedelta(hours=1)
    try:
        require_noted_in_time(NOW + after, NOW, ends)
    except CannotNote:
        assert after < timedelta(0) or NOW + after - ends > WRITTEN_WITHIN
    else:
        assert timedelta(0) <= after <= WRITTEN_WITHIN + timedelta(hours=1)


@pytest.fixture
async def away(course, act, travel, eyes):
    """`await away(day)`: Bin has a place that day, it is over, its register was opened."""
    for day in range(1, 9):
        await sign_up(course.on(day), by=await act(BIN))
    first = clock.today()

    async def go(day: int):
        session = course.sessions[first + timedelta(days=day)]
        starts = await eyes.fetchval("select starts_at from care_sessions where id = $1", session)
        clock.shift(timedelta(0))
        travel(starts + timedelta(minutes=95) - clock.now())
        return session

    return go


async def missed(session, act, by=QIN, who=BIN):
    return await note_missed(session, who.person, None, excused=False, by=await act(by))


async def test_only_whoever_runs_the_place_writes_it_down_once_and_the_volunteer_hears_it(
    away, act, eyes, worker
):
    session = await away(1)
    await drain(worker)
    assert not await eyes.fetchval("select count(*) from no_shows")
    for stranger in (LIAN, GUO):
        with pytest.raises(MayNot):
            await missed(session, act, by=stranger)
    for _ in range(2):
        assert await missed(session, act) == ()
    assert await eyes.fetchval("select count(*) from no_shows") == 1
    assert ("place.missed", "due") in await reminders_of(eyes, BIN)


async def test_excused_never_counts_and_says_why(away, act, eyes):
    session, qin = await away(1), await act(QIN)
    with pytest.raises(CannotNote):
        await note_missed(session, BIN.person, None, excused=True, by=qin)
    await note_missed(session, BIN.person, "ill", excused=True, by=qin)
    for day in (2, 3):
        await note_missed(await away(day), BIN.person, "road", excused=True, by=qin)
    assert not await eyes.fetchval(f"select count(*) from ({LIVE}) x")
    assert not await eyes.fetchval("select count(*) from no_shows where counts")
    assert ("place.missed", "due") not in await reminders_of(eyes, BIN)


async def test_who_came_withdrew_had_no_place_or_serves_by_duty_is_not_missing(
    course, away, act, eyes
):
    await sign_up(course.on(1), by=await act(LIAN))
    session = await away(1)
    await eyes.execute(
        """insert into duties (account, role, organisation, lo, hi, starts_on, ends_on, approved_at, approved_by)
           select $1, 'teacher', organisation, lo, hi, starts_on, ends_on, approved_at, approved_by
           from duties where account = $2""",
        LIAN.account, FANG.account,
    )  # fmt: skip
    for who in (MEI, LIAN):
        with pytest.raises(CannotNote):
            await missed(session, act, who=who)
    starts = await eyes.fetchval("select starts_at from care_sessions where id = $1", session)
    await attest(
        session, BIN.person, starts, starts + timedelta(hours=1), "sah ihn", by=await act(QIN)
    )
    with pytest.raises(CannotNote):
        await missed(session, act)


async def test_hours_attested_later_take_it_back_and_end_what_followed(away, act, eyes):
    for day in (1, 2):
        session = await away(day)
        found = await missed(session, act)
    assert [one.kind for one in found] == [TALK]
    starts = await eyes.fetchval("select starts_at from care_sessions where id = $1", session)
    await attest(
        session, BIN.person, starts, starts + timedelta(hours=1), "war doch da", by=await act(LAN)
    )
    assert not await eyes.fetch(LIVE)
    rows = await eyes.fetch("select lifted_because from no_shows order by on_day")
    assert [r["lifted_because"] for r in rows] == [None, "attested"]


async def test_the_third_time_asks_for_a_word_and_ends_every_time_until_a_day(
    away, act, eyes, travel, course
):
    hours = {"starts_at": time(9), "ends_at": time(10), "opens_days": 2}
    mornings = await a_course(eyes, await act(QIN), room=None, **hours)
    until = clock.today() + timedelta(days=20)
    await come_every_time(mornings.id, until, by=await act(BIN))
    for day in (1, 2, 3):
        found = await missed(await away(day), act)
    assert {one.kind for one in found} == {WORD, STANDING}
    assert not await eyes.fetchval("select count(*) from standing_sign_ups where ended_at is null")
    with pytest.raises(CannotStand):
        await come_every_time(course.id, until, by=await act(BIN))
    later = course.sessions[clock.today() + timedelta(days=12)]
    await sign_up(later, by=await act(BIN))
    assert await eyes.fetchval("select count(*) from askings where care_session = $1", later) == 1
    await sign_up(later, by=await act(QIN), person=BIN.person)
    assert await eyes.fetchval("select adults from care_sessions where id = $1", later) == 1
    travel(clock.now() - datetime.now(UTC) + timedelta(days=31))
    made = await a_course(eyes, await act(QIN), room=None)
    await sign_up(made.on(3), by=await act(BIN))
    assert await eyes.fetchval("select adults from care_sessions where id = $1", made.on(3)) == 1


async def test_a_word_against_it_suspends_it_and_another_decides_in_time(
    away, act, eyes, worker, travel
):
    for day in (1, 2, 3):
        session = await away(day)
        await missed(session, act)
    ids = [r["id"] for r in await eyes.fetch("select id from no_shows order by on_day")]
    with pytest.raises(NotFound):
        await appeal(ids[2], "nicht ich", by=await act(LIAN))
    made = await appeal(ids[2], "我来了，手机没电", by=await act(BIN))
    with pytest.raises(CannotAppeal):
        await appeal(ids[2], "noch einmal", by=await act(BIN))
    assert (
        await eyes.fetchval("select app.follows($1, 'word', $2)", BIN.person, clock.now()) is None
    )
    with pytest.raises(CannotJudge):
        await take_back(ids[2], by=await act(QIN))
    for one, refused in ((QIN, CannotJudge), (LIAN, NotFound), (BIN, MayNot)):
        with pytest.raises(refused):
            await answer_appeal(made, uphold=True, answer=None, by=await act(one))
    await drain(worker)
    told = await eyes.fetch("select recipient from reminders where kind = 'place.appeal'")
    assert {r["recipient"] for r in told} == {MEI.person}
    travel(clock.now() - datetime.now(UTC) + DECIDED_WITHIN - timedelta(days=3))
    await drain(worker)
    told = await eyes.fetch("select recipient from reminders where kind = 'place.appeal'")
    assert LAN.person in {r["recipient"] for r in told}
    with pytest.raises(CannotJudge):
        await answer_appeal(made, uphold=False, answer=None, by=await act(MEI))
    await answer_appeal(made, uphold=True, answer=None, by=await act(MEI))
    assert [r["kind"] for r in await eyes.fetch(LIVE)] == [TALK]
    assert await eyes.fetchval("select count(*) from no_show_consequences") == 3
    assert await eyes.fetchval("select count(*) from no_shows where counts") == 2
    assert not await eyes.fetchval("select count(*) from climbs where ladder = 'missed_appeal' and ended_at is null")  # fmt: skip
    assert ("place.missed_answer", "due") in await reminders_of(eyes, BIN)
    with pytest.raises(CannotJudge):
        await answer_appeal(made, uphold=False, answer="doch", by=await act(LAN))


async def test_upheld_for_an_earlier_one_ends_what_is_no_longer_reached(away, act, eyes):
    for day in (1, 2):
        await missed(await away(day), act)
    first = await eyes.fetchval("select id from no_shows order by on_day limit 1")
    made = await appeal(first, "我请过假", by=await act(BIN))
    await answer_appeal(made, uphold=True, answer=None, by=await act(LAN))
    assert not await eyes.fetch(LIVE)
    ended = await eyes.fetchval("select ended_because from no_show_consequences")
    assert ended == "appeal"


async def test_not_upheld_has_a_reason_and_everything_stays(away, act, eyes):
    for day in (1, 2):
        await missed(await away(day), act)
    last = await eyes.fetchval("select id from no_shows order by on_day desc limit 1")
    made = await appeal(last, "nein", by=await act(BIN))
    await answer_appeal(made, uphold=False, answer="大家都没看到你", by=await act(YE))
    assert [r["kind"] for r in await eyes.fetch(LIVE)] == [TALK]
    talk = await eyes.fetchval("select id from no_show_consequences")
    with pytest.raises(NotFound):
        await note_talk(talk, None, by=await act(LIAN))
    await note_talk(talk, "换到周六", by=await act(QIN))
    assert not await eyes.fetch(LIVE)


async def test_a_mistake_is_taken_back_by_whoever_runs_the_place_and_standing_comes_back(
    course, away, act, eyes
):
    for day in (1, 2):
        await missed(await away(day), act)
    await eyes.execute(
        """insert into standing_sign_ups (id, series, centre, village, person, until_on, at, by)
           select uuidv7(), id, centre, village, $2, last_on, now(), $3 from series where id = $1""",
        course.id, BIN.person, BIN.account,
    )  # fmt: skip
    await missed(await away(3), act)
    assert not await eyes.fetchval("select count(*) from standing_sign_ups where ended_at is null")
    last = await eyes.fetchval("select id from no_shows order by on_day desc limit 1")
    with pytest.raises(NotFound):
        await take_back(last, by=await act(LIAN))
    await take_back(last, by=await act(QIN))
    assert await eyes.fetchval("select count(*) from standing_sign_ups where ended_at is null") == 1
    assert [r["kind"] for r in await eyes.fetch(LIVE)] == [TALK]
    with pytest.raises(NotFound):
        await take_back(last, by=await act(QIN))


async def test_the_county_chooses_and_what_is_off_never_follows(away, act, eyes):
    ye = await act(YE)
    with pytest.raises(MayNot):
        await set_rule(Rule(TALK, 1, 30, 1), "nein", by=await act(LAN))
    await set_rule(Rule(TALK, None, 60, 1), "我们当面聊", by=ye)
    await set_rule(Rule(WORD, 1, 30, 7), "人手紧", by=ye)
    await set_rule(Rule(WORD, 2, 30, 7), "再宽一点", by=ye)
    assert await missed(await away(1), act) == ()
    (word,) = await missed(await away(2), act)
    assert (word.kind, word.until_at) == (WORD, clock.now() + timedelta(days=7)) or (
        abs(word.until_at - clock.now() - timedelta(days=7)) < timedelta(minutes=1)
    )
    assert [(r.kind, r.times) for r in await rules_now(by=ye)] == [(TALK, None), (WORD, 2), (STANDING, 3)]  # fmt: skip
    assert await eyes.fetchval("select count(*) from no_show_rules") == 3


async def test_row_security_shows_it_to_the_volunteer_and_the_place_alone_and_history_stands(
    away, act, eyes
):
    await missed(await away(1), act)
    count = "select count(*) from no_shows"
    for one, seen in ((BIN, 1), (QIN, 1), (LAN, 1), (YE, 1), (LIAN, 0), (GUO, 0), (FANG, 0)):
        async with transaction(await act(one), readonly=True) as db:
            assert await db.fetchval(count) == seen, one.handle
    for words in (
        "update no_shows set excused = true, because = 'x'",
        "update no_shows set lifted_at = now(), lifted_by = by, lifted_because = 'mistake'",
    ):
        with pytest.raises(asyncpg.PostgresError) as refused:
            async with transaction(await act(BIN)) as db:
                await db.execute(words)
        assert refused.value.sqlstate == "CN006"
    with pytest.raises(asyncpg.PostgresError):
        async with transaction(await act(QIN)) as db:
            await db.execute("delete from no_shows")


async def test_called_off_too_early_and_long_ago_are_refused_in_words(course, away, act):
    with pytest.raises(CannotNote):
        await missed(course.on(3), act)
    session = course.on(2)
    await call_off(session, "下雨", by=await act(QIN))
    await away(2)
    with pytest.raises(CannotNote):
        await missed(session, act)
    await away(8)
    clock_now = clock.now()
    assert clock_now.astimezone(SHANGHAI)
    gone = course.sessions[clock.today() - timedelta(days=7)]
    clock.shift(clock_now - datetime.now(UTC) + timedelta(days=1))
    with pytest.raises(CannotNote):
        await missed(gone, act)


async def test_the_pages_say_what_follows_before_and_kindly_after(away, act, visitor, eyes):
    await missed(await away(1), act)
    session = await away(2)
    lead, phone, county = await visitor(QIN), await visitor(BIN), await visitor(YE)
    at = f"/registers/{session}"
    assert "Had a place, and is not here" not in (await lead.get(at)).text
    await open_register(session, by=await act(QIN), noted_at=clock.now() - timedelta(minutes=80))
    shown = (await lead.get(at)).text
    assert "2 times in 60 days: the lead speaks with them" in shown
    assert "take back" not in shown
    who = {"person": str(BIN.person)}
    assert (await lead.post(f"{at}/missed", data=who | {"outcome": "excused"})).status_code == 422
    assert (await lead.post(f"{at}/missed", data=who | {"outcome": "missed"})).status_code == 303
    assert "take back" in (await lead.get(at)).text
    mine = (await phone.get("/missed/mine")).text
    assert "We hope" not in mine
    assert "the lead would like to speak with you" in mine
    last = await eyes.fetchval("select id from no_shows order by on_day desc limit 1")
    assert (await phone.post(f"/missed/{last}/appeal", data={"because": ""})).status_code == 422
    said = {"because": "我在后厨帮忙"}
    assert (await phone.post(f"/missed/{last}/appeal", data=said)).status_code == 303
    assert "until then nothing of it holds" in (await phone.get("/missed/mine")).text
    desk = (await lead.get("/missed")).text
    assert "我在后厨帮忙" in desk
    assert "somebody else decides" in desk
    made = await eyes.fetchval("select id from no_show_appeals")
    assert f"/missed/appeals/{made}" in (await county.get("/missed")).text
    no = {"upheld": "no", "answer": ""}
    assert (await county.post(f"/missed/appeals/{made}", data=no)).status_code == 422
    assert (await county.post(f"/missed/appeals/{made}", data={"upheld": "yes"})).status_code == 303
    assert "taken back" in (await phone.get("/missed/mine")).text
    rule = {"kind": "talk", "on": "yes", "times": "4", "within_days": "30", "because": ""}
    refused = await county.post("/missed/rules", data=rule)
    assert (refused.status_code, 'value="4"' in refused.text) == (422, True)
    assert (await county.post("/missed/rules", data=rule | {"because": "够了"})).status_code == 303
    assert "4 times in 30 days" in (await county.get("/missed/rules")).text


async def test_the_lists_are_paged(away, act):
    await missed(await away(1), act)
    desk = await missed_desk(by=await act(QIN), size=1)
    assert (len(desk.page.rows), desk.page.total) == (1, 1)
    mine = await my_missed(by=await act(BIN), number=2)
    assert not mine.rows
