"""Keeps processes running: starts them, starts them again when they end, ends them together."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from carenet.cli.says import N_, Trouble, complain, say, told, why

TICK_SECONDS = 0.2
BACKOFF_SECONDS = 0.25
BACKOFF_SECONDS_MAX = 8.0
STEADY_SECONDS = 20.0
"""Who lived this long starts with a clean slate."""
FAILURES_MAX = 12
"""Failures in a row, each within STEADY_SECONDS, before all is given up: about a minute."""
STOP_SECONDS_MAX = 15.0
LOG_BYTES_MAX = 10_000_000
LOG_LOOK_SECONDS = 60.0


class Running(Protocol):
    """A live process, ours or somebody else's."""

    @property
    def pid(self) -> int | None:
        """None where another process owns it."""

    def alive(self) -> bool:
        """Whether it runs."""

    def stop(self, timeout: float = 30) -> None:
        """End it, asked first, killed after `timeout` seconds."""


@dataclass
class Process:
    """One of our own programs, leader of a session of its own."""

    popen: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        return self.popen.pid

    def alive(self) -> bool:
        return self.popen.poll() is None

    def ask(self) -> None:
        """Ask it to end; it ends what it forked."""
        if self.alive():
            self.popen.terminate()

    def stop(self, timeout: float = STOP_SECONDS_MAX) -> None:
        self.ask()
        with suppress(subprocess.TimeoutExpired):
            self.popen.wait(timeout)
        self.clear()
        self.popen.wait()

    def clear(self) -> None:
        """Kill what is left of it, and whom it forked and left behind."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.popen.pid, signal.SIGKILL)


@dataclass
class Child:
    """What is to be kept running, and how it has fared."""

    name: str
    start: Callable[[], Running]
    log: Path | None
    running: Running | None = None
    started_at: float = 0.0
    failures: int = 0
    next_at: float = 0.0

    def must_start(self) -> None:
        """Start it now.

        Raises:
            Trouble: it does not start.

        """
        try:
            self.running = self.start()
        except (OSError, RuntimeError) as wrong:
            raise Trouble(why(wrong)) from None
        self.started_at = time.monotonic()

    def tend(self, now: float) -> bool:
        """Start it when it is due, note it when it ended. True: something changed.

        Raises:
            Trouble: it failed too often in a row.

        """
        if self.running is None:
            return now >= self.next_at and self._begin()
        if self.running.alive():
            if self.failures and now - self.started_at > STEADY_SECONDS:
                self.failures = 0
            return False
        self._ended()
        return True

    def _begin(self) -> bool:
        try:
            self.running = self.start()
        except (OSError, RuntimeError) as wrong:
            self._failed(why(wrong))
            return False
        self.started_at = time.monotonic()
        return True

    def _ended(self) -> None:
        gone, self.running = self.running, None
        code = gone.popen.returncode if isinstance(gone, Process) else None
        if isinstance(gone, Process):
            gone.clear()
        self._failed(
            told(N_("ended (%(code)s)"), code=code) if code is not None else told(N_("ended"))
        )

    def _failed(self, how: str) -> None:
        self.failures += 1
        if self.failures > FAILURES_MAX:
            where = told(N_(" Read %(log)s."), log=self.log) if self.log else ""
            raise Trouble(
                told(N_("%(name)s does not stay up: %(how)s."), name=self.name, how=how) + where
            )
        wait = min(BACKOFF_SECONDS_MAX, BACKOFF_SECONDS * 2 ** (self.failures - 1))
        self.next_at = time.monotonic() + wait
        complain(told(N_("%(name)s: %(how)s; starting again"), name=self.name, how=how))


def program(
    name: str,
    command: list[str],
    *,
    log: Path | None,
    env: dict[str, str] | None = None,
    pass_fds: tuple[int, ...] = (),
) -> Child:
    """One of our own programs as a child, its output appended to `log` (None: where ours goes)."""
    from carenet.core.embedded.launch import before_exec

    def start() -> Process:
        out = log.open("ab") if log else None
        try:
            return Process(
                subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    env={**os.environ, **(env or {})},
                    pass_fds=pass_fds,
                    preexec_fn=before_exec(None, signal.SIGKILL),  # noqa: PLW1509  one thread here
                )
            )
        finally:
            if out:
                out.close()

    return Child(name, start, log)


class Stopped(BaseException):
    """Somebody asked us to end."""


_asked: list[int] = []
"""The signals that asked us to end."""


class Supervisor:
    """Keeps its children running, in the order given, until it is told to stop."""

    def __init__(
        self, children: list[Child], *, changed: Callable[[], None] = lambda: None
    ) -> None:
        self.children = children
        self.changed = changed
        self._log_look = 0.0

    def run(self) -> None:
        """Keep all running until SIGINT, SIGTERM or SIGHUP, then end them.

        Raises:
            Trouble: one of them does not stay up.

        """
        listen_for_stop()
        try:
            while True:
                self.tick()
        except Stopped:
            say(N_("Stopping."))
        finally:
            self.stop()

    def tick(self) -> None:
        """Look after every child once, then rest a moment.

        Raises:
            Stopped: it was asked for where nothing can be raised, as while an object goes.

        """
        if _asked:
            raise Stopped
        now = time.monotonic()
        changes = [child.tend(now) for child in self.children]
        if any(changes):
            self.changed()
        if now - self._log_look > LOG_LOOK_SECONDS:
            self._log_look = now
            for child in self.children:
                _keep_short(child.log)
        time.sleep(TICK_SECONDS)

    def stop(self) -> None:
        """End all, the last started first; our own programs go together, the servers after them."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        ours = [c.running for c in self.children if isinstance(c.running, Process)]
        for process in ours:
            process.ask()
        deadline = time.monotonic() + STOP_SECONDS_MAX
        for process in ours:
            process.stop(max(0.0, deadline - time.monotonic()))
        for child in reversed(self.children):
            if child.running is not None and not isinstance(child.running, Process):
                child.running.stop()
        for child in self.children:
            child.running = None


def listen_for_stop() -> None:
    """From now on a request to end raises Stopped in the main thread."""

    def stop(number: int, frame: object) -> None:
        del frame
        _asked.append(number)
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, stop)


def _keep_short(log: Path | None) -> None:
    """Put a long log aside; its writer appends, so it may be cut under its hands."""
    if log is not None and log.exists() and log.stat().st_size > LOG_BYTES_MAX:
        shutil.copyfile(log, log.with_suffix(".old.log"))
        os.truncate(log, 0)
