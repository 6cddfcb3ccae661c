"""`make bench-scheduling` in small: places are given as often as there are, entries are the same, a term is there."""

import importlib.util
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
PROMISED = (
    "places given too many or too few", "entries wanting", "entries the reference shows otherwise",
    "sessions made and not there",
)  # fmt: skip
BESIDE_A_REFERENCE = {
    "sign-ups a second, half of the wishes refused", "wishes answered a second",
    "a feed of 40, cold: CPU", "a feed of 40, warm: CPU", "a feed of 40, unchanged (304): CPU",
    "sessions made a second",
}  # fmt: skip


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.syspath_prepend(str(DEPLOY / "drill"))
    monkeypatch.syspath_prepend(str(DEPLOY / "bench"))
    monkeypatch.setenv("BENCH_SMALL", "1")
    spec = importlib.util.spec_from_file_location(
        "bench_scheduling", DEPLOY / "bench/scheduling.py"
    )
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


async def test_every_figure_stands_beside_its_reference_and_nothing_was_given_twice(bench):
    stack = bench.Stack("http://localhost:9/", bench.SETTINGS)
    try:
        stack.start()
        rows = {row.what: row for row in await bench.measure(stack)}
    finally:
        stack.stop()
    assert {one: rows[one].value for one in PROMISED} == dict.fromkeys(PROMISED, 0)
    assert rows["sessions made"].value == 6 * 40
    beside = {what for what, row in rows.items() if row.reference}
    assert beside == BESIDE_A_REFERENCE
    assert all(row.value > 0 for row in rows.values() if row.what in beside)
