"""Find a browser and a Chinese font, and run a command with both; without a command, print them.

Looked for in this order: CARENET_CHROMIUM, chromium-headless-shell, google-chrome, chromium (never a snap),
Debian's packages (by apt, as root or with a sudo that asks nothing), Playwright's own in `var/browsers`.
The shell is the same browser without its windows, and takes half the work.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ROOT / "var" / "browsers"
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "google-chrome", "google-chrome-stable", "chromium", "chromium-browser")
SECONDS_MAX = 60
APT_SECONDS_MAX = 600
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def main(command: list[str]) -> int:
    browser = next(browsers(), None)
    if browser is None:
        print(
            "no browser for the tests: install Chromium (Debian: apt install chromium; elsewhere"
            " google-chrome, or CARENET_CHROMIUM=/path/to/it; a snap will not do)",
            file=sys.stderr,
        )
        return 2
    found = {"CARENET_CHROMIUM": str(browser), **chinese_font()}
    if not command:
        print("\n".join(f"{name}={value}" for name, value in found.items()))
        return 0
    os.environ.update(found)
    return os.execvp(command[0], command)


def browsers() -> Iterator[Path]:
    """Every browser that starts, in order of preference; installing only when it comes to that."""
    if named := os.environ.get("CARENET_CHROMIUM"):
        if works(Path(named)):
            yield Path(named)
        else:
            print(f"CARENET_CHROMIUM={named} does not start", file=sys.stderr)
        return
    yield from on_path()
    if is_debian() and (apt(SHELL) or apt("chromium")):
        yield from on_path()
    yield from playwrights()


def on_path() -> Iterator[Path]:
    for name in NAMES:
        path = shutil.which(name)
        if path and not is_snap(Path(path)) and works(Path(path)):
            yield Path(path)


def is_snap(path: Path) -> bool:
    """A snap sees neither our folders nor our fonts; Ubuntu's package is a script around one."""
    real = path.resolve()
    if "snap" in real.parts or real.name == "snap":
        return True
    with real.open("rb") as file:
        start = file.read(4096)
    return start.startswith(b"#!") and b"/snap/" in start


def works(path: Path) -> bool:
    try:
        asked = subprocess.run(
            [path, "--version"], capture_output=True, text=True, check=False, timeout=SECONDS_MAX
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0 and "chrom" in asked.stdout.lower()


def is_debian() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "ID=debian" in release.read_text().splitlines()


def apt(package: str) -> bool:
    """Install a Debian package if that needs nobody's password. Whether it is there now."""
    if not shutil.which("apt-get"):
        return False
    front = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if front and (not shutil.which("sudo") or run([*front, "true"])):
        return False
    print(f"installing {package} with apt", file=sys.stderr)
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    install = [*front, *environment, "apt-get", "install", "-qq", "-y", package]
    if run([*install, "--no-install-recommends"]) == 0:
        return True
    return run([*front, "apt-get", "update", "-qq"]) == 0 and run(install) == 0


def run(command: list[str]) -> int:
    """The exit code of a command whose words go to standard error."""
    try:
        done = subprocess.run(command, check=False, stdout=2, timeout=APT_SECONDS_MAX)
    except (OSError, subprocess.TimeoutExpired):
        return 1
    return done.returncode


def playwrights() -> Iterator[Path]:
    """Playwright's headless shell, fetched into `var/` once."""
    yield from fetched()
    os.environ["PLAYWRIGHT_BROWSERS_PATH"] = str(BROWSERS)
    print("fetching Playwright's browser into var/browsers", file=sys.stderr)
    run([sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"])
    yield from fetched()


def fetched() -> Iterator[Path]:
    for name in ("headless_shell", "chrome-headless-shell"):
        yield from filter(works, sorted(BROWSERS.glob(f"*/*/{name}")))


def chinese_font() -> dict[str, str]:
    """Nothing where the system can write Chinese, else the fonts that our PDFs are set in."""
    if speaks_chinese() or (apt("fonts-noto-cjk") and speaks_chinese()):
        return {}
    import importlib.util

    spec = importlib.util.find_spec("pylopdf_fonts_zh_cn")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("no Chinese font for the screenshots: apt install fonts-noto-cjk")
    conf = ROOT / "var" / "fonts.conf"
    conf.parent.mkdir(exist_ok=True)
    fonts = next(iter(spec.submodule_search_locations))
    conf.write_text(FONTS_CONF.format(fonts=fonts, cache=ROOT / "var" / "fontcache"))
    return {"FONTCONFIG_FILE": str(conf)}


def speaks_chinese() -> bool:
    """Whether fontconfig knows a font for Chinese; without fontconfig, whether one lies about."""
    if lister := shutil.which("fc-list"):
        asked = subprocess.run([lister, ":lang=zh-cn"], capture_output=True, check=False)
        return bool(asked.stdout.strip())
    return any(Path("/usr/share/fonts").glob("**/*CJK*"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
