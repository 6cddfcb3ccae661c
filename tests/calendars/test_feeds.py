"""A feed says when and where to whoever holds its address, and nothing to anybody else."""

import asyncio
import re
import subprocess
import sys
from datetime import time, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.async_api import async_playwright

from carenet.calendars.services import sha
from carenet.core import clock
from carenet.scheduling.services.changing import call_off, move_session
from carenet.scheduling.services.enrolling import enrol_children
from carenet.scheduling.services.signing import sign_up, withdraw
from carenet.scheduling.services.standing import come_every_time, come_no_longer
from tests.browser import ARGS, find_chromium
from tests.cast import BIN, CANARIES, GUO, HONG, LAN, LIAN, QIN, XIAOSHAN, XIAOYU
from tests.scheduling.conftest import a_course

ICAL_JS = Path(__file__).resolve().parents[1] / "vendor" / "ical.js"
PHONE = {"user-agent": "iOS/17.4 dataaccessd/1.0"}


@pytest.fixture
async def course(eyes, act):
    return await a_course(eyes, await act(QIN))


@pytest.fixture
async def fetch(visitor, app):
    """A calendar program: no cookie, no sign-in; the limit is another test's."""
    client = await visitor()

    async def get(address, method="GET", **headers):
        await app.state.redis.flushdb()
        return await client.request(method, address, headers={**PHONE, **headers})

    return get


async def address_of(visitor, one, purpose="shifts"):
    client = await visitor(one)
    answer = await client.post("/me/feeds", data={"purpose": purpose, "alarm_minutes": "60"})
    assert answer.status_code == 200
    return re.search(r"https?://[^/]+(/calendars/[\w-]+\.ics)", answer.text).group(1)


def events(answer):
    return {str(e["uid"]): e for e in Calendar.from_ical(answer.content).walk("VEVENT")}


async def test_the_feed_holds_my_sessions_and_says_no_more_than_kind_and_place(
    course, act, visitor, fetch, eyes
):
    await enrol_children(course.id, [XIAOYU.id], clock.today(), by=await act(QIN))
    for days in (2, 5):
        await sign_up(course.on(days), by=await act(BIN))
    answer = await fetch(await address_of(visitor, BIN))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.headers["referrer-policy"] == "no-referrer"
    found = events(answer)
    assert set(found) == {f"shift-{course.on(d)}@test" for d in (2, 5)}
    one = found[f"shift-{course.on(2)}@test"]
    row = await eyes.fetchrow("select * from care_sessions where id = $1", course.on(2))
    assert one["dtstart"].dt == row["starts_at"].astimezone(clock.SHANGHAI)
    assert one["dtend"].dt == row["ends_at"].astimezone(clock.SHANGHAI)
    assert one["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert one["dtstamp"].dt == one["last-modified"].dt
    assert set(one) <= {
        "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "STATUS",
    }  # fmt: skip
    assert "凤凰村儿童之家" in str(one["summary"])
    text = answer.text.replace("\r\n ", "")
    assert not any(name in text or name[1:] in text for name in CANARIES)
    assert "REFRESH-INTERVAL" not in text
    assert "RRULE" not in text
    assert all(len(line.encode()) <= 75 for line in answer.text.split("\r\n"))


async def test_the_token_is_kept_only_as_its_hash_and_one_lives_for_a_purpose(visitor, fetch, eyes):
    first = await address_of(visitor, BIN)
    second = await address_of(visitor, BIN)
    assert (await fetch(first)).status_code == 404
    assert (await fetch(second)).status_code == 200
    token = second.split("/")[-1].removesuffix(".ics")
    for table in ("feeds", "feed_fetches", "audit_events", "incidents"):
        rows = await eyes.fetch(f"select {table}::text as t from {table}")
        assert all(token not in r["t"] for r in rows)
    assert (
        await eyes.fetchval("select count(*) from feeds where token_sha256 = $1", sha(token)) == 1
    )
    client = await visitor(BIN)
    assert token not in (await client.get("/me/feeds")).text


async def test_a_fetch_that_changes_nothing_is_answered_before_rendering(
    course, act, visitor, fetch
):
    await sign_up(course.on(3), by=await act(BIN))
    address = await address_of(visitor, BIN)
    first = await fetch(address)
    again = await fetch(address, **{"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    head = await fetch(address, "HEAD")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["etag"] == first.headers["etag"]
    await sign_up(course.on(4), by=await act(BIN))
    changed = await fetch(address, **{"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200


async def test_every_change_raises_the_sequence_and_nothing_vanishes(course, act, visitor, fetch):
    bin_, qin = await act(BIN), await act(QIN)
    for days in (2, 3, 4):
        await sign_up(course.on(days), by=bin_)
    address = await address_of(visitor, BIN)
    before = events(await fetch(address))
    await move_session(course.on(2), clock.today() + timedelta(days=45), time(9), time(10), by=qin)
    await call_off(course.on(3), "flood", by=qin)
    await withdraw(course.on(4), None, by=bin_)
    after = events(await fetch(address))
    assert set(after) == set(before)
    for days in (2, 3, 4):
        uid = f"shift-{course.on(days)}@test"
        assert int(after[uid]["sequence"]) > int(before[uid]["sequence"])
        assert after[uid]["last-modified"].dt >= before[uid]["last-modified"].dt
    status = {d: str(after[f"shift-{course.on(d)}@test"]["status"]) for d in (2, 3, 4)}
    assert status == {2: "CONFIRMED", 3: "CANCELLED", 4: "CANCELLED"}
    assert after[f"shift-{course.on(2)}@test"]["dtstart"].dt.hour == 9
    assert not any(
        sub.name == "VALARM" for sub in after[f"shift-{course.on(3)}@test"].subcomponents
    )


async def test_a_cancelled_entry_stays_until_its_day_is_over_and_no_past_is_told(
    course, act, visitor, fetch, travel, eyes
):
    await sign_up(course.on(2), by=await act(BIN))
    address = await address_of(visitor, BIN)
    await call_off(course.on(2), "flood", by=await act(QIN))
    uid = f"shift-{course.on(2)}@test"
    session = course.on(2)
    ends = await eyes.fetchval("select ends_at from care_sessions where id = $1", session)
    travel(ends + timedelta(hours=4) - clock.now())
    assert uid in events(await fetch(address))
    travel(timedelta(0))
    travel(ends + timedelta(hours=12) - clock.now())
    assert uid not in events(await fetch(address))


async def test_a_dead_token_is_told_nothing_even_with_the_right_etag(
    course, act, visitor, fetch, eyes
):
    await sign_up(course.on(3), by=await act(BIN))
    address = await address_of(visitor, BIN)
    mark = (await fetch(address)).headers["etag"]
    unknown = await fetch("/calendars/never-made.ics")
    client = await visitor(BIN)
    feed = await eyes.fetchval("select id from feeds")
    assert (await (await visitor(GUO)).post(f"/me/feeds/{feed}/ending")).status_code == 404
    assert (await client.post(f"/me/feeds/{feed}/ending")).status_code == 303
    dead = await fetch(address, **{"if-none-match": mark})
    assert dead.status_code == unknown.status_code == 404
    assert "etag" not in dead.headers
    assert dead.text.replace(address, "") == unknown.text.replace("/calendars/never-made.ics", "")


@pytest.mark.parametrize(
    "sql",
    [
        "insert into suspensions (person, starts_at, because, by) values ($1, now() - interval '1 hour', 'asked', $1)",
        "update account_roles set ends_on = current_date - 2 where account = (select id from accounts where person = $1)",
        "update feeds set ends = now() - interval '1 minute' where person = $1",
    ],
)
async def test_suspension_an_ended_role_and_expiry_end_a_feed_at_once(visitor, fetch, eyes, sql):
    address = await address_of(visitor, BIN)
    assert (await fetch(address)).status_code == 200
    await eyes.execute(sql, BIN.person)
    assert (await fetch(address)).status_code == 404


async def test_a_family_sees_the_centres_code_and_only_where_the_parent_is_confirmed(
    course, act, visitor, fetch, eyes
):
    await enrol_children(course.id, [XIAOYU.id, XIAOSHAN.id], clock.today(), by=await act(QIN))
    address = await address_of(visitor, HONG, "family")
    assert not events(await fetch(address))
    await eyes.execute(
        "update guardians set caring_confirmed_on = current_date where person = $1", HONG.person
    )
    answer = await fetch(address)
    found = events(answer)
    assert len(found) == 13  # fourteen days from today, the first session is tomorrow
    assert {str(e["location"]) for e in found.values()} == {"C01"}
    assert "凤凰村" not in answer.text
    await eyes.execute(
        "update guardians set separated_on = current_date where person = $1", HONG.person
    )
    assert not events(await fetch(address))


async def test_a_restricted_adults_feed_never_moves_with_the_childs(
    course, act, visitor, fetch, eyes
):
    await eyes.execute(
        "update guardians set caring_confirmed_on = current_date where person = $1", HONG.person
    )
    await eyes.execute(
        """insert into restrictions (person, child, village, starts_at, because, by)
           select $1, c.id, c.village, now() - interval '1 hour', 'asked', $1 from children c""",
        HONG.person,
    )
    address = await address_of(visitor, HONG, "family")
    before = await fetch(address)
    await enrol_children(course.id, [XIAOYU.id], clock.today(), by=await act(QIN))
    after = await fetch(address)
    assert before.headers["etag"] == after.headers["etag"]
    assert before.content == after.content


async def test_counselling_is_in_no_feed(act, visitor, fetch, eyes):
    talk = await a_course(eyes, await act(QIN), kind="counselling", activity="homework")
    await sign_up(talk.on(3), by=await act(BIN))
    assert not events(await fetch(await address_of(visitor, BIN)))
    assert not events(await fetch(await address_of(visitor, QIN, "centre")))


async def test_a_centres_feed_is_its_leads_alone(course, visitor, fetch, eyes):
    address = await address_of(visitor, QIN, "centre")
    assert len(events(await fetch(address))) == 30
    client = await visitor(BIN)
    assert (await client.post("/me/feeds", data={"purpose": "centre"})).status_code == 403
    await eyes.execute(
        "update duties set ends_on = current_date - 2 where account = $1", QIN.account
    )
    assert (await fetch(address)).status_code == 404


async def test_a_third_kind_of_client_freezes_the_feed_and_the_holder_frees_it(
    visitor, fetch, eyes
):
    address = await address_of(visitor, BIN)
    google, outlook = (
        {"user-agent": "Google-Calendar-Importer"},
        {"user-agent": "Microsoft Outlook 16"},
    )
    assert (await fetch(address)).status_code == 200
    assert (await fetch(address, **google)).status_code == 200
    client = await visitor(BIN)
    shown = (await client.get("/me/feeds")).text
    assert "A second program" in shown
    assert (await fetch(address, **outlook)).status_code == 404
    assert (await fetch(address)).status_code == 404
    feed = await eyes.fetchval("select id from feeds")
    for name in ("google", "microsoft"):
        await client.post(f"/me/feeds/{feed}/clients", data={"client": name})
    assert (await fetch(address)).status_code == 200


async def test_a_second_kind_nobody_answers_for_within_a_day_freezes_it(visitor, fetch, travel):
    address = await address_of(visitor, BIN)
    await fetch(address)
    await fetch(address, **{"user-agent": "Google-Calendar-Importer"})
    travel(timedelta(hours=23))
    assert (await fetch(address)).status_code == 200
    travel(timedelta(hours=25))
    assert (await fetch(address)).status_code == 404


async def test_too_many_fetches_are_told_to_wait(visitor):
    address = await address_of(visitor, BIN)
    client = await visitor()
    codes = [(await client.get(address, headers=PHONE)).status_code for _ in range(8)]
    assert codes[0] == 200
    assert codes[-1] == 429


async def test_without_valkey_the_feed_is_the_same(course, act, visitor, fetch, app):
    from redis.asyncio import Redis

    await sign_up(course.on(3), by=await act(BIN))
    address = await address_of(visitor, BIN)
    first, second = await fetch(address), await fetch(address)
    assert first.content == second.content
    there, app.state.redis = app.state.redis, Redis(port=1, socket_connect_timeout=0.1)
    try:
        client = await visitor()
        assert (await client.get(address, headers=PHONE)).content == first.content
    finally:
        await app.state.redis.aclose()
        app.state.redis = there


async def season(course, act, visitor, fetch):
    """A feed after moves, cancellations and withdrawals."""
    bin_, qin = await act(BIN), await act(QIN)
    for days in range(2, 9):
        await sign_up(course.on(days), by=bin_)
    await move_session(course.on(2), clock.today() + timedelta(days=45), time(9), time(10), by=qin)
    await call_off(course.on(3), "flood", by=qin)
    await withdraw(course.on(4), None, by=bin_)
    return await fetch(await address_of(visitor, BIN))


async def test_khal_reads_the_feed(course, act, visitor, fetch, tmp_path):
    answer = await season(course, act, visitor, fetch)
    (tmp_path / "feed.ics").write_bytes(answer.content)
    config = tmp_path / "config"
    config.write_text(
        f"[calendars]\n[[one]]\npath = {tmp_path / 'one'}\ntype = calendar\n"
        f"[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        "[locale]\nlocal_timezone = Asia/Shanghai\ndefault_timezone = Asia/Shanghai\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
    )
    (tmp_path / "one").mkdir()
    khal = [str(Path(sys.executable).parent / "khal"), "-c", str(config)]
    await asyncio.to_thread(
        subprocess.run,
        [*khal, "import", "--batch", "-a", "one", str(tmp_path / "feed.ics")],
        check=True,
        capture_output=True,
    )
    first = (clock.today() + timedelta(days=1)).isoformat()
    done = await asyncio.to_thread(subprocess.run,
        [*khal, "list", "--format", "{start} {end-time} {status}{title}", "--day-format", "", first, "60d"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    assert len(lines) == 7
    moved = clock.today() + timedelta(days=45)
    assert any(line.startswith(f"{moved} 09:00 10:00") for line in lines)
    assert sum("CANCELLED" in line for line in lines) == 2


async def test_ical_js_reads_the_feed_in_a_browser(course, act, visitor, fetch):
    answer = await season(course, act, visitor, fetch)
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=find_chromium(), args=list(ARGS))
        try:
            page = await browser.new_page()
            await page.add_script_tag(content=ICAL_JS.read_text())
            found = await page.evaluate(
                """text => { const root = new ICAL.Component(ICAL.parse(text));
                  root.getAllSubcomponents('vtimezone').forEach(z => ICAL.TimezoneService.register(z));
                  return root.getAllSubcomponents('vevent').map(v => { const e = new ICAL.Event(v);
                    return [e.uid, e.startDate.toJSDate().toISOString(), v.getFirstPropertyValue('status'), e.sequence]; }); }""",
                answer.text,
            )
        finally:
            await browser.close()
    there = events(answer)
    assert len(found) == len(there) == 7
    for uid, starts, status, sequence in found:
        assert clock.datetime.fromisoformat(starts) == there[uid]["dtstart"].dt
        assert (status, sequence) == (str(there[uid]["status"]), int(there[uid]["sequence"]))


async def test_the_page_of_my_calendars_offers_what_is_mine(visitor):
    for one, there, not_there in (
        (BIN, "my sessions", "the children's sessions"),
        (HONG, "the children", "my sessions"),
        (LAN, "no calendar for you", "Make an address"),
    ):
        shown = (await (await visitor(one)).get("/me/feeds")).text.replace("&#39;", "'")
        assert there in shown
        assert not_there not in shown


async def test_one_session_as_a_file_is_the_entry_of_the_feed(course, act, visitor, fetch):
    await sign_up(course.on(3), by=await act(BIN))
    client = await visitor(BIN)
    answer = await client.get(f"/calendars/sessions/{course.on(3)}")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert (await client.get(f"/calendars/sessions/{course.on(4)}")).status_code == 404
    feed = events(await fetch(await address_of(visitor, BIN)))
    assert events(answer) == feed
    await withdraw(course.on(3), None, by=await act(BIN))
    again = events(await client.get(f"/calendars/sessions/{course.on(3)}"))
    assert [str(e["status"]) for e in again.values()] == ["CANCELLED"]
    assert again == events(await fetch(await address_of(visitor, BIN)))
    stranger = await visitor(GUO)
    assert (await stranger.get(f"/calendars/sessions/{course.on(3)}")).status_code == 404


async def test_a_known_last_day_changes_the_feeds_of_both_at_that_moment(
    course, act, visitor, fetch
):
    last, bin_ = clock.today() + timedelta(days=4), await act(BIN)
    await come_every_time(course.id, clock.today() + timedelta(days=9), by=bin_)
    goes, comes = await address_of(visitor, BIN), await address_of(visitor, LIAN)
    before = await fetch(goes)
    after_last = f"shift-{course.on(5)}@test"
    assert str(events(before)[after_last]["status"]) == "CONFIRMED"
    assert not events(await fetch(comes))
    await come_no_longer(course.id, last, by=bin_)
    changed = await fetch(goes, **{"if-none-match": before.headers["etag"]})
    gone = events(changed)[after_last]
    assert (str(gone["status"]), gone["sequence"]) == ("CANCELLED", 1)
    assert str(events(changed)[f"shift-{course.on(4)}@test"]["status"]) == "CONFIRMED"
    await come_every_time(course.id, clock.today() + timedelta(days=9), by=await act(LIAN))
    assert f"shift-{course.on(5)}@test" in events(await fetch(comes))
