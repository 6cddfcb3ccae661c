"""A draft becomes series and sessions: old ones end, children and adults are in them, all are told."""

from datetime import time, timedelta
from uuid import uuid4

import pytest

from carenet.core import clock
from carenet.scheduling.services.enrolling import enrol_children
from carenet.scheduling.services.signing import sign_up
from carenet.timetables.rules.grid import CannotPlan, grid_of
from carenet.timetables.rules.moving import together
from carenet.timetables.services import rounds
from tests import cast
from tests.cast import ADUO, BIN, HERE, LAN, LIAN, MEI, NAI, QIN, XIAOSHAN, XIAOYU
from tests.scheduling.conftest import a_course
from tests.scheduling.test_sign_up import drain, reminders_of
from tests.timetables.builders import (
    a_timetable,
    a_village,
    free,
    lines_of,
    opened,
    published,
    solved,
    term,
    wanting,
)

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


async def a_week_with_maths(eyes, act):
    """Maths on one weekday from tomorrow on, two children, Bin in all of it."""
    day = (clock.today() + timedelta(days=2)).isoweekday()
    course = await a_course(
        eyes, await act(QIN), kind="tutoring", subject="math", activity="homework",
        weekdays=(day,), starts_at=time(16, 10), ends_at=time(17, 40), adults_max=3,
        last_on=term()[1] + timedelta(days=30),
    )  # fmt: skip
    await enrol_children(course.id, [XIAOYU.id, XIAOSHAN.id], clock.today(), by=await act(MEI))
    for session in course.sessions.values():
        await sign_up(session, by=await act(BIN))
    return course, day


async def test_a_draft_becomes_series_with_sessions_children_and_adults(act, eyes, worker):
    await a_village(eyes)
    timetable = await a_timetable(act)
    await solved(act, worker, timetable)
    (line,) = await lines_of(eyes, timetable)
    assert await published(act, worker, timetable) == "done"
    series = await eyes.fetchrow("select * from series")
    assert (series["weekdays"], series["starts_at"]) == ([line["weekday"]], time(16, 10))
    assert (series["created_by"], series["subject"], series["room"]) == (
        LAN.account, "math", cast.id_of("room"),
    )  # fmt: skip
    sessions = await eyes.fetch("select id, adults, adults_min from care_sessions")
    assert [(s["adults"], s["adults_min"]) for s in sessions] == [(2, 2)] * 3
    people = await eyes.fetch("select distinct person from sign_ups")
    assert {p["person"] for p in people} == {line["lead"], line["beside"]}
    children = await eyes.fetch("select child, enrolled_by, source from enrolments")
    assert {c["child"] for c in children} == {XIAOYU.id, XIAOSHAN.id, ADUO.id}
    assert {(c["enrolled_by"], c["source"]) for c in children} == {(LAN.account, "timetable")}
    met = await eyes.fetch("select met_by from needs where met_at is not null")
    assert [m["met_by"] for m in met] == [f"series:{series['id']}"] * 3
    row = await eyes.fetchrow("select state, published_by from timetables")
    assert tuple(row) == ("published", LAN.account)


async def test_adults_and_carers_are_told_once_and_no_child_is_named(act, eyes, worker):
    await a_village(eyes)
    timetable = await a_timetable(act)
    await solved(act, worker, timetable)
    await published(act, worker, timetable)
    await drain(worker)
    turns = [r for r in await reminders_of(eyes, BIN) if r[0] == "timetable.turns"]
    lians = [r for r in await reminders_of(eyes, LIAN) if r[0] == "timetable.turns"]
    assert len(turns) + len(lians) in (1, 2)
    assert ("timetable.times", "due") in await reminders_of(eyes, NAI)
    said = await eyes.fetch("select details::text as d from reminders")
    assert not any(child.name in r["d"] for r in said for child in cast.CHILDREN)


async def test_what_stays_as_it_is_is_kept_with_its_sessions_and_sign_ups(act, eyes, worker):
    await opened(eyes, *EVERY_DAY)
    await free(eyes, BIN, *EVERY_DAY)
    course, _ = await a_week_with_maths(eyes, act)
    before = await eyes.fetch("select id, sequence from care_sessions where cancelled_at is null")
    grid = grid_of("16:10-17:40", "16:10-17:40", "16:10-17:40", term()[0])
    timetable = await a_timetable(act, grid=grid)
    await solved(act, worker, timetable)
    await published(act, worker, timetable)
    assert await eyes.fetchval("select count(*) from series") == 1
    after = await eyes.fetch("select id, sequence from care_sessions where cancelled_at is null")
    assert {tuple(b) for b in before} <= {tuple(a) for a in after}
    made = await eyes.fetchval("select made from timetable_courses")
    assert (made["kept"], made["series"]) == (True, [str(course.id)])
    await drain(worker)
    assert ("timetable.times", "due") not in await reminders_of(eyes, NAI), (
        "nothing changes for them"
    )


async def test_a_series_that_gets_another_time_ends_where_the_new_one_begins(act, eyes, worker):
    await opened(eyes, 1)
    await free(eyes, BIN, 1, part="evening")
    await free(eyes, LIAN, 1, part="evening")
    course, _ = await a_week_with_maths(eyes, act)
    timetable = await a_timetable(act, grid=grid_of("17:50-18:50", "", "", term()[0]))
    await solved(act, worker, timetable)
    (line,) = await lines_of(eyes, timetable)
    assert line["reasons"]["same_time"] is False
    await published(act, worker, timetable)
    old = await eyes.fetchrow("select last_on, ended_at from series where id = $1", course.id)
    assert old["last_on"] == term()[0] - timedelta(days=1) or old["ended_at"]
    ahead = await eyes.fetchval(
        """select count(*) from care_sessions where series = $1 and cancelled_at is null
             and on_day >= $2""",
        course.id, term()[0],
    )  # fmt: skip
    assert ahead == 0
    new = await eyes.fetchrow("select * from series where id <> $1", course.id)
    assert (new["weekdays"], new["starts_at"], new["activity"]) == ([1], time(17, 50), "homework")
    enrolled = await eyes.fetch("select child from enrolments where series = $1", new["id"])
    assert {e["child"] for e in enrolled} == {XIAOYU.id, XIAOSHAN.id}
    await drain(worker)
    assert ("session.cancelled", "due") in await reminders_of(eyes, BIN)


async def test_an_adult_who_is_taken_by_now_is_named_and_the_rest_goes_on(act, eyes, worker):
    await a_village(eyes)
    await eyes.execute("delete from duties where role = 'lead'")
    timetable = await a_timetable(act)
    await solved(act, worker, timetable)
    (line,) = await lines_of(eyes, timetable)
    busy = clock.at(term()[0] + timedelta(days=line["weekday"] - 1), time(17))
    await eyes.execute(
        """insert into commitments (person, kind, starts_at, ends_at, because)
           values ($1, 'occupies', $2, $3, 'placement:x')""",
        line["lead"], busy, busy + timedelta(hours=1),
    )  # fmt: skip
    await eyes.execute("update children set left_on = current_date where id = $1", ADUO.id)
    await published(act, worker, timetable)
    made = await eyes.fetchval("select made from timetable_courses")
    assert made["signed"] == 5
    (told,) = made["not_signed"].items()
    assert told[0] == str(line["lead"])
    assert told[1] == {"times": 1, "why": "This person is already taken at that time."}


async def test_whoever_moves_from_a_series_that_stays_gives_that_turn_back(act, eyes, worker):
    await opened(eyes, *EVERY_DAY)
    await free(eyes, BIN, *EVERY_DAY)
    await free(eyes, LIAN, *EVERY_DAY, subjects=("math", "chinese"))
    course, day = await a_week_with_maths(eyes, act)
    await wanting(eyes, ADUO, subject="chinese")
    grid = grid_of("16:10-17:40", "16:10-17:40", "16:10-17:40", term()[0])
    timetable = await a_timetable(act, grid=grid)
    await solved(act, worker, timetable)
    for line in await lines_of(eyes, timetable):
        maths = line["running"] is not None
        await eyes.execute(
            """update timetable_lines set weekday = $2, lead = $3, beside = null,
                 room = case when $4 then room end where id = $1""",
            line["id"], day, LIAN.person if maths else BIN.person, maths,
        )  # fmt: skip
    await published(act, worker, timetable)
    came = await eyes.fetch(
        """select u.person, s.series = $1 as maths from sign_ups u
             join care_sessions s on s.id = u.care_session
           where u.withdrawn_at is null and s.on_day between $2 and $3 and s.starts_at > $4""",
        course.id, *term(), clock.now() + timedelta(hours=48),
    )  # fmt: skip
    assert {(c["person"], c["maths"]) for c in came} == {(LIAN.person, True), (BIN.person, False)}
    assert await eyes.fetchval("select bool_and(not late) from withdrawals")
    made = await eyes.fetch("select made from timetable_courses")
    assert sum(len(m["made"]["not_signed"]) for m in made) <= 1, "only what begins too soon is left"


async def test_publishing_that_was_stopped_goes_on_with_the_rest(act, eyes, worker, monkeypatch):
    from carenet.timetables.services import publishing

    await a_village(eyes)
    timetable = await a_timetable(act)
    await solved(act, worker, timetable)

    async def broken(*_args, **_more):
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(publishing, "take_turns", broken)
        with pytest.raises(MemoryError):
            await published(act, worker, timetable)
    assert await eyes.fetchval("select state from timetables") == "draft"
    assert await eyes.fetchval("select count(*) from series") == 0, "a place is one transaction"
    assert await published(act, worker, timetable) == "done"
    assert await eyes.fetchval("select count(*) from series") == 1
    with pytest.raises(CannotPlan):
        await rounds.start(timetable, by=await act(LAN))


async def test_an_empty_draft_is_not_published(act, eyes, worker):
    timetable = await a_timetable(act, place=f"{HERE[:9]}000")
    await solved(act, worker, timetable)
    with pytest.raises(CannotPlan, match="nothing in this draft"):
        await published(act, worker, timetable)


async def test_one_adult_alone_gets_no_more_places_than_one_may_watch(act, eyes, worker):
    await eyes.execute(
        "update centres set observable_until = $1", term()[1] + timedelta(days=60)
    )  # fmt: skip
    await opened(eyes, 1)
    await free(eyes, BIN, 1)
    course = await a_course(
        eyes, await act(QIN), kind="tutoring", subject="math", activity="homework",
        weekdays=(3,), starts_at=time(16, 10), ends_at=time(17, 40), children_max=20,
        last_on=term()[1],
    )  # fmt: skip
    await enrol_children(course.id, [XIAOYU.id, XIAOSHAN.id], clock.today(), by=await act(MEI))
    timetable = await a_timetable(act)
    await solved(act, worker, timetable)
    await eyes.execute("update timetable_lines set alone = true, beside = null")
    assert await published(act, worker, timetable) == "done"
    made = await eyes.fetchrow(
        "select adults_min, children_max from series where id <> $1", course.id
    )
    assert tuple(made) == (1, 15)
    assert await eyes.fetchval("select state from timetables") == "published"


async def test_what_stopped_a_publication_is_said_to_who_began_it(act, eyes, worker, visitor):
    await a_village(eyes)
    timetable = await a_timetable(act)
    await solved(act, worker, timetable)
    await eyes.execute("update centres set closed_on = $1", clock.today())
    await published(act, worker, timetable)
    client = await visitor(LAN)
    said = (await client.get(f"/timetables/{timetable}")).text
    assert "This stopped before it was done" in said


def test_courses_that_share_somebody_who_moves_change_hands_in_one_step_and_others_in_their_own():
    one, two, three, four, alone = sorted(uuid4() for _ in range(5))
    bin_, lian, ping = (uuid4() for _ in range(3))
    shared = [(bin_, one), (lian, three), (bin_, two), (ping, four), (lian, two)]
    assert together([three, alone], shared) == [[one, two, three], [four], [alone]]
    assert not together([], [])
