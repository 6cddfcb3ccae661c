"""Certificates of voluntary service: asked for by whoever served, printed by a worker, revoked with a reason.

A certificate states what the ledger holds on the day it is asked for. When hours of its time turn
out otherwise afterwards, it is revoked by itself and another can be asked for.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import segno

from carenet.core import clock, dates
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.files import in_thread, keep_made, spool
from carenet.core.pdf import render, unprintable
from carenet.core.refusals import N_, NotFound
from carenet.core.reminders import remind
from carenet.core.tasks import ask, give_result, working_on
from carenet.core.words import DEFAULT, gettext, ngettext, speaking
from carenet.scheduling.rules.certificates import (
    CannotCertify,
    Unprintable,
    gathered,
    new_code,
    number_of,
    require_period,
    spaced,
)
from carenet.scheduling.services.holding import require_runs
from carenet.scheduling.wording import title_of

KIND: Final = "scheduling.make_certificate"
STAGES: Final = (N_("Adding up"), N_("Printing"), N_("Saving"))
REVOKED: Final = "certificate.revoked"
CORRECTED: Final = N_("the hours it states were corrected")
LIVE_MAX: Final = 12
"""Certificates of one person that stand at a time: enough for school, league and employer."""
SUMS: Final = """
select coalesce(sum(minutes) filter (where counts), 0)::int as total,
  coalesce(sum(minutes) filter (where kind = 'measured'), 0)::int as measured,
  coalesce(sum(minutes) filter (where kind = 'attested' and counts), 0)::int as attested,
  coalesce(sum(minutes) filter (where kind = 'counter' and counts), 0)::int as corrected,
  count(distinct on_day) filter (where counts) as days
from service_hours where person = $1 and on_day between $2 and $3"""
LINES: Final = """
select c.name as place, h.centre, h.village, s.kind, s.subject, s.activity, null as title,
  count(distinct h.attendance)::int as times, sum(h.minutes)::int as minutes
from (select e.id, e.centre, e.village, e.attendance, case when e.counts then e.minutes else 0 end
    + coalesce((select sum(x.minutes) from service_hours x where x.counters = e.id and x.counts), 0) as minutes
  from service_hours e where e.person = $1 and e.on_day between $2 and $3 and e.kind <> 'counter') h
left join centres c on c.id = h.centre left join adult_attendances a on a.id = h.attendance
left join sign_ups u on u.id = a.sign_up left join care_sessions s on s.id = u.care_session
where h.minutes > 0 group by c.name, h.centre, h.village, s.kind, s.subject, s.activity
order by sum(h.minutes) desc limit 200"""


async def ask_certificate(first_on: date, last_on: date, *, by: Actor) -> UUID:
    """Have what I gave between two days certified; the certificate's id.

    Raises:
        CannotCertify: nothing counts then, or the days do not do.
        Unprintable: the name holds a sign the fonts lack.
        TooManyTasks: enough long work of this person is running.

    """
    require_period(first_on, last_on, clock.today())
    async with transaction(by) as db:
        sums = await db.fetchrow(SUMS, by.me, first_on, last_on)
        lines = await db.fetch(LINES, by.me, first_on, last_on)
        if sums is None or sums["total"] <= 0 or not lines:
            raise CannotCertify(
                N_("No hours of this time count yet. What waits for a second person is not in it.")
            )
        standing = await db.fetchval(
            "select count(*) from certificates where person = $1 and revoked_at is null", by.me
        )
        if standing >= LIVE_MAX:
            raise CannotCertify(
                N_(
                    "%(count)s certificates of yours stand already: please use one of them, or ask the township to revoke one."
                ),
                count=standing,
            )
        if missing := unprintable(by.name):
            raise Unprintable(signs=" ".join(missing))
        return await _write(db, first_on, last_on, dict(sums), lines, by=by)


async def _write(
    db: Scope,
    first_on: date,
    last_on: date,
    sums: dict[str, Any],
    lines: Sequence[Any],
    *,
    by: Actor,
) -> UUID:
    """The row, and the work to print it."""
    me = await db.fetchrow(
        """select p.name, p.sex, v.volunteer_number, o.name as organisation from people p
           left join volunteers v on v.person = p.id and v.left_on is null
           left join organisations o on o.id = v.organisation where p.id = $1 limit 1""",
        by.me,
    )
    if me is None:
        raise NotFound
    first, made = lines[0], uuid7()
    with speaking(DEFAULT):
        told = gathered(
            [
                {**dict(r), "title": title_of(r) if r["kind"] else "", "place": r["place"] or ""}
                for r in lines
            ],
            gettext(N_("other service")),
        )
    states = {
        **sums, "sex": me["sex"] or "", "volunteer_number": me["volunteer_number"] or "",
        "issuer": me["organisation"] or first["place"] or "",
        "lines": [{"title": x.title, "place": x.place, "times": x.times, "minutes": x.minutes} for x in told],
    }  # fmt: skip
    counter = await db.fetchval("select nextval('certificate_numbers')")
    task = await ask(KIND, made, by=by)
    await db.execute(
        """insert into certificates (id, paper_number, paper_code, person, centre, village, name,
             first_on, last_on, minutes, states, asked_by, asked_at, task)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)""",
        made, number_of(first["village"][:6], clock.today().year, counter), new_code(), by.me,
        first["centre"], first["village"], me["name"], first_on, last_on, sums["total"], states,
        by.id, clock.now(), task,
    )  # fmt: skip
    return made


def _span(minutes: int) -> str:
    """Hours and minutes as the paper says them."""
    hours, rest = divmod(abs(minutes), 60)
    parts = (
        [ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}] if hours or not rest else []
    )
    if rest:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    said = " ".join(parts)
    return f"-{said}" if minutes < 0 else said


def paper_of(row: Mapping[str, Any], public_url: str) -> dict[str, Any]:
    """All that the printed paper says, in Chinese: the form is one of the law."""
    states, buffer = row["states"], io.BytesIO()
    root = public_url.rstrip("/")
    segno.make(f"{root}/v/{row['paper_code']}", error="m").save(
        buffer, kind="svg", border=2, xmldecl=False
    )
    with speaking(DEFAULT):
        day = clock.day_of(row["asked_at"])
        return {
            "number": row["paper_number"], "name": row["name"], "issuer": states["issuer"],
            "sex": {"f": gettext(N_("woman")), "m": gettext(N_("man"))}.get(states["sex"], ""),
            "volunteer_number": states["volunteer_number"], "days": states["days"],
            "times": sum(line["times"] for line in states["lines"]),
            "first_on": str(dates.long_day(row["first_on"])), "last_on": str(dates.long_day(row["last_on"])),
            "issued_on": str(dates.long_day(day)), "total": _span(row["minutes"]),
            "measured": _span(states["measured"]), "attested": _span(states["attested"]),
            "corrected": _span(states["corrected"]), "code": spaced(row["paper_code"]),
            "lines": [{**line, "time": _span(line["minutes"])} for line in states["lines"]],
            "qr": buffer.getvalue().decode(), "site": f"{urlsplit(root).netloc}/v",
        }  # fmt: skip


async def make_certificate(task: UUID, public_url: str, *, by: Actor) -> None:
    """Print the certificate a task names and keep the file for whoever asked. A worker's job."""
    async with working_on(task, by) as job:
        if job is None or job.subject is None:
            return
        await job.progress(STAGES[0], 0, len(STAGES))
        async with transaction(by, readonly=True) as db:
            row = await db.fetchrow("select * from certificates where id = $1", job.subject)
        if row is None or row["revoked_at"] is not None:
            raise NotFound
        await job.progress(STAGES[1], 1, len(STAGES))
        path = await in_thread(_print, paper_of(row, public_url), int(row["asked_at"].timestamp()))
        await job.progress(STAGES[2], 2, len(STAGES))
        name = f"{row['paper_number']}.pdf"
        async with transaction(by) as db:
            stored = await keep_made(path, name, "application/pdf", row["asked_by"], by=by)
            await db.execute(
                "update certificates set stored_file = $2, ready_at = $3 where id = $1",
                job.subject, stored, clock.now(),
            )  # fmt: skip
            await give_result(task, {"certificate": job.subject})


def _print(data: dict[str, Any], printed_at: int) -> Path:
    spool().mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=spool(), suffix=".pdf", delete=False) as file:
        file.write(render("certificate", data, printed_at=printed_at))
    return Path(file.name)


async def revoke(certificate: UUID, because: str, *, by: Actor) -> None:
    """It is worth nothing from now on; whoever verifies it is told so, and its holder why.

    Raises:
        CannotCertify: it was revoked before.
        NotFound: it is out of scope.

    """
    async with transaction(by) as db:
        row = await db.fetchrow("select * from certificates where id = $1 for update", certificate)
        if row is None:
            raise NotFound
        if by.account is not None:
            by.needs("county", "township", "director", "lead")
            if row["centre"] is not None:
                await require_runs(row["centre"], by=by, db=db)
        if row["revoked_at"] is not None:
            raise CannotCertify(N_("This certificate was revoked already."))
        await db.execute(
            """update certificates set revoked_at = $2, revoked_by = $3, revoked_because = $4
               where id = $1""",
            certificate, clock.now(), by.account, because,
        )  # fmt: skip
        await remind(REVOKED, f"certificate:{certificate}", row["person"], clock.now())


async def revoke_corrected(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Hours turned out otherwise: the certificates that state them say something untrue."""
    for fact in payloads:
        async with transaction(by) as db:
            stale = await db.fetch(
                """select id from certificates where person = $1 and revoked_at is null
                     and $2 between first_on and last_on""",
                UUID(fact["person"]), date.fromisoformat(fact["on_day"]),
            )  # fmt: skip
            for row in stale:
                await revoke(row["id"], CORRECTED, by=by)
