"""The Spring-Festival envelope: all that a household has to sign while the parents are home, one PDF each.

Asked for by whoever keeps the register of a village, printed household by household by the
documents worker, handed over as one archive. No child's name stands in the name of a file.
"""

import zipfile
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final
from uuid import UUID

from carenet.children.choices import word
from carenet.children.services import PURPOSES
from carenet.children.words import PURPOSES as SAID
from carenet.core import clock, dates
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.core.files import in_thread, keep_made, spool
from carenet.core.pdf import render, unprintable
from carenet.core.refusals import N_, NotFound
from carenet.core.tasks import Job, ask, give_result, working_on
from carenet.core.words import DEFAULT, gettext, speaking
from carenet.letters.queries.envelopes import (
    HOUSEHOLDS,
    HOUSEHOLDS_MAX,
    household_parts,
    households_in,
)
from carenet.letters.rules import CannotWrite
from carenet.placements.wording import kind as kind_of_care

KIND: Final = "letters.make_envelopes"
STAGES: Final = (N_("Gathering"), N_("Printing"), N_("Saving"))
MAY_PRINT: Final = ("county", "township", "director")
NO_HOUSEHOLD: Final = N_("No household with children is kept in this village. Please choose another.")  # fmt: skip
BLANK: Final = "\uff3f"
"""Stands where the fonts lack a sign: the name is completed by hand."""


async def ask_envelopes(village: str, *, by: Actor) -> UUID:
    """Have the envelopes of a village's households printed; the work's id.

    Raises:
        CannotWrite: no household with children is kept there.
        NotFound: the village lies outside the actor's area.
        TooManyTasks: enough long work of this person is running.

    """
    by.needs(*MAY_PRINT)
    if not by.covers(village):
        raise NotFound
    if not await households_in(village, by=by):
        raise CannotWrite(NO_HOUSEHOLD)
    return await ask(KIND, None, by=by, village=village)


async def make_envelopes(task: UUID, *, by: Actor) -> None:
    """Print what a task asks for, a household at a time. A worker's job; each child read is recorded."""
    async with working_on(task, by) as job:
        if job is None:
            return
        village = str(job.details["village"])
        await job.progress(STAGES[0])
        async with transaction(by, readonly=True) as db:
            houses = [dict(r) for r in await db.fetch(HOUSEHOLDS, village, HOUSEHOLDS_MAX)]
        made, signs = await _print_all(job, village, houses, by)
        await job.progress(STAGES[2], len(houses), len(houses))
        name = f"envelopes-{village}-{clock.today().isoformat()}.zip"
        async with transaction(by):
            stored = await keep_made(made, name, "application/zip", job.begun_by, by=by)
            await give_result(
                task, {"file": stored, "households": len(houses), "signs": sorted(signs)}
            )


async def _print_all(
    job: Job, village: str, houses: list[dict[str, Any]], by: Actor
) -> tuple[Path, set[str]]:
    spool().mkdir(mode=0o700, parents=True, exist_ok=True)
    signs: set[str] = set()
    with NamedTemporaryFile(dir=spool(), suffix=".zip", delete=False) as file:
        path = Path(file.name)
    try:
        with zipfile.ZipFile(path, "w") as archive:
            for number, house in enumerate(houses, 1):
                await job.progress(STAGES[1], number - 1, len(houses))
                paper = await _paper(job, village, house, number, by)
                signs |= set(paper.pop("signs"))
                now = int(clock.now().timestamp())
                pdf = await in_thread(lambda data, at: render("envelope", data, printed_at=at), paper, now)  # fmt: skip
                archive.writestr(f"{village}-{number:03d}.pdf", pdf)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path, signs


async def _paper(
    job: Job, village: str, house: dict[str, Any], number: int, by: Actor
) -> dict[str, Any]:
    """All that one household's paper says, in Chinese."""
    today = clock.today()
    async with transaction(by) as db:
        children, parts = await household_parts(db, house["id"], today)
        for child in children:
            await db.execute(
                "select app.log_read_for($1, $2, $3, $4, $5)",
                job.begun_by, [job.duty] if job.duty else [], child["id"],
                ["name", "guardians", "carers", "consents"], "envelope",
            )  # fmt: skip

    def of(child: UUID, name: str) -> list[dict[str, Any]]:
        return [row for row in parts[name] if row["child"] == child]

    with speaking(DEFAULT):
        data = {
            "number": f"{village}-{number:03d}", "village": house["village"], "house": house["name"],
            "hamlet": house["hamlet"] or "", "printed_on": str(dates.long_day(today)),
            "children": [
                {
                    "name": child["name"],
                    "school": " ".join(x for x in (child["school"], child["class_name"]) if x),
                    "guardians": [_adult(r, "guardian_relation") for r in of(child["id"], "guardians")],
                    "carers": [_adult(r, "carer_relation") for r in of(child["id"], "carers")],
                    "care": [f"{kind_of_care(r['kind'])} {r['name']}" for r in of(child["id"], "care")],
                    "asked": [
                        gettext(SAID[purpose]) for purpose in PURPOSES
                        if not any(r["purpose"] == purpose and r["holds"] for r in of(child["id"], "holds"))
                    ],
                    "stays": [
                        {"place": r["place"], "from": str(dates.long_day(r["starts_on"])), "until": str(dates.long_day(r["ends_on"]))}
                        for r in of(child["id"], "stays")
                    ],
                }
                for child in children
            ],
            "letters": [
                {"title": r["title"], "body": r["body"].split("\n"), "from": r["from_name"]} for r in parts["letters"]
            ],
        }  # fmt: skip
    found: set[str] = set()
    clean = _printable(data, found)
    return {**clean, "signs": sorted(found)}


def _adult(row: dict[str, Any], relations: str) -> str:
    return f"{row['name']}\uff08{word(relations, row['relation'])}\uff09"


def _printable(value: Any, found: set[str]) -> Any:
    """The same with a blank for each sign that the fonts lack; which they were."""
    if isinstance(value, dict):
        return {name: _printable(one, found) for name, one in value.items()}
    if isinstance(value, list):
        return [_printable(one, found) for one in value]
    if isinstance(value, str) and (missing := unprintable(value)):
        found.update(missing)
        return "".join(BLANK if sign in missing else sign for sign in value)
    return value
