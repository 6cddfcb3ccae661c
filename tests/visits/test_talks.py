"""A talk in confidence stays one: counselling for its counsellor alone, a hosted child's talk never for the home."""

from datetime import timedelta

import asyncpg
import pytest

from carenet.core import clock
from carenet.core.database import reading, transaction
from carenet.visits import services
from carenet.visits.queries.talks import hosted_children, talks
from carenet.visits.rules import CannotLog, State
from carenet.visits.services.talks import Talk
from tests.cast import FANG, GUI, GUO, HONG, LAN, MEI, PING, SHU, XIAOSHAN, XIAOYU, YE

WORDS = "晚上听见楼下吵架"


@pytest.fixture
async def held(act, home):
    """Mei talked with 小山, who lives with Gui, on a walk."""
    talk = Talk("hosted", place="walk", minutes=25, unheard=True, state=State.SO_SO, words=WORDS)
    return await services.log_talk([XIAOSHAN.id], talk, by=await act(MEI))


async def reads(by, child=XIAOSHAN):
    _, found = await talks(child.id, None, by=by)
    return [one.words for one in found.rows]


async def test_the_words_lie_encrypted_and_the_officers_of_the_place_read_them(act, held, eyes):
    row = await eyes.fetchrow("select * from sealed_talks")
    assert WORDS.encode() not in bytes(row["words_sealed"])
    assert (row["kind"], row["on_day"], row["minutes"]) == ("hosted", clock.today(), 25)
    for one in (MEI, LAN):
        assert await reads(await act(one)) == [WORDS], one.handle
    assert await eyes.fetchval("select count(*) from read_log where purpose = 'talks'") == 2


async def test_the_home_reads_nothing_of_it_by_any_way(act, visitor, held):
    by = await act(GUI)
    async with reading(by) as db:
        assert await db.fetch("select * from sealed_talks") == []
    client = await visitor(GUI)
    client.event_hooks["response"].clear()
    assert (await client.get(f"/children/{XIAOSHAN.id}/talks")).status_code == 403
    assert WORDS not in (await client.get(f"/children/{XIAOSHAN.id}/timeline")).text


async def test_an_officer_who_keeps_the_child_is_home_and_not_officer(act, held, eyes):
    await eyes.execute(
        "update placements set person = $1, host_family = null where child = $2",
        LAN.person,
        XIAOSHAN.id,
    )
    assert await reads(await act(LAN)) == []
    with pytest.raises(CannotLog):
        await services.log_talk([XIAOSHAN.id], Talk("hosted", unheard=True), by=await act(LAN))
    assert await reads(await act(YE)) == [WORDS]


async def test_the_database_itself_lets_nobody_of_the_home_write_one(act, home):
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction(await act(GUI)) as db:
            await db.execute(
                """insert into sealed_talks (child, village, person, kind, on_day, happened_at)
                   values ($1, $2, $3, 'hosted', current_date, now())""",
                XIAOSHAN.id, XIAOSHAN.village, GUI.person,
            )  # fmt: skip


async def test_within_hearing_is_no_talk(act, home):
    with pytest.raises(CannotLog) as refused:
        await services.log_talk([XIAOSHAN.id], Talk("hosted", words=WORDS), by=await act(MEI))
    assert refused.value.field == "unheard"


async def test_counselling_is_read_by_its_counsellor_alone(act, eyes):
    await eyes.execute(
        "insert into reaches (person, child, village, because, starts_at) values ($1, $2, $3, 'test', now() - interval '1 day')",
        SHU.person, XIAOYU.id, XIAOYU.village,
    )  # fmt: skip
    talk = Talk("counselling", place="room", words=WORDS, state=State.WORRIED)
    (id_,) = await services.log_talk([XIAOYU.id], talk, by=await act(SHU))
    assert await reads(await act(SHU), XIAOYU) == [WORDS]
    for one in (MEI, LAN, YE, FANG):
        assert await reads(await act(one), XIAOYU) == [], one.handle
    worry = await eyes.fetchrow("select payload from facts where name = 'WorryRaised'")
    assert worry["payload"]["record"] == f"talk:{id_}"  # that there is a worry, not what it is
    assert WORDS not in str(worry["payload"])


async def test_the_director_asks_somebody_the_host_did_not_choose_and_it_is_owed_monthly(
    act, visitor, home, eyes
):
    client = await visitor(MEI)
    page = (await client.get(f"/talks/{XIAOSHAN.id}")).text
    assert FANG.name in page
    assert GUI.name not in page
    wrong = await client.post(
        f"/talks/{XIAOSHAN.id}", data={"child": str(XIAOSHAN.id), "person": str(GUI.person)}
    )
    assert wrong.status_code == 422
    assert "data-error-summary" in wrong.text
    answer = await client.post(
        f"/talks/{XIAOSHAN.id}", data={"child": str(XIAOSHAN.id), "person": str(FANG.person)}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/talks")
    owed = await eyes.fetchrow("select * from obligations where kind = 'hosted_talk'")
    assert (owed["person"], owed["due_on"]) == (FANG.person, clock.today() + timedelta(days=31))
    talk = Talk("hosted", unheard=True, words=WORDS)
    await services.log_talk([XIAOSHAN.id], talk, by=await act(FANG))
    rows = await eyes.fetch(
        "select met_at, person from obligations where kind = 'hosted_talk' order by opens_on"
    )
    assert [row["met_at"] is None for row in rows] == [False, True]  # and owed again
    (line,) = (await hosted_children(None, by=await act(MEI))).rows
    assert (line.child, line.last_on, line.who) == (XIAOSHAN.id, clock.today(), FANG.name)
    owed_by = "select person from obligations where kind = 'hosted_talk'"
    for one, seen in ((GUI, 0), (FANG, 2)):
        async with reading(await act(one)) as db:
            assert len(await db.fetch(owed_by)) == seen, one.handle
    home = await visitor(GUI)
    home.event_hooks["response"].clear()
    placement = await eyes.fetchval("select id from placements where child = $1 and kind = 'full_care'", XIAOSHAN.id)  # fmt: skip
    answer = await home.get(f"/placements/{placement}")
    shown = answer.text
    assert answer.status_code == 200
    assert "monthly talk" not in shown, "neither that there is one, nor when and with whom"
    assert FANG.name not in shown
    assert "monthly talk" in (await client.get(f"/placements/{placement}")).text


async def test_passing_it_on_leaves_one_debt_and_one_reach(act, home, eyes):
    by = await act(MEI)
    await services.ask_talker(XIAOSHAN.id, FANG.person, by=by)
    await services.ask_talker(XIAOSHAN.id, SHU.person, by=by)
    owed = await eyes.fetch("select person from obligations where kind = 'hosted_talk'")
    assert [row["person"] for row in owed] == [SHU.person]
    live = await eyes.fetch(
        "select person from reaches where because like 'talk:%' and (ends_at is null or ends_at > now())"
    )
    assert [row["person"] for row in live] == [SHU.person]


@pytest.mark.parametrize("one", [PING, HONG, GUO], ids=lambda one: one.handle)
async def test_nobody_else_is_let_in(visitor, held, one):
    answer = await (await visitor(one)).get(f"/children/{XIAOSHAN.id}/talks")
    assert answer.status_code in (403, 404)


async def test_it_is_written_on_a_phone_in_one_form(visitor, act, home, eyes):
    client = await visitor(MEI)
    page = (await client.get(f"/log/talk?child={XIAOSHAN.id}")).text
    assert 'name="unheard"' in page
    fields = {"child": str(XIAOSHAN.id), "kind": "hosted", "unheard": "yes", "words": WORDS}
    assert (await client.post("/log/talk", data=fields)).headers["location"] == "/log?done=talk"
    assert await reads(await act(MEI)) == [WORDS]
