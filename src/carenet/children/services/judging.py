"""What the rules find about a child today, written down as dated rows with reasons."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.children.facts import UrgencyChanged
from carenet.children.nights import at_a_home
from carenet.children.rules import (
    Absence,
    ChildFacts,
    Finding,
    Hindered,
    Hindrance,
    ParentFacts,
    RiskFacts,
    RuleVersion,
    Stage,
    away_run,
    carer_kind,
    findings,
    risk_of,
)
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.said import Said

TRIES_MIN: Final = 3
WAYS_MIN: Final = 2
TRIES_DAYS: Final = 14
"""Three dated tries by two ways in 14 days (field judgement)."""

FACTS: Final = (
    """
select k.village, k.birth_date, k.short_record, k.special_care,
  (select s.stage from schoolings s where s.child = k.id and s.ends_on is null) as stage,
  (select c.relation from carers c where c.child = k.id and c.ends_on is null limit 1) as carer,
  (select h.division from hukou_places h where h.child = k.id and h.ends_on is null) as home,
  (select bool_or(w.works) from carers c join contact_ways w on w.person = c.person
   where c.child = k.id and c.ends_on is null and w.ended_on is null
     and (w.tested_on is not null or not w.works)) as carer_reachable,
  exists (select from week_plan_nights w where w.child = k.id and w.ends_on is null
          and w.night = 'alone' and not ("""
    + at_a_home("$2::date")
    + """)) as alone,
  exists (select from illness_episodes i where i.child = k.id and i.over_on is null) as ill,
  (select a.outcome = 'not' from kin_assessments a join carers c on c.child = a.child and c.person = a.person
     and c.ends_on is null where a.child = k.id and a.agreed order by a.visited_on desc, a.id desc limit 1)
   and not exists (select from placements p where p.child = k.id and p.kind = 'full_care' and p.ends_on is null
     and p.starts_on <= $2) as cannot_stay,
  (select max(f.happened_at) from family_calls f where f.child = k.id) as talked_at
from children k where k.id = $1 for update"""
)
ABSENCES: Final = (
    "select parent, kind, starts_on, ends_on from absences where child = $1 order by starts_on"
)
TRIES: Final = """
select way, reached from guardian_attempts where child = $1 and at >= $2 order by at desc limit 50"""


def _parent(rows: Sequence[Any], *, known: bool) -> ParentFacts:
    open_ = [r for r in rows if r["ends_on"] is None]
    hindrances = [
        Hindered(Hindrance(r["kind"]), r["starts_on"], r["ends_on"])
        for r in rows
        if r["kind"] in set(Hindrance)
    ]
    return ParentFacts(
        absences=tuple(Absence(r["starts_on"], r["ends_on"]) for r in rows if r["kind"] == "work"),
        hindrances=tuple(hindrances),
        parted_since=next((r["starts_on"] for r in open_ if r["kind"] == "parted"), None),
        known=known and not any(r["kind"] == "unknown" for r in open_),
    )


def facts_of(row: Any, absences: Sequence[Any]) -> ChildFacts:
    """What the findings look at, from the rows of one child."""
    father, mother = (
        _parent([r for r in absences if r["parent"] == who], known=not row["short_record"])
        for who in ("father", "mother")
    )
    return ChildFacts(
        birth_date=row["birth_date"],
        stage=Stage(row["stage"]) if row["stage"] in set(Stage) else None,
        father=father,
        mother=mother,
        carer=carer_kind(row["carer"]) if row["carer"] else None,
        home=row["home"],
        place_of_care=row["village"],
    )


def guardian_reached(tries: Sequence[Any]) -> bool | None:
    """Whether the guardian answered, by the tries of the last days, the latest first."""
    ways: list[str] = []
    for each in tries:
        if each["reached"]:
            return True
        ways.append(each["way"])
        if len(ways) >= TRIES_MIN and len(set(ways)) >= WAYS_MIN:
            return False
    return None


def risk_facts(
    row: Any, facts: ChildFacts, found: Sequence[Finding], tries: Sequence[Any], today: date
) -> RiskFacts:
    """What the tier looks at."""
    runs = [away_run(p.absences, today) for p in (facts.father, facts.mother)]
    away = [run is not None and run.holds for run in runs]
    hindered = [p.hindered_on(today) is not None for p in (facts.father, facts.mother)]
    newly = next((f.holds for f in found if f.version is RuleVersion.NEWLY_AWAY), None)
    silent = (today - clock.day_of(row["talked_at"])).days if row["talked_at"] else None
    return RiskFacts(
        birth_date=facts.birth_date,
        carer=facts.carer,
        cannot_stay=row["cannot_stay"] or None,
        alone_at_night=row["alone"] or None,
        both_away=all(away),
        one_away_other_unable=(away[0] and hindered[1]) or (away[1] and hindered[0]),
        guardian_reached=guardian_reached(tries),
        carer_reachable=row["carer_reachable"],
        needs_special_care=True if row["special_care"] else None,
        ill_now=row["ill"] or None,
        out_of_school=True if facts.stage is Stage.LEFT_OUT else None,
        newly_away=newly,
        days_without_parent_contact=silent if any(away) else None,
    )


def _stored(reasons: Sequence[Said]) -> list[dict[str, Any]]:
    text = json.dumps([{"msgid": r.msgid, "values": dict(r.values)} for r in reasons], default=str)
    plain: list[dict[str, Any]] = json.loads(text)
    return plain


async def recompute_findings(child: UUID, *, by: Actor) -> bool:
    """Write what the rules find today: both versions, newly away, and the tier. False: all as before.

    Rows that no longer hold true end today; nobody ticks any of this by hand. A child that left the
    register or is out of the actor's reach is passed over.
    """
    today = clock.today()
    async with transaction(by) as db:
        row = await db.fetchrow(FACTS, child, today)
        if row is None:
            return False
        facts = facts_of(row, await db.fetch(ABSENCES, child))
        tries = await db.fetch(TRIES, child, clock.now() - timedelta(days=TRIES_DAYS))
        found = findings(facts, today)
        changed = await _write_findings(child, row["village"], found, today, db)
        risk = risk_of(risk_facts(row, facts, found, tries, today), today)
        reasons = _stored(risk.reasons)
        was = await db.fetchrow(
            "select id, tier, reasons from urgencies where child = $1 and ended_on is null", child
        )
        if was and (was["tier"], was["reasons"]) == (risk.tier, reasons):
            return changed
        if was:
            await db.execute("update urgencies set ended_on = $2 where id = $1", was["id"], today)
        await db.execute(
            """insert into urgencies (child, village, tier, reasons, found_on)
               values ($1, $2, $3, $4, $5)""",
            child, row["village"], risk.tier, json.dumps(reasons, ensure_ascii=False), today,
        )  # fmt: skip
        if was is None or was["tier"] != risk.tier:
            tier = was["tier"] if was else None
            await announce(UrgencyChanged(child, row["village"], risk.tier, tier))
    return True


async def _write_findings(
    child: UUID, village: str, found: Sequence[Finding], today: date, db: Scope
) -> bool:
    there = {
        (r["kind"], r["version"]): r
        for r in await db.fetch(
            """select id, kind, version, holds, since, reasons from findings
               where child = $1 and ended_on is null""",
            child,
        )
    }
    changed = False
    for each in found:
        kind = "newly_away" if each.version is RuleVersion.NEWLY_AWAY else "left_behind"
        reasons = _stored((*each.reasons, *each.missing))
        was = there.get((kind, str(each.version)))
        if was and (was["holds"], was["since"], was["reasons"]) == (
            each.holds,
            each.since,
            reasons,
        ):
            continue
        changed = True
        if was:
            await db.execute("update findings set ended_on = $2 where id = $1", was["id"], today)
        await db.execute(
            """insert into findings (child, village, kind, version, holds, since, reasons, found_on)
               values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            child, village, kind, str(each.version), each.holds, each.since,
            json.dumps(reasons, ensure_ascii=False), today,
        )  # fmt: skip
    return changed
