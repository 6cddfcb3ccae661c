"""Two children who are not to be together: a round gives them to two adults, and says so in words."""

import pytest

from carenet.core import clock
from carenet.matching import wording_causes
from carenet.matching.pairing.circles import Member, circles_of, may_be_together
from carenet.matching.queries.ties import not_together
from carenet.safeguarding.services.keeping_apart import keep_apart
from tests.cast import ADUO, LAN, LIAN, MEI, PING, XIAOSHAN, XIAOYU, id_of
from tests.matching.builders import a_round, consent, left_behind, need, proposals, solved
from tests.matching.test_together import volunteer


async def tutors(eyes, *ones):
    """These volunteers teach mathematics and have time for three."""
    await volunteer(eyes, *ones, hours=6)


async def wanting(eyes, *children):
    await left_behind(eyes, *children, tier=1)
    for child in children:
        await consent(eyes, child, "volunteer")
        await need(eyes, child, "tutoring", subject="math")


async def apart(act, one=XIAOYU, other=ADUO):
    await keep_apart(one.id, other.id, "they fight whenever they meet", by=await act(MEI))


async def test_a_round_gives_the_two_to_two_adults(act, eyes, worker):
    await tutors(eyes, PING, LIAN)
    await wanting(eyes, XIAOYU, ADUO, XIAOSHAN)
    await apart(act)
    round_ = await a_round(act, "tutoring")
    await solved(act, worker, round_)
    found = await proposals(eyes, round_, "draft")
    assert set(found) == {XIAOYU.id, ADUO.id, XIAOSHAN.id}
    assert found[XIAOYU.id]["person"] != found[ADUO.id]["person"]


async def test_with_one_adult_one_of_them_waits_and_the_instance_names_the_rule(act, eyes, worker):
    await tutors(eyes, LIAN)
    await wanting(eyes, XIAOYU, ADUO)
    await apart(act)
    round_ = await a_round(act, "tutoring")
    await solved(act, worker, round_)
    assert len(await proposals(eyes, round_, "draft")) == 1
    problem = await eyes.fetchval("select problem from matching_rounds where id = $1", round_)
    assert problem["apart"] == {"one": [0], "other": [1]}


async def test_who_has_the_other_already_is_out_with_a_reason_that_tells_no_why(act, eyes, worker):
    await tutors(eyes, LIAN)
    await consent(eyes, ADUO, "volunteer")
    await eyes.execute(
        """insert into placements (child, village, kind, person, planned_from, starts_on, began_at, created_by)
           values ($1, $2, 'tutoring', $3, $4, $4, now(), $5)""",
        ADUO.id, ADUO.village, LIAN.person, clock.today(), MEI.account,
    )  # fmt: skip
    await wanting(eyes, XIAOYU)
    await apart(act)
    round_ = await a_round(act, "tutoring")
    await solved(act, worker, round_)
    told = await eyes.fetchval("select reasons from round_groups where round = $1", round_)
    assert told["emptied"]["not_together"] == 1
    said = wording_causes.cause({"reasons": told, "tier": 1})
    assert "已有不宜与本儿童在一起的儿童" in said
    assert "fight" not in said


@pytest.mark.parametrize("kept", [True, False])
def test_no_circle_holds_both(kept):
    away = {0: frozenset({id_of("child 1")}), 1: frozenset({id_of("child 0")})} if kept else {}
    members = [
        Member(
            id_of(f"need {k}"), 2, "v", child=id_of(f"child {k}"), apart=away.get(k, frozenset())
        )
        for k in range(4)
    ]
    circles, alone = circles_of(members)
    together = any(members[0] in c.members and members[1] in c.members for c in circles)
    assert together != kept
    assert may_be_together(members[0], members[1]) != kept
    assert bool(alone) == kept


async def test_what_is_over_or_ended_holds_in_no_round(act, eyes):
    await apart(act)

    class Eyes:
        fetch = staticmethod(eyes.fetch)

    area = (XIAOYU.village, f"{XIAOYU.village}~")
    assert len(await not_together(Eyes, *area)) == 2
    await eyes.execute("update children_apart set until = current_date - 3")
    assert await not_together(Eyes, *area) == frozenset()


async def test_the_township_sees_it_too(visitor, act):
    await apart(act)
    assert ADUO.name in (await (await visitor(LAN)).get(f"/children/{XIAOYU.id}/apart")).text
