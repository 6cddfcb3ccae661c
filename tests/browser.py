"""Where the tests' browser is, how it is started, and which process it is."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

ARGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
)
NAMES = ("chromium-headless-shell", "google-chrome", "chromium")


def find_chromium() -> str:
    """The browser: CARENET_CHROMIUM, or one of NAMES. A snap cannot see our folders, so never one."""
    named = os.environ.get("CARENET_CHROMIUM")
    for path in [named] if named else map(shutil.which, NAMES):
        if path and Path(path).exists() and "/snap/" not in str(Path(path).resolve()):
            return path
    raise RuntimeError("no Chromium: install one or name it in CARENET_CHROMIUM")


def browser_with(profile: Path) -> int:
    """The process that holds a profile: neither one of its parts, nor a script that started it and waits.

    Raises:
        RuntimeError: there is none, or more than one.

    """
    mark = f"--user-data-dir={profile}".encode()
    found = {
        int(one.name): _parent_of(one)
        for one in Path("/proc").iterdir()
        if one.name.isdigit()
        and mark in (words := words_of(one))
        and not any(word.startswith(b"--type=") for word in words)
    }
    own = [process for process in found if process not in found.values()]
    if len(own) != 1:
        raise RuntimeError(f"one browser was looked for, there are {len(own)}")
    return own[0]


def words_of(process: Path) -> list[bytes]:
    """How a process was started; nothing once it is gone."""
    with suppress(OSError):
        return (process / "cmdline").read_bytes().split(b"\0")
    return []


def _parent_of(process: Path) -> int:
    with suppress(OSError):
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    return 0
