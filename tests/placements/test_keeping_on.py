"""An end is taken back by whoever may, goodbye is said once, a term is looked back on; set aside is one transaction."""

from datetime import timedelta

import pytest

from carenet.core import clock
from carenet.core.database import transaction
from carenet.core.refusals import NotFound
from carenet.placements.services import end_placement
from carenet.placements.services.keeping_on import (
    CannotKeepOn,
    review,
    say_goodbye,
    take_back_ending,
)
from carenet.safeguarding.services.setting_aside import lift_suspension, suspend
from tests.cast import GUI, HERE, LAN, LIAN, MEI, PING, XIAOSHAN, XIAOYU
from tests.matching.builders import consent
from tests.placements.test_handing_over import hosted
from tests.placements.test_repairing import placed


async def pending(eyes, placement):
    return await eyes.fetchval(
        """select count(*) from placement_endings where placement = $1 and received_at is null
             and withdrawn_at is null""",
        placement,
    )


async def test_who_asked_for_the_end_takes_it_back_and_nothing_is_sought_any_more(
    act, eyes, worker
):
    from tests.placements.test_standing_in import hear

    placement = await hosted(eyes)
    assert not await end_placement(placement, "ill", by=await act(GUI))
    await hear(worker)
    assert await eyes.fetchval("select count(*) from reminders where kind = 'placement.receiver' and state = 'due'") == 1  # fmt: skip
    with pytest.raises(NotFound):
        await take_back_ending(placement, "well again", by=await act(LIAN))
    await take_back_ending(placement, "well again", by=await act(GUI))
    assert await pending(eyes, placement) == 0
    assert await eyes.fetchval("select count(*) from reminders where kind = 'placement.receiver' and state = 'due'") == 0  # fmt: skip
    assert await eyes.fetchval("select count(*) from climbs where subject = $1 and ended_at is null", f"placement:{placement}") == 0  # fmt: skip
    with pytest.raises(NotFound):
        await take_back_ending(placement, "again", by=await act(GUI))
    await end_placement(placement, "moves", by=await act(MEI))
    with pytest.raises(CannotKeepOn):  # the office asked this time
        await take_back_ending(placement, "rather not", by=await act(GUI))
    await take_back_ending(placement, "stays", by=await act(MEI))
    assert await eyes.fetchval("select ends_on is null from placements where id = $1", placement)
    assert await eyes.fetchval("select count(*) from reminders where kind = 'placement.stays' and recipient = $1", GUI.person) == 1  # fmt: skip


async def test_what_the_law_ended_goes_on_only_once_it_is_in_order_again(act, eyes):
    placement = await hosted(eyes)
    await suspend(GUI.person, "a complaint", by=await act(LAN))
    assert await pending(eyes, placement) == 1
    with pytest.raises(CannotKeepOn):
        await take_back_ending(placement, "no reason", by=await act(MEI))
    await lift_suspension(GUI.person, "nothing to it", by=await act(LAN))
    assert await pending(eyes, placement) == 1  # nothing comes back by itself
    await take_back_ending(placement, "nothing to it", by=await act(MEI))
    assert await pending(eyes, placement) == 0


async def test_set_aside_takes_places_placements_and_covers_in_the_transaction_that_says_it(
    act, eyes
):
    home = await hosted(eyes)
    paired = await placed(eyes, XIAOSHAN, GUI)
    session = await eyes.fetchval(
        """insert into care_sessions (centre, village, kind, activity, on_day, starts_at, ends_at, adults_min, adults_max, children_max)
           select c.id, c.village, 'care', 'play', current_date + 3, now() + interval '3 days', now() + interval '3 days 2 hours', 1, 5, 10
           from centres c where c.village = $1 limit 1 returning id""",
        HERE,
    )  # fmt: skip
    await eyes.execute(
        """insert into sign_ups (care_session, person, role, centre, village, signed_up_by)
           select id, $2, 'helper', centre, village, $2 from care_sessions where id = $1""",
        session, GUI.person,
    )  # fmt: skip
    async with transaction(await act(LAN)) as db:
        await db.execute(
            "insert into suspensions (id, person, by, because) values (uuidv7(), $1, $2, 'a complaint')",
            GUI.person, LAN.account,
        )  # fmt: skip
        assert await db.fetchval("select ends_on = app.local_today() from placements where id = $1", paired)  # fmt: skip
        assert await db.fetchval("select ends_on is null from placements where id = $1", home)
    assert await eyes.fetchval("select withdrawn_at is not null from sign_ups where care_session = $1", session)  # fmt: skip
    assert await eyes.fetchval("select adults from care_sessions where id = $1", session) == 0
    assert await pending(eyes, home) == 1
    assert await eyes.fetchval("select app.children_of($1)", GUI.person) == []
    told = await eyes.fetch("select name from facts where name in ('Withdrew', 'PlacementEnding', 'PlacementEnded') order by name")  # fmt: skip
    assert [r["name"] for r in told] == ["PlacementEnded", "PlacementEnding", "Withdrew"]


async def test_goodbye_is_written_down_once_and_not_beforehand(act, eyes):
    placement = await placed(eyes, XIAOYU, PING)
    today = clock.today()
    with pytest.raises(NotFound):
        await say_goodbye(placement, today, None, by=await act(PING))
    await end_placement(placement, "moves away", outcome="another", by=await act(MEI))
    with pytest.raises(CannotKeepOn):
        await say_goodbye(placement, today + timedelta(days=1), None, by=await act(MEI))
    await say_goodbye(placement, today, "放了风筝", by=await act(MEI))
    with pytest.raises(NotFound):
        await say_goodbye(placement, today, "又一次", by=await act(MEI))
    row = await eyes.fetchrow("select outcome, goodbye_on, goodbye_by from placement_endings")
    assert tuple(row) == ("another", today, MEI.account)


async def test_a_term_is_looked_back_on_once_by_an_officer_with_the_childs_own_words(
    act, eyes, worker
):
    from carenet.notifications.services.rounds import Round, _ask
    from carenet.notifications.services.rounds_of_homes import REVIEW

    placement, today = await hosted(eyes), clock.today()
    await eyes.execute("update placements set starts_on = current_date - 60 where id = $1", placement)  # fmt: skip
    await eyes.execute("delete from terms")
    by = await act(MEI)
    with pytest.raises(CannotKeepOn):
        await review(placement, "喜欢这里", None, goes_on=True, by=by)
    await eyes.execute(
        "insert into terms (division, name, starts_on, ends_on) values ('450226000000', '秋', $1, $2)",
        today - timedelta(days=80), today + timedelta(days=20),
    )  # fmt: skip
    assert await _ask(Round("placement.review", REVIEW), today, clock.now(), worker) == 1
    with pytest.raises(CannotKeepOn):
        await review(placement, "想回家", " ", goes_on=False, by=by)
    await review(placement, "喜欢这里", None, goes_on=True, by=by)
    with pytest.raises(CannotKeepOn):
        await review(placement, "还是喜欢", None, goes_on=True, by=by)
    await eyes.execute("delete from reminders")
    assert await _ask(Round("placement.review", REVIEW), today, clock.now(), worker) == 0


async def test_the_page_offers_what_can_be_done_and_keeps_what_was_typed(visitor, act, eyes):
    placement = await hosted(eyes)
    await consent(eyes, XIAOSHAN, "host_family")
    await end_placement(placement, "ill", by=await act(GUI))
    mei = await visitor(MEI)
    path = f"/placements/{placement}"
    assert "Take the end back" in (await mei.get(path)).text
    wrong = await mei.post(f"{path}/goodbye", data={"on_day": "2098-01-01", "note": "kite"})
    assert wrong.status_code == 422
    assert 'value="kite"' in wrong.text
    assert (await mei.post(f"{path}/ending/taking-back", data={"because": "well"})).status_code == 303  # fmt: skip
    assert "Take the end back" not in (await mei.get(path)).text


async def test_every_refusal_of_the_home_rules_has_its_sentence(eyes):
    from carenet.placements.services.beginning import SENTENCES

    body = await eyes.fetchval("select prosrc from pg_proc where proname = 'home_takes'")
    codes = {part.split("'")[1] for part in body.split("errcode = ")[1:]}
    assert codes <= set(SENTENCES), codes - set(SENTENCES)
    assert len(codes) >= 5
