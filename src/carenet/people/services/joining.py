"""Joining: one form on the phone, one transaction, signed in, with no clearance yet."""

import json
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import asyncpg

from carenet.accounts.services import LinkGone, phone_index, token_hash
from carenet.core.ciphers import blind
from carenet.core.columns import uuid7
from carenet.core.database import definer
from carenet.core.pinyin import search_keys
from carenet.core.refusals import N_, Refusal
from carenet.core.words import speaking, translate
from carenet.people.rules.offering import Free

COUNTRY: Final = "+86"
HOME_NAME: Final = N_("%(name)s’s home")


class NumberKnown(Refusal):
    """The mobile number has an account already; nobody gets it by joining again."""

    msgid = N_(
        "This number cannot join again. If it is yours, sign in with it, or ask whoever invited you."
    )


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody says of itself when joining; plain values."""

    name: str
    mobile: str
    sex: str | None = None
    speaks: str = "zh_Hans"
    free: list[Free] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    understands: list[str] = field(default_factory=list)
    explains: list[str] = field(default_factory=list)
    reach_minutes: int = 30
    hours_week_max: int = 4
    households_max: int = 1
    beds: int = 1
    takes_girls: bool = False
    takes_boys: bool = False
    full_care: bool = False
    school_minutes: int | None = None

    def row(self) -> dict[str, object]:
        """What the database function writes from."""
        keys, phone = search_keys(self.name), f"{COUNTRY}{self.mobile}"
        with speaking("zh_Hans"):
            family = translate(HOME_NAME, name=self.name)
        spoken = dict.fromkeys([*self.explains, *self.understands])
        return {
            "name": self.name, "sex": self.sex, "sort_key": keys.sort_key, "speaks": self.speaks,
            "initials": keys.initials, "pinyin": keys.pinyin, "phone": phone, "way_index": blind("phone", phone).hex(),
            "languages": [[code, code in self.explains] for code in spoken],
            "free": self.free, "subjects": self.subjects, "skills": self.skills,
            "reach_minutes": self.reach_minutes, "hours_week_max": self.hours_week_max,
            "households_max": self.households_max, "family": family[:60], "beds": self.beds,
            "takes_girls": self.takes_girls, "takes_boys": self.takes_boys,
            "full_care": self.full_care, "school_minutes": self.school_minutes,
        }  # fmt: skip


async def join(token: str, newcomer: Newcomer) -> UUID:
    """Use an invitation: person, account, offer and times, or nothing; the new account.

    Raises:
        LinkGone: it was used up, has ended, or never was.
        NumberKnown: the mobile number has an account already.

    """
    person, account = uuid7(), uuid7()
    try:
        await definer(
            "select app.join_by($1, $2, $3, $4, $5)",
            token_hash(token), person, account, phone_index(newcomer.mobile),
            json.dumps(newcomer.row(), ensure_ascii=False),
        )  # fmt: skip
    except asyncpg.PostgresError as wrong:
        if wrong.sqlstate == "CN010":
            raise LinkGone from None
        if wrong.sqlstate == "CN011":
            raise NumberKnown from None
        raise
    return account
