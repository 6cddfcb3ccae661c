"""The page of everything that can be said: from the registry, in both languages, with its figures."""

import re

import pytest

from carenet.core import clock
from carenet.notifications.kinds import ALL
from carenet.notifications.queries.kinds import tallies
from tests.cast import AUD, BIN, GUO, LAN, MEI, SYS, YE


async def sent(eyes, one, kind, state, uncertain=False):
    await eyes.execute(
        """insert into outgoing (recipient, channel, kind, subject, details, language, urgent, state,
             not_before, uncertain_at)
           values ($1, 'sms', $2, 'session:1', '{}', 'en', false, $3, now(),
             case when $4 then now() end)""",
        one.person, kind, state, uncertain,
    )  # fmt: skip


@pytest.mark.parametrize("one", [LAN, YE, SYS])
async def test_every_kind_stands_on_the_page_and_leads_to_its_own(one, visitor):
    page = (await (await visitor(one)).get("/message-kinds")).text
    assert set(re.findall(r'href="/message-kinds/([\w.]+)"', page)) == {kind.code for kind in ALL}


@pytest.mark.parametrize("one", [MEI, BIN, AUD])
async def test_it_is_for_those_who_see_the_messages_or_the_system(one, visitor):
    client = await visitor(one)
    assert (await client.get("/message-kinds")).status_code == 403
    assert (await client.get("/message-kinds/session.soon")).status_code == 403


async def test_the_menu_leads_there(visitor):
    for one in (LAN, SYS):
        assert 'href="/message-kinds"' in (await (await visitor(one)).get("/me")).text


@pytest.mark.parametrize("kind", ["session.evening", "alarm.child", "office.morning"])
async def test_a_kind_is_shown_in_both_languages_by_each_way_with_its_length(kind, visitor):
    page = (await (await visitor(YE)).get(f"/message-kinds/{kind}")).text
    assert 'lang="zh-Hans"' in page
    assert 'lang="en"' in page
    assert len(re.findall(r"\d of [\d,]+ letters", page)) >= 2


async def test_a_ladders_kind_names_its_steps_and_a_rounds_kind_its_hours(visitor):
    client = await visitor(LAN)
    assert "after 30 min: carer, child director" in (
        await client.get("/message-kinds/alarm.child")
    ).text.replace("\n", " ")
    assert "on Sundays 19:00–21:00" in (await client.get("/message-kinds/family.spoke")).text


async def test_a_kind_that_is_not_there_is_not_there(visitor):
    assert (await (await visitor(LAN)).get("/message-kinds/session.gossip")).status_code == 404


async def test_the_page_is_narrowed_by_group_and_by_word(visitor):
    client = await visitor(LAN)
    danger = (await client.get("/message-kinds?group=danger")).text
    assert "alarm.child" in danger
    assert "session.soon" not in danger
    assert "/message-kinds/paper.lapsed" in (await client.get("/message-kinds?q=paper")).text
    assert "No kind of message holds this word." in (
        await client.get("/message-kinds?q=zzzz")
    ).text  # fmt: skip


async def test_an_officer_counts_what_was_said_in_the_own_area_and_the_administrator_all(act, eyes):
    await sent(eyes, MEI, "session.soon", "sent")
    await sent(eyes, MEI, "session.soon", "failed")
    await sent(eyes, BIN, "session.soon", "uncertain", uncertain=True)
    await sent(eyes, GUO, "session.soon", "delivered", uncertain=True)
    lan = (await tallies(clock.now(), by=await act(LAN)))["session.soon"]
    assert (lan.sent, lan.failed, lan.uncertain, lan.once) == (1, 1, 1, 1)
    all_ = (await tallies(clock.now(), by=await act(SYS)))["session.soon"]
    assert (all_.sent, all_.failed, all_.uncertain, all_.once) == (2, 1, 1, 2)


async def test_what_is_older_than_thirty_days_is_not_counted(act, eyes):
    await sent(eyes, MEI, "session.soon", "sent")
    await eyes.execute("update outgoing set created_at = now() - interval '31 days'")
    assert await tallies(clock.now(), by=await act(LAN)) == {}
