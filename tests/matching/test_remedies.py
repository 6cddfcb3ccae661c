"""What would mend a shortage is proposed from the prices and is what a new solution reaches."""

from carenet.core.words import speaking
from carenet.matching.wording import remedies as in_words
from tests.cast import ADUO, PING, XIAOSHAN, XIAOYU
from tests.matching.builders import a_draft, a_round, left_behind, proxy, solved


async def summary_of(eyes, round_):
    return await eyes.fetchval("select summary from matching_rounds where id = $1", round_)


async def test_a_remedy_names_the_village_and_the_children_that_a_new_solution_places(
    act, eyes, worker
):
    await left_behind(eyes, XIAOYU, XIAOSHAN, ADUO)
    await proxy(eyes, PING, households=1)
    round_ = await a_round(act)
    await solved(act, worker, round_)
    told = await summary_of(eyes, round_)
    assert told["unmatched"]["0"]["value"] == 1
    assert [(r["division"], r["children"], r["placed"]) for r in told["remedies"]] == [
        (ADUO.village, 1, {"0": 1})
    ]
    with speaking("en"):
        ((who, brings),) = in_words(told, "proxy_parent")
    assert "cleared women" in who
    assert brings.startswith("1 child more")


async def test_nothing_is_to_be_mended_where_every_child_has_somebody(act, eyes, worker):
    round_ = await a_draft(act, eyes, worker)
    assert (await summary_of(eyes, round_))["remedies"] == []


async def test_today_stands_beside_the_draft(act, eyes, worker):
    round_ = await a_draft(act, eyes, worker)
    assert (await summary_of(eyes, round_))["beside"]["today"] == {"cost": None, "0": 3}
