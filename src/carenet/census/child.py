"""Reading and copying workbooks in a process of their own.

A spreadsheet of one megabyte may unpack to hundreds, and under a memory limit its reader aborts
the whole process. So a child does it, with bounds of its own, without our settings and keys in its
environment; if it dies, the file is refused and nothing else happens.
"""

import contextlib
import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import IO, Any, Final

from pydantic import TypeAdapter

from carenet.census.reading import (
    Limits,
    Progress,
    damaged,
    read_table,
    stream_workbook,
)
from carenet.census.rows import CensusRow, Fault, ParsedWorkbook, UnreadableWorkbook
from carenet.census.workbook import Mark, write_faults
from carenet.core.said import Said

LINE_BYTES_MAX: Final = 2**20
_PASSED_ON: Final = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")
_ROW: Final = TypeAdapter(CensusRow)
_FAULT: Final = TypeAdapter(Fault)
_SAID: Final = TypeAdapter(Said)
_PROGRESS: Final = TypeAdapter(Progress)
_MARKS: Final = TypeAdapter(list[Mark])


def parse_in_child(
    path: Path,
    *,
    today: date,
    limits: Limits | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> ParsedWorkbook:
    """Read a workbook in a bounded child process; blocks, so call it from a thread.

    ``on_progress`` is told rows done and rows in all. Raises UnreadableWorkbook, also where the
    child needed too much memory or time.
    """
    bounds = limits or Limits()
    rows: list[CensusRow] = []
    faults: list[Fault] = []
    read = 0
    for kind, line in _answers(["read", str(path), today.isoformat()], bounds):
        match kind:
            case b"R":
                rows.append(_ROW.validate_json(line))
            case b"F":
                faults.append(_FAULT.validate_json(line))
            case b"P":
                progress = _PROGRESS.validate_json(line)
                read = progress.done
                if on_progress is not None:
                    on_progress(progress.done, progress.total)
    more = len(faults) > bounds.faults_max
    return ParsedWorkbook(tuple(rows), tuple(faults[: bounds.faults_max]), read, more)


def write_faults_in_child(
    path_in: Path, path_out: Path, found: Iterable[Mark], *, limits: Limits | None = None
) -> None:
    """``workbook.write_faults`` in a bounded child process; blocks. Raises UnreadableWorkbook."""
    given = _MARKS.dump_json(list(found))
    for _ in _answers(["mark", str(path_in), str(path_out)], limits or Limits(), given):
        pass


def table_in_child(path: Path, *, limits: Limits | None = None) -> list[list[str]]:
    """The first sheet of a workbook as texts, in a bounded child process; blocks. Raises UnreadableWorkbook."""
    return [
        json.loads(line)
        for _, line in _answers(["table", str(path)], limits or Limits())
        if line.strip()
    ]


def _answers(words: list[str], limits: Limits, given: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
    """What the child says, line by line; the last line says that it came to the end."""
    command = [sys.executable, "-m", "carenet.census.child", json.dumps(asdict(limits)), *words]
    environment = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as child:
        clock = threading.Timer(limits.seconds_max, child.kill)
        clock.start()
        try:
            ended = False
            _hand_over(child.stdin, given)
            while child.stdout and (line := child.stdout.readline(LINE_BYTES_MAX)):
                kind, rest = line[:1], line[1:]
                if kind == b"U":
                    raise UnreadableWorkbook(_SAID.validate_json(rest))
                ended = kind == b"E"
                yield kind, rest
            if not ended:
                raise damaged()
        finally:
            clock.cancel()
            child.kill()


def _hand_over(stdin: IO[bytes] | None, given: bytes) -> None:
    if stdin is not None:
        with contextlib.suppress(BrokenPipeError), stdin:
            stdin.write(given)


def main(arguments: list[str]) -> None:
    """The child's side."""
    bounds, task, *rest = arguments
    limits = Limits(**json.loads(bounds))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes_max, limits.memory_bytes_max))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds_max, limits.seconds_max))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        if task == "read":
            for found in stream_workbook(
                Path(rest[0]), today=date.fromisoformat(rest[1]), limits=limits
            ):
                _say(found)
        elif task == "table":
            for row in read_table(Path(rest[0]), limits):
                _put(b"T", json.dumps(row).encode())
        else:
            wanted = _MARKS.validate_json(sys.stdin.buffer.read())
            write_faults(Path(rest[0]), Path(rest[1]), wanted, limits=limits)
        _put(b"E", b"")
    except UnreadableWorkbook as refused:
        _put(b"U", _SAID.dump_json(refused.why))
    sys.stdout.buffer.flush()


def _say(found: CensusRow | Fault | Progress) -> None:
    match found:
        case CensusRow():
            _put(b"R", _ROW.dump_json(found))
        case Fault():
            _put(b"F", _FAULT.dump_json(found))
        case Progress():
            _put(b"P", _PROGRESS.dump_json(found))
            sys.stdout.buffer.flush()


def _put(kind: bytes, line: Any) -> None:
    sys.stdout.buffer.write(kind + line + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
