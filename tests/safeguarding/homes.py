"""Homes on the way, for tests: papers as rows, steps as the verbs that make them."""

from datetime import timedelta

from carenet.core import clock
from carenet.safeguarding.rules.taking_on import HOST_ITEMS, INTRODUCTIONS, PROXY_ITEMS
from carenet.safeguarding.services import nominating, taking_on
from tests.cast import GUI, HERE, LAN, MEI, YE

HOME = {"beds": 2, "girls": True, "boys": True, "full_care": True, "school_minutes": 10}
DOCUMENTS = ("identity", "self_declaration", "record_check")


async def papers(eyes, person, *kinds):
    """These papers, seen by somebody a month ago."""
    for kind in kinds:
        await eyes.execute(
            """insert into clearances (person, kind, result, starts_on, entered_by)
               values ($1, $2, 'passed', $3, $4)""",
            person, kind, clock.today() - timedelta(days=30), LAN.account,
        )  # fmt: skip


async def cleared(eyes, person, *, days=300):
    """Full clearance for so many days from today; 0 ends it."""
    await eyes.execute(
        "update cleared_spans set ends_on = $2 where person = $1 and ends_on >= $2",
        person, clock.today() - timedelta(days=1),
    )  # fmt: skip
    if days:
        await eyes.execute(
            "insert into cleared_spans (person, tier, starts_on, ends_on) values ($1, 'cleared', $2, $3)",
            person, clock.today(), clock.today() + timedelta(days=days),
        )  # fmt: skip


async def nominated(act, eyes, *adults, one=MEI, **more):
    """A home that the committee named, with these adults of the cast in it; the way and the home."""
    way = await nominating.nominate_home("桂兰芝家", HERE, **{**HOME, **more}, by=await act(one))
    family = await eyes.fetchval("select family from candidacies where id = $1", way)
    for adult in adults:
        await eyes.execute(
            """insert into host_family_adults (family, person, relation, confirmed_on)
               values ($1, $2, '家人', $3)""",
            family, adult.person, clock.today(),
        )  # fmt: skip
    return way, family


def seen(kind="host", **worse):
    """What two people saw: everything in order but what is said to be worse."""
    items = HOST_ITEMS if kind == "host" else PROXY_ITEMS
    answers = {item: worse.get(item, "yes") for item in items}
    if kind != "host":
        return taking_on.Seen(answers)
    return taking_on.Seen(answers, beds=1, rooms=1, school_minutes=15, living=3)


async def visited(act, eyes, way, *, first=MEI, second=LAN, kind="host", **worse):
    """Both were there, and the second says so."""
    check = await taking_on.write_check(
        way, clock.today(), second.person, seen(kind, **worse), by=await act(first)
    )
    await taking_on.answer_check(check, agreed=True, differs=None, by=await act(second))
    return check


async def up_to_decision(act, eyes, *adults, **more):
    """Everything but the approval and the introduction."""
    adults = adults or (GUI,)
    way, family = await nominated(act, eyes, *adults, **more)
    for adult in adults:
        await papers(eyes, adult.person, *DOCUMENTS)
        await cleared(eyes, adult.person)
    await taking_on.confirm(way, adults[0].person, clock.today(), by=await act(adults[0]))
    await visited(act, eyes, way)
    return way, family


async def taken_on(act, eyes, *adults, **more):
    """A home that takes part."""
    way, family = await up_to_decision(act, eyes, *adults, **more)
    await taking_on.decide(way, agreed=True, because=None, by=await act(YE))
    await taking_on.introduce(way, list(INTRODUCTIONS), clock.today(), by=await act(MEI))
    return way, family
