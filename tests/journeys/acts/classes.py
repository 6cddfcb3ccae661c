"""A class: a series becomes sessions, adults sign up, children are ticked, everybody goes home."""

from datetime import timedelta
from typing import Any

from playwright.async_api import expect

from carenet.core import clock
from tests.cast import CENTRE, Small
from tests.journeys.stack import Stack

TITLE = "周末读书会"


async def make_a_series(
    stack: Stack,
    lead: Any,
    *,
    adults_max: int = 3,
    hours: tuple[str, str] = ("16:00", "17:30"),
) -> str:
    """The lead arranges a class on every day of the next two weeks; the series' id.

    A journey in which somebody must be free takes hours of its own: others sign up in this house too.
    """
    await lead.goto(f"{stack.base}/series/new")
    first = clock.today() + timedelta(days=2)
    form = lead.locator("form[action='/series']")
    await form.locator("[name=centre]").select_option(str(CENTRE))
    await form.locator("#kind-activity").check()
    await form.locator("[name=activity]").select_option("reading")
    await form.locator("[name=title]").fill(TITLE)
    for day in range(1, 8):
        await form.locator(f"#weekdays-{day}").check()
    await form.locator("[name=first_on]").fill(str(first))
    await form.locator("[name=last_on]").fill(str(first + timedelta(days=13)))
    await form.locator("[name=starts_at]").fill(hours[0])
    await form.locator("[name=ends_at]").fill(hours[1])
    await form.locator("[name=adults_max]").fill(str(adults_max))
    await form.locator("button[name=preview]").click()
    await expect(lead.locator("main [role=status] h2")).to_be_visible()
    await form.locator("button.btn-primary").click()
    await lead.wait_for_url(lambda url: url.split("/")[-1].count("-") == 4)
    await expect(lead.locator("h1")).to_have_text(TITLE)
    return str(lead.url.split("/")[-1])


async def first_session(lead: Any) -> str:
    """The first session that the series' page shows; its id."""
    href = await lead.locator("main a[href^='/sessions/']").first.get_attribute("href")
    return str(href.split("/")[-1])


async def children_join(stack: Stack, lead: Any, series: str, *children: Small) -> None:
    """Children of the centre join the series."""
    await lead.goto(f"{stack.base}/series/{series}")
    form = lead.locator("form[action$='/children']")
    await lead.locator("details", has=form).locator("summary").click()
    for child in children:
        await form.locator(f"input[name=child][value='{child.id}']").check()
    await form.locator("button.btn-primary").click()
    await expect(
        lead.locator("form[action$='/ending']", has=lead.locator("[name=last_on]"))
    ).to_have_count(len(children))


async def sign_up(stack: Stack, phone: Any, session: str) -> None:
    """Sign up from what is nearby."""
    await phone.goto(f"{stack.base}/sessions/open")
    await phone.locator(f"form[action='/sessions/{session}/sign-up'] button").click()
    await phone.wait_for_url(f"**/sessions/{session}")
    await expect(phone.locator("form[action$='/withdrawal']")).to_have_count(1)


async def make_a_feed(stack: Stack, phone: Any) -> str:
    """An address for the phone's own calendar."""
    await phone.goto(f"{stack.base}/me/feeds")
    await phone.locator("form[action='/me/feeds'] button.btn-primary").first.click()
    return str(await phone.locator("#address").input_value())


async def bring_to_now(eyes: Any, session: str) -> None:
    """The day has come: nobody can hand a clock to a process, so the session is moved instead."""
    await eyes.execute(
        """update care_sessions set starts_at = now() - interval '1 minute',
             ends_at = now() + interval '1 hour' where id = $1""",
        session,
    )


async def check_in(stack: Stack, phone: Any, session: str, code: str) -> None:
    """The volunteer comes: six digits at the door."""
    await phone.goto(f"{stack.base}/sessions/{session}")
    await phone.locator("[name=code]").fill(code)
    await phone.locator("form[action$='/check-in'] button").click()
    await expect(phone.locator("form[action$='/check-out']")).to_have_count(1)


async def hold(stack: Stack, lead: Any, session: str, child: Small) -> None:
    """The register: opened, the child ticked, seen home, closed."""
    await lead.goto(f"{stack.base}/registers/{session}")
    await lead.locator("form[action$='/opening'] button").click()
    line = lead.locator(f"#c{child.id}")
    await line.locator("form:has([value=here]) button.btn-primary").click()
    await expect(line.locator(".chip-ok")).to_have_count(1)
    await lead.locator("form[action$='/leaving']:has([value=together]) button").first.click()
    await expect(lead.locator("form[action$='/leaving']")).to_have_count(0)
    await lead.locator("form[action$='/closing'] button").click()
    await lead.wait_for_url("**/registers")


async def never_quiet(eyes: Any, person: Any) -> None:
    """A journey may run at night: this person is told at any hour."""
    await eyes.execute(
        """insert into notification_preferences (person, channels, quiet_from, quiet_until, digest)
           values ($1, '{}', '00:00', '00:00', 'none')""",
        person,
    )
