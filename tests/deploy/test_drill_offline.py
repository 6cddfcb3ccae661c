"""The drill of the phones in small: it passes as the product is, and names the one guarantee that was broken."""

import importlib
import json
import sys
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

DRILL = Path(__file__).resolve().parents[2] / "deploy" / "drill"
NAMES = {
    "lost": "entries lost",
    "twice": "stored twice",
    "readable": "left readable on the phone",
}
ROWS = {
    "entries made", "replies lost", "browsers killed", "sign-ins expired", "storage full",
    "the same draft in two tabs", "handed to somebody else", *NAMES.values(),
}  # fmt: skip


@pytest.fixture
def drill(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(DRILL))
    monkeypatch.setenv("DRILL_SMALL", "1")
    monkeypatch.setenv("CARENET_REPORT_DIR", str(tmp_path))
    sys.modules.pop("offline", None)
    yield importlib.import_module("offline")
    sys.modules.pop("offline", None)


async def test_no_record_is_lost_on_a_phone_and_each_broken_guarantee_is_named(
    drill, tmp_path, capsys
):
    async with drill.standing() as (stack, line), async_playwright() as driver:
        assert await drill.run(stack, line, driver) == 0, capsys.readouterr()
        rows = json.loads((tmp_path / "drill" / "offline.json").read_text())["rows"]
        assert {r["what"] for r in rows} >= ROWS
        for broken, name in NAMES.items():
            capsys.readouterr()
            assert await drill.run(stack, line, driver, broken, rough=False) == 1
            assert capsys.readouterr().err.strip() == f"broken: {name}"
            await drill.sabotage(stack.superuser(), broken, drill.MENDED)
