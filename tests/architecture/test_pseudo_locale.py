"""No page shows a sentence of ours that the catalogue was not asked for, or that has no Chinese."""

import pytest

from carenet.core import words
from carenet.core.templates import environment_in
from tests.architecture.crawl import COLUMNS, fill, handle_of, written
from tests.architecture.furniture import REACH
from tests.architecture.visible import loose, unmarked


@pytest.fixture(scope="module", autouse=True)
def not_compiled_yet():
    """A template asks for its sentences when it is compiled: that is to be seen here."""
    environment_in.cache_clear()


@pytest.fixture
def unknown(monkeypatch):
    """Every reader reads the pseudo-locale; the sentences asked for that Chinese does not have are gathered."""
    chinese, missing = words.catalogue("zh_Hans"), {}
    found = words._find

    def find(context, singular, plural, number):
        if singular and (context, singular) not in chinese and (None, singular) not in chinese:
            missing[singular] = context
        return found(context, singular, plural, number)

    monkeypatch.setattr(words, "_find", find)
    monkeypatch.setattr(words, "choose", lambda *_: words.PSEUDO)
    return missing


def test_the_oracle_sees_what_is_not_marked():
    page = '<p title="Raw">⟦Good ⟦inner⟧ <b>still</b>⟧ and raw</p><script>no</script><p>⟦cut</p><p>Seen 吴<b translate="no">Wu</b>'
    assert loose(page) == ["Raw", "and raw", "Seen 吴"]
    assert unmarked("⟦a⟧ b ⟦c") == ("b", 1)


@pytest.mark.parametrize("one", COLUMNS, ids=handle_of)
async def test_every_word_on_every_page_comes_from_the_catalogue(one, visitor, things, unknown):
    client = await visitor(one, also=REACH.get(handle_of(one), ()))
    raw, pages = {}, 0
    for line in written():
        if line.method != "GET" or line.path.startswith("/static"):
            continue
        unknown_before = set(unknown)
        answer = await client.get(fill(line.target, things))
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        pages += 1
        for text in loose(answer.text):
            raw.setdefault(text, line.target)
        for sentence in set(unknown) - unknown_before:
            raw.setdefault(f"no Chinese: {sentence!r}", line.target)
    assert pages > (90 if one else 10)
    assert not raw, "\n" + "\n".join(f"{where}: {text}" for text, where in raw.items())
