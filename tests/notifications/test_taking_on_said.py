"""On the way to take part whoever's turn it is hears of it, once a step; the year and the quarter are spoken of in time."""

from datetime import timedelta

import pytest

from carenet.core import clock
from carenet.notifications.kinds import KINDS
from carenet.notifications.services.rounds_of_homes import GUEST, GUESTS, HOMES
from carenet.safeguarding.rules.taking_on import INTRODUCTIONS
from carenet.safeguarding.services import taking_on
from carenet.safeguarding.services.renewing import go_on
from tests.cast import GUI, HERE, LAN, LIAN, MEI, XIAOYU, YE
from tests.safeguarding.homes import DOCUMENTS, cleared, nominated, papers, seen, visited


@pytest.fixture
def told(worker, eyes):
    """Who is told what new thing now, at noon."""
    from carenet.notifications.services.rounds import Round, _ask

    async def ask(day=None):
        day = day or clock.today()
        for kind, sql in HOMES:
            await _ask(Round(kind, sql), day, clock.now() + (day - clock.today()), worker)
        rows = await eyes.fetch(
            "select kind, recipient, details from reminders where kind like 'taking.%' and state = 'due'"
        )
        await eyes.execute("update reminders set state = 'handed_over' where kind like 'taking.%'")
        return {(r["kind"].removeprefix("taking."), r["recipient"]) for r in rows}

    return ask


async def test_each_step_is_said_to_whose_turn_it_is_and_never_twice(act, eyes, told):
    gui, mei, lan, ye = GUI.person, MEI.person, LAN.person, YE.person
    way, _family = await nominated(act, eyes, GUI)
    await cleared(eyes, gui, days=0)
    assert await told() == {("asked", gui)}
    assert await told() == set()
    await taking_on.confirm(way, gui, clock.today(), by=await act(GUI))
    assert await told() == {("papers", mei)}
    await papers(eyes, gui, *DOCUMENTS)
    assert await told() == {("visit", mei), ("visit", lan)}
    await cleared(eyes, gui)
    check = await taking_on.write_check(way, clock.today(), lan, seen(), by=await act(MEI))
    assert await told() == {("second", lan)}
    await taking_on.answer_check(check, agreed=True, differs=None, by=await act(LAN))
    assert await told() == {("decide", ye)}  # the township took part: the county is next
    await taking_on.decide(way, agreed=False, because="先添一张床", by=await act(YE))
    assert await told() == {("sent_back", mei), ("sent_back", lan), ("visit", mei), ("visit", lan)}
    await visited(act, eyes, way, second=YE)
    assert await told() == {("decide", lan)}
    await taking_on.decide(way, agreed=True, because=None, by=await act(LAN))
    assert await told() == {("introduce", mei)}
    await taking_on.introduce(way, list(INTRODUCTIONS), clock.today(), by=await act(MEI))
    assert await told() == {("done", gui)}


async def test_the_quarter_and_the_year_are_spoken_of_before_and_after(act, eyes, told, worker):
    from tests.safeguarding.homes import taken_on

    _way, family = await taken_on(act, eyes)
    await told()
    today = clock.today()
    assert await told(today + timedelta(days=75)) == set()
    assert await told(today + timedelta(days=76)) == {("roster", GUI.person)}
    await eyes.execute("update host_family_adults set person = $1 where family = $2", LIAN.person, family)  # fmt: skip
    await eyes.execute("delete from account_roles where account = $1", LIAN.account)
    await eyes.execute("update accounts set person = $1 where id = $2", GUI.person, LIAN.account)
    assert await told(today + timedelta(days=77)) == {("roster_for", MEI.person)}
    day = today + timedelta(days=91)
    await go_on(day, clock.now() + timedelta(days=91), by=worker)
    assert ("roster_late", LAN.person) in await told(day)
    renew = await eyes.fetchval("select renew_by from host_families where id = $1", family)
    await eyes.execute("update host_family_adults set person = $1 where family = $2", GUI.person, family)  # fmt: skip
    await go_on(renew - timedelta(days=60), clock.now(), by=worker)
    assert ("renewal", GUI.person) in await told(renew - timedelta(days=60))
    await go_on(renew + timedelta(days=1), clock.now() + (renew - today), by=worker)
    late = await told(renew + timedelta(days=1))
    assert {("lapsed", MEI.person), ("lapsed", LAN.person)} <= late


async def test_another_adult_for_the_night_is_said_to_the_director_once_a_day_with_how_often(
    act, eyes, worker
):
    from carenet.notifications.services.rounds import Round, _ask
    from tests.placements.test_handing_over import hosted

    await hosted(eyes)
    today = clock.today()
    for day, said in ((40, True), (3, True), (2, False), (0, True)):
        await eyes.execute(
            """insert into day_logs (child, village, person, on_day, happened_at, other_adult_tonight)
               values ($1, $2, $3, $4, now(), $5)""",
            XIAOYU.id, HERE, GUI.person, today - timedelta(days=day), said,
        )  # fmt: skip
    one = Round("taking.guest", GUEST)
    assert await _ask(one, today, clock.now(), worker) == 1
    assert await _ask(one, today, clock.now(), worker) == 0
    row = await eyes.fetchrow(
        "select recipient, details from reminders where kind = 'taking.guest'"
    )
    assert row["recipient"] == MEI.person
    assert row["details"]["count"] == 2


def test_every_round_of_homes_says_a_kind_that_there_is():
    assert [kind for kind, _sql in HOMES] == list(dict.fromkeys(kind for kind, _sql in HOMES))
    assert {kind for kind, _sql in (*HOMES, *GUESTS)} == {
        kind for kind in KINDS if kind.startswith("taking.")
    }
