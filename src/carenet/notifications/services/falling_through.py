"""When a channel failed, the next one is taken; in the end somebody calls or walks."""

from datetime import datetime
from typing import Any

from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.notifications.channels.protocol import Channels
from carenet.notifications.kinds import KINDS
from carenet.notifications.queries.recipients import recipients
from carenet.notifications.rules.quiet import speak_at
from carenet.notifications.rules.ways import IN_PERSON, next_way
from carenet.notifications.services.handing_over import Made, outgoing_id, write


async def fall_through(row: Any, channels: Channels, now: datetime, *, by: Actor) -> str | None:
    """Begin the next way of a message whose channel failed; which one, or None if none is left."""
    kind = KINDS.get(row["kind"])
    if kind is None or row["reminder"] is None:
        return None
    async with transaction(by) as db:
        tried = [
            r["channel"]
            for r in await db.fetch(
                "select channel from outgoing where reminder = $1", row["reminder"]
            )
        ]
        to = (await recipients([row["recipient"]], by))[row["recipient"]]
        way = next_way(
            to.possible(channels), to.wishes, tried, urgent=kind.urgent, must_reach=kind.must_reach
        )
        if way is None or (row["expires_at"] and row["expires_at"] <= now):
            return None
        when = now if way == IN_PERSON else speak_at(
            now, now, to.quiet, useful_until=row["expires_at"], urgent=kind.urgent
        )  # fmt: skip
        due = {
            "id": row["reminder"], "kind": row["kind"], "subject": row["subject"],
            "recipient": row["recipient"], "expires_at": row["expires_at"],
            "details": row["details"],
        }  # fmt: skip
        state = "held" if when > now else "queued"
        because = f"after {row['channel']} failed"
        made = Made(outgoing_id(row["reminder"], way), due, to, way, state, because,
                    max(when, now), kind.urgent)  # fmt: skip
        await write([made], now, by)
    return way
