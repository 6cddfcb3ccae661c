"""Clock travel: the turn of the year, leap days, and the summers of 1986 to 1991 when China's clocks ran ahead."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.core.clock import SHANGHAI
from carenet.core.database import transaction
from carenet.core.reminders import remind
from carenet.notifications.rules.quiet import NIGHT, speak_at
from carenet.notifications.services.handing_over import hand_over
from carenet.scheduling.rules.signing import evening_before
from tests.cast import BIN

DAYS = st.dates(date(1985, 1, 1), date(2040, 12, 31))
TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(DAYS, TIMES)
def test_a_local_time_falls_on_its_own_day_in_every_year(day, at):
    assert clock.day_of(clock.at(day, at).astimezone(UTC)) == day


@given(DAYS, st.times(time(7, 0), time(20, 0)))
def test_the_evening_before_is_seven_o_clock_of_the_day_before(day, at):
    evening = evening_before(clock.at(day, at).astimezone(UTC)).astimezone(SHANGHAI)
    assert (evening.date(), evening.hour, evening.minute) == (day - timedelta(days=1), 19, 0)


@given(DAYS, TIMES)
def test_what_is_said_after_the_quiet_is_said_at_its_end_on_the_wall(day, at):
    due = clock.at(day, at)
    when = speak_at(due, due, (NIGHT,), useful_until=None, urgent=False).astimezone(SHANGHAI)
    assert when == due or (when.hour, when.minute) == (7, 30)
    assert when >= due


@pytest.mark.parametrize(
    ("starts", "evening"),
    [
        ((2027, 1, 1), (2026, 12, 31)), ((2028, 3, 1), (2028, 2, 29)), ((2028, 2, 29), (2028, 2, 28)),
        ((2027, 3, 1), (2027, 2, 28)), ((1988, 4, 17), (1988, 4, 16)), ((1988, 9, 11), (1988, 9, 10)),
    ],
)  # fmt: skip
def test_evenings_at_the_seams_of_the_calendar(starts, evening):
    session = datetime(*starts, 8, 30, tzinfo=SHANGHAI).astimezone(UTC)
    assert evening_before(session) == datetime(*evening, 19, 0, tzinfo=SHANGHAI)


def test_a_summer_of_the_eighties_is_an_hour_nearer_to_london():
    assert clock.at(date(1988, 7, 1), time(19, 0)).astimezone(UTC).hour == 10
    assert clock.at(date(1992, 7, 1), time(19, 0)).astimezone(UTC).hour == 11


@pytest.mark.parametrize(
    ("session", "says"),
    [(datetime(2027, 1, 1, 8, 30, tzinfo=SHANGHAI), "Jan 1, 2027"),
     (datetime(2028, 3, 1, 8, 30, tzinfo=SHANGHAI), "Mar 1")],
)  # fmt: skip
@pytest.mark.usefixtures("in_english")
async def test_a_reminder_written_long_before_is_said_on_its_evening(
    worker, eyes, awake, travel, session, says
):
    await awake(BIN)
    due = evening_before(session)
    values = {"time": "08:30", "place": "Yulong", "title": "Reading", "date": session.date()}
    async with transaction(worker):
        await remind("session.evening", "session:1", BIN.person, due, **values)
    travel(due - timedelta(minutes=1) - clock.now())
    assert await hand_over({}, worker) == 0
    travel(due + timedelta(seconds=1) - (clock.now() - clock._shift))
    assert await hand_over({}, worker) == 1
    assert says in await eyes.fetchval("select body from inbox_messages")


@pytest.mark.usefixtures("in_english")
async def test_the_same_words_lose_their_year_when_it_has_come(worker, eyes, awake, travel):
    await awake(BIN)
    values = {"time": "08:30", "place": "Yulong", "title": "Reading", "date": date(2027, 1, 1)}
    said = []
    for n, at in enumerate(
        [
            datetime(2026, 12, 31, 23, 59, tzinfo=SHANGHAI),
            datetime(2027, 1, 1, 0, 1, tzinfo=SHANGHAI),
        ]
    ):
        travel(at - (clock.now() - clock._shift))
        async with transaction(worker):
            await remind(
                "session.evening", "session:1", BIN.person, at - timedelta(seconds=n + 1), **values
            )
        await hand_over({}, worker)
        said.append(
            await eyes.fetchval("select body from inbox_messages order by created_at desc limit 1")
        )
    assert "2027" in said[0]
    assert "2027" not in said[1]
