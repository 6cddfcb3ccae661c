"""The children of the demo with everything their file holds."""

import json
from datetime import timedelta
from typing import Final

from carenet.children.rules import RuleVersion, findings, risk_of
from carenet.core.ciphers import blind, seal
from carenet.core.pinyin import search_keys
from carenet.core.said import Said
from carenet.demo.childhood import class_words, facts_of, risk_facts_of
from carenet.demo.shapes import Child, County, Parent
from carenet.demo.sink import Sink, id_of

PURPOSES: Final = {"feeds": "feed"}
RULES: Final = "2026-09"
KNOWN_SINCE_DAYS: Final = 400


def said(reasons: tuple[Said, ...]) -> str:
    """Reasons as they are stored: msgids with values, spoken when shown."""
    return json.dumps([{"msgid": r.msgid, "values": dict(r.values)} for r in reasons], default=str)


def load_children(made: County, sink: Sink) -> None:
    """Rows of `children`."""
    for house in made.households:
        sink.add(
            "care_households", id=id_of(house.key), village=house.village,
            hamlet=id_of(house.hamlet), name=house.name,
        )  # fmt: skip
    hamlet_of = {h.key: h.hamlet for h in made.households}
    able = {h.key: h.carer_able for h in made.households}
    for child in made.children:
        _core(child, made, sink, hamlet_of[child.household])
        _family(child, made, sink, carer_able=able[child.household])
        _school(child, made, sink)
        _found(child, made, sink)
        _agreed(child, sink)


def _core(child: Child, made: County, sink: Sink, hamlet: str) -> None:
    id_, keys = id_of(child.key), search_keys(child.name)
    own = {"child": id_, "village": child.village}
    since = made.today - timedelta(days=KNOWN_SINCE_DAYS)
    sink.add(
        "children", id=id_, village=child.village, name=child.name, sort_key=keys.sort_key,
        initials=keys.initials, pinyin=keys.pinyin, sex=child.sex, birth_date=child.birth_date,
        ethnicity=child.ethnicity, allergy=child.allergy, special_care=child.special_care,
        languages=list(child.languages), wish=child.wish,
    )  # fmt: skip
    row = id_of(f"identity:{child.key}")
    sink.add(
        "child_identities", id=row, **own, kind="resident" if child.id_number else "none_yet",
        id_number=seal(child.id_number, "child_identities", "id_number", row)
        if child.id_number else None,
        id_number_index=blind("id", child.id_number) if child.id_number else None,
        pupil_number=seal(child.pupil_number, "child_identities", "pupil_number", row)
        if child.pupil_number else None,
    )  # fmt: skip
    sink.add("hukou_places", **own, division=child.hukou, starts_on=child.birth_date)
    sink.add("care_places", **own, division=child.village, hamlet=id_of(hamlet), starts_on=since)
    sink.add("household_members", **own, household=id_of(child.household), starts_on=since)
    for weekday, night in enumerate(child.nights, 1):
        sink.add("week_plan_nights", **own, weekday=weekday, night=night, starts_on=since)
    for group in child.key_groups:
        sink.add("key_groups", **own, kind=group, starts_on=since, source="census")


def _family(child: Child, made: County, sink: Sink, *, carer_able: bool) -> None:
    own = {"child": id_of(child.key), "village": child.village}
    since = made.today - timedelta(days=KNOWN_SINCE_DAYS)
    sink.add(
        "guardians", **own, person=id_of(child.guardian), relation=child.guardian_relation,
        starts_on=child.birth_date, caring_confirmed_on=since,
    )  # fmt: skip
    reach(sink, child, child.guardian, f"guardian:{child.guardian}")
    if child.carer:
        person = made.people[child.carer]
        sink.add(
            "carers", **own, person=id_of(child.carer), relation=child.carer_relation,
            able="able" if carer_able else "weak", can_read=person.reads, starts_on=since,
        )  # fmt: skip
        if child.carer != child.guardian:
            reach(sink, child, child.carer, f"carer:{child.carer}")
    else:
        sink.add("carers", **own, relation="nobody", able="able", starts_on=since)
    for who, parent in (("father", child.father), ("mother", child.mother)):
        _absences(child, who, parent, sink)


def _absences(child: Child, who: str, parent: Parent, sink: Sink) -> None:
    own = {"child": id_of(child.key), "village": child.village, "parent": who}
    for absence in parent.facts.absences:
        sink.add(
            "absences", **own, kind="work", place=parent.works_at, starts_on=absence.starts_on,
            ends_on=absence.ends_on, source="census",
        )  # fmt: skip
    for hindered in parent.facts.hindrances:
        sink.add(
            "absences", **own, kind=str(hindered.why), ends_on=hindered.ends_on,
            starts_on=hindered.starts_on or child.birth_date, source="census",
        )  # fmt: skip


def _school(child: Child, made: County, sink: Sink) -> None:
    if child.school is None:
        return
    sink.add(
        "schoolings", child=id_of(child.key), village=child.village,
        organisation=id_of(child.school), stage=str(child.stage), grade=child.grade,
        class_name=class_words(child), boards=child.boards,
        starts_on=made.today - timedelta(days=80),
    )  # fmt: skip


def _found(child: Child, made: County, sink: Sink) -> None:
    own = {"child": id_of(child.key), "village": child.village}
    for finding in findings(facts_of(child), made.today):
        kind = "newly_away" if finding.version is RuleVersion.NEWLY_AWAY else "left_behind"
        sink.add(
            "findings", **own, kind=kind, version=str(finding.version), holds=finding.holds,
            since=finding.since, reasons=said((*finding.reasons, *finding.missing)),
            found_on=made.today,
        )  # fmt: skip
    risk = risk_of(risk_facts_of(child, made.today), made.today)
    sink.add("urgencies", **own, tier=risk.tier, reasons=said(risk.reasons), found_on=made.today)


def _agreed(child: Child, sink: Sink) -> None:
    for given in child.consents:
        sink.add(
            "consents", child=id_of(child.key), village=child.village,
            purpose=PURPOSES.get(given.purpose, given.purpose), agreed=given.agreed,
            given_by=id_of(child.guardian), relation=child.guardian_relation, basis="consent",
            channel="phone", rules_version=RULES, child_voice=child.wish,
            given_at=noon_of(given.on),
        )  # fmt: skip


def noon_of(day: object) -> object:
    """Noon of a local day."""
    from datetime import date, time

    from carenet.core.clock import at

    assert isinstance(day, date)  # noqa: S101  the generator gives dates
    return at(day, time(12))


def reach(sink: Sink, child: Child, person: str, because: str, since_days: int = 60) -> None:
    """This person may see this child."""
    from carenet.core import clock

    sink.add(
        "reaches", person=id_of(person), child=id_of(child.key), village=child.village,
        because=because[:80], starts_at=clock.now() - timedelta(days=since_days),
    )  # fmt: skip
