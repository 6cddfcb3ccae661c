"""Starting one server process: its user, its tie to this process, its lock and its log."""

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from carenet.core import lifeline
from carenet.core.paths import Owner, enterable, made
from carenet.core.refusals import N_

READY_SECONDS_MAX = 120
"""Crash recovery takes its time."""
LOG_BYTES_MAX = 10_000_000
"""A longer log is put aside (one older file is kept) when its server starts."""
SOCKET_PATH_BYTES_MAX = 100
"""A Unix socket path may have 107 bytes, and PostgreSQL adds a name of its own."""


class CannotStart(RuntimeError):  # noqa: N818  it reads as what happened
    """A server did not start; the sentence says what to do or which log to read."""

    def __init__(self, msgid: str, **values: object) -> None:
        super().__init__(msgid % values)
        self.msgid, self.values = msgid, values


@dataclass
class Server:
    """A running server: ours, or somebody else's that already served this data."""

    name: str
    url: str
    log: Path
    answers: Callable[[], bool]
    process: subprocess.Popen[bytes] | None = None
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def pid(self) -> int | None:
        """The process we started; None where another process owns the server."""
        return self.process.pid if self.process else None

    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None if self.process else self.answers()

    def stop(self, timeout: float = 30) -> None:
        """End it if it is ours: asked first, killed after `timeout` seconds."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def socket_dir(root: Path) -> Path:
    """`<data>/run`, or a short stand-in.

    The path stands in URLs and in a kernel structure of 107 bytes: one that is too long or has
    letters which mean something in a URL gives way to a folder under the temporary directory.
    """
    run = root / "run"
    plain = re.fullmatch(r"[A-Za-z0-9/._-]+", str(run))
    if plain and len(os.fsencode(run / ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES_MAX:
        return run
    mark = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:12]
    short = Path("/tmp")  # noqa: S108  the same for everyone who asks; owned_dir guards it
    if not os.access(short, os.W_OK):
        short = Path(tempfile.gettempdir())
    return short / f"carenet-{os.geteuid()}-{mark}"


def prepare(root: Path, owner: Owner | None) -> None:
    """Make the data directory, and refuse one the servers' user cannot enter.

    Raises:
        CannotStart: it lies where that user may not walk.

    """
    if not enterable(made(root) / "pg", owner):
        raise CannotStart(
            N_("The servers' user %(user)s cannot enter %(folder)s: set CARENET_DATA_DIR to a place"
               " it can enter, or run as an ordinary user."),
            user=owner.name if owner else "", folder=root,
        )  # fmt: skip


def owned_dir(path: Path, owner: Owner | None) -> Path:
    """A folder for the servers' user alone.

    Raises:
        CannotStart: it is a symbolic link or belongs to somebody else.

    """
    path.mkdir(mode=0o700, exist_ok=True)
    if path.is_symlink():
        raise CannotStart(N_("%(path)s is a symbolic link: remove it."), path=path)
    if owner:
        os.chown(path, owner.uid, owner.gid)
    if path.stat().st_uid != (owner.uid if owner else os.geteuid()):
        raise CannotStart(
            N_("%(path)s belongs to another user: set CARENET_DATA_DIR elsewhere."), path=path
        )
    return path


def log_dir(root: Path) -> Path:
    """Where the logs go; they may repeat what was typed, so they are for this user alone."""
    (root / "log").mkdir(mode=0o700, exist_ok=True)
    return root / "log"


def hold(lock: Path, answers: Callable[[], bool]) -> int | None:
    """The lock of a server's life, as a file descriptor; None where a server answers already.

    A server that is going down still holds it: wait for it, within the same limit as a start.

    Raises:
        CannotStart: it is held all that time and nothing answers.

    """
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + READY_SECONDS_MAX
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if answers():
                os.close(descriptor)
                return None
            if time.monotonic() > deadline:
                os.close(descriptor)
                raise CannotStart(
                    N_("%(lock)s is held, but no server answers there."), lock=lock
                ) from None
            time.sleep(0.02)
        else:
            return descriptor


def before_exec(owner: Owner | None, die_with_parent: int) -> Callable[[], None]:
    """What a new process does before it becomes the server. `die_with_parent`: a signal, or 0."""

    def become() -> None:
        os.setsid()  # a ^C in the terminal must not reach it
        if owner:
            os.setgroups([])
            os.setgid(owner.gid)
            os.setuid(owner.uid)
        os.umask(0o077)
        if die_with_parent:  # after setuid, which clears it
            lifeline.die_with_parent(die_with_parent)

    return become


def tool(owner: Owner | None, *argv: object) -> str:
    """Run one short command of the server's own as its user; its output.

    Raises:
        CannotStart: it failed, with its own words.

    """
    done = subprocess.run(
        [str(arg) for arg in argv],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        preexec_fn=before_exec(owner, 0),
    )
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip()
        raise CannotStart(N_("%(program)s failed: %(said)s"), program=argv[0], said=said)
    return done.stdout.strip()


def launch(
    argv: list[object], server: Server, owner: Owner | None, lock: int, *, tie: bool
) -> Server:
    """Start the process with its lock in hand and wait until it answers.

    Call from the main thread: the death signal follows the thread that forked.

    Raises:
        CannotStart: it ended, or did not answer in time.

    """
    if server.log.exists() and server.log.stat().st_size > LOG_BYTES_MAX:
        shutil.move(server.log, server.log.with_suffix(".old.log"))
    with server.log.open("ab") as out:
        server.log.chmod(0o600)
        process = subprocess.Popen(
            [str(arg) for arg in argv],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd="/",
            pass_fds=(lock,),
            preexec_fn=before_exec(owner, server.stop_signal if tie else 0),  # noqa: PLW1509
        )
    server.process = process
    deadline = time.monotonic() + READY_SECONDS_MAX
    while not server.answers():
        if process.poll() is not None:
            raise CannotStart(
                N_("%(name)s ended (%(code)s): read %(log)s"),
                name=server.name,
                code=process.returncode,
                log=server.log,
            )
        if time.monotonic() > deadline:
            process.kill()
            raise CannotStart(
                N_("%(name)s did not become ready: read %(log)s"), name=server.name, log=server.log
            )
        time.sleep(0.02)
    return server
