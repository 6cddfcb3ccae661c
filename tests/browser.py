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
NAMES = ("chromium-headless-shell", "google-chrome", "chromium")


def find_chromium() -> str:
    """The browser: CARENET_CHROMIUM, or one of NAMES. A snap cannot see our folders, so never one."""
    named = os.environ.get("CARENET_CHROMIUM")
    for path in [named] if named else map(shutil.which, NAMES):
        if path and Path(path).exists() and "/snap/" not in str(Path(path).resolve()):
            return path
    raise RuntimeError("no Chromium: install one or name it in CARENET_CHROMIUM")
