"""What the parents have to sign is printed for each household of a village, and nobody else's."""

import io
import zipfile
from uuid import UUID

import pytest

from carenet.core import tasks
from carenet.core.files import stored
from carenet.core.pdf import render
from carenet.core.refusals import MayNot, NotFound
from carenet.letters.rules import CannotWrite
from carenet.letters.services import envelopes
from carenet.letters.services.envelopes import BLANK, ask_envelopes, make_envelopes
from tests.cast import BIN, FANG, GUO, HERE, LAN, MEI, THERE, XIAOYU, id_of


@pytest.fixture
async def house(eyes):
    """小雨's household, known to the village."""
    home = id_of("house of the envelope")
    await eyes.execute(
        "insert into care_households (id, village, name) values ($1, $2, '吴奶秀家')", home, HERE
    )
    await eyes.execute(
        "delete from household_members where child = $1", XIAOYU.id,
    )  # fmt: skip
    await eyes.execute(
        "insert into household_members (child, village, household, starts_on) values ($1, $2, $3, current_date - 9)",
        XIAOYU.id, HERE, home,
    )  # fmt: skip
    return home


async def test_each_household_has_its_pdf_with_what_is_to_be_signed_and_each_child_is_recorded(
    act, eyes, worker, house, monkeypatch
):
    said = []

    def seen(name, data, *, printed_at):
        said.append(data)
        return render(name, data, printed_at=printed_at)

    monkeypatch.setattr(envelopes, "render", seen)
    await eyes.execute(
        "update children set name = name || $2 where id = $1", XIAOYU.id, "\U00030edd"
    )
    mei = await act(MEI)
    task = await ask_envelopes(HERE, by=mei)
    await make_envelopes(task, by=worker)
    found = await tasks.view(task, by=mei)
    assert (found.state, found.result["households"]) == ("done", found.total)
    with zipfile.ZipFile((await stored(UUID(found.result["file"]), by=mei)).path) as archive:
        assert len(archive.namelist()) == found.result["households"] >= 1
        for name in archive.namelist():
            assert archive.read(name).startswith(b"%PDF-")
            assert XIAOYU.name not in name
    paper = next(p for p in said if p["house"] == "吴奶秀家")
    (child,) = paper["children"]
    assert child["name"] == XIAOYU.name + BLANK
    assert found.result["signs"] == ["\U00030edd"]
    assert "拍照" in "".join(child["asked"]), "not asked yet, so it is to be signed"
    reads = await eyes.fetch(
        "select account from read_log where child = $1 and purpose = 'envelope'", XIAOYU.id
    )
    assert [r["account"] for r in reads] == [MEI.account]
    with pytest.raises(NotFound):
        await stored(UUID(found.result["file"]), by=await act(LAN))


async def test_a_village_outside_the_area_or_without_households_is_refused(act, eyes, house):
    for one, refusal in ((GUO, NotFound), (BIN, MayNot), (FANG, MayNot)):
        with pytest.raises(refusal):
            await ask_envelopes(HERE, by=await act(one))
    with pytest.raises(NotFound):
        await ask_envelopes(THERE, by=await act(MEI))
    await eyes.execute("update household_members set ends_on = current_date")
    with pytest.raises(CannotWrite):
        await ask_envelopes(HERE, by=await act(MEI))


async def test_what_was_agreed_and_holds_is_not_asked_again(act, eyes, worker, house):
    from carenet.core import clock
    from carenet.core.database import transaction
    from carenet.letters.queries.envelopes import household_parts
    from tests.visits.conftest import agree

    await agree(eyes, XIAOYU, "photo")
    async with transaction(worker) as db:
        _, parts = await household_parts(db, house, clock.today())
    assert [(r["purpose"], r["holds"]) for r in parts["holds"] if r["purpose"] == "photo"] == [
        ("photo", True)
    ]


def test_the_paper_is_sound_also_with_hardly_anything_in_it():
    child = {
        "name": "小雨",
        "school": "",
        "guardians": [],
        "carers": [],
        "care": [],
        "asked": [],
        "stays": [],
    }
    data = {
        "number": "1",
        "village": "凤凰村",
        "house": "吴家",
        "hamlet": "",
        "printed_on": "2027年1月20日",
        "children": [child],
        "letters": [],
    }
    made = render("envelope", data, printed_at=0)
    assert made.startswith(b"%PDF-")
    assert made == render("envelope", data, printed_at=0)
    assert io.BytesIO(made).read(4) == b"%PDF"
