"""People who sign in: their accounts, sign-ins, codes, links and duties."""

from piccolo.columns import UUID, Array
from piccolo.constraints import Unique
from piccolo.table import Table

from carenet.core.columns import (
    AUTHORITY,
    IDENTITY,
    PUBLIC,
    SECRET,
    TECHNICAL,
    big,
    blob,
    code,
    day,
    document,
    flag,
    ident,
    key,
    made_at,
    maybe_blob,
    maybe_code,
    maybe_day,
    maybe_ident,
    maybe_moment,
    maybe_word,
    moment,
    small,
    to,
    word,
    words,
)  # fmt: skip


class Account(Table, tablename="accounts"):
    """Somebody who may sign in. `person` is the same person in `people`."""

    id = key()
    person = ident(IDENTITY)
    handle = maybe_word(IDENTITY, 60, unique=True)
    name = word(IDENTITY)
    phone_index = maybe_blob(IDENTITY)
    email = maybe_word(IDENTITY, 120)
    password_hash = maybe_word(SECRET, 200)
    page_lock_hash = maybe_word(SECRET, 200)
    language = word(PUBLIC, 10)
    large_text = flag(PUBLIC)
    created_at = made_at()
    created_by = maybe_ident(AUTHORITY)


class AccountEnding(Table, tablename="account_endings"):
    """An account was closed: by whom, when and why. It may be undone by a later row."""

    id = key()
    account = to(Account)
    at = made_at(AUTHORITY)
    by = ident(AUTHORITY)
    because = word(AUTHORITY, 200)
    undone_at = maybe_moment(AUTHORITY)


class AccountRole(Table, tablename="account_roles"):
    """What kind of helper or family member this account is; decides tabs, never access."""

    id = key()
    account = to(Account)
    role = word(AUTHORITY)
    starts_on = day(AUTHORITY)
    ends_on = maybe_day(AUTHORITY)
    account_role = Unique([account, role])


class Duty(Table, tablename="duties"):
    """A role held at an office over an area for a time, approved by somebody else."""

    id = key()
    account = to(Account)
    role = word(AUTHORITY)
    organisation = maybe_ident(AUTHORITY, index=True)
    division = maybe_code(AUTHORITY)
    area = maybe_ident(AUTHORITY)
    lo = code(AUTHORITY, index=False)
    hi = code(AUTHORITY, index=False)
    towns = words(AUTHORITY)
    starts_on = day(AUTHORITY)
    ends_on = day(AUTHORITY)
    proposed_by = maybe_ident(AUTHORITY)
    proposed_at = made_at(AUTHORITY)
    approved_by = maybe_ident(AUTHORITY)
    approved_at = maybe_moment(AUTHORITY)


class DutyEnding(Table, tablename="duty_endings"):
    """A duty was ended before its time: by whom, when and why."""

    id = key()
    duty = to(Duty)
    at = made_at(AUTHORITY)
    by = ident(AUTHORITY)
    because = word(AUTHORITY, 200)


class SignIn(Table, tablename="sign_ins"):
    """A device's signed-in state. The token is kept only as its SHA-256."""

    id = key()
    token_sha256 = blob()
    account = to(Account, SECRET)
    person = ident(SECRET)
    duties = Array(base_column=UUID(), default=list, help_text=AUTHORITY)
    offices = Array(base_column=UUID(), default=list, help_text=AUTHORITY)
    role = word(AUTHORITY, 20)
    scope_lo = code(AUTHORITY, index=False)
    scope_hi = code(AUTHORITY, index=False)
    towns = words(AUTHORITY)
    factors = small(AUTHORITY, 1)
    created_at = made_at()
    touched_at = made_at()
    idle_seconds = big(TECHNICAL)
    idle_ends = moment()
    ends = moment()
    ended_at = maybe_moment()
    ended_because = maybe_word(TECHNICAL, 60)
    device = maybe_word(TECHNICAL, 120)
    replaced = maybe_ident(TECHNICAL)
    open_until = maybe_moment()
    lock_tries = small(TECHNICAL, 0)


class Link(Table, tablename="links"):
    """A single-use address handed to a person: to sign in, to join, to answer."""

    id = key()
    token_sha256 = blob()
    kind = word(SECRET, 30)
    account = maybe_ident(SECRET, index=True)
    details = document(SECRET)
    made_by = maybe_ident(AUTHORITY)
    created_at = made_at()
    ends = moment()
    used_at = maybe_moment()
    uses_left = small(SECRET, 1)


class OneTimeCode(Table, tablename="one_time_codes"):
    """A six-digit code sent over a channel; only its keyed hash is kept."""

    id = key()
    account = to(Account, SECRET)
    code_hash = blob()
    created_at = made_at()
    ends = moment()
    attempts = small(SECRET, 0)
    used_at = maybe_moment()


class TotpSecret(Table, tablename="totp_secrets"):
    """A second factor: the secret, encrypted, and the last step that was used."""

    id = key()
    account = to(Account, SECRET)
    secret = blob()
    confirmed_at = maybe_moment()
    last_step = big(SECRET)
    created_at = made_at()
    ended_at = maybe_moment()
