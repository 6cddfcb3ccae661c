"""What a parent far away sees, agrees to, books and asks; and what is frozen where a separation or danger was mentioned."""

import asyncio
import re
from datetime import time, timedelta

import pytest

from carenet.children.services.consents import PURPOSES
from carenet.core import clock
from carenet.core.refusals import NotFound
from carenet.visits.services import requests as wishes
from carenet.visits.services import slots
from carenet.visits.services.slots import CannotOpen, SlotGone, Times
from tests.cast import ADUO, GUI, HERE, HONG, LAN, MEI, NAI, PING, QIN, XIAOSHAN, XIAOYU
from tests.visits.conftest import agree

AT = {"place": "小学电话间", "division": HERE}


@pytest.fixture
async def parent(visitor, eyes, home):
    """Hong, away in Guangdong, confirmed as caring."""
    await eyes.execute(
        "update guardians set caring_confirmed_on = '2026-01-05' where person = $1", HONG.person
    )
    return await visitor(HONG)


def tomorrow(hour=19):
    return clock.at(clock.today() + timedelta(days=1), time(hour))


async def opened(act, number=3, hour=19):
    await slots.open_slots(
        Times(**AT, starts_at=tomorrow(hour), minutes=15, slots=number), by=await act(MEI)
    )


async def free_ids(eyes):
    return [
        row["id"]
        for row in await eyes.fetch(
            "select id from call_slots where child is null order by starts_at"
        )
    ]


async def test_yes_and_no_stand_side_by_side_and_what_a_no_ends_is_said_before(parent, eyes):
    page = (await parent.get("/family/agreements")).text
    for purpose in PURPOSES:
        assert f"/family/agreements/{XIAOSHAN.id}/{purpose}" in page
    shown = (await parent.get(f"/family/agreements/{XIAOSHAN.id}/host_family")).text
    assert GUI.name in shown
    buttons = [
        x.split(">")[0] for x in shown.split("<button")[1:] if 'name="answer"' in x.split(">")[0]
    ]
    assert len(buttons) == 2
    assert len({x.replace('"no"', "").replace('"yes"', "") for x in buttons}) == 1, "one is louder"


async def test_one_tap_agrees_and_one_tap_takes_it_back(parent, eyes):
    path = f"/family/agreements/{XIAOSHAN.id}/photo"
    holds = "select app.consented($1, 'photo', app.local_today())"
    assert (await parent.post(path, data={"answer": "yes"})).status_code == 303
    assert await eyes.fetchval(holds, XIAOSHAN.id)
    await parent.post(path, data={"answer": "yes"})  # again is the same
    assert await eyes.fetchval("select count(*) from consents where purpose = 'photo'") == 1
    assert (await parent.post(path, data={"answer": "no"})).status_code == 303
    assert not await eyes.fetchval(holds, XIAOSHAN.id)
    assert await eyes.fetchval("select count(*) from facts where name = 'ConsentWithdrawn'") == 1


async def test_an_adult_comes_near_a_child_only_with_the_childs_own_word(parent, eyes):
    path = f"/family/agreements/{XIAOYU.id}/proxy_parent"
    answer = await parent.post(path, data={"answer": "yes"})
    assert answer.status_code == 422
    assert "data-error-summary" in answer.text
    assert (await parent.post(path, data={"answer": "yes", "said": "想要"})).status_code == 303


@pytest.mark.parametrize("purpose", ["photos", "census"])
async def test_no_other_purpose_and_no_other_child(parent, purpose):
    assert (await parent.get(f"/family/agreements/{XIAOSHAN.id}/{purpose}")).status_code == 404
    assert (await parent.get(f"/family/agreements/{ADUO.id}/photo")).status_code == 404


async def test_where_the_child_is_is_told_to_the_caring_parent_and_frozen_by_a_separation(
    parent, eyes
):
    assert GUI.name in (await parent.get("/family")).text
    assert (await parent.get(f"/family/diary/{XIAOSHAN.id}")).status_code == 200
    # a separation mentioned later, of either parent, freezes it
    await eyes.execute(
        "update guardians set separated_on = current_date where person = $1", HONG.person
    )
    frozen = (await parent.get("/family")).text
    assert GUI.name not in frozen
    assert NAI.name not in frozen
    assert (await parent.get(f"/family/diary/{XIAOSHAN.id}")).status_code == 404
    # until an officer has confirmed the caring parent since
    await eyes.execute(
        "update guardians set caring_confirmed_on = current_date + 1 where person = $1", HONG.person
    )
    assert GUI.name in (await parent.get("/family")).text


async def test_danger_to_the_child_freezes_it_until_two_have_closed_the_matter(parent, eyes):
    await eyes.execute(
        "insert into concerns (child, village, kind, mandatory, text) values ($1, $2, 'injuries', true, '\\x00')",
        XIAOSHAN.id, HERE,
    )  # fmt: skip
    assert GUI.name not in (await parent.get("/family")).text


async def test_a_parent_not_confirmed_is_told_whom_to_ask(visitor, eyes, home):
    await eyes.execute(
        "update guardians set caring_confirmed_on = null where person = $1", HONG.person
    )
    page = (await (await visitor(HONG)).get("/family")).text
    assert GUI.name not in page
    assert "/family/agreements" in page  # consents are the guardian's either way


async def test_the_diary_holds_kind_lines_and_no_worry(parent, visitor, eyes):
    gui = await visitor(GUI)
    gui.event_hooks["response"].clear()
    await gui.post(
        "/log/day", data={"child": str(XIAOSHAN.id), "kind_line": "会写名字了", "worry": "夜里哭"}
    )
    page = (await parent.get(f"/family/diary/{XIAOSHAN.id}")).text
    assert "会写名字了" in page
    assert "夜里哭" not in page


async def test_a_time_of_the_phone_room_is_taken_by_one_and_both_sides_are_reminded(
    act, parent, eyes
):
    await opened(act)
    (first, *_) = await free_ids(eyes)
    assert str(first) in (await parent.get("/family/phone-room")).text
    fields = {"child": str(XIAOSHAN.id), "slot": str(first)}
    assert (await parent.post("/family/phone-room", data=fields)).status_code == 303
    again = await parent.post("/family/phone-room", data=fields)
    assert again.status_code == 422
    said = await eyes.fetch(
        "select recipient, due_at from reminders where kind = 'call.slot' and state = 'due'"
    )
    assert {row["recipient"] for row in said} == {HONG.person, MEI.person}
    assert {row["due_at"] for row in said} == {tomorrow() - timedelta(hours=1)}


async def test_of_two_who_want_the_same_time_one_gets_it(act, eyes, home):
    await opened(act, 1)
    (slot,) = await free_ids(eyes)
    by = await act(HONG)
    answers = await asyncio.gather(
        *[slots.take_slot(slot, child.id, by=by) for child in (XIAOSHAN, XIAOYU)],
        return_exceptions=True,
    )
    assert [type(x) for x in answers if x is not None] == [SlotGone]


async def test_what_is_given_back_is_free_and_nobody_is_reminded(act, parent, eyes):
    await opened(act, 1)
    (slot,) = await free_ids(eyes)
    by = await act(HONG)
    await slots.take_slot(slot, XIAOSHAN.id, by=by)
    assert (await parent.post(f"/family/phone-room/{slot}/return")).status_code == 303
    assert await free_ids(eyes) == [slot]
    assert not await eyes.fetchval(
        "select exists (select from reminders where kind = 'call.slot' and state = 'due')"
    )


async def test_nobody_else_takes_or_sees_a_familys_time(act, visitor, eyes, home):
    await opened(act, 1)
    (slot,) = await free_ids(eyes)
    for one in (PING, NAI):
        with pytest.raises(SlotGone):
            await slots.take_slot(slot, XIAOSHAN.id, by=await act(one))
    with pytest.raises(SlotGone):
        await slots.take_slot(slot, ADUO.id, by=await act(HONG))


async def test_times_overlap_nowhere_and_lie_in_the_day(act):
    by = await act(MEI)
    await slots.open_slots(Times(**AT, starts_at=tomorrow(), minutes=15, slots=2), by=by)
    for wrong in (
        Times(**AT, starts_at=tomorrow() + timedelta(minutes=20), minutes=15, slots=1),
        Times(**AT, starts_at=tomorrow(21), minutes=15, slots=3),
        Times(**AT, starts_at=tomorrow(7), minutes=15, slots=1),
        Times(**AT, starts_at=tomorrow() - timedelta(days=3), minutes=15, slots=1),
    ):
        with pytest.raises(CannotOpen):
            await slots.open_slots(wrong, by=by)
    with pytest.raises(NotFound):
        await slots.open_slots(Times("电话间", "450226101202", tomorrow(9), 15, 1), by=by)


async def test_a_held_call_is_a_family_call_and_meets_what_was_owed(act, visitor, eyes, home):
    await opened(act, 1)
    (slot,) = await free_ids(eyes)
    await slots.take_slot(slot, XIAOSHAN.id, by=await act(HONG))
    mei = await visitor(MEI)
    assert (
        await mei.post(f"/phone-room/{slot}/held", data={"minutes": "12"})
    ).status_code == 404  # not yet
    await eyes.execute(
        "update call_slots set starts_at = now() - interval '1 hour', ends_at = now() - interval '45 minutes'"
    )
    assert (await mei.post(f"/phone-room/{slot}/held", data={"minutes": "12"})).status_code == 303
    call = await eyes.fetchrow("select guardian, minutes, arranged_by from family_calls")
    assert tuple(call) == (HONG.person, 12, MEI.person)


async def test_a_parent_asks_for_a_copy_and_a_correction_and_is_answered_in_time(
    act, parent, visitor, eyes, worker
):
    wrong = await parent.post(
        "/family/requests", data={"child": str(XIAOSHAN.id), "kind": "correction"}
    )
    assert wrong.status_code == 422
    assert 'href="#words"' in wrong.text
    empty = await parent.post("/family/requests")
    assert empty.status_code == 422
    assert {'id="child-error"' in empty.text, 'id="kind-error"' in empty.text} == {True}
    hidden = re.findall(r'<input type="radio"[^>]*required', empty.text)
    assert not hidden, (
        "a browser says nothing visible at a choice it does not show: the page itself does"
    )
    fields = {"child": str(XIAOSHAN.id), "kind": "correction", "words": "生日写错了"}
    assert (await parent.post("/family/requests", data=fields)).status_code == 303
    row = await eyes.fetchrow("select * from family_requests")
    assert row["due_on"] == clock.today() + timedelta(days=15)
    fact = await eyes.fetchval("select payload from facts where name = 'FamilyAsked'")
    await wishes.tell_of_request([fact], worker)
    assert (
        await eyes.fetchval("select recipient from reminders where kind = 'family.request'")
        == MEI.person
    )
    officer = await visitor(LAN)
    assert "生日写错了" in (await officer.get("/requests")).text
    assert (
        await officer.post(f"/requests/{row['id']}", data={"answer": "已改成九月二日"})
    ).status_code == 303
    assert (
        await officer.post(f"/requests/{row['id']}", data={"answer": "再改"})
    ).status_code == 404
    assert "已改成九月二日" in (await parent.get("/family/requests")).text
    assert (await (await visitor(QIN)).get("/requests")).status_code == 403


async def test_five_wishes_at_once_are_enough_and_only_ones_own_child(act, eyes, home):
    by = await act(HONG)
    with pytest.raises(NotFound):
        await wishes.ask_of_file(ADUO.id, "copy", None, by=by)
    for _ in range(5):
        await wishes.ask_of_file(XIAOSHAN.id, "copy", None, by=by)
    with pytest.raises(wishes.CannotLog):
        await wishes.ask_of_file(XIAOSHAN.id, "copy", None, by=by)


async def test_the_photo_consent_can_say_how_many_pictures_go(parent, eyes):
    await agree(eyes, XIAOSHAN, "photo")
    await eyes.execute(
        """insert into photos (picture, child, village, person, what, record, size, happened_at)
           values (uuidv7(), $1, $2, $3, 'day', uuidv7(), 9, now())""",
        XIAOSHAN.id, HERE, GUI.person,
    )  # fmt: skip
    assert (
        "1 picture is closed" in (await parent.get(f"/family/agreements/{XIAOSHAN.id}/photo")).text
    )
