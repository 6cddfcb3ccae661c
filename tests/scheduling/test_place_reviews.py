"""Once a term each child with a place at a centre is asked how it is there."""

from datetime import timedelta

import pytest

from carenet.core import clock
from carenet.core.database import reading
from carenet.notifications.services.rounds import Round, _ask
from carenet.notifications.services.rounds_of_homes import PLACE_REVIEW
from carenet.scheduling.queries.place_reviews import places_held
from tests.cast import ADUO, BIN, CENTRE, GUO, HERE, LAN, MEI, QIN, XIAOYU, id_of


@pytest.fixture
async def held(eyes):
    """阿朵 has had a place at Mei's village's centre for two months, in a term that ends in three weeks."""
    today = clock.today()
    series = id_of("series of a place")
    await eyes.execute(
        """insert into series (id, centre, village, kind, activity, weekdays, weeks, starts_at, ends_at, first_on, last_on,
             adults_min, adults_max, children_max, drop_in, created_by)
           values ($1, $2, $3, 'tutoring', 'homework', '{1}', 'every', '16:00', '17:00', $4, $5, 2, 3, 20, false, $1)""",
        series, CENTRE, HERE, today - timedelta(days=70), today + timedelta(days=70),
    )  # fmt: skip
    await eyes.execute("delete from enrolments")
    await eyes.execute(
        """insert into enrolments (series, centre, child, village, starts_on, source, enrolled_by)
           values ($1, $2, $3, $4, $5, 'x', $1)""",
        series, CENTRE, ADUO.id, HERE, today - timedelta(days=60),
    )  # fmt: skip
    await eyes.execute(
        """insert into reaches (person, child, village, because, starts_at)
           values ($1, $2, $3, 'enrolment:x', now() - interval '60 days')""",
        QIN.person, ADUO.id, HERE,
    )  # fmt: skip
    await eyes.execute("delete from terms")
    await eyes.execute(
        "insert into terms (division, name, starts_on, ends_on) values ('450226000000', 'autumn', $1, $2)",
        today - timedelta(days=80), today + timedelta(days=20),
    )  # fmt: skip


async def listed(act, one, *, asked=False):
    found = await places_held(None, clock.today(), asked=asked, by=await act(one))
    return [row.name for row in found.rows]


async def test_who_leads_the_centre_and_the_offices_see_whom_to_ask(act, eyes, held):
    for one, sees in ((QIN, True), (MEI, True), (LAN, True), (GUO, False)):
        assert await listed(act, one) == ([ADUO.name] if sees else []), one.handle
        assert await listed(act, one, asked=True) == []


async def test_what_the_child_says_is_kept_once_a_term_and_nothing_typed_is_lost(
    act, eyes, held, visitor
):
    qin = await visitor(QIN, also=[ADUO.name])
    at = f"/place-reviews/{CENTRE}/{ADUO.id}"
    no = await qin.post(at, data={"child_said": "太吵了", "goes_on": "no"})
    assert no.status_code == 422
    assert 'value="太吵了"' in no.text
    said = {"child_said": "太吵了", "goes_on": "no", "note": "换到小房间"}
    assert (await qin.post(at, data=said)).status_code == 303
    assert (await qin.post(at, data=said)).status_code == 422, "it was asked already"
    assert await eyes.fetchval("select count(*) from place_reviews") == 1
    assert "太吵了" in (await qin.get("/place-reviews?show=asked")).text
    assert await listed(act, MEI, asked=True) == [ADUO.name]
    guo = await visitor(GUO)
    assert (await guo.post(at, data=said)).status_code == 404
    assert (await guo.post(f"/place-reviews/{CENTRE}/{XIAOYU.id}", data=said)).status_code == 404
    for one, sees in ((MEI, 1), (QIN, 1), (GUO, 0), (BIN, 0)):
        async with reading(await act(one)) as db:
            assert await db.fetchval("select count(*) from place_reviews") == sees, one.handle


async def test_who_leads_and_the_director_are_told_once_in_the_last_weeks_of_the_term(
    act, eyes, held, worker
):
    today, now = clock.today(), clock.now()
    round_ = Round("place.review", PLACE_REVIEW)
    assert await _ask(round_, today - timedelta(days=9), now, worker) == 0
    assert await _ask(round_, today, now, worker) == 2
    rows = await eyes.fetch("select recipient from reminders where kind = 'place.review'")
    assert {r["recipient"] for r in rows} == {QIN.person, MEI.person}


async def test_no_term_no_question(eyes, held, visitor):
    await eyes.execute("update terms set ends_on = starts_on + 3")
    mei = await visitor(MEI)
    assert ADUO.name not in (await mei.get("/place-reviews")).text
    said = {"child_said": "很好", "goes_on": "yes"}
    answer = await mei.post(f"/place-reviews/{CENTRE}/{ADUO.id}", data=said)
    assert answer.status_code == 422
