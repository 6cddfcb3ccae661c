"""A parent in Guangdong agrees, books a call and takes the photo consent back; a host's day waits on a phone meanwhile."""

from datetime import time, timedelta

import pytest

from carenet.core import clock
from tests.cast import GUI, HERE, HONG, MEI, XIAOSHAN
from tests.journeys.stack import PHONE, until
from tests.journeys.test_a_host_logs_a_day import lives_with_gui
from tests.visits.pictures import picture

pytestmark = pytest.mark.journey
LINE = "会自己洗碗了"


async def test_a_parent_agrees_books_a_call_and_takes_the_photos_back(stack, browser, tmp_path):
    eyes = await stack.eyes()
    await eyes.execute(
        "update guardians set caring_confirmed_on = '2026-01-05' where person = $1", HONG.person
    )
    if not await eyes.fetchval(
        "select exists (select from placements where person = $1)", GUI.person
    ):
        await lives_with_gui(eyes)
    tomorrow = clock.at(clock.today() + timedelta(days=1), time(19))
    await eyes.execute(
        """insert into call_slots (place, division, starts_at, ends_at, opened_by)
           values ('小学电话间', $1, $2, $2::timestamptz + interval '15 minutes', $3)""",
        HERE, tomorrow, MEI.person,
    )  # fmt: skip

    parent = await stack.enter(browser, HONG, PHONE)
    agreement = f"{stack.base}/family/agreements/{XIAOSHAN.id}/photo"
    await parent.goto(agreement)
    boxes = [await one.bounding_box() for one in await parent.locator("button[name=answer]").all()]
    assert abs(boxes[0]["height"] - boxes[1]["height"]) < 2, "yes and no are alike"
    await parent.locator("button[name=answer][value=yes]").click()
    await parent.wait_for_url("**/family/agreements")

    host = await stack.enter(browser, GUI, PHONE)
    await host.goto(f"{stack.base}/log/day?child={XIAOSHAN.id}")
    await host.wait_for_selector("html[data-outbox=ready]")
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(picture(size=(2400, 1600)))
    await host.set_input_files("input[name=photo]", photo)
    await host.wait_for_selector(".photo img", state="attached")
    await host.context.set_offline(True)
    await host.evaluate(
        """line => { const f = document.querySelector('form[data-outbox]');
             f.elements.kind_line.value = line; f.requestSubmit(); }""",
        LINE,
    )
    await host.wait_for_selector("[data-outbox-note]")
    assert await eyes.fetchval("select count(*) from photos") == 0, "there is no network"
    await host.context.set_offline(False)
    row = await until(
        lambda: eyes.fetchrow("select id, size from photos"), "the picture to be sent"
    )
    assert row["size"] < 400_000

    await parent.goto(f"{stack.base}/family/diary/{XIAOSHAN.id}")
    assert LINE in await parent.inner_text("main")
    await parent.locator("a[href^='/photos/']").first.click()
    await parent.wait_for_selector(".photo-whole")
    wide = "document.querySelector('.photo-whole').complete && document.querySelector('.photo-whole').naturalWidth"
    assert await until(lambda: parent.evaluate(wide), "the picture to be shown") == 1280

    await parent.goto(f"{stack.base}/family/phone-room")
    await parent.locator("form[action='/family/phone-room'] select").first.select_option(index=1)
    await parent.locator("form[action='/family/phone-room'] button").first.click()
    await parent.wait_for_load_state()
    assert (
        await eyes.fetchval("select guardian from call_slots where place = '小学电话间'")
        == HONG.person
    )
    told = await eyes.fetch(
        "select recipient from reminders where kind = 'call.slot' and state = 'due'"
    )
    assert {one["recipient"] for one in told} == {HONG.person, MEI.person}

    await parent.goto(agreement)
    said = await parent.inner_text("main")
    assert "1 picture is closed at once" in said, "what a no ends is said before"
    await parent.locator("button[name=answer][value=no]").click()
    await parent.wait_for_url("**/family/agreements")
    seen = await parent.goto(f"{stack.base}/photos/{row['id']}")
    assert seen.status == 404
    gone = "select removed_at is not null from photos where id = $1"
    await until(lambda: eyes.fetchval(gone, row["id"]), "the picture to be deleted")
