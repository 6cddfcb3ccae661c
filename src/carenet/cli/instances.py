"""Files of instances and plans on the command line: read or refused line by line, with progress."""

import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn, TypeVar

import click

from carenet.cli.says import told

WRONG_INPUT: Final = 2
BROKEN: Final = 1
T = TypeVar("T")


def read(name: str, reader: Callable[[bytes], T], wrong: type[ValueError]) -> T:
    """Read a file, gzipped or not, or standard input for `-`; exits with 2 when it is wrong."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return reader(raw)
    except OSError as error:
        refuse([f"{name}: {error.strerror}: expected a readable file"])
    except wrong as error:
        refuse(f"{name}: {fault}" for fault in getattr(error, "faults", (error,)))


def refuse(lines: Iterable[str]) -> NoReturn:
    """One line a fault on standard error, nothing on standard output."""
    for line in lines:
        click.echo(line, err=True)
    sys.exit(WRONG_INPUT)


@contextmanager
def stopped_by_hand() -> Iterator[Callable[[], bool]]:
    """Whether somebody pressed Ctrl-C: a search then ends with the best found, a second ends all."""
    stopped = threading.Event()

    def stop(*_: object) -> None:
        stopped.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield stopped.is_set
    finally:
        signal.signal(signal.SIGINT, before)


class ProgressLines:
    """Stages on standard error, one line each time the stage or its tenth changes."""

    def __init__(self) -> None:
        self.last: tuple[str, int] | None = None

    def __call__(self, stage: str, share: float) -> None:
        """Say how far a stage is, 0 to 1."""
        now = (stage, int(share * 10))
        if now != self.last:
            self.last = now
            click.echo(f"{told(stage)} {share:.0%}", err=True)
