"""A multipart/form-data body streamed to disk: bounded, sniffed, hashed, always cleaned up.

Litestar's own parser holds no limit per file and writes before anyone has looked at the bytes.
"""

import asyncio
import logging
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from litestar import Request
from litestar.exceptions import InternalServerException
from python_multipart.multipart import parse_options_header

from carenet.core.files import Limits, UploadRefused, fresh_name, in_thread
from carenet.core.refusals import N_
from carenet.core.upload_sink import Sink, Sniffer, Upload

logging.getLogger("python_multipart").setLevel(logging.ERROR)  # it logs bytes a stranger chose

BATCH_BYTES: Final = 256 * 1024
BOUNDARY: Final = re.compile(rb"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")
_NO_UPLOAD: Final = N_("Please choose a file and send it again.")
_TOO_SLOW: Final = N_("The connection was too slow. Please try once more.")
_CUT_OFF: Final = N_("The connection broke off. Please send the file again.")
_TOO_LARGE: Final = N_("Together this is larger than %(most)s MB.")

__all__ = ["Upload", "boundary_of", "receive"]


def boundary_of(content_type: str) -> bytes:
    """The boundary that a multipart/form-data content type names.

    Raises:
        UploadRefused: it is another type, or names none.

    """
    kind, given = parse_options_header(content_type.encode("latin-1", "replace"))
    if kind != b"multipart/form-data":
        raise UploadRefused(415, _NO_UPLOAD)
    boundary = given.get(b"boundary", b"")
    if not BOUNDARY.fullmatch(boundary):
        raise UploadRefused(400, _NO_UPLOAD)
    return boundary


async def _drain(request: Request[Any, Any, Any], sink: Sink, limits: Limits) -> None:
    buffer, body = bytearray(), request.stream()
    ended = False
    while not ended:
        async with asyncio.timeout(limits.idle):
            chunk = await anext(body, None)
        ended = chunk is None
        if chunk:
            buffer += chunk
        if buffer and (ended or len(buffer) >= BATCH_BYTES):
            data, buffer = bytes(buffer), bytearray()
            await in_thread(sink.feed, data)


@asynccontextmanager
async def receive(
    request: Request[Any, Any, Any], spool: Path, sniff: Sniffer, limits: Limits | None = None
) -> AsyncIterator[Upload]:
    """Fields and files of a posted form; files that were not kept are gone when the block ends.

    Args:
        request: its body is read here and nowhere else.
        spool: the folder the files land in.
        sniff: told a file's first bytes and its field, says what kind it is; "" refuses it.
        limits: sizes in bytes and times in seconds.

    Raises:
        UploadRefused: no such body, a limit passed, a kind refused, or the connection broke off.

    """
    bounds = limits or Limits()
    boundary = boundary_of(request.headers.get("content-type", ""))
    if (request.content_length or 0) > bounds.total:
        raise UploadRefused(413, _TOO_LARGE, most=bounds.total // 2**20)
    folder = spool / fresh_name()
    sink = Sink(boundary, folder, bounds, sniff)
    try:
        await in_thread(lambda: folder.mkdir(mode=0o700, parents=True))
        try:
            async with asyncio.timeout(bounds.seconds):
                await _drain(request, sink, bounds)
        except TimeoutError:
            raise UploadRefused(408, _TOO_SLOW) from None
        except InternalServerException:  # Litestar's word for a client that left
            raise UploadRefused(400, _CUT_OFF) from None
        yield sink.finish()
    finally:
        with suppress(OSError):
            sink.close()
        shutil.rmtree(folder, ignore_errors=True)  # in line: this must run while being cancelled
