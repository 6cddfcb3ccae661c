"""The wheel holds everything the product needs to run, and nothing that is only for its makers."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {"__pycache__"}


@pytest.fixture(scope="module")
def names(tmp_path_factory) -> set[str]:
    out = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (wheel,) = out.glob("carenet-*-py3-none-any.whl")
    with ZipFile(wheel) as packed:
        return set(packed.namelist())


def shipped(folder: str) -> set[str]:
    return {
        str(path.relative_to(ROOT / folder))
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix != ".pyc" and not LEFT_OUT & set(path.parts)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("folder", "inside"),
    [
        ("templates", "carenet/templates"),
        ("migrations", "carenet/migrations"),
        ("src/carenet/core/locale", "carenet/core/locale"),
        ("src/carenet/core/static", "carenet/core/static"),
        ("src/carenet/core/data", "carenet/core/data"),
        ("src/carenet/places/data", "carenet/places/data"),
        ("src/carenet/notifications/data", "carenet/notifications/data"),
        ("src/carenet", "carenet"),
        ("workers", "workers"),
    ],
)
def test_the_wheel_holds_every_file_of(names, folder, inside):
    files = shipped(folder)
    assert files
    assert not {f"{inside}/{name}" for name in files} - names


def test_the_wheel_holds_the_licence_and_what_is_owed_to_others(names):
    for name in ("LICENSE", "NOTICE", "METADATA", "entry_points.txt"):
        assert any(n.split("/")[0].endswith(".dist-info") and n.endswith(name) for n in names), name


def test_the_wheel_holds_nothing_of_the_workshop(names):
    assert not [n for n in names if n.split("/")[0] in ("tests", "deploy", "var", ".venv")]
    assert not [n for n in names if n.endswith((".pyc", ".key", ".keys", ".env")) or "/tests/" in n]
    assert {n.split("/")[0] for n in names if ".dist-info" not in n} == {"carenet", "workers"}
