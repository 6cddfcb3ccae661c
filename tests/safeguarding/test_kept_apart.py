"""Two children who are not to be together: who says so, who reads why, and what the database refuses."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest
import pytest_asyncio

from carenet.core import clock
from carenet.core.database import reading
from carenet.core.refusals import NotFound
from carenet.safeguarding.services.keeping_apart import CannotKeepApart, end_apart, keep_apart
from tests import servers
from tests.cast import (
    ADUO,
    CENTRE,
    GUI,
    HERE,
    LAN,
    LIAN,
    MEI,
    PING,
    SHITOU,
    XIAOSHAN,
    XIAOYU,
    id_of,
)

WHY = "he frightens her since the autumn"
REFUSED = asyncpg.PostgresError


async def placed(eyes, child, kind, person=GUI, *, family=None, need=None):
    """A placement written past every verb."""
    return await eyes.fetchval(
        """insert into placements (child, village, kind, person, host_family, need, planned_from, starts_on, began_at, created_by)
           values ($1, $2, $3, $4, $5, $6, $7, $7, now(), $8) returning id""",
        child.id, child.village, kind, person.person, family, need, clock.today(), MEI.account,
    )  # fmt: skip


async def apart(act, one=XIAOYU, other=ADUO, by=MEI, until=None):
    return await keep_apart(one.id, other.id, WHY, until, by=await act(by))


@pytest.fixture
def lax(eyes):
    """Lets rows in that the other rules of a placement would refuse."""

    async def loosen():
        for name in ("may_be_placed", "home_is_cleared", "room_left"):
            await eyes.execute(
                f"""do $$ begin if exists (select from pg_trigger where tgname = '{name}' and tgrelid = 'placements'::regclass)
                    then alter table placements disable trigger {name}; end if; end $$"""
            )

    return loosen


async def test_both_pages_say_that_it_is_so_and_why_only_with_two_factors(visitor, act, eyes):
    await apart(act)
    for child, other in ((XIAOYU, ADUO), (ADUO, XIAOYU)):
        shown = (await (await visitor(MEI)).get(f"/children/{child.id}/apart")).text
        assert other.name in shown
        assert WHY in shown
        assert MEI.name in shown
    token_of_one = await visitor(MEI, factors=1)
    shown = (await token_of_one.get(f"/children/{XIAOYU.id}/apart")).text
    assert WHY not in shown
    assert await eyes.fetchval("select count(*) from read_log where child = $1", ADUO.id)


async def test_no_acting_role_reads_the_sealed_words_from_the_table(act):
    await apart(act)
    async with reading(await act(MEI)) as db:
        assert await db.fetchval("select count(*) from children_apart") == 2
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with reading(await act(MEI)) as db:
            await db.fetchval("select because_sealed from children_apart limit 1")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with reading(await act(PING)) as db:
            await db.fetchval("select count(*) from children_apart")


async def test_a_director_names_only_children_of_the_village_a_township_both_villages(act):
    with pytest.raises(NotFound):
        await apart(act, other=SHITOU)
    pair = await apart(act, other=SHITOU, by=LAN)
    await end_apart(pair, "they made peace", by=await act(MEI))
    with pytest.raises(NotFound):
        await end_apart(pair, "again", by=await act(LAN))
    with pytest.raises(CannotKeepApart):
        await apart(act, other=XIAOYU)
    with pytest.raises(CannotKeepApart):
        await apart(act, until=clock.today() - timedelta(days=1))


async def test_twice_is_refused_and_after_its_last_day_or_its_end_it_holds_no_more(
    act, eyes, travel
):
    await apart(act, until=clock.today() + timedelta(days=3))
    with pytest.raises(CannotKeepApart):
        await apart(act, one=ADUO, other=XIAOYU)
    await eyes.execute("update children_apart set until = current_date - 2")
    assert not await eyes.fetchval("select app.are_apart($1, $2)", XIAOYU.id, ADUO.id)
    await apart(act)


@pytest.mark.parametrize("kind", ["full_care", "tutoring"])
async def test_no_home_and_no_tutor_takes_both(act, eyes, lax, kind):
    await lax()
    await placed(eyes, ADUO, kind)
    pair = await apart(act)
    with pytest.raises(REFUSED) as wrong:
        await placed(eyes, XIAOYU, kind)
    assert wrong.value.sqlstate == "CN001"
    await placed(eyes, XIAOSHAN, kind)
    await end_apart(pair, "they made peace", by=await act(MEI))
    await placed(eyes, XIAOYU, kind)


@pytest_asyncio.fixture
async def others(root, database):
    """A second pair of eyes, at the same moment."""
    connection = await asyncpg.connect(servers.database_url(root, "carenet", database))
    yield connection
    await connection.close()


async def test_two_at_once_do_not_put_them_in_one_home(act, eyes, others, lax):
    await lax()
    await apart(act)
    first = eyes.transaction()
    await first.start()
    await placed(eyes, ADUO, "full_care")
    pid = await others.fetchval("select pg_backend_pid()")
    second = asyncio.create_task(placed(others, XIAOYU, "full_care"))
    while not second.done() and not await eyes.fetchval("select pg_blocking_pids($1) <> '{}'", pid):
        pass  # it waits for the first, or is through
    await first.commit()
    with pytest.raises(REFUSED) as wrong:
        await second
    assert wrong.value.sqlstate == "CN001"
    assert await eyes.fetchval("select count(*) from placements where ends_on is null") == 1


async def test_no_home_takes_a_child_where_the_other_is_kept_by_family(act, eyes, lax, visitor):
    await lax()
    await apart(act)
    await eyes.execute(
        """insert into carers (child, village, person, relation, able, starts_on)
           values ($1, $2, $3, 'aunt', 'well', current_date)""",
        ADUO.id, ADUO.village, GUI.person,
    )  # fmt: skip
    with pytest.raises(REFUSED) as wrong:
        await placed(eyes, XIAOYU, "full_care")
    assert wrong.value.sqlstate == "CN001"
    await placed(eyes, XIAOYU, "tutoring")
    await eyes.execute("alter table placements disable trigger not_beside")
    await placed(eyes, XIAOYU, "full_care")
    shown = (await (await visitor(MEI)).get(f"/children/{ADUO.id}/apart")).text
    assert "in one host home" in shown


async def test_nobody_stands_in_for_both_at_once(act, eyes, lax):
    await lax()
    await eyes.execute("alter table backups disable trigger may_stand_in")
    await apart(act)
    homes = {child: await placed(eyes, child, "full_care", one) for child, one in ((ADUO, GUI), (XIAOYU, LIAN))}  # fmt: skip

    async def cover(child, first, last):
        await eyes.execute(
            """insert into backups (placement, child, village, person, starts_at, ends_at, asked_by, because)
               values ($1, $2, $3, $4, now() + $5::int * interval '1 day', now() + $6::int * interval '1 day', $7, 'away')""",
            homes[child], child.id, child.village, PING.person, first, last, MEI.account,
        )  # fmt: skip

    await cover(ADUO, 1, 5)
    with pytest.raises(REFUSED) as wrong:
        await cover(XIAOYU, 3, 8)
    assert wrong.value.sqlstate == "CN001"
    await cover(XIAOYU, 6, 8)


async def test_who_sees_them_one_by_one_may_have_both(act, eyes, lax):
    await lax()
    await apart(act)
    for child in (ADUO, XIAOYU):
        await placed(eyes, child, "proxy_parent", PING)


async def test_nobody_is_asked_for_both(act, eyes):
    from tests.matching.builders import a_round, need

    round_ = await a_round(act, "tutoring")
    await apart(act)

    async def ask(child, person):
        await eyes.execute(
            """insert into proposals (round, child, village, need, person, cost, terms, state)
               values ($1, $2, $3, $4, $5, 1, '{}', 'draft')""",
            round_, child.id, child.village,
            await need(eyes, child, "tutoring", subject="math"), person.person,
        )  # fmt: skip

    await ask(ADUO, LIAN)
    with pytest.raises(REFUSED) as wrong:
        await ask(XIAOYU, LIAN)
    assert wrong.value.sqlstate == "CN001"


async def test_a_group_of_a_centre_takes_one_of_them_at_a_time(act, eyes):
    series = id_of("series of the two")
    await eyes.execute(
        """insert into series (id, centre, village, kind, activity, weekdays, weeks, starts_at, ends_at, first_on, last_on,
             adults_min, adults_max, children_max, drop_in, created_by)
           values ($1, $2, $3, 'tutoring', 'homework', '{1}', 'every', '16:00', '17:00', current_date, current_date + 70,
             2, 3, 20, false, $1)""",
        series, CENTRE, HERE,
    )  # fmt: skip
    await apart(act)

    async def enrol(child):
        await eyes.execute(
            """insert into enrolments (series, centre, child, village, starts_on, source, enrolled_by)
               values ($1, $2, $3, $4, current_date, 'test', $5)""",
            series, CENTRE, child.id, child.village, MEI.account,
        )  # fmt: skip

    await enrol(ADUO)
    with pytest.raises(REFUSED) as wrong:
        await enrol(XIAOYU)
    assert wrong.value.sqlstate == "CN001"
    await enrol(XIAOSHAN)
    await eyes.execute("update enrolments set ends_on = current_date - 1 where child = $1", ADUO.id)
    await enrol(XIAOYU)


async def test_where_they_are_together_already_the_page_says_so_and_nothing_ends(
    act, eyes, lax, visitor
):
    await lax()
    for child in (ADUO, XIAOYU):
        await placed(eyes, child, "full_care")
    await apart(act)
    shown = (await (await visitor(MEI)).get(f"/children/{XIAOYU.id}/apart")).text
    assert "in one host home" in shown
    assert await eyes.fetchval("select count(*) from placements where ends_on is null") == 2
    file = (await (await visitor(MEI)).get(f"/children/{XIAOYU.id}")).text
    assert f"/children/{XIAOYU.id}/apart" in file


async def test_a_family_that_moves_in_is_written_down_and_both_stand_on_the_page_of_today(
    act, eyes, lax, visitor
):
    """Who lives where is a fact and never refused; what follows from it is a person's, at once."""
    await lax()
    await apart(act)
    await placed(eyes, XIAOYU, "full_care", GUI)
    mei = await visitor(MEI)
    assert "not kept apart" not in (await mei.get("/today")).text
    await eyes.execute(
        """insert into carers (child, village, person, relation, able, starts_on)
           values ($1, $2, $3, 'aunt', 'well', current_date)""",
        ADUO.id, ADUO.village, GUI.person,
    )  # fmt: skip
    page = (await mei.get("/today")).text
    assert "2 children are not kept apart" in page
    assert "/children?together=1" in page
    listed = (await mei.get("/children?together=1")).text
    assert f"/children/{ADUO.id}" in listed
    assert f"/children/{XIAOYU.id}" in listed
    assert f"/children/{XIAOSHAN.id}" not in listed
    assert (await (await visitor(PING)).get("/children?together=1")).status_code in (200, 403)


async def test_what_is_wrong_with_the_form_is_said_and_what_was_typed_stays(visitor, act):
    mei = await visitor(MEI)
    answer = await mei.post(
        f"/children/{XIAOYU.id}/apart",
        data={"other": str(XIAOYU.id), "because": "they fight daily"},
    )
    assert answer.status_code in {400, 409, 422}
    assert "Please choose another child." in answer.text


async def test_whoever_was_found_stays_to_be_chosen_when_something_else_is_wrong(visitor):
    mei = await visitor(MEI)
    sent = {"q": ADUO.name, "other": str(ADUO.id), "because": "no"}
    shown = (await mei.post(f"/children/{XIAOYU.id}/apart", data=sent)).text
    assert f'value="{ADUO.id}" required checked' in shown
    assert 'value="no"' in shown
