"""A child director hands a workbook in; a worker takes it; the child has a file. Twice changes nothing."""

import pytest

from tests.cast import MEI
from tests.journeys.acts import register
from tests.journeys.stack import DESK

pytestmark = pytest.mark.journey
NAME = "韦来小禾"


async def test_a_workbook_becomes_a_child_of_the_register_and_only_one(stack, browser, tmp_path):
    eyes = await stack.eyes()
    named = "select count(*) from children where name = $1"
    assert await eyes.fetchval(named, NAME) == 0
    workbook = register.census_of(NAME, tmp_path)
    desk = await stack.enter(browser, MEI, DESK)
    await register.hand_in(stack, desk, workbook)
    await register.find_child(stack, desk, NAME)
    await register.hand_in(stack, desk, workbook)
    assert await eyes.fetchval(named, NAME) == 1, "what is known already stays as it is"
