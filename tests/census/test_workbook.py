import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from carenet.census.child import parse_in_child, write_faults_in_child
from carenet.census.columns import layout
from carenet.census.reading import Limits, read_workbook
from carenet.census.rows import CensusRow, UnreadableWorkbook
from carenet.census.rules import with_check_digit
from carenet.census.workbook import Mark, marks, write_census, write_faults, write_template
from tests.census.samples import TODAY, one_row, rows

KEYS = [column.key for column in layout().columns]


def read(path: Path, **bounds: int):
    return read_workbook(path, today=TODAY, limits=Limits(**bounds))


def hand_made(
    path: Path, cells: dict[tuple[int, str], object], heads: list[str] | None = None
) -> Path:
    """A workbook as someone types it: heads in row 2, cells by (row from 1, column key)."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("儿童台账")
    for index, head in enumerate(heads or [column.head("zh") for column in layout().columns]):
        sheet.write_string(1, index, head)
    form = book.add_format({"num_format": "yyyy-mm-dd"})
    for (line, key), value in cells.items():
        if isinstance(value, date):
            sheet.write_datetime(line - 1, KEYS.index(key), value, form)
        else:
            sheet.write(line - 1, KEYS.index(key), value)
    book.close()
    return path


def spoiled(path: Path, row: CensusRow, **cells: object) -> Path:
    """A written row with some cells typed over."""
    write_census(path, [row])
    found = (
        CalamineWorkbook.from_path(str(path))
        .get_sheet_by_name("儿童台账")
        .to_python(skip_empty_area=False)
    )
    line = dict(zip(KEYS, found[2], strict=True)) | cells
    return hand_made(
        path, {(3, key): value for key, value in line.items() if value not in ("", None)}
    )


def plain(row: CensusRow, line: int) -> CensusRow:
    return replace(row, line=line)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(
    st.lists(rows(), max_size=4, unique_by=lambda row: (row.name, row.birth_date)),
    st.sampled_from(["zh", "en"]),
)
def test_every_field_makes_the_round_trip(
    tmp_path: Path, given_rows: list[CensusRow], language: str
) -> None:
    path = tmp_path / "round.xlsx"
    write_census(path, given_rows, language=language)
    parsed = read(path)
    assert parsed.faults == ()
    expected = [
        replace(row, line=line, sheet=layout().sheet[language])
        for line, row in enumerate(given_rows, start=3)
    ]
    assert list(parsed.rows) == expected


def test_a_row_with_every_field_filled_in_comes_back_whole_through_the_child(
    tmp_path: Path,
) -> None:
    path = tmp_path / "one.xlsx"
    row = one_row()
    assert None not in [
        getattr(row, key)
        for key in ("ethnicity", "hamlet", "visited_on", "student_number", "boards")
    ]
    write_census(path, [row])
    heard: list[tuple[int, int]] = []
    parsed = parse_in_child(
        path, today=TODAY, on_progress=lambda done, total: heard.append((done, total))
    )
    assert parsed.rows == (row,)
    assert parsed.faults == ()
    assert parsed.read == 1
    assert heard == [(1, 1)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_has_a_drop_down_for_every_choice_and_text_by_column(
    tmp_path: Path, language: str
) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, language=language)
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == [layout().sheet[language], layout().options_sheet[language]]
    assert book.sheets_metadata[1].visible is SheetVisibleEnum.Hidden
    offered = book.get_sheet_by_name(book.sheet_names[1]).to_python()
    with zipfile.ZipFile(path) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
        styles = packed.read("xl/styles.xml").decode()
    stops = dict(
        re.findall(
            r'<dataValidation [^>]*sqref="([A-Z]+)3:[A-Z]+1048576"[^>]*>(.*?)</dataValidation>',
            sheet,
        )
    )
    for index, column in enumerate(layout().columns):
        letters = xlsxwriter.utility.xl_col_to_name(index)
        if column.options:
            place = list(layout().options).index(column.options)
            words = [line[place] for line in offered if line[place]]
            assert words == [choice.word(language) for choice in layout().options[column.options]]
            assert f"!${xlsxwriter.utility.xl_col_to_name(place)}$1:" in stops[letters]
        elif column.kind in ("date", "resident_id", "phone", "student_number"):
            assert letters in stops
            assert len(stops[letters]) < 300
    id_style = re.search(r'<col min="4" max="4" [^>]*style="(\d+)"', sheet)
    assert id_style
    formats = re.findall(r"<xf [^>]*numFmtId=\"(\d+)\"", styles.split("<cellXfs")[1])
    assert formats[int(id_style[1])] == "49"
    assert read(path).rows == ()


def test_row_60000_keeps_its_id_number(tmp_path: Path) -> None:
    row = one_row()
    cells = {(60_000, key): value for key, value in _cells(row).items()}
    parsed = parse_in_child(hand_made(tmp_path / "far.xlsx", cells), today=TODAY)
    assert parsed.faults == ()
    assert [(each.line, each.resident_id) for each in parsed.rows] == [(60_000, row.resident_id)]


def _cells(row: CensusRow) -> dict[str, object]:
    from carenet.census.lines import row_cells

    return dict(row_cells(row))


@pytest.mark.parametrize(
    ("cells", "key", "why"),
    [
        ({"resident_id": with_check_digit("45029920170501002")[:17]}, "resident_id", "An ID number has 18 characters; this one has 17."),
        ({"resident_id": 450299201705010025}, "resident_id", "Stored as a number, the ID number lost its last digits: type it as text."),
        ({"resident_id": with_check_digit("45029920170502002")}, "birth_date", "The ID number says born on 2017-05-02; date of birth and ID number differ."),
        ({"resident_id": with_check_digit("45029920170501001")}, "sex", "The ID number says the other sex."),
        ({"name": ""}, "name", "This must be filled in."),
        ({"sex": "女孩"}, "sex", "“女孩” is not in the list of choices."),
        ({"birth_date": "2017年"}, "birth_date", "“2017年” is no day like 2026-09-01; year, month and day are needed."),
        ({"birth_date": date(2027, 1, 1), "resident_id": ""}, "birth_date", "The day lies in the future."),
        ({"birth_date": date(2008, 11, 24), "resident_id": ""}, "birth_date", "Grown up: the census takes children under 18."),
        ({"father_left_on": ""}, "father_left_on", "Away for work: the day of leaving is missing."),
        ({"father_returned_on": date(2026, 1, 1)}, "father_returned_on", "Came back before leaving."),
        ({"mother_returned_on": date(2026, 1, 1)}, "mother_returned_on", "A day of return without a day of leaving."),
        ({"carer_language": ""}, "carer_language", "The carer's language is missing."),
        ({"carer_way": "本人电话"}, "carer_phone", "Reached by own phone, but the phone number is missing."),
        ({"passed_on_by": ""}, "passed_on_by", "Reached by a neighbour, but the neighbour is missing."),
        ({"carer_relation": "无人照护"}, "carer_name", "“Nobody” is chosen, but a carer is named."),
        ({"mother_state": "去世"}, "mother_phone", "A phone number of someone who is dead; check the situation."),
        ({"guardian_phone": "13812345678、13912345678"}, "guardian_phone", "“13812345678、13912345678” is no phone number; write one number only, a landline with its area code."),
    ],
)  # fmt: skip
def test_a_bad_cell_is_shown_where_it_stands(
    tmp_path: Path, cells: dict[str, object], key: str, why: str
) -> None:
    path = spoiled(tmp_path / "bad.xlsx", one_row(), **cells)
    parsed = read(path)
    assert parsed.rows == ()
    assert [(f.line, f.column, f.why.in_english()) for f in parsed.faults] == [
        (3, KEYS.index(key), why)
    ]
    head = next(column for column in layout().columns if column.key == key).head("zh")
    assert parsed.faults[0].head == head


def test_a_child_typed_twice_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "twice.xlsx"
    write_census(path, [one_row(), one_row()])
    parsed = read(path)
    assert [row.line for row in parsed.rows] == [3]
    assert [(f.line, f.why.in_english()) for f in parsed.faults] == [
        (4, "The same child stands in row 3 already.")
    ]


def test_good_rows_are_kept_beside_bad_ones_and_the_copy_says_what_is_wrong(tmp_path: Path) -> None:
    source, copy = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    good = _cells(one_row())
    cells = {(3, key): value for key, value in good.items()}
    cells |= {(7, key): value for key, value in good.items() if key not in ("resident_id", "sex")}
    cells[(7, "name")] = "=1+1"
    hand_made(source, {**cells, (7, "remarks"): "写在这里"})
    parsed = read(source)
    assert [row.line for row in parsed.rows] == [3]
    write_faults_in_child(source, copy, marks(parsed.faults, lambda why: why.in_english()))
    old, new = (CalamineWorkbook.from_path(str(path)) for path in (source, copy))
    assert new.sheet_names == old.sheet_names
    before = old.get_sheet_by_name("儿童台账").to_python(skip_empty_area=False)
    after = new.get_sheet_by_name("儿童台账").to_python(skip_empty_area=False)
    assert after[1] == [*before[1], "错误"]
    assert after[2][:-1] == before[2]
    assert after[2][-1] == ""
    assert "性别*: This must be filled in." in after[6][-1]
    assert len(after) == len(before)
    again = read(copy)
    assert [(f.line, f.why) for f in again.faults] == [(f.line, f.why) for f in parsed.faults]
    twice = tmp_path / "twice.xlsx"
    write_faults(copy, twice, [])
    assert (
        CalamineWorkbook.from_path(str(twice))
        .get_sheet_by_name("儿童台账")
        .to_python(skip_empty_area=False)[1]
        == after[1]
    )


def test_the_copy_of_a_template_keeps_its_choices_hidden_sheet_and_order(tmp_path: Path) -> None:
    source, copy = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    write_census(source, [one_row()])
    write_faults(source, copy, [Mark("儿童台账", 3, 0, "姓名: 看一看")])
    new = CalamineWorkbook.from_path(str(copy))
    assert [(m.name, m.visible) for m in new.sheets_metadata] == [
        ("儿童台账", SheetVisibleEnum.Visible),
        ("选项", SheetVisibleEnum.Hidden),
    ]
    with zipfile.ZipFile(copy) as packed:
        assert "3:B1048576" in packed.read("xl/worksheets/sheet1.xml").decode()
    assert read(copy).rows == (one_row(),)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.lists(
        st.one_of(st.text(max_size=30), st.integers(-(10**20), 10**20), st.floats(), st.booleans()),
        max_size=20,
    )
)
def test_no_cell_of_a_copy_starts_a_formula(tmp_path: Path, values: list[object]) -> None:
    source, copy = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    book = xlsxwriter.Workbook(source, {"nan_inf_to_errors": True})
    sheet = book.add_worksheet("x")
    for line, value in enumerate(values):
        sheet.write_string(line, 0, str(value)) if isinstance(value, str) else sheet.write(
            line, 0, value
        )
    book.close()
    write_faults(source, copy, [Mark("x", 1, 0, "=HYPERLINK(1)")])
    with zipfile.ZipFile(copy) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")
    for line in CalamineWorkbook.from_path(str(copy)).get_sheet_by_name("x").to_python():
        for cell in line:
            assert not (
                isinstance(cell, str)
                and cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "\0"))
            )


def refused(path: Path, **bounds: int) -> str:
    with pytest.raises(UnreadableWorkbook) as caught:
        parse_in_child(path, today=TODAY, limits=Limits(**bounds))
    return caught.value.why.in_english()


def test_files_that_are_no_workbook_say_so(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"name,sex\n")
    assert "no .xlsx workbook" in refused(path)
    path.write_bytes(b"PK\x03\x04" + b"rubbish" * 50)
    assert "damaged" in refused(path)
    write_template(path)
    path.write_bytes(path.read_bytes()[:-400])
    assert "damaged" in refused(path)
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("hello.txt", "x")
    assert "damaged" in refused(path)


def test_a_workbook_with_other_sheets_names_the_sheet_it_expects(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("账").write_string(0, 0, "姓名")
    book.close()
    assert "儿童台账" in refused(path)


def test_a_missing_and_a_doubled_column_are_faults_of_the_head_line(tmp_path: Path) -> None:
    heads = [column.head("zh") for column in layout().columns if column.key != "sex"]
    parsed = read(hand_made(tmp_path / "x.xlsx", {}, heads))
    assert [(f.line, f.head, f.why.in_english()) for f in parsed.faults] == [
        (2, "性别", "This column is missing.")
    ]
    heads = [column.head("zh") for column in layout().columns] + ["姓名"]
    parsed = read(hand_made(tmp_path / "x.xlsx", {}, heads))
    assert [(f.line, f.column, f.why.in_english()) for f in parsed.faults] == [
        (2, len(heads) - 1, "This column is there twice.")
    ]


def test_bombs_are_refused_before_they_unpack(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    write_template(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/big.xml", b"\0" * (201 * 2**20))
    assert "larger than 200 MB" in refused(path)
    with zipfile.ZipFile(path, "w") as packed:
        for part in range(1_001):
            packed.writestr(f"p{part}", b"")
    assert "more than 1000 parts" in refused(path)
    assert "larger than 0 MB" in refused(path, file_bytes_max=10)


def test_a_sheet_whose_far_corner_is_used_ends_its_child_and_not_us(tmp_path: Path) -> None:
    path = tmp_path / "wide.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("儿童台账")
    sheet.write_string(0, 0, "姓名")
    sheet.write_string(1_048_575, 16_383, "x")
    book.close()
    assert "far too large" in refused(path)


def test_rows_and_faults_are_bounded_and_time_ends(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_census(path, [replace(one_row(), name=f"吴{chr(0x4E00 + n)}") for n in range(8)])
    assert "more than 5 rows" in refused(path, rows_max=5)
    parsed = read(path, faults_max=3)
    assert len(parsed.faults) == 3
    assert parsed.more_faults
    assert "far too large" in refused(path, memory_bytes_max=2**20)
