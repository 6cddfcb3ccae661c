"""The ledger of hours: measured apart from attested, agreed to by another, corrected by counter-entries, never changed."""

from datetime import timedelta

import asyncpg
import pytest

from carenet.core.refusals import MayNot, NotFound
from carenet.pages.queries import today_page
from carenet.scheduling.rules.attesting import CannotAttest, CannotDecide
from carenet.scheduling.services import attendance, ledger
from carenet.scheduling.services.signing import sign_up
from tests.cast import BIN, GUO, LAN, LIAN, MEI, QIN
from tests.scheduling.test_check_in import until


async def measured(eyes, act, travel, session, one=BIN, minutes=90):
    """One who came and went by the code; the entry."""
    await sign_up(session, by=await act(one))
    await until(eyes, travel, session, -1)
    code = await eyes.fetchval("select check_in_code from care_sessions where id = $1", session)
    await attendance.check_in(session, code, by=await act(one))
    await until(eyes, travel, session, minutes)
    await attendance.check_out(session, by=await act(one))
    return await eyes.fetchval("select id from service_hours where person = $1", one.person)


async def attested(eyes, act, travel, session, one=BIN, by=QIN):
    """One whom the lead saw; the entry that waits."""
    await sign_up(session, by=await act(one))
    await until(eyes, travel, session, 120)
    row = await eyes.fetchrow("select starts_at, ends_at from care_sessions where id = $1", session)
    await attendance.attest(
        session, one.person, row["starts_at"], row["ends_at"], "seen", by=await act(by)
    )
    return await eyes.fetchval("select id from service_hours where person = $1", one.person)


async def counted(eyes, one=BIN):
    return await eyes.fetchval(
        "select coalesce(sum(minutes) filter (where counts), 0) from service_hours where person = $1",
        one.person,
    )


async def test_what_the_lead_attests_counts_once_another_agreed(course, act, eyes, travel):
    entry = await attested(eyes, act, travel, course.on(2))
    assert await counted(eyes) == 0
    waits = [(await today_page(by=await act(one))).counts["hours"] for one in (MEI, LAN, QIN, GUO)]
    assert waits == [1, 1, 0, 0], "said to those who may agree, not to who wrote it"
    with pytest.raises(CannotDecide):
        await ledger.agree([entry], by=await act(QIN))  # wrote it
    with pytest.raises(MayNot):
        await ledger.agree([entry], by=await act(BIN))  # gave it
    with pytest.raises(NotFound):
        await ledger.agree([entry], by=await act(GUO))
    assert await ledger.agree([entry], by=await act(MEI)) == 1
    assert await counted(eyes) == 90
    assert await ledger.agree([entry], by=await act(LAN)) == 0  # once is enough


async def test_what_is_not_agreed_to_stays_and_does_not_count(course, act, eyes, travel, visitor):
    entry = await attested(eyes, act, travel, course.on(2))
    await ledger.refuse(entry, "he was not there", by=await act(MEI))
    with pytest.raises(CannotDecide):
        await ledger.refuse(entry, "again", by=await act(LAN))
    assert await counted(eyes) == 0
    page = (await (await visitor(BIN)).get("/hours")).text
    assert "not agreed to" in page
    assert "he was not there" in page
    told = await eyes.fetch("select recipient, kind from reminders where kind like 'hours%'")
    assert [(r["recipient"], r["kind"]) for r in told] == [(BIN.person, "hours.decided")]


async def test_hours_are_attested_when_over_at_their_session_and_once(course, act, eyes, travel):
    session, qin = course.on(2), await act(QIN)
    await sign_up(session, by=await act(BIN))
    row = await eyes.fetchrow("select starts_at, ends_at from care_sessions where id = $1", session)
    starts, ends = row["starts_at"], row["ends_at"]
    with pytest.raises(CannotAttest, match="when they are over"):
        await attendance.attest(session, BIN.person, starts, ends, "x", by=qin)
    await until(eyes, travel, session, 120)
    with pytest.raises(CannotAttest, match="do not lie"):
        await attendance.attest(session, BIN.person, starts - timedelta(hours=3), ends, "x", by=qin)
    with pytest.raises(CannotAttest, match="before the beginning"):
        await attendance.attest(session, BIN.person, ends, starts, "x", by=qin)
    with pytest.raises(MayNot):
        await attendance.attest(session, BIN.person, starts, ends, "x", by=await act(LIAN))
    with pytest.raises(CannotAttest, match="no place"):
        await attendance.attest(session, LIAN.person, starts, ends, "x", by=qin)
    assert await attendance.attest(session, BIN.person, starts, ends, "x", by=qin) == 90
    with pytest.raises(CannotAttest, match="written down already"):
        await attendance.attest(session, BIN.person, starts, ends, "x", by=qin)
    travel(timedelta(days=90))
    with pytest.raises(CannotAttest, match="60 days"):
        await attendance.attest(session, BIN.person, starts, ends, "x", by=qin)


async def test_a_doubt_upheld_becomes_a_counter_entry_and_both_figures_stay(
    course, act, eyes, travel
):
    entry = await measured(eyes, act, travel, course.on(2), minutes=50)
    bin_ = await act(BIN)
    with pytest.raises(CannotAttest):
        await ledger.doubt(entry, 50, "the same", by=bin_)
    with pytest.raises(NotFound):
        await ledger.doubt(entry, 80, "not mine", by=await act(LIAN))
    dispute = await ledger.doubt(entry, 80, "my phone was dead", by=bin_)
    with pytest.raises(CannotAttest):
        await ledger.doubt(entry, 85, "again", by=bin_)
    with pytest.raises(MayNot):
        await ledger.answer_doubt(dispute, uphold=True, answer=None, by=bin_)
    await ledger.answer_doubt(dispute, uphold=True, answer=None, by=await act(QIN))
    rows = await eyes.fetch("select kind, minutes from service_hours order by entered_at")
    assert [(r["kind"], r["minutes"]) for r in rows] == [("measured", 50), ("counter", 30)]
    assert await counted(eyes) == 80
    with pytest.raises(CannotDecide):
        await ledger.answer_doubt(dispute, uphold=False, answer="x", by=await act(QIN))


async def test_a_doubt_that_is_not_upheld_says_why(course, act, eyes, travel, visitor):
    entry = await measured(eyes, act, travel, course.on(2))
    phone, lead = await visitor(BIN), await visitor(QIN)
    sent = await phone.post(f"/hours/{entry}/doubts", data={"minutes": "99", "because": "我在"})
    assert sent.status_code == 303
    assert "somebody will look at it" in (await phone.get("/hours")).text
    desk = await lead.get("/hours/ledger")
    assert "我在" in desk.text
    dispute = await eyes.fetchval("select id from hour_disputes")
    mute = await lead.post(f"/hours/doubts/{dispute}", data={"upheld": "no"})
    assert mute.status_code == 422
    assert "say in a word why not" in mute.text
    await lead.post(f"/hours/doubts/{dispute}", data={"upheld": "no", "answer": "门口的码是对的"})
    mine = (await phone.get("/hours")).text
    assert "not changed" in mine
    assert "门口的码是对的" in mine
    assert await counted(eyes) == 90


async def test_a_leads_own_correction_waits_for_another(course, act, eyes, travel, visitor):
    entry = await measured(eyes, act, travel, course.on(2))
    qin = await act(QIN)
    counter = await ledger.correct(entry, 60, "left early", by=qin)
    assert await counted(eyes) == 90
    with pytest.raises(CannotAttest):
        await ledger.correct(entry, 30, "more", by=qin)
    with pytest.raises(CannotDecide):
        await ledger.agree([counter], by=qin)
    director = await visitor(MEI)
    desk = (await director.get("/hours/ledger")).text
    assert "correction -30 min" in desk
    done = await director.post("/hours/agreements", data={"entry": [str(counter)]})
    assert done.status_code == 303
    assert await counted(eyes) == 60
    one = (await director.get(f"/hours/ledger/{BIN.person}")).text
    assert "60 min" in one


async def test_the_database_lets_nobody_edit_the_ledger(course, act, eyes, travel):
    entry = await measured(eyes, act, travel, course.on(2))
    for sql in (
        "update service_hours set minutes = 900 where id = $1",
        "delete from service_hours where id = $1",
        "update service_hours set confirmed_by = uuidv7(), decided_at = now() where id = $1",
    ):
        with pytest.raises(asyncpg.PostgresError, match="only grows"):
            await eyes.execute(sql, entry)
    with pytest.raises(asyncpg.PostgresError):
        await eyes.execute(
            """insert into service_hours (person, village, kind, on_day, minutes, typed_by, confirmed_by, decided_at, attendance)
               select person, village, 'attested', on_day, 90, $2, person, now(), null from service_hours where id = $1""",
            entry, BIN.account,
        )  # fmt: skip
