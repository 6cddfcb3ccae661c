"""Listeners of holiday classes, run by the worker."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from carenet.classes.services.applying import lapse, promote
from carenet.classes.services.counting import on_count_step
from carenet.classes.services.opening import hold_class
from carenet.classes.services.rungs import COUNT, OFFER, class_of
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.reminders import remind
from carenet.escalation.queries.people import answering_for


async def fill_class(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of ClassPlaceFreed: those who wait are asked, in their order."""
    for holiday_class in dict.fromkeys(fact["holiday_class"] for fact in payloads):
        await promote(UUID(holiday_class), by=by)


async def tell_of_alone(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of WaitsAlone: the director of the child's village hears of it the same day.

    Source: rules of the field, "Alone": under 8 alone in the day.
    """
    now = clock.now()
    async with transaction(by) as db:
        for fact in payloads:
            row = await hold_class(db, UUID(fact["holiday_class"]))
            for person in await answering_for(db, "director", fact["village"], None, now):
                await remind(
                    "class.alone", class_of(row["id"]), person, now, place=row["place"],
                    date=row["first_on"].isoformat(), title=row["title"],
                )  # fmt: skip


async def on_class_step(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of StepReached: a kept place lapses, a head count is due or late."""
    for step in payloads:
        if step["ladder"] == OFFER:
            await lapse(UUID(step["subject"].partition(":")[2]), by=by)
        elif step["ladder"] == COUNT:
            await on_count_step(step, by)
