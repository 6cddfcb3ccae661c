"""What is said to whoever works here: papers, duties, summaries."""

from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.kind import Kind

OFFICE: Final = (
    Kind(
        "duty.waiting", N_("duty waits for approval"),
        N_("A duty waits for your approval"),
        N_("Somebody is to be given a duty. Please look at it in carenet and decide."),
        path="/duties", can_wait=True,
    ),
    Kind(
        "task.done", N_("long work has ended"),
        N_("What you began has ended"),
        N_("The work that you began has ended. Its result is in carenet."),
        must_reach=False, can_wait=True,
    ),
    Kind(
        "digest.daily", N_("the day's messages"),
        N_("New messages: %(count)s"),
        N_("New messages in carenet that you have not read: %(count)s."),
        {"count": "count"}, must_reach=False,
    ),
    Kind(
        "paper.expiring", N_("paper runs out"),
        N_("A paper of yours runs out on %(date)s"),
        N_("One of your papers runs out on %(date)s. Please renew it in time; without it you cannot be with the children."),
        {"date": "date"}, "/me/papers",
    ),
    Kind(
        "paper.lapsed", N_("paper has run out"),
        N_("A paper of yours has run out"),
        N_("One of your papers ran out on %(date)s. Until it is renewed your places are given to others. The township helps."),
        {"date": "date"}, "/me/papers",
    ),
    Kind(
        "paper.lapsed_of", N_("paper of a helper has run out"),
        N_("A helper's paper has run out"),
        N_("A helper's paper ran out on %(date)s. Sessions and visits wait for it. Please see whether it can be renewed."),
        {"date": "date"}, "/helpers?lapsing=1", can_wait=True,
    ),
    Kind(
        "feed.expiring", N_("calendar address runs out"),
        N_("Your calendar address runs out on %(date)s"),
        N_("The address by which your calendar fetches your sessions ends on %(date)s. One tap in carenet prolongs it."),
        {"date": "date"}, "/me/feeds", can_wait=True, must_reach=False,
    ),
    Kind(
        "hours.decided", N_("hours were looked at"),
        N_("Somebody has looked at your hours"),
        N_("Hours of yours were looked at by a second person. What came of it stands under My hours."),
        path="/hours", can_wait=True, must_reach=False,
    ),
    Kind(
        "certificate.revoked", N_("certificate revoked"),
        N_("A certificate of your service was revoked"),
        N_("A certificate of your service is worth nothing any more. Why, and how to get another, stands under My hours."),
        path="/hours", must_reach=False,
    ),
    Kind(
        "call.wanted", N_("somebody asks to be called"),
        N_("Somebody asks to be called"),
        N_("Somebody answered a message with a wish to be called. Who and why stands on the list of calls."),
        path="/calls",
    ),
    Kind(
        "digest.township", N_("week of a township"),
        N_("This week: three things"),
        N_("Children nobody has seen for a week: %(unseen)s. Things overdue: %(late)s. Sessions that lack people: %(short)s."),
        {"unseen": "count", "late": "count", "short": "count"}, "/today", must_reach=False,
    ),
    Kind(
        "digest.weekly", N_("the week's messages"),
        N_("New messages this week: %(count)s"),
        N_("Messages of this week in carenet that you have not read: %(count)s."),
        {"count": "count"}, "/messages", must_reach=False,
    ),
    Kind(
        "today.director", N_("today in one text"),
        N_("Today, %(date)s"),
        N_("Today: sessions %(sessions)s; short of people %(short)s; alarms open %(alarms)s; to call %(calls)s; ill %(ill)s; overdue %(late)s."),
        {"date": "date", "sessions": "count", "short": "count", "alarms": "count", "calls": "count", "ill": "count", "late": "count"}, "/today", must_reach=False,
    ),
    Kind(
        "office.morning", N_("morning's figures for a group"),
        N_("Today: %(short)s of %(sessions)s sessions lack an adult"),
        N_("Sessions today: %(sessions)s. Lacking an adult: %(short)s. Calls to make: %(calls)s."),
        {"sessions": "count", "short": "count", "calls": "count"}, "/today", must_reach=False,
    ),
)  # fmt: skip
