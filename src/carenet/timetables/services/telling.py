"""Who is told that a timetable holds: adults who have turns in it, carers whose children have new times."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.reminders import remind
from carenet.scheduling.rules.arranging import CLOSES
from carenet.timetables.rules.becoming import first_day

TURNS: Final = """
select x.person, count(*) as turns from timetable_lines l
  join timetable_courses c on c.id = l.course
  cross join lateral (values (l.lead), (l.beside)) x (person)
where c.timetable = $1 and c.take = $2 and c.centre = $3 and x.person is not null
group by x.person order by x.person"""
CARERS: Final = """
select distinct k.person from timetable_children x
  join timetable_courses c on c.id = x.course
  join carers k on k.child = x.child and k.ends_on is null
where c.timetable = $1 and c.take = $2 and c.centre = $3 and not coalesce((c.made ->> 'kept')::boolean, false)
  and c.made -> 'series' <> '[]'::jsonb
order by k.person limit 3000"""


async def tell_of_timetable(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of TimetablePublished: one message for each, whatever the number of turns or children."""
    for fact in payloads:
        async with transaction(by) as db:
            timetable, centre = UUID(fact["timetable"]), UUID(fact["centre"])
            row = await db.fetchrow(
                """select t.id, t.take, t.first_on, t.last_on, c.name as place from timetables t
                   join centres c on c.id = $2 where t.id = $1""",
                timetable, centre,
            )  # fmt: skip
            if row is not None:
                await _tell(db, row, centre)


async def _tell(db: Scope, row: Any, centre: UUID) -> None:
    subject, values = f"timetable:{row['id'].hex}:{centre.hex}", (row["id"], row["take"], centre)
    first = first_day(row["first_on"], clock.today())
    said = {"date": first.isoformat(), "place": row["place"]}
    until = clock.at(row["last_on"], CLOSES)
    for turn in await db.fetch(TURNS, *values):
        await remind(
            "timetable.turns", subject, turn["person"], clock.now(), expires_at=until, **said,
            count=turn["turns"],
        )  # fmt: skip
    for carer in await db.fetch(CARERS, *values):
        await remind(
            "timetable.times", subject, carer["person"], clock.now(), expires_at=until, **said
        )
