"""A child in care never falls between two adults: the base stays until a named receiver says yes."""

import pytest

from carenet.core.refusals import NotFound
from carenet.placements.rules import CannotEnd
from carenet.placements.services import (
    accept_handover,
    decline_handover,
    end_placement,
    propose_handover,
)
from carenet.placements.services.beginning import CannotBegin
from tests.cast import BIN, GUI, HERE, HONG, LAN, LIAN, MEI, XIAOYU
from tests.matching.builders import consent


async def hosted(eyes):
    """小雨 lives in full care with Gui; Lian's home has a bed too."""
    await consent(eyes, XIAOYU, "host_family")
    families = {}
    for one in (GUI, LIAN):
        families[one] = await eyes.fetchval(
            "insert into host_families (name, village, beds, takes_girls, full_care, approved_on) values ('x', $1, 1, true, true, '2025-01-01') returning id",
            HERE,
        )
        await eyes.execute(
            "insert into host_family_adults (family, person, confirmed_on) values ($1, $2, current_date - 5)",
            families[one], one.person,
        )  # fmt: skip
    placement = await eyes.fetchval(
        """insert into placements (child, village, kind, person, host_family, planned_from, starts_on, created_by)
           values ($1, $2, 'full_care', $3, $4, current_date, current_date, $3) returning id""",
        XIAOYU.id, HERE, GUI.person, families[GUI],
    )  # fmt: skip
    await eyes.execute(
        "insert into reaches (person, child, village, because, starts_at) values ($1, $2, $3, $4, now() - interval '1 day')",
        GUI.person, XIAOYU.id, HERE, f"placement:{placement}",
    )  # fmt: skip
    return placement


async def test_a_full_care_home_that_gives_up_stays_responsible_until_somebody_receives(act, eyes):
    placement = await hosted(eyes)
    assert await end_placement(placement, "I am ill", by=await act(GUI)) is False
    assert await eyes.fetchval("select ends_on from placements where id = $1", placement) is None
    assert (
        await eyes.fetchval(
            "select count(*) from reaches where because = $1 and ends_at is null",
            f"placement:{placement}",
        )
        == 1
    )
    assert await eyes.fetchval("select received_at from placement_endings") is None


async def test_a_mother_who_comes_home_receives_at_once(act, eyes):
    placement = await hosted(eyes)
    assert await end_placement(placement, "home", receiver=HONG.person, by=await act(MEI)) is True
    assert await eyes.fetchval("select receiver from placement_endings") == HONG.person


async def test_the_successors_yes_moves_the_child_and_nothing_else_does(act, eyes):
    placement = await hosted(eyes)
    await end_placement(placement, "I am ill", by=await act(GUI))
    handover = await propose_handover(placement, LIAN.person, "has a bed", by=await act(MEI))
    assert await eyes.fetchval("select ends_on from placements where id = $1", placement) is None
    with pytest.raises(NotFound):
        await accept_handover(handover, by=await act(BIN))
    new = await accept_handover(handover, by=await act(LIAN))
    rows = {
        r["id"]: r for r in await eyes.fetch("select id, person, kind, ends_on from placements")
    }
    assert rows[placement]["ends_on"] is not None
    assert (rows[new]["person"], rows[new]["kind"], rows[new]["ends_on"]) == (
        LIAN.person,
        "full_care",
        None,
    )
    ending = await eyes.fetchrow("select receiver, received_at from placement_endings")
    assert ending["receiver"] == LIAN.person
    assert ending["received_at"] is not None
    live = await eyes.fetch(
        "select person from reaches where child = $1 and because like 'placement:%' and ends_at is null and person in ($2, $3)",
        XIAOYU.id,
        GUI.person,
        LIAN.person,
    )
    assert {r["person"] for r in live} == {LIAN.person}


async def test_a_no_leaves_everything_as_it_is(act, eyes):
    placement = await hosted(eyes)
    handover = await propose_handover(placement, LIAN.person, "has a bed", by=await act(MEI))
    await decline_handover(handover, by=await act(LIAN))
    with pytest.raises(NotFound):
        await accept_handover(handover, by=await act(LIAN))
    assert await eyes.fetchval("select count(*) from placements where ends_on is null") == 1


async def test_a_successor_who_is_not_cleared_changes_nothing(act, eyes):
    placement = await hosted(eyes)
    handover = await propose_handover(placement, LIAN.person, "has a bed", by=await act(MEI))
    await eyes.execute("delete from cleared_spans where person = $1", LIAN.person)
    with pytest.raises(CannotBegin):
        await accept_handover(handover, by=await act(LIAN))
    assert await eyes.fetchval("select answered_at from handovers") is None
    assert await eyes.fetchval("select ends_on from placements where id = $1", placement) is None


async def test_somebody_kept_from_the_child_is_not_even_asked(act, eyes):
    placement = await hosted(eyes)
    await eyes.execute(
        "insert into restrictions (child, village, person, starts_at, by, because) values ($1, $2, $3, now() - interval '1 day', $3, 'court')",
        XIAOYU.id, HERE, LIAN.person,
    )  # fmt: skip
    with pytest.raises(CannotBegin):
        await propose_handover(placement, LIAN.person, "x", by=await act(LAN))


async def test_what_is_over_does_not_end_again(act, eyes):
    placement = await hosted(eyes)
    await end_placement(placement, "home", receiver=HONG.person, by=await act(MEI))
    with pytest.raises(CannotEnd):
        await end_placement(placement, "again", by=await act(MEI))


async def test_a_consent_taken_back_leaves_the_home_responsible_until_somebody_receives(
    act, eyes, worker
):
    from carenet.children.services import withdraw_consent
    from tests.matching.test_answers import hear

    placement = await hosted(eyes)
    await withdraw_consent(
        XIAOYU.id, "host_family", given_by=HONG.person, channel="app", by=await act(HONG)
    )
    await hear(worker)
    assert await eyes.fetchval("select ends_on from placements where id = $1", placement) is None
    assert (
        await eyes.fetchval(
            "select received_at from placement_endings where placement = $1", placement
        )
        is None
    )
    assert await eyes.fetchval("select count(*) from facts where name = 'PlacementEnding'") == 1
