"""Consent: one purpose, one giver, one row; withdrawn by a later one. Duty needs none.

Purposes that rest on statutory duty (census, director's visits, paired teacher, aid, safety) are
never asked for: PIPL 13(3), WCRL 43. `committee` is the basis where the guardian cannot be reached.
"""

from datetime import date
from typing import Final
from uuid import UUID

from carenet.children.facts import ConsentGiven, ConsentWithdrawn
from carenet.children.services.family import NotAGuardian
from carenet.children.services.keepers import village_of
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, MayNot, Refusal

PURPOSES: Final = (
    "volunteer", "proxy_parent", "host_family", "photo", "peer", "feed", "emergency_medical",
    "outing", "overnight",
)  # fmt: skip
CHANNELS: Final = ("app", "phone", "paper", "in_person")
RULES_VERSION: Final = "2026-11"
"""The edition of the children's rules that the guardian was shown."""

ROW: Final = """
insert into consents (id, child, village, purpose, agreed, given_by, relation, basis, channel,
  rules_version, child_voice, given_at, recorded_by, until)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"""


class NothingToWithdraw(Refusal):
    """There is no live yes for this purpose."""

    msgid = N_("There is no consent for this to take back.")


async def _relation(child: UUID, person: UUID, db: Scope) -> str:
    relation: str | None = await db.fetchval(
        """select relation from guardians where child = $1 and person = $2
             and (ends_on is null or ends_on > $3) order by starts_on desc limit 1""",
        child,
        person,
        clock.today(),
    )
    if relation is None:
        raise NotAGuardian
    return relation


def _may_record(person: UUID, by: Actor) -> None:
    """An officer writes down what a guardian said; anybody else speaks for themselves alone."""
    if by.is_officer or by.account is None:
        return
    if by.person != person:
        raise MayNot


async def give_consent(
    child: UUID,
    purpose: str,
    *,
    agreed: bool,
    given_by: UUID,
    channel: str,
    by: Actor,
    relation: str | None = None,
    basis: str = "consent",
    child_voice: str | None = None,
    until: date | None = None,
) -> UUID:
    """Write down a guardian's yes or no for one purpose; the latest row of a purpose counts.

    Args:
        child: who it is about.
        purpose: one of PURPOSES.
        agreed: yes, or no; a no ends what an earlier yes opened.
        given_by: a guardian's person id.
        channel: one of CHANNELS.
        by: the guardian, or an officer who writes down what was said.
        relation: in which the giver spoke; None: as the register has it.
        basis: consent, or committee where the guardian could not be reached.
        child_voice: what the child said, or why it could not be asked.
        until: the last day for which it is given.

    Raises:
        MayNot: somebody speaks for another guardian.
        NotAGuardian: the giver holds no guardianship of the child.
        NotFound: there is no such child within the actor's reach.

    """
    _may_record(given_by, by)
    async with transaction(by) as db:
        village, id_ = await village_of(child, db), uuid7()
        held = await _relation(child, given_by, db)
        await db.execute(
            ROW, id_, child, village, purpose, agreed, given_by, relation or held, basis, channel,
            RULES_VERSION, child_voice, clock.now(), by.account, until,
        )  # fmt: skip
        await announce(ConsentGiven(child, purpose, agreed, given_by))
        if not agreed:
            await announce(ConsentWithdrawn(child, purpose, given_by))
    return id_


async def withdraw_consent(
    child: UUID, purpose: str, *, given_by: UUID, channel: str, by: Actor
) -> None:
    """Take a yes back, as easily as it was given; access and future bookings end with it.

    Raises:
        MayNot: somebody speaks for another guardian.
        NotAGuardian: the person holds no guardianship of the child.
        NothingToWithdraw: there is no live yes.
        NotFound: there is no such child within the actor's reach.

    """
    _may_record(given_by, by)
    async with transaction(by) as db:
        village = await village_of(child, db)
        relation = await _relation(child, given_by, db)
        touched = await db.execute(
            """update consents set withdrawn_at = $3
               where child = $1 and purpose = $2 and agreed and withdrawn_at is null""",
            child,
            purpose,
            clock.now(),
        )
        if not touched:
            raise NothingToWithdraw
        await db.execute(
            ROW, uuid7(), child, village, purpose, False, given_by, relation, "consent", channel,
            RULES_VERSION, None, clock.now(), by.account, None,
        )  # fmt: skip
        await announce(ConsentWithdrawn(child, purpose, given_by))
