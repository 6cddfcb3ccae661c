"""A picture comes only where the family wishes, is seen by few, each time on record, and goes when they say no."""

import tarfile
from datetime import timedelta

import pytest

from carenet.children.services.consents import withdraw_consent
from carenet.core import clock, files
from carenet.core.files import sealed_ids, sealed_path
from carenet.visits.services.photos import forget_photos, sweep_sealed
from tests.cast import ADUO, FANG, GUI, GUO, HONG, LAN, MEI, NAI, PING, SEC, SHU, XIAOSHAN, XIAOYU
from tests.visits.conftest import agree
from tests.visits.pictures import PLACE, picture
from tests.visits.sealing import sealed, send

KEY = "01935d2e-0000-7000-8000-0000000000a1"
DAY = [("child", str(XIAOSHAN.id)), ("ate", "well")]


@pytest.fixture(autouse=True)
def own_files(monkeypatch, tmp_path):
    """A folder of this test's own, so that sweeping it takes nobody else's."""
    monkeypatch.setattr(files, "_root", lambda: tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
async def server(visitor):
    return (await (await visitor()).get("/offline/key")).json()


async def host(visitor):
    client = await visitor(GUI)
    client.event_hooks["response"].clear()  # her own child's name is hers to see
    return client


async def sent(visitor, server, *, fields=DAY, one=GUI, url="/log/day", key=KEY, pictures=None):
    posted = sealed(server, one.account, url, fields, key=key, pictures=pictures or [picture()])
    return await send(await visitor(one), posted)


async def the_photo(eyes):
    return await eyes.fetchrow("select * from photos")


def bytes_kept(row):
    return sealed_path(row["picture"])


async def read_times(eyes):
    return await eyes.fetchval("select count(*) from read_log where purpose = 'picture'")


async def test_a_host_sends_a_day_with_a_picture_from_the_outbox(visitor, server, home, eyes):
    await agree(eyes, XIAOSHAN, "photo")
    answer = await sent(visitor, server)
    assert answer.json()["state"] == "done", answer.json()
    row = await the_photo(eyes)
    log = await eyes.fetchrow("select * from day_logs")
    assert (row["child"], row["what"], row["record"], row["village"]) == (
        XIAOSHAN.id, "day", log["id"], XIAOSHAN.village,
    )  # fmt: skip
    kept = bytes_kept(row).read_bytes()
    assert b"JFIF" not in kept
    assert PLACE not in kept
    assert bytes_kept(row).stat().st_mode & 0o077 == 0
    # the reply was lost: the same entry again is one record and one picture
    assert (await sent(visitor, server)).json()["state"] == "done"
    assert await eyes.fetchval("select count(*) from photos") == 1


async def test_without_the_familys_yes_it_is_not_offered_and_the_server_refuses(
    visitor, server, home, eyes
):
    gui = await host(visitor)
    assert 'name="photo"' not in (await gui.get(f"/log/day?child={XIAOSHAN.id}")).text
    said = (await sent(visitor, server)).json()
    assert said["state"] == "mend"
    assert set(said["errors"]) == {"photo"}
    assert ["ate", "well"] in said["fields"]
    assert await eyes.fetchval("select count(*) from day_logs") == 0
    assert (await send(gui, sealed(server, GUI.account, "/log/day", DAY, key=KEY))).json()[
        "state"
    ] == "done"  # the same record without it, under the same key
    await agree(eyes, XIAOSHAN, "photo")
    assert 'name="photo"' in (await gui.get(f"/log/day?child={XIAOSHAN.id}")).text
    assert "data-photos-agreed" in (await gui.get("/offline/day")).text


async def test_brothers_on_one_picture_need_both_a_yes_and_it_goes_for_both(
    visitor, server, owes, home, eyes, worker
):
    both = [("child", str(XIAOYU.id)), ("child", str(XIAOSHAN.id)), ("state", "well"),
            ("who_was_there", "grandparents")]  # fmt: skip
    await agree(eyes, XIAOYU, "photo")
    said = (await sent(visitor, server, fields=both, one=MEI, url="/log/visit")).json()
    assert set(said["errors"]) == {"photo"}
    await agree(eyes, XIAOSHAN, "photo")
    assert (await sent(visitor, server, fields=both, one=MEI, url="/log/visit")).json()[
        "state"
    ] == "done"
    rows = await eyes.fetch("select * from photos")
    assert {row["child"] for row in rows} == {XIAOYU.id, XIAOSHAN.id}
    assert len({row["picture"] for row in rows}) == 1
    await eyes.execute(
        "update consents set withdrawn_at = now() where purpose = 'photo' and child = $1",
        XIAOSHAN.id,
    )
    for row in rows:  # his no hides it also where it is hers
        assert (await (await visitor(MEI)).get(f"/photos/{row['id']}/image")).status_code == 404
    await forget_photos([{"child": str(XIAOSHAN.id), "purpose": "photo"}], worker)
    assert await eyes.fetchval("select bool_and(removed_at is not null) from photos")
    assert not bytes_kept(rows[0]).exists()


async def test_it_is_posted_plainly_too_and_a_broken_one_comes_back_in_words(visitor, home, eyes):
    await agree(eyes, XIAOSHAN, "photo")
    gui = await host(visitor)
    sent_with = {"photo": ("家里.jpg", b"\xff\xd8\xff nothing", "image/jpeg")}
    answer = await gui.post("/log/day", data=dict(DAY), files=sent_with)
    assert answer.status_code == 422
    assert 'id="photo-error"' in answer.text
    assert await the_photo(eyes) is None
    sent_with = {"photo": ("家里.jpg", picture(size=(3000, 2000)), "image/jpeg")}
    assert (await gui.post("/log/day", data=dict(DAY), files=sent_with)).status_code == 303
    assert (await the_photo(eyes))["size"] < 200_000


async def test_a_record_that_takes_no_picture_says_so(visitor, server, eyes):
    call = [("child", str(XIAOYU.id)), ("kind", "video")]
    said = (await sent(visitor, server, one=PING, url="/log/call", fields=call)).json()
    assert set(said["errors"]) == {"photo"}


async def test_it_is_seen_by_few_and_every_look_is_on_record(visitor, server, home, eyes):
    await agree(eyes, XIAOSHAN, "photo")
    await sent(visitor, server)
    id_ = (await the_photo(eyes))["id"]
    await eyes.execute(
        "update guardians set caring_confirmed_on = null where person = $1", HONG.person
    )
    for one in (GUO, FANG, SHU, PING, NAI, SEC, HONG):
        answer = await (await visitor(one)).get(f"/photos/{id_}/image")
        assert answer.status_code in (403, 404), one.handle
    assert (await (await visitor()).get(f"/photos/{id_}/image")).status_code == 303
    assert await read_times(eyes) == 0
    await eyes.execute(
        "update guardians set caring_confirmed_on = '2026-01-01' where person = $1", HONG.person
    )
    for times, one in enumerate((GUI, MEI, LAN, HONG), 1):
        answer = await (await visitor(one)).get(f"/photos/{id_}/image")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg"), (
            one.handle
        )
        assert answer.headers["cache-control"] == "no-store"
        assert answer.content[:3] == b"\xff\xd8\xff"
        assert await read_times(eyes) == times
    await eyes.execute(
        "update guardians set separated_on = '2026-02-01' where person = $1", HONG.person
    )
    assert (await (await visitor(HONG)).get(f"/photos/{id_}")).status_code == 404
    seen = (await (await visitor(MEI)).get(f"/children/{XIAOSHAN.id}/timeline")).text
    assert f"/photos/{id_}" in seen
    assert "<img" not in seen  # never in a list


async def test_the_familys_no_closes_it_in_the_same_moment_and_then_the_bytes_go(
    visitor, server, home, eyes, act, worker
):
    await agree(eyes, XIAOSHAN, "photo")
    await sent(visitor, server)
    row = await the_photo(eyes)
    await withdraw_consent(
        XIAOSHAN.id, "photo", given_by=HONG.person, channel="app", by=await act(HONG)
    )
    assert (await (await visitor(MEI)).get(f"/photos/{row['id']}/image")).status_code == 404
    assert bytes_kept(row).exists()
    (fact,) = await eyes.fetch("select payload from facts where name = 'ConsentWithdrawn'")
    await forget_photos([fact["payload"]], worker)
    await forget_photos([fact["payload"]], worker)  # twice is once
    assert not bytes_kept(row).exists()
    assert await eyes.fetchval("select removed_because is not null from photos")
    assert (await eyes.fetchval("select ate from day_logs")) == "well"  # the record stays


async def test_a_yes_that_ran_out_and_bytes_without_a_row_are_swept(
    visitor, server, home, eyes, worker
):
    await agree(eyes, XIAOSHAN, "photo")
    await sent(visitor, server)
    row = await the_photo(eyes)
    later = clock.now() + timedelta(days=1)
    assert await sweep_sealed(later, by=worker) == 0
    assert bytes_kept(row).exists()
    stray = sealed_path(XIAOYU.id)
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"half a transaction")
    assert (
        await sweep_sealed(clock.now(), by=worker) == 0
    )  # it may belong to a record being written
    assert await sweep_sealed(later, by=worker) == 1
    assert not stray.exists()
    await eyes.execute("update consents set until = current_date - 2 where purpose = 'photo'")
    assert (await (await visitor(MEI)).get(f"/photos/{row['id']}")).status_code == 404
    assert await sweep_sealed(clock.now(), by=worker) == 1
    assert not bytes_kept(row).exists()


@pytest.mark.parametrize("one", [GUI, MEI, HONG], ids=lambda one: one.handle)
async def test_its_writer_an_officer_or_the_parent_takes_it_out(visitor, server, home, eyes, one):
    await agree(eyes, XIAOSHAN, "photo")
    await sent(visitor, server)
    row = await the_photo(eyes)
    await eyes.execute(
        "update guardians set caring_confirmed_on = '2026-01-01' where person = $1", HONG.person
    )
    client = await visitor(one)
    assert (await client.post(f"/photos/{row['id']}/removal", data={})).status_code == 422
    answer = await client.post(f"/photos/{row['id']}/removal", data={"because": "孩子不喜欢"})
    assert answer.status_code == 303
    assert not bytes_kept(row).exists()
    assert await eyes.fetchval("select removed_by from photos") == one.account


async def test_the_database_itself_refuses_a_picture_without_a_yes(act, home, eyes):
    import asyncpg

    from carenet.core.database import transaction

    by = await act(MEI)
    for child in (ADUO, XIAOSHAN):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(by) as db:
                await db.execute(
                    """insert into photos (picture, child, village, person, what, record, size, happened_at)
                       values (uuidv7(), $1, $2, $3, 'visit', uuidv7(), 9, now())""",
                    child.id, child.village, MEI.person,
                )  # fmt: skip


async def test_a_backup_carries_the_bytes_as_they_lie_there(
    visitor, server, home, eyes, own_files, tmp_path
):
    await agree(eyes, XIAOSHAN, "photo")
    await sent(visitor, server)
    path = bytes_kept(await the_photo(eyes))
    root = own_files
    assert sealed_ids(clock.now().timestamp() + 60, 9999)
    with tarfile.open(tmp_path / "files.tar", "w") as tar:
        tar.add(root / "files", arcname="files")
    with tarfile.open(tmp_path / "files.tar") as tar:
        found = tar.extractfile(str(path.relative_to(root)))
        assert found is not None
        assert found.read() == path.read_bytes()
