"""What a date brings about: each kind once, at its hour, to the right people, and not when it no longer holds."""

from datetime import date, datetime, time, timedelta

import pytest

from carenet.core import clock, facts
from carenet.notifications.services.handing_over import hand_over
from carenet.notifications.services.inbox import answer_in_app
from carenet.notifications.services.rounds import go_round
from carenet.placements.services import exempt_area, exempt_obligation
from tests.cast import ADUO, BIN, CENTRE, FANG, HERE, HONG, LAN, MEI, PING, QIN, XIAOYU
from workers.listeners import LISTENERS


@pytest.fixture
def at(travel):
    """Travel to an hour of a day so many days from today."""

    def go(days, hour, minute=0):
        wished = clock.at(REAL_TODAY + timedelta(days=days), time(hour, minute))
        travel(clock._shift + wished - clock.now())

    return go


REAL_TODAY: date = clock.today()


@pytest.fixture
def told(eyes):
    """Who is to be told a kind of message, and of what."""

    async def look(kind):
        rows = await eyes.fetch(
            "select recipient, subject, details from reminders where kind = $1", kind
        )
        return [(r["recipient"], r["subject"]) for r in rows]

    return look


@pytest.fixture
def drain(worker):
    async def run():
        for _ in range(10):
            done = await facts.fan_out(LISTENERS, worker) + await facts.deliver(LISTENERS, worker)
            if not done + await hand_over({}, worker):
                return

    return run


async def a_paper(eyes, one, ends_on, kind="record_check"):
    return await eyes.fetchval(
        """insert into clearances (person, kind, result, starts_on, ends_on, entered_by)
           values ($1, $2, 'passed', $3, $4, $1) returning id""",
        one.person, kind, ends_on - timedelta(days=365), ends_on,
    )  # fmt: skip


async def test_a_paper_is_spoken_of_at_60_30_and_7_days_and_when_it_lapsed(eyes, worker, at, told):
    await a_paper(eyes, BIN, REAL_TODAY + timedelta(days=61))
    at(0, 10)
    assert await go_round(worker) == 0
    for days, so_far in ((1, 1), (15, 1), (31, 2), (54, 3), (61, 3)):
        at(days, 10)
        await go_round(worker)
        assert len(await told("paper.expiring")) == so_far, days
    at(62, 10)
    assert await go_round(worker) == 2
    assert [p for p, _ in await told("paper.lapsed")] == [BIN.person]
    assert [p for p, _ in await told("paper.lapsed_of")] == [LAN.person]
    assert await go_round(worker) == 0, "once"


async def test_a_paper_that_was_renewed_is_not_spoken_of(eyes, worker, at, told):
    await a_paper(eyes, BIN, REAL_TODAY + timedelta(days=20))
    await a_paper(eyes, BIN, REAL_TODAY + timedelta(days=400))
    at(0, 10)
    assert await go_round(worker) == 0
    assert await told("paper.expiring") == []


async def test_nothing_is_begun_in_the_evening_or_before_nine(eyes, worker, at):
    await a_paper(eyes, BIN, REAL_TODAY + timedelta(days=5))
    for hour in (6, 8, 21, 23):
        at(1, hour)
        assert await go_round(worker) == 0
    at(1, 9)
    assert await go_round(worker) == 1


async def test_an_agreement_that_runs_out_is_asked_for_again(eyes, worker, at, told):
    await eyes.execute(
        """insert into consents (child, village, purpose, agreed, given_by, relation, basis, channel,
             rules_version, given_at, until) values ($1, $2, 'photo', true, $3, 'mother', 'consent',
             'app', 'x', now() - interval '1 year', $4)""",
        XIAOYU.id, HERE, HONG.person, REAL_TODAY + timedelta(days=40),
    )  # fmt: skip
    at(5, 10)
    assert await go_round(worker) == 0
    at(11, 10)
    assert await go_round(worker) == 1
    assert [p for p, _ in await told("consent.expiring")] == [HONG.person]


async def test_a_calendar_address_is_spoken_of_a_fortnight_before_its_end(eyes, worker, at, told):
    await eyes.execute(
        """insert into feeds (token_sha256, account, person, purpose, alarm_minutes, language,
             created_at, ends) values ('\\x00', $1, $2, 'shifts', 60, 'en', now(), now() + interval '20 days')""",
        BIN.account, BIN.person,
    )  # fmt: skip
    at(1, 10)
    assert await go_round(worker) == 0
    at(8, 10)
    assert await go_round(worker) == 1
    assert await go_round(worker) == 0
    assert len(await told("feed.expiring")) == 1


async def owed(eyes, due_on):
    return await eyes.fetchval(
        """insert into obligations (child, village, person, kind, opens_on, due_on)
           values ($1, $2, $3, 'monthly_call', $4, $5) returning id""",
        XIAOYU.id, HERE, PING.person, due_on - timedelta(days=30), due_on,
    )  # fmt: skip


async def test_what_is_overdue_is_said_once(eyes, worker, at, told):
    await owed(eyes, REAL_TODAY + timedelta(days=1))
    for days, so_far in ((1, []), (2, [PING.person]), (3, [PING.person])):
        at(days, 10)
        await go_round(worker)
        assert [p for p, _ in await told("obligation.overdue")] == so_far, days


@pytest.mark.parametrize("wide", [True, False])
async def test_what_is_set_aside_is_said_and_never_overdue(eyes, worker, at, told, act, wide):
    one = await owed(eyes, REAL_TODAY)
    if wide:
        await exempt_area(
            HERE, "the road is cut", REAL_TODAY + timedelta(days=9), by=await act(LAN)
        )
    else:
        await exempt_obligation(one, "ill", by=await act(MEI))
    assert [p for p, _ in await told("obligation.exempted")] == [PING.person]
    for days in (1, 4):
        at(days, 10)
        await go_round(worker)
        assert await told("obligation.overdue") == []


async def test_the_director_hears_three_weeks_before_a_placement_ends(eyes, worker, at, told):
    await eyes.execute(
        """insert into placements (child, village, kind, person, planned_from, planned_until, starts_on,
             overnight, created_by) values ($1, $2, 'paired_teacher', $3, $4, $5, $4, 0, $3)""",
        XIAOYU.id, HERE, FANG.person, REAL_TODAY, REAL_TODAY + timedelta(days=30),
    )  # fmt: skip
    at(8, 10)
    assert await go_round(worker) == 0
    at(9, 10)
    assert await go_round(worker) == 1
    assert [p for p, _ in await told("placement.ending")] == [MEI.person]


async def test_a_register_left_open_is_said_to_the_lead_half_an_hour_after(eyes, worker, at, told):
    at(1, 17)
    ends = clock.now()
    session = await eyes.fetchval(
        """insert into care_sessions (centre, village, kind, activity, on_day, starts_at, ends_at, children_max)
           values ($1, $2, 'activity', 'play', $3, $4, $5, 20) returning id""",
        CENTRE, HERE, clock.today(), ends - timedelta(hours=1), ends,
    )  # fmt: skip
    await eyes.execute(
        """insert into registers (care_session, centre, village, opened_at, opened_by)
           values ($1, $2, $3, $4, $5)""",
        session, CENTRE, HERE, ends - timedelta(hours=1), BIN.account,
    )  # fmt: skip
    at(1, 17, 20)
    assert await go_round(worker) == 0
    at(1, 17, 35)
    assert await go_round(worker) == 1
    assert await told("session.unclosed") == [(QIN.person, f"session:{session}")]


def sunday():
    """Days from today until the next Sunday but one: never today."""
    return 7 + (6 - REAL_TODAY.weekday())


async def test_parents_away_are_asked_on_sunday_and_their_answer_is_written_down(
    eyes, worker, at, told, act, drain
):
    at(sunday() - 1, 19, 5)
    assert await go_round(worker) == 0, "it is Saturday"
    at(sunday(), 19, 5)
    assert await go_round(worker) == 1, "one question, though there are two children"
    assert await go_round(worker) == 0
    await drain()
    message = await eyes.fetchval("select id from inbox_messages where kind = 'family.spoke'")
    await answer_in_app(message, "spoke", by=await act(HONG))
    await drain()
    rows = await eyes.fetch("select answer, happened_at from family_calls")
    assert [(r["answer"], r["happened_at"] is not None) for r in rows] == [("spoke", True)] * 2
    at(sunday() + 7, 19, 5)
    assert await go_round(worker) == 1, "and asked again the next week"


async def test_help_with_a_call_reaches_the_director(eyes, worker, at, told, act, drain):
    at(sunday(), 19, 5)
    await go_round(worker)
    await drain()
    message = await eyes.fetchval("select id from inbox_messages where kind = 'family.spoke'")
    await answer_in_app(message, "arrange", by=await act(HONG))
    await drain()
    assert {p for p, _ in await told("family.call_wanted")} == {MEI.person}


async def test_silence_climbs_from_the_parent_to_the_teacher_and_the_director(
    eyes, worker, at, told
):
    await eyes.execute(
        """insert into placements (child, village, kind, person, planned_from, starts_on,
             overnight, created_by) values ($1, $2, 'paired_teacher', $3, $4, $4, 0, $3)""",
        XIAOYU.id, HERE, FANG.person, REAL_TODAY,
    )  # fmt: skip
    at(3, 13)
    await go_round(worker)
    assert await told("family.silent") == [], "who was never asked is not silent"
    at(sunday(), 19, 5)
    await go_round(worker)
    first = sunday()
    seen = []
    for days in (7, 8, 20, 21, 29, 30, 31):
        at(first + days, 13)
        await go_round(worker)
        kinds = [len(await told(k)) for k in ("family.silent", "family.ask_child", "family.quiet")]
        seen.append((days, *kinds))
    assert seen == [(7, 0, 0, 0), (8, 1, 0, 0), (20, 1, 0, 0), (21, 1, 1, 0), (29, 1, 1, 0),
                    (30, 1, 1, 2), (31, 1, 1, 2)]  # fmt: skip
    assert {p for p, _ in await told("family.ask_child")} == {FANG.person}
    assert {p for p, _ in await told("family.quiet")} == {MEI.person}, "of each of the two children"


async def test_a_call_that_was_written_down_ends_the_silence(eyes, worker, at, told):
    at(sunday(), 19, 5)
    await go_round(worker)
    await eyes.execute(
        """insert into family_calls (child, village, guardian, kind, happened_at, received_at)
           select id, village, $1, 'own', $2, $2 from children where village = $3""",
        HONG.person, clock.now() + timedelta(days=5), HERE,
    )  # fmt: skip
    at(sunday() + 10, 13)
    await go_round(worker)
    assert await told("family.silent") == []


async def test_a_townships_week_is_three_figures_and_a_quiet_week_says_nothing(
    eyes, worker, at, told
):
    monday = 7 - REAL_TODAY.weekday()
    at(monday, 9)
    assert await go_round(worker) == 0, "nothing is wrong"
    await eyes.execute(
        """insert into urgencies (child, village, tier, reasons, found_on)
           values ($1, $2, 1, '[]', $3)""",
        ADUO.id, HERE, REAL_TODAY,
    )  # fmt: skip
    await owed(eyes, REAL_TODAY - timedelta(days=40))
    await go_round(worker)
    row = await eyes.fetchrow(
        "select recipient, details from reminders where kind = 'digest.township'"
    )
    assert row["recipient"] == LAN.person
    assert {k: row["details"][k] for k in ("unseen", "late", "short")} == {
        "unseen": 1,
        "late": 1,
        "short": 0,
    }


async def test_what_is_set_aside_is_in_no_summary(eyes, worker, at, told, act):
    await eyes.execute(
        """insert into notification_preferences (person, channels, digest) values ($1, '{}', 'today')""",
        MEI.person,
    )
    await exempt_obligation(await owed(eyes, REAL_TODAY - timedelta(days=40)), "ill", by=await act(MEI))  # fmt: skip
    monday = 7 - REAL_TODAY.weekday()
    at(monday, 9)
    await go_round(worker)
    assert await told("digest.township") == []
    assert await told("today.director") == []


async def test_a_director_without_a_smartphone_gets_the_day_in_one_text(eyes, worker, at, told):
    await eyes.execute(
        """insert into notification_preferences (person, channels, digest) values ($1, '{}', 'today')""",
        MEI.person,
    )
    at(1, 7, 35)
    assert await go_round(worker) == 0, "a day with nothing says nothing"
    await owed(eyes, REAL_TODAY - timedelta(days=40))
    assert await go_round(worker) == 1
    assert await told("today.director") == [(MEI.person, f"today:{REAL_TODAY + timedelta(days=1)}")]
    assert isinstance(clock.now(), datetime)


async def test_an_urgent_child_without_a_proxy_parent_is_spoken_of_after_a_week(
    eyes, worker, at, told
):
    for child, tier in ((XIAOYU, 0), (ADUO, 2)):
        await eyes.execute(
            "update urgencies set ended_on = current_date where child = $1", child.id
        )
        await eyes.execute(
            """insert into urgencies (child, village, tier, reasons, found_on)
               values ($1, $2, $3, '[]', $4)""",
            child.id, child.village, tier, REAL_TODAY - timedelta(days=30),
        )  # fmt: skip
        need = await eyes.fetchval(
            """insert into needs (child, village, service, tier, reasons, opened_on, rule)
               values ($1, $2, 'proxy_parent', $3, '[]', $4, 'test') returning id""",
            child.id, child.village, tier, REAL_TODAY,
        )  # fmt: skip
        if child is XIAOYU:
            waiting = need
    at(7, 10)
    await go_round(worker)
    assert await told("need.waiting") == []
    at(8, 10)
    await go_round(worker)
    subject = f"waits:{XIAOYU.id}:{waiting}"
    assert await told("need.waiting") == [(MEI.person, subject)]
    at(15, 10)
    await go_round(worker)
    assert set(await told("need.waiting")) == {(MEI.person, subject), (LAN.person, subject)}
    await eyes.execute("update needs set met_at = now(), met_by = 'test' where id = $1", waiting)
    await eyes.execute("delete from reminders where kind = 'need.waiting'")
    at(16, 10)
    await go_round(worker)
    assert await told("need.waiting") == []
