"""The drill of the sign-ups in small: it passes as the product is, and names the one guarantee that was broken."""

import importlib
import json
import sys
from pathlib import Path

import pytest

DRILL = Path(__file__).resolve().parents[2] / "deploy" / "drill"
NAMES = {"twice": "overbooked", "lost": "told wrongly", "overlap": "overlaps"}
ROWS = {
    "tries", "connections at once", "won", "lost the race", "overbooked", "overlaps", "deadlocks",
    "told wrongly", "tries per second",
}  # fmt: skip


@pytest.fixture
def drill(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(DRILL))
    monkeypatch.setenv("DRILL_SMALL", "1")
    monkeypatch.setenv("CARENET_REPORT_DIR", str(tmp_path))
    sys.modules.pop("signups", None)
    yield importlib.import_module("signups")
    sys.modules.pop("signups", None)


async def test_whoever_races_is_told_the_truth_and_each_broken_guarantee_is_named(
    drill, tmp_path, capsys
):
    provider = drill.Provider()
    await provider.start()
    stack = drill.Stack(provider.url, drill.SETTINGS)
    try:
        stack.start()
        assert await drill.run(stack) == 0, capsys.readouterr()
        rows = json.loads((tmp_path / "drill" / "signups.json").read_text())["rows"]
        assert {r["what"] for r in rows} >= ROWS
        for broken, name in NAMES.items():
            capsys.readouterr()
            assert await drill.run(stack, broken) == 1
            assert capsys.readouterr().err.strip() == f"broken: {name}"
            await drill.sabotage(stack.superuser(), broken, drill.MENDED)
    finally:
        stack.stop()
        await provider.stop()
