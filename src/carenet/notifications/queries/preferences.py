"""How the acting person wishes to be told."""

from dataclasses import dataclass
from datetime import datetime, time

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.notifications.rules.quiet import Quiet, periods_of


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose, and what holds where they chose nothing."""

    channels: tuple[str, ...]
    """In order; empty: everybody's."""
    quiet: str
    quiet_from: time | None
    quiet_until: time | None
    digest: str
    paused_until: datetime | None
    usual: tuple[Quiet, ...]


def roles_of(actor: Actor) -> tuple[str, ...]:
    """The roles whose usual quiet hours hold for the one who acts."""
    return (*sorted(actor.roles), *(("staff",) if actor.duties else ()))


async def my_preferences(*, by: Actor) -> Preferences:
    """My own preferences, or everybody's."""
    async with reading(by) as db:
        row = await db.fetchrow(
            """select channels, quiet_from, quiet_until, digest, paused_until
               from notification_preferences where person = $1""",
            by.me,
        )
    usual = periods_of(roles_of(by))
    if row is None:
        return Preferences((), "usual", None, None, "none", None, usual)
    starts, ends = row["quiet_from"], row["quiet_until"]
    quiet = "usual" if starts is None or ends is None else "never" if starts == ends else "own"
    own = quiet == "own"
    paused = (
        row["paused_until"] if row["paused_until"] and row["paused_until"] > clock.now() else None
    )
    return Preferences(
        tuple(row["channels"]),
        quiet,
        starts if own else None,
        ends if own else None,
        row["digest"],
        paused,
        usual,
    )
