"""What a helper can offer: subjects, skills, languages, parts of the week, how far."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from carenet.core.refusals import N_

SUBJECTS: Final[Mapping[str, str]] = {
    "chinese": N_("Chinese"),
    "math": N_("Maths"),
    "english": N_("English"),
    "reading": N_("Reading books"),
}
SKILLS: Final[Mapping[str, str]] = {
    "singing": N_("Singing"),
    "drawing": N_("Drawing"),
    "sport": N_("Sport"),
    "handicraft": N_("Handicraft"),
    "first_aid": N_("First aid"),
    "cooking": N_("Cooking"),
    "counselling": N_("Counselling"),
}
LANGUAGES: Final[Mapping[str, str]] = {
    "mandarin": N_("Mandarin"),
    "guiliu": N_("Guiliu"),
    "zhuang": N_("Zhuang"),
    "dong": N_("Dong"),
    "miao": N_("Miao"),
    "yao": N_("Yao"),
    "liujia": N_("Liujia"),
    "mulao": N_("Mulao"),
}
KINDS: Final[Mapping[str, str]] = {
    "volunteer": N_("volunteer"),
    "proxy_parent": N_("proxy parent"),
    "host": N_("host family"),
    "staff": N_("member of staff"),
}
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAYS: Final[Mapping[int, str]] = {
    1: N_("Monday"),
    2: N_("Tuesday"),
    3: N_("Wednesday"),
    4: N_("Thursday"),
    5: N_("Friday"),
    6: N_("Saturday"),
    7: N_("Sunday"),
}
PARTS: Final[Mapping[str, str]] = {
    "morning": N_("Morning"),
    "noon": N_("Noon"),
    "afternoon": N_("Afternoon"),
    "evening": N_("Evening"),
}
REACH_MINUTES: Final = (15, 30, 45, 60)
HOURS_A_WEEK: Final = (2, 4, 6, 8)
# A proxy parent stands beside at most three care households.
HOUSEHOLDS_MAX: Final = 3
BEDS_MAX: Final = 6

Free = tuple[int, str]


def free_times(sent: Mapping[str, Any]) -> list[Free]:
    """The ticked boxes of a time grid, `mon-evening` and the like, as (ISO weekday, part)."""
    return [
        (number, part)
        for number, day in enumerate(DAYS, 1)
        for part in PARTS
        if sent.get(f"{day}-{part}")
    ]


def boxes_of(free: Iterable[Free]) -> list[str]:
    """The names of the grid's boxes that these times tick."""
    return [f"{DAYS[weekday - 1]}-{part}" for weekday, part in free if 1 <= weekday <= len(DAYS)]
