"""Who is set aside, or loses its clearance, stands in for nobody: asked of others, and no child falls between two adults."""

from datetime import timedelta

import pytest

from carenet.core import clock
from carenet.escalation.rules import COVER, RECEIVER
from carenet.placements import services
from carenet.placements.services import accept_backup, propose_handover
from carenet.placements.services.withdrawing import drop_promises
from carenet.safeguarding.services.setting_aside import lift_suspension, suspend
from tests.cast import GUI, HONG, LAN, LIAN, MEI, NAI, XIAOYU
from tests.placements.test_handing_over import hosted
from tests.placements.test_standing_in import asked, hear, reaches, running, said

DAY = timedelta(days=1)
CLIMBS = "select count(*) from climbs where ladder = $1 and ended_at is null"


async def set_aside(act, worker, one=LIAN):
    await suspend(one.person, "a complaint", by=await act(LAN))
    await hear(worker)


async def stands(eyes, placement, after=timedelta(0)):
    return await eyes.fetchval("select app.stands_for($1, $2)", placement, clock.now() + after)


async def test_a_child_who_is_there_stays_that_adults_until_somebody_else_has_it_and_it_climbs(
    act, eyes, worker
):
    placement, backup = await running(act, eyes)
    await set_aside(act, worker)
    row = await eyes.fetchrow("select * from backups where id = $1", backup)
    assert row["gave_up_at"] is not None
    assert row["closed_at"] is None
    assert await stands(eyes, placement) == LIAN.person
    assert not await reaches(eyes, LIAN), "the file is closed at once"
    assert await said(eyes, "backup.gave_up") >= {GUI.person, MEI.person}
    assert await eyes.fetchval(CLIMBS, COVER) == 1
    await services.end_backup(backup, "fetched home", by=await act(MEI))
    assert await stands(eyes, placement, timedelta(seconds=1)) == GUI.person


@pytest.mark.parametrize("agreed", [True, False])
async def test_cover_to_come_is_wanted_anew(act, eyes, worker, agreed):
    placement = await hosted(eyes)
    backup = await asked(act, placement, begins=2 * DAY)
    if agreed:
        await accept_backup(backup, by=await act(LIAN))
        assert await stands(eyes, placement, 3 * DAY) == LIAN.person
    await set_aside(act, worker)
    row = await eyes.fetchrow("select * from backups where id = $1", backup)
    assert (row["person"], row["accepted_at"], row["closed_at"]) == (None, None, None)
    assert await stands(eyes, placement, 3 * DAY) == GUI.person
    assert MEI.person in await said(eyes, "backup.declined")
    assert await eyes.fetchval(CLIMBS, COVER) == 1
    await lift_suspension(LIAN.person, "it was not so", by=await act(LAN))
    await hear(worker)
    assert await eyes.fetchval("select person from backups where id = $1", backup) is None


async def test_cover_past_the_last_day_of_a_clearance_is_wanted_anew_and_the_rest_stands(
    act, eyes, worker
):
    placement = await hosted(eyes)
    backup = await asked(act, placement, begins=2 * DAY)
    await accept_backup(backup, by=await act(LIAN))
    until = "update cleared_spans set ends_on = $2 where person = $1"
    await eyes.execute(until, LIAN.person, clock.today() + timedelta(days=20))
    await drop_promises([{"person": LIAN.person}], worker)
    assert await eyes.fetchval("select person from backups") == LIAN.person
    await eyes.execute(until, LIAN.person, clock.today() + timedelta(days=3))
    await drop_promises([{"person": LIAN.person}], worker)
    assert await eyes.fetchval("select person from backups") is None


async def test_nothing_is_handed_over_to_an_adult_who_is_set_aside(act, eyes, worker):
    placement = await hosted(eyes)
    handover = await propose_handover(placement, LIAN.person, "x", by=await act(MEI))
    await set_aside(act, worker)
    row = await eyes.fetchrow("select * from handovers where id = $1", handover)
    assert row["withdrawn_at"] is not None
    assert not await eyes.fetchval(CLIMBS, "handover_answer")
    waits = "select count(*) from reminders where subject = $1 and recipient = $2 and state = 'due' and kind = 'handover.due'"
    assert not await eyes.fetchval(waits, f"handover:{handover}", LIAN.person)
    assert await stands(eyes, placement) == GUI.person


async def test_the_family_receives_a_child_whose_home_is_set_aside_and_the_pages_lead_there(
    act, eyes, worker, visitor
):
    """Her director names who came for her, though no other home is within her village."""
    placement = await hosted(eyes)
    papers = f"/helpers/{GUI.person}/clearances"
    officer = await visitor(LAN)
    assert f"/placements/{placement}" in (await officer.get(papers)).text, "before, too"
    await set_aside(act, worker, GUI)
    assert f"/placements/{placement}" in (await officer.get(papers)).text
    home = (await (await visitor(GUI)).get("/week")).text
    assert "A child who is in your home stays with you" in home
    assert "Nothing is asked of you" not in home
    await eyes.execute("update host_families set beds = 0")
    director, page = await visitor(MEI), f"/placements/{placement}"
    shown = (await director.get(page)).text
    assert "No other home with a free bed" in shown
    assert "This person has the child now" in shown
    back = await director.post(f"{page}/ending/taking-back", data={"because": "a mistake"})
    assert back.status_code == 422
    assert back.text.count('value="a mistake"') >= 1, "what was typed is there"
    await eyes.execute(
        """insert into restrictions (child, village, person, by, because)
           values ($1, $2, $3, $4, 'x')""",
        XIAOYU.id, XIAOYU.village, HONG.person, LAN.account,
    )  # fmt: skip
    form = {"because": "The family received the child.", "receiver": str(HONG.person)}
    refusal = await director.post(f"{page}/ending", data=form)
    assert refusal.status_code == 422
    assert "kept from the child" in refusal.text
    assert await eyes.fetchval("select ends_on is null from placements where id = $1", placement)
    for _ in range(2):
        await director.post(f"{page}/ending", data=form | {"receiver": str(NAI.person)})
    (ending,) = await eyes.fetch("select receiver, received_at from placement_endings")
    assert ending["receiver"] == NAI.person
    assert ending["received_at"] is not None
    assert await eyes.fetchval("select ends_on is not null from placements where id = $1", placement)  # fmt: skip
    assert await eyes.fetchval(CLIMBS, RECEIVER) == 0


async def test_asking_twice_for_the_end_of_a_home_is_one_end(act, eyes):
    placement = await hosted(eyes)
    for _ in range(2):
        await services.end_placement(placement, "too much", by=await act(GUI))
    assert await eyes.fetchval("select count(*) from placement_endings") == 1
