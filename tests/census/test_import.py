"""The import: idempotent, faults beside their lines, doubtful rows held, strangers' villages refused."""

import asyncio
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from carenet.census.columns import layout
from carenet.census.rows import CarerRow, CensusRow, GuardianRow, ParentRow, ParentState, Sex, Way
from carenet.census.rules import with_check_digit
from carenet.census.services import DecidedBefore, decide_row, import_workbook, take_workbook
from carenet.census.workbook import write_census
from carenet.children.rules import Stage
from carenet.core import clock
from carenet.core.files import Received, spool, stored
from carenet.core.refusals import MayNot, NotFound
from carenet.core.tasks import cancel, view
from tests.cast import BIN, FAR, GUO, HERE, HONG, LAN, MEI, QIN, THERE, XIAOYU


def row(number: int = 1, **given) -> CensusRow:
    """An invented child of Mei's village; each number is another child."""
    born = date(2016, 3, 1) + timedelta(days=number)
    plain = {
        "sheet": layout().sheet["zh"], "line": 3, "name": f"石小{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        "sex": Sex.FEMALE, "birth_date": born, "home_place": HERE, "care_place": HERE,
        "stage": Stage.PRIMARY, "grade": "3", "class_name": "2", "school": "凤凰小学",
        "father": ParentRow(ParentState.AWAY, "石父", clock.today() - timedelta(days=200), "广东", phone="+8615400001000"),
        "mother": ParentRow(ParentState.HOME, "石母"),
        "guardian": GuardianRow("石父", "father", f"+86154000010{number:02}"),
        "carer": CarerRow("grandmother_p", "石奶奶", f"+86154000020{number:02}", "dong", False, Way.OWN_PHONE),
        "filled_by": "梅爱群", "filled_on": clock.today() - timedelta(days=1), "confirmed_by": "石奶奶",
        "resident_id": with_check_digit(f"450299{born:%Y%m%d}{number * 2:03}"), "hamlet": "上寨",
    }  # fmt: skip
    return CensusRow(**{**plain, **given})


@pytest.fixture(autouse=True)
def data_dir(tmp_path, monkeypatch):
    """Files of a test lie in its own folder; keys stay where the servers are."""
    from carenet.core import files
    from carenet.core.ciphers import keyring

    keyring()
    monkeypatch.setattr(files, "_root", lambda: tmp_path)
    spool().mkdir()


async def hand_in(rows, one, act, worker, *, name="台账.xlsx"):
    """Hand a workbook in and let the worker work on it; the workbook's id."""
    actor = await act(one)
    path = spool() / "in.xlsx"
    if isinstance(rows, Path):
        shutil.copy(rows, path)
    else:
        write_census(path, rows)
    book = await take_workbook(
        Received("file", name, "", path, "xlsx", path.stat().st_size, "0" * 64), by=actor
    )
    from carenet.core.database import reading

    async with reading(actor) as db:
        task = await db.fetchval("select task from census_workbooks where id = $1", book)
    await import_workbook(task, by=worker)
    return book


async def counts(eyes, book) -> dict:
    return dict(
        await eyes.fetchrow(
            "select rows, added, changed, same, held, faulty from census_workbooks where id = $1",
            book,
        )
    )


async def test_a_row_becomes_a_whole_record(act, worker, eyes):
    book = await hand_in([row(1)], MEI, act, worker)
    assert await counts(eyes, book) == {
        "rows": 1, "added": 1, "changed": 0, "same": 0, "held": 0, "faulty": 0,
    }  # fmt: skip
    child = await eyes.fetchrow("select * from children where name = '石小乙'")
    assert (child["village"], child["sex"]) == (HERE, "f")
    for table, wanted in {
        "guardians": 1, "carers": 1, "schoolings": 1, "absences": 1, "care_places": 1,
        "hukou_places": 1, "child_identities": 1, "fillings": 1, "urgencies": 1, "findings": 3,
    }.items():  # fmt: skip
        found = await eyes.fetchval(f"select count(*) from {table} where child = $1", child["id"])
        assert found == wanted, table
    assert await eyes.fetchval(
        "select holds from findings where child = $1 and version = 'liu2018'", child["id"]
    )
    way = await eyes.fetchrow(
        """select w.* from contact_ways w join carers c on c.person = w.person where c.child = $1""",
        child["id"],
    )
    assert (way["kind"], way["value"], way["tested_on"]) == ("own_phone", "+8615400002001", None)
    sealed = await eyes.fetchval(
        "select id_number from child_identities where child = $1", child["id"]
    )
    assert row(1).resident_id.encode() not in sealed


async def test_the_same_workbook_again_changes_nothing(act, worker, eyes):
    rows = [row(n) for n in range(1, 6)]
    await hand_in(rows, MEI, act, worker)

    async def sums():
        tables = [
            r["tablename"]
            for r in await eyes.fetch("select tablename from pg_tables where schemaname = 'public'")
            if r["tablename"]
            not in (
                "census_workbooks",
                "tasks",
                "stored_files",
                "facts",
                "sign_ins",
                "read_log",
                "census_rows",
            )
        ]
        return {
            t: await eyes.fetchval(
                f"select md5(string_agg(x::text, '' order by x::text)) from {t} x"
            )
            for t in tables
        }

    before = await sums()
    book = await hand_in(rows, MEI, act, worker)
    assert (await counts(eyes, book))["same"] == 5
    after = await sums()
    assert {t for t in after if after[t] != before[t]} <= {"deliveries", "answered_keys"}


async def test_a_changed_cell_changes_its_child_alone_and_an_older_row_changes_nothing(
    act, worker, eyes
):
    await hand_in([row(1), row(2)], MEI, act, worker)
    moved = replace(row(1), grade="4", filled_on=clock.today())
    book = await hand_in([moved, row(2)], MEI, act, worker)
    assert await counts(eyes, book) == {
        "rows": 2, "added": 0, "changed": 1, "same": 1, "held": 0, "faulty": 0,
    }  # fmt: skip
    grades = await eyes.fetch(
        """select s.grade, s.ends_on is null as open from schoolings s join children k on k.id = s.child
           where k.name = '石小乙' order by s.grade"""
    )
    assert [tuple(g) for g in grades] == [("3", False), ("4", True)]
    older = await hand_in([replace(row(1), grade="2")], MEI, act, worker)
    assert (await counts(eyes, older))["same"] == 1


async def test_a_child_without_a_number_is_known_by_name_birth_and_guardians_phone(
    act, worker, eyes
):
    bare = replace(row(1), resident_id=None, no_id_yet=True)
    await hand_in([bare], MEI, act, worker)
    book = await hand_in([row(1)], MEI, act, worker)
    assert (await counts(eyes, book))["changed"] == 1
    assert await eyes.fetchval("select count(*) from children where name = '石小乙'") == 1
    assert await eyes.fetchval("select id_number_index is not null from child_identities")


async def test_what_is_doubtful_is_held_sealed_and_decided_once_by_a_person(act, worker, eyes):
    await hand_in([row(1)], MEI, act, worker)
    other_phone = replace(
        row(1),
        resident_id=None,
        no_id_yet=True,
        guardian=GuardianRow("石父", "father", "+8615400009999"),
    )
    not_her = replace(row(1), name="石小明")
    book = await hand_in([other_phone], MEI, act, worker)
    assert (await counts(eyes, book))["held"] == 1
    held = await eyes.fetchrow("select * from census_rows where workbook = $1", book)
    assert held["state"] == "held"
    assert "石小".encode() not in held["details"]
    known = await eyes.fetchval("select id from children where name = '石小乙'")
    assert held["child"] == known
    mei = await act(MEI)
    for stranger in (await act(GUO), await act(QIN)):
        with pytest.raises((NotFound, MayNot)):
            await decide_row(held["id"], "same", by=stranger)
    assert await decide_row(held["id"], "same", by=mei) == known
    with pytest.raises(DecidedBefore):
        await decide_row(held["id"], "new", by=mei)
    assert await eyes.fetchval("select count(*) from children where name = '石小乙'") == 1
    assert (await counts(eyes, book))["held"] == 0
    clash = await hand_in([not_her], MEI, act, worker)
    assert (await counts(eyes, clash))["held"] == 1


@pytest.mark.parametrize(("decision", "children"), [("new", 2), ("leave", 1)])
async def test_a_held_row_may_be_a_new_child_or_be_left_alone(
    act, worker, eyes, decision, children
):
    await hand_in([row(1)], MEI, act, worker)
    twin = replace(
        row(1),
        resident_id=None,
        no_id_yet=True,
        guardian=GuardianRow("石父", "father", "+8615400009999"),
    )
    book = await hand_in([twin], MEI, act, worker)
    held = await eyes.fetchval("select id from census_rows where workbook = $1", book)
    await decide_row(held, decision, by=await act(MEI))
    assert await eyes.fetchval("select count(*) from children where name = '石小乙'") == children


async def test_a_child_cared_for_elsewhere_is_held_and_the_same_child_moves(act, worker, eyes):
    await hand_in([row(1)], LAN, act, worker)
    book = await hand_in([replace(row(1), care_place=THERE)], LAN, act, worker)
    held = await eyes.fetchval(
        "select id from census_rows where workbook = $1 and state = 'held'", book
    )
    child = await decide_row(held, "same", by=await act(LAN))
    assert await eyes.fetchval("select village from children where id = $1", child) == THERE
    assert await eyes.fetchval("select count(*) from child_moves where child = $1", child) == 1


async def test_a_strangers_village_is_refused_row_by_row_and_nothing_is_told_of_what_is_there(
    act, worker, eyes
):
    rows = [
        row(1),
        row(2, care_place=FAR),
        row(3, care_place="没有这个村"),
        row(4, care_place=THERE),
    ]
    book = await hand_in(rows, MEI, act, worker)
    assert await counts(eyes, book) == {
        "rows": 4, "added": 1, "changed": 0, "same": 0, "held": 0, "faulty": 3,
    }  # fmt: skip
    assert not await eyes.fetchval(
        "select count(*) from children where village = $1 and name like '石小%'", FAR
    )
    assert not await eyes.fetchval("select count(*) from census_rows where child is not null")


async def test_an_id_number_known_in_another_county_is_taken_here_as_if_it_were_not(
    act, worker, eyes
):
    far = replace(row(1), care_place=FAR)
    await hand_in([far], GUO, act, worker)
    book = await hand_in([row(1)], MEI, act, worker)
    assert (await counts(eyes, book))["added"] == 1
    assert await eyes.fetchval("select count(*) from child_merges") == 1  # the township's case


async def test_the_workbook_comes_back_with_what_is_wrong_beside_each_line(act, worker, eyes):
    rows = [row(1), row(2, care_place="没有这个村"), row(1)]
    await eyes.execute("update accounts set language = 'zh_Hans' where id = $1", MEI.account)
    book = await hand_in(rows, MEI, act, worker)
    assert (await counts(eyes, book))["faulty"] == 2
    file = await eyes.fetchval("select faults_file from census_workbooks where id = $1", book)
    kept = await stored(file, by=await act(MEI))
    assert kept.name == "台账-错误.xlsx"
    lines = (
        CalamineWorkbook.from_path(str(kept.path))
        .get_sheet_by_name(layout().sheet["zh"])
        .to_python()
    )
    assert lines[1][-1] == "错误"
    assert lines[2][-1] == ""
    assert "没有" in lines[3][-1] or "村" in lines[3][-1]
    assert "3" in lines[4][-1]
    assert lines[2][0] == "石小乙"
    with pytest.raises(NotFound):
        await stored(file, by=await act(LAN))


async def test_a_file_that_is_no_workbook_ends_with_a_reason_and_changes_nothing(
    act, worker, eyes, tmp_path
):
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04 nothing of the kind")
    before = await eyes.fetchval("select count(*) from children")
    book = await hand_in(bad, MEI, act, worker)
    task = await view(
        await eyes.fetchval("select task from census_workbooks where id = $1", book),
        by=await act(MEI),
    )
    assert task.state == "failed"
    assert task.result["why"]
    assert await eyes.fetchval("select count(*) from children") == before
    assert await eyes.fetchval(
        "select ended_at is not null from census_workbooks where id = $1", book
    )


async def test_only_keepers_hand_workbooks_in(act, worker):
    for one in (BIN, QIN, HONG):
        with pytest.raises(MayNot):
            await hand_in([row(1)], one, act, worker)


async def test_a_second_run_of_the_same_task_does_nothing_and_a_cancelled_one_never_begins(
    act, worker, eyes
):
    book = await hand_in([row(1)], MEI, act, worker)
    task = await eyes.fetchval("select task from census_workbooks where id = $1", book)
    await asyncio.gather(import_workbook(task, by=worker), import_workbook(task, by=worker))
    assert (await counts(eyes, book))["added"] == 1
    mei = await act(MEI)
    path = spool() / "later.xlsx"
    write_census(path, [row(2)])
    late = await take_workbook(Received("file", "b.xlsx", "", path, "xlsx", 1, "0" * 64), by=mei)
    waiting = await eyes.fetchval("select task from census_workbooks where id = $1", late)
    await cancel(waiting, by=mei)
    await import_workbook(waiting, by=worker)
    assert (await counts(eyes, late))["rows"] == 0


async def test_the_row_of_a_known_child_of_the_cast_is_the_same_child(act, worker, eyes):
    way = (
        "insert into contact_ways (person, kind, value) values ($1, 'own_phone', '+8615400007777')"
    )
    await eyes.execute(way, HONG.person)
    known = replace(
        row(1), name=XIAOYU.name, birth_date=date.fromisoformat(XIAOYU.born), resident_id=None, no_id_yet=True,
        guardian=GuardianRow(HONG.name, "mother", "+8615400007777"),
    )  # fmt: skip
    book = await hand_in([known], MEI, act, worker)
    assert (await counts(eyes, book))["changed"] == 1
    assert (
        await eyes.fetchval(
            "select count(*) from guardians where child = $1 and ends_on is null", XIAOYU.id
        )
        == 1
    )
