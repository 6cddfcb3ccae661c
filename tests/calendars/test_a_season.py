"""A season of moves and cancellations as a subscribed client sees it: five readers, and the database, agree after each step."""

import asyncio
import random
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import recurring_ical_events
from icalendar import Calendar
from playwright.async_api import async_playwright
from vdirsyncer.vobject import Item, split_collection

from carenet.core import clock
from carenet.core.refusals import Refusal
from carenet.scheduling.services.changing import call_off, move_session
from carenet.scheduling.services.signing import sign_up, withdraw
from tests.browser import ARGS, find_chromium
from tests.calendars.test_feeds import ICAL_JS, address_of, course, fetch
from tests.cast import BIN, QIN

__all__ = ["course", "fetch"]
STEPS, DAYS, HORIZON_DAYS = 26, 9, 60
TRUTH = """
select s.id, s.starts_at, s.ends_at, s.cancelled_at is not null or not bool_or(u.withdrawn_at is null) as off
from sign_ups u join care_sessions s on s.id = u.care_session
where u.person = $1 and s.starts_at >= $2 and s.starts_at < $3 group by s.id"""
Seen = dict[str, tuple[datetime, datetime, bool]]


@dataclass
class Subscriber:
    """A client that keeps what it has, and takes an entry anew only where its sequence rose."""

    mark: str = ""
    entries: dict[str, tuple[int, str, datetime, datetime, bool]] = field(default_factory=dict)

    def take(self, text: str) -> None:
        here = set()
        for item in map(Item, split_collection(text)):
            event = Calendar.from_ical(item.raw).walk("VEVENT")[0]
            uid, sequence, bytes_ = str(event["uid"]), int(event["sequence"]), item.hash
            here.add(uid)
            had = self.entries.get(uid)
            if had and had[0] == sequence:
                assert had[1] == bytes_, f"{uid} changed and its sequence did not"
                continue
            assert not had or sequence > had[0], f"{uid} went back from {had[0]} to {sequence}"
            self.entries[uid] = (
                sequence, bytes_, event["dtstart"].dt, event["dtend"].dt, str(event["status"]) == "CANCELLED",
            )  # fmt: skip
        gone = {uid for uid in self.entries if uid not in here}
        assert not gone, f"{gone} vanished without a word"

    @property
    def seen(self) -> Seen:
        return {
            uid: (a.astimezone(UTC), b.astimezone(UTC), off)
            for uid, (_, _, a, b, off) in self.entries.items()
        }


async def truth(eyes) -> Seen:
    """What the database holds of BIN's sessions between today's midnight and the horizon."""
    first = clock.at(clock.today(), time())
    rows = await eyes.fetch(TRUTH, BIN.person, first, first + timedelta(days=HORIZON_DAYS))
    return {
        f"shift-{r['id']}@test": (
            r["starts_at"].astimezone(UTC),
            r["ends_at"].astimezone(UTC),
            r["off"],
        )
        for r in rows
    }


def expanded(text: str) -> Seen:
    """What recurring-ical-events shows of the whole horizon."""
    first = clock.at(clock.today(), time())
    events = recurring_ical_events.of(Calendar.from_ical(text)).between(
        first, first + timedelta(days=HORIZON_DAYS)
    )
    return {
        str(e["uid"]): (
            e["dtstart"].dt.astimezone(UTC),
            e["dtend"].dt.astimezone(UTC),
            str(e["status"]) == "CANCELLED",
        )
        for e in events
    }


async def by_ical_js(text: str) -> Seen:
    """What ical.js reads, in a browser."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=find_chromium(), args=list(ARGS))
        try:
            page = await browser.new_page()
            await page.add_script_tag(content=ICAL_JS.read_text())
            found = await page.evaluate(
                """text => { const root = new ICAL.Component(ICAL.parse(text));
                  root.getAllSubcomponents('vtimezone').forEach(z => ICAL.TimezoneService.register(z));
                  return root.getAllSubcomponents('vevent').map(v => { const e = new ICAL.Event(v);
                    return [e.uid, e.startDate.toJSDate().toISOString(), e.endDate.toJSDate().toISOString(),
                            v.getFirstPropertyValue('status') == 'CANCELLED']; }); }""",
                text,
            )
        finally:
            await browser.close()
    return {
        uid: (datetime.fromisoformat(a), datetime.fromisoformat(b), off) for uid, a, b, off in found
    }


async def by_khal(text: str, folder: Path) -> list[tuple[str, bool]]:
    """What khal lists: start and end as local times, and whether it is off."""
    (folder / "feed.ics").write_bytes(text.encode())
    (folder / "one").mkdir()
    (folder / "config").write_text(
        f"[calendars]\n[[one]]\npath = {folder / 'one'}\ntype = calendar\n[sqlite]\npath = {folder / 'khal.db'}\n"
        "[locale]\nlocal_timezone = Asia/Shanghai\ndefault_timezone = Asia/Shanghai\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
    )
    khal = [str(Path(sys.executable).parent / "khal"), "-c", str(folder / "config")]
    load = [*khal, "import", "--batch", "-a", "one", str(folder / "feed.ics")]
    await asyncio.to_thread(subprocess.run, load, check=True, capture_output=True)
    show = [*khal, "list", "--format", "{start}-{end-time} {status}", "--day-format", ""]
    done = await asyncio.to_thread(
        subprocess.run, [*show, clock.today().isoformat(), f"{HORIZON_DAYS}d"], check=True, capture_output=True, text=True
    )  # fmt: skip
    return sorted((x[:22], "CANCELLED" in x) for x in done.stdout.splitlines() if x.strip())


async def step(dice, course, bin_, qin) -> None:
    """One thing that happens; what is refused is no step."""
    session = course.on(dice.randint(2, DAYS))
    what = dice.choice(["sign_up", "sign_up", "sign_up", "withdraw", "move", "call_off"])
    try:
        if what == "sign_up":
            await sign_up(session, by=bin_)
        elif what == "withdraw":
            await withdraw(session, "ill", by=bin_)
        elif what == "call_off":
            await call_off(session, "flood", by=qin)
        else:
            day = clock.today() + timedelta(days=dice.randint(31, 55))
            await move_session(session, day, time(dice.randint(8, 17)), time(18), by=qin)
    except Refusal:
        return


async def test_through_a_season_every_reader_shows_what_the_database_holds(
    course, act, visitor, fetch, eyes, tmp_path
):
    bin_, qin, dice, client = await act(BIN), await act(QIN), random.Random(41), Subscriber()
    address, text, unchanged = await address_of(visitor, BIN), "", 0
    for _ in range(STEPS):
        await step(dice, course, bin_, qin)
        answer = await fetch(address, **({"if-none-match": client.mark} if client.mark else {}))
        if answer.status_code == 304:
            unchanged += 1
        else:
            text, client.mark = answer.content.decode(), answer.headers["etag"]
            client.take(text)
        held = await truth(eyes)
        assert client.seen == held
        assert expanded(text) == held
    assert 0 < unchanged < STEPS
    assert {off for _, _, off in held.values()} == {True, False}
    assert await by_ical_js(text) == held
    local = [
        (a.astimezone(clock.SHANGHAI), b.astimezone(clock.SHANGHAI), off)
        for a, b, off in held.values()
    ]
    shown = sorted((f"{a:%Y-%m-%d %H:%M}-{b:%H:%M}", off) for a, b, off in local)
    assert await by_khal(text, tmp_path) == shown
