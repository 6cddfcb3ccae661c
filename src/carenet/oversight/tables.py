"""What supervisors read, week by week; no child is named here."""

from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.core.columns import PUBLIC, code, day, key, made_at, number


class CoverageWeek(Table, tablename="coverage_weeks"):
    """One village's figures at the end of one week, kept so that the past stays as it was."""

    id = key()
    village = code()
    week_from = day(PUBLIC, index=True)
    children = number(PUBLIC)
    reached = number(PUBLIC)
    urgent_unreached = number(PUBLIC)
    visits_late = number(PUBLIC)
    sessions_short = number(PUBLIC)
    minutes = number(PUBLIC)
    taken_at = made_at()
    village_week = Unique([village, week_from])
