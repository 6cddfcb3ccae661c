"""A register taken on paper: one types what the photo shows, another confirms it, never the same."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from carenet.core import clock
from carenet.core.clock import SHANGHAI
from carenet.core.database import reading
from carenet.core.files import read_sealed, sealed_path
from carenet.core.refusals import MayNot, NotFound
from carenet.scheduling.rules.paper import CannotRead, PaperLine, require_readable
from carenet.scheduling.services import papers, registers
from carenet.scheduling.services.enrolling import enrol_children
from carenet.visits.services.photos import sweep_sealed
from tests.cast import BIN, GUO, LAN, MEI, QIN, SHITOU, XIAOSHAN, XIAOYU
from tests.scheduling.test_register import open_alarms, turn, until
from tests.visits.pictures import PLACE, picture


@pytest.fixture
async def over(course, act, eyes, travel):
    """`await over()` is a session with two children, over since an hour; nobody opened its register."""

    async def later():
        session = course.on(2)
        await enrol_children(course.id, [XIAOYU.id, XIAOSHAN.id], clock.today(), by=await act(QIN))
        await until(eyes, travel, session, 150)
        return session

    return later


async def count(one, table):
    async with reading(one) as db:
        return await db.fetchval(f"select count(*) from {table}")


def here(child, left=None, whom=None):
    how = "fetched" if whom else "together"
    return PaperLine(child.id, "here", left_at=left, left_how=how if left else None, left_with=whom)


def ill(child):
    return PaperLine(child.id, "excused", "ill", "carer")


async def attended(eyes, session):
    rows = await eyes.fetch(
        """select child, state, because, left_with from child_attendances where care_session = $1""",
        session,
    )
    return {r["child"]: tuple(r)[1:] for r in rows}


async def send(client, session, given=None):
    given = picture(size=(1600, 1200)) if given is None else given
    return await client.post(
        f"/registers/{session}/paper", files={"photo": ("paper.jpg", given, "image/jpeg")}
    )


def cells(child, **given):
    return {f"{name}-{child.id}": value for name, value in given.items()}


async def test_one_types_another_confirms_and_what_differs_is_shown(visitor, eyes, over):
    session = await over()
    lead, director = await visitor(QIN, also=(XIAOYU.name, XIAOSHAN.name)), await visitor(MEI)
    assert (await send(lead, session)).status_code == 303
    ends = await eyes.fetchval("select ends_at from care_sessions where id = $1", session)
    left = (ends - timedelta(minutes=5)).astimezone(SHANGHAI).strftime("%H:%M")
    grid = {
        **cells(XIAOYU, state="here", left=left, left_how="fetched", left_with="外婆"),
        **cells(XIAOSHAN, state="excused", because="ill", said_by="carer"),
    }
    assert (await lead.post(f"/registers/{session}/paper/lines", data=grid)).status_code == 303
    assert await attended(eyes, session) == {
        XIAOYU.id: ("here", None, "外婆"),
        XIAOSHAN.id: ("excused", "ill", None),
    }
    assert "typed by one, not confirmed yet" in (await lead.get(f"/registers/{session}")).text

    refused = await lead.post(f"/registers/{session}/paper/confirmation", data=grid)
    assert refused.status_code == 422
    assert "somebody else has to confirm it" in refused.text
    read = {**grid, **cells(XIAOYU, left_with="舅舅")}
    answer = await director.post(f"/registers/{session}/paper/confirmation", data=read)
    assert answer.status_code == 303
    assert (await attended(eyes, session))[XIAOYU.id] == ("here", None, "舅舅")
    page = (await director.get(f"/registers/{session}/paper")).text
    assert "read otherwise" in page
    assert "外婆" in page
    assert "confirmed by a second person" in (await lead.get(f"/registers/{session}")).text
    left_at = await eyes.fetchval(
        "select left_at from child_attendances where child = $1", XIAOYU.id
    )
    assert left_at.astimezone(SHANGHAI).strftime("%H:%M") == left


async def test_the_same_person_cannot_confirm_nor_anybody_twice(act, eyes, over):
    session = await over()
    lead, director = await act(QIN), await act(MEI)
    await papers.keep_photo(session, picture(), by=lead)
    with pytest.raises(CannotRead):
        await papers.confirm_paper(session, [here(XIAOYU)], by=director)
    await papers.type_paper(session, [here(XIAOYU), ill(XIAOSHAN)], by=lead)
    with pytest.raises(CannotRead):
        await papers.confirm_paper(session, [here(XIAOYU), ill(XIAOSHAN)], by=lead)
    assert await papers.confirm_paper(session, [here(XIAOYU), ill(XIAOSHAN)], by=director) == 0
    with pytest.raises(CannotRead):
        await papers.confirm_paper(session, [ill(XIAOYU), ill(XIAOSHAN)], by=await act(LAN))
    assert (await attended(eyes, session))[XIAOYU.id][0] == "here"


async def test_the_database_refuses_one_person_for_both(act, eyes, over):
    session = await over()
    lead = await act(QIN)
    await papers.keep_photo(session, picture(), by=lead)
    await papers.type_paper(session, [here(XIAOYU)], by=lead)
    with pytest.raises(Exception, match="paper_sheets_two_people"):
        await eyes.execute("update paper_sheets set confirmed_by = typed_by, confirmed_at = now()")


async def test_what_a_phone_noted_at_the_place_stands_and_the_paper_adds_the_rest(act, eyes, over):
    session = await over()
    lead = await act(QIN)
    await registers.open_register(session, by=lead)
    await registers.mark_child(session, XIAOYU.id, "here", by=lead)
    await papers.keep_photo(session, picture(), by=lead)
    await papers.type_paper(session, [ill(XIAOYU), here(XIAOSHAN)], by=lead)
    got = await attended(eyes, session)
    assert (got[XIAOYU.id][0], got[XIAOSHAN.id][0]) == ("here", "here")
    await papers.confirm_paper(session, [ill(XIAOYU), ill(XIAOSHAN)], by=await act(MEI))
    got = await attended(eyes, session)
    assert (got[XIAOYU.id][0], got[XIAOSHAN.id][0]) == ("here", "excused")


async def test_a_paper_answers_what_was_alarmed_meanwhile(course, act, eyes, travel, worker):
    lead = await act(QIN)
    await enrol_children(course.id, [XIAOYU.id], clock.today(), by=lead)
    late = course.on(2)
    await until(eyes, travel, late, 1)
    await turn(worker)
    await until(eyes, travel, late, 25)
    await turn(worker)
    assert await open_alarms(eyes) == {("register", None)}
    await papers.keep_photo(late, picture(), by=lead)
    await papers.type_paper(late, [here(XIAOYU)], by=lead)
    await turn(worker)
    assert not await open_alarms(eyes)


async def test_a_paper_of_days_ago_opens_its_register_with_the_time_that_stands_on_it(
    course, act, eyes, travel
):
    lead, session = await act(QIN), course.on(2)
    await enrol_children(course.id, [XIAOYU.id], clock.today(), by=lead)
    await until(eyes, travel, session, 3 * 24 * 60)
    starts = await eyes.fetchval("select starts_at from care_sessions where id = $1", session)
    came = starts + timedelta(minutes=12)
    await papers.keep_photo(session, picture(), by=lead)
    await papers.type_paper(session, [PaperLine(XIAOYU.id, "here", came_at=came)], by=lead)
    assert await eyes.fetchval("select opened_at from registers") == came
    assert await eyes.fetchval("select at from child_attendances") == came


async def test_the_photo_lies_sealed_without_the_place_it_was_taken_and_is_no_orphan(
    visitor, eyes, over, worker
):
    session = await over()
    lead = await visitor(QIN, also=(XIAOYU.name, XIAOSHAN.name))
    await send(lead, session)
    kept = await eyes.fetchval("select picture from paper_sheets")
    assert b"\xff\xd8\xff" not in sealed_path(kept).read_bytes()[:64]
    assert PLACE not in await read_sealed(kept)
    await sweep_sealed(clock.now() + timedelta(days=2), by=worker)
    shown = await lead.get(f"/registers/{session}/paper/image")
    assert shown.content.startswith(b"\xff\xd8\xff")
    assert shown.headers["cache-control"].startswith("no-store")
    looks = await eyes.fetch(
        "select child from read_log where 'picture' = any (fields) and account = $1", QIN.account
    )
    assert {r["child"] for r in looks} == {XIAOYU.id, XIAOSHAN.id}


@pytest.mark.parametrize("given", [b"", b"\xff\xd8\xff nothing", b"%PDF-1.7 no picture"])
async def test_what_is_no_picture_is_refused_in_words(visitor, eyes, over, given):
    session = await over()
    answer = await send(await visitor(QIN, also=(XIAOYU.name, XIAOSHAN.name)), session, given)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert await eyes.fetchval("select count(*) from paper_sheets") == 0


async def test_another_photo_takes_the_place_of_the_first_until_it_is_typed(act, eyes, over):
    session = await over()
    lead = await act(QIN)
    await papers.keep_photo(session, picture(), by=lead)
    first = await eyes.fetchval("select picture from paper_sheets")
    await papers.keep_photo(session, picture(), by=lead)
    assert not sealed_path(first).exists()
    await papers.type_paper(session, [here(XIAOYU)], by=lead)
    with pytest.raises(CannotRead):
        await papers.keep_photo(session, picture(), by=lead)


async def test_nothing_typed_is_lost_where_a_line_is_not_whole(visitor, eyes, over):
    session = await over()
    lead = await visitor(QIN, also=(XIAOYU.name, XIAOSHAN.name))
    await send(lead, session)
    grid = {
        **cells(XIAOYU, state="here", left="25:99", left_with="外婆"),
        **cells(XIAOSHAN, state="excused", because="ill"),
    }
    answer = await lead.post(f"/registers/{session}/paper/lines", data=grid)
    assert answer.status_code == 422
    assert 'value="25:99"' in answer.text
    assert 'value="外婆"' in answer.text
    assert not await attended(eyes, session)


async def test_only_who_runs_the_place_sees_the_paper(visitor, act, eyes, over):
    session = await over()
    await papers.keep_photo(session, picture(), by=await act(QIN))
    await papers.type_paper(session, [here(XIAOYU), ill(XIAOSHAN)], by=await act(QIN))
    for one in (GUO, BIN):
        for page in ("paper", "paper/image"):
            answer = await (await visitor(one)).get(f"/registers/{session}/{page}")
            assert answer.status_code == 403
        with pytest.raises(MayNot):
            await papers.confirm_paper(session, [here(XIAOYU)], by=await act(one))
    for one, sheets, lines in ((QIN, 1, 2), (MEI, 1, 2), (LAN, 1, 2), (GUO, 0, 0), (BIN, 0, 0)):
        actor = await act(one)
        found = (await count(actor, "paper_sheets"), await count(actor, "paper_lines"))
        assert found == (sheets, lines), one.handle


async def test_a_child_that_moves_away_takes_its_lines_along(act, eyes, over):
    session = await over()
    await papers.keep_photo(session, picture(), by=await act(QIN))
    await papers.type_paper(session, [here(XIAOYU), ill(XIAOSHAN)], by=await act(QIN))
    await eyes.execute("update children set village = $2 where id = $1", XIAOYU.id, SHITOU.village)
    assert await count(await act(MEI), "paper_lines") == 1


async def test_a_child_out_of_reach_cannot_be_typed(act, over):
    session = await over()
    await papers.keep_photo(session, picture(), by=await act(QIN))
    with pytest.raises(NotFound):
        await papers.type_paper(session, [here(SHITOU)], by=await act(QIN))


def test_the_times_of_a_paper_are_of_its_session():
    starts = datetime(2026, 11, 27, 16, 10, tzinfo=SHANGHAI)
    ends = starts + timedelta(minutes=90)
    child = UUID(int=1)
    require_readable(PaperLine(child, "here", came_at=starts), starts, ends)
    for line in (
        PaperLine(child, "here", came_at=starts - timedelta(hours=3)),
        PaperLine(child, "here", left_at=ends + timedelta(hours=13), left_how="alone"),
        PaperLine(child, "here", came_at=ends, left_at=starts, left_how="alone"),
        PaperLine(child, "here", left_at=ends),
        PaperLine(child, "here", left_at=ends, left_how="fetched"),
        PaperLine(child, "excused", because="ill"),
    ):
        with pytest.raises(CannotRead):
            require_readable(line, starts, ends)
