"""Columns spelled out once: keys made by us, foreign keys that restrict, no silent empty text.

Every column names the class of what it holds (safety paper, assets A1 to A9), so that a test can
refuse an unclassified one. Piccolo keeps the class as the column's help text, outside migrations.
"""

import os
import time
import uuid
from typing import Any, Final

import piccolo.columns.defaults.uuid as piccolo_uuid
from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    Boolean,
    Bytea,
    Date,
    DoublePrecision,
    ForeignKey,
    Integer,
    OnDelete,
    SmallInt,
    Text,
    Time,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID7
from piccolo.table import Table

IDENTITY: Final = "A1 identity"
WHEREABOUTS: Final = "A2 whereabouts in time"
HEALTH: Final = "A3 health, counselling, concerns"
FAMILY: Final = "A4 family facts"
CLEARED: Final = "A5 clearance results"
AUTHORITY: Final = "A6 authority"
RECORD: Final = "A7 truth of records"
MESSAGE: Final = "A8 reminders and danger reports"
SECRET: Final = "A9 keys and credentials"  # noqa: S105  a class of data, not a password
PUBLIC: Final = "P public or organisational"
TECHNICAL: Final = "T technical"
DATA_CLASSES: Final = frozenset(
    {
        IDENTITY, WHEREABOUTS, HEALTH, FAMILY, CLEARED, AUTHORITY, RECORD, MESSAGE, SECRET, PUBLIC,
        TECHNICAL,
    }
)  # fmt: skip


def uuid7() -> uuid.UUID:
    """A time-ordered UUID (RFC 9562, version 7); the standard library has one from 3.14 on."""
    stamp = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (stamp & (1 << 48) - 1) << 80 | 7 << 76 | (random >> 68 & 0xFFF) << 64
    return uuid.UUID(int=value | 2 << 62 | random & (1 << 62) - 1)


# Piccolo's own default calls uuid.uuid7, which Python has from 3.14 on. The database's default is
# uuidv7() either way; this gives Piccolo's inserts the same on older Pythons.
piccolo_uuid.uuid7 = uuid7  # type: ignore[attr-defined]


def key() -> UUID:
    """The primary key of every table but the three that count."""
    return UUID(primary_key=True, default=UUID7(), help_text=TECHNICAL)


def to(table: type[Table], of: str = TECHNICAL) -> ForeignKey[Any]:
    """A foreign key that must be there, is indexed and never takes rows along."""
    return ForeignKey(
        table, null=False, default=None, on_delete=OnDelete.restrict, index=True, help_text=of
    )


def maybe_to(table: type[Table], of: str = TECHNICAL) -> ForeignKey[Any]:
    """A foreign key that may be empty."""
    return ForeignKey(
        table, null=True, default=None, on_delete=OnDelete.restrict, index=True, help_text=of
    )


def ident(of: str = TECHNICAL, *, index: bool = True) -> UUID:
    """An id of something higher up, without a foreign key in Piccolo's eyes."""
    return UUID(null=False, default=None, index=index, help_text=of)


def maybe_ident(of: str = TECHNICAL, *, index: bool = False) -> UUID:
    """An id that may be empty."""
    return UUID(null=True, default=None, index=index, help_text=of)


def code(of: str = PUBLIC, *, index: bool = True) -> Varchar:
    """A 12-digit division code, or the start of one."""
    return Varchar(length=13, null=False, default=None, index=index, help_text=of)


def maybe_code(of: str = PUBLIC, *, index: bool = False) -> Varchar:
    """A division code that may be empty."""
    return Varchar(length=13, null=True, default=None, index=index, help_text=of)


def word(of: str, length: int = 60, *, index: bool = False, unique: bool = False) -> Varchar:
    """A short text that must be there."""
    return Varchar(
        length=length, null=False, default=None, index=index, unique=unique, help_text=of
    )


def maybe_word(of: str, length: int = 60, *, index: bool = False, unique: bool = False) -> Varchar:
    """A short text that may be empty; empty is NULL, never ''."""
    return Varchar(length=length, null=True, default=None, index=index, unique=unique, help_text=of)


def prose(of: str) -> Text:
    """A long text that must be there."""
    return Text(null=False, default=None, help_text=of)


def maybe_prose(of: str) -> Text:
    """A long text that may be empty."""
    return Text(null=True, default=None, help_text=of)


def name_sounds(of: str) -> Text:
    """All readings of a name, to search by; empty until they are computed."""
    return Text(null=False, default="", help_text=of)


def words(of: str) -> Array:
    """A list of short texts; empty is an empty list."""
    return Array(base_column=Varchar(length=60), default=list, null=False, help_text=of)


def numbers(of: str) -> Array:
    """A list of integers; empty is an empty list."""
    return Array(base_column=Integer(), default=list, null=False, help_text=of)


def moment(of: str = TECHNICAL, *, index: bool = False) -> Timestamptz:
    """An aware moment that must be given."""
    return Timestamptz(null=False, default=None, index=index, help_text=of)


def made_at(of: str = TECHNICAL) -> Timestamptz:
    """When the row was written."""
    return Timestamptz(null=False, default=TimestamptzNow(), help_text=of)


def maybe_moment(of: str = TECHNICAL, *, index: bool = False) -> Timestamptz:
    """An aware moment that may be empty."""
    return Timestamptz(null=True, default=None, index=index, help_text=of)


def day(of: str = RECORD, *, index: bool = False) -> Date:
    """A local date that must be given."""
    return Date(null=False, default=None, index=index, help_text=of)


def maybe_day(of: str = RECORD, *, index: bool = False) -> Date:
    """A local date that may be empty."""
    return Date(null=True, default=None, index=index, help_text=of)


def clock_time(of: str = RECORD) -> Time:
    """A wall-clock time of day."""
    return Time(null=False, default=None, help_text=of)


def maybe_clock_time(of: str = RECORD) -> Time:
    """A wall-clock time of day that may be empty."""
    return Time(null=True, default=None, help_text=of)


def number(of: str = RECORD, default: int | None = None) -> Integer:
    """A whole number that must be there."""
    return Integer(null=False, default=default, help_text=of)


def maybe_number(of: str = RECORD) -> Integer:
    """A whole number that may be empty."""
    return Integer(null=True, default=None, help_text=of)


def small(of: str = RECORD, default: int | None = None) -> SmallInt:
    """A small whole number that must be there."""
    return SmallInt(null=False, default=default, help_text=of)


def maybe_small(of: str = RECORD) -> SmallInt:
    """A small whole number, or none."""
    return SmallInt(null=True, default=None, help_text=of)


def big(of: str = TECHNICAL) -> BigInt:
    """A large whole number that must be there."""
    return BigInt(null=False, default=None, help_text=of)


def measure(of: str = PUBLIC) -> DoublePrecision:
    """A real number that may be empty."""
    return DoublePrecision(null=True, default=None, help_text=of)


def flag(of: str = RECORD, default: bool = False) -> Boolean:
    """A plain yes or no that has no who, when and why."""
    return Boolean(null=False, default=default, help_text=of)


def maybe_flag(of: str = RECORD) -> Boolean:
    """Yes, no, or not known."""
    return Boolean(null=True, default=None, help_text=of)


def blob(of: str = SECRET) -> Bytea:
    """Bytes that must be there."""
    return Bytea(null=False, default=None, help_text=of)


def maybe_blob(of: str = SECRET) -> Bytea:
    """Bytes that may be empty."""
    return Bytea(null=True, default=None, help_text=of)


def document(of: str = TECHNICAL) -> JSONB:
    """A JSON document that must be there."""
    return JSONB(null=False, default="{}", help_text=of)


def maybe_document(of: str = TECHNICAL) -> JSONB:
    """A JSON document that may be empty."""
    return JSONB(null=True, default=None, help_text=of)
