"""Uploads: streamed, bounded, sniffed, hashed, and never a byte left behind."""

import asyncio
import hashlib
import random
import subprocess
import sys

import pytest
from litestar.exceptions import InternalServerException

from carenet.core.files import Limits, UploadRefused, safe_name, sweep
from carenet.core.uploads import boundary_of, receive

B = b"----x7"
TYPE = "multipart/form-data; boundary=----x7"


def file_part(content=b"PK\x03\x04abc", name=b'filename="a.xlsx"', extra=b"", field=b"f") -> bytes:
    return (
        b"--" + B + b'\r\nContent-Disposition: form-data; name="' + field + b'"; ' + name
        + b"\r\n" + extra + b"\r\n" + content + b"\r\n"
    )  # fmt: skip


def text_part(value=b"v", name=b"t") -> bytes:
    return (
        b"--"
        + B
        + b'\r\nContent-Disposition: form-data; name="'
        + name
        + b'"\r\n\r\n'
        + value
        + b"\r\n"
    )


END = b"--" + B + b"--\r\n"


class Fake:
    """A request whose body comes in pieces."""

    def __init__(self, pieces, content_type=TYPE, length=None, wait=None):
        self.pieces, self.headers = pieces, {"content-type": content_type}
        self.content_length, self.wait = length, wait

    async def stream(self):
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            if self.wait:
                await self.wait.wait()
            yield piece


def kind(head: bytes, field: str) -> str:
    return "zip" if head.startswith(b"PK") else "text" if head == b"plain" else ""


async def got(tmp_path, *pieces, limits=None, **given):
    async with receive(Fake(pieces, **given), tmp_path / "spool", kind, limits) as upload:
        return upload, [f.path.read_bytes() for f in upload.files]


def left(tmp_path) -> list:
    spool = tmp_path / "spool"
    return list(spool.iterdir()) if spool.exists() else []


async def test_a_file_arrives_with_its_hash_its_kind_and_its_name(tmp_path):
    body = text_part(b"\xe6\xa2\x85") + file_part() + END
    upload, contents = await got(tmp_path, body)
    (file,) = upload.files
    assert contents == [b"PK\x03\x04abc"]
    assert (file.name, file.kind, file.size) == ("a.xlsx", "zip", 7)
    assert file.sha256 == hashlib.sha256(b"PK\x03\x04abc").hexdigest()
    assert upload.text("t") == "梅"
    assert not left(tmp_path)


async def test_a_body_may_break_at_every_byte(tmp_path):
    body = text_part() + file_part(b"PK\x03\x04" + b"z" * 5000) + END
    for at in range(0, len(body), 97):
        _, contents = await got(tmp_path, body[:at], body[at:])
        assert contents == [b"PK\x03\x04" + b"z" * 5000]
    assert not left(tmp_path)


BAD = {
    "cut in the header": text_part()[:30],
    "cut in the data": file_part(b"PK" + b"z" * 9000)[:6000],
    "no final boundary": text_part(),
    "only line feeds": text_part().replace(b"\r\n", b"\n") + END,
    "no disposition": b"--" + B + b"\r\nContent-Type: text/plain\r\n\r\nx\r\n" + END,
    "disposition twice": text_part().replace(b"\r\n\r\n", b'\r\nContent-Disposition: form-data; name="u"\r\n\r\n', 1) + END,
    "no name": text_part().replace(b'; name="t"', b"") + END,
    "base64": file_part(extra=b"Content-Transfer-Encoding: base64\r\n") + END,
    "nine headers": text_part().replace(b"\r\n\r\n", b"".join(b"\r\nx-%d: 1" % n for n in range(9)) + b"\r\n\r\n", 1) + END,
    "a header of 5 KB": text_part().replace(b"\r\n\r\n", b"\r\nx: " + b"y" * 5000 + b"\r\n\r\n", 1) + END,
    "a NUL in a field": text_part(b"a\0b") + END,
    "no UTF-8": text_part(b"\xff\xfe") + END,
    "a long name": text_part(name=b"n" * 200) + END,
    "markup called a picture": file_part(b"<svg onload=x>", b'filename="a.jpg"') + END,
    "an empty body": b"",
    "rubbish": b"rubbish" * 50,
}  # fmt: skip


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
async def test_what_is_malformed_is_refused_and_nothing_is_left(tmp_path, body):
    with pytest.raises(UploadRefused) as refused:
        await got(tmp_path, body)
    assert 400 <= refused.value.status < 500
    assert not left(tmp_path)


@pytest.mark.parametrize(
    ("limits", "body"),
    [
        (Limits(total=100), file_part(b"PK" + b"z" * 200) + END),
        (Limits(file=100), file_part(b"PK" + b"z" * 200) + END),
        (Limits(files=1), file_part() * 2 + END),
        (Limits(fields=1), text_part() * 2 + END),
        (Limits(field=10), text_part(b"y" * 11) + END),
        (Limits(files=1, fields=1), text_part() * 30 + END),
    ],
)
async def test_each_limit_holds(tmp_path, limits, body):
    with pytest.raises(UploadRefused) as refused:
        await got(tmp_path, body, limits=limits)
    assert refused.value.status == 413
    assert not left(tmp_path)


async def test_a_length_over_the_limit_is_refused_before_a_byte_is_read(tmp_path):
    with pytest.raises(UploadRefused):
        await got(tmp_path, RuntimeError("read"), length=10**9)
    assert not left(tmp_path)


async def test_an_empty_file_input_is_no_file(tmp_path):
    upload, _ = await got(tmp_path, file_part(b"", b'filename=""') + text_part() + END)
    assert not upload.files


async def test_a_client_that_falls_silent_or_leaves_is_cut_off(tmp_path):
    with pytest.raises(UploadRefused) as refused:
        await got(tmp_path, b"x", limits=Limits(idle=0.05), wait=asyncio.Event())
    assert refused.value.status == 408
    with pytest.raises(UploadRefused):
        await got(tmp_path, text_part(), InternalServerException())
    assert not left(tmp_path)


async def test_cancelled_at_any_moment_nothing_is_left(tmp_path):
    never = asyncio.Event()
    task = asyncio.create_task(got(tmp_path, file_part(b"PK" + b"z" * 9000), wait=never))
    await asyncio.wait([task], timeout=0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not left(tmp_path)


async def test_a_fault_inside_the_block_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError):  # noqa: PT012  the fault is inside the block
        async with receive(Fake([file_part() + END]), tmp_path / "spool", kind) as upload:
            assert upload.files[0].path.exists()
            1 / 0  # noqa: B018
    assert not left(tmp_path)


async def test_mutated_bodies_raise_nothing_but_refusals(tmp_path):
    dice, body = random.Random(7), text_part() + file_part(b"PK" + bytes(range(256)) * 20) + END
    for _ in range(400):
        wrong = bytearray(body)
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(wrong))
            if dice.random() < 0.5:
                wrong[at] = dice.randrange(256)
            else:
                del wrong[at : at + dice.randint(1, 40)]
        try:
            await got(tmp_path, bytes(wrong))
        except UploadRefused:
            continue
    assert not left(tmp_path)


@pytest.mark.parametrize(
    "given",
    [
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 80,
        "multipart/form-data; boundary=a\x00b",
    ],
)
def test_a_boundary_must_be_there_and_be_one(given):
    with pytest.raises(UploadRefused):
        boundary_of(given)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("台账.xlsx", "台账.xlsx"), ("../../etc/passwd", "passwd"), ("C:\\temp\\表.xlsx", "表.xlsx"),
        ("a\u202excod.exe", "axcod.exe"), ("con.txt", "_con.txt"), ("", "file"), ("...", "file"),
        ('a"b<c>.xlsx', "abc.xlsx"), ("a%22b.xlsx", "ab.xlsx"),
    ],
)  # fmt: skip
def test_a_shown_name_is_harmless(raw, shown):
    assert safe_name(raw.encode()) == shown


def test_a_long_name_keeps_its_ending_and_an_old_phones_name_is_read():
    assert safe_name(("长" * 200 + ".xlsx").encode()).endswith(".xlsx")
    assert len(safe_name(("长" * 200 + ".xlsx").encode()).encode()) <= 180
    assert safe_name("台账.xlsx".encode("gb18030")) == "台账.xlsx"


def test_what_a_killed_process_left_is_swept_and_what_is_fresh_stays(tmp_path):
    import os
    import time

    old, fresh = tmp_path / "old", tmp_path / "fresh"
    for folder in (old, fresh):
        folder.mkdir()
        (folder / "x").write_text("x")
    os.utime(old, (time.time() - 7200,) * 2)
    assert sweep(tmp_path) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["fresh"]
    assert sweep(tmp_path / "none") == 0


def test_two_multipart_parsers_live_side_by_side():
    for first in ("python_multipart", "multipart", "litestar"):
        code = (
            f"import {first}, pathlib, multipart, python_multipart, litestar._multipart as used\n"
            "assert pathlib.Path(multipart.__file__).name == 'multipart.py', multipart.__file__\n"
            "assert used.PushMultipartParser is multipart.PushMultipartParser\n"
            "assert python_multipart.MultipartParser.__module__ == 'python_multipart.multipart'"
        )
        subprocess.run([sys.executable, "-P", "-W", "error", "-c", code], check=True)
