"""`carenet up`: everything on this machine, with servers of its own where none were set."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from carenet.cli.says import N_, Trouble, say, show_json, told
from carenet.cli.serve import BACKLOG
from carenet.cli.servers import addresses, point_here
from carenet.cli.supervisor import Child, Running, Stopped, Supervisor, listen_for_stop, program
from carenet.cli.worker import QUEUES, command_of, own_database
from carenet.core.paths import made
from carenet.core.settings import Settings, load, sources

GREETING = "greeting.txt"
"""Who can sign in, as the demo county wrote it."""
PORTS_TRIED_MAX = 10
READY_SECONDS_MAX = 120.0
FAILURES_BEFORE_READY_MAX = 3
"""A program that cannot start at all is said soon, not after a minute of trying."""
OTHER_START_SECONDS_MAX = 300.0
LET_GO_SECONDS_MAX = 5.0


@click.command(help=N_("Start everything and keep it running."))
@click.option(
    "--demo/--no-demo",
    default=None,
    help=N_("Load the demo county or not; by default only into a database of its own."),
)
@click.option("--json", "as_json", is_flag=True, help=N_("Print where it runs as JSON."))
def up(*, demo: bool | None, as_json: bool) -> None:
    settings = load(os.environ)
    root = settings.data_dir
    try:
        door = (made(root) / ".lock.up").open("a")
    except OSError as wrong:
        raise Trouble(
            told(N_("Cannot write to %(root)s (%(reason)s): set CARENET_DATA_DIR elsewhere."),
                 root=root, reason=wrong.strerror)
        ) from None  # fmt: skip
    with door as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say_where(root, as_json=as_json)
            return
        ours = settings.database_url is None
        Up(settings, root, demo=ours if demo is None else demo, as_json=as_json).run()


def _say_where(root: Path, *, as_json: bool) -> None:
    """Where the other one runs; it may still be starting."""
    deadline = time.monotonic() + OTHER_START_SECONDS_MAX
    while time.monotonic() < deadline:
        state = _state(root)
        if state.get("ready") and Path(f"/proc/{state['pid']}").exists():
            if as_json:
                show_json(state)
            else:
                say(N_("carenet already runs at %(url)s (process %(pid)s)."), **state)
            return
        time.sleep(0.1)
    raise Trouble(told(N_("Another start on %(root)s has not come up: end it first."), root=root))


def _state(root: Path) -> dict[str, Any]:
    """What the last run wrote down; empty where nothing did."""
    try:
        state: dict[str, Any] = json.loads((root / "run.json").read_text())
    except (OSError, ValueError):
        return {}
    return state


def take_port(settings: Settings, *, by_hand: bool, before: int | None) -> socket.socket:
    """A listening socket at the wished port, or, unless it was set by hand, at one of the next.

    `before`: the port of a run that was killed; its last processes may still be letting go of it.

    Raises:
        Trouble: none is free.

    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    wished = list(range(settings.port, settings.port + (1 if by_hand else PORTS_TRIED_MAX)))
    deadline = time.monotonic() + LET_GO_SECONDS_MAX
    reason = ""
    while wished:
        try:
            return socket.create_server((settings.host, wished[0]), family=family, backlog=BACKLOG)
        except OSError as wrong:
            reason = str(wrong.strerror)
        if wished[0] != before or time.monotonic() > deadline:
            wished.pop(0)
        else:
            time.sleep(0.05)
    raise Trouble(
        told(N_("Cannot listen at %(host)s port %(port)s: %(reason)s"),
             host=settings.host, port=settings.port, reason=reason)
    )  # fmt: skip


@dataclass
class Up:
    """One run of everything."""

    settings: Settings
    root: Path
    demo: bool
    as_json: bool
    children: list[Child] = field(default_factory=list)
    state: dict[str, object] = field(default_factory=lambda: {"ready": False})

    def run(self) -> None:
        """Start all in order, keep it running, end it when asked."""
        listen_for_stop()
        before = _state(self.root).get("port")
        self.write_state()
        supervisor = Supervisor(self.children, changed=self.write_state)
        try:
            self.open_door(before)
            for server in self.servers():
                server.must_start()
                self.children.append(server)
            self.write_state()
            self.prepare()
            self.children += self.programs()
            self.wait_until_ready(supervisor)
            self.greet()
            supervisor.run()
        except Stopped:
            say(N_("Stopping."))
        finally:
            supervisor.stop()
            (self.root / "run.json").unlink(missing_ok=True)

    def open_door(self, before: int | None) -> None:
        """Take the port and decide every address."""
        told_apart = sources(os.environ)
        wished = self.settings.port
        self.listening = take_port(self.settings, by_hand="port" in told_apart, before=before)
        port = self.listening.getsockname()[1]
        if port != wished:
            self.note(N_("Port %(wished)s is taken; using %(port)s."), wished=wished, port=port)
        found = {**addresses(self.settings), "CARENET_PORT": str(port)}
        if "public_url" not in told_apart:
            found["CARENET_PUBLIC_URL"] = f"http://localhost:{port}"
        self.embedded = (self.settings.database_url is None, self.settings.redis_url is None)
        self.settings = point_here(found)
        self.state.update(pid=os.getpid(), port=port, url=self.settings.public_url, ready=False,
                          data=str(self.root), environment=found)  # fmt: skip

    def servers(self) -> list[Child]:
        """PostgreSQL and Valkey, where they are ours."""
        from carenet.core.embedded import start_postgres, start_valkey

        root, run_as, log = self.root, self.settings.run_as, self.root / "log"

        def postgres() -> Running:
            return start_postgres(root, run_as=run_as)

        def valkey() -> Running:
            return start_valkey(root, run_as=run_as)

        both = (
            Child("PostgreSQL", postgres, log / "postgres.log"),
            Child("Valkey", valkey, log / "valkey.log"),
        )
        return [child for child, ours in zip(both, self.embedded, strict=True) if ours]

    def prepare(self) -> None:
        """Roles, tables and the demo county, in one process of its own: this one stays small."""
        from carenet.core.embedded.launch import before_exec

        steps = []
        if self.embedded[0]:
            steps.append("roles")
        if self.settings.migration_database_url is not None:
            steps.append("migrate")
        if self.demo:
            steps.append("demo")
        self.note(N_("Preparing the database in %(root)s; the first time takes about a minute."),
                  root=self.root)  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "carenet.cli.prepare", str(self.root / GREETING), *steps],
            check=False,
            stdout=sys.stderr if self.as_json else None,
            preexec_fn=before_exec(None, signal.SIGKILL),
        )
        if done.returncode:
            raise Trouble(told(N_("The database could not be prepared.")))

    def programs(self) -> list[Child]:
        """The web and the three queues."""
        log = self.root / "log"
        log.mkdir(mode=0o700, exist_ok=True)
        door = self.listening.fileno()
        web = [sys.executable, "-m", "carenet", "serve", "--fd", str(door)]
        theirs = own_database(self.settings)
        queues = [
            program(name, command_of(name), log=log / f"{name}.log", env=theirs) for name in QUEUES
        ]
        return [program("web", web, log=log / "web.log", pass_fds=(door,)), *queues]

    def wait_until_ready(self, supervisor: Supervisor) -> None:
        """Until the first page answers."""
        deadline = time.monotonic() + READY_SECONDS_MAX
        host = "127.0.0.1" if self.settings.host in {"0.0.0.0", ""} else self.settings.host  # noqa: S104  the address we are told to serve, not one we choose
        bracketed = f"[{host}]" if ":" in host else host
        address = f"http://{bracketed}:{self.state['port']}/health/live"
        while not _answers(address):
            supervisor.tick()
            for child in self.children:
                if child.failures >= FAILURES_BEFORE_READY_MAX:
                    raise Trouble(told(N_("%(name)s cannot start: read %(log)s."),
                                       name=child.name, log=child.log))  # fmt: skip
            if time.monotonic() > deadline:
                raise Trouble(told(N_("The web does not answer: read %(log)s."),
                                   log=self.root / "log" / "web.log"))  # fmt: skip
        self.state["ready"] = True
        self.write_state()

    def greet(self) -> None:
        """Say where it runs."""
        if self.as_json:
            show_json(self.state)
            sys.stdout.flush()
            return
        say(N_("carenet runs at %(url)s"), url=self.settings.public_url)
        with suppress(FileNotFoundError):
            print((self.root / GREETING).read_text(), end="", flush=True)
        say(N_("Logs: %(log)s. End with Ctrl-C; the data stays."), log=self.root / "log")

    def note(self, msgid: str, **values: object) -> None:
        """A line on the way; kept off standard output where that is read by a program."""
        print(told(msgid, **values), file=sys.stderr if self.as_json else sys.stdout, flush=True)

    def write_state(self) -> None:
        """`<data>/run.json`: where it runs and as which processes."""
        self.state["processes"] = {
            c.name: c.running.pid for c in self.children if c.running is not None
        }
        half = self.root / "run.json.half"
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(self.state, file, indent=2)
        half.rename(self.root / "run.json")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310  our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
