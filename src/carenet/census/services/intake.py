"""A workbook comes in: kept, written down with its sender's scope, and handed to a worker."""

from typing import Final
from uuid import UUID

from carenet.children.services.keepers import KEEPERS
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.files import Received, keep
from carenet.core.refusals import MayNot
from carenet.core.tasks import ask

KIND: Final = "census.import_workbook"


async def take_workbook(file: Received, *, by: Actor) -> UUID:
    """Keep a workbook and begin its import; the workbook's id.

    Raises:
        MayNot: the actor keeps no register.
        TooManyTasks: the actor has enough long work running.

    """
    by.needs(*KEEPERS)
    if not by.is_officer or not by.hi:
        raise MayNot
    id_ = uuid7()
    async with transaction(by) as db:
        stored = await keep(file, by=by)
        task = await ask(KIND, id_, by=by, towns=list(by.towns), language=by.language)
        await db.execute(
            """insert into census_workbooks (id, village, stored_file, task, name, scope_lo, scope_hi,
                 taken_by) values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            id_, by.lo.ljust(12, "0"), stored, task, file.name[:200], by.lo, by.hi, by.id,
        )  # fmt: skip
    return id_
