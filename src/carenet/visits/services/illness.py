"""A child is ill: opened by whoever is near, written on by all, closed when it is well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.facts import announce
from carenet.core.ladders import end_climb, start_climb
from carenet.core.refusals import N_, NotFound
from carenet.escalation.rules import ILLNESS, POLICIES
from carenet.visits.facts import IllnessClosed, IllnessOpened
from carenet.visits.rules import CannotLog, Night, check_when, next_check, when_written
from carenet.visits.services.asking_ill import said_how_it_is
from carenet.visits.services.records import hold_children

MAY_OPEN: Final = (
    "host", "carer", "guardian", "teacher", "principal", "lead", "director", "township", "county",
    "counsellor", "volunteer", "proxy_parent",
)  # fmt: skip
OVER: Final = N_("This has been closed already.")
ADULT_TONIGHT: Final = "adult_tonight"
NOBODY: Final = frozenset({Night.ALONE, Night.LOCKED_IN, Night.UNKNOWN})
"""No adult is with the child tonight, or nobody knows of one: it climbs until somebody does."""


async def _clock(episode: UUID, village: str, adult: str | None, *, by: Actor) -> None:
    if adult in NOBODY:
        await start_climb(
            ILLNESS, f"illness:{episode}", clock.now(), POLICIES[ILLNESS].steps, place=village
        )
    else:
        await end_climb(ILLNESS, f"illness:{episode}", by=by, because="an adult is with the child")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an illness."""

    kind: str
    value: str | None = None
    dose: str | None = None
    agreed_by: str | None = None


async def open_illness(
    child: UUID,
    adult_tonight: Night,
    signs: tuple[str, ...] = (),
    *,
    written_at: datetime | None = None,
    by: Actor,
) -> UUID:
    """Write down that a child is ill. The first question is which adult is with it tonight.

    An illness that is open already is written on, not opened twice.

    Raises:
        MayNot: the actor has no duty to any child.
        NotFound: the child is not within the actor's reach.
        CannotLog: long ago.

    """
    by.needs(*MAY_OPEN)
    now = clock.now()
    at = when_written(written_at, now)
    check_when(at, now)
    check_at = next_check(now.astimezone(clock.SHANGHAI))
    async with transaction(by) as db:
        (about,) = await hold_children(db, [child])
        id_: UUID = await db.fetchval(
            """insert into illness_episodes (id, child, village, opened_by, opened_at, adult_tonight,
                 signs, next_check_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8)
               on conflict (child) where over_on is null do update set
                 adult_tonight = excluded.adult_tonight, next_check_at = excluded.next_check_at,
                 signs = array(select distinct s from unnest(illness_episodes.signs || excluded.signs) s)
               returning id""",
            uuid7(), child, about.village, by.me, at, adult_tonight, list(signs), check_at,
        )  # fmt: skip
        await _clock(id_, about.village, adult_tonight, by=by)
        await said_how_it_is(id_, by=by)
        alone = adult_tonight in (Night.ALONE, Night.LOCKED_IN)
        await announce(IllnessOpened(id_, child, about.village, alone))
        return id_


async def hear_ill(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of ChildSaidIll: the illness is opened; one that is open already stays as it is.

    Which adult is with the child tonight nobody has said. Where its home told of the illness it is
    asked at the next check; where a teacher, a neighbour or a child did, it climbs until it is known.
    """
    now = clock.now()
    async with transaction(by) as db:
        for said in payloads:
            child, adult = UUID(said["child"]), None if said["by_family"] else Night.UNKNOWN
            village = await db.fetchval(
                """select village from children
                   where id = $1 and left_on is null and merged_into is null""",
                child,
            )
            id_ = village and await db.fetchval(
                """insert into illness_episodes (id, child, village, opened_by, opened_at,
                     adult_tonight, next_check_at) values ($1, $2, $3, $4, $5, $6, $7)
                   on conflict (child) where over_on is null do nothing returning id""",
                uuid7(), child, village, UUID(said["heard_by"]), datetime.fromisoformat(said["at"]),
                adult, next_check(now.astimezone(clock.SHANGHAI)),
            )  # fmt: skip
            if id_:
                await _clock(id_, village, adult, by=by)
                await announce(IllnessOpened(id_, child, village, alone=False))


async def add_illness_entry(
    episode: UUID, line: Line, *, written_at: datetime | None = None, by: Actor
) -> UUID:
    """Write one line: a temperature, a medicine and who agreed, what the doctor said, who was told.

    Raises:
        NotFound: no such illness within the actor's reach.
        CannotLog: it is over.

    """
    now = clock.now()
    at = when_written(written_at, now)
    async with transaction(by) as db:
        row = await db.fetchrow(
            "select child, village, over_on from illness_episodes where id = $1 for update", episode
        )
        if row is None:
            raise NotFound
        if row["over_on"] is not None:
            raise CannotLog(OVER)
        id_ = uuid7()
        await db.execute(
            """insert into illness_entries (id, episode, child, village, kind, value, dose, agreed_by,
                 at, by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
            id_, episode, row["child"], row["village"], line.kind, line.value, line.dose,
            line.agreed_by, at, by.id,
        )  # fmt: skip
        await db.execute(
            """update illness_episodes set next_check_at = $2,
                 adult_tonight = case when $3 = 'adult_tonight' then $4 else adult_tonight end,
                 doctor_seen_at = case when $3 = 'doctor' then $5 else doctor_seen_at end,
                 guardian_told_at = case when $3 = 'guardian_told' then $5 else guardian_told_at end
               where id = $1""",
            episode, next_check(now.astimezone(clock.SHANGHAI)), line.kind, line.value, at,
        )  # fmt: skip
        await said_how_it_is(episode, by=by)
        if line.kind == ADULT_TONIGHT:
            await _clock(episode, row["village"], line.value, by=by)
        if line.kind == ADULT_TONIGHT and line.value in (Night.ALONE, Night.LOCKED_IN):
            await announce(IllnessOpened(episode, row["child"], row["village"], alone=True))
        return id_


async def close_illness(episode: UUID, *, by: Actor) -> None:
    """The child is well again.

    Raises:
        NotFound: no such illness within the actor's reach.
        CannotLog: it is over already.

    """
    async with transaction(by) as db:
        row = await db.fetchrow(
            "select child, over_on from illness_episodes where id = $1 for update", episode
        )
        if row is None:
            raise NotFound
        if row["over_on"] is not None:
            raise CannotLog(OVER)
        await db.execute(
            "update illness_episodes set over_on = $2, closed_by = $3, next_check_at = null where id = $1",
            episode, clock.today(), by.id,
        )  # fmt: skip
        await end_climb(ILLNESS, f"illness:{episode}", by=by, because="well again")
        await said_how_it_is(episode, by=by)
        await announce(IllnessClosed(episode, row["child"]))
