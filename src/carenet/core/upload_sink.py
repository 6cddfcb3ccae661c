"""What python-multipart's callbacks write: fields to memory, files to a spool, each within its limit.

Synchronous: it runs in a worker thread. The parser itself checks neither that the body ended nor
how long it is, and truncates silently where it has a limit of its own.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import python_multipart
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from carenet.core.files import Limits, Received, UploadRefused, fresh_name, safe_name
from carenet.core.refusals import N_

HEAD_BYTES: Final = 4096
SPARE_PARTS: Final = 8
NAME_CHARS_MAX: Final = 100
Sniffer = Callable[[bytes, str], str]
_MALFORMED: Final = N_("The upload could not be read. Please send the file again.")
_CUT_OFF: Final = N_("The connection broke off. Please send the file again.")
_NO_ROOM: Final = N_("There is no room left for files. Please tell the administrator.")
_TOO_LARGE: Final = N_("The file is larger than %(most)s MB.")
_TOO_MANY: Final = N_("These are too many files at once.")
_KIND: Final = N_("That kind of file cannot be taken here.")
_PLAIN: Final = (b"binary", b"8bit", b"7bit")


@dataclass
class Upload:
    """What a form held."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[Received] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The last value of a field; empty where there is none."""
        return self.fields.get(name, [""])[-1].strip()


class Sink:
    """One body, fed in pieces."""

    def __init__(self, boundary: bytes, folder: Path, limits: Limits, sniff: Sniffer) -> None:
        self.folder, self.limits, self.sniff = folder, limits, sniff
        self.out, self.ended, self.seen, self.parts = Upload(), False, 0, 0
        self.file: IO[bytes] | None = None
        self.headers: dict[bytes, bytes] = {}
        self.key = self.value = self.head = b""
        self.is_file: bool | None = None
        self.name, self.raw_name, self.text = "", b"", bytearray()
        callbacks: Any = {
            f"on_{name}": getattr(self, f"_{name}")
            for name in (
                "part_begin", "header_field", "header_value", "header_end", "headers_finished",
                "part_data", "part_end", "end",
            )
        }  # fmt: skip
        self.parser = python_multipart.MultipartParser(boundary, callbacks)

    def feed(self, data: bytes) -> None:
        """Take the next bytes.

        Raises:
            UploadRefused: a limit, a broken form, or a full disk.

        """
        self.seen += len(data)
        if self.seen > self.limits.total:
            raise UploadRefused(413, _TOO_LARGE, most=self.limits.total // 2**20)
        try:
            self.parser.write(data)
        except FormParserError:
            raise UploadRefused(400, _MALFORMED) from None
        except OSError:
            raise UploadRefused(507, _NO_ROOM) from None

    def finish(self) -> Upload:
        """What arrived.

        Raises:
            UploadRefused: the last boundary never came.

        """
        if not self.ended:
            raise UploadRefused(400, _CUT_OFF)
        return self.out

    def close(self) -> None:
        """Let go of the file being written."""
        if self.file:
            self.file.close()
            self.file = None

    def _part_begin(self) -> None:
        self.parts += 1
        if self.parts > self.limits.files + self.limits.fields + SPARE_PARTS:
            raise UploadRefused(413, _TOO_MANY)
        self.headers, self.key, self.value, self.is_file = {}, b"", b"", None

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self.key += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self.value += data[start:end]

    def _header_end(self) -> None:
        key = self.key.lower()
        if key in self.headers:
            raise UploadRefused(400, _MALFORMED)
        self.headers[key], self.key, self.value = self.value, b"", b""

    def _headers_finished(self) -> None:
        kind, given = parse_options_header(self.headers.get(b"content-disposition"))
        if kind != b"form-data" or not given.get(b"name"):
            raise UploadRefused(400, _MALFORMED)
        coding = self.headers.get(b"content-transfer-encoding", b"binary").strip().lower()
        if coding not in _PLAIN:
            raise UploadRefused(400, _MALFORMED)
        self.name, self.head, self.text = _decoded(given[b"name"], NAME_CHARS_MAX), b"", bytearray()
        self.is_file = b"filename" in given
        if self.is_file:
            self.raw_name, self.size, self.hash = given[b"filename"], 0, hashlib.sha256()
        elif sum(map(len, self.out.fields.values())) >= self.limits.fields:
            raise UploadRefused(413, _MALFORMED)

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if not self.is_file:
            if len(self.text) + end - start > self.limits.field:
                raise UploadRefused(413, _MALFORMED)
            self.text += data[start:end]
            return
        self.size += end - start
        if self.size > self.limits.file:
            raise UploadRefused(413, _TOO_LARGE, most=self.limits.file // 2**20)
        piece = data[start:end]
        if self.file is None:
            self.head += piece
            if len(self.head) < HEAD_BYTES:
                return
            piece = self._open()
        self._write(piece)

    def _part_end(self) -> None:
        if self.is_file is None:
            raise UploadRefused(400, _MALFORMED)
        if not self.is_file:
            self.out.fields.setdefault(self.name, []).append(_decoded(bytes(self.text), None))
        elif self.size or self.raw_name:  # neither name nor bytes: an empty file input
            if self.file is None:
                self._write(self._open())
            self.close()
            self.out.files[-1].size = self.size
            self.out.files[-1].sha256 = self.hash.hexdigest()

    def _end(self) -> None:
        self.ended = True

    def _write(self, piece: bytes) -> None:
        self.hash.update(piece)
        if self.file:
            self.file.write(piece)

    def _open(self) -> bytes:
        """Begin a file once enough of it is there to say what it is; what was held back so far."""
        if len(self.out.files) >= self.limits.files:
            raise UploadRefused(413, _TOO_MANY)
        kind = self.sniff(self.head[:HEAD_BYTES], self.name)
        if not kind:
            raise UploadRefused(415, _KIND)
        path = self.folder / fresh_name()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        self.file = os.fdopen(os.open(path, flags, 0o600), "wb")
        declared = self.headers.get(b"content-type", b"").decode("latin-1")[:NAME_CHARS_MAX]
        self.out.files.append(Received(self.name, safe_name(self.raw_name), declared, path, kind))
        head, self.head = self.head, b""
        return head


def _decoded(raw: bytes, most: int | None) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise UploadRefused(400, _MALFORMED) from None
    if "\0" in text or (most and len(text) > most):
        raise UploadRefused(400, _MALFORMED)
    return text
