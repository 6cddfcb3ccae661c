"""What lies on a phone can be read by nobody but the server, and drafts by nobody but their writer, for a day."""

from pathlib import Path

from playwright.async_api import BrowserContext, Playwright

from carenet.core.sounds import written_anew
from tests.core.outbox_stage import CANARY, Server, ask, begin, phone, save, until, visit, waiting

DAY = 86_400_000
KEPT_FILES = """() => new Promise((done) => { const asked = indexedDB.open('carenet'); asked.onsuccess = () => {
  const got = asked.result.transaction('drafts').objectStore('drafts').getKey('/visits#files-voice');
  got.onsuccess = () => { asked.result.close(); done(Boolean(got.result)); }; }; })"""
"""Has the page kept what hangs on its form?"""
SAYS_YES = "--use-fake-ui-for-media-stream"
"""Whoever is asked for the microphone says yes; a browser without windows has nobody to ask."""


def traces(profile: Path, word: str) -> list[str]:
    """Files of a browser profile that hold a word, in one byte or two a letter."""
    marks = (word.encode(), word.encode("utf-16-le"))
    return [
        str(path.relative_to(profile))
        for path in profile.rglob("*")
        if path.is_file() and any(mark in path.read_bytes() for mark in marks)
    ]


async def test_no_word_typed_or_handed_in_is_found_in_the_browsers_files(
    driver: Playwright, stage: Server, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    async with phone(driver, profile) as context:
        page = await visit(context, stage)
        await page.evaluate("localStorage.setItem('control', 'plainlyvisible')")
        await begin(page)
        stage.down = True
        await page.click("#save")
        await until(page, 1)
        page = await context.new_page()  # the first page stays open, as tabs do
    assert traces(profile, "plainlyvisible"), "the search itself finds nothing"
    assert traces(profile, CANARY) == []
    stage.down = False
    async with phone(driver, profile) as context:
        page = await visit(context, stage)
        await until(page, 0)
        await begin(page, CANARY)
        await page.click("#leave button")
        await page.wait_for_url("**/sign-in")
    assert stage.notes == [CANARY]
    assert traces(profile, CANARY) == []


async def test_a_draft_survives_the_browsers_end_and_comes_back_whole(
    driver: Playwright, stage: Server, tmp_path: Path
) -> None:
    async with phone(driver, tmp_path / "profile") as context:
        page = await visit(context, stage)
        await page.check("[value=wg]")
        await begin(page, "half said")
        key = await page.input_value("[name=key]")
    async with phone(driver, tmp_path / "profile") as context:
        page = await visit(context, stage)
        assert await page.input_value("[name=note]") == "half said"
        assert await page.is_checked("[value=wg]")
        assert not await page.is_checked("[value=gm]")
        assert await page.input_value("[name=key]") == key


async def test_a_draft_outlives_an_expired_sign_in_but_not_another_person(
    mobile: BrowserContext, stage: Server
) -> None:
    page = await visit(mobile, stage)
    await begin(page)
    stage.user = ""  # the sign-in ran out: pages name nobody
    await visit(mobile, stage)
    stage.user = "lan"
    page = await visit(mobile, stage)
    assert await page.input_value("[name=note]") == CANARY
    stage.user = "bin"
    page = await visit(mobile, stage)
    assert await page.input_value("[name=note]") == ""
    stage.user = "lan"
    page = await visit(mobile, stage)
    assert await page.input_value("[name=note]") == ""


async def test_a_draft_is_gone_after_a_day_after_sign_out_and_once_handed_in(
    mobile: BrowserContext, stage: Server
) -> None:
    page = await visit(mobile, stage)
    await begin(page)
    later = await mobile.new_page()
    await later.add_init_script(f"const now = Date.now; Date.now = () => now() + {DAY} + 60000")
    await later.goto(stage.address + "/form")
    await later.wait_for_selector("html[data-outbox=ready]")
    assert await later.input_value("[name=note]") == ""
    page = await visit(mobile, stage)
    await begin(page)
    await page.click("#leave button")
    await page.wait_for_url("**/sign-in")
    page = await visit(mobile, stage)
    assert await page.input_value("[name=note]") == ""
    await save(page, "handed in")
    await page.wait_for_url("**/form?saved")
    page = await visit(mobile, stage)
    assert await page.input_value("[name=note]") == ""


async def test_the_draft_key_cannot_be_taken_out(mobile: BrowserContext, stage: Server) -> None:
    page = await visit(mobile, stage)
    await begin(page)
    taken = await page.evaluate("""async () => {
      const key = await new Promise((told) => {
      const asked = indexedDB.open('carenet');
      asked.onsuccess = () => { const got = asked.result.transaction('meta').objectStore('meta').get('draft-key');
        got.onsuccess = () => { asked.result.close(); told(got.result.key); }; };
      });
      return crypto.subtle.exportKey('raw', key).then(() => 'taken', (refused) => refused.name);
    }""")
    assert taken == "InvalidAccessError"


async def test_another_persons_entry_waits_for_its_writer(
    mobile: BrowserContext, stage: Server
) -> None:
    page = await visit(mobile, stage)
    stage.down = True
    await save(page, "by lan")
    await until(page, 1)
    await page.close()
    stage.down, stage.user = False, "bin"
    page = await visit(mobile, stage)
    await ask(page, "carenetOutbox.flush(true)")
    assert len(await waiting(page)) == 1
    assert stage.notes == []
    stage.user = "lan"
    page = await visit(mobile, stage)
    await until(page, 0)
    assert stage.notes == ["by lan"]


async def test_who_signed_in_last_writes_in_their_own_name_however_quickly_they_go_on(
    mobile: BrowserContext, stage: Server
) -> None:
    """The storage did not answer before the page was left: the form that names nobody still knows whose it is."""
    page = await visit(mobile, stage)
    await begin(page, "of lan")
    stage.user, stage.sign_ins = "bin", 2
    quick = await mobile.new_page()
    await quick.add_init_script("indexedDB.open = () => ({})")
    await quick.goto(stage.address + "/form")
    await quick.close()
    stage.user = ""
    page = await visit(mobile, stage)
    assert await page.input_value("[name=note]") == "", "nor is the other's draft shown"
    stage.down = True
    await save(page, "by bin")
    await until(page, 1)
    assert [entry["user"] for entry in await waiting(page)] == ["bin"]
    # A browser that was killed may have forgotten the one and kept the other: the later sign-in counts.
    stage.down, stage.user = False, "bin"
    page = await visit(mobile, stage)
    await until(page, 0)
    await page.evaluate("localStorage.setItem('carenet-last', '00000001 lan')")
    stage.user = ""
    page = await visit(mobile, stage)
    stage.down = True
    await save(page, "by bin again")
    await until(page, 1)
    assert [entry["user"] for entry in await waiting(page)] == ["bin"]


async def test_an_entry_refused_as_anothers_is_kept_until_its_writer_is_here(
    mobile: BrowserContext, stage: Server
) -> None:
    page = await visit(mobile, stage)
    stage.user = "bin"  # signed in from another tab; this page does not know yet
    await save(page, "by lan")
    await page.wait_for_selector("[data-outbox-note] a")
    assert [entry["state"] for entry in await waiting(page)] == ["other"]
    stage.user = "lan"
    page = await visit(mobile, stage)
    await until(page, 0)
    assert stage.notes == ["by lan"]


async def test_what_another_tab_hands_in_during_a_sign_out_is_not_erased_with_the_rest(
    mobile: BrowserContext, stage: Server
) -> None:
    page, other = await visit(mobile, stage), await visit(mobile, stage)
    stage.slow_out = 0.5
    stage.down_entries = True
    async with page.expect_request("**/sign-out"):
        await page.click("#leave button")
    await save(other, "meanwhile")
    await page.wait_for_url("**/sign-in")
    await until(other, 1)
    assert said(stage) == ["1"]
    stage.down_entries = False
    page = await visit(mobile, stage)
    await until(page, 0)
    assert stage.notes == ["meanwhile"]


async def test_an_entry_is_kept_though_the_storage_was_erased_under_the_page_that_hands_in(
    mobile: BrowserContext, stage: Server
) -> None:
    """The page's own connection is dead before it has been told: the first write says so, the second is kept."""
    page = await visit(mobile, stage)
    stage.down = True
    await page.evaluate("""() => {
      const real = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function (names, mode, options) {
        if (!options || options.durability !== 'strict') return real.call(this, names, mode, options);
        IDBDatabase.prototype.transaction = real;
        this.close();
        throw new DOMException('The database connection is closing.', 'InvalidStateError');
      };
    }""")
    await save(page, "under way")
    await until(page, 1)
    assert stage.plain == [], "nothing was posted plainly for want of a place to keep it"
    stage.down = False
    page = await visit(mobile, stage)
    await until(page, 0)
    assert stage.notes == ["under way"]


async def test_signing_out_sends_first_and_clears_only_an_empty_queue(
    mobile: BrowserContext, stage: Server
) -> None:
    page = await visit(mobile, stage)
    stage.status = 503
    await save(page, "unsent")
    await page.wait_for_selector("[data-outbox-note] a")
    await page.click("#leave button")
    await page.wait_for_selector(".notice-warn[data-outbox-note]")
    assert "/sign-out" not in [path for path, _ in stage.hits]  # warned, not gone
    await page.click("#leave button")
    await page.wait_for_url("**/sign-in")
    assert said(stage) == [None]
    stage.status = 200
    page = await visit(mobile, stage)
    await page.click("#leave button")
    await page.wait_for_url("**/sign-in")
    assert said(stage) == [None, "1"]


def said(stage: Server) -> list[str | None]:
    """What each sign-out said of the queue: 1 for empty, and only then may the server erase it."""
    return [headers.get("X-Outbox-Empty") for path, headers in stage.hits if path == "/sign-out"]


async def test_pictures_shrink_and_lose_what_the_camera_wrote(
    mobile: BrowserContext, stage: Server, tmp_path: Path
) -> None:
    page = await visit(mobile, stage)
    drawn: list[int] = await page.evaluate("""async () => {
      const sheet = document.createElement('canvas'); sheet.width = 3000; sheet.height = 4000; const pen = sheet.getContext('2d');
      for (let i = 0; i < 3000; i++) { pen.fillStyle = `rgb(${i % 256},${(i * 7) % 256},${(i * 13) % 256})`; pen.fillRect((i * 97) % 3000, (i * 61) % 4000, 90, 90); }
      const blob = await new Promise((made) => sheet.toBlob(made, 'image/jpeg', .95)); return [...new Uint8Array(await blob.arrayBuffer())];
    }""")
    plain = bytes(drawn)
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\0GPSLatitude"
    big = tmp_path / "big.jpg"
    big.write_bytes(plain[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + plain[2:])
    await page.set_input_files("#photo", [big, big, big, big])
    await page.wait_for_selector(".photo:nth-child(3) img")
    assert "No more than 3" in await page.inner_text("[data-outbox-note]")
    await page.click(".photo:nth-child(1) button:nth-child(1)")  # turn one
    await page.click(".photo:nth-child(3) button:nth-child(2)")  # remove one
    await page.wait_for_function("document.querySelectorAll('.photo').length === 2")
    await save(page, "seen")
    await page.wait_for_url("**/form?saved")
    (entry,) = stage.stored.values()
    assert [file["field"] for file in entry["files"]] == ["photo", "photo"]
    for file in entry["files"]:
        assert file["bytes"][:2] == b"\xff\xd8"
        assert b"Exif" not in file["bytes"]
        assert len(file["bytes"]) < len(plain) / 3


async def test_spoken_words_are_recorded_outlast_a_killed_page_and_are_sent(
    driver: Playwright, stage: Server, tmp_path: Path
) -> None:
    async with phone(driver, tmp_path / "profile", SAYS_YES) as context:
        page = await visit(context, stage)
        await page.click("[data-voice-key]")
        await page.wait_for_selector("[data-voice-key][aria-pressed=true]")
        await page.wait_for_function(
            "/[2-9] /.test(document.querySelector('[data-voice-key]').textContent)"
        )
        await page.click("[data-voice-key]")
        await page.wait_for_selector("[data-voice-heard] audio")
        await page.wait_for_function(KEPT_FILES)
        await page.close()
        page = await visit(context, stage)
        await page.wait_for_selector("[data-voice-heard] audio")
        heard = await page.evaluate(
            "document.querySelector('[data-voice-heard] audio').duration || new Promise((done) => document.querySelector('[data-voice-heard] audio').addEventListener('loadedmetadata', (e) => done(e.target.duration)))"
        )
        await save(page, "spoken")
        await page.wait_for_url("**/form?saved")
    (entry,) = stage.stored.values()
    (file,) = entry["files"]
    sound = written_anew(file["bytes"])
    assert (file["field"], file["type"]) == ("voice", "audio/wav")
    assert 2 <= sound.seconds <= 20
    assert abs(heard - sound.seconds) <= 1
    assert len(set(sound.data[54:])) > 8  # the beeps of the browser's own microphone, not silence


async def test_a_microphone_that_is_refused_says_so_and_typing_goes_on(
    mobile: BrowserContext, stage: Server
) -> None:
    page = await visit(mobile, stage)
    await page.click("[data-voice-key]")
    await page.wait_for_selector("[data-outbox-note]")
    assert "type instead" in await page.inner_text("[data-outbox-note]")
    await save(page, "typed")
    await page.wait_for_url("**/form?saved")
    assert stage.notes == ["typed"]
