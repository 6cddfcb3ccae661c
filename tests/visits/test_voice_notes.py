"""Who types slowly speaks: kept once, heard by few, each time on record, and taken out again."""

from datetime import timedelta

import pytest

from carenet.core import clock, files
from carenet.core.files import sealed_path
from carenet.core.sounds import RATE, as_wave
from carenet.visits.services.photos import sweep_sealed
from tests.cast import FANG, GUI, GUO, HONG, LAN, MEI, NAI, PING, SEC, SHU, XIAOSHAN, XIAOYU
from tests.visits.sealing import sealed, send

KEY = "01935d2e-0000-7000-8000-0000000000b1"
DAY = [("child", str(XIAOSHAN.id))]
WORDS = as_wave(b"\x7f\x80" * RATE)  # two seconds


@pytest.fixture(autouse=True)
def own_files(monkeypatch, tmp_path):
    """A folder of this test's own, so that sweeping it takes nobody else's."""
    monkeypatch.setattr(files, "_root", lambda: tmp_path / "data")


@pytest.fixture
async def server(visitor):
    return (await (await visitor()).get("/offline/key")).json()


async def say(visitor, server, *, fields=DAY, one=GUI, url="/log/day", words=WORDS):
    posted = sealed(server, one.account, url, fields, key=KEY, voice=words)
    client = await visitor(one)
    client.event_hooks["response"].clear()  # her own child's name is hers to see
    return await send(client, posted)


async def the_note(eyes):
    return await eyes.fetchrow("select * from voice_notes")


async def listens(visitor, one, id_, **headers):
    return await (await visitor(one)).get(f"/voice-notes/{id_}/sound", headers=headers)


async def test_a_day_may_be_spoken_alone_and_the_same_entry_twice_is_kept_once(
    visitor, server, home, eyes
):
    assert (await say(visitor, server)).json()["state"] == "done"
    assert (await say(visitor, server)).json()["state"] == "done"  # the reply was lost
    (row,) = await eyes.fetch("select * from voice_notes")
    log = await eyes.fetchrow("select * from day_logs")
    assert (row["child"], row["what"], row["record"], row["seconds"]) == (
        XIAOSHAN.id,
        "day",
        log["id"],
        2,
    )
    kept = sealed_path(row["sound"])
    assert b"RIFF" not in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0


async def test_what_is_no_recording_comes_back_in_words_and_nothing_is_kept(
    visitor, server, home, eyes
):
    said = (await say(visitor, server, words=b"RIFFxxxxWAVE nothing")).json()
    assert said["state"] == "mend"
    assert set(said["errors"]) == {"voice"}
    assert ["child", str(XIAOSHAN.id)] in said["fields"]
    assert await eyes.fetchval("select count(*) from day_logs") == 0
    gui = await visitor(GUI)
    gui.event_hooks["response"].clear()
    sent = {"voice": ("voice.wav", b"RIFF", "audio/wav")}
    answer = await gui.post("/log/day", data=dict(DAY), files=sent)
    assert answer.status_code == 422
    assert 'id="voice-error"' in answer.text
    sent = {"voice": ("voice.wav", WORDS, "audio/wav")}
    assert (await gui.post("/log/day", data=dict(DAY), files=sent)).status_code == 303
    assert (await the_note(eyes))["size"] == len(WORDS)


async def test_it_is_heard_by_few_and_each_time_is_on_record(visitor, server, home, eyes):
    await say(visitor, server)
    id_ = (await the_note(eyes))["id"]
    times = "select count(*) from read_log where purpose = 'voice'"
    await eyes.execute(
        "update guardians set caring_confirmed_on = '2026-01-01' where person = $1", HONG.person
    )
    for one in (
        GUO,
        FANG,
        SHU,
        PING,
        NAI,
        SEC,
        HONG,
    ):  # not the parents: it was not spoken for them
        assert (await listens(visitor, one, id_)).status_code in (403, 404), one.handle
    assert await eyes.fetchval(times) == 0
    for count, one in enumerate((GUI, MEI, LAN), 1):
        answer = await listens(visitor, one, id_)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav"), (
            one.handle
        )
        assert answer.headers["cache-control"] == "no-store"
        assert answer.content == WORDS
        assert await eyes.fetchval(times) == count
    shown = (await (await visitor(MEI)).get(f"/children/{XIAOSHAN.id}/timeline")).text
    assert f"/voice-notes/{id_}" in shown
    assert "<audio" not in shown  # never in a list


async def test_the_parents_hear_what_was_spoken_for_them_and_nothing_of_a_visit(
    visitor, server, home, owes, eyes
):
    await eyes.execute(
        "update guardians set caring_confirmed_on = '2026-01-01' where person = $1", HONG.person
    )
    await say(visitor, server, fields=[*DAY, ("family_hears", "yes")])
    id_ = (await the_note(eyes))["id"]
    hong = await visitor(HONG)
    assert f"/voice-notes/{id_}" in (await hong.get(f"/family/diary/{XIAOSHAN.id}")).text
    assert (await listens(visitor, HONG, id_)).status_code == 200
    page = (await hong.get(f"/voice-notes/{id_}")).text
    assert "/removal" not in page
    assert (
        await hong.post(f"/voice-notes/{id_}/removal", data={"because": "不想听"})
    ).status_code == 404
    await eyes.execute(
        "update guardians set separated_on = '2026-02-01' where person = $1", HONG.person
    )
    assert (await listens(visitor, HONG, id_)).status_code == 404
    with pytest.raises(Exception, match="check"):
        await eyes.execute("update voice_notes set what = 'visit'")


async def test_a_player_that_asks_for_a_part_gets_that_part(visitor, server, home, eyes):
    await say(visitor, server)
    id_ = (await the_note(eyes))["id"]
    first = await listens(visitor, MEI, id_, range="bytes=0-1")
    assert (first.status_code, first.content) == (206, WORDS[:2])
    assert first.headers["content-range"] == f"bytes 0-1/{len(WORDS)}"
    rest = await listens(visitor, MEI, id_, range="bytes=100-")
    assert rest.content == WORDS[100:]
    assert (await listens(visitor, MEI, id_, range="bytes=9999999-")).status_code == 416


async def test_brothers_and_sisters_share_one_recording_and_it_goes_for_both(
    visitor, server, owes, home, eyes, worker
):
    both = [("child", str(XIAOYU.id)), ("child", str(XIAOSHAN.id)), ("state", "well"),
            ("who_was_there", "grandparents")]  # fmt: skip
    assert (await say(visitor, server, fields=both, one=MEI, url="/log/visit")).json()[
        "state"
    ] == "done"
    rows = await eyes.fetch("select * from voice_notes")
    assert {row["child"] for row in rows} == {XIAOYU.id, XIAOSHAN.id}
    assert len({row["sound"] for row in rows}) == 1
    kept = sealed_path(rows[0]["sound"])
    assert await sweep_sealed(clock.now() + timedelta(days=1), by=worker) == 0
    assert kept.exists()
    lan = await visitor(LAN)
    assert (
        await lan.post(f"/voice-notes/{rows[0]['id']}/removal", data={"because": ""})
    ).status_code == 422
    gone = await lan.post(
        f"/voice-notes/{rows[0]['id']}/removal", data={"because": "说的是别的孩子"}
    )
    assert gone.status_code == 303
    assert await eyes.fetchval("select count(*) from voice_notes where removed_at is null") == 0
    assert not kept.exists()
    assert (await listens(visitor, MEI, rows[1]["id"])).status_code == 404
    assert await eyes.fetchval("select count(*) from visit_reports") == 2
