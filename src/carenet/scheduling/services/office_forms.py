"""Forms of an office: taken in once checked, used no more; filled from the records."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import N_, NotFound
from carenet.scheduling.queries.records import Record
from carenet.scheduling.rules.filling import asked, filled
from carenet.scheduling.rules.office_files import NoForm, Office, opened
from carenet.scheduling.wording_forms import code_of

EACH_MAX: Final = 30


async def take_form(name: str, data: bytes, *, by: Actor) -> UUID:
    """Keep a form for one's area.

    Raises:
        NoForm: it has no name, may not be taken, or asks for what nobody knows.
        MayNot: no county or township duty.

    """
    by.needs("county", "township")
    if not name.strip():
        raise NoForm(N_("Please give the form a name."))
    office = opened(data)
    asks = sorted(asked(office, code_of))
    made = uuid7()
    async with transaction(by) as db:
        there = await db.fetchval(
            "select count(*) from form_templates where lo = $1 and ended_at is null", by.lo
        )
        if there >= EACH_MAX:
            raise NoForm(
                N_("There are %(most)s forms already. Please take one away first."), most=EACH_MAX
            )
        await db.execute(
            """insert into form_templates (id, lo, name, format, body, asks, uploaded_by, uploaded_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            made, by.lo, name.strip()[:80], office.format, data, asks, by.id, clock.now(),
        )  # fmt: skip
    return made


async def end_form(form: UUID, *, by: Actor) -> None:
    """A form is used no more; what was made of it stays as it is.

    Raises:
        NotFound: there is none of one's own area.
        MayNot: no county or township duty.

    """
    by.needs("county", "township")
    async with transaction(by) as db:
        if not await db.execute(
            "update form_templates set ended_at = $2, ended_by = $3 where id = $1 and ended_at is null",
            form, clock.now(), by.id,
        ):  # fmt: skip
            raise NotFound


def fill_form(office: Office, record: Record) -> bytes:
    """A form with a record in it."""
    rows: dict[str, Sequence[dict[str, str]]] = dict(record.rows)
    return filled(office, record.values, rows, code_of)
