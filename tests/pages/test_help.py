"""Somebody does not know how: the help says what they themselves do, step by step, and where."""

from html import escape

import pytest

from carenet.pages.help import TOPICS
from tests.cast import BIN, CAST, HONG, MEI, One


def of(one: One):
    held = {*one.roles, *(role for role, _, _ in one.duties)}
    return [topic for topic in TOPICS if topic.roles & held]


@pytest.mark.parametrize("one", CAST, ids=lambda one: one.handle)
async def test_every_step_of_the_help_leads_to_a_page_that_opens_for_this_person(visitor, one):
    client = await visitor(one)
    for topic in of(one):
        answer = await client.get(topic.href)
        assert answer.status_code == 200, f"{topic.title}: {topic.href}"


async def test_each_reads_what_they_do_and_nothing_of_what_others_do(visitor):
    page = (await (await visitor(HONG)).get("/help")).text
    for topic in TOPICS:
        assert (escape(topic.title) in page) == (topic in of(HONG)), topic.title


async def test_the_steps_are_there_in_the_readers_language(visitor, eyes):
    await eyes.execute("update accounts set language = 'zh_Hans' where id = $1", MEI.account)
    page = (await (await visitor(MEI)).get("/help")).text
    assert "开点名册" in page
    assert "Open the register" not in page


async def test_who_is_not_signed_in_still_finds_the_number_to_call_and_how_to_get_in(visitor):
    page = (await (await visitor()).get("/help")).text
    assert "tel:110" in page
    assert "new link" in page
    assert escape(TOPICS[0].title) not in page


def test_there_is_a_step_for_every_role_that_works_in_the_house():
    roles = {
        *BIN.roles,
        *(role for one in CAST for role in (*one.roles, *(d[0] for d in one.duties))),
    }
    assert roles <= {role for topic in TOPICS for role in topic.roles}
