"""The page of crons: what runs there is known by name to whoever watches it."""

import re
from pathlib import Path

from carenet.notifications.routes.system import LOOP_WORDS

ROOT = Path(__file__).resolve().parents[2]
BEAT = re.compile(r'beats?\.beat\(\s*"([a-z_.]+)"')


def test_every_loop_that_beats_has_its_words_on_the_page_of_the_system() -> None:
    texts = [path.read_text() for path in (ROOT / "workers").glob("*.py")]
    beating = {name for text in texts for name in BEAT.findall(text)}
    assert {"main.tick", "main.send", "main.settle", "main.watch"} <= beating
    assert beating <= set(LOOP_WORDS)
