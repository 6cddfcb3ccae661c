"""A backup restores: the same rows, policies and sealed fields, and nothing without the keys."""

import asyncio
import json
import os
import tarfile

import asyncpg
import pytest

from carenet.cli import run
from carenet.cli.backup import sha256
from carenet.core.ciphers import SealBroken, seal, unseal
from tests import servers
from tests.cast import XIAOYU


@pytest.fixture
def pointed(root, database, monkeypatch):
    """The command line on this test's database."""

    def point(name):
        for setting, role in (
            ("DATABASE_URL", "carenet_app"),
            ("MIGRATION_DATABASE_URL", "carenet_migrator"),
            ("WORKER_DATABASE_URL", "carenet_worker"),
        ):
            monkeypatch.setenv(f"CARENET_{setting}", servers.database_url(root, role, name))

    point(database)
    return point


async def cli(*words):
    return await asyncio.to_thread(run, list(words))


@pytest.fixture
async def empty(root, eyes):
    """Another database, migrated by nobody yet."""
    from carenet.core.roles import ensure_roles

    name = f"restored_{os.getpid()}"
    admin = await asyncpg.connect(servers.database_url(root, "carenet", "postgres"))
    await admin.execute(f"drop database if exists {name} with (force)")
    await admin.execute(f"create database {name}")
    await ensure_roles(servers.database_url(root, "carenet", name))
    yield name
    await admin.execute(f"drop database if exists {name} with (force)")
    await admin.close()


async def sums(db):
    names = [
        r["relname"]
        for r in await db.fetch(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1"
        )
    ]
    return [
        (
            n,
            await db.fetchval(
                f"select count(*) || coalesce(md5(string_agg(t::text, '' order by t::text)), '') from {n} t"
            ),
        )
        for n in names
    ]


POLICIES = "select tablename, policyname, roles, qual, with_check from pg_policies order by 1, 2"
FORCED = "select relname, relrowsecurity, relforcerowsecurity, relowner::regrole::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1"
OWNERS = "select proname, proowner::regrole::text, prosecdef from pg_proc where pronamespace = 'app'::regnamespace order by 1"


async def test_what_was_backed_up_comes_back_whole(
    root, eyes, pointed, empty, tmp_path, monkeypatch
):
    monkeypatch.delattr(tarfile, "data_filter", raising=False)  # as with Python 3.11.0 to 3.11.3
    sealed = seal("452626201703140011", "child_identities", "id_number", XIAOYU.id)
    await eyes.execute(
        "insert into child_identities (id, child, village, kind, id_number) values ($1, $1, $2, 'resident', $3)",
        XIAOYU.id, XIAOYU.village, sealed,
    )  # fmt: skip
    before = [await sums(eyes), *[await eyes.fetch(q) for q in (POLICIES, FORCED, OWNERS)]]
    assert await cli("backup", str(tmp_path / "b")) == 0
    pointed(empty)
    assert await cli("restore", str(tmp_path / "b")) == 0
    there = await asyncpg.connect(
        servers.database_url(root, "carenet", empty),
        server_settings={"timezone": eyes.get_settings().TimeZone},  # a row's text names its hour
    )
    after = [await sums(there), *[await there.fetch(q) for q in (POLICIES, FORCED, OWNERS)]]
    for was, now in zip(before, after, strict=True):
        assert [tuple(r) for r in was] == [tuple(r) for r in now]
    value = await there.fetchval(
        "select id_number from child_identities where child = $1", XIAOYU.id
    )
    assert unseal(value, "child_identities", "id_number", XIAOYU.id) == "452626201703140011"
    await there.close()


async def test_a_stolen_backup_holds_no_key_and_no_number(eyes, pointed, tmp_path):
    sealed = seal("452626201703140011", "child_identities", "id_number", XIAOYU.id)
    await eyes.execute(
        "insert into child_identities (id, child, village, kind, id_number) values ($1, $1, $2, 'resident', $3)",
        XIAOYU.id, XIAOYU.village, sealed,
    )  # fmt: skip
    assert await cli("backup", str(tmp_path / "b")) == 0
    names = {p.name for p in (tmp_path / "b").iterdir()}
    assert names == {"database.dump", "files.tar", "manifest.json"}
    assert b"452626201703140011" not in (tmp_path / "b" / "database.dump").read_bytes()
    with pytest.raises(SealBroken):
        unseal(sealed, "child_identities", "id_number", XIAOYU.id.__class__(int=1))


async def test_a_changed_backup_is_refused(pointed, empty, tmp_path):
    assert await cli("backup", str(tmp_path / "b")) == 0
    with (tmp_path / "b" / "database.dump").open("r+b") as file:
        file.seek(100)
        file.write(b"\0\1\2")
    pointed(empty)
    assert await cli("restore", str(tmp_path / "b")) == 1


@pytest.mark.parametrize("kind", ["outside", "another folder", "link"])
async def test_an_archive_with_anything_but_stored_files_is_refused(pointed, empty, tmp_path, kind):
    assert await cli("backup", str(tmp_path / "b")) == 0
    one = tarfile.TarInfo({"outside": "files/../field.keys"}.get(kind, "keys/field.keys"))
    if kind == "link":
        one.name, one.type, one.linkname = "files/here", tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(tmp_path / "b" / "files.tar", "w") as tar:
        tar.addfile(one)
    manifest = json.loads((tmp_path / "b" / "manifest.json").read_text())
    manifest["sha256"]["files.tar"] = sha256(tmp_path / "b" / "files.tar")
    (tmp_path / "b" / "manifest.json").write_text(json.dumps(manifest))
    pointed(empty)
    assert await cli("restore", str(tmp_path / "b")) == 1


async def test_a_backup_is_never_restored_over_records(pointed, tmp_path, eyes):
    assert await cli("backup", str(tmp_path / "b")) == 0
    assert await cli("restore", str(tmp_path / "b")) == 1
    assert await eyes.fetchval("select count(*) from children") == 5


async def test_a_folder_with_something_in_it_is_not_written_to(pointed, tmp_path):
    (tmp_path / "kept.txt").write_text("kept")
    assert await cli("backup", str(tmp_path)) == 2
    assert {p.name for p in tmp_path.iterdir()} == {"kept.txt"}


async def test_the_manifest_says_what_it_is(pointed, tmp_path):
    assert await cli("backup", str(tmp_path / "b")) == 0
    manifest = json.loads((tmp_path / "b" / "manifest.json").read_text())
    assert set(manifest["sha256"]) == {"database.dump", "files.tar"}
