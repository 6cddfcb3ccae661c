"""Two services in one round: the volunteers' hours are shared, and the page says so."""

import json
from collections import Counter

import asyncpg
import pytest

from carenet.core import clock
from carenet.matching.engine.files import read_instance
from carenet.matching.engine.outcome import Limits
from carenet.matching.engine.verify import verify
from carenet.matching.pairing import together as joining
from carenet.matching.pairing.field import TooMany
from carenet.matching.pairing.making import make, verdicts
from carenet.matching.pairing.shapes import Ties
from carenet.matching.pairing.together import together
from carenet.matching.rules import SHARED_HOURS, CannotMatch, Service
from carenet.matching.services import move, open_round, price_of_move, publish
from carenet.matching.wording import TOGETHER
from tests.cast import ADUO, HERE, LAN, LIAN, MEI, PING, XIAOSHAN, XIAOYU
from tests.matching.builders import consent, need, proposals, proxy, solved
from tests.matching.test_circles import FRIENDS, classmates
from tests.matching.test_pages import a_form
from tests.matching.test_pairs_let_in import a_county

BOTH = (Service.TUTORING, Service.PROXY_PARENT)


async def volunteer(eyes, *ones, hours=4):
    """They tutor maths on Tuesday afternoons, so many hours a week at most."""
    for one in ones:
        await eyes.execute(
            """insert into volunteers (person, subjects, reach_minutes, hours_week_max, joined_on)
               values ($1, '{math}', 60, $2, '2024-01-01')""",
            one.person,
            hours,
        )
        await eyes.execute(
            "insert into availabilities (person, weekday, part) values ($1, 2, 'afternoon')",
            one.person,
        )


async def both(act, *, one=LAN):
    return await open_round(
        "both", BOTH[0], f"{HERE[:9]}000", clock.today(), also=BOTH[1:], by=await act(one)
    )


async def hours_of(eyes, round_):
    """The hours a week that the draft asks of each helper."""
    rows = await eyes.fetch(
        """select p.person, n.service, count(distinct case when n.service in ('proxy_parent', 'peer')
             then coalesce(n.group_key, n.id) else n.id end) as n
           from proposals p join needs n on n.id = p.need
           where p.round = $1 and p.state in ('draft', 'locked') group by 1, 2""",
        round_,
    )
    found = Counter()
    for r in rows:
        found[r["person"]] += SHARED_HOURS[Service(r["service"])] * r["n"]
    return found


async def test_the_hours_of_a_volunteer_are_not_given_twice(act, eyes, worker):
    await volunteer(eyes, PING, hours=3)
    await proxy(eyes, PING, households=3)
    await need(eyes, ADUO, "tutoring", subject="math", tier=1)
    for child in (XIAOYU, XIAOSHAN):
        await need(eyes, child, "proxy_parent", tier=2)
    round_ = await both(act)
    assert await solved(act, worker, round_) == "done"
    assert await hours_of(eyes, round_) == {PING.person: 3}
    made = await proposals(eyes, round_, "draft")
    assert ADUO.id in made
    assert len(made) == 2
    summary = await eyes.fetchval("select summary from matching_rounds")
    assert summary["services"] == {
        "tutoring": {"children": 1, "placed": 1},
        "proxy_parent": {"children": 2, "placed": 1},
    }
    assert summary["unmatched"]["2"] == {"value": 1, "bound": 1}
    assert summary["hours"] == {"helpers": 1, "hours": 3}


async def test_what_was_stored_is_checked_without_the_solver(act, eyes, worker):
    await volunteer(eyes, PING, LIAN)
    await proxy(eyes, PING, LIAN)
    for child in (XIAOYU, XIAOSHAN, ADUO):
        await need(eyes, child, "tutoring", subject="math", tier=2)
        await need(eyes, child, "proxy_parent", tier=1)
    round_ = await both(act)
    await solved(act, worker, round_)
    row = await eyes.fetchrow("select problem, outcome from matching_rounds")
    from carenet.matching.engine.outcome import Outcome

    problem, outcome = read_instance(json.dumps(row["problem"]).encode()), row["outcome"]
    assert problem.caps.names == ("tutoring", "proxy_parent")
    plan = Outcome.from_json(outcome)
    assert plan.duals is not None
    assert verify(problem, plan).holds
    assert all(n <= 4 for n in (await hours_of(eyes, round_)).values())


async def test_hours_that_are_taken_already_count(act, eyes, worker):
    await volunteer(eyes, PING, hours=2)
    await proxy(eyes, PING)
    mine = await need(eyes, XIAOYU, "tutoring", subject="math")
    first = await both(act)
    await solved(act, worker, first)
    await publish(first, None, by=await act(LAN))
    assert await eyes.fetchval("select state from proposals where need = $1", mine) == "published"
    await need(eyes, ADUO, "proxy_parent", tier=1)
    second = await both(act)
    await solved(act, worker, second)
    assert not await proposals(eyes, second, "draft")
    left = await eyes.fetchrow("select reasons from round_groups where round = $1", second)
    assert left["reasons"]["cause"] == "capacity"


async def test_each_service_asks_for_its_own_consent(act, eyes, worker):
    await volunteer(eyes, PING, hours=6)
    await proxy(eyes, LIAN)
    await need(eyes, XIAOYU, "tutoring", subject="math")
    await need(eyes, XIAOYU, "proxy_parent")
    await consent(eyes, XIAOYU, "proxy_parent")
    round_ = await both(act)
    await solved(act, worker, round_)
    assert await publish(round_, None, by=await act(LAN)) == 2
    states = await eyes.fetch(
        "select n.service, p.state from proposals p join needs n on n.id = p.need"
    )
    assert {r["service"]: r["state"] for r in states} == {
        "tutoring": "published", "proxy_parent": "agreed",
    }  # fmt: skip
    assert await eyes.fetchval("select state from matching_rounds") == "published"


async def test_a_move_sees_the_hours_that_the_other_service_takes(act, eyes, worker):
    await volunteer(eyes, PING, LIAN, hours=2)
    await proxy(eyes, PING, LIAN)
    await need(eyes, ADUO, "tutoring", subject="math", tier=0)
    await need(eyes, XIAOYU, "proxy_parent", tier=1)
    round_ = await both(act)
    await solved(act, worker, round_)
    made = await proposals(eyes, round_, "draft")
    assert made[ADUO.id]["person"] != made[XIAOYU.id]["person"]
    line, to = made[XIAOYU.id]["id"], made[ADUO.id]["person"]
    by = await act(LAN)
    price = await price_of_move(line, to, by=by)
    assert price.room == 0
    assert price.left == {0: 0, 1: 0}
    assert not await move(line, to, "near", by=by)
    await solved_again(act, worker, eyes, round_)
    after = await proposals(eyes, round_, "draft", "locked")
    assert after[XIAOYU.id]["person"] == to
    assert after[ADUO.id]["person"] != to


async def solved_again(act, worker, eyes, round_):
    """The job that the move asked for."""
    from carenet.matching.jobs import solve

    task = await eyes.fetchval("select task from matching_rounds where id = $1", round_)
    assert await solve({"by": worker}, str(task)) == "done"


async def test_the_desk_opens_such_a_round_and_reads_it_by_service(visitor, act, eyes, worker):
    await volunteer(eyes, PING, hours=3)
    await proxy(eyes, PING, LIAN)
    await need(eyes, ADUO, "tutoring", subject="math", tier=1)
    for child in (XIAOYU, XIAOSHAN):
        await need(eyes, child, "proxy_parent", tier=2)
    client = await visitor(LAN)
    refused = await client.post(
        "/matching/rounds", data=a_form(service="tutoring+proxy_parent", spread="5")
    )
    assert refused.status_code == 422
    assert "cannot spread loads too" in refused.text
    made = await client.post("/matching/rounds", data=a_form(service="tutoring+proxy_parent"))
    at = made.headers["location"]
    opened = (await client.get(at)).text
    assert "Tutoring, Proxy parent" in opened
    assert all(child.name in opened for child in (ADUO, XIAOYU, XIAOSHAN))
    await client.post(f"{at}/solution")
    await solved_again(act, worker, eyes, at.rsplit("/", 1)[1])
    draft = (await client.get(at)).text
    assert "All services were matched together: 2 helpers with 6 hours a week" in draft
    assert "1 of 1 have somebody" in draft
    assert "2 of 2 have somebody" in draft
    only = (await client.get(f"{at}?service=tutoring")).text
    lines = only.split('id="lines"')[1].split('id="missing"')[0]
    assert ADUO.name in lines
    assert XIAOYU.name not in lines
    assert (await client.get("/matching/rounds")).text.count("Tutoring, Proxy parent") == 1


async def test_hours_are_told_to_officers_alone(act, eyes):
    from carenet.core.database import reading

    await volunteer(eyes, PING)
    async with reading(await act(LAN)) as db:
        assert await db.fetchval("select hours from app.hours_left($1)", [PING.person]) == 4
    with pytest.raises(asyncpg.PostgresError):
        async with reading(await act(PING)) as db:
            await db.fetchval("select hours from app.hours_left($1)", [MEI.person])


@pytest.mark.parametrize("seed", range(4))
def test_services_joined_keep_every_rule_of_each(seed):
    groups, helpers = a_county(seed, children=40, helpers=12, sizes=(1,))
    others, _ = a_county(seed + 50, children=30, helpers=1, sizes=(1, 1, 2))
    parts = [
        make(groups, helpers, Ties(), Service.PROXY_PARENT),
        make(others, helpers[:9], Ties(), Service.PROXY_PARENT),
    ]
    hours = {h.person: 1 for h in helpers[:4]}
    made = together(parts, hours)
    problem, outcome = made.solve(Limits(seconds=20))
    assert verify(problem, outcome).holds
    for k, (part, plan) in enumerate(made.apart(outcome)):
        held = Counter(h for h in plan.assignment if h is not None)
        assert all(n <= parts[k].room[h] for h, n in held.items())
        for verdict in verdicts(part, plan):
            assert verdict.helper is None or verdict.told.cost >= 0
            assert all(option.room >= 0 for option in verdict.options)
    placed = Counter(outcome.assignment)
    for at, person in enumerate(made.people):
        assert placed[at] <= hours.get(person, 10)


def test_a_round_with_too_many_pairs_for_two_services_says_so(monkeypatch):
    groups, helpers = a_county(1)
    part = make(groups, helpers, Ties(), Service.PROXY_PARENT)
    monkeypatch.setattr(joining, "LISTED_MAX", 3)
    with pytest.raises(TooMany):
        together([part], {}).problem()


async def test_loads_cannot_be_spread_where_hours_are_shared(act):
    with pytest.raises(CannotMatch):
        await open_round(
            "x", BOTH[0], HERE, clock.today(), also=BOTH[1:], spread=5, by=await act(LAN)
        )


async def test_a_no_passes_to_the_next_best_only_if_that_one_has_the_hours(act, eyes, worker):
    from carenet.matching.services.publishing import offer_next_best

    await volunteer(eyes, PING, LIAN, hours=2)
    await proxy(eyes, PING, LIAN)
    await need(eyes, ADUO, "tutoring", subject="math", tier=0)
    await need(eyes, XIAOYU, "proxy_parent", tier=1)
    await consent(eyes, XIAOYU, "proxy_parent")
    round_ = await both(act)
    await solved(act, worker, round_)
    await publish(round_, None, by=await act(LAN))
    line = (await proposals(eyes, round_, "agreed"))[XIAOYU.id]
    assert [o["room"] for o in line["next_best"]] == [0]
    await eyes.execute("update proposals set state = 'declined' where id = $1", line["id"])
    await offer_next_best([{"proposal": str(line["id"])}], worker)
    assert XIAOYU.id not in await proposals(eyes, round_, "agreed", "published")
    await eyes.execute("update volunteers set hours_week_max = 4")
    await offer_next_best([{"proposal": str(line["id"])}], worker)
    assert XIAOYU.id in await proposals(eyes, round_, "agreed", "published")


@pytest.mark.parametrize(
    ("first", "also"),
    [
        ("host_family", ["tutoring"]),
        ("tutoring", ["paired_teacher"]),
        ("tutoring", ["tutoring"]),
        ("peer", ["proxy_parent", "proxy_parent"]),
    ],
)
async def test_only_services_of_a_volunteers_hours_are_matched_together(act, eyes, first, also):
    with pytest.raises(CannotMatch):
        await open_round(
            "x", Service(first), HERE, clock.today(), also=[Service(s) for s in also],
            by=await act(LAN),
        )  # fmt: skip
    made = await open_round("x", Service("tutoring"), HERE, clock.today(), by=await act(LAN))
    with pytest.raises(asyncpg.CheckViolationError):
        await eyes.execute(
            "update matching_rounds set service = $2, also = $3 where id = $1", made, first, also
        )


@pytest.mark.parametrize("code", TOGETHER)
async def test_every_choice_of_services_opens_is_solved_and_gives_no_hour_twice(
    visitor, act, eyes, worker, code
):
    await volunteer(eyes, PING, hours=2)
    await proxy(eyes, PING)
    await eyes.execute(
        "insert into offers (person, service, division, capacity, starts_on) values ($1, 'peer', $2, 1, '2024-01-01')",
        PING.person, HERE,
    )  # fmt: skip
    await eyes.execute("update duties set ends_on = current_date - 3 where role = 'teacher'")
    await classmates(eyes, *FRIENDS[:3])
    await need(eyes, ADUO, "tutoring", subject="math", tier=1)
    await need(eyes, XIAOYU, "proxy_parent", tier=1)
    for child in FRIENDS[:3]:
        await need(eyes, child, "peer", tier=2)
    client = await visitor(LAN)
    made = await client.post("/matching/rounds", data=a_form(service=code))
    at = made.headers["location"]
    assert (await client.get(at)).status_code == 200
    await client.post(f"{at}/solution")
    round_ = at.rsplit("/", 1)[1]
    await solved_again(act, worker, eyes, round_)
    asked = await hours_of(eyes, round_)
    assert 0 < asked[PING.person] <= 2
    assert (await client.get(at)).status_code == 200
    assert (await client.get(f"{at}/between")).status_code == 200
