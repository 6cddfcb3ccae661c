"""What the register says becomes needs by rule: each rule, and what keeps it from opening one."""

from datetime import timedelta

import pytest

from carenet.core import clock
from carenet.matching.rules import SHAPES, NeedFacts, Service, Standing, marks_of, needs_of
from carenet.matching.services.needs import open_needs_by_rule
from tests.cast import ADUO, HERE, LAN, XIAOYU
from tests.matching.builders import left_behind

GRANDMOTHER = NeedFacts(left_behind=True, tier=3, carers=("able",))


def services(facts):
    return {(w.service, w.subject) for w in needs_of(facts)}


def test_who_struggles_in_maths_gets_tutoring_in_maths_left_behind_or_not():
    facts = NeedFacts(left_behind=False, tier=3, carers=("able",), struggles=("math", "chinese"))
    assert services(facts) == {(Service.TUTORING, "math"), (Service.TUTORING, "chinese")}


@pytest.mark.parametrize(
    ("carers", "at_home", "needed"),
    [
        ((), False, True),
        (("frail", "ill"), False, True),
        (("frail", "able"), False, False),
        ((), True, False),
    ],
)
def test_a_host_family_where_no_adult_who_can_care_is_at_home(carers, at_home, needed):
    facts = NeedFacts(left_behind=True, tier=3, carers=carers, parent_at_home=at_home)
    assert ((Service.HOST_FAMILY, None) in services(facts)) is needed


def test_a_child_who_sleeps_alone_needs_a_home_whatever_its_carer():
    facts = NeedFacts(
        left_behind=False, tier=3, carers=("able",), nights=frozenset({"home", "alone"})
    )
    assert services(facts) == {(Service.HOST_FAMILY, None)}


@pytest.mark.parametrize("tier", range(4))
def test_a_proxy_parent_where_the_tier_is_high_and_a_teacher_for_every_child(tier):
    found = services(NeedFacts(left_behind=True, tier=tier, carers=("able",)))
    assert ((Service.PROXY_PARENT, None) in found) is (tier <= 1)
    assert (Service.PAIRED_TEACHER, None) in found
    assert not services(NeedFacts(left_behind=False, tier=tier, carers=("able",)))


def test_consent_is_not_asked_where_duty_suffices():
    assert SHAPES[Service.PAIRED_TEACHER].purpose is None
    marks = marks_of(
        SHAPES[Service.PAIRED_TEACHER], Standing("refused"), school=True,
        service=Service.PAIRED_TEACHER, tier=0, waited=0,
    )  # fmt: skip
    assert not marks


@pytest.mark.parametrize(("tier", "waited", "first"), [(0, 8, True), (1, 7, False), (2, 30, False)])
def test_a_high_tier_that_waits_longer_than_seven_days_stands_first(tier, waited, first):
    marks = marks_of(
        SHAPES[Service.PROXY_PARENT], Standing("agreed"), school=True,
        service=Service.PROXY_PARENT, tier=tier, waited=waited,
    )  # fmt: skip
    assert any(m.code == "overdue" and m.first for m in marks) is first


async def opened(eyes, child):
    rows = await eyes.fetch(
        "select service from needs where child = $1 and rule is not null", child.id
    )
    return {r["service"] for r in rows}


async def away(eyes, child, parent, *, until=None):
    await eyes.execute(
        """insert into absences (child, village, parent, kind, starts_on, ends_on)
           values ($1, $2, $3, 'work', $4, $5)""",
        child.id, child.village, parent, clock.today() - timedelta(days=200), until,
    )  # fmt: skip


async def test_a_mother_away_and_a_father_nobody_knows_is_no_parent_at_home(eyes, act):
    await eyes.execute("delete from absences where child = $1", XIAOYU.id)
    await eyes.execute("update carers set able = 'frail' where child = $1", XIAOYU.id)
    await left_behind(eyes, XIAOYU, tier=3)
    await away(eyes, XIAOYU, "mother")
    await open_needs_by_rule(HERE, f"{HERE}~", by=await act(LAN))
    assert "host_family" in await opened(eyes, XIAOYU)


async def test_a_mother_who_is_back_is_at_home(eyes, act):
    await eyes.execute("delete from absences where child = $1", XIAOYU.id)
    await eyes.execute("update carers set able = 'frail' where child = $1", XIAOYU.id)
    await left_behind(eyes, XIAOYU, tier=3)
    await away(eyes, XIAOYU, "mother", until=clock.today())
    await open_needs_by_rule(HERE, f"{HERE}~", by=await act(LAN))
    assert "host_family" not in await opened(eyes, XIAOYU)
    assert not await opened(eyes, ADUO)
