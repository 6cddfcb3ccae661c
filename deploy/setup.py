"""Make .venv and install the lock, then the project itself. Does nothing when nothing changed.

Standard library only, run by whichever Python `deploy/setup.sh` found. pip comes from the wheel
beside this file, since a fresh Debian or Ubuntu has neither pip nor ensurepip.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / "installed"
LOCK = ROOT / "deploy" / "requirements.lock"
MACHINES = {"x86_64", "aarch64"}
BUILDERS = ("setuptools",)
"""What builds the packages below; locked like everything else, and needed before them."""
SOURCE_ONLY = ("lunar-python",)
"""Published without a wheel: pure Python, built here without a compiler."""
RUNNING = ("carenet.app", "carenet.cli.up", "arq.worker", "arq.cron")
"""What a running carenet imports, more or less: that alone is compiled here, a tenth of all that is installed."""


def main() -> int:
    if sys.platform != "linux" or platform.machine() not in MACHINES:
        return refuse(f"the lock is for Linux on x86_64 and aarch64, this is {platform.platform()}")
    if platform.libc_ver()[0] != "glibc":
        return refuse("the lock's wheels need glibc; this system has another C library")
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / ".setup.lock").open("a") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)  # two makes at once in one checkout
        house, contents = fingerprint()
        before = STAMP.read_text().split() if STAMP.exists() else []
        if before == [house, contents]:
            return 0
        if before[:1] != [house]:
            make_venv()
        STAMP.unlink(missing_ok=True)
        install()
        STAMP.write_text(f"{house}\n{contents}\n")
    return 0


def refuse(why: str) -> int:
    print(f"carenet cannot be installed here: {why}", file=sys.stderr)
    return 2


def fingerprint() -> tuple[str, str]:
    """What decides that the environment is made anew, and what that it is filled anew."""
    house = f"{ROOT}|{sys.version}|{os.path.realpath(sys.executable)}"
    files = [LOCK, ROOT / "pyproject.toml", pip_wheel()]
    contents = b"".join(file.read_bytes() for file in files)
    return hashlib.sha256(house.encode()).hexdigest(), hashlib.sha256(contents).hexdigest()


def pip_wheel() -> Path:
    return next((ROOT / "deploy").glob("pip-*.whl"))


def make_venv() -> None:
    """A fresh environment. One of another Python, or of another place, is thrown away."""
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        import venv
    except ImportError:
        sys.exit(
            refuse("Python lacks its own venv module; on Debian: apt install libpython3-stdlib")
        )
    print(f"Making {VENV} with Python {platform.python_version()}", flush=True)
    venv.EnvBuilder(with_pip=False, symlinks=True).create(VENV)


def install() -> None:
    """What the lock names, each file checked against its hash; then the project in place.

    No build environment is fetched from anywhere: the builders stand in the lock too, and go first.
    """
    print("Installing what deploy/requirements.lock names (once; a few minutes)", flush=True)
    builders = VENV / "builders.lock"
    builders.write_text("".join(map(locked, BUILDERS)))
    pip("install", "--only-binary=:all:", "--require-hashes", "-r", str(builders))
    from_source = [f"--no-binary={name}" for name in SOURCE_ONLY]
    pip("install", "--only-binary=:all:", *from_source, "--require-hashes", "-r", str(LOCK))
    pip("install", "--no-deps", "--no-index", "-e", str(ROOT))
    # Also for one who runs carenet from an environment that only another may write to.
    subprocess.run(
        [str(VENV / "bin" / "python"), "-c", f"import {', '.join(RUNNING)}"], check=True, cwd=ROOT
    )


def locked(name: str) -> str:
    """The lock's own lines for one package."""
    lines = LOCK.read_text().splitlines(keepends=True)
    first = next(i for i, line in enumerate(lines) if line.startswith(f"{name}=="))
    last = next(i for i in range(first + 1, len(lines) + 1) if not lines[i:] or lines[i][0] != " ")
    return "".join(lines[first:last])


def pip(verb: str, *rest: str) -> None:
    """Run the committed pip for the new environment; its own words stay visible."""
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-warn-script-location"]
    command = [str(VENV / "bin" / "python"), str(pip_wheel() / "pip"), verb, *quiet]
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore", "PYTHONPATH": ""}
    how = ("--no-build-isolation", "--no-compile")
    done = subprocess.run([*command, *how, *rest], check=False, env=environment, cwd=ROOT)
    if done.returncode:
        sys.exit(refuse("pip failed; its own words stand above"))


if __name__ == "__main__":
    sys.exit(main())
