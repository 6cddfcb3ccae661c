"""`carenet backup` and `carenet restore`: the database, the files and, apart, the keys.

A backup is a folder: `database.dump` (pg_dump, custom form), `files.tar`, `manifest.json` with the
sums of both. The keys are never in it: without `field.keys` no sealed field of a stolen backup opens.
"""

import asyncio
import hashlib
import json
import os
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
import click

from carenet import __version__
from carenet.cli.says import N_, AnswerIsNo, Trouble, say, told
from carenet.cli.servers import migration_url, reachable
from carenet.core.settings import Settings

DUMP_SECONDS_MAX: Final = 3600
CHUNK: Final = 1 << 20
MANIFEST: Final = "manifest.json"


def tool(settings: Settings, name: str) -> str:
    """The path of a PostgreSQL program: the embedded one, else the system's."""
    from carenet.core.embedded.postgres import tools

    own = tools(settings.data_dir, settings.run_as) / name
    return str(own) if own.exists() else name


def connection_args(url: str, role: str) -> tuple[list[str], dict[str, str]]:
    """A database address as libpq arguments, logging in as another role; secrets by environment."""
    parts = urlsplit(url)
    host = parts.hostname or parse_qs(parts.query).get("host", [""])[0]
    args = ["-h", unquote(host), "-U", role, "-d", parts.path.lstrip("/")]
    if parts.port:
        args += ["-p", str(parts.port)]
    env = dict(os.environ)
    if parts.password:
        env["PGPASSWORD"] = unquote(parts.password)
    return args, env


def backup_role(url: str) -> str:
    """On our own socket the role that may only read; elsewhere whom the operator gave us."""
    own = parse_qs(urlsplit(url).query).get("host", [""])[0].startswith("/")
    return "carenet_backup" if own else urlsplit(url).username or "carenet_backup"


def run_tool(settings: Settings, name: str, *argv: str, url: str, role: str) -> None:
    """Run pg_dump or pg_restore on a database.

    Raises:
        Trouble: it failed; the first line of what it said.

    """
    args, env = connection_args(url, role)
    done = subprocess.run(
        [tool(settings, name), *args, *argv],
        env=env, capture_output=True, text=True, timeout=DUMP_SECONDS_MAX, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Trouble((done.stderr.strip() or done.stdout.strip()).splitlines()[0])


def sha256(path: Path) -> str:
    """The sum of a file, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def files_dir(settings: Settings) -> Path:
    """Where stored files lie."""
    return settings.data_dir / "files"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def backup(folder: Path) -> None:
    """Write a backup into the new folder FOLDER; the keys stay where they are."""
    if folder.exists() and any(folder.iterdir()):
        raise Trouble(told(N_("%(folder)s is not empty."), folder=folder))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with reachable() as settings:
        dump, files = folder / "database.dump", folder / "files.tar"
        url = migration_url(settings)
        run_tool(
            settings, "pg_dump", "-Fc", "--no-comments", "-f", str(dump.resolve()),
            url=url, role=backup_role(url),
        )  # fmt: skip
        with tarfile.open(files, "w") as tar:
            if files_dir(settings).is_dir():
                tar.add(files_dir(settings), arcname="files")
        manifest: dict[str, Any] = {
            "carenet": __version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "sha256": {p.name: sha256(p) for p in (dump, files)},
        }
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=2))
        say(N_("The backup is in %(folder)s."), folder=folder)
        say(
            N_(
                "The keys are not in it. Keep %(keys)s in another place: without it no sealed field opens."
            ),
            keys=settings.data_dir / "field.keys",
        )


async def is_empty(url: str) -> bool:
    """Is there no account and no child yet?"""
    connection = await asyncpg.connect(url)
    try:
        there = await connection.fetchval("select to_regclass('public.children') is not null")
        if not there:
            return True
        found = await connection.fetchval(
            "select exists (select from children) or exists (select from accounts)"
        )
        return not found
    finally:
        await connection.close()


async def make_room(url: str) -> None:
    """Drop the empty tables, so that the dump brings its own."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("set role carenet_owner")
        for schema in ("app", "public"):
            for row in await connection.fetch(
                "select quote_ident(tablename) as name from pg_tables where schemaname = $1", schema
            ):
                await connection.execute(f"drop table {schema}.{row['name']} cascade")
        await connection.execute("drop schema if exists app cascade")
        # Functions change owner while they are restored; the grants of the dump come only later.
        await connection.execute(
            "create schema app; grant usage, create on schema app to carenet_sealed"
        )
    finally:
        await connection.close()


def bring_back(settings: Settings, dump: Path, url: str) -> None:
    """Restore everything but the schema that is there already, in one transaction."""
    listed = subprocess.run(
        [tool(settings, "pg_restore"), "-l", str(dump)],
        capture_output=True, text=True, check=True, timeout=DUMP_SECONDS_MAX,
    ).stdout  # fmt: skip
    kept = "".join(f"{line}\n" for line in listed.splitlines() if " SCHEMA - app " not in line)
    with tempfile.NamedTemporaryFile("w", suffix=".list") as wanted:
        wanted.write(kept)
        wanted.flush()
        run_tool(
            settings, "pg_restore", "--exit-on-error", "--single-transaction", "-L", wanted.name,
            str(dump), url=url, role=urlsplit(url).username or "carenet_migrator",
        )  # fmt: skip


def check_files(tar: tarfile.TarFile) -> None:
    """Look that an archive holds nothing but stored files, so that nothing else is written over.

    Raises:
        AnswerIsNo: a link, a device, or a path that leads out of the folder of stored files.

    """
    for member in tar:
        parts = PurePosixPath(member.name).parts
        if not (member.isfile() or member.isdir()) or parts[:1] != ("files",) or ".." in parts:
            raise AnswerIsNo(
                told(N_("%(name)s is no stored file; nothing was restored."), name=member.name)
            )


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore(folder: Path) -> None:
    """Bring back the backup in FOLDER into an empty installation; put field.keys there first."""
    manifest = json.loads((folder / MANIFEST).read_text())
    for name, expected in manifest["sha256"].items():
        if sha256(folder / name) != expected:
            raise AnswerIsNo(told(N_("%(name)s was changed since the backup was made."), name=name))
    with reachable() as settings:
        url = migration_url(settings)
        if not asyncio.run(is_empty(url)):
            raise AnswerIsNo(
                told(N_("There are records here; a backup is restored into an empty installation."))
            )
        with tarfile.open(folder / "files.tar") as tar:
            check_files(tar)
            asyncio.run(make_room(url))
            bring_back(settings, (folder / "database.dump").resolve(), url)
            # Python before 3.11.4 knows no filters; `check_files` does not rely on them.
            tar.extraction_filter = getattr(tarfile, "data_filter", None)
            tar.extractall(settings.data_dir)  # noqa: S202 - looked through above
        say(N_("The backup of %(made_at)s is restored."), made_at=manifest["made_at"])
