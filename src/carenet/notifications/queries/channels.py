"""The channels: how each one does for the administrator, and how they stand for one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from carenet.core.actors import Actor
from carenet.core.database import definer, reading
from carenet.core.settings import Settings
from carenet.notifications.channels.opening import channel_names, open_channel
from carenet.notifications.channels.protocol import Address, Capabilities
from carenet.notifications.rules.ways import OUTSIDE, STOPPABLE

OUTSIDE_ALL: Final = ("wechat", "sms", "webhook", "email", "group", "console")


@dataclass(frozen=True, slots=True)
class ChannelState:
    """One channel in the last seven days. Nobody's name, no message."""

    name: str
    can: Capabilities | None
    """None: its settings are not given."""
    accepted_at: datetime | None = None
    failed_at: datetime | None = None
    fault: str | None = None
    waiting: int = 0
    oldest: datetime | None = None
    uncertain: int = 0
    taken: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class OwnChannel:
    """A channel as one person has it: is there an address, and since when is it silent."""

    name: str
    address: str | None
    stopped_at: datetime | None
    use: str
    """`always`, `danger` (to a child, alone) or `never`."""
    stoppable: bool
    """Whether `never` may be chosen."""

    @property
    def line(self) -> str:
        """The address as it is shown, where it is one that a person knows."""
        return "" if self.address in (None, "·") else str(self.address)


async def channel_states(settings: Settings, now: datetime, *, demo: bool) -> list[ChannelState]:
    """Every channel there can be, those that are not set up too."""
    rows = {r["channel"]: r for r in await definer("select * from app.channel_states($1)", now)}
    names = channel_names(settings, demo=demo)
    found = []
    for name in OUTSIDE_ALL:
        can = open_channel(name, settings).capabilities if name in names else None
        row = {k: v for k, v in rows[name].items() if k != "channel"} if name in rows else {}
        found.append(ChannelState(name, can, **row))
    return found


async def my_address(*, by: Actor) -> Address:
    """Where I am reached."""
    async with reading(by) as db:
        row = await db.fetchrow(
            "select person, email, phone, openid from app.addresses(array[$1::uuid])", by.me
        )
    if row is None:  # cannot be: one row for one id
        return Address(by.me)
    return Address(row["person"], row["email"], row["phone"], row["openid"])


async def my_channels(names: set[str], order: Sequence[str], *, by: Actor) -> list[OwnChannel]:
    """The channels of this installation that a person can be told by, as I have them and in my order.

    `order`: the channels I chose for what is no danger; empty: all.
    """
    mine = await my_address(by=by)
    async with reading(by) as db:
        rows = await db.fetch(
            "select channel, stopped_at from channel_stops where person = $1 and lifted_at is null",
            by.me,
        )
    stopped = {r["channel"]: r["stopped_at"] for r in rows}
    address = {
        "email": mine.email, "sms": mine.phone, "wechat": mine.openid and "·", "webhook": "·",
        "console": "·",
    }  # fmt: skip
    found = [
        OwnChannel(
            name, address[name], stopped.get(name),
            "never" if name in stopped else "danger" if order and name not in order else "always",
            name in STOPPABLE,
        )
        for name in dict.fromkeys([*order, *OUTSIDE])
        if name in names and name in address
    ]  # fmt: skip
    rank = {"always": 0, "danger": 1, "never": 2}
    return sorted(found, key=lambda way: (not way.address, rank[way.use]))
