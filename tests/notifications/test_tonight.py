"""The simulator tells the truth about each way: what there is an address for, less what was stopped."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.escalation.queries.chains import chain
from carenet.escalation.rules import CHILD, CONCERN
from carenet.notifications.queries.recipients import recipients
from carenet.notifications.routes.tonight import said
from carenet.notifications.rules.ways import IN_APP, IN_PERSON, OUTSIDE, possible_ways
from tests.cast import BIN, HERE, LAN, MEI, NAI, QIN

ALL = frozenset({"email", "sms", "wechat", "webhook"})
NOON = clock.at(clock.today(), clock.now().time().replace(hour=12, minute=0))


async def phone(eyes, one, number="+8613877778888"):
    await eyes.execute(
        """insert into contact_ways (person, kind, value, rank, works)
           values ($1, 'own_phone', $2, 1, true)""",
        one.person, number,
    )  # fmt: skip


async def bind(eyes, one):
    await eyes.execute(
        "insert into wechat_bindings (person, account, openid) values ($1, $2, 'o-1')",
        one.person, one.account,
    )  # fmt: skip


async def stop(eyes, one, channel):
    await eyes.execute(
        "insert into channel_stops (person, channel, because) values ($1, $2, 'TD')",
        one.person, channel,
    )  # fmt: skip


async def way_of(act, one, ladder=CHILD, by=LAN, at=NOON):
    found = await chain(ladder, HERE, at, by=await act(by))
    return found.ways[one.person], found.policy.kind


async def nothing_but_an_account(eyes, one):
    await eyes.execute("delete from contact_ways where person = $1", one.person)
    await eyes.execute("update accounts set email = null where person = $1", one.person)


async def test_a_text_message_and_wechat_are_ways_as_much_as_e_mail(act, eyes):
    await nothing_but_an_account(eyes, QIN)
    await phone(eyes, QIN)
    await bind(eyes, QIN)
    way, kind = await way_of(act, QIN)
    heard = said(way, kind, NOON, ALL - {"webhook"})
    assert heard.ways == [IN_APP, "sms"]
    assert heard.after == ["wechat", IN_PERSON]
    assert heard.unaddressed == ["email"]


async def test_what_its_person_stopped_is_no_way_and_is_named(act, eyes):
    await nothing_but_an_account(eyes, QIN)
    await phone(eyes, QIN)
    await bind(eyes, QIN)
    await stop(eyes, QIN, "sms")
    way, kind = await way_of(act, QIN)
    heard = said(way, kind, NOON, ALL - {"webhook"})
    assert heard.ways == [IN_APP, "wechat"]
    assert heard.stopped == ["sms"]


async def test_where_no_way_is_left_somebody_walks(act, eyes):
    await nothing_but_an_account(eyes, QIN)
    way, kind = await way_of(act, QIN)
    heard = said(way, kind, NOON, ALL - {"webhook"})
    assert heard.ways == [IN_APP, IN_PERSON]
    assert heard.after == []


async def test_the_simulator_and_the_workers_agree_on_every_way(act, eyes, worker):
    """The same rows, read by the page and by the hand-over of reminders."""
    for one in (QIN, MEI, LAN):
        await nothing_but_an_account(eyes, one)
    await phone(eyes, QIN)
    await phone(eyes, MEI, "+8613877779999")
    await bind(eyes, LAN)
    await stop(eyes, MEI, "sms")
    await stop(eyes, LAN, "email")
    known = await recipients([QIN.person, MEI.person, LAN.person], worker)
    for one in (QIN, MEI, LAN):
        way, _kind = await way_of(act, one, CONCERN if one is LAN else CHILD)
        told = known[one.person]
        assert way.stopped == told.stopped
        assert way.channels == told.wishes.channels
        assert way.addressed == {
            name
            for name, there in (
                ("email", told.to.email), ("sms", told.to.phone), ("wechat", told.to.openid),
            )
            if there
        }  # fmt: skip


async def test_the_page_says_which_way_and_which_not(visitor, eyes, monkeypatch):
    monkeypatch.setenv("CARENET_SMTP_URL", "smtp://mail.test")
    monkeypatch.setenv("CARENET_SMTP_SENDER", "a@mail.test")
    await eyes.execute("update accounts set email = 'q@mail.test' where person = $1", QIN.person)
    await stop(eyes, QIN, "email")
    page = (await (await visitor(LAN)).get(f"/tonight?place={HERE}")).text
    assert "does not wish: e-mail" in page
    assert "q@mail.test" not in page


async def test_a_pause_keeps_what_is_no_danger_in_the_app(act, eyes):
    await eyes.execute(
        "insert into notification_preferences (person, digest, paused_until) values ($1, 'none', $2)",
        QIN.person, NOON + timedelta(days=2),
    )  # fmt: skip
    await phone(eyes, QIN)
    way, _kind = await way_of(act, QIN)
    assert said(way, "call.wanted", NOON, ALL).ways == [IN_APP]
    assert "sms" in said(way, "alarm.child", NOON, ALL).ways


@given(
    st.sets(st.sampled_from([*OUTSIDE, "group"])), st.sets(st.sampled_from(OUTSIDE)),
    st.sets(st.sampled_from(OUTSIDE)),
)  # fmt: skip
def test_a_way_needs_the_channel_an_address_and_no_stop(installed, addressed, stopped):
    found = possible_ways(installed, addressed, stopped)
    assert found <= installed - stopped - {"group"}
    assert {"email", "sms", "wechat"} & found <= addressed


@pytest.mark.parametrize("one", [BIN, NAI])
async def test_who_holds_no_duty_of_a_place_does_not_simulate(one, visitor):
    assert (await (await visitor(one)).get(f"/tonight?place={HERE}")).status_code == 403
