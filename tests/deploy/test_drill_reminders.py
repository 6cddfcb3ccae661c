"""The drill of the reminders in small: it passes as the product is, and names the one guarantee that was broken."""

import importlib
import json
import sys
from pathlib import Path

import pytest

DRILL = Path(__file__).resolve().parents[2] / "deploy" / "drill"
NAMES = {
    "lost": "lost",
    "twice": "accepted twice",
    "overlap": "moved and said at both times",
}
ROWS = {
    "tried", "kills of workers", "kills of PostgreSQL", "Valkey wiped", "provider faults", "lost",
    "accepted twice", "uncertain", "seconds",
}  # fmt: skip


@pytest.fixture
def drill(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(DRILL))
    monkeypatch.setenv("DRILL_SMALL", "1")
    monkeypatch.setenv("CARENET_REPORT_DIR", str(tmp_path))
    sys.modules.pop("reminders", None)
    yield importlib.import_module("reminders")
    sys.modules.pop("reminders", None)


async def test_no_reminder_is_lost_and_each_broken_guarantee_is_named(drill, tmp_path, capsys):
    provider = drill.Provider()
    await provider.start()
    stack = drill.Stack(provider.url, drill.SETTINGS)
    try:
        stack.start()
        assert await drill.run(stack, provider) == 0, capsys.readouterr()
        rows = json.loads((tmp_path / "drill" / "reminders.json").read_text())["rows"]
        assert {r["what"] for r in rows} >= ROWS
        for broken, name in NAMES.items():
            capsys.readouterr()
            assert await drill.run(stack, provider, broken, rough=False) == 1
            assert capsys.readouterr().err.strip() == f"broken: {name}"
            await drill.sabotage(stack.superuser(), broken, drill.MENDED)
    finally:
        stack.stop()
        await provider.stop()
