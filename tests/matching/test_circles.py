"""Circles of friends: three or four children of one class or village, with an adult who accompanies them."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.matching.pairing.circles import Begun, Member, circles_of, joins, may_be_together
from carenet.matching.queries.between import between
from carenet.matching.rules import CannotMatch, NeedFacts, Service, needs_of
from carenet.matching.services import (
    agree,
    decide,
    decline_proposal,
    open_need,
    publish,
    take_suggestion,
)
from carenet.matching.services.answers import TooLate
from carenet.matching.services.circles import CIRCLE_LADDER
from carenet.placements.services.beginning import accept_proposal
from tests.cast import ADUO, FANG, HERE, HONG, LAN, LIAN, MEI, PING, SCHOOL, Small, id_of
from tests.matching.builders import LONG_AGO, a_round, proposals, proxy, solved
from tests.matching.test_answers import hear

FRIENDS = tuple(
    Small(f"friend {k}", f"石友友{name}", HERE, "f" if k % 2 else "m", f"2017-0{k + 1}-11")
    for k, name in enumerate(("一", "二", "三", "四", "五"))
)


async def classmates(eyes, *children, guardian=HONG, grade="3"):
    """These children go to one class; nobody of their families is the same but the one who signs."""
    for child in children:
        if child is not ADUO:
            await eyes.execute(
                """insert into children (id, village, name, sort_key, initials, pinyin, sex, birth_date)
                   values ($1, $2, $3, 'a', 'a', 'a', $4, $5)""",
                child.id, child.village, child.name, child.sex, date.fromisoformat(child.born),
            )  # fmt: skip
        await eyes.execute(
            """insert into schoolings (child, village, organisation, stage, grade, class_name, starts_on)
               values ($1, $2, $3, 'primary', $4, '1', $5)""",
            child.id, child.village, SCHOOL, grade, LONG_AGO,
        )  # fmt: skip


async def needs(eyes, *children, tier=2):
    return [
        await eyes.fetchval(
            """insert into needs (child, village, service, tier, reasons, opened_on, rule)
               values ($1, $2, 'peer', $3, '[]', $4, 'test') returning id""",
            child.id, child.village, tier, clock.today(),
        )
        for child in children
    ]  # fmt: skip


async def yes(eyes, *children):
    for child in children:
        await eyes.execute(
            """insert into consents (child, village, purpose, agreed, given_by, relation, basis, channel,
                 rules_version, given_at) values ($1, $2, 'peer', true, $3, 'mother', 'consent', 'phone', '1',
                 now() - interval '1 day')""",
            child.id, child.village, HONG.person,
        )  # fmt: skip


async def guardians(eyes, child, one):
    await eyes.execute(
        """insert into guardians (child, village, person, relation, starts_on)
           values ($1, $2, $3, 'mother', $4)""",
        child.id, child.village, one.person, LONG_AGO,
    )  # fmt: skip
    await eyes.execute(
        "insert into reaches (person, child, village, because, starts_at) values ($1, $2, $3, 'guardian:9', $4)",
        one.person, child.id, child.village, clock.now() - timedelta(days=9),
    )  # fmt: skip


async def a_circle(act, eyes, worker, children=FRIENDS[:4]):
    """A draft in which Fang, the teacher, accompanies a circle of her school."""
    await classmates(eyes, *children)
    await needs(eyes, *children)
    round_ = await a_round(act, "peer")
    assert await solved(act, worker, round_) == "done"
    return round_


def member(n, **more):
    values = {"tier": 2, "village": "a", "classroom": "3", "born": date(2017, 1, 1)} | more
    return Member(UUID(int=n + 1), **values)


@pytest.mark.parametrize(("children", "sizes"), [
    (2, []), (3, [3]), (4, [4]), (5, [4]), (6, [3, 3]), (7, [3, 4]), (8, [4, 4]), (9, [3, 3, 3]), (11, [3, 4, 4]),
])  # fmt: skip
def test_a_class_comes_out_in_threes_and_fours(children, sizes):
    circles, alone = circles_of([member(k) for k in range(children)])
    assert sorted(len(c.members) for c in circles) == sizes
    assert len(alone) == children - sum(sizes)


@pytest.mark.parametrize(("one", "other"), [
    ({"household": UUID(int=7)}, {"household": UUID(int=7)}),
    ({"kin": frozenset({UUID(int=8)})}, {"kin": frozenset({UUID(int=8)})}),
    ({"kin": frozenset({UUID(int=8)})}, {"kept_from": frozenset({UUID(int=8)})}),
    ({"born": date(2012, 1, 1)}, {"born": date(2017, 1, 1)}),
    ({"languages": frozenset({"dong"})}, {"languages": frozenset({"zhuang"})}),
])  # fmt: skip
def test_who_is_never_in_one_circle(one, other):
    a, b = member(1, **one), member(2, **other)
    assert not may_be_together(a, b)
    assert not may_be_together(b, a)
    assert not circles_of([a, b, member(3)])[0]


def test_who_finds_no_circle_in_the_class_finds_one_in_the_village():
    members = [member(k, classroom=str(k)) for k in range(4)]
    (circle,), alone = circles_of(members)
    assert (circle.of, len(circle.members), alone) == ("village", 4, [])


def test_children_put_together_before_stay_together_while_all_of_them_may():
    (first, second), _ = circles_of([member(k) for k in range(8)])
    before = [replace(m, key=c.key) for c in (first, second) for m in c.members]
    again, _ = circles_of([*reversed(before), member(30, tier=0), member(31, tier=0)])
    assert {first.key, second.key} <= {c.key for c in again}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 4), st.integers(2010, 2018)), max_size=30))  # fmt: skip
def test_no_circle_breaks_a_rule_and_nobody_is_in_two(drawn):
    members = [
        member(k, tier=tier, classroom=room, household=UUID(int=home + 1), born=date(year, 1, 1))
        for k, (tier, room, home, year) in enumerate(drawn)
    ]
    circles, alone = circles_of(members)
    placed = [m.need for c in circles for m in c.members]
    assert sorted([*placed, *(m.need for m in alone)]) == sorted(m.need for m in members)
    for circle in circles:
        assert 3 <= len(circle.members) <= 4
        assert all(
            may_be_together(a, b) for a in circle.members for b in circle.members if a is not b
        )


def test_a_child_whose_parent_left_lately_is_offered_friends_others_by_hand():
    def peers(**more):
        found = needs_of(NeedFacts(left_behind=True, tier=3, carers=("able",), **more))
        return Service.PEER in {w.service for w in found}

    assert peers(alone_lately=True)
    assert not peers()


async def test_a_teacher_accompanies_a_circle_of_her_school_and_the_draft_says_why(
    visitor, act, eyes, worker
):
    round_ = await a_circle(act, eyes, worker, FRIENDS)
    lines = await proposals(eyes, round_, "draft")
    assert len(lines) == 4
    assert {r["person"] for r in lines.values()} == {FANG.person}
    assert len({r["group_key"] for r in await eyes.fetch("select n.group_key from needs n join proposals p on p.need = n.id")}) == 1  # fmt: skip
    shown = (await (await visitor(LAN)).get(f"/matching/rounds/{round_}")).text
    assert "circle of 4 children of one class" in shown
    assert "No two other children" in shown
    assert "Circles were put together first" in shown
    assert all(shown.count(child.name) >= 4 for child in FRIENDS if child.id in lines)


async def test_before_it_runs_the_round_says_who_finds_no_circle(visitor, act, eyes):
    await classmates(eyes, *FRIENDS[:2])
    await needs(eyes, *FRIENDS[:2])
    round_ = await a_round(act, "peer")
    shown = (await (await visitor(LAN)).get(f"/matching/rounds/{round_}")).text
    assert shown.count("No two other children") == 2
    assert "ask classmates" in shown


async def test_lines_of_a_circle_are_decided_together(act, eyes, worker):
    round_ = await a_circle(act, eyes, worker)
    one = next(iter((await proposals(eyes, round_)).values()))["id"]
    assert await decide(round_, "lock", [one], by=await act(LAN)) == 4
    assert await decide(round_, "unlock", None, village=HERE, by=await act(LAN)) == 4


async def test_the_adult_is_asked_once_every_family_has_agreed_and_all_begin_together(
    visitor, act, eyes, worker
):
    round_ = await a_circle(act, eyes, worker)
    await guardians(eyes, FRIENDS[3], HONG)
    await yes(eyes, *FRIENDS[:3])
    await publish(round_, None, by=await act(LAN))
    await hear(worker)
    asked = "select count(*) from reminders where kind = 'proposal.asked' and recipient = $1"
    assert await eyes.fetchval(asked, FANG.person) == 0
    one = (await proposals(eyes, round_))[FRIENDS[0].id]["id"]
    fang = await visitor(FANG)
    assert "a circle of" not in (await fang.get("/proposals")).text
    with pytest.raises(TooLate):
        await accept_proposal(one, by=await act(FANG))
    assert (
        "would accompany a small circle"
        in (await (await visitor(HONG)).get("/family/consents")).text
    )
    await agree(FRIENDS[3].id, "peer", agreed=True, child_voice="with Yi", by=await act(HONG))
    await hear(worker)
    assert await eyes.fetchval(asked, FANG.person) == 1
    assert "a circle of 4 children" in (await fang.get("/proposals")).text
    assert len(await accept_proposal(one, by=await act(FANG))) == 4
    rows = await eyes.fetch("select * from placements where kind = 'peer'")
    assert {(r["child"], r["person"]) for r in rows} == {(f.id, FANG.person) for f in FRIENDS[:4]}
    assert all(r["starts_on"] and r["proposal"] and r["need"] for r in rows)
    assert await eyes.fetchval("select app.load_of($1, 'peer')", FANG.person) == 1
    assert not await eyes.fetchval("select count(*) from needs where service = 'peer' and met_at is null")  # fmt: skip


async def test_with_a_family_that_says_no_three_go_on(act, eyes, worker):
    round_ = await a_circle(act, eyes, worker)
    await guardians(eyes, FRIENDS[3], HONG)
    await yes(eyes, *FRIENDS[:3])
    await publish(round_, None, by=await act(LAN))
    await hear(worker)
    await agree(FRIENDS[3].id, "peer", agreed=False, child_voice=None, by=await act(HONG))
    await hear(worker)
    rows = await proposals(eyes, round_, "agreed")
    assert set(rows) == {f.id for f in FRIENDS[:3]}
    assert len(await accept_proposal(rows[FRIENDS[0].id]["id"], by=await act(FANG))) == 3


async def test_with_fewer_than_three_families_nobody_is_held_to_it(act, eyes, worker):
    round_ = await a_circle(act, eyes, worker, FRIENDS[:3])
    await guardians(eyes, FRIENDS[2], HONG)
    await yes(eyes, *FRIENDS[:2])
    await publish(round_, None, by=await act(LAN))
    await hear(worker)
    await agree(FRIENDS[2].id, "peer", agreed=False, child_voice=None, by=await act(HONG))
    await hear(worker)
    assert not await proposals(eyes, round_, "agreed", "published")
    said = await eyes.fetch("select what from proposal_decisions where what = 'too_few'")
    assert len(said) == 2
    assert await eyes.fetchval("select count(*) from needs where service = 'peer' and met_at is null") == 3  # fmt: skip


async def test_a_family_that_does_not_answer_holds_nobody_up_for_longer_than_its_time(
    act, eyes, worker, travel
):
    round_ = await a_circle(act, eyes, worker)
    await yes(eyes, *FRIENDS[:3])
    await publish(round_, None, by=await act(LAN))
    await hear(worker)
    assert await eyes.fetchval("select count(*) from climbs where ladder = $1 and ended_at is null", CIRCLE_LADDER) == 1  # fmt: skip
    travel(timedelta(days=7, minutes=1))
    await hear(worker)
    assert set(await proposals(eyes, round_, "agreed")) == {f.id for f in FRIENDS[:3]}
    assert FRIENDS[3].id in await proposals(eyes, round_, "withdrawn")


async def test_a_no_offers_the_whole_circle_to_the_next_adult(act, eyes, worker):
    await eyes.execute(
        "insert into offers (person, service, division, capacity, starts_on) values ($1, 'peer', $2, 1, $3)",
        PING.person, HERE, LONG_AGO,
    )  # fmt: skip
    round_ = await a_circle(act, eyes, worker)
    await yes(eyes, *FRIENDS[:4])
    await publish(round_, None, by=await act(LAN))
    await hear(worker)
    before = await proposals(eyes, round_, "agreed")
    first = before[FRIENDS[0].id]["person"]
    asked, other = (FANG, PING) if first == FANG.person else (PING, FANG)
    await decline_proposal(before[FRIENDS[0].id]["id"], None, by=await act(asked))
    await hear(worker)
    after = await proposals(eyes, round_, "agreed")
    assert {r["person"] for r in after.values()} == {other.person}
    assert len(after) == 4
    assert len(await accept_proposal(after[FRIENDS[1].id]["id"], by=await act(other))) == 4


async def test_silence_of_the_adult_passes_the_whole_circle_on(act, eyes, worker, travel):
    round_ = await a_circle(act, eyes, worker)
    await yes(eyes, *FRIENDS[:4])
    await publish(round_, None, by=await act(LAN))
    await hear(worker)
    travel(timedelta(days=3, minutes=1))
    await hear(worker)
    assert len(await proposals(eyes, round_, "declined")) == 4
    assert await eyes.fetchval("select count(*) from facts where name = 'NeedLeftOpen'") == 4


async def test_an_adult_without_duty_or_papers_accompanies_nobody(act, eyes, worker):
    await eyes.execute("delete from duty_endings")
    await eyes.execute("update duties set ends_on = current_date - 3 where role = 'teacher'")
    await eyes.execute(
        "insert into offers (person, service, division, capacity, starts_on) values ($1, 'peer', $2, 2, $3)",
        MEI.person, HERE, LONG_AGO,
    )  # fmt: skip
    round_ = await a_circle(act, eyes, worker)
    assert not await proposals(eyes, round_, "draft")
    with pytest.raises(asyncpg.PostgresError, match="not cleared"):
        await eyes.execute(
            """insert into proposals (id, round, child, village, need, person, cost, terms, state)
               select gen_random_uuid(), $1, n.child, n.village, n.id, $2, 1, '{}', 'draft' from needs n
               where n.service = 'peer' limit 1""",
            round_, MEI.person,
        )  # fmt: skip


async def test_the_database_wants_the_familys_yes_for_a_child_of_a_circle(act, eyes, worker):
    round_ = await a_circle(act, eyes, worker)
    need = await eyes.fetchval("select need from proposals where round = $1 limit 1", round_)
    with pytest.raises(asyncpg.PostgresError, match="guardian has not agreed"):
        await eyes.execute(
            """insert into placements (id, child, village, kind, person, need, planned_from, starts_on, created_by)
               select gen_random_uuid(), n.child, n.village, 'peer', $2, n.id, current_date, current_date, $2
               from needs n where n.id = $1""",
            need, FANG.person,
        )  # fmt: skip


async def test_a_newer_draft_that_has_a_circle_otherwise_takes_the_older_lines_back(
    act, eyes, worker
):
    older = await a_circle(act, eyes, worker, FRIENDS[:3])
    await eyes.execute("update needs set closed_at = now() where child = $1", FRIENDS[0].id)
    await classmates(eyes, FRIENDS[4])
    await needs(eyes, FRIENDS[4])
    newer = await a_round(act, "peer")
    await solved(act, worker, newer)
    assert len(await proposals(eyes, newer, "draft")) == 3
    assert not await proposals(eyes, older, "draft", "locked")


async def test_who_helps_offers_to_accompany_circles_and_a_child_asks_by_hand(visitor, act, eyes):
    await proxy(eyes, LIAN)
    client = await visitor(LIAN)
    assert "Circle of friends" in (await client.get("/me/offers")).text
    made = await client.post(
        "/me/offers", data={"service": "peer", "capacity": "2", "starts_on": str(clock.today())}
    )
    assert made.status_code == 303
    assert await eyes.fetchval("select capacity from offers where person = $1 and service = 'peer'", LIAN.person) == 2  # fmt: skip
    await open_need(
        ADUO.id, Service.PEER, subject=None, because="she asked", wish="friends", by=await act(MEI)
    )
    assert "Circle of friends" in (await (await visitor(LAN)).get(f"/matching/needs/of/{ADUO.id}")).text  # fmt: skip
    assert id_of("school") == SCHOOL


async def three_meet(act, eyes, worker):
    """Fang accompanies three friends; the fourth of their class then asks for friends."""
    round_ = await a_circle(act, eyes, worker, FRIENDS[:3])
    await yes(eyes, *FRIENDS[:3])
    await publish(round_, None, by=await act(LAN))
    await hear(worker)
    one = (await proposals(eyes, round_, "agreed"))[FRIENDS[0].id]["id"]
    assert len(await accept_proposal(one, by=await act(FANG))) == 3
    await classmates(eyes, FRIENDS[3])
    (need,) = await needs(eyes, FRIENDS[3])
    return round_, need


async def test_a_child_that_finds_no_circle_comes_to_one_that_meets_already(
    visitor, act, eyes, worker
):
    round_, need = await three_meet(act, eyes, worker)
    by = await act(LAN)
    (line,) = (await between(round_, None, by=by)).lines.rows
    assert (line.child_name, line.suggested.helper.person) == (FRIENDS[3].name, FANG.person)
    shown = (await (await visitor(LAN)).get(f"/matching/rounds/{round_}/between")).text
    assert "to a circle of 3 children of one class that meets already" in shown
    await take_suggestion(round_, need, FANG.person, by=by)
    await yes(eyes, FRIENDS[3])
    assert await publish(round_, None, by=by) == 1
    await hear(worker)
    line = (await proposals(eyes, round_, "agreed"))[FRIENDS[3].id]
    fang = await visitor(FANG)
    assert "one more child for the circle" in (await fang.get("/proposals")).text
    assert len(await accept_proposal(line["id"], by=await act(FANG))) == 1
    assert await eyes.fetchval("select count(distinct n.group_key) from placements p join needs n on n.id = p.need where p.kind = 'peer'") == 1  # fmt: skip
    assert await eyes.fetchval("select app.load_of($1, 'peer')", FANG.person) == 1


async def test_a_no_to_one_more_child_offers_it_to_nobody_else_and_the_circle_goes_on(
    act, eyes, worker
):
    round_, need = await three_meet(act, eyes, worker)
    await yes(eyes, FRIENDS[3])
    await take_suggestion(round_, need, FANG.person, by=await act(LAN))
    await publish(round_, None, by=await act(LAN))
    await hear(worker)
    line = (await proposals(eyes, round_, "agreed"))[FRIENDS[3].id]
    await decline_proposal(line["id"], None, by=await act(FANG))
    await hear(worker)
    assert FRIENDS[3].id not in await proposals(eyes, round_, "agreed", "published", "draft")
    assert await eyes.fetchval("select count(*) from facts where name = 'NeedLeftOpen'") == 1
    assert await eyes.fetchval("select count(*) from placements where kind = 'peer' and ends_on is null") == 3  # fmt: skip
    assert not (await between(round_, None, by=await act(LAN))).lines.rows


async def test_a_circle_of_four_takes_nobody_more_also_where_two_came_at_once(act, eyes, worker):
    round_, need = await three_meet(act, eyes, worker)
    await classmates(eyes, FRIENDS[4])
    (fifth,) = await needs(eyes, FRIENDS[4])
    await yes(eyes, FRIENDS[3], FRIENDS[4])
    (line,) = (await between(round_, None, by=await act(LAN))).lines.rows
    assert line.suggested.group.wants[0].need == need
    await take_suggestion(round_, need, FANG.person, by=await act(LAN))
    with pytest.raises(CannotMatch):
        await take_suggestion(round_, fifth, FANG.person, by=await act(LAN))
    await publish(round_, None, by=await act(LAN))
    await hear(worker)
    # However it came about: with a fifth beside the fourth, neither begins.
    await eyes.execute("update needs set group_key = (select group_key from needs where id = $1) where id = $2", need, fifth)  # fmt: skip
    await eyes.execute(
        """insert into proposals (id, round, child, village, need, person, cost, terms, state, answer_by)
           select gen_random_uuid(), $1, n.child, n.village, n.id, $3, 1, '{}', 'agreed', now() + interval '1 day'
           from needs n where n.id = $2""",
        round_, fifth, FANG.person,
    )  # fmt: skip
    one = (await proposals(eyes, round_, "agreed"))[FRIENDS[3].id]["id"]
    with pytest.raises(TooLate):
        await accept_proposal(one, by=await act(FANG))


def begun(*members):
    return Begun(UUID(int=91), UUID(int=90), members)


@pytest.mark.parametrize("why", ["brother", "four", "age", "adult", "elsewhere"])
def test_who_does_not_come_to_a_circle_that_meets(why):
    met = [member(k, household=UUID(int=70 + k)) for k in range(4 if why == "four" else 3)]
    more = {
        "brother": {"household": UUID(int=71)},
        "age": {"born": date(2010, 1, 1)},
        "adult": {"kept_from": frozenset({UUID(int=90)})},
        "elsewhere": {"village": "b", "classroom": "9"},
    }
    assert joins([member(9)], [begun(*met[:3])])
    assert not joins([member(9, **more.get(why, {}))], [begun(*met)])


def test_the_nearest_in_age_of_its_class_and_the_most_urgent_first():
    young = begun(*(member(k, born=date(2018, 1, 1)) for k in range(3)))
    near = replace(begun(*(member(k) for k in range(3, 6))), key=UUID(int=92))
    late, urgent = member(8), member(9, tier=0)
    (first, circle, of), (second, other, _) = joins([late, urgent], [young, near])
    assert (first, circle, of) == (urgent, near, "class")
    assert (second, other) == (late, young)
