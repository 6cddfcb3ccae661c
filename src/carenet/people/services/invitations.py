"""Invitations: an address and its picture, good for some people and some days."""

import base64
import json
from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg

from carenet.accounts.services import token_hash
from carenet.core.actors import Actor
from carenet.core.ciphers import blind
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import MayNot, NotFound

USES_MAX: Final = 200
DAYS_MAX: Final = 60
# Whom each duty may invite. Staff get no duty by it: that takes two others (accounts, duties).
MAY_INVITE: Final = {
    "city": ("volunteer", "proxy_parent", "host", "staff"),
    "county": ("volunteer", "proxy_parent", "host", "staff"),
    "township": ("volunteer", "proxy_parent", "host", "staff"),
    "director": ("volunteer", "proxy_parent", "host"),
    "lead": ("volunteer",),
    "sysadmin": ("staff",),
    "security": ("staff",),
}


def kinds_for(by: Actor) -> list[str]:
    """Whom this actor may invite."""
    kinds = [k for duty in by.duties for k in MAY_INVITE.get(duty.role, ())]
    return list(dict.fromkeys(kinds))


def invitation_token(invitation: UUID) -> str:
    """The address of an invitation, made from its id with a key of ours, so that it can be shown again.

    The database holds its hash alone: whoever reads the table cannot invite anybody.
    """
    return base64.urlsafe_b64encode(blind("invitation", str(invitation))).decode().rstrip("=")


async def make_invitation(
    kind: str,
    division: str,
    *,
    place: str,
    organisation: UUID | None = None,
    uses: int,
    days: int,
    adult: UUID | None = None,
    by: Actor,
) -> UUID:
    """Invite people of a kind to a place of one's duty.

    Args:
        kind: volunteer, proxy_parent, host or staff.
        division: where they are to help; a 12-digit code within the actor's duties.
        place: its name, shown to whoever opens the link.
        organisation: the office whose volunteers they become.
        uses: how many people it lets in.
        days: how long it is good.
        adult: for whom alone, where the committee wrote somebody down who has no account yet.
        by: who invites.

    Raises:
        MayNot: the actor's duties do not invite such people, or not to this place.

    """
    if kind not in kinds_for(by):
        raise MayNot
    id_ = uuid7()
    details = {"kind": kind, "division": division, "place": place}
    if organisation:
        details["organisation"] = str(organisation)
    if adult:
        details["adult"] = str(adult)
    async with transaction(by) as db:
        try:
            async with transaction(by):
                await db.fetchval(
                    "select app.make_invitation($1, $2, $3, $4, $5)",
                    id_, token_hash(invitation_token(id_)), json.dumps(details),
                    int(timedelta(days=min(days, DAYS_MAX)).total_seconds()), min(uses, USES_MAX),
                )  # fmt: skip
        except asyncpg.PostgresError as wrong:
            if wrong.sqlstate == "CN404":
                raise MayNot from None
            raise
        await db.execute("select app.audit('invite', $1, $2)", f"link:{id_}", json.dumps(details))
    return id_


async def end_invitation(invitation: UUID, *, by: Actor) -> None:
    """An invitation leads nowhere from now on.

    Raises:
        NotFound: there is none within reach that still leads anywhere.

    """
    async with transaction(by) as db:
        if not await db.fetchval("select app.end_invitation($1)", invitation):
            raise NotFound
        await db.execute("select app.audit('end invitation', $1)", f"link:{invitation}")
