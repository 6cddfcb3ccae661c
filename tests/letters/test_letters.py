"""A letter goes to everybody it is meant for, is acknowledged by one tap, said again, and ends on a list."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock, facts, ladders
from carenet.core.refusals import MayNot, NotFound
from carenet.letters.queries.letters import letter_page, my_letters
from carenet.letters.rules import AGAIN_DAYS, AGAIN_TIMES, CannotWrite, Target, Wish, clock_of
from carenet.letters.services.acknowledging import acknowledge, note_acknowledged
from carenet.letters.services.writing import end_letter, send_letter
from carenet.notifications.services.calls import close_call
from carenet.notifications.services.handing_over import hand_over
from carenet.notifications.services.inbox import answer_in_app
from tests.cast import (
    BIN,
    CENTRE,
    DONG,
    FANG,
    GUI,
    GUO,
    HERE,
    HONG,
    LAN,
    LIAN,
    MEI,
    NAI,
    PING,
    QIN,
    SCHOOL,
    THERE,
    TOWNSHIP,
    XIAOYU,
    id_of,
)
from tests.visits.conftest import agree, place
from workers.listeners import LADDERS, LISTENERS

VILLAGE = Target(HERE, HERE, f"{HERE}~")


def a_wish(audience="guardians", target=VILLAGE, **more):
    wish = {"title": "Before the holidays", "body": "Please keep the children away from the river."}
    return Wish(target, audience, **{**wish, **more})


@pytest.fixture
def turn(worker):
    """What the worker's turns do, until nothing is left to do now."""

    async def run():
        for _ in range(12):
            done = await facts.fan_out(LISTENERS, worker) + await facts.deliver(LISTENERS, worker)
            done += await ladders.climb(LADDERS, clock.now(), worker)
            if not done + await hand_over({}, worker):
                return

    return run


@pytest.fixture
def due(eyes):
    async def look(one):
        rows = await eyes.fetch(
            """select kind from reminders where recipient = $1 and kind like 'letter.%'
               and state in ('due', 'handed_over') order by due_at""",
            one.person,
        )
        return [r["kind"].removeprefix("letter.") for r in rows]

    return look


@given(st.integers(-5, 40), st.integers(-5, 40))
def test_the_clock_of_a_letter_keeps_its_limits(days, times):
    now = clock.now()
    found = clock_of(now, days, times)
    assert AGAIN_TIMES[0] <= len(found.again_at) <= AGAIN_TIMES[1]
    gaps = {b - a for a, b in zip([now, *found.again_at], [*found.again_at, found.list_at], strict=True)}  # fmt: skip
    assert len(gaps) == 1
    assert timedelta(days=AGAIN_DAYS[0]) <= gaps.pop() <= timedelta(days=AGAIN_DAYS[1])
    assert found.steps[0].minutes == (found.list_at - now) / timedelta(minutes=1)


async def test_each_audience_is_found_once_and_nobody_else(act, eyes):
    mei = await act(MEI)
    got = {}
    for audience in ("guardians", "carers", "helpers"):
        letter = await send_letter(a_wish(audience), "Fenghuang", by=mei)
        rows = await eyes.fetch("select person from letter_recipients where letter = $1", letter)
        got[audience] = {r["person"] for r in rows}
    assert got["guardians"] == {HONG.person}, "one letter, though there are two children"
    assert got["carers"] == {NAI.person}
    assert {BIN.person, PING.person} <= got["helpers"]
    assert not {MEI.person, HONG.person} & got["helpers"]


async def test_hosts_are_the_adults_of_the_homes_of_a_place_and_of_the_children_of_an_office(
    act, eyes
):
    """Each once; not who has left the home, and not the home of another village."""
    mei, today = await act(MEI), clock.today()
    for family, village, adults in (
        (id_of("near"), HERE, ((GUI, None), (LIAN, today))),
        (id_of("far"), THERE, ((DONG, None),)),
    ):
        await eyes.execute(
            """insert into host_families (id, name, village, beds, takes_girls, takes_boys, full_care, approved_on, renew_by)
               values ($1, 'h', $2, 2, true, true, true, $3::date, $3::date + 300)""",
            family, village, today,
        )  # fmt: skip
        for adult, left in adults:
            await eyes.execute(
                "insert into host_family_adults (family, person, confirmed_on, left_on) values ($1, $2, $3, $4)",
                family, adult.person, today, left,
            )  # fmt: skip
    with pytest.raises(CannotWrite):
        await send_letter(a_wish("hosts", Target(HERE, office=SCHOOL)), "F", by=mei)
    await agree(eyes, XIAOYU, "host_family")
    await place(eyes, id_of("hosted"), XIAOYU, GUI, "full_care", today, host_family=id_of("near"))
    for target in (VILLAGE, Target(HERE, office=SCHOOL)):
        letter = await send_letter(a_wish("hosts", target), "Fenghuang", by=mei)
        rows = await eyes.fetch("select person from letter_recipients where letter = $1", letter)
        assert [r["person"] for r in rows] == [GUI.person], target


async def test_a_teacher_writes_to_the_class_and_a_lead_to_the_place_of_their_own(act, eyes):
    by_class = Target(HERE, office=SCHOOL, class_name="三（2）班")
    assert await send_letter(a_wish(target=by_class), "School", by=await act(FANG))
    with pytest.raises(CannotWrite):
        await send_letter(a_wish(target=Target(HERE, office=CENTRE)), "C", by=await act(QIN))
    for target in (VILLAGE, Target(HERE, office=CENTRE)):
        with pytest.raises(NotFound):
            await send_letter(a_wish(target=target), "School", by=await act(FANG))
    for one in (GUO, MEI):
        wide = Target(f"{TOWNSHIP}000", TOWNSHIP, f"{TOWNSHIP}~")
        with pytest.raises(NotFound):
            await send_letter(a_wish(target=wide), "Elsewhere", by=await act(one))
    with pytest.raises(MayNot):
        await send_letter(a_wish(), "me", by=await act(BIN))
    rows = await eyes.fetch("select distinct person from letter_recipients")
    assert [r["person"] for r in rows] == [HONG.person]


@pytest.mark.parametrize("body", [f"{XIAOYU.name} should bring a coat", "留守儿童家长会", "45022620150314003X"])  # fmt: skip
async def test_no_letter_names_or_labels_a_child(act, eyes, body):
    with pytest.raises(CannotWrite):
        await send_letter(a_wish(body=body), "Fenghuang", by=await act(MEI))
    assert not await eyes.fetchval("select count(*) from letters")


async def test_somebody_kept_from_the_child_is_not_written_to(act, eyes):
    await eyes.execute(
        """insert into restrictions (person, child, village, starts_at, because, by)
           select $1, id, village, now() - interval '1 hour', 'court', $1 from children where village = $2""",
        HONG.person, HERE,
    )  # fmt: skip
    with pytest.raises(CannotWrite):
        await send_letter(a_wish(), "Fenghuang", by=await act(MEI))


async def test_one_tap_takes_back_every_further_word_and_ends_the_clock(act, eyes, turn, due):
    letter = await send_letter(a_wish(), "Fenghuang", by=await act(MEI))
    await turn()
    assert await due(HONG) == ["sent", "again", "again"]
    hong = await act(HONG)
    assert [one["title"] for one in await my_letters(by=hong)] == ["Before the holidays"]
    await acknowledge(letter, by=hong)
    await acknowledge(letter, by=hong)
    assert await due(HONG) == []
    assert not await eyes.fetchval("select count(*) from climbs where ended_at is null")
    with pytest.raises(NotFound):
        await acknowledge(letter, by=await act(BIN))


async def test_the_answer_to_the_message_acknowledges_too(act, eyes, turn, due):
    letter = await send_letter(a_wish(), "Fenghuang", by=await act(MEI))
    await turn()
    message = await eyes.fetchval("select id from inbox_messages where kind = 'letter.sent'")
    await answer_in_app(message, "read", by=await act(HONG))
    await turn()
    page = await letter_page(letter, only_waiting=False, by=await act(MEI))
    assert [(p["how"], page["waiting"]) for p in page["people"]] == [("message", 0)]
    assert await due(HONG) == []


async def test_silence_is_reminded_then_listed_with_a_task_for_a_named_officer(
    act, eyes, turn, travel
):
    letter = await send_letter(a_wish(again_days=2, again_times=1), "Fenghuang", by=await act(LAN))
    for days, said in ((0, 1), (2, 2), (3, 2)):
        travel(timedelta(days=days, minutes=1))
        await turn()
        kinds = "select count(*) from outgoing where recipient = $1 and channel = 'inapp'"
        assert await eyes.fetchval(kinds, HONG.person) == said, days
    assert not await eyes.fetchval("select count(*) from call_tasks where outgoing is null")
    travel(timedelta(days=4, minutes=1))
    await turn()
    await turn()
    task = await eyes.fetchrow("select * from call_tasks where outgoing is null")
    assert (task["recipient"], task["for_person"]) == (HONG.person, MEI.person)
    told = await eyes.fetch("select recipient from reminders where kind = 'letter.listed'")
    assert [r["recipient"] for r in told] == [LAN.person]
    page = await letter_page(letter, only_waiting=True, by=await act(LAN))
    assert [p["officer"] for p in page["people"]] == [MEI.name]
    await close_call(task["id"], "tried", "", by=await act(MEI))
    assert await eyes.fetchval("select acknowledged_at from letter_recipients") is None
    await close_call(task["id"], "told", "", by=await act(MEI))
    row = await eyes.fetchrow("select how, noted_by from letter_recipients")
    assert (row["how"], row["noted_by"]) == ("in_person", MEI.person)


async def test_a_signature_on_paper_is_noted_once_by_the_office_alone(act, eyes, turn, due):
    letter = await send_letter(a_wish(), "Fenghuang", by=await act(MEI))
    for one in (BIN, QIN, GUO):
        with pytest.raises(NotFound):
            await note_acknowledged(letter, HONG.person, "paper", by=await act(one))
    await note_acknowledged(letter, HONG.person, "paper", by=await act(MEI))
    with pytest.raises(NotFound):
        await note_acknowledged(letter, HONG.person, "call", by=await act(LAN))
    assert await eyes.fetchval("select how from letter_recipients") == "paper"
    await turn()
    assert await due(HONG) == []


async def test_a_closed_letter_asks_nobody_any_more(act, eyes, turn, due, travel):
    letter = await send_letter(a_wish(again_days=1, again_times=0), "F", by=await act(MEI))
    travel(timedelta(days=1, minutes=1))
    await turn()
    await turn()
    with pytest.raises(NotFound):
        await end_letter(letter, "x", by=await act(QIN))
    await end_letter(letter, "was wrong", by=await act(MEI))
    assert await due(HONG) == []
    assert await eyes.fetchval("select withdrawn_at from call_tasks where outgoing is null")


async def test_telephone_numbers_stand_only_where_a_duty_covers_them(act, eyes):
    await eyes.execute(
        "insert into contact_ways (person, kind, value) values ($1, 'own_phone', '13800005678')",
        HONG.person,
    )
    by_class = Target(HERE, office=SCHOOL, class_name="三（2）班")
    letter = await send_letter(a_wish(target=by_class), "School", by=await act(FANG))
    seen = {}
    for one in (FANG, MEI):
        page = await letter_page(letter, only_waiting=True, by=await act(one))
        seen[one.handle] = [p["phone"] for p in page["people"]]
    assert seen == {"fang": [None], "mei": ["13800005678"]}
