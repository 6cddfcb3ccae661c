"""Places of a holiday class: asked for by families, given in order, never more than there are."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from carenet.classes.queries.families import family_classes
from carenet.classes.queries.listing import class_page
from carenet.classes.rules.places import CannotApply, CannotOpen
from carenet.classes.services.applying import apply, give_back, give_place
from carenet.classes.services.opening import change_places, preview_class
from carenet.core import clock
from carenet.core.refusals import MayNot, NotFound
from carenet.scheduling.services.enrolling import CannotEnrol, end_enrolment, enrol_children
from tests.cast import (
    ADUO,
    BIN,
    FAR,
    GUO,
    HERE,
    HONG,
    LAN,
    MEI,
    NAI,
    PING,
    QIN,
    SHITOU,
    XIAOSHAN,
    XIAOYU,
    id_of,
)
from tests.classes.conftest import a_class, a_wish, asked
from tests.scheduling.conftest import a_course
from tests.scheduling.test_sign_up import drain


async def counts(eyes, held):
    row = await eyes.fetchrow("select taken, waiting from holiday_classes where id = $1", held.id)
    return row["taken"], row["waiting"]


async def told(eyes, kind):
    rows = await eyes.fetch(
        "select recipient from reminders where kind = $1 and state = 'due'", kind
    )
    return {r["recipient"] for r in rows}


async def test_a_class_lies_in_the_holidays_and_has_its_days_and_adults(held, eyes, act):
    qin = await act(QIN)
    assert len(held.days) == 7
    row = await eyes.fetchrow("select * from series where id = $1", held.id)
    assert (row["kind"], row["adults_min"], row["adults_max"]) == ("holiday_class", 2, 4)
    big = await a_class(eyes, qin, places=40, weekdays=(6,), first_on=clock.today() + timedelta(days=20), last_on=clock.today() + timedelta(days=40), room=None)  # fmt: skip
    assert await eyes.fetchval("select adults_min from series where id = $1", big.id) == 3
    with pytest.raises(MayNot):
        await a_class(eyes, await act(GUO))
    with pytest.raises(CannotOpen):
        await preview_class(a_wish(last_on=clock.today() + timedelta(days=90)), by=qin)
    await eyes.execute(
        "insert into terms (division, name, starts_on, ends_on) values ($1, 'autumn', current_date - 80, current_date + 5)",
        f"{HERE[:6]}000000",
    )
    with pytest.raises(CannotOpen) as refused:
        await preview_class(a_wish(), by=qin)
    assert "term" in refused.value.msgid


async def test_the_family_asks_on_its_phone_and_has_the_place_at_once(held, eyes, act):
    hong = await act(HONG)
    await apply(held.id, asked(XIAOYU, goes_home="fetched", fetched_by="大姑"), by=hong)
    assert await counts(eyes, held) == (1, 0)
    enrolled = await eyes.fetchrow("select * from enrolments where series = $1", held.id)
    assert (enrolled["child"], enrolled["ends_on"]) == (
        XIAOYU.id,
        clock.today() + timedelta(days=8),
    )
    fetcher = "select name from pickup_people where child = $1 and ended_on is null"
    assert await eyes.fetchval(fetcher, XIAOYU.id) == "大姑"
    with pytest.raises(CannotApply):
        await apply(held.id, asked(XIAOYU), by=hong)
    page = await family_classes(by=hong)
    assert [a["placed_at"] is not None for a in page.classes[0]["asked"]] == [True]
    # The carer at home may ask as well; a stranger, a volunteer and the proxy parent may not.
    await apply(held.id, asked(XIAOSHAN), by=await act(NAI))
    for one in (BIN, PING):
        with pytest.raises((MayNot, NotFound)):
            await apply(held.id, asked(ADUO), by=await act(one))
    # Whoever is not confirmed as caring learns nothing of where the child is by day.
    await eyes.execute(
        "update guardians set caring_confirmed_on = null where person = $1", HONG.person
    )
    assert not (await family_classes(by=hong)).children
    with pytest.raises(MayNot):
        await apply(held.id, asked(XIAOYU), by=hong)


async def test_families_ask_within_the_days_and_the_place_at_any_time(held, eyes, act):
    await eyes.execute(
        "update holiday_classes set enrol_from = current_date - 9, enrol_until = current_date - 1"
    )
    with pytest.raises(CannotApply):
        await apply(held.id, asked(XIAOYU), by=await act(HONG))
    await apply(held.id, asked(XIAOYU), by=await act(QIN))
    assert await counts(eyes, held) == (1, 0)
    with pytest.raises(NotFound):
        await apply(held.id, asked(ADUO), by=await act(QIN))  # not within Qin's reach


async def waiting_class(held, eyes, act):
    """Both places taken by Mei's village; the siblings and 小山 wait, 小山 alone by day."""
    mei = await act(MEI)
    await eyes.execute("update children set village = $2 where id = $1", SHITOU.id, HERE)
    one = await apply(held.id, asked(ADUO), by=mei)
    two = await apply(held.id, asked(SHITOU), by=mei)
    hong = await act(HONG)
    first = await apply(held.id, asked(XIAOYU), by=hong)
    alone = await apply(held.id, asked(XIAOSHAN, alone_by_day=True), by=hong)
    assert await counts(eyes, held) == (2, 2)
    return one, two, first, alone


async def test_who_is_alone_by_day_comes_first_and_a_place_is_kept(held, eyes, act, travel, worker):
    one, _, first, alone = await waiting_class(held, eyes, act)
    await drain(worker)
    born = await eyes.fetchval("select young from class_applications where id = $1", alone)
    assert born
    assert await told(eyes, "class.alone") == {MEI.person}
    hong, qin = await act(HONG), await act(QIN)
    page = await class_page(held.id, by=qin)
    assert [a["child"] for a in page.waiting] == [XIAOSHAN.id, XIAOYU.id]
    assert len(page.placed) == 2, "whoever leads the place reaches who asks there"
    position = {a["id"]: a["position"] for a in (await family_classes(by=hong)).classes[0]["asked"]}
    assert position == {alone: 1, first: 2}

    await give_back(one, "搬走了", by=qin)
    await drain(worker)
    assert await counts(eyes, held) == (2, 1), "kept for the next, and counted as taken"
    assert await told(eyes, "class.offered") == {HONG.person}
    assert not await eyes.fetchval(
        "select exists (select from enrolments where series = $1 and child = $2 and ends_on >= starts_on)",
        held.id, ADUO.id,
    )  # fmt: skip
    # Nobody answers: the next is asked, the family waits on.
    until = await eyes.fetchval("select answer_by from class_applications where id = $1", alone)
    travel(until - clock.now() + timedelta(minutes=1))
    await drain(worker)
    offered = "select id from class_applications where offered_at is not null and ended_at is null"
    assert [r["id"] for r in await eyes.fetch(offered)] == [first]
    await give_place(first, by=hong)
    assert await counts(eyes, held) == (2, 1)
    await change_places(held.id, 3, clock.today() + timedelta(days=1), None, by=qin)
    await drain(worker)
    await give_place(alone, by=hong)
    assert await counts(eyes, held) == (3, 0)
    with pytest.raises(CannotOpen):
        await change_places(held.id, 2, clock.today() + timedelta(days=1), None, by=qin)


async def test_a_child_is_in_one_class_at_a_time_but_in_its_centres_afternoon_too(held, eyes, act):
    qin, hong = await act(QIN), await act(HONG)
    afternoon = await a_course(eyes, qin, room=None)
    await enrol_children(afternoon.id, [XIAOYU.id], clock.today(), by=qin)
    await apply(held.id, asked(XIAOYU), by=hong)
    beside = await a_class(eyes, qin, room=None)
    with pytest.raises(CannotApply):
        await apply(beside.id, asked(XIAOYU), by=hong)
    # Only the list leads into a class, whatever way is tried.
    for verb in (
        enrol_children(held.id, [XIAOSHAN.id], clock.today(), by=qin),
        end_enrolment(held.id, XIAOYU.id, clock.today(), by=qin),
    ):
        with pytest.raises(CannotEnrol):
            await verb
    with pytest.raises(asyncpg.PostgresError) as refused:
        await eyes.execute(
            "insert into enrolments (series, centre, child, village, starts_on, source, enrolled_by) values ($1, $2, $3, $4, current_date, 'x', $2)",
            held.id, id_of("centre"), XIAOSHAN.id, HERE,
        )  # fmt: skip
    assert refused.value.sqlstate == "CN006"


async def test_of_many_who_race_for_the_last_place_one_gets_it_and_all_others_wait(held, eyes, act):
    mei = await act(MEI)
    await eyes.execute("update holiday_classes set places = 1")
    names = [f"child race {n}" for n in range(8)]
    for name in names:
        await eyes.execute(
            "insert into children (id, village, name, sort_key, initials, pinyin) values ($1, $2, '某某', 'x', 'x', 'x')",
            id_of(name), HERE,
        )  # fmt: skip

    class Of:
        def __init__(self, name):
            self.id = id_of(name)

    await asyncio.gather(*(apply(held.id, asked(Of(name)), by=mei) for name in names))
    assert await counts(eyes, held) == (1, 7)
    placed = "select count(*) from class_applications where placed_at is not null"
    assert await eyes.fetchval(placed) == 1
    with pytest.raises(asyncpg.CheckViolationError):
        await eyes.execute("update holiday_classes set places = 0")


async def test_nobody_else_sees_who_asked(held, act, eyes):
    await apply(held.id, asked(XIAOYU), by=await act(HONG))
    from carenet.core.database import reading

    async def seen(one):
        async with reading(await act(one)) as db:
            return await db.fetchval("select count(*) from class_applications")

    assert [await seen(x) for x in (QIN, MEI, LAN, HONG, NAI)] == [1, 1, 1, 1, 1]
    assert [await seen(x) for x in (BIN, GUO, PING)] == [0, 0, 0], f"nobody from {FAR}"
