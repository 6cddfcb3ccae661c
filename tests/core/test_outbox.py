"""What a person hands in on a bad network arrives once, whole, and is never lost. O1 to O12 are the faults it once had."""

import asyncio
import json
from pathlib import Path

from playwright.async_api import BrowserContext, Playwright

from tests.core.outbox_stage import (
    Server,
    ask,
    begin,
    kill,
    opened,
    phone,
    save,
    until,
    visit,
    waiting,
)


async def test_a_saved_form_is_sealed_sent_and_leads_on(
    mobile: BrowserContext, stage: Server
) -> None:
    page = await visit(mobile, stage)
    key = await page.input_value("[name=key]")
    await save(page, "hello")
    await page.wait_for_url("**/form?saved")
    path, headers = stage.hits[0]
    assert path == "/offline/entries"
    assert headers["Idempotency-Key"] == key
    assert headers["X-Outbox-User"] == "lan"  # O9
    assert "hx-request" not in {name.lower() for name in headers}
    assert stage.stored[key]["seq"] == 1
    assert [key[14], stage.notes] == ["7", ["hello"]]


async def test_o1_repeated_names_all_arrive(mobile: BrowserContext, stage: Server) -> None:
    page = await visit(mobile, stage)
    await page.check("[value=gm]")
    await page.check("[value=wg]")
    await save(page, "both")
    await page.wait_for_url("**/form?saved")
    (entry,) = stage.stored.values()
    assert [pair for pair in entry["fields"] if pair[0] == "who"] == [["who", "gm"], ["who", "wg"]]


async def test_o2_an_expired_sign_in_keeps_the_entry_until_the_next_signed_in_page(
    mobile: BrowserContext, stage: Server
) -> None:
    for status in (302, 401):
        stage.status = status
        page = await visit(mobile, stage)
        await save(page, f"over {status}")
        await page.wait_for_selector("[data-outbox-note] a[href='/sign-in']")
        assert {entry["err"] for entry in await waiting(page)} == {"signin"}
        before = len(stage.hits)
        await ask(page, "carenetOutbox.flush()")
        assert len(stage.hits) == before  # paused: no knocking at a closed door
        stage.status = 200
        page = await visit(mobile, stage)
        await until(page, 0)
    assert sorted(stage.notes) == ["over 302", "over 401"]


async def test_o3_o4_one_bad_entry_does_not_hold_up_those_behind_it(
    mobile: BrowserContext, stage: Server
) -> None:
    stage.status_by_note = {"forbidden": 403, "broken": 500, "busy": 429}
    await mobile.set_offline(True)
    for note in ("forbidden", "broken", "busy", "fine"):
        await mobile.set_offline(False)
        page = await visit(mobile, stage)
        await mobile.set_offline(True)
        await save(page, note)
        await page.wait_for_selector("[data-outbox-note]")
    await mobile.set_offline(False)
    looking_on = await mobile.new_page()  # the form's own page goes on when its entry has gone
    await looking_on.goto(stage.address + "/list")
    await ask(looking_on, "carenetOutbox.flush(true)")
    await until(looking_on, 3)
    assert stage.notes == ["fine"]
    states = {e["err"]: (e["state"], e["tries"] > 0) for e in await waiting(looking_on)}
    assert states == {"403": ("mend", False), "500": ("wait", True), "429": ("wait", True)}


async def test_o5_without_storage_the_form_stays_filled_and_is_posted_plainly(
    mobile: BrowserContext, stage: Server
) -> None:
    await mobile.add_init_script(
        "indexedDB.open = () => { throw new DOMException('full', 'QuotaExceededError'); }"
    )
    page = await mobile.new_page()
    await page.goto(stage.address + "/form")
    await mobile.set_offline(True)
    await save(page, "no room")
    await page.wait_for_selector(".notice-bad")
    assert await page.input_value("[name=note]") == "no room"
    assert await page.is_enabled("#save")
    await mobile.set_offline(False)
    await page.click("#save")
    await page.wait_for_function("document.title === 'posted'")
    assert b"no room" in stage.plain[0][1]


async def test_o6_two_quick_submits_are_one_visit(mobile: BrowserContext, stage: Server) -> None:
    stage.slow = 0.2
    page = await visit(mobile, stage)
    await page.fill("[name=note]", "twice")
    await page.evaluate(
        "for (let i = 0; i < 2; i++) document.forms.visit.dispatchEvent(new Event('submit', {bubbles: true, cancelable: true}))"
    )
    await page.wait_for_url("**/form?saved")
    assert stage.notes == ["twice"]
    assert len(stage.hits) == 1


async def test_o7_the_pressed_buttons_name_arrives(mobile: BrowserContext, stage: Server) -> None:
    page = await visit(mobile, stage)
    await save(page, "later", "#later")
    await page.wait_for_url("**/form?saved")
    (entry,) = stage.stored.values()
    assert ["later", "yes"] in entry["fields"]


async def test_o10_a_conflict_is_kept_and_comes_back_for_changing(
    mobile: BrowserContext, stage: Server
) -> None:
    for status in (409, 422):
        stage.status_by_note = {"short": status}
        page = await visit(mobile, stage)
        key = await page.input_value("[name=key]")
        await save(page, "short")
        await page.wait_for_selector("[data-error-summary]:not([hidden]) a[href='#note']")
        (entry,) = await waiting(page)
        assert (entry["state"], entry["back"]) == ("mend", "/form")
        page = await visit(mobile, stage)  # another day: the fields are back, with what is wrong
        await page.wait_for_selector("[data-error-summary]:not([hidden])")
        assert await page.input_value("[name=note]") == "short"
        assert await page.input_value("[name=key]") == key
        async with page.expect_response("**/offline/entries"):
            await save(page, "short")
        await page.wait_for_selector("#save:not([disabled])")
        assert await page.locator("[data-error-summary] a").count() == 1, (
            "not what was wrong before"
        )
        await save(page, "long enough")
        await page.wait_for_url("**/form?saved")
        await until(page, 0)
    assert stage.notes == ["long enough"] * 2


async def test_o11_what_is_saved_during_a_flush_goes_at_once(
    mobile: BrowserContext, stage: Server
) -> None:
    stage.slow = 0.5
    first, second = await visit(mobile, stage), await visit(mobile, stage)
    await save(first, "one")
    await save(second, "two")
    await second.wait_for_url("**/form?saved")
    assert sorted(stage.notes) == ["one", "two"]


async def test_o12_the_shell_is_anonymous_and_answers_without_a_network(
    mobile: BrowserContext, stage: Server
) -> None:
    page = await visit(mobile, stage)
    await page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    assert stage.anonymous == [True, True]
    await mobile.set_offline(True)
    await page.goto(stage.address + "/somewhere")
    assert await page.title() == "/offline"
    await page.goto(stage.address + "/offline/visit")
    assert await page.title() == "/offline/visit"
    assert (await page.evaluate("caches.open('carenet-1').then(c => c.keys()).then(k => k.map(r => new URL(r.url).pathname).sort())")) == [
        "/offline", "/offline/key", "/offline/visit", "/static/outbox.js",
    ]  # fmt: skip


async def test_a_killed_browser_keeps_the_queue(
    driver: Playwright, stage: Server, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    async with phone(driver, profile) as context:
        page = await visit(context, stage)
        stage.down = True
        await save(page, "kept")
        await page.wait_for_selector("[data-outbox-note]")
        await until(page, 1)
        kill(profile)
    stage.down = False
    async with phone(driver, profile) as context:
        page = await visit(context, stage)
        await until(page, 0)
    assert stage.notes == ["kept"]


async def test_a_lost_reply_is_sent_again_and_stored_once(
    mobile: BrowserContext, stage: Server
) -> None:
    stage.lose = 99  # page and browser try again by themselves
    page, watcher = await visit(mobile, stage), await visit(mobile, stage)
    await save(page, "once")
    assert await asyncio.to_thread(stage.lost.wait, 10)
    await until(watcher, 1)
    stage.lose = 0
    await ask(watcher, "carenetOutbox.flush(true)")
    await until(watcher, 0)
    keys = [headers["Idempotency-Key"] for _, headers in stage.hits]
    assert len(keys) >= 2
    assert len(set(keys)) == 1
    assert stage.notes == ["once"]


async def test_only_an_answer_that_names_the_key_puts_an_entry_aside(
    mobile: BrowserContext, stage: Server
) -> None:
    """Cut in the middle or given by something on the way, a refusal once left an entry that nobody sent again."""
    page = await visit(mobile, stage)
    stage.user = "bin"  # signed in from another tab; the answer to this page is "not yours", cut
    stage.cut = 1
    await save(page, "by lan")
    await page.wait_for_selector("[data-outbox-note] a")
    (entry,) = await waiting(page)
    assert (entry["state"], entry["err"], entry["tries"]) == ("wait", "403", 1)
    stage.user, stage.status_by_note = "lan", {"by lan": 422}
    for stage.between in (403, 404, 413, 200, None):
        stage.cut = 0 if stage.between else 1  # at last a "to be changed" that is cut
        await ask(page, "carenetOutbox.flush(true)")
        (entry,) = await waiting(page)
        assert (entry["state"], entry["back"]) == ("wait", None), stage.between
    stage.status_by_note = {}
    await ask(page, "carenetOutbox.flush(true)")
    await until(page, 0)
    assert stage.notes == ["by lan"]


async def test_what_an_older_page_had_put_aside_without_a_way_back_is_sent_after_all(
    mobile: BrowserContext, stage: Server
) -> None:
    page = await visit(mobile, stage)
    stage.down = True
    await save(page, "stuck")
    await page.wait_for_selector("[data-outbox-note] a")
    await page.evaluate("""async () => {
      const [entry] = await carenetOutbox.entries();
      await new Promise((told) => {
        const asked = indexedDB.open('carenet');
        asked.onsuccess = () => {
          const work = asked.result.transaction('outbox', 'readwrite');
          work.objectStore('outbox').put({ ...entry, state: 'mend', err: '403', back: '' });
          work.oncomplete = () => { asked.result.close(); told(); };
        };
      });
    }""")
    stage.down = False
    page = await visit(mobile, stage)
    await until(page, 0)
    assert stage.notes == ["stuck"]


async def test_two_tabs_with_the_same_draft_hand_in_two_records(
    mobile: BrowserContext, stage: Server
) -> None:
    """The draft carries its key: the second text under it would be taken for a repeat of the first."""
    one = await visit(mobile, stage)
    await begin(one, "morning")
    two = await visit(mobile, stage)
    assert await two.input_value("[name=note]") == "morning"
    assert await two.input_value("[name=key]") == await one.input_value("[name=key]")
    await one.click("#save")
    await one.wait_for_url("**/form?saved")
    await save(two, "evening")
    await two.wait_for_url("**/form?saved")
    assert sorted(stage.notes) == ["evening", "morning"]


async def test_a_correction_stands_when_the_answer_to_the_first_text_comes_late(
    mobile: BrowserContext, stage: Server
) -> None:
    stage.status_by_note = {"short": 422}
    page = await visit(mobile, stage)
    await save(page, "short")
    await page.wait_for_selector("[data-error-summary]:not([hidden])")
    (entry,) = await waiting(page)
    changing = await visit(mobile, stage)
    listed = await mobile.new_page()
    await listed.goto(stage.address + "/list")
    stage.slow = 0.5
    async with listed.expect_request("**/offline/entries"):
        await listed.click("[data-outbox-list] button")  # asks again what is wrong with it
    await save(changing, "long enough")
    await changing.wait_for_url("**/form?saved")
    await until(changing, 0)
    assert stage.notes == ["long enough"]
    assert stage.stored.keys() == {entry["id"]}


async def test_a_draft_of_what_could_not_be_kept_comes_back(
    mobile: BrowserContext, stage: Server
) -> None:
    """There was room for the word that it is handed in and none for the record: then it is not handed in."""
    page = await visit(mobile, stage)
    await begin(page, "no room for it")
    await page.evaluate("""() => {
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (...given) {
        if (this.name === 'outbox') throw new DOMException('full', 'QuotaExceededError');
        return put.apply(this, given);
      };
    }""")
    await mobile.set_offline(True)
    await page.click("#save")
    await page.wait_for_selector(".notice-bad")
    await mobile.set_offline(False)
    page = await visit(mobile, stage)
    assert await page.input_value("[name=note]") == "no room for it"
    await page.click("#save")
    await page.wait_for_url("**/form?saved")
    assert stage.notes == ["no room for it"]


async def test_a_draft_of_what_left_in_a_plain_post_comes_back_under_another_key(
    mobile: BrowserContext, stage: Server
) -> None:
    page = await visit(mobile, stage)
    await begin(page, "today")
    key = await page.input_value("[name=key]")
    await page.evaluate(
        "void (IDBDatabase.prototype.transaction = () => { throw new DOMException('full', 'QuotaExceededError'); })"
    )
    await page.click("#save")
    await page.wait_for_function("document.title === 'posted'")
    page = await visit(mobile, stage)
    assert await page.input_value("[name=note]") == "today"
    assert await page.input_value("[name=key]") != key


async def test_two_tabs_send_one_request(mobile: BrowserContext, stage: Server) -> None:
    one, two = await visit(mobile, stage), await visit(mobile, stage)
    await mobile.set_offline(True)
    await save(one, "shared")
    await one.wait_for_selector("[data-outbox-note] a")
    stage.slow = 0.2
    await mobile.set_offline(False)
    both = "Promise.all([carenetOutbox.flush(true), carenetOutbox.flush(true)]).then(() => 1)"
    await one.evaluate(both)
    await two.evaluate(both)
    await until(two, 0)
    assert len(stage.hits) == 1


async def test_without_a_service_worker_the_queue_leaves_on_the_online_event(
    driver: Playwright, stage: Server, tmp_path: Path
) -> None:
    async with phone(driver, tmp_path / "profile", service_workers="block") as context:
        await context.add_init_script(
            "Object.defineProperty(navigator, 'serviceWorker', {value: undefined})"
        )
        page = await visit(context, stage)
        await context.set_offline(True)
        assert await page.is_visible("[data-outbox-offline]")
        await save(page, "iphone")
        await page.wait_for_selector("[data-outbox-note] a")
        assert "1 record" in await page.inner_text("[data-outbox-count]")
        await context.set_offline(False)
        await until(page, 0)
    assert stage.notes == ["iphone"]


async def test_without_scripts_the_form_posts_plainly(
    driver: Playwright, stage: Server, tmp_path: Path
) -> None:
    async with phone(driver, tmp_path / "profile", java_script_enabled=False) as context:
        page = await context.new_page()
        await page.goto(stage.address + "/form")
        await save(page, "plain")
        await page.wait_for_url("**/visits")
    assert stage.plain[0][0] == "/visits"


async def test_fifty_entries_with_pictures_drain(mobile: BrowserContext, stage: Server) -> None:
    page = await visit(mobile, stage)
    stage.down = True
    await page.evaluate("""async () => {
      const form = document.forms.visit, photo = new Blob([crypto.getRandomValues(new Uint8Array(60000))], {type: 'application/octet-stream'});
      for (let i = 0; i < 50; i++) {
        const carrier = new DataTransfer(); carrier.items.add(new File([photo], 'photo.jpg', {type: 'application/octet-stream'}));
        form.photo.files = carrier.files; form.note.value = 'n' + i;
        form.key.value = '01935d2e-0000-7000-8000-' + String(i).padStart(12, '0');
        form.dispatchEvent(new Event('submit', {bubbles: true, cancelable: true}));
        while (form.dataset.busy) await new Promise((go) => setTimeout(go, 5));
      }
    }""")
    await until(page, 50)
    stage.down = False
    await ask(page, "carenetOutbox.flush(true)")
    await until(page, 0)
    assert len(stage.stored) == 50
    assert {len(entry["files"][0]["bytes"]) for entry in stage.stored.values()} == {60000}


async def test_the_file_for_the_township_opens_with_the_servers_key(
    mobile: BrowserContext, stage: Server
) -> None:
    page = await visit(mobile, stage)
    stage.down = True
    await save(page, "by hand")
    await page.wait_for_selector("[data-outbox-note] a")
    stage.down = False
    stage.status = 503
    await page.goto(stage.address + "/list")
    await page.evaluate("delete Navigator.prototype.canShare")
    await page.wait_for_selector("[data-outbox-list] li")
    async with page.expect_download() as download:
        await page.click("[data-outbox-export]")
    path = await (await download.value).path()
    handed = json.loads(path.read_text())
    assert handed["carenet"] == 1
    assert ["note", "by hand"] in opened(handed["entries"][0])["fields"]


async def test_what_is_typed_before_the_draft_is_back_stands(
    mobile: BrowserContext, stage: Server
) -> None:
    """On a slow phone a person begins to write before the page has found the draft."""
    page = await visit(mobile, stage)
    await page.check("[value=wg]")
    await begin(page, "yesterday")
    later = await mobile.new_page()
    await later.add_init_script("""
      const get = IDBObjectStore.prototype.get;
      IDBObjectStore.prototype.get = function (...given) {
        const asked = get.apply(this, given);
        if (this.name !== 'drafts') return asked;
        const note = document.forms.visit.elements.note;  // the draft is asked for, and not there yet
        note.value = 'today';
        note.dispatchEvent(new Event('input', { bubbles: true }));
        return asked;
      };""")
    await later.goto(stage.address + "/form")
    await later.wait_for_selector("html[data-outbox=ready]")
    assert await later.input_value("[name=note]") == "today"
    assert await later.is_checked("[value=wg]"), "what was not touched came back"


async def test_two_taps_on_a_form_send_it_once_and_a_page_come_back_to_sends_again(
    mobile: BrowserContext, stage: Server
) -> None:
    page = await visit(mobile, stage)
    stage.slow_out = 1  # the second tap comes while the first is with the server
    await page.evaluate(
        "setTimeout(() => document.querySelector('#plain button').click(), 300); document.querySelector('#plain button').click()"
    )
    await page.wait_for_url("**/plain")
    assert [path for path, _ in stage.plain] == ["/plain"]
    await page.go_back()
    await page.wait_for_selector("html[data-outbox=ready] #plain")
    await page.click("#plain button")
    await page.wait_for_url("**/plain")
    assert [path for path, _ in stage.plain] == ["/plain", "/plain"]
