"""Where the tests' browser is, and how it is started."""

import os
import shutil
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


def find_chromium() -> str:
    """The browser: CARENET_CHROMIUM, google-chrome or chromium. A snap cannot see our folders, so never one."""
    named = os.environ.get("CARENET_CHROMIUM")
    found = (
        [named]
        if named
        else [shutil.which("google-chrome"), shutil.which("chromium"), "/usr/bin/chromium"]
    )
    for path in found:
        if path and Path(path).exists() and "/snap/" not in str(Path(path).resolve()):
            return path
    raise RuntimeError("no Chromium: install one or name it in CARENET_CHROMIUM")
