"""What is said to whom, by which channel, and what came of it."""

from piccolo.columns import Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.core.columns import (
    MESSAGE,
    PUBLIC,
    TECHNICAL,
    document,
    flag,
    ident,
    key,
    made_at,
    maybe_clock_time,
    maybe_code,
    maybe_ident,
    maybe_moment,
    maybe_word,
    moment,
    prose,
    small,
    word,
    words,
)  # fmt: skip


class Outgoing(Table, tablename="outgoing"):
    """One message to one recipient by one channel, with its fence against sending twice."""

    id = key()
    reminder = maybe_ident(MESSAGE)
    recipient = ident(MESSAGE)
    channel = word(MESSAGE, 20)
    kind = word(MESSAGE)
    subject = word(MESSAGE, 80)
    details = document(MESSAGE)
    language = word(MESSAGE, 10)
    urgent = flag(MESSAGE)
    state = word(MESSAGE, 12)
    state_at = made_at(MESSAGE)
    state_because = maybe_word(MESSAGE, 200)
    not_before = moment(MESSAGE)
    expires_at = maybe_moment(MESSAGE)
    claim = maybe_ident(TECHNICAL)
    lease = maybe_moment()
    attempts = small(TECHNICAL, 0)
    provider_id = maybe_word(TECHNICAL, 120)
    created_at = made_at()
    answered_at = maybe_moment(MESSAGE)
    answer = maybe_word(MESSAGE, 20)
    uncertain_at = maybe_moment(MESSAGE)
    given_up_at = maybe_moment(MESSAGE)
    reminder_channel = Unique([reminder, channel])


class InboxMessage(Table, tablename="inbox_messages"):
    """A message in the app, shown until it was read."""

    id = key()
    person = ident(MESSAGE, index=False)
    outgoing = maybe_ident(MESSAGE)
    kind = word(MESSAGE)
    title = word(MESSAGE, 120)
    body = prose(MESSAGE)
    path = maybe_word(MESSAGE, 200)
    urgent = flag(MESSAGE)
    created_at = made_at()
    read_at = maybe_moment(MESSAGE)
    from_outgoing = Unique([outgoing])


class Preference(Table, tablename="notification_preferences"):
    """How a person wishes to be told: channels in order, quiet hours, digest, pause."""

    id = key()
    person = ident(MESSAGE, index=False)
    channels = words(MESSAGE)
    quiet_from = maybe_clock_time(MESSAGE)
    quiet_until = maybe_clock_time(MESSAGE)
    digest = word(MESSAGE, 10)
    paused_until = maybe_moment(MESSAGE)
    set_at = made_at(MESSAGE)
    one_each = Unique([person])


class ChannelPace(Table, tablename="channel_paces"):
    """When a channel's provider takes the next message: the pace that all workers share."""

    channel = Varchar(length=20, primary_key=True, default=None, help_text=TECHNICAL)
    next_at = moment()


class CallTask(Table, tablename="call_tasks"):
    """A message whose way is a walk or a call by a named person: done only when they say so."""

    id = key()
    outgoing = maybe_ident(MESSAGE)
    recipient = ident(MESSAGE)
    for_person = maybe_ident(MESSAGE, index=True)
    division = maybe_code(PUBLIC, index=True)
    way = word(MESSAGE, 20)
    words_to_say = prose(MESSAGE)
    urgent = flag(MESSAGE)
    created_at = made_at(MESSAGE)
    done_at = maybe_moment(MESSAGE)
    done_by = maybe_ident(MESSAGE)
    outcome = maybe_word(MESSAGE, 200)
    withdrawn_at = maybe_moment(MESSAGE)


class ChannelConsent(Table, tablename="channel_consents"):
    """What a person said about a channel, and by which way they said it; the latest row counts."""

    id = key()
    person = ident(MESSAGE, index=False)
    channel = word(MESSAGE, 20)
    agreed = flag(MESSAGE)
    way = word(MESSAGE, 20)
    at = made_at(MESSAGE)
    by = maybe_ident(MESSAGE)
