"""By which ways a person is told, in which order."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Final

IN_APP: Final = "inapp"
IN_PERSON: Final = "in_person"
OUTSIDE: Final = ("wechat", "webhook", "sms", "email", "console")
"""Channels that leave the house, in the order taken when a person chose none."""
STOPPABLE: Final = frozenset({"email", "sms", "wechat", "webhook"})
"""Channels whose person may say: never this way."""
LOUD_FIRST: Final = ("sms", "webhook", "wechat", "email", "console")
"""The same for danger: what rings a phone comes before what lies in a mailbox."""


ADDRESSED: Final = frozenset({"email", "sms", "wechat"})
"""Channels that need an address of the person's; the others know whom they reach."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person chose; the empty choice is everybody's default."""

    channels: tuple[str, ...] = ()
    digest: bool = False
    paused_until: datetime | None = None


def possible_ways(
    installed: AbstractSet[str], addressed: AbstractSet[str], stopped: AbstractSet[str]
) -> set[str]:
    """The channels of an installation that lead to a person who did not stop them."""
    led = {way for way in installed if way not in ADDRESSED or way in addressed}
    return (led & set(OUTSIDE)) - stopped


def outside_ways(possible: AbstractSet[str], wishes: Wishes) -> list[str]:
    """The outside channels that reach this person, in the person's order."""
    order = list(wishes.channels) or list(OUTSIDE)
    return [way for way in dict.fromkeys(order) if way in possible and way in OUTSIDE]


def urgent_ways(possible: AbstractSet[str], wishes: Wishes) -> list[str]:
    """Every way there is, for danger: those the person chose, then the others, loud ones first."""
    chosen = outside_ways(possible, wishes) if wishes.channels else []
    return list(dict.fromkeys([*chosen, *(way for way in LOUD_FIRST if way in possible)]))


def first_ways(
    possible: AbstractSet[str],
    wishes: Wishes,
    *,
    now: datetime,
    has_account: bool,
    urgent: bool,
    can_wait: bool,
    must_reach: bool,
) -> list[str]:
    """The ways a message takes at once: the app, and one way out of the house.

    A pause and a digest keep it in the app, danger excepted. Who has no account, or no way out
    while it is urgent, is called on.
    """
    inside = [IN_APP] if has_account else []
    paused = wishes.paused_until is not None and wishes.paused_until > now
    if inside and not urgent and (paused or (wishes.digest and can_wait)):
        return inside
    out = urgent_ways(possible, wishes) if urgent else outside_ways(possible, wishes)
    if out:
        return [*inside, out[0]]
    return [*inside, IN_PERSON] if must_reach and (urgent or not inside) else inside


def next_way(
    possible: AbstractSet[str],
    wishes: Wishes,
    tried: Sequence[str],
    *,
    urgent: bool,
    must_reach: bool,
) -> str | None:
    """The way after those that failed: another channel, in the end a person; None: none is left."""
    for way in urgent_ways(possible, wishes) if urgent else outside_ways(possible, wishes):
        if way not in tried:
            return way
    return IN_PERSON if must_reach and IN_PERSON not in tried else None


def ways_after(
    possible: AbstractSet[str],
    wishes: Wishes,
    first: Sequence[str],
    *,
    urgent: bool,
    must_reach: bool,
) -> list[str]:
    """What would be tried one after the other if each way before it failed."""
    tried = list(first)
    while (
        way := next_way(possible, wishes, tried, urgent=urgent, must_reach=must_reach)
    ) is not None:
        tried.append(way)
    return tried[len(first) :]
