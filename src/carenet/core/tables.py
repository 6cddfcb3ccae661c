"""Tables without a domain noun: what was announced, what is due, what runs, what is stored."""

from piccolo.columns import BigSerial, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.core.columns import (
    MESSAGE,
    PUBLIC,
    RECORD,
    TECHNICAL,
    big,
    code,
    document,
    flag,
    ident,
    key,
    made_at,
    maybe_blob,
    maybe_code,
    maybe_document,
    maybe_ident,
    maybe_moment,
    maybe_prose,
    maybe_word,
    moment,
    number,
    prose,
    small,
    to,
    word,
)  # fmt: skip


class Fact(Table, tablename="facts"):
    """Something that happened, written in the transaction in which it happened."""

    id = BigSerial(primary_key=True, help_text=TECHNICAL)
    name = word(TECHNICAL)
    payload = document()
    announced_at = made_at()
    fanned_at = maybe_moment()


class Delivery(Table, tablename="deliveries"):
    """One fact on its way to one listener, until it was heard."""

    id = BigSerial(primary_key=True, help_text=TECHNICAL)
    fact = to(Fact)
    listener = word(TECHNICAL)
    attempts = small(TECHNICAL, 0)
    next_at = made_at()
    done_at = maybe_moment()
    last_error = maybe_prose(TECHNICAL)
    fact_listener = Unique([fact, listener])


class Reminder(Table, tablename="reminders"):
    """What is due to be said at a time: one row per subject, kind, recipient and due moment."""

    id = key()
    kind = word(MESSAGE)
    subject = word(MESSAGE, 80, index=True)
    recipient = ident(MESSAGE)
    due_at = moment(MESSAGE)
    expires_at = maybe_moment(MESSAGE)
    details = document(MESSAGE)
    state = word(MESSAGE, 12)
    changed_at = made_at()


class Climb(Table, tablename="climbs"):
    """A matter that climbs by the clock, step after step, until somebody answers for it."""

    id = key()
    ladder = word(MESSAGE)
    subject = word(MESSAGE, 80)
    details = document(MESSAGE)
    started_at = moment(MESSAGE)
    step = small(MESSAGE, 0)
    next_at = maybe_moment(MESSAGE, index=True)
    ended_at = maybe_moment(MESSAGE)
    ended_by = maybe_ident(MESSAGE)
    ended_because = maybe_word(MESSAGE, 200)
    place = maybe_code(MESSAGE)
    steps = maybe_document(MESSAGE)
    taken_by = maybe_ident(MESSAGE)
    taken_at = maybe_moment(MESSAGE)
    taken_until = maybe_moment(MESSAGE)
    ladder_subject = Unique([ladder, subject])


class LadderPolicy(Table, tablename="ladder_policies"):
    """The steps that an area chose for a ladder, instead of the ones in the code."""

    id = key()
    ladder = word(PUBLIC)
    lo = code(PUBLIC, index=False)
    steps = document(PUBLIC)
    set_by = ident(RECORD, index=False)
    set_at = made_at(RECORD)
    because = word(RECORD, 200)
    ended_at = maybe_moment(RECORD)
    ended_by = maybe_ident(RECORD)


class ClimbCall(Table, tablename="climb_calls"):
    """Whom a step of a climb reached, as what, instead of whom, and by which reminder."""

    id = key()
    climb = to(Climb)
    step = small(MESSAGE)
    person = maybe_ident(MESSAGE)
    duty = word(MESSAGE, 20)
    instead = word(MESSAGE, 200)
    reminder = maybe_ident(MESSAGE, index=True)
    at = moment(MESSAGE)


class Task(Table, tablename="tasks"):
    """A long piece of work begun by a person: what it is, how far it is, how it ended."""

    id = key()
    kind = word(RECORD)
    subject = maybe_ident(RECORD, index=True)
    begun_by = ident(RECORD)
    duty = maybe_ident(RECORD)
    details = document(RECORD)
    state = word(RECORD, 12)
    stage = maybe_word(RECORD, 80)
    done = number(RECORD, 0)
    total = number(RECORD, 0)
    result = maybe_document(RECORD)
    problem = maybe_prose(RECORD)
    created_at = made_at()
    started_at = maybe_moment()
    beat_at = maybe_moment()
    ended_at = maybe_moment()
    cancel_asked_at = maybe_moment()


class Heartbeat(Table, tablename="heartbeats"):
    """When each loop of each worker last finished a turn, and how late it was."""

    name = Varchar(length=60, primary_key=True, default=None, help_text=TECHNICAL)
    beat_at = moment()
    every_seconds = number(TECHNICAL)
    late_ms = number(TECHNICAL, 0)
    detail = maybe_document()


class StoredFile(Table, tablename="stored_files"):
    """A file that was taken in or made, by its content; the bytes lie under the data directory."""

    id = key()
    name = word(RECORD, 200)
    kind = word(TECHNICAL, 40)
    size = big(TECHNICAL)
    sha256 = word(TECHNICAL, 64)
    owner = ident(RECORD)
    created_at = made_at()
    removed_at = maybe_moment()


class AnsweredKey(Table, tablename="answered_keys"):
    """The first answer to an idempotency key: a repeat gets the same one."""

    id = key()
    account = ident(TECHNICAL)
    key_value = word(TECHNICAL, 80)
    answer = document(RECORD)
    answered_at = made_at()
    account_key = Unique([account, key_value])


class Setting(Table, tablename="settings"):
    """A value the operator chose instead of the default; the latest row of a name counts."""

    id = key()
    name = word(PUBLIC, 80, index=True)
    value = document(PUBLIC)
    set_by = maybe_ident(RECORD)
    set_at = made_at()
    because = maybe_word(RECORD, 200)


class Installation(Table, tablename="installations"):
    """The one row that says what this database is: the demo, or the real thing."""

    id = key()
    demo = flag(PUBLIC)
    demo_day = maybe_word(TECHNICAL, 10)
    created_at = made_at()


class OfflineKey(Table, tablename="offline_keys"):
    """A server key that phones seal unsent records to; the private half is encrypted at rest."""

    id = key()
    kid = word(TECHNICAL, 20, unique=True)
    public_jwk = document(PUBLIC)
    private_key = maybe_blob()
    created_at = made_at()
    retired_at = maybe_moment()


class Incident(Table, tablename="incidents"):
    """A failure that a person saw, by the incident id they were shown; no personal data."""

    id = key()
    code = word(TECHNICAL, 20, unique=True)
    path = word(TECHNICAL, 200)
    kind = word(TECHNICAL, 80)
    detail = prose(TECHNICAL)
    account = maybe_ident(TECHNICAL)
    at = made_at()
