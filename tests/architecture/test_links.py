"""No button or link that leads nowhere: everyone follows every link of their pages, two steps deep."""

import re
from urllib.parse import urljoin, urlsplit

import pytest

from tests import cast
from tests.architecture.furniture import REACH

HREF = re.compile(r'(?:href|hx-get)="(/[^"#]*)"')
PAGES_MAX = 90
# Outside the application, or made by the machine and not by a person.
NOT_PAGES = re.compile(r"^/(static|sign-in|help$)")
PEOPLE = (
    cast.YE,
    cast.LAN,
    cast.MEI,
    cast.QIN,
    cast.FANG,
    cast.BIN,
    cast.GUI,
    cast.PING,
    cast.HONG,
    cast.SHU,
    cast.SYS,
    cast.SEC,
    cast.AUD,
)


@pytest.mark.parametrize("one", PEOPLE, ids=lambda one: one.handle)
async def test_every_link_leads_somewhere(visitor, one):
    client = await visitor(one, also=REACH.get(one.handle, []))
    first = await client.get("/", follow_redirects=True)
    seen, broken = set(), []
    waiting = [(first.url.path, "the first page")]
    while waiting and len(seen) < PAGES_MAX:
        path, source = waiting.pop(0)
        shape = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "{id}", urlsplit(path).path)
        if shape in seen or NOT_PAGES.match(path):
            continue
        seen.add(shape)
        answer = await client.get(path, follow_redirects=True)
        if answer.status_code >= 400:
            broken.append(f"{path} from {source}: {answer.status_code}")
            continue
        if "html" in answer.headers.get("content-type", ""):
            waiting += [
                (urljoin(path, href).replace("&amp;", "&"), path)
                for href in HREF.findall(answer.text)
            ]
    assert len(seen) >= 3, seen
    assert not broken
