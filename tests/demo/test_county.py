import re
from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest

from carenet.census.rules import read_phone, read_resident_id
from carenet.children.rules import RuleVersion, Stage, findings, risk_of
from carenet.demo.county import HANDLES, SEED, County, county, facts_of, risk_facts_of
from carenet.demo.names import ID_AREA, PHONE_PREFIX
from carenet.places.codes import Level

TODAY = date(2026, 11, 24)


@cache
def demo() -> County:
    return county(SEED, TODAY)


def test_the_county_has_the_size_that_was_promised() -> None:
    made = demo()
    assert len(made.children) == 2_600
    assert (len(made.volunteers), len(made.proxy_parents), len(made.host_families)) == (300, 60, 40)
    assert (len(made.schools), len(made.centres)) == (30, 45)
    assert len(made.teams[0].members) == 20
    assert Counter(row.level for row in made.divisions) == {
        Level.COUNTY: 1,
        Level.TOWNSHIP: 15,
        Level.VILLAGE: 170,
    }
    assert {child.village for child in made.children} == {
        row.code for row in made.divisions if row.level is Level.VILLAGE
    }


def test_the_same_seed_and_day_give_the_same_county_and_another_day_moves_its_dates() -> None:
    again = county(SEED, TODAY)
    assert again == demo()
    later = county(SEED, TODAY + timedelta(days=1))
    assert [child.name for child in later.children] == [child.name for child in again.children]
    moved = [
        (a.father.facts.absences, b.father.facts.absences)
        for a, b in zip(again.children, later.children, strict=True)
    ]
    assert all(b[0].starts_on - a[0].starts_on == timedelta(days=1) for a, b in moved if a)


def test_no_childs_name_hides_in_another_name() -> None:
    made = demo()
    names = [child.name for child in made.children]
    assert len(set(names)) == len(names)
    assert {len(name) for name in names} == {3}
    others = {person.name for person in made.people.values()} | {
        org.name for org in made.organisations
    }
    others |= {hamlet.name for hamlet in made.hamlets} | {row.name for row in made.divisions}
    pattern = re.compile("|".join(map(re.escape, names)))
    assert [other for other in others if pattern.search(other)] == []


def test_every_key_leads_somewhere() -> None:
    made = demo()
    organisations = {org.key for org in made.organisations}
    hamlets, households = {h.key for h in made.hamlets}, {h.key for h in made.households}
    assert len(organisations) == len(made.organisations)
    assert {school.key for school in made.schools} | {
        centre.key for centre in made.centres
    } <= organisations
    assert {household.hamlet for household in made.households} <= hamlets
    for child in made.children:
        assert child.household in households
        assert {child.father.person, child.mother.person, child.guardian} <= made.people.keys()
        assert child.carer is None or child.carer in made.people
        assert child.teacher is None or child.teacher in made.people
        assert child.school is None or child.school in organisations
    adults = (
        [v.person for v in made.volunteers]
        + [p.person for p in made.proxy_parents]
        + [d.person for d in made.duties]
    )
    adults += [key for family in made.host_families for key in family.adults] + [
        t.person for t in made.teachers
    ]
    assert set(adults) <= made.people.keys()
    assert {duty.organisation for duty in made.duties} <= organisations
    assert {volunteer.organisation for volunteer in made.volunteers} - {None} <= organisations
    assert {need.child for need in made.needs} <= {child.key for child in made.children}
    assert {key.lead for key in made.centres} | {
        key.key_holder for key in made.centres
    } <= made.people.keys()


def test_numbers_pass_every_check_and_belong_to_nobody() -> None:
    made = demo()
    numbers = [child.id_number for child in made.children if child.id_number]
    assert len(set(numbers)) == len(numbers)
    for child in made.children:
        if child.id_number:
            assert child.id_number.startswith(ID_AREA)
            assert read_resident_id(child.id_number) == child.id_number
            assert child.id_number[6:14] == f"{child.birth_date:%Y%m%d}"
    phones = [way.value for person in made.people.values() for way in person.ways if way.value]
    assert len(set(phones)) == len(phones)
    assert all(
        phone.startswith(f"+86{PHONE_PREFIX}") and read_phone(phone) == phone for phone in phones
    )


def test_everyone_of_the_cast_is_there_with_an_invented_name() -> None:
    made = demo()
    assert set(made.cast) == set(HANDLES)
    for handle, member in made.cast.items():
        assert made.people[member.person].key == f"cast:{handle}"
        assert member.handle == handle
    own = [child for child in made.children if child.guardian == "cast:guardian"]
    assert len(own) == 2
    assert {child.teacher for child in own} == {"cast:teacher"}
    assert {child.stage for child in own} == {Stage.PRIMARY}
    assert all(made.people["cast:guardian"].name[0] == child.name[0] for child in own)
    lead = made.cast["lead"]
    assert (
        next(centre for centre in made.centres if centre.key == lead.organisation).closed_on is None
    )


def test_both_rule_versions_find_many_children_and_not_the_same() -> None:
    counts: Counter[RuleVersion] = Counter()
    for child in demo().children:
        for found in findings(facts_of(child), TODAY):
            counts[found.version] += found.holds
    assert 1_800 < counts[RuleVersion.LIU2018] < 2_500
    assert 1_500 < counts[RuleVersion.GUO2016] < 2_500
    assert 30 < counts[RuleVersion.NEWLY_AWAY] < 200
    assert counts[RuleVersion.LIU2018] != counts[RuleVersion.GUO2016]


def test_tiers_are_computed_and_all_of_them_occur() -> None:
    made = demo()
    tiers = Counter(child.tier for child in made.children)
    assert set(tiers) == {0, 1, 2, 3}
    assert tiers[0] < tiers[1] < tiers[2]
    for child in made.children[:200]:
        assert child.tier == risk_of(risk_facts_of(child, TODAY), TODAY).tier


def test_no_small_child_is_ever_left_without_an_adult() -> None:
    for child in demo().children:
        if child.carer is None:
            assert (TODAY - child.birth_date).days > 13 * 365
            assert child.alone_at_night


def test_households_hold_siblings_and_cousins_under_one_carer() -> None:
    made = demo()
    sizes = Counter(child.household for child in made.children)
    families: dict[str, set[str]] = {}
    for child in made.children:
        families.setdefault(child.household, set()).add(child.father.person)
    assert max(sizes.values()) >= 4
    assert sum(len(fathers) > 1 for fathers in families.values()) > 100
    assert {child.household for child in made.children} == {
        household.key for household in made.households
    }


def test_there_are_gaps_to_close() -> None:
    made = demo()
    open_villages = {centre.village for centre in made.centres if centre.closed_on is None}
    count = Counter(child.village for child in made.children)
    assert [village for village, number in count.most_common(20) if village not in open_villages]
    assert any(child.teacher is None and child.school for child in made.children)
    assert any(child.guardian_reached is False for child in made.children)
    lapsed = [p for v in made.volunteers for p in v.papers if p.ends_on and p.ends_on < TODAY]
    assert 5 < len(lapsed) < 60
    assert any(centre.closed_on for centre in made.centres)


def test_needs_come_from_findings_and_half_have_the_childs_own_words() -> None:
    made = demo()
    services = Counter(need.service for need in made.needs)
    assert set(services) == {
        "paired_teacher",
        "host_family",
        "proxy_parent",
        "tutoring",
        "centre_place",
        "counselling",
        "family_call",
        "peer",
    }
    assert services["tutoring"] > 300
    spoken = sum(need.wish is not None for need in made.needs) / len(made.needs)
    assert 0.4 < spoken < 0.6
    assert all((need.subject is not None) == (need.service == "tutoring") for need in made.needs)


def test_nothing_said_in_the_demo_is_a_label() -> None:
    made = demo()
    said = [child.wish or "" for child in made.children] + [
        child.kind_line or "" for child in made.children
    ]
    said += [org.name for org in made.organisations]
    assert not [
        line for line in said for label in ("留守", "困境", "贫困", "风险") if label in line
    ]


@pytest.mark.parametrize("today", [date(2027, 2, 28), date(2028, 2, 29), date(2027, 7, 1)])
def test_any_day_makes_a_county(today: date) -> None:
    made = county(SEED, today)
    assert all(child.birth_date < today for child in made.children)
    for child in made.children:
        for parent in (child.father, child.mother):
            assert all(absence.starts_on <= today for absence in parent.facts.absences)
