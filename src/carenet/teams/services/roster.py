"""Who is on a team and who leads it: invited by its leader, gone when the leader or an office says so."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from carenet.accounts.services import token_hash
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.core.reminders import remind
from carenet.people.services.invitations import invitation_token
from carenet.teams.facts import LeadPassed, TeamLeft
from carenet.teams.services.ending import end_access

DAYS: Final = timedelta(days=14)
USES_MAX: Final = 40
HEARD: Final = timedelta(days=7)
"""So long it is worth telling that the lead has passed."""
NO_TEAM: Final = "CN404"
APPROVED: Final = (
    "select id from team_visits where team = $1 and state = 'approved' order by first_on limit 40"
)


async def invite_to_team(team: UUID, *, by: Actor) -> UUID:
    """An invitation that carries the team, for two weeks; one before it ends.

    Raises:
        NotFound: the actor neither leads the team nor looks after it.

    """
    made = uuid7()
    async with transaction(by) as db:
        try:
            async with transaction(by):
                await db.fetchval(
                    "select app.make_team_invitation($1, $2, $3, $4, $5)", made,
                    token_hash(invitation_token(made)), team, int(DAYS.total_seconds()), USES_MAX,
                )  # fmt: skip
        except asyncpg.PostgresError as wrong:
            if wrong.sqlstate == NO_TEAM:
                raise NotFound from None
            raise
        await db.execute("select app.audit('invite to team', $1)", f"team:{team}")
    return made


async def leave_team(team: UUID, person: UUID, *, by: Actor) -> None:
    """Somebody is on the team no longer: places of its visits go back.

    Raises:
        NotFound: they are not on it, lead it, or it is not for the actor to say.

    """
    async with transaction(by) as db:
        if not await db.fetchval("select app.leave_team($1, $2, $3)", team, person, clock.now()):
            raise NotFound
        await db.execute("select app.audit('leave team', $1)", f"team:{team}")
        await announce(TeamLeft(team, person))


class CannotLead(Refusal):
    """Whoever was chosen does not take part at present."""

    msgid = N_("This person cannot lead the team at present. Please choose somebody else.")


async def pass_lead(team: UUID, person: UUID, because: str, *, by: Actor) -> None:
    """Another member leads the team from now on; an open invitation of the one before ends.

    Raises:
        NotFound: they are not on it or have no account, lead it already, or it is not for the actor to say.
        CannotLead: their work rests.

    """
    async with transaction(by) as db:
        on_team = "select exists (select from app.team_roster($1, $2) where person = $3)"
        if await db.fetchval(on_team, team, clock.today(), person) and await db.fetchval(
            "select app.suspended($1)", person
        ):
            raise CannotLead
        before = await db.fetchval("select app.pass_team_lead($1, $2)", team, person)
        if before is None:
            raise NotFound
        noted = json.dumps({"because": because})
        await db.execute("select app.audit('pass team lead', $1, $2)", f"team:{team}", noted)
        await announce(LeadPassed(team, before, person))


async def tell_of_lead(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of LeadPassed: who leads now hears it, and who led until now."""
    async with transaction(by) as db:
        for fact in payloads:
            row = await db.fetchrow("select name from teams where id = $1", UUID(fact["team"]))
            if row is None:
                continue
            now, subject = clock.now(), f"team:{fact['team']}"
            for kind, person in (("team.lead", "now"), ("team.lead_passed", "before")):
                await remind(
                    kind, subject, UUID(fact[person]), now, expires_at=now + HEARD, title=row["name"]
                )  # fmt: skip


async def hear_left(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of TeamLeft: places ahead of whoever left go back."""
    async with transaction(by) as db:
        for team in dict.fromkeys(UUID(fact["team"]) for fact in payloads):
            for row in await db.fetch(APPROVED, team):
                await end_access(db, row["id"], by=by)
