"""Where was this child on any night? One question, one answer, the same as the rule written by hand."""

import random
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.core.database import reading
from carenet.core.ladders import climb
from carenet.core.refusals import MayNot, NotFound
from carenet.placements.queries.whereabouts import ONE_NIGHT, whereabouts
from carenet.placements.rules.nights import Cover, History, Span, night_of
from carenet.placements.rules.stays import CannotStay
from carenet.placements.services.stays import (
    call_off_stay,
    confirm_return,
    extend_stay,
    note_stay,
)
from carenet.visits.services.days import Day, log_day
from carenet.visits.services.silence import chase_silent_homes
from tests.cast import BIN, GUI, GUO, HERE, HONG, LAN, LIAN, MEI, NAI, PING, QIN, XIAOYU
from tests.placements.test_handing_over import hosted
from tests.placements.test_standing_in import DAY, a_home, hear, said
from workers.listeners import LADDERS

FIRST = date(2026, 3, 2)
NIGHTS = 120


def drawn(seed):
    """A history from a seed: homes, covers, week plans, stays; days within a term."""
    draw = random.Random(seed)

    def spans(n, *what):
        days = sorted(draw.sample(range(1, NIGHTS), 2 * n))
        at = [FIRST + timedelta(days=d) for d in days]
        return [Span(at[2 * i], at[2 * i + 1], draw.choice(what) if what else "") for i in range(n)]

    homes = [
        Span(s.starts_on, s.ends_on, "", (GUI, LIAN)[i % 2].person) for i, s in enumerate(spans(2))
    ]
    covers = []
    for home in homes:
        begin = datetime.combine(home.starts_on, time(draw.choice((1, 8, 20))), clock.SHANGHAI)
        end = begin + timedelta(days=draw.randint(1, 9), hours=draw.choice((0, 5, 13)))
        covers.append(Cover(begin, end, BIN.person))
    plan = [
        (weekday, span) for weekday in range(1, 8)
        for span in spans(draw.randint(0, 2), "home", "boarding", "rented", "host", "alone")
    ]  # fmt: skip
    return History(spans(1), homes, covers, plan, [Span(date(2024, 1, 1), None, "", NAI.person)])


async def write(eyes, history):
    """The same history as rows, past the verbs."""
    for trigger in ("may_be_placed", "home_is_cleared", "room_left"):
        await eyes.execute(f"alter table placements disable trigger {trigger}")
    await eyes.execute("alter table backups disable trigger may_stand_in")
    own = (XIAOYU.id, HERE)
    for home, cover in zip(history.homes, history.covers, strict=True):
        placement = await eyes.fetchval(
            """insert into placements (child, village, kind, person, planned_from, starts_on, ends_on, created_by)
               values ($1, $2, 'full_care', $3, $4, $4, $5, $3) returning id""",
            *own, home.who, home.starts_on, home.ends_on,
        )  # fmt: skip
        await eyes.execute(
            """insert into backups (placement, child, village, person, starts_at, ends_at, accepted_at, asked_by, because)
               values ($1, $2, $3, $4, $5, $6, $5, $4, 'x')""",
            placement, *own, cover.who, cover.starts_at, cover.ends_at,
        )  # fmt: skip
    for weekday, span in history.plan:
        await eyes.execute(
            """insert into week_plan_nights (child, village, weekday, night, starts_on, ends_on)
               values ($1, $2, $3, $4, $5, $6)""",
            *own, weekday, span.what, span.starts_on, span.ends_on,
        )  # fmt: skip
    for stay in history.stays:
        await eyes.execute(
            """insert into parent_stays (child, village, place, starts_on, ends_on, returned_on, confirmer, noted_by)
               values ($1, $2, 'Dongguan', $3, $4, $4, $5, $5)""",
            *own, stay.starts_on, stay.ends_on, NAI.person,
        )  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
async def test_the_query_says_of_each_night_what_the_rule_says(eyes, act, seed):
    history = drawn(seed)
    await write(eyes, history)
    last = FIRST + timedelta(days=NIGHTS)
    async with reading(await act(LAN)) as db:
        rows = await db.fetch(ONE_NIGHT, XIAOYU.id, FIRST, last, clock.today())
    assert len(rows) == NIGHTS + 1
    for row in rows:
        assert (row["what"], row["person"]) == night_of(history, row["day"]), row["day"]


@given(st.integers(0, 10_000), st.integers(0, NIGHTS))
def test_every_night_has_one_answer(seed, offset):
    what, who = night_of(drawn(seed), FIRST + timedelta(days=offset))
    assert what in {"parents", "boarding", "rented", "cover", "host", "home", "alone", "unknown"}
    assert what in {"alone", "parents", "unknown"} or who is not None


async def test_nights_alike_become_one_line_and_the_reading_is_recorded(eyes, act):
    await hosted(eyes)
    found = await whereabouts(XIAOYU.id, clock.today(), clock.today(), days=30, by=await act(MEI))
    assert [(s["what"], s["nights"]) for s in found["spans"]] == [("host", 1), ("home", 29)]
    read = await eyes.fetchrow("select fields, purpose from read_log where child = $1", XIAOYU.id)
    assert read["purpose"] == "whereabouts"
    for other in (GUO, QIN):
        with pytest.raises((NotFound, MayNot)):
            await whereabouts(XIAOYU.id, clock.today(), clock.today(), by=await act(other))


async def test_who_fetches_moves_no_child_and_the_plan_of_before_gives_way_to_the_home(
    eyes, act, visitor
):
    await hosted(eyes)
    today, mei = clock.today(), await act(MEI)
    await eyes.execute(
        """insert into week_plan_nights (child, village, weekday, night, starts_on)
           select $1, $2, w, 'home', $3 from generate_series(1, 7) w""",
        XIAOYU.id, HERE, today - timedelta(days=90),
    )  # fmt: skip

    async def tonight():
        return (await whereabouts(XIAOYU.id, today, today, days=1, by=mei))["spans"][0]["what"]

    assert await tonight() == "host"
    client, path = await visitor(MEI), f"/children/{XIAOYU.id}"
    table = (await client.get(path)).text.partition('<table class="nights">')[2]
    assert table.partition("</table>")[0].count("in a host family") == 7
    as_shown = {f"night_{day}": "host" for day in range(1, 8)} | {"fetched_by": "奶奶骑三轮车"}
    assert (await client.post(f"{path}/edit/home", data=as_shown)).status_code == 303
    plan = "select distinct night, fetched_by from week_plan_nights where child = $1 and weekday in (5, 7)"
    assert [tuple(r) for r in await eyes.fetch(plan, XIAOYU.id)] == [("home", "奶奶骑三轮车")]
    assert await tonight() == "host"
    at_home = as_shown | {f"night_{day}": "home" for day in range(1, 8)}
    assert (await client.post(f"{path}/edit/home", data=at_home)).status_code == 303
    assert await tonight() == "home", "said since, it counts"


async def away(act, days=10, confirmer=GUI):
    today = clock.today()
    return await note_stay(XIAOYU.id, "Dongguan", today, today + timedelta(days=days), confirmer.person, by=await act(MEI))  # fmt: skip


async def test_with_the_parents_duties_rest_calls_go_on_and_the_return_is_asked_for(
    act, eyes, worker, travel, visitor
):
    placement = await hosted(eyes)
    today = clock.today()
    for kind in ("quarterly_meeting", "monthly_call"):
        await eyes.execute(
            """insert into obligations (child, village, placement, person, kind, opens_on, due_on)
               values ($1, $2, $3, $4, $5, $6, $6)""",
            XIAOYU.id, HERE, placement, GUI.person, kind, today - DAY,
        )  # fmt: skip
    stay = await away(act)
    late = (await (await visitor(MEI)).get("/obligations")).text
    assert "the call of the month" in late or "call" in late
    travel(timedelta(days=11))
    for _ in range(2):
        await climb(LADDERS, clock.now(), worker)
        await hear(worker)
    assert await said(eyes, "stay.return") == {GUI.person}
    assert MEI.person in await said(eyes, "stay.unanswered")
    with pytest.raises(NotFound):
        await confirm_return(stay, clock.today(), by=await act(PING))
    with pytest.raises(CannotStay):
        await confirm_return(stay, clock.today() + DAY, by=await act(GUI))
    await confirm_return(stay, clock.today(), by=await act(GUI))
    assert await eyes.fetchval("select ended_at is not null from climbs where ladder = 'return'")


async def test_a_home_is_not_asked_for_the_day_of_a_child_with_its_parents_but_whether_it_is_back(
    act, eyes, visitor
):
    await hosted(eyes)
    host = await visitor(GUI)
    host.canaries.allow(XIAOYU.name)
    asked = f"/log/day?child={XIAOYU.id}"
    assert asked in (await host.get("/week")).text
    stay = await away(act)
    page = (await host.get("/week")).text
    assert asked not in page
    assert f'href="/stays/{stay}"' in page
    assert "please say when it is back" in page
    await host.post(f"/stays/{stay}/return", data={"on_day": clock.today().isoformat()})
    page = (await host.get("/week")).text
    assert asked in page
    assert f"/stays/{stay}" not in page


async def test_until_somebody_says_so_the_child_is_not_back(act, eyes, travel):
    await away(act, days=2)
    travel(timedelta(days=4))
    found = await whereabouts(XIAOYU.id, clock.today(), clock.today(), days=2, by=await act(LAN))
    assert [s["what"] for s in found["spans"]] == ["parents"]


async def test_the_caring_parent_reads_when_the_child_comes_and_goes_back(act, eyes, visitor):
    await away(act, confirmer=HONG)
    page = await (await visitor(HONG)).get("/family")
    assert "Dongguan" not in page.text, "closed until the parent is confirmed as caring"
    await eyes.execute(
        "update guardians set caring_confirmed_on = current_date where person = $1", HONG.person
    )
    page = (await (await visitor(HONG)).get("/family")).text
    assert "With the parents in Dongguan" in page
    assert "You say when the child is back." in page


async def test_a_stay_is_moved_or_called_off_and_never_twice_at_once(act, eyes):
    stay = await away(act)
    with pytest.raises(CannotStay):
        await away(act)
    await extend_stay(stay, clock.today() + timedelta(days=20), by=await act(MEI))
    await call_off_stay(stay, "ill", by=await act(MEI))
    with pytest.raises(NotFound):
        await confirm_return(stay, clock.today(), by=await act(GUI))
    await away(act)


async def test_a_silent_home_is_asked_after_a_day_and_a_word_ends_it(act, eyes, worker, travel):
    placement = await hosted(eyes)
    assert await chase_silent_homes(clock.now(), by=worker) == 0
    travel(timedelta(hours=25))
    assert await chase_silent_homes(clock.now(), by=worker) == 1
    assert await chase_silent_homes(clock.now(), by=worker) == 0
    assert await said(eyes, "home.silent") == {GUI.person}
    travel(timedelta(hours=28))
    for _ in range(2):
        await climb(LADDERS, clock.now(), worker)
        await hear(worker)
    assert MEI.person in await said(eyes, "home.unanswered")
    await log_day([XIAOYU.id], Day(ate="well"), by=await act(GUI))
    await hear(worker)
    assert await eyes.fetchval("select ended_at is not null from climbs where subject = $1", f"placement:{placement}")  # fmt: skip
    assert await chase_silent_homes(clock.now(), by=worker) == 0


async def test_whoever_stands_in_is_asked_and_a_child_that_is_away_is_not_asked_for(
    act, eyes, worker, travel
):
    from carenet.placements.services import accept_backup
    from tests.placements.test_standing_in import asked

    placement = await hosted(eyes)
    await a_home(eyes, BIN)
    await accept_backup(await asked(act, placement, BIN), by=await act(BIN))
    travel(timedelta(hours=25))
    await chase_silent_homes(clock.now(), by=worker)
    assert await said(eyes, "home.silent") == {BIN.person}
    await eyes.execute("delete from climbs")
    await away(act)
    assert await chase_silent_homes(clock.now(), by=worker) == 0


async def test_the_page_shows_the_year_and_takes_a_stay(visitor, eyes):
    await hosted(eyes)
    mei = await visitor(MEI)
    page = await mei.get(f"/children/{XIAOYU.id}/nights")
    assert "in the host home" in page.text
    part = await mei.get(f"/children/{XIAOYU.id}/nights", headers={"hx-request": "true"})
    assert "<html" not in part.text
    today = clock.today()
    typed = {"place": "Foshan", "starts_on": str(today), "ends_on": str(today), "confirmer": str(HONG.person)}  # fmt: skip
    wrong = await mei.post(f"/children/{XIAOYU.id}/stays", data=typed)
    assert wrong.status_code == 422
    assert "Foshan" in wrong.text
    typed["ends_on"] = str(today + 3 * DAY)
    assert (await mei.post(f"/children/{XIAOYU.id}/stays", data=typed)).status_code == 303
    stay = await eyes.fetchval("select id from parent_stays")
    hong = await visitor(HONG)
    assert "Is the child back?" in (await hong.get(f"/stays/{stay}")).text
    done = await hong.post(f"/stays/{stay}/return", data={"on_day": str(today)})
    assert done.status_code == 303
