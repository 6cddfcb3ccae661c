"""The adults of the demo: who they are, what they offer, what papers they have, who signs in."""

from datetime import date, timedelta
from typing import Final

from carenet.accounts.services import phone_index
from carenet.core.ciphers import blind
from carenet.core.clock import SHANGHAI
from carenet.core.pinyin import search_keys
from carenet.demo.adults import PAPERS
from carenet.demo.shapes import County, Paper, Person
from carenet.demo.sink import Sink, id_of
from carenet.safeguarding.rules.taking_on import ROSTER_DAYS

FAR_OFF: Final = timedelta(days=400)
ROLES: Final = {"supervisor": "township"}
TEACHER_CAP: Final = 8
ACCOUNT_ROLES: Final = {
    "volunteer": "volunteer", "volunteer2": "volunteer", "proxy": "proxy_parent", "host": "host",
    "guardian": "guardian",
}  # fmt: skip
SECONDS_OF_DUTY: Final = 365
LEAD_SINCE_DAYS: Final = 300


def load_people(made: County, sink: Sink) -> None:
    """Rows of `people`, `safeguarding` clearances, offers and accounts."""
    for person in made.people.values():
        _load_person(person, sink)
    _load_volunteers(made, sink)
    _load_proxies_and_hosts(made, sink)
    _load_homes_on_the_way(made, sink)
    _load_teams(made, sink)
    _load_teachers(made, sink)
    _load_accounts(made, sink)


def _load_person(person: Person, sink: Sink) -> None:
    id_, keys = id_of(person.key), search_keys(person.name)
    sink.add(
        "people", id=id_, name=person.name, sort_key=keys.sort_key, initials=keys.initials, pinyin=keys.pinyin,
        sex=person.sex, birth_year=person.birth_year, division=person.division,
        household=id_of(person.household) if person.household else None,
    )  # fmt: skip
    for language in person.languages:
        sink.add(
            "person_languages", person=id_, language=language.code,
            can_explain=language.can_explain,
        )  # fmt: skip
    for rank, way in enumerate(person.ways, 1):
        sink.add(
            "contact_ways", person=id_, kind=way.kind, value=way.value, via=way.via,
            value_index=blind("phone", way.value[-11:]) if way.value else None,
            via_agreed_on=way.tested_on if way.via else None, tested_on=way.tested_on,
            works=way.works, rank=rank,
        )  # fmt: skip


def load_papers(key: str, tier: str, papers: tuple[Paper, ...], today: date, sink: Sink) -> None:
    """Papers as they stand, and the span of the tier they open."""
    ends = min((p.ends_on for p in papers if p.ends_on), default=today + FAR_OFF)
    for paper in papers:
        sink.add(
            "clearances", person=id_of(key), kind=paper.kind, result=paper.result,
            starts_on=paper.starts_on, ends_on=paper.ends_on,
            entered_by=id_of("account:cast:county"), entered_at=_noon(min(paper.starts_on, today)),
        )  # fmt: skip
    starts = min((p.starts_on for p in papers), default=today)
    sink.add(
        "cleared_spans", person=id_of(key), tier=tier, starts_on=min(starts, ends), ends_on=ends
    )


def _load_volunteers(made: County, sink: Sink) -> None:
    for number, one in enumerate(made.volunteers, 1):
        id_ = id_of(one.person)
        sink.add(
            "volunteers", person=id_, volunteer_number=f"V{number:05d}",
            organisation=id_of(one.organisation) if one.organisation else None,
            subjects=list(one.subjects), skills=list(one.skills), reach_minutes=one.reach_minutes,
            hours_week_max=one.hours_week_max, joined_on=one.joined_on,
        )  # fmt: skip
        for weekday, part in one.free:
            sink.add("availabilities", person=id_, weekday=weekday, part=part)
        load_papers(one.person, one.tier, one.papers, made.today, sink)
        sink.add(
            "offers", person=id_, service="tutoring", division=made.people[one.person].division,
            capacity=max(1, one.hours_week_max // 2), starts_on=one.joined_on,
        )  # fmt: skip


def year_from(day: date, today: date) -> date:
    """The next time its year is over: a demo home was looked at anew each year."""
    while day <= today:
        day += timedelta(days=SECONDS_OF_DUTY)
    return day


def _load_proxies_and_hosts(made: County, sink: Sink) -> None:
    for proxy in made.proxy_parents:
        id_ = id_of(proxy.person)
        sink.add(
            "proxy_parents", person=id_, households_max=proxy.households_max,
            joined_on=proxy.joined_on, approved_on=proxy.joined_on,
            renew_by=year_from(proxy.joined_on, made.today),
        )  # fmt: skip
        load_papers(proxy.person, "cleared", proxy.papers, made.today, sink)
        sink.add(
            "offers", person=id_, service="proxy_parent",
            division=made.people[proxy.person].division, capacity=proxy.households_max,
            starts_on=proxy.joined_on,
        )  # fmt: skip
    for host in made.host_families:
        family = id_of(host.key)
        sink.add(
            "host_families", id=family, name=host.name, village=host.village,
            hamlet=id_of(host.hamlet), beds=host.beds, takes_girls=host.takes_girls,
            takes_boys=host.takes_boys, full_care=host.full_care, approved_on=host.approved_on,
            renew_by=year_from(host.approved_on, made.today), rooms=1 + host.beds // 2,
        )  # fmt: skip
        sink.add(
            "home_duties", family=family, village=host.village, kind="roster",
            opens_on=made.today - timedelta(days=host.asked_days),
            due_on=made.today + timedelta(days=ROSTER_DAYS - host.asked_days),
        )  # fmt: skip
        for adult in host.adults:
            sink.add(
                "host_family_adults", family=family, person=id_of(adult),
                confirmed_on=made.today - timedelta(days=host.asked_days),
            )  # fmt: skip
            load_papers(adult, "cleared", host.papers[adult], made.today, sink)
        sink.add(
            "offers", person=id_of(host.adults[0]), service="host_family", division=host.village,
            capacity=host.beds, starts_on=host.approved_on, host_family=family,
        )  # fmt: skip


def _load_homes_on_the_way(made: County, sink: Sink) -> None:
    for home in made.homes_on_the_way:
        family, director = id_of(home.key), id_of("account:cast:director")
        sink.add(
            "host_families", id=family, name=home.name, village=home.village, beds=2,
            takes_girls=True, takes_boys=True, full_care=True,
            entered_by=director if home.nominated else None,
        )  # fmt: skip
        for adult in home.adults:
            sink.add(
                "host_family_adults", family=family, person=id_of(adult), confirmed_on=made.today
            )
            if home.papers[adult]:
                whole = any(p.kind == "training" for p in home.papers[adult])
                load_papers(adult, "cleared" if whole else "group", home.papers[adult], made.today, sink)  # fmt: skip
        said = None if home.nominated else made.today - timedelta(days=3)
        sink.add(
            "candidacies", kind="host", family=family, village=home.village,
            how="nominated" if home.nominated else "applied",
            begun_at=_noon(made.today - timedelta(days=6)),
            begun_by=director if home.nominated else None, confirmed_on=said,
            confirmed_by=id_of(home.adults[0]) if said else None,
        )  # fmt: skip


def _load_teams(made: County, sink: Sink) -> None:
    for team in made.teams:
        id_ = id_of(team.key)
        sink.add(
            "teams", id=id_, organisation=id_of(team.organisation), name=team.name,
            leader=id_of(team.leader), agreement_on=team.agreement_on, starts_on=team.starts_on,
            ends_on=team.ends_on, division=made.divisions[0].code[:6].ljust(12, "0"),
        )  # fmt: skip
        for member in team.members:
            sink.add("team_members", team=id_, person=id_of(member))


def _load_teachers(made: County, sink: Sink) -> None:
    for teacher in made.teachers:
        sink.add(
            "offers", person=id_of(teacher.person), service="paired_teacher",
            division=made.people[teacher.person].division, capacity=TEACHER_CAP,
            starts_on=made.today - timedelta(days=90), organisation=id_of(teacher.school),
        )  # fmt: skip


def _scope(role: str, division: str) -> str:
    return {"county": division[:6], "township": division[:9]}.get(
        role, division[:6] if role in ("sysadmin", "security", "auditor") else division
    )


def _account(made: County, sink: Sink, key: str, handle: str | None, held: dict[str, str]) -> None:
    if key in held:
        return
    person = made.people[key]
    phone = next((w.value for w in person.ways if w.kind == "own_phone" and w.value), None)
    held[key] = person.name
    sink.add(
        "accounts", id=id_of(f"account:{key}"), person=id_of(key), handle=handle, name=person.name,
        language="zh_Hans", phone_index=phone_index(phone) if phone else None,
    )  # fmt: skip


def _duty(made: County, sink: Sink, key: str, role: str, office: str | None, division: str) -> None:
    role = ROLES.get(role, role)
    lo = _scope(role, division)
    proposer, approver = _two_who_agreed(made, role, division)
    noon = _noon(made.today - timedelta(days=200))
    sink.add(
        "duties", account=id_of(f"account:{key}"), role=role,
        organisation=id_of(office) if office else None, division=division, lo=lo, hi=f"{lo}~",
        towns=[], starts_on=made.today - timedelta(days=200),
        ends_on=made.today + timedelta(days=SECONDS_OF_DUTY), proposed_by=id_of(f"account:{proposer}"),
        approved_by=id_of(f"account:{approver}"), approved_at=noon,
    )  # fmt: skip


def _two_who_agreed(made: County, role: str, division: str) -> tuple[str, str]:
    """Who proposed a duty and who approved it: never the one who holds it."""
    if role == "sysadmin":
        return "cast:security", "cast:auditor"
    if role == "security":
        return "cast:sysadmin", "cast:auditor"
    if role in ("director", "lead", "teacher"):
        above = (
            d for d in made.duties if d.role == "supervisor" and d.division[:9] == division[:9]
        )
        return next(d.person for d in above), "cast:county"
    return ("cast:county" if role == "township" else "cast:sysadmin"), "cast:security"


def _noon(day: date) -> object:
    from datetime import datetime, time

    return datetime.combine(day, time(12), SHANGHAI)


def _load_accounts(made: County, sink: Sink) -> None:
    held: dict[str, str] = {}
    by_person = {member.person: member for member in made.cast.values()}
    for member in made.cast.values():
        _account(made, sink, member.person, member.handle, held)
        if member.handle in ACCOUNT_ROLES:
            sink.add(
                "account_roles", account=id_of(f"account:{member.person}"),
                role=ACCOUNT_ROLES[member.handle], starts_on=made.today - timedelta(days=100),
            )  # fmt: skip
    officers = set()
    for duty in made.duties:
        _account(made, sink, duty.person, None, held)
        _duty(made, sink, duty.person, duty.role, duty.organisation, duty.division)
        officers.add((duty.person, ROLES.get(duty.role, duty.role)))
    for centre in made.centres:
        if centre.closed_on is None:
            _account(made, sink, centre.lead, None, held)
            _duty(made, sink, centre.lead, "lead", centre.key, centre.village)
            load_lead_papers(centre.lead, made, sink)
    for teacher in made.teachers:
        found = by_person.get(teacher.person)
        if (
            found
            and (
                teacher.person,
                "teacher",
            )
            not in officers
        ):
            _duty(made, sink, teacher.person, "teacher", teacher.school, found.division)


def load_lead_papers(key: str, made: County, sink: Sink) -> None:
    """A lead has full clearance, also one who is no volunteer; nobody gets two spans."""
    known = {row["person"] for row in sink.rows.get("cleared_spans", [])}
    if id_of(key) not in known:
        since = made.today - timedelta(days=LEAD_SINCE_DAYS)
        papers = [
            Paper(kind, since, since + timedelta(days=n) if n else None) for kind, n in PAPERS
        ]
        load_papers(key, "cleared", tuple(papers), made.today, sink)
