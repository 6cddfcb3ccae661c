"""The scripts that run before anything is installed."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FINDER = ROOT / "deploy" / "find_chromium.py"


MEASURED = sorted(
    path for kind in ("bench", "drill") for path in (ROOT / "deploy" / kind).glob("[a-z]*.py")
)


def test_help_names_every_measurement_and_every_drill():
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for path in MEASURED:
        assert f"make {path.parent.name}-{path.stem.replace('_', '-')} " in said.stdout


def test_whatever_keeps_data_keeps_it_where_it_is_told():
    scripts = [*(ROOT / "deploy").glob("*/*.py"), *(ROOT / "deploy").glob("*.py")]
    keeping = [path for path in scripts if "import tempfile" in path.read_text()]
    assert len(keeping) > 3
    assert not [p for p in keeping if 'os.environ.get("CARENET_DATA_DIR")' not in p.read_text()]


def a_browser(folder, name, script):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def find(path, **env):
    return subprocess.run(
        [sys.executable, FINDER],
        env={"PATH": f"{path}:/usr/bin:/bin", "HOME": str(path), **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_browser_that_was_named_is_taken(tmp_path):
    named = a_browser(tmp_path, "mine", "echo Chromium 999")
    assert f"CARENET_CHROMIUM={named}\n" in find(tmp_path, CARENET_CHROMIUM=str(named)).stdout


def test_a_named_browser_that_does_not_start_is_said_in_a_line(tmp_path):
    found = find(tmp_path, CARENET_CHROMIUM=str(tmp_path / "missing"))
    assert found.returncode == 2
    assert "does not start" in found.stderr
    assert "install" in found.stderr


def test_a_snap_is_passed_over(tmp_path):
    snap = tmp_path / "snap"
    snap.mkdir()
    chrome = a_browser(snap, "chrome", "echo Chromium 1")
    for name in ("chromium-headless-shell", "google-chrome"):
        (tmp_path / name).symlink_to(chrome)
    a_browser(tmp_path, "google-chrome-stable", "# exec /snap/bin/chromium\necho Chromium 2")
    good = a_browser(tmp_path, "chromium", "echo Chromium 3")
    assert f"CARENET_CHROMIUM={good}\n" in find(tmp_path).stdout


def test_the_browser_without_windows_goes_before_those_with(tmp_path):
    a_browser(tmp_path, "google-chrome", "echo Google Chrome 2")
    shell = a_browser(tmp_path, "chromium-headless-shell", "echo Chromium 3")
    assert f"CARENET_CHROMIUM={shell}\n" in find(tmp_path).stdout


def test_setup_without_a_fitting_python_says_what_is_missing(tmp_path):
    for name in ("dirname",):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    a_browser(tmp_path, "python3", "exit 1")
    tried = subprocess.run(
        ["/bin/sh", ROOT / "deploy" / "setup.sh"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert tried.returncode == 2
    assert "Python 3.11" in tried.stderr


def test_make_help_lists_every_target():
    said = subprocess.run(
        ["make", "-C", ROOT, "help"], capture_output=True, text=True, check=True
    ).stdout
    for target in ("setup", "run", "test", "check", "lock", "bench", "drill", "screenshots"):
        assert f"make {target} " in said


def test_one_pip_is_committed_and_can_be_run():
    wheels = list((ROOT / "deploy").glob("pip-*.whl"))
    assert len(wheels) == 1
    said = subprocess.run(
        [sys.executable, wheels[0] / "pip", "--version"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": ""},
    ).stdout
    assert said.startswith("pip ")
