"""The trail: shown to the auditor, with two factors, page by page, and without a child's name."""

import re

import pytest

from tests.cast import AUD, BIN, CHILDREN, LAN, MEI, SEC, SHITOU, SYS, XIAOYU, YE


async def fill(eyes, reads=0, changes=0):
    await eyes.executemany(
        "insert into read_log (account, child, fields, purpose, duties, at) values ($1, $2, '{name}', 'care', '{}', now() - $3 * interval '1 minute')",
        [(MEI.account, XIAOYU.id, n) for n in range(reads, 0, -1)],
    )
    await eyes.executemany(
        "insert into audit_events (account, verb, subject, detail, duties, at) values ($1, 'approve duty', $2, '{}', '{}', now() - $3 * interval '1 minute')",
        [(LAN.account, f"duty:{n}", n) for n in range(1, changes + 1)],
    )


async def test_the_auditor_reads_who_read_what_page_by_page(visitor, eyes):
    await fill(eyes, reads=120)
    client = await visitor(AUD)
    seen, path = 0, "/trail/reads"
    for _ in range(3):
        page = await client.get(path)
        assert page.status_code == 200
        seen += page.text.count(f">{MEI.name}</a>")
        assert XIAOYU.name not in page.text
        following = re.search(r'rel="next" href="([^"]+)"', page.text)
        if not following:
            break
        path = following[1].replace("&amp;", "&")
    assert seen == 120


async def test_the_trail_of_changes_is_paged_too(visitor, eyes):
    await fill(eyes, changes=60)
    client = await visitor(SEC)
    first = await client.get("/trail")
    assert first.text.count(">duty <span") == 50
    path = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    assert (await client.get(path)).text.count(">duty <span") == 10


@pytest.mark.parametrize("path", ["/trail", "/trail/reads"])
async def test_one_factor_is_not_enough(visitor, path):
    client = await visitor(AUD, factors=1)
    assert (await client.get(path)).headers["location"].startswith("/second-factor")


@pytest.mark.parametrize("one", [LAN, MEI, YE, BIN, SYS])
async def test_nobody_else_opens_the_trail(visitor, eyes, one):
    await fill(eyes, reads=1, changes=1)
    client = await visitor(one)
    assert (await client.get("/trail")).status_code == 403
    assert (await client.get("/trail/reads")).status_code == 403


async def test_the_security_administrator_sees_changes_and_no_readings(visitor):
    client = await visitor(SEC)
    assert (await client.get("/trail")).status_code == 200
    assert (await client.get("/trail/reads")).status_code == 403


@pytest.mark.parametrize("query", ["?before=x", "?child=x", "?account=1", "?before=99999999999999999999"])  # fmt: skip
async def test_nonsense_in_the_address_is_left_aside(visitor, query):
    client = await visitor(AUD)
    assert (await client.get(f"/trail/reads{query}")).status_code == 200
    assert (await client.get(f"/trail{query}")).status_code == 200


async def test_a_list_read_at_once_is_one_line_in_the_readers_words(visitor, eyes):
    await eyes.execute(
        """insert into read_log (account, child, fields, purpose, duties)
           select $1, id, '{list}', 'register', '{}' from children""",
        MEI.account,
    )
    page = (await (await visitor(AUD)).get("/trail/reads")).text
    assert page.count(f">{MEI.name}</a>") == 1
    assert f"{len(CHILDREN)} files" in page
    assert "line of a list" in page
    assert "the register of children" in page


async def test_the_readings_of_one_person_and_of_one_file_open(visitor, eyes):
    await fill(eyes, reads=2)
    client = await visitor(AUD)
    for asked in (f"child={XIAOYU.id}", f"account={MEI.account}"):
        page = await client.get(f"/trail/reads?{asked}")
        assert page.status_code == 200
        assert page.text.count(f">{MEI.name}</a>") == 2
    assert not (await client.get(f"/trail/reads?child={SHITOU.id}")).text.count(MEI.name)


async def test_of_two_pages_of_the_trail_one_is_the_current(visitor):
    client = await visitor(AUD)
    for path in ("/trail", "/trail/reads"):
        assert set(re.findall(r'href="([^"]+)" aria-current', (await client.get(path)).text)) == {
            path
        }
