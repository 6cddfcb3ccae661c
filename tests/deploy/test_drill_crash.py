"""The crash drill in small: it passes as the product is, and names the one guarantee that was broken."""

import importlib
import json
import sys
from pathlib import Path

import pytest

DRILL = Path(__file__).resolve().parents[2] / "deploy" / "drill"
NAMES = {
    "lost": "acknowledged writes lost",
    "twice": "reminders accepted twice",
    "overlap": "double booked",
}
ROWS = {
    "writes acknowledged", "acknowledged writes lost", "reminders due", "reminders lost",
    "reminders accepted twice", "double booked", "kills of PostgreSQL", "kills of Valkey",
    "kills of workers",
}  # fmt: skip


@pytest.fixture
def crash(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(DRILL))
    monkeypatch.setenv("DRILL_SMALL", "1")
    monkeypatch.setenv("CARENET_REPORT_DIR", str(tmp_path))
    sys.modules.pop("crash", None)
    return importlib.import_module("crash")


async def test_nothing_is_lost_and_each_broken_guarantee_is_named(crash, tmp_path, capsys):
    provider = crash.Provider()
    await provider.start()
    stack = crash.Stack(provider.url)
    try:
        stack.start()
        assert await crash.run(stack, provider) == 0, capsys.readouterr()
        rows = json.loads((tmp_path / "drill" / "crash.json").read_text())["rows"]
        assert {r["what"] for r in rows} >= ROWS
        assert all(set(r) == {"what", "value", "unit", "reference", "ratio", "aim"} for r in rows)
        for sabotage, name in NAMES.items():  # the last one cannot be mended
            capsys.readouterr()
            # A busy machine may not come to what is broken at the first go.
            seen = await crash.run(stack, provider, sabotage)
            seen = seen or await crash.run(stack, provider, sabotage)
            assert seen == 1, (sabotage, capsys.readouterr())
            assert capsys.readouterr().err.strip() == f"broken: {name}"
            await crash.sabotage(stack.superuser(), sabotage, crash.MENDED)
    finally:
        stack.stop()
        await provider.stop()
