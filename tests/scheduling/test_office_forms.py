"""Forms of an office: what is taken, what is refused, and what stands in them once filled."""

import io
import re
import zipfile
from datetime import timedelta

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from carenet.core import clock
from carenet.core.database import transaction
from carenet.core.refusals import MayNot, NotFound
from carenet.scheduling.queries.records import form_body, record_of, record_of_month
from carenet.scheduling.rules.filling import asked, filled
from carenet.scheduling.rules.office_files import BYTES_MAX, NoForm, Office, opened, packed
from carenet.scheduling.services import registers
from carenet.scheduling.services.attendance import tick_adult
from carenet.scheduling.services.default_form import FORMS, asks_of, default_form
from carenet.scheduling.services.default_sheet import default_sheet
from carenet.scheduling.services.office_forms import end_form, fill_form, take_form
from carenet.scheduling.services.signing import sign_up
from carenet.scheduling.wording_forms import FIELDS, code_of
from tests.cast import BIN, GUO, LAN, LIAN, QIN, XIAOSHAN, XIAOYU, YE
from tests.scheduling.test_register import until

WORD = {
    "[Content_Types].xml": "<Types/>",
    "word/document.xml": "<w:document><w:body>{body}</w:body></w:document>",
}
SPLIT = "<w:p><w:r><w:t>在{{pl</w:t></w:r><w:r><w:t>ace }}</w:t></w:r><w:r><w:t>，{{日期}}！</w:t></w:r></w:p>"
ROWS = (
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>姓名</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:tc><w:p><w:r><w:t>{{child_no}} {{child_name}} {{place}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def word(body, **more):
    return zipped(
        {**WORD, "word/document.xml": WORD["word/document.xml"].format(body=body), **more}
    )


def sheet():
    cells = {"A1": 0, "A3": 1, "B3": 2, "A5": 3}
    rows = "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{at}" t="s"><v>{i}</v></c>' for at, i in cells.items() if at[1] == str(n))
        + "</row>"
        for n in (1, 3, 5)
    )
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    texts = (
        "{{place}} {{month}}",
        "{{session_no}}",
        "{{session_activity}}",
        "end {{sessions_count}}",
    )
    return zipped({
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{main}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {ns} xmlns:r="{rel}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f"<sst {ns}>" + "".join(f"<si><t>{t}</t></si>" for t in texts) + "</sst>",
        "xl/worksheets/sheet1.xml": f'<worksheet {ns}><dimension ref="A1:B5"/><sheetData>{rows}</sheetData><mergeCells count="1"><mergeCell ref="A5:B5"/></mergeCells></worksheet>',
    })  # fmt: skip


def text_of(data):
    body = opened(data).text("word/document.xml")
    return re.sub(r"<[^>]+>", "", body.replace("</w:p>", "\n"))


def cells_of(data):
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_a_placeholder_cut_into_runs_is_found_and_filled_where_it_began():
    office = opened(word(SPLIT))
    assert asked(office, code_of) == {"place", "date"}
    done = filled(office, {"place": "凤凰村 & <儿童之家>", "date": "11月"}, {}, code_of)
    assert text_of(done).strip() == "在凤凰村 &amp; &lt;儿童之家&gt;，11月！"


def test_a_row_with_a_childs_field_is_there_for_each_and_once_empty_for_none():
    office, children = opened(word(ROWS)), [{"child_no": "1", "child_name": "甲"}, {"child_no": "2", "child_name": "乙"}]  # fmt: skip
    done = text_of(filled(office, {"place": "站"}, {"child": children}, code_of))
    assert done.split("\n") == ["姓名", "1 甲 站", "2 乙 站", ""]
    assert "{{" not in text_of(filled(office, {}, {}, code_of))


@given(st.text(max_size=60))
def test_whatever_is_filled_in_stays_text(value):
    done = filled(opened(word(SPLIT)), {"place": value, "date": value}, {}, code_of)
    body = opened(done).text("word/document.xml")
    assert re.findall(r"</?[\w:]+[^>]*>", body) == re.findall(
        r"</?[\w:]+[^>]*>", WORD["word/document.xml"].format(body=SPLIT)
    )


def test_an_excel_form_pushes_down_what_lies_below_its_rows():
    office = opened(sheet())
    lines = [{"session_no": str(n), "session_activity": f"课 {n}"} for n in (1, 2, 3)]
    values = {"place": "站", "month": "11月", "sessions_count": "3"}
    done = filled(office, values, {"session": lines}, code_of)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(done)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "站 11月"
    assert [r[:2] for r in rows if r[1]] == [["1", "课 1"], ["2", "课 2"], ["3", "课 3"]]
    assert rows[6][0] == "end 3"
    assert 'ref="A7:B7"' in opened(done).text("xl/worksheets/sheet1.xml")


def test_what_windows_keeps_of_the_printer_is_no_macro():
    printer = "xl/printerSettings/printerSettings1.bin"
    kept = {printer: "P\0r\0i\0n\0t\0e\0r\0" + "\x01" * 200}
    opened(zipped({**WORD, "xl/workbook.xml": "<workbook/>", **kept}))
    for hidden in ("<worksheet/>", "\ufeff <worksheet/>", "MZ\x90", "PK\x03\x04"):
        with pytest.raises(NoForm):
            opened(zipped({**WORD, "xl/workbook.xml": "<workbook/>", printer: hidden}))


@pytest.mark.parametrize(
    "data",
    [
        b"no zip",
        b"PK\x03\x04 broken",
        b"x" * (BYTES_MAX + 1),
        zipped({"a.xml": "<a/>"}),
        word("{{place}}", **{"word/vbaProject.bin": "x"}),
        word("{{place}}", **{"word/embeddings/o.xlsx": "x"}),
        word(SPLIT, **{"word/_rels/document.xml.rels": '<R TargetMode="External" Target="http://x"/>'}),
        word(SPLIT, **{"word/settings.xml": "<!DOCTYPE x><a/>"}),
        word(SPLIT + '<w:r><w:instrText xml:space="preserve"> DDEAUTO c:\\x </w:instrText></w:r>'),
        zipped({**WORD, "word/document.xml": "x" * (5 * 1024 * 1024)}),
    ],
)  # fmt: skip
def test_what_may_run_fetch_or_burst_is_refused(data):
    with pytest.raises(NoForm):
        asked(opened(data), code_of)


CUT_FIELD = "".join(
    f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in ("DD", "EAU", "TO c:x")
)
RELATIONS = "word/_rels/document.xml.rels"
OLE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject"


@pytest.mark.parametrize(
    "data",
    [
        word(SPLIT + CUT_FIELD),
        word(SPLIT + "<x:instrText>&#68;DE c:</x:instrText>"),
        word(SPLIT + '<x:fldSimple x:instr="INCLUDEPICTURE http://x"/>'),
        word(SPLIT, **{RELATIONS: '<R><Relationship TargetMode = "External" Target="http://x"/></R>'}),
        word(SPLIT, **{RELATIONS: f'<R><Relationship Type="{OLE}" Target="media/o.png"/></R>'}),
        word(SPLIT, **{"word/styles.xml": '<?xml version="1.0" encoding="UTF-16"?><a/>'}),
        word(SPLIT, **{"word/styles.xml": "<a><b></a>"}),
        zipped({**WORD, "word/document.xml": SPLIT.encode("utf-16")}),
        word(SPLIT, **{"word/_rels/settings.xml.RELS": '<R TargetMode="External" Target="http://x"/>'}),
        word(SPLIT, **{"word/other.part": "<w:document><w:instrText>DDEAUTO c:x</w:instrText></w:document>"}),
        word(SPLIT, **{"word/media/image1.png": "<d><instrText>DDE c:</instrText></d>"}),
        zipped({**WORD, "xl/workbook.xml": "<workbook/>", "xl/other/s.xml": '<worksheet><c r="A1"><f>WEBSERVICE(A2)</f></c></worksheet>'}),
        zipped({**WORD, "xl/workbook.xml": "<workbook/>", "xl/macro/s.xml": "<xm:macrosheet/>"}),
        zipped({**WORD, "xl/workbook.xml": "<workbook><definedNames><definedName>WEBSERVICE(A2)</definedName></definedNames></workbook>"}),
    ],
)  # fmt: skip
def test_what_may_run_is_found_however_it_is_written(data):
    with pytest.raises(NoForm):
        opened(data)


def test_marks_that_never_close_are_refused_before_anything_searches_them():
    for body in ("<w:t " * 300_000, "<!--" + "<w:t " * 300_000 + "-->", "<w:instrText " * 100_000):
        with pytest.raises(NoForm):
            opened(word(body))
    office = opened(sheet())
    for bad in ("<c >" * 9 + "<row ></row>" + "</c>" * 9, "<row ><row ></row></row>", "<si >" * 9):
        with pytest.raises(NoForm):
            opened(packed(office, {"xl/worksheets/sheet1.xml": f"<worksheet>{bad}</worksheet>"}))


def test_a_row_that_would_grow_beyond_reason_is_refused():
    wide = ROWS.replace("{{place}}", "x" * 100_000)
    children = [{"child_no": str(n)} for n in range(300)]
    with pytest.raises(NoForm):
        filled(opened(word(wide)), {}, {"child": children}, code_of)


def test_a_damaged_file_is_told_as_such():
    packed_ = io.BytesIO()
    with zipfile.ZipFile(packed_, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "好" * 5000)
    sound = bytearray(packed_.getvalue())
    sound[50:60] = b"\xff" * 10
    with pytest.raises(NoForm):
        opened(bytes(sound))


def test_unknown_placeholders_are_named_and_formulas_refused():
    with pytest.raises(NoForm) as refused:
        asked(opened(word("<w:p><w:r><w:t>{{place}} {{身份证号}}</w:t></w:r></w:p>")), code_of)
    assert refused.value.values["names"] == "身份证号"
    with pytest.raises(NoForm):
        asked(opened(word("<w:p><w:r><w:t>nothing</w:t></w:r></w:p>")), code_of)
    office = opened(sheet())
    with_formula = office.text("xl/worksheets/sheet1.xml").replace("<v>0</v>", "<f>1+1</f><v>0</v>")
    with pytest.raises(NoForm):
        opened(packed(office, {"xl/worksheets/sheet1.xml": with_formula}))


def test_every_field_is_known_by_its_code_and_by_its_words_in_both_languages():
    assert all(code_of(code) == code and code_of(words) == code for code, words in FIELDS.items())
    assert code_of("日期") == "date"
    assert code_of("no such thing") is None


@pytest.fixture
async def held(class_, act, eyes, travel):
    """A session that is over: Bin was there, 小雨 came late, 小山 is excused."""
    session = class_.on(2)
    await sign_up(session, by=await act(BIN))
    await until(eyes, travel, session, 1)
    qin = await act(QIN)
    await registers.open_register(session, by=qin)
    await tick_adult(session, BIN.person, by=qin)
    await registers.mark_child(session, XIAOYU.id, "here", late=True, by=qin)
    await registers.mark_child(session, XIAOSHAN.id, "excused", because="ill", said_by="carer", by=qin)  # fmt: skip
    await until(eyes, travel, session, 95)
    return session


async def test_the_plain_form_counts_and_names_no_child_and_reads_no_file(held, act, eyes):
    qin = await act(QIN)
    before = await eyes.fetchval("select count(*) from read_log")
    record = await record_of(held, [], by=qin)
    assert record.values["children_count"] == record.values["girls"] == "1"
    assert record.values["adults_count"] == "1"
    assert (record.values["late_count"], record.values["excused_count"]) == ("1", "1")
    done = text_of(fill_form(default_form("activity"), record))
    assert XIAOYU.given not in done
    assert "{{" not in done
    assert await eyes.fetchval("select count(*) from read_log") == before
    with pytest.raises(MayNot):
        await record_of(held, [], by=await act(GUO))


async def test_names_stand_there_only_where_asked_for_and_are_recorded_as_read(held, act, eyes):
    record = await record_of(held, ["names", "child_name"], by=await act(QIN))
    assert XIAOYU.given in record.values["names"]
    assert [r["child_state"] for r in record.rows["child"]]
    seen = await eyes.fetch("select distinct child from read_log where purpose = 'form'")
    assert {r["child"] for r in seen} == {XIAOYU.id, XIAOSHAN.id}


async def test_a_register_and_a_sheet_to_sign_are_there_at_once_in_word_and_excel(
    held, act, visitor, eyes
):
    lead = await visitor(QIN)
    lead.canaries.allow(XIAOYU.name, XIAOSHAN.name)
    at = f"/records/sessions/{held}"
    for excel in ("false", "true"):
        register = await lead.get(f"{at}?plain=register&excel={excel}")
        text = text_of(register.content) if excel == "false" else str(cells_of(register.content))
        assert XIAOYU.given in text
        assert "{{" not in text
        sheet = await lead.get(f"{at}?plain=sign_in&excel={excel}")
        text = text_of(sheet.content) if excel == "false" else str(cells_of(sheet.content))
        assert BIN.name in text
        assert XIAOYU.given not in text
        assert "10" in text, "lines for guests"
    assert (await lead.get(f"{at}?plain=other")).status_code == 404
    for kind in FORMS:
        for made in (default_form(kind), default_sheet(kind)):
            assert asked(made, code_of) == frozenset(asks_of(FORMS[kind]))


async def test_a_month_has_a_line_for_each_session_that_is_over(held, act, eyes):
    centre = await eyes.fetchval("select centre from care_sessions where id = $1", held)
    record = await record_of_month(centre, clock.today(), [], by=await act(QIN))
    assert record.rows["session"]
    assert record.values["children_count"] == "1"
    long_ago = await record_of_month(centre, clock.today() - timedelta(days=400), [], by=await act(QIN))  # fmt: skip
    assert not long_ago.rows["session"]
    with pytest.raises(MayNot):
        await record_of_month(centre, clock.today(), [], by=await act(LIAN))


async def test_county_and_township_keep_forms_of_their_own_area(act, eyes):
    made = await take_form("活动记录", word(SPLIT), by=await act(YE))
    with pytest.raises(MayNot):
        await take_form("x", word(SPLIT), by=await act(QIN))
    with pytest.raises(NoForm):
        await take_form(" ", word(SPLIT), by=await act(YE))
    assert (await form_body(made, by=await act(QIN)))["name"] == "活动记录"
    with pytest.raises(NotFound):
        await end_form(made, by=await act(GUO))
    with pytest.raises(asyncpg.PostgresError):
        async with transaction(await act(YE)) as db:
            await db.execute("update form_templates set name = 'x'")
    await end_form(made, by=await act(YE))
    with pytest.raises(NotFound):
        await form_body(made, by=await act(QIN))


async def test_the_pages_upload_check_and_fill(held, act, visitor, eyes):
    lead, county, helper = await visitor(QIN), await visitor(YE), await visitor(LIAN)
    bad = {"file": ("a.docx", word("<w:p><w:r><w:t>{{x}}</w:t></w:r></w:p>"))}
    refused = await county.post("/records/forms", data={"name": "县表"}, files=bad)
    assert refused.status_code == 422
    assert "Nobody knows these placeholders: x" in refused.text
    assert "县表" in refused.text
    good = {"file": ("a.docx", word(ROWS))}
    assert (
        await county.post("/records/forms", data={"name": "县表"}, files=good)
    ).status_code == 303
    form = await eyes.fetchval("select id from form_templates")
    shown = (await lead.get(f"/records?session={held}")).text
    assert f"form={form}" in shown
    assert "names children" in shown
    lead.canaries.allow(XIAOYU.name, XIAOSHAN.name)
    got = await lead.get(f"/records/sessions/{held}?form={form}")
    assert got.headers["content-disposition"].startswith("attachment")
    assert XIAOYU.given in text_of(got.content)
    centre = await eyes.fetchval("select centre from care_sessions where id = $1", held)
    choice = {"centre": str(centre), "month": clock.today().isoformat(), "form": str(form)}
    there = await lead.get("/records/month", params=choice)
    assert (await lead.get(there.headers["location"])).status_code == 200
    assert (await helper.get(f"/records/sessions/{held}")).status_code == 403
    assert (await county.post(f"/records/forms/{form}/ending")).status_code == 303
    assert isinstance(default_form("month"), Office)
    assert LAN.person
