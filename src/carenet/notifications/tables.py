"""What is said to whom, by which channel, and what came of it."""

from piccolo.columns import Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.core.columns import (
    IDENTITY,
    MESSAGE,
    PUBLIC,
    RECORD,
    SECRET,
    TECHNICAL,
    blob,
    code,
    document,
    flag,
    ident,
    key,
    made_at,
    maybe_blob,
    maybe_clock_time,
    maybe_code,
    maybe_ident,
    maybe_moment,
    maybe_word,
    moment,
    prose,
    small,
    to,
    word,
    words,
)  # fmt: skip
from carenet.people.tables import Person


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


class ChannelStop(Table, tablename="channel_stops"):
    """A person does not wish to be told by one channel, from when until when, and how they said so."""

    id = key()
    person = to(Person, MESSAGE)
    channel = word(MESSAGE, 20)
    stopped_at = made_at(MESSAGE)
    because = word(MESSAGE, 200)
    lifted_at = maybe_moment(MESSAGE)


class WechatBinding(Table, tablename="wechat_bindings"):
    """The person whom the service account knows by this openid; one for an account, until ended."""

    id = key()
    person = to(Person, IDENTITY)
    account = ident(IDENTITY, index=False)
    openid = word(IDENTITY, 64)
    bound_at = made_at(RECORD)
    ended_at = maybe_moment(RECORD)
    ended_because = maybe_word(RECORD)


class ProviderToken(Table, tablename="provider_tokens"):
    """The token that a provider gave us, sealed; one process at a time fetches the next."""

    id = key()
    provider = word(TECHNICAL, 20)
    value = maybe_blob(SECRET)
    ends = maybe_moment()
    refreshing_until = maybe_moment()
    one_each = Unique([provider])


class GroupBot(Table, tablename="group_bots"):
    """The bot of an office's group, with its address sealed; what it says names nobody."""

    id = key()
    office = ident(PUBLIC, index=False)
    division = code(PUBLIC, index=True)
    name = word(PUBLIC)
    provider = word(PUBLIC, 20)
    address = blob(SECRET)
    added_at = made_at(RECORD)
    added_by = ident(RECORD, index=False)
    ended_at = maybe_moment(RECORD)
    ended_by = maybe_ident(RECORD)


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
