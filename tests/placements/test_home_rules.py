"""A home takes a child by the rules of the house: relatives are carers and no host family, unrelated boys and girls sleep apart."""

import pytest

from carenet.core import clock
from carenet.placements.services import accept_handover, propose_handover
from carenet.placements.services.beginning import SENTENCES, CannotBegin
from tests.cast import HERE, LIAN, MEI, SHITOU, THERE, XIAOSHAN, XIAOYU
from tests.matching.builders import consent
from tests.placements.test_handing_over import hosted

HOME_OF = "select family from host_family_adults where person = $1"
LIVES = "select person from placements where child = $1 and ends_on is null"


async def offered(act, eyes):
    """Gui's home can no longer keep 小雨; Lian's is asked."""
    placement = await hosted(eyes)
    return await propose_handover(placement, LIAN.person, "she moves away", by=await act(MEI))


async def lives_with_lian(eyes, boy, village):
    """A boy of seven or more has his bed in Lian's home, which has two."""
    home = await eyes.fetchval(HOME_OF, LIAN.person)
    await eyes.execute(
        "update host_families set beds = 2, takes_boys = true, rooms = 2 where id = $1", home
    )
    await eyes.execute("update children set birth_date = '2017-01-05' where id = $1", boy.id)
    await consent(eyes, boy, "host_family")
    await eyes.execute(
        """insert into placements (child, village, kind, person, host_family, planned_from, starts_on, created_by)
           values ($1, $2, 'full_care', $3, $4, $5, $5, $3)""",
        boy.id, village, LIAN.person, home, clock.today(),
    )  # fmt: skip
    return home


async def test_kin_who_keep_the_child_are_refused_as_its_host_family_in_words(act, eyes):
    handover = await offered(act, eyes)
    await eyes.execute(
        "update carers set person = $2, relation = 'aunt_m' where child = $1",
        XIAOYU.id,
        LIAN.person,
    )
    with pytest.raises(CannotBegin) as refused:
        await accept_handover(handover, by=await act(LIAN))
    assert str(refused.value) == SENTENCES["CN023"]
    assert await eyes.fetchval(LIVES, XIAOYU.id) != LIAN.person


@pytest.mark.parametrize(("rooms", "taken"), [(1, False), (2, True)])
async def test_unrelated_boys_and_girls_from_seven_have_separate_rooms(act, eyes, rooms, taken):
    handover = await offered(act, eyes)
    home = await lives_with_lian(eyes, SHITOU, THERE)
    await eyes.execute("update host_families set rooms = $2 where id = $1", home, rooms)
    if taken:
        await accept_handover(handover, by=await act(LIAN))
    else:
        with pytest.raises(CannotBegin) as refused:
            await accept_handover(handover, by=await act(LIAN))
        assert str(refused.value) == SENTENCES["CN022"]
    assert (await eyes.fetchval(LIVES, XIAOYU.id) == LIAN.person) is taken


async def test_brother_and_sister_may_share_the_one_room(act, eyes):
    handover = await offered(act, eyes)
    home = await lives_with_lian(eyes, XIAOSHAN, HERE)
    await eyes.execute("update host_families set rooms = 1 where id = $1", home)
    await accept_handover(handover, by=await act(LIAN))
    assert await eyes.fetchval(LIVES, XIAOYU.id) == LIAN.person
