"""The last day of whoever came every time: told, a successor named and asked, goodbye said.

Nobody is put in anybody's place: the named one reads that they are wished for and says so
themselves, by coming every time. The children are told by the one they know.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.refusals import N_, NotFound
from carenet.core.reminders import remind
from carenet.scheduling.rules.away import CannotStand
from carenet.scheduling.services.holding import require_runs
from carenet.scheduling.services.telling import leads_of
from carenet.scheduling.wording import details_of

GOODBYE_WITHIN: Final = timedelta(days=30)
"""So long after the last day a goodbye is still written down."""
AFTER: Final = """
select r.id, r.centre, r.village, r.kind, r.subject, r.activity, r.title, c.name as place,
  coalesce(n.starts_at, (d.day + r.starts_at) at time zone 'Asia/Shanghai') as starts_at,
  coalesce(n.ends_at, (d.day + r.ends_at) at time zone 'Asia/Shanghai') as ends_at
from series r join centres c on c.id = r.centre
left join lateral (select s.starts_at, s.ends_at from care_sessions s
  where s.series = r.id and s.on_day > $2 and s.starts_at > $3 and s.cancelled_at is null
  order by s.starts_at limit 1) n on true
join lateral (select $2::date + x as day from generate_series(1, 7) x
  order by extract(isodow from $2::date + x)::int = any (r.weekdays) desc, x limit 1) d on true
where r.id = $1 and r.ended_at is null and r.last_on > $2"""
"""The first session after a last day; its next weekday where none is made yet."""
KNOWN: Final = """
select x.person as id, n.name from (select u.person, max(u.signed_up_at) as last from sign_ups u
  where u.centre = (select centre from series where id = $1)
    and u.signed_up_at > now() - interval '180 days'
    and not exists (select from standing_sign_ups t where t.series = $1 and t.person = u.person
      and t.ended_at is null and t.until_on >= $2)
  group by u.person order by last desc, u.person limit 60) x
join lateral app.names_of(array[x.person]) n on true order by n.name, x.person"""
"""Whom a lead knows and who does not come every time yet: signed up here in the last half year."""
HELD: Final = "select * from standing_sign_ups where id = $1 and series = $2 for update"


async def tell_last_day(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of LastDaySaid: who runs the place hears of it, where the series goes on after it."""
    for fact in payloads:
        series, last_on = UUID(fact["series"]), date.fromisoformat(fact["last_on"])
        async with transaction(by) as db:
            first = await db.fetchrow(AFTER, series, last_on, clock.now())
            for person in await leads_of(db, first) if first else ():
                await _tell("session.last_day", series, first, person)


async def _tell(kind: str, series: UUID, first: Any, person: UUID) -> None:
    await remind(
        kind, f"series:{series}", person, clock.now(), expires_at=first["ends_at"],
        **details_of(first),
    )  # fmt: skip


async def name_successor(series: UUID, standing: UUID, person: UUID, *, by: Actor) -> None:
    """Somebody is asked to come every time after the last day of another; asked once.

    Raises:
        CannotStand: the series meets no more then.
        NotFound: there is no such promise within reach, or nobody like that is known here.

    """
    async with transaction(by) as db:
        row = await db.fetchrow(HELD, standing, series)
        if row is None:
            raise NotFound
        await require_runs(row["centre"], by=by, db=db)
        if row["successor"] == person:
            return
        known = {one["id"] for one in await db.fetch(KNOWN, series, clock.today())}
        if person not in known or person == row["person"]:
            raise NotFound
        first = await db.fetchrow(AFTER, series, row["until_on"], clock.now())
        if first is None:
            raise CannotStand(N_("This series meets no more."))
        await db.execute(
            "update standing_sign_ups set successor = $2, named_at = $3, named_by = $4 where id = $1",
            standing, person, clock.now(), by.id,
        )  # fmt: skip
        await _tell("session.after_you", series, first, person)


async def say_goodbye(
    series: UUID, standing: UUID, on_day: date, note: str | None, *, by: Actor
) -> None:
    """Goodbye was said to the children: by the one who goes or who runs the place, once.

    Raises:
        CannotStand: the day has not come.
        NotFound: there is no such promise within reach, or it is long over.

    """
    if on_day > clock.today():
        raise CannotStand(
            N_("That day has not come yet. Please write it down once you have said goodbye.")
        )
    async with transaction(by) as db:
        row = await db.fetchrow(HELD, standing, series)
        if row is None or row["until_on"] < clock.today() - GOODBYE_WITHIN:
            raise NotFound
        if row["person"] != by.person:
            await require_runs(row["centre"], by=by, db=db)
        await db.execute(
            """update standing_sign_ups set goodbye_on = $2, goodbye_by = $3, goodbye_note = $4
               where id = $1 and goodbye_on is null""",
            standing, on_day, by.id, note,
        )  # fmt: skip
