"""A host family writes a day down without a network; it is sent once, and coverage moves."""

from datetime import timedelta

import pytest

from carenet.core import clock
from tests.cast import GUI, HERE, LAN, XIAOSHAN
from tests.journeys.acts import care
from tests.journeys.stack import DESK, PHONE, until
from tests.visits import conftest as arranged

pytestmark = pytest.mark.journey
LINE = "今天自己系了鞋带"


async def lives_with_gui(eyes) -> None:
    """小山 lives with Gui since a month ago and is counted among the children left behind."""
    since = clock.today() - timedelta(days=30)
    await eyes.execute(
        """insert into host_families (id, name, village, beds, takes_girls, takes_boys, full_care,
             approved_on, renew_by) values ($1, '桂兰芝家', $2, 2, true, true, true, $3, $4)""",
        arranged.HOME, HERE, since, since + timedelta(days=365),
    )  # fmt: skip
    await eyes.execute(
        "insert into host_family_adults (family, person, confirmed_on) values ($1, $2, $3)",
        arranged.HOME, GUI.person, since,
    )  # fmt: skip
    await arranged.agree(eyes, XIAOSHAN, "host_family")
    await arranged.place(
        eyes, arranged.PLACEMENT, XIAOSHAN, GUI, "full_care", since, host_family=arranged.HOME
    )
    await eyes.execute(
        """insert into reaches (person, child, village, because, starts_at)
           values ($1, $2, $3, $4, now() - interval '30 days')""",
        GUI.person, XIAOSHAN.id, HERE, f"placement:{arranged.PLACEMENT}",
    )  # fmt: skip
    await eyes.execute(
        """insert into findings (child, village, kind, version, holds, reasons, found_on)
           values ($1, $2, 'left_behind', 'liu2018', true, '[]', $3)""",
        XIAOSHAN.id, HERE, since,
    )  # fmt: skip


async def test_a_day_saved_without_a_network_arrives_once_and_the_child_counts_as_reached(
    stack, browser
):
    eyes = await stack.eyes()
    await lives_with_gui(eyes)
    desk = await stack.enter(browser, LAN, DESK)
    coverage = f"{stack.base}/coverage?place={HERE}"
    await desk.goto(coverage)
    assert XIAOSHAN.name in await desk.inner_text("main"), "not reached yet"

    phone = await stack.enter(browser, GUI, PHONE)
    await care.log_a_day(stack, phone, XIAOSHAN.id, LINE)
    assert await eyes.fetchval("select count(*) from day_logs") == 0, "there is no network"
    await phone.context.set_offline(False)
    await until(lambda: eyes.fetchval("select count(*) from day_logs"), "the kept day to be sent")
    await phone.goto(f"{stack.base}/log?kind=day")
    assert await eyes.fetchval("select count(*) from day_logs") == 1

    await desk.goto(coverage)
    assert XIAOSHAN.name not in await desk.inner_text("main")
