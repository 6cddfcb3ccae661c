"""Standing for somebody's hours that no code has seen, and doubting an entry of one's own.

Source: rules of the field, "Hours": attested apart from measured, true dates, another agrees; and
the ordinance on volunteer service, articles 19 and 36: records are true and never edited.
"""

from datetime import datetime, timedelta
from typing import Final

from carenet.core.refusals import N_, Refusal

ATTEST_WITHIN: Final = timedelta(days=60)
"""So long after a session somebody still remembers who was there."""
AROUND: Final = timedelta(hours=1)
"""So long before and after a session somebody may have come and gone."""
DAY_MINUTES: Final = 24 * 60


class CannotAttest(Refusal):
    """These hours cannot be written down like this."""

    msgid = N_("These hours cannot be written down like this.")


class CannotDecide(Refusal):
    """Somebody else has to agree, or it was decided already."""

    msgid = N_("Who wrote the hours down, or gave them, does not agree to them: ask somebody else.")


def require_attestable(
    came_at: datetime, went_at: datetime, starts_at: datetime, ends_at: datetime, now: datetime
) -> None:
    """Hours that lie at their session, are over, and not forgotten.

    Raises:
        CannotAttest: they do not.

    """
    if went_at <= came_at:
        raise CannotAttest(N_("The end lies before the beginning."))
    if went_at > now:
        raise CannotAttest(N_("Hours are written down when they are over."))
    if came_at < starts_at - AROUND or went_at > ends_at + AROUND:
        raise CannotAttest(N_("These hours do not lie at the session."))
    if now - ends_at > ATTEST_WITHIN:
        raise CannotAttest(
            N_("This was more than %(days)s days ago: the hours cannot be written down any more."),
            days=ATTEST_WITHIN.days,
        )


def require_given(*, written: bool) -> None:
    """An entry once made is only ever countered.

    Raises:
        CannotAttest: the hours are written down.

    """
    if written:
        raise CannotAttest(
            N_(
                "These hours are written down already. If they are wrong, whoever gave them says so under My hours."
            )
        )


def require_doubt(minutes: int, stands: int) -> None:
    """A doubt says how many minutes it should be, and these are others.

    Raises:
        CannotAttest: it says the same, or more than a day has.

    """
    if not 0 <= minutes <= DAY_MINUTES:
        raise CannotAttest(N_("Please say how many minutes it should be, at most a day."))
    if minutes == stands:
        raise CannotAttest(N_("That is what stands there already."))
