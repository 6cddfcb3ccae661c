"""Somebody stands in for some days: everything follows, nobody is lost, and the base returns by itself."""

import asyncio
from datetime import timedelta

import pytest
from asyncpg import PostgresError

from carenet.core import clock, facts
from carenet.core.database import reading
from carenet.core.ladders import climb
from carenet.core.refusals import MayNot, NotFound
from carenet.escalation.queries.people import people_at
from carenet.placements.rules import CannotCover
from carenet.placements.services import (
    accept_backup,
    end_backup,
    end_placement,
    meet_obligations,
    move_backup,
    name_backup,
    refuse_backup,
    want_backup,
)
from tests.cast import BIN, GUI, GUO, HERE, HONG, LAN, LIAN, MEI, PING, QIN, XIAOSHAN, XIAOYU
from tests.matching.builders import consent, proxy
from tests.placements.test_handing_over import hosted
from tests.placements.test_repairing import placed
from workers.listeners import LADDERS, LISTENERS

DAY = timedelta(days=1)


async def hear(worker):
    for _ in range(3):
        await facts.fan_out(LISTENERS, worker)
        await facts.deliver(LISTENERS, worker)


async def said(eyes, kind):
    rows = await eyes.fetch(
        "select recipient from reminders where kind = $1 and state <> 'cancelled'", kind
    )
    return {r["recipient"] for r in rows}


async def asked(act, placement, who=LIAN, begins=timedelta(0), lasts=3 * DAY):
    """Mei asks somebody to stand in for some days."""
    now = clock.now()
    return await want_backup(
        placement, now + begins, now + begins + lasts, "gone to hospital",
        person=who.person if who else None, by=await act(MEI),
    )  # fmt: skip


async def running(act, eyes, who=LIAN):
    """Gui's child stays with Lian for three days, from now on."""
    placement = await hosted(eyes)
    backup = await asked(act, placement, who)
    await accept_backup(backup, by=await act(who))
    return placement, backup


async def reaches(eyes, one):
    """Does somebody reach the child at this moment?"""
    return await eyes.fetchval("select $2 = any (app.children_of($1))", one.person, XIAOYU.id)


async def stands(eyes, placement, at):
    return await eyes.fetchval("select app.stands_for($1, $2)", placement, at)


async def test_nothing_changes_before_the_yes_and_the_base_keeps_the_child_in_sight(act, eyes):
    placement = await hosted(eyes)
    backup = await asked(act, placement, begins=DAY)
    assert not await reaches(eyes, LIAN)
    with pytest.raises(NotFound):
        await accept_backup(backup, by=await act(BIN))
    await accept_backup(backup, by=await act(LIAN))
    assert not await reaches(eyes, LIAN)  # not before it begins
    assert await reaches(eyes, GUI)
    row = await eyes.fetchrow("select * from reaches where because = $1", f"backup:{backup}")
    dates = await eyes.fetchrow("select starts_at, ends_at from backups")
    assert (row["starts_at"], row["ends_at"]) == (dates["starts_at"], dates["ends_at"])


async def test_while_it_runs_another_answers_and_the_base_returns_by_itself(act, eyes):
    placement, backup = await running(act, eyes)
    now = clock.now()
    assert await reaches(eyes, LIAN)
    assert await reaches(eyes, GUI)  # the base does not lose sight of the child for the week
    assert await stands(eyes, placement, now) == LIAN.person
    assert await stands(eyes, placement, now - DAY) == GUI.person
    assert await stands(eyes, placement, now + 4 * DAY) == GUI.person
    load = await eyes.fetchrow("select * from commitments where because = $1", f"backup:{backup}")
    assert load["person"] == LIAN.person
    assert load["ends_at"] is not None


async def test_four_taps_at_once_are_one_yes(act, eyes):
    placement = await hosted(eyes)
    backup = await asked(act, placement)
    by = await act(LIAN)
    taps = (accept_backup(backup, by=by) for _ in range(4))
    done = await asyncio.gather(*taps, return_exceptions=True)
    assert sum(d == placement for d in done) == 1
    assert all(d == placement or isinstance(d, CannotCover) for d in done), done


async def test_the_last_bed_is_given_once_however_many_say_yes_together(act, eyes):
    first = await hosted(eyes)
    await consent(eyes, XIAOSHAN, "host_family")
    await eyes.execute(
        "update host_families set beds = 2 where id = (select host_family from placements where id = $1)",
        first,
    )
    second = await eyes.fetchval(
        """insert into placements (child, village, kind, person, host_family, planned_from, starts_on, created_by)
           select $1, village, kind, person, host_family, planned_from, starts_on, created_by
           from placements where id = $2 returning id""",
        XIAOSHAN.id, first,
    )  # fmt: skip
    backups = [await asked(act, placement) for placement in (first, second)]
    by = await act(LIAN)
    done = await asyncio.gather(*(accept_backup(b, by=by) for b in backups), return_exceptions=True)
    assert sum(d in (first, second) for d in done) == 1, done
    assert sum(isinstance(d, CannotCover) for d in done) == 1, done


@pytest.mark.parametrize("spoilt", [
    "update cleared_spans set ends_on = current_date + 1 where person = $1",
    "update host_families set approved_on = null where id in (select family from host_family_adults where person = $1)",
    "update host_families set renew_by = current_date + 1 where id in (select family from host_family_adults where person = $1)",
    "update host_families set takes_girls = false where id in (select family from host_family_adults where person = $1)",
    "insert into suspensions (person, by, because, starts_at) values ($1, $1, 'x', now() - interval '1 hour')",
    "update consents set withdrawn_at = now() where $1::uuid is not null",
])  # fmt: skip
async def test_what_does_not_hold_on_every_day_is_refused_whoever_says_yes(act, eyes, spoilt):
    placement = await hosted(eyes)
    backup = await asked(act, placement)
    await eyes.execute(spoilt, LIAN.person)
    for by in (await act(LIAN), await act(MEI)):
        with pytest.raises((CannotCover, NotFound)):
            await accept_backup(backup, by=by)
    assert await eyes.fetchval("select accepted_at from backups") is None


async def test_a_restriction_that_begins_within_the_days_is_enough_to_refuse(act, eyes):
    placement = await hosted(eyes)
    backup = await asked(act, placement)
    await eyes.execute(
        """insert into restrictions (child, village, person, starts_at, by, because)
           values ($1, $2, $3, now() + interval '2 days', $3, 'court')""",
        XIAOYU.id, HERE, LIAN.person,
    )  # fmt: skip
    with pytest.raises(CannotCover):
        await accept_backup(backup, by=await act(LIAN))


async def test_even_a_row_written_past_the_verbs_is_refused(eyes):
    placement = await hosted(eyes)
    with pytest.raises(PostgresError) as refused:
        await eyes.execute(
            """insert into backups (placement, child, village, person, starts_at, ends_at, accepted_at, asked_by, because)
               values ($1, $2, $3, $4, now(), now() + interval '1 day', now(), $4, 'x')""",
            placement, XIAOYU.id, HERE, BIN.person,
        )  # fmt: skip
    assert refused.value.sqlstate == "CN010"  # cleared, but no home


async def test_whoever_is_named_later_relieves_the_one_before_at_that_moment(act, eyes):
    placement = await hosted(eyes)
    third = await a_home(eyes, BIN)
    del third
    backup = await asked(act, placement)
    await accept_backup(backup, by=await act(LIAN))
    assert await refuse_backup(backup, "fever", by=await act(LIAN)) == "gave_up"
    assert await reaches(eyes, LIAN)  # responsible until somebody else says yes
    assert await stands(eyes, placement, clock.now()) == LIAN.person
    other = await asked(act, placement, BIN, lasts=2 * DAY)
    await accept_backup(other, by=await act(BIN))
    ended, began = (
        await eyes.fetchval("select ends_at from backups where id = $1", backup),
        await eyes.fetchval("select starts_at from backups where id = $1", other),
    )
    assert ended == began
    assert await stands(eyes, placement, clock.now()) == BIN.person
    assert (await reaches(eyes, LIAN), await reaches(eyes, BIN)) == (False, True)


async def a_home(eyes, one):
    """An approved home with one bed."""
    family = await eyes.fetchval(
        """insert into host_families (name, village, beds, takes_girls, full_care, approved_on)
           values ('x', $1, 1, true, true, '2025-01-01') returning id""",
        HERE,
    )
    await eyes.execute(
        "insert into host_family_adults (family, person, confirmed_on) values ($1, $2, current_date - 5)",
        family, one.person,
    )  # fmt: skip
    return family


async def test_the_base_takes_back_before_the_time_and_everything_returns_with_the_child(act, eyes):
    placement, backup = await running(act, eyes)
    with pytest.raises(NotFound):
        await end_backup(backup, "I have had enough", by=await act(LIAN))
    assert await end_backup(backup, "well again", by=await act(GUI)) == "ended"
    assert await stands(eyes, placement, clock.now()) == GUI.person
    assert (await reaches(eyes, LIAN), await reaches(eyes, GUI)) == (False, True)
    assert not await eyes.fetchval(
        "select count(*) from commitments where because = $1", f"backup:{backup}"
    )


async def test_before_it_begins_a_no_frees_the_adult_and_somebody_else_can_be_asked(act, eyes):
    placement = await hosted(eyes)
    await a_home(eyes, BIN)
    backup = await asked(act, placement, begins=DAY)
    await accept_backup(backup, by=await act(LIAN))
    assert await refuse_backup(backup, None, by=await act(LIAN)) == "declined"
    await name_backup(backup, BIN.person, by=await act(MEI))
    await accept_backup(backup, by=await act(MEI))  # heard by phone
    row = await eyes.fetchrow("select person, accepted_by from backups")
    assert (row["person"], row["accepted_by"]) == (BIN.person, MEI.account)
    told = await eyes.fetch("select what from backup_changes order by at, id")
    assert [r["what"] for r in told] == ["asked", "accepted", "declined", "asked", "by_word"]


async def test_other_days_move_reach_and_load_and_what_began_keeps_its_beginning(act, eyes):
    _, backup = await running(act, eyes)
    now = clock.now()
    await move_backup(backup, now + DAY, now + 5 * DAY, "longer", by=await act(MEI))
    row = await eyes.fetchrow(
        """select b.starts_at < now() as began, b.ends_at = r.ends_at and r.ends_at = c.ends_at as same, b.ends_at
           from backups b join reaches r on r.because = 'backup:' || b.id
           join commitments c on c.because = r.because""",
    )
    assert row["began"]
    assert row["same"]
    assert row["ends_at"] == now + 5 * DAY
    with pytest.raises(CannotCover):
        await move_backup(backup, now, now + 90 * DAY, "for ever", by=await act(MEI))


async def test_it_ends_with_its_placement(act, eyes):
    placement, _ = await running(act, eyes)
    await end_placement(placement, "home", receiver=HONG.person, by=await act(MEI))
    assert not await reaches(eyes, LIAN)
    assert await eyes.fetchval("select ends_at <= now() from backups")


async def test_things_owed_are_met_by_and_said_to_whoever_stands_in(act, eyes, worker):
    placement, backup = await running(act, eyes)
    today = clock.today()
    for days, kind in ((4, "guardian_call"), (9, "monthly_call")):
        owed = await eyes.fetchval(
            """insert into obligations (child, village, placement, person, kind, opens_on, due_on)
               values ($1, $2, $3, $4, $5, $6, $7) returning id""",
            XIAOYU.id, HERE, placement, GUI.person, kind, today, today + timedelta(days=days),
        )  # fmt: skip
    await hear(worker)
    rows = await eyes.fetch(
        "select subject, recipient from reminders where kind = 'obligation.due' and state = 'due'"
    )
    assert {r["recipient"] for r in rows if r["subject"] == f"obligation:{owed}"} == {GUI.person}
    assert {r["recipient"] for r in rows if r["subject"] != f"obligation:{owed}"} <= {LIAN.person}
    met = await meet_obligations(
        XIAOYU.id, LIAN.person, ["guardian_call"], clock.now(), "x", by=await act(LIAN)
    )
    assert met == 1
    await end_backup(backup, "back", by=await act(GUI))
    assert (
        await meet_obligations(
            XIAOYU.id, LIAN.person, ["monthly_call"], clock.now(), "x", by=await act(MEI)
        )
        == 0
    )


async def test_a_host_who_needs_somebody_is_heard_at_once_and_silence_climbs(
    act, eyes, worker, travel
):
    placement = await hosted(eyes)
    now = clock.now()
    with pytest.raises(NotFound):
        await want_backup(placement, now, now + DAY, "x", by=await act(QIN))
    backup = await want_backup(placement, now, now + 3 * DAY, "hospital", by=await act(GUI))
    await hear(worker)
    assert await said(eyes, "backup.wanted") == {MEI.person}
    travel(timedelta(hours=9))
    for _ in range(2):
        await climb(LADDERS, clock.now(), worker)
        await hear(worker)
    assert {MEI.person, LAN.person} <= await said(eyes, "backup.unanswered")
    await name_backup(backup, LIAN.person, by=await act(MEI))
    await accept_backup(backup, by=await act(LIAN))
    assert await eyes.fetchval("select ended_at is not null from climbs where ladder = 'cover'")


async def test_those_concerned_hear_and_no_message_names_a_child(act, eyes, worker):
    _, backup = await running(act, eyes)
    await hear(worker)
    assert await said(eyes, "backup.yours") == set()  # who said yes just now need not be told
    assert GUI.person in await said(eyes, "backup.agreed")
    assert await said(eyes, "backup.family") == {HONG.person}
    assert await said(eyes, "backup.ends") == {GUI.person, LIAN.person}
    await end_backup(backup, "back", by=await act(GUI))
    await hear(worker)
    assert await said(eyes, "backup.ends") == set()
    assert LIAN.person in await said(eyes, "backup.off")
    words = await eyes.fetch("select details::text as d from reminders")
    assert not any(XIAOYU.given in r["d"] for r in words)


async def test_a_proxy_parent_is_covered_too(act, eyes):
    await proxy(eyes, LIAN, households=1)
    placement = await placed(eyes, XIAOYU, PING)
    await accept_backup(await asked(act, placement), by=await act(LIAN))
    assert await reaches(eyes, LIAN)


async def test_only_officers_of_the_village_name_somebody(act, eyes):
    placement = await hosted(eyes)
    backup = await asked(act, placement, None)
    for other in (GUI, QIN):
        with pytest.raises(MayNot):
            await name_backup(backup, LIAN.person, by=await act(other))
    with pytest.raises(NotFound):
        await name_backup(backup, LIAN.person, by=await act(GUO))


async def test_an_alarm_calls_whoever_has_the_child_at_that_hour(act, eyes, worker):
    await running(act, eyes)
    async with reading(worker) as db:
        known, _ways = await people_at(db, HERE, None, XIAOYU.id, clock.now())
    carers = {one.person for one in known if one.role == "carer"}
    assert LIAN.person in carers
    assert GUI.person not in carers


async def test_the_pages_of_all_three_say_who_is_there(visitor, act, eyes):
    placement, backup = await running(act, eyes)
    lian = await visitor(LIAN, also=[XIAOYU.given])
    assert "You look after" in (await lian.get("/week")).text
    assert "I cannot go on" in (await lian.get(f"/backups/{backup}")).text
    gui = await visitor(GUI, also=[XIAOYU.given])
    assert LIAN.name in (await gui.get("/week")).text
    mei = await visitor(MEI)
    assert LIAN.name in (await mei.get(f"/children/{XIAOYU.id}")).text
    assert LIAN.name in (await mei.get(f"/placements/{placement}")).text
    assert XIAOYU.name in (await mei.get("/backups?state=running")).text
    hong = await visitor(HONG)
    assert LIAN.name not in (await hong.get("/family")).text  # not confirmed as caring yet
    await eyes.execute(
        "update guardians set caring_confirmed_on = current_date where person = $1", HONG.person
    )
    assert LIAN.name in (await hong.get("/family")).text


async def test_a_director_names_who_stands_in_and_other_days_on_the_phone(visitor, act, eyes):
    placement = await hosted(eyes)
    backup = await asked(act, placement, None, begins=2 * DAY)
    director, page = await visitor(MEI), f"/backups/{backup}"
    shown = (await director.get(page)).text
    assert f'value="{LIAN.person}"' in shown
    assert f'action="{page}/dates"' in shown
    assert (await director.post(f"{page}/person", data={"person": str(LIAN.person)})).status_code == 303  # fmt: skip
    assert await eyes.fetchval("select person from backups") == LIAN.person
    await eyes.execute("update backups set person = null")
    await eyes.execute("update host_families set beds = 0")
    assert "Nobody within your area has room" in (await director.get(page)).text
    host = await visitor(GUI)
    host.canaries.allow(XIAOYU.name)
    assert f'action="{page}/person"' not in (await host.get(page)).text


async def test_a_form_that_is_wrong_says_so_and_loses_nothing(visitor, eyes):
    placement = await hosted(eyes)
    mei = await visitor(MEI)
    today = clock.today()
    typed = {"starts_on": str(today + DAY), "ends_on": str(today), "because": "wedding in Guilin"}
    answer = await mei.post(f"/placements/{placement}/backups", data=typed)
    assert answer.status_code == 422
    assert "The end must come after the beginning" in answer.text
    assert "wedding in Guilin" in answer.text
    typed |= {"ends_on": str(today + 2 * DAY), "person": str(LIAN.person), "said_yes": "yes"}
    answer = await mei.post(f"/placements/{placement}/backups", data=typed)
    assert answer.status_code == 303
    shown = await mei.get(answer.headers["location"])
    assert LIAN.name in shown.text
    assert "said yes by word" in shown.text


async def test_the_calendar_of_whoever_stands_in_has_the_days_and_nothing_of_the_child(act, eyes):
    from hashlib import sha256

    await running(act, eyes)
    token = sha256(b"x").digest()
    await eyes.execute(
        """insert into feeds (person, account, purpose, token_sha256, alarm_minutes, language, ends)
           values ($1, $2, 'shifts', $3, 0, 'en', now() + interval '9 days')""",
        LIAN.person, LIAN.account, token,
    )  # fmt: skip
    rows = await eyes.fetch(
        "select * from app.feed_entries($1, now() - interval '1 day', now() + interval '9 days')",
        token,
    )
    assert [(r["kind"], r["place"], r["cancelled"]) for r in rows] == [("cover", "", False)]
