"""The oracle itself: a name planted in each way out is seen, and one within reach is let pass."""

import base64
import io
import json
import quopri
import zipfile
from urllib.parse import quote

import httpx
import pytest

from tests.canaries import Canaries, reach_of
from tests.cast import BIN, CHILDREN, FANG, GUO, HONG, LAN, MEI, SYS, XIAOYU, YE, YUAN

NAME = YUAN.name


def workbook(text: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", f"<t>{text}</t>")
    return held.getvalue()


def folded(text: str) -> bytes:
    raw = text.encode()
    return b"SUMMARY:" + raw[:6] + b"\r\n " + raw[6:] + b"\r\n"


WAYS_OUT = {
    "html": (f"<p>{NAME}</p>".encode(), {}),
    "the given name alone, as on a phone": (f"<p>{YUAN.given}</p>".encode(), {}),
    "html entities": ("".join(f"&#{ord(c)};" for c in NAME).encode(), {}),
    "json": (json.dumps({"who": NAME}).encode(), {"content-type": "application/json"}),
    "a header": (b"", {"location": f"/children?name={quote(NAME)}"}),
    "a header as it stands": (b"", {"x-said": NAME}),
    "percent-encoded": (f'<a href="/x?q={quote(NAME)}">'.encode(), {}),
    "a folded calendar": (folded(NAME), {"content-type": "text/calendar"}),
    "a workbook": (workbook(NAME), {"content-type": "application/vnd.ms-excel"}),
    "base64": (base64.b64encode(f"to {NAME} today".encode()), {"content-type": "text/plain"}),
    "quoted-printable": (quopri.encodestring(NAME.encode()), {"content-type": "message/rfc822"}),
    "an error": (f"<h1>{NAME}</h1>".encode(), {":status": "500"}),
}


def answer(body: bytes, headers: dict[str, str]) -> httpx.Response:
    fields = [
        (k.encode(), v.encode()) for k, v in ({"content-type": "text/html"} | headers).items()
        if not k.startswith(":")
    ]  # fmt: skip
    return httpx.Response(
        int(headers.get(":status", 200)),
        headers=fields,
        content=body,
        request=httpx.Request("GET", "https://test/somewhere"),
    )


@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_name_out_of_reach_is_seen_whichever_way_it_leaves(way):
    leak = answer(*WAYS_OUT[way])
    for one in (None, LAN, BIN, HONG, SYS):
        with pytest.raises(AssertionError, match="reached"):
            Canaries.for_(one).check(leak)


@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_name_within_reach_passes(way):
    Canaries.for_(GUO).check(answer(*WAYS_OUT[way]))


def test_reach_is_what_the_cast_says():
    assert reach_of(None) == reach_of(SYS) == reach_of(BIN) == set()
    assert reach_of(FANG) == {XIAOYU.given}
    assert reach_of(MEI) < reach_of(LAN) == reach_of(YE)
    assert reach_of(GUO) == {YUAN.given}


def test_no_canary_stands_within_another():
    given = [child.given for child in CHILDREN]
    assert not [(a, b) for a in given for b in given if a != b and a in b]


def test_a_test_that_gives_reach_says_so():
    canaries = Canaries.for_(BIN)
    canaries.allow(XIAOYU.name)
    canaries.check(answer(f"<p>{XIAOYU.name}</p>".encode(), {}))
    with pytest.raises(AssertionError):
        canaries.check(answer(f"<p>{NAME}</p>".encode(), {}))
