"""A certificate states what counts, is printed with number and picture, verified by anybody, revoked and never rewritten."""

import re
from datetime import timedelta

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock, facts
from carenet.core.pdf import render, unprintable
from carenet.core.refusals import NotFound
from carenet.scheduling.rules.certificates import (
    ALPHABET,
    CODE_LETTERS,
    LINES_MAX,
    CannotCertify,
    Line,
    gathered,
    new_code,
    spaced,
    tidy_code,
)
from carenet.scheduling.services import certificates, ledger
from tests.cast import BIN, GUO, LIAN, MEI, QIN
from tests.scheduling.test_hours_ledger import attested, measured
from workers.listeners import LISTENERS


@given(st.integers(0, CODE_LETTERS - 1), st.sampled_from(ALPHABET))
def test_a_code_is_read_however_it_is_typed_and_one_wrong_letter_is_told(at, letter):
    code = new_code()
    assert tidy_code(spaced(code).lower()) == code
    assert tidy_code(code.replace("0", "O").replace("1", "l")) == code
    wrong = code[:at] + letter + code[at + 1 :]
    alike = (ALPHABET.index(letter) - ALPHABET.index(code[at])) % 31 == 0
    assert (tidy_code(wrong) is None) == (not alike)


@pytest.mark.parametrize("typed", ["", "x", "0" * 40, "０１２３", "';--"])
def test_nonsense_is_no_code(typed):
    assert tidy_code(typed) is None


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 900)), max_size=30))
def test_the_lines_of_a_paper_are_few_and_lose_no_minute(given_):
    rows = [
        {"title": f"t{n}", "place": "p", "times": times, "minutes": minutes}
        for n, (times, minutes) in enumerate(given_)
    ]
    lines = gathered(rows, "other")
    assert len(lines) <= LINES_MAX
    assert sum(x.minutes for x in lines) == sum(r["minutes"] for r in rows)
    assert all(isinstance(x, Line) and x.minutes for x in lines)


async def ready(eyes, act, worker, one=BIN):
    """A certificate of all that counts, printed as the worker prints it."""
    today = clock.today()
    made = await certificates.ask_certificate(today - timedelta(days=30), today, by=await act(one))
    task = await eyes.fetchval("select task from certificates where id = $1", made)
    await certificates.make_certificate(task, "https://care.example.org", by=worker)
    assert await eyes.fetchval("select state from tasks where id = $1", task) == "done"
    return made


async def test_what_counts_is_certified_and_the_paper_is_the_holders_alone(
    course, act, eyes, travel, worker, visitor
):
    await measured(eyes, act, travel, course.on(2), minutes=50)
    waiting = await attested(eyes, act, travel, course.on(3))
    del waiting
    phone = await visitor(BIN)
    day = clock.today()
    asked = await phone.post(
        "/hours/certificates", data={"first_on": f"{day - timedelta(days=9)}", "last_on": f"{day}"}
    )
    assert asked.status_code == 303
    path = asked.headers["location"]
    page = (await phone.get(path)).text
    assert "Printing the certificate" in page
    row = await eyes.fetchrow("select * from certificates")
    assert row["minutes"] == 50
    await certificates.make_certificate(row["task"], "https://care.example.org", by=worker)
    done = await phone.get(f"{path}/progress")
    assert done.status_code == 286
    paper = await phone.get(f"{path}/paper.pdf")
    assert paper.content.startswith(b"%PDF-1.7")
    assert row["paper_number"] in paper.headers["content-disposition"]
    assert row["paper_number"] in (await phone.get("/hours")).text
    for other in (LIAN, QIN, MEI):
        assert (await (await visitor(other)).get(f"{path}/paper.pdf")).status_code == 404


async def test_anybody_verifies_it_and_reads_a_covered_name(
    course, act, eyes, travel, worker, visitor, app
):
    await measured(eyes, act, travel, course.on(2), minutes=50)
    await ready(eyes, act, worker)
    code = await eyes.fetchval("select paper_code from certificates")
    stranger = await visitor()
    found = await stranger.get(f"/v/{spaced(code).lower()}")
    assert found.status_code == 200
    assert "Valid" in found.text
    assert BIN.name not in found.text
    assert f"{BIN.name[0]}○" in found.text
    assert found.headers["x-robots-tag"] == "noindex"
    typed = await stranger.get("/v", params={"code": spaced(code)})
    assert typed.headers["location"] == f"/v/{code}"
    none = await stranger.get(f"/v/{new_code()}")
    assert none.status_code == 404
    assert "No certificate has this code" in none.text
    answers = [(await stranger.get(f"/v/{new_code()}")).status_code for _ in range(30)]
    assert answers[-1] == 429
    await app.state.redis.flushdb()


async def test_a_correction_revokes_what_states_the_old_figure_and_the_officer_with_a_reason(
    course, act, eyes, travel, worker, visitor
):
    entry = await measured(eyes, act, travel, course.on(2), minutes=50)
    first = await ready(eyes, act, worker)
    dispute = await ledger.doubt(entry, 80, "phone was dead", by=await act(BIN))
    await ledger.answer_doubt(dispute, uphold=True, answer=None, by=await act(QIN))
    for _ in range(3):
        await facts.fan_out(LISTENERS, worker)
        await facts.deliver(LISTENERS, worker)
    row = await eyes.fetchrow("select * from certificates where id = $1", first)
    assert row["revoked_because"] == certificates.CORRECTED
    second = await ready(eyes, act, worker)
    assert await eyes.fetchval("select minutes from certificates where id = $1", second) == 80
    lead, data = await visitor(QIN), {"person": str(BIN.person), "because": "made twice"}
    assert "valid" in (await lead.get(f"/hours/ledger/{BIN.person}")).text
    await lead.post(f"/hours/certificates/{second}/revocation", data=data)
    again = await lead.post(f"/hours/certificates/{second}/revocation", data=data)
    assert again.status_code == 422
    assert "revoked already" in again.text
    public = (await (await visitor()).get(f"/v/{row['paper_code']}")).text
    assert "worth nothing" in public
    assert "corrected" not in public
    assert "made twice" in (await (await visitor(BIN)).get(f"/hours/certificates/{second}")).text
    with pytest.raises(NotFound):
        await certificates.revoke(second, "x", by=await act(GUO))
    with pytest.raises(asyncpg.PostgresError, match="never rewritten"):
        await eyes.execute("update certificates set minutes = 9000 where id = $1", second)


async def test_without_hours_that_count_there_is_nothing_to_certify(course, act, eyes, travel):
    await attested(eyes, act, travel, course.on(2))
    today, bin_ = clock.today(), await act(BIN)
    with pytest.raises(CannotCertify, match="count yet"):
        await certificates.ask_certificate(today - timedelta(days=9), today, by=bin_)
    with pytest.raises(CannotCertify, match="until today"):
        await certificates.ask_certificate(today, today + timedelta(days=1), by=bin_)
    with pytest.raises(CannotCertify, match="before the first"):
        await certificates.ask_certificate(today, today - timedelta(days=1), by=bin_)


def test_a_paper_prints_rare_names_and_says_which_sign_it_cannot():
    assert not unprintable("覃喆堃韦龑 Bin")
    assert unprintable("韦𰻞") == ["𰻞"]


def test_what_a_name_holds_is_never_markup():
    row = {
        "paper_number": "450226-2026-000001", "paper_code": new_code(), "name": "韦#斌 *x* $1$ [a]",
        "first_on": clock.today(), "last_on": clock.today(), "minutes": 50, "asked_at": clock.now(),
        "states": {
            "issuer": '"#panic()"', "sex": "m", "volunteer_number": "", "days": 1, "measured": 50,
            "attested": 0, "corrected": -5, "lines": [{"title": "#x", "place": "\\", "times": 1, "minutes": 50}],
        },
    }  # fmt: skip
    data = certificates.paper_of(row, "https://care.example.org")
    assert re.match(rb"%PDF", render("certificate", data, printed_at=0))
    assert render("certificate", data, printed_at=0) == render("certificate", data, printed_at=0)
