"""The census pages: a workbook goes in by HTTP, its rows come out decided, and strangers see nothing."""

import io
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from carenet.census.columns import layout
from carenet.census.rows import GuardianRow
from carenet.census.services import import_workbook
from carenet.census.workbook import write_census
from tests.cast import BIN, GUO, LAN, MEI
from tests.census.test_import import data_dir, row  # noqa: F401


def bytes_of(rows, tmp_path) -> bytes:
    path = tmp_path / "made.xlsx"
    write_census(path, rows)
    return path.read_bytes()


async def send(client, content, name="台账.xlsx", field="workbook"):
    return await client.post("/census/workbooks", files={field: (name, content)})


async def work(eyes, worker, address):
    book = address.rsplit("/", 1)[1]
    task = await eyes.fetchval("select task::uuid from census_workbooks where id = $1::uuid", book)
    await import_workbook(task, by=worker)
    return book


async def test_a_workbook_goes_in_is_followed_and_its_rows_are_there(
    visitor, eyes, worker, tmp_path
):
    client = await visitor(MEI)
    answer = await send(client, bytes_of([row(1), row(2, care_place="没有这个村")], tmp_path))
    assert answer.status_code == 303
    address = answer.headers["location"]
    assert 'hx-trigger="every 2s"' in (await client.get(address)).text
    assert (await client.get(f"{address}/progress")).status_code == 200
    await work(eyes, worker, address)
    last = await client.get(f"{address}/progress")
    assert last.status_code == 286
    assert "hx-trigger" not in last.text
    shown = (await client.get(address)).text
    assert "没有这个村" in shown
    assert "No village is called that" in shown
    file = await client.get(f"{address}/faults.xlsx")
    assert file.status_code == 200
    assert "attachment" in file.headers["content-disposition"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_name(
        layout().sheet["zh"]
    )
    assert sheet.to_python()[1][-1]
    listed = (await client.get("/census")).text
    assert "台账.xlsx" in listed
    assert "小乙" in (await client.get("/children")).text


async def test_a_workbook_is_its_villages_and_its_files_are_the_senders(
    visitor, eyes, worker, tmp_path
):
    address = (
        await send(await visitor(MEI), bytes_of([row(1, care_place="x")], tmp_path))
    ).headers["location"]
    await work(eyes, worker, address)
    guo, lan, bin_ = await visitor(GUO), await visitor(LAN), await visitor(BIN)
    assert (await guo.get(address)).status_code == 404
    assert "台账" not in (await guo.get("/census")).text
    assert (await bin_.get("/census")).status_code == 403
    assert (await lan.get(address)).status_code == 200
    assert (await lan.get(f"{address}/faults.xlsx")).status_code == 404
    assert (await lan.post(f"{address}/stop")).status_code == 404


async def test_a_doubtful_row_is_decided_on_a_page_with_both_sides(visitor, eyes, worker, tmp_path):
    client = await visitor(MEI)
    await work(eyes, worker, (await send(client, bytes_of([row(1)], tmp_path))).headers["location"])
    twin = replace(
        row(1),
        resident_id=None,
        no_id_yet=True,
        guardian=GuardianRow("石父", "father", "+8615400009999"),
    )
    address = (await send(client, bytes_of([twin], tmp_path))).headers["location"]
    book = await work(eyes, worker, address)
    held = await eyes.fetchrow("select * from census_rows where workbook = $1::uuid", book)
    assert f"/census/rows/{held['id']}" in (await client.get(address)).text
    before = await eyes.fetchval("select count(*) from read_log where child = $1", held["child"])
    shown = (await client.get(f"/census/rows/{held['id']}")).text
    assert "15400009999" in shown
    assert "15400001001" in shown
    assert (
        await eyes.fetchval("select count(*) from read_log where child = $1", held["child"])
        == before + 1
    )
    assert (
        await client.post(f"/census/rows/{held['id']}/decision", data={"decision": "all"})
    ).status_code == 422
    guo = await visitor(GUO)
    assert (await guo.get(f"/census/rows/{held['id']}")).status_code == 404
    assert (
        await guo.post(f"/census/rows/{held['id']}/decision", data={"decision": "new"})
    ).status_code == 404
    done = await client.post(f"/census/rows/{held['id']}/decision", data={"decision": "new"})
    assert done.status_code == 303
    assert await eyes.fetchval("select count(*) from children where name = '石小乙'") == 2
    again = await client.post(f"/census/rows/{held['id']}/decision", data={"decision": "new"})
    assert again.status_code == 422


@pytest.mark.parametrize(
    ("name", "content", "field", "status"),
    [
        ("a.xlsx", b"not a zip at all", "workbook", 415),
        ("a.xlsx", b"PK\x03\x04" + b"0" * 100, "other", 415),
        ("", b"", "workbook", 422),
        ("big.xlsx", b"PK\x03\x04" + b"0" * (21 * 2**20), "workbook", 413),
    ],
)
async def test_what_is_no_workbook_is_refused_before_anything_is_kept(
    visitor, eyes, tmp_path, name, content, field, status
):
    client = await visitor(MEI)
    answer = await send(client, content, name, field)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert not await eyes.fetchval("select count(*) from stored_files")
    assert not list((tmp_path / "spool").iterdir())
    assert not (tmp_path / "files").exists()


async def test_a_foreign_site_cannot_send_a_workbook(visitor, tmp_path):
    client = await visitor(MEI, origin="https://elsewhere.example")
    assert (await send(client, bytes_of([row(1)], tmp_path))).status_code == 403


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_template_has_its_heads_and_its_drop_downs(visitor, language):
    client = await visitor(MEI)
    answer = await client.get(f"/census/template.xlsx?language={language}")
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert layout().sheet[language] in book.sheet_names
    heads = book.get_sheet_by_name(layout().sheet[language]).to_python()[1]
    assert heads == [column.head(language) for column in layout().columns]


async def test_an_import_can_be_stopped_before_it_begins(visitor, eyes, worker, tmp_path):
    client = await visitor(MEI)
    address = (await send(client, bytes_of([row(1)], tmp_path))).headers["location"]
    assert (await client.post(f"{address}/stop")).status_code == 303
    await work(eyes, worker, address)
    assert not await eyes.fetchval("select count(*) from children where name = '石小乙'")
    assert "was stopped" in (await client.get(address)).text


async def test_three_workbooks_at_once_are_enough(visitor, tmp_path):
    client = await visitor(MEI)
    content = bytes_of([row(1)], tmp_path)
    assert [(await send(client, content)).status_code for _ in range(4)] == [303, 303, 303, 422]
