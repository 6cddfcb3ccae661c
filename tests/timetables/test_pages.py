"""The desk pages of a timetable: from the form to what was published, by place, by adult, as a list."""

from tests.cast import ADUO, BIN, LAN, MEI, PING, XIAOYU, YE
from tests.timetables.builders import (
    a_timetable,
    a_village,
    lines_of,
    published,
    solved,
    term,
    wanting,
)


def a_form(**values):
    first, last = term()
    return {
        "name": "spring", "place": "450226101000", "first_on": str(first), "last_on": str(last),
        "workdays": "16:10-17:40", "times": "1", **values,
    }  # fmt: skip


async def test_a_timetable_goes_from_the_form_to_series_at_the_desk(visitor, eyes, worker):
    from carenet.timetables.jobs import publish, solve

    await a_village(eyes)
    client = await visitor(LAN)
    assert "No timetable has been opened" in (await client.get("/timetables")).text
    assert "450226101000" in (await client.get("/timetables/new")).text
    made = await client.post("/timetables", data=a_form())
    assert made.status_code == 303
    at = made.headers["location"]
    opened = (await client.get(at)).text
    assert "Open needs for tutoring" in opened
    assert "mathematics" in opened
    assert (await client.post(f"{at}/solution")).status_code == 303
    assert f'hx-get="{at}/progress"' in (await client.get(at)).text
    await solve({"by": worker}, str(await eyes.fetchval("select id from tasks")))
    assert (await client.get(f"{at}/progress")).status_code == 286
    week = (await client.get(at)).text
    assert "Every session that was asked for has its place." in week
    assert "凤凰村儿童之家" in week
    assert ADUO.name not in week, "a week says how many children, the course says who"
    assert (await client.post(f"{at}/publication")).status_code == 303
    assert "Publishing place by place" in (await client.get(f"{at}/progress")).text
    task = await eyes.fetchval("select id from tasks where kind = 'timetables.publish'")
    await publish({"by": worker}, str(task))
    after = (await client.get(at)).text
    assert "Published" in after
    assert "published by" in after


async def test_a_list_has_reasons_and_lines_are_kept_by_ticking(visitor, act, eyes, worker):
    await a_village(eyes)
    timetable = await a_timetable(act)
    await solved(act, worker, timetable)
    client = await visitor(LAN)
    at = f"/timetables/{timetable}"
    listed = (await client.get(at, params={"as": "list"})).text
    assert "minutes by motorbike" in listed
    (line,) = await lines_of(eyes, timetable)
    nothing = await client.post(f"{at}/lines", data={"what": "keep"})
    assert nothing.status_code == 422
    assert "choose at least one line" in nothing.text
    kept = await client.post(f"{at}/lines", data={"what": "keep", "row": str(line["id"])})
    assert kept.status_code == 303
    assert await eyes.fetchval("select count(*) from timetable_wishes where lifted_at is null") == 1
    by_adult = await client.get(at, params={"person": str(line["lead"])})
    assert "The week of one adult" in by_adult.text
    assert ">kept<" in by_adult.text


async def test_a_course_names_its_children_records_the_reading_and_takes_wishes(
    visitor, act, eyes, worker
):
    await a_village(eyes)
    timetable = await a_timetable(act)
    await solved(act, worker, timetable)
    (line,) = await lines_of(eyes, timetable)
    client = await visitor(LAN)
    at = f"/timetables/{timetable}/courses/{line['course']}"
    shown = (await client.get(at)).text
    assert ADUO.name in shown
    reads = await eyes.fetch("select child from read_log where purpose = 'timetable'")
    assert {XIAOYU.id, ADUO.id} <= {r["child"] for r in reads}
    wrong = await client.post(f"{at}/wishes", data={"at": "9-16:10"})
    assert wrong.status_code == 422
    nothing = await client.post(f"{at}/wishes", data={})
    assert "Please choose a time, a tutor or both." in nothing.text
    other = 3 - line["weekday"]
    assert (await client.post(f"{at}/wishes", data={"at": f"{other}-16:10"})).status_code == 303
    wish = await eyes.fetchval("select id from timetable_wishes")
    assert "Lift it" in (await client.get(at)).text
    await solved(act, worker, timetable)
    (moved,) = await lines_of(eyes, timetable)
    assert moved["weekday"] == other
    lifted = await client.post(f"/timetables/{timetable}/wishes/{wish}/lifting")
    assert lifted.status_code == 303


async def test_what_cannot_be_placed_names_the_shortage_and_clashing_wishes_are_shown(
    visitor, act, eyes, worker
):
    await a_village(eyes)
    await wanting(eyes, XIAOYU, subject="english")
    timetable = await a_timetable(act)
    await solved(act, worker, timetable)
    client = await visitor(LAN)
    at = f"/timetables/{timetable}"
    missing = (await client.get(at)).text
    assert "nobody within reach of 凤凰村儿童之家 teaches English" in missing
    course = await eyes.fetchval("select id from timetable_courses where subject = 'english'")
    await client.post(f"{at}/courses/{course}/wishes", data={"lead": str(BIN.person)})
    await solved(act, worker, timetable)
    clash = (await client.get(at)).text
    assert "These wishes cannot hold together" in clash
    assert "Leave this one out" in clash


async def test_bad_input_says_what_is_wrong_and_loses_nothing(visitor):
    client = await visitor(LAN)
    for changed, words in (
        ({"workdays": "quarter past four"}, "no stretch of time like"),
        ({"workdays": "16:10-17:40, 17:00-18:00"}, "overlap"),
        ({"workdays": "16:10-16:15"}, "lasts between"),
        ({"workdays": "05:00-06:00"}, "Sessions lie between"),
        ({"workdays": ""}, "at least one stretch"),
        ({"last_on": "2020-01-01"}, "is over"),
        ({"place": "450225100000"}, "do not cover"),
        ({"times": "0"}, "at least 1"),
        ({"name": ""}, "fill this in"),
    ):
        answer = await client.post("/timetables", data=a_form(**changed))
        assert answer.status_code == 422, changed
        assert words in answer.text, changed
        assert "What you typed is still here" in answer.text


async def test_what_did_not_come_about_is_said_after_publishing(visitor, act, eyes, worker):
    await a_village(eyes)
    timetable = await a_timetable(act)
    await solved(act, worker, timetable)
    await eyes.execute("delete from cleared_spans where person = $1", BIN.person)
    (line,) = await lines_of(eyes, timetable)
    await published(act, worker, timetable)
    client = await visitor(YE)
    page = (await client.get(f"/timetables/{timetable}")).text
    if BIN.person in (line["lead"], line["beside"]):
        assert "has no place in 3 sessions" in page
        assert BIN.name in page


async def test_who_has_no_business_there_is_told_so(visitor, act):
    timetable = await a_timetable(act)
    assert (await (await visitor(PING)).get("/timetables")).status_code == 403
    assert (await (await visitor(MEI)).get(f"/timetables/{timetable}")).status_code == 404
