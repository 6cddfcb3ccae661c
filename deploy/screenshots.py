"""The pictures of the README: the main pages of a demo county of their own, in both languages.

`make screenshots` runs this; it writes docs/screenshots/<language>-<name>.png.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

OUT = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
SIZES = {"phone": (390, 844), "desk": (1280, 800)}
# Whose page, on what, under which name, where it begins, and the link to follow from there.
PAGES = [
    ("county", "desk", "coverage", "/coverage", ""),
    ("township", "desk", "today", "/today", ""),
    ("township", "desk", "child", "/today", "main a[href^='/children/']"),
    ("township", "desk", "round", "/matching/rounds", "main .tbl a"),
    ("director", "phone", "children", "/children", ""),
    ("volunteer", "phone", "week", "/week", ""),
    ("host", "phone", "log", "/log", "main .rows a"),
    ("guardian", "phone", "family", "/family", ""),
]
DRAFT = "form[action$='/decisions']"
READY_SECONDS_MAX = 300


def wait_for(root: Path) -> str:
    """Where the demo answers."""
    deadline = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < deadline:
        try:
            state = json.loads((root / "run.json").read_text())
            if state.get("ready"):
                return str(state["url"])
        except (OSError, ValueError):
            pass
        time.sleep(0.5)
    raise SystemExit("the demo did not come up")


def wait_for_draft(page: Page) -> None:
    """Until the round that is open in the page has a draft."""
    deadline = time.monotonic() + READY_SECONDS_MAX
    while not page.locator(DRAFT).count():
        if time.monotonic() > deadline:
            raise SystemExit("the round was not solved")
        time.sleep(1)
        page.reload()


def take(browser: Browser, base: str, language: str) -> None:
    """All pages in one language, each as the person it is for."""
    for handle, size, name, path, link in PAGES:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height})
        context.add_cookies([{"name": "language", "value": language, "url": base}])
        page = context.new_page()
        page.goto(f"{base}/sign-in")
        page.locator(f"form[action='/sign-in/demo']:has(input[value='{handle}']) button").click()
        page.request.post(
            f"{base}/me/language",
            form={"language": "zh-Hans" if language == "zh_Hans" else "en", "next": "/"},
            headers={"origin": base},
        )
        page.goto(f"{base}{path}")
        if link:
            page.locator(link).first.click()
        if name == "round":  # the solver may still be at it
            wait_for_draft(page)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=OUT / f"{language}-{name}.png")
        context.close()


def main() -> None:
    """Start a demo, take the pictures, stop it."""
    OUT.mkdir(parents=True, exist_ok=True)
    given = os.environ.get("CARENET_DATA_DIR")
    with tempfile.TemporaryDirectory(prefix="carenet-shots-", dir=given) as folder:
        root = Path(folder)
        root.chmod(0o755)
        env = {**os.environ, "CARENET_DATA_DIR": folder, "CARENET_PORT": "8480"}
        up = subprocess.Popen([sys.executable, "-m", "carenet", "up"], env=env)
        try:
            base = wait_for(root)
            urllib.request.urlopen(f"{base}/health/live").close()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=os.environ.get("CARENET_CHROMIUM"),
                    args=["--no-sandbox", "--disable-dev-shm-usage"],
                )
                for language in ("zh_Hans", "en"):
                    take(browser, base, language)
                browser.close()
        finally:
            up.send_signal(signal.SIGINT)
            up.wait(60)


if __name__ == "__main__":
    main()
