"""`make bench-offline` in small: phones come back at once, and nothing of theirs is lost or there twice."""

import importlib.util
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
PROMISED = ("records lost", "records stored twice", "pictures lost", "given up")


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.syspath_prepend(str(DEPLOY / "drill"))
    monkeypatch.setenv("BENCH_SMALL", "1")
    spec = importlib.util.spec_from_file_location("bench_offline", DEPLOY / "bench/offline.py")
    made = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(
        sys.modules, "bench_offline", made
    )  # its dataclasses look themselves up there
    spec.loader.exec_module(made)
    return made


async def test_what_waited_on_several_phones_arrives_once_with_its_pictures(bench):
    stack = bench.Stack("http://localhost:9/")
    try:
        stack.start()
        rows = {row.what: row.value for row in await bench.measure(stack)}
    finally:
        stack.stop()
    assert rows["records with a picture"] == 12
    assert {one: rows[one] for one in PROMISED} == dict.fromkeys(PROMISED, 0)
