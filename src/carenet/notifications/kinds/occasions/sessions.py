"""What brings messages about sessions about."""

from collections.abc import Mapping
from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.occasions.occasion import (
    AT_ONCE,
    BEGINS,
    BY_STEPS,
    CLIMBS,
    EVERYBODY,
    GIVER,
    LEAD,
    NO_END,
    OVER,
    VOLUNTEER,
    Occasion,
)

SESSIONS: Final[Mapping[str, Occasion]] = {
    "session.evening": Occasion(
        N_("somebody signed up for a session"), N_("the evening before, at 19:00"), BEGINS, VOLUNTEER,
    ),
    "session.soon": Occasion(
        N_("somebody signed up for a session"), N_("two hours before it begins"), BEGINS, VOLUNTEER,
    ),
    "session.leave": Occasion(
        N_("the way to a session is long"), N_("in time to set off, by the way from home"), BEGINS,
        VOLUNTEER,
    ),
    "session.cancelled": Occasion(N_("a session was called off"), AT_ONCE, OVER, EVERYBODY),
    "session.moved": Occasion(N_("a session has another time"), AT_ONCE, OVER, EVERYBODY),
    "hours.season": Occasion(
        N_("a place keeps winter or summer hours, and sessions ahead follow"), AT_ONCE, OVER, EVERYBODY,
    ),
    "session.place": Occasion(
        N_("a place became free for somebody who waits"),
        N_("at once; the place is kept until 21:00, two hours or 20 minutes, by how near the session is"),
        OVER, N_("the first of those who wait"),
    ),
    "session.asked": Occasion(N_("somebody asks for a place that needs a word"), AT_ONCE, OVER, LEAD),
    "session.no_place": Occasion(
        N_("a word was no, or was not given within a day"), AT_ONCE, OVER, N_("who asked to come"),
    ),
    "session.not_every_time": Occasion(
        N_("sign-up opened, and a place could not be taken"), AT_ONCE, OVER, N_("who comes every time"),
    ),
    "session.last_day": Occasion(
        N_("whoever comes every time said their last day"), AT_ONCE, OVER, LEAD,
    ),
    "session.after_you": Occasion(
        N_("whoever runs the place named them to come after somebody"), AT_ONCE, OVER,
        N_("who is wished for"),
    ),
    "session.new_adult": Occasion(
        N_("somebody who teaches every time said their last day"),
        N_("two weeks before, or at once where it is nearer"), OVER,
        N_("carers of the children, and the parent confirmed as caring"),
    ),
    "session.adult_away": Occasion(
        N_("somebody who teaches is away for two weeks or longer"),
        N_("two weeks before, or at once where it is nearer"), OVER,
        N_("carers of the children, and the parent confirmed as caring"),
    ),
    "place.missed": Occasion(
        N_("whoever runs the place wrote down that a volunteer did not come"), AT_ONCE, NO_END,
        N_("the volunteer"),
    ),
    "place.missed_answer": Occasion(
        N_("a missed place was taken back, or a word against it answered"), AT_ONCE, NO_END,
        N_("the volunteer"),
    ),
    "place.appeal": Occasion(
        N_("a volunteer says that a missed place is not right"), BY_STEPS,
        N_("somebody else than who wrote it down answers"), CLIMBS,
    ),
    "session.no_local": Occasion(
        N_("the only adult of the place withdrew, and a visiting team has places"), AT_ONCE, OVER, LEAD,
    ),
    "session.short": Occasion(
        N_("somebody withdrew, or nobody is left to be asked to stand in"), AT_ONCE, OVER, LEAD,
    ),
    "session.yours": Occasion(N_("a stand-in was found, or a word was yes"), AT_ONCE, OVER, N_("who said yes first, or asked")),
    "session.by_group": Occasion(
        N_("the leader of a team signed its members up"), AT_ONCE, OVER, N_("the member"),
    ),
    "session.stand_in": Occasion(
        N_("somebody cannot come, or did not answer"), N_("at once, three people at a time"), OVER,
        N_("cleared adults who are free then, nearest first"),
    ),
    "session.stand_in_today": Occasion(
        N_("somebody cannot come, and the session begins within hours"),
        N_("at once, three people at a time"), OVER,
        N_("cleared adults who are free then, nearest first"),
    ),
    "session.seeking": Occasion(N_("the search for a stand-in began"), AT_ONCE, OVER, LEAD),
    "session.covered": Occasion(N_("a session that lacked adults has enough"), AT_ONCE, OVER, LEAD),
    "session.filled": Occasion(
        N_("somebody else took the place"), AT_ONCE, OVER, N_("those who were asked as well"),
    ),
    "session.replaced": Occasion(
        N_("who did not answer was stood in for"), AT_ONCE, OVER, N_("who did not answer"),
    ),
    "session.handed_over": Occasion(
        N_("somebody takes over a place that was given back late"), AT_ONCE, OVER, GIVER,
    ),
    "session.not_handed_over": Occasion(
        N_("nobody takes over a place that was given back late"),
        N_("when the last who were asked are through"), OVER, GIVER,
    ),
    "session.unclosed": Occasion(
        N_("a session is over and its register still open"), N_("30 minutes after its end"),
        N_("the register is closed, or twelve hours have passed"),
        N_("who leads the place, or who opened the register"),
    ),
    "timetable.turns": Occasion(
        N_("a timetable was published"), AT_ONCE, N_("its term is over"),
        N_("the adults who are planned in it"),
    ),
    "timetable.times": Occasion(
        N_("a timetable was published"), AT_ONCE, N_("its term is over"),
        N_("the carers of the children of its groups"),
    ),
}  # fmt: skip
