"""Where files lie: what is shipped with the program, and where the data of this machine goes."""

import hashlib
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
REACHABLE = Path("/var/lib/carenet")
"""For root alone: where the servers' user cannot walk to the first choice, they go here."""


def shipped(name: str) -> Path:
    """Files that are not Python: inside the package in a wheel, beside `src` in a checkout."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parents[1] / name


MIGRATIONS, TEMPLATES = shipped("migrations"), shipped("templates")


class NoSuchUser(RuntimeError):  # noqa: N818  it reads as what is the matter
    """The user that the servers should run as does not exist."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The user that PostgreSQL and Valkey run as when root starts them."""

    uid: int
    gid: int
    name: str


def checkout() -> Path | None:
    """The source tree this program runs from, or None when it was installed from a wheel."""
    root = PACKAGE.parents[1]
    in_place = root / "src" / "carenet" == PACKAGE and (root / "pyproject.toml").is_file()
    return root if in_place else None


def servers_owner(run_as: str, data: Path | None = None) -> Owner | None:
    """Whom the servers run as; None: the same user as this process. PostgreSQL refuses root.

    Data that somebody else began stays theirs: `sudo` on an ordinary user's data keeps that user.

    Raises:
        NoSuchUser: there is no user of that name.

    """
    if os.geteuid() != 0:
        return None
    if data is not None and (data / "pg" / "PG_VERSION").exists():
        found = (data / "pg" / "PG_VERSION").stat()
        if found.st_uid != 0:
            return Owner(found.st_uid, found.st_gid, str(found.st_uid))
    try:
        user = pwd.getpwnam(run_as)
    except KeyError:
        raise NoSuchUser(run_as) from None
    return Owner(user.pw_uid, user.pw_gid, user.pw_name)


def enterable(path: Path, owner: Owner | None) -> bool:
    """Whether the servers' user can walk to it. Looked at, never changed."""
    if owner is None:
        return True
    for parent in path.resolve().parents:
        if not parent.exists():
            continue
        status = parent.stat()
        bit = (
            0o100 if status.st_uid == owner.uid else 0o010 if status.st_gid == owner.gid else 0o001
        )
        if not status.st_mode & bit:
            return False
    return True


def made(path: Path) -> Path:
    """Make what is missing, open to walk through whatever the umask; what was there stays."""
    for step in (*reversed(path.parents), path):
        if not step.exists():
            step.mkdir(exist_ok=True)
            step.chmod(0o755)
    return path


def default_data_dir(run_as: str) -> Path:
    """Where the data lies unless CARENET_DATA_DIR says otherwise."""
    root = checkout()
    if root is not None:
        here = root / "var" / "data"
    else:
        state = os.environ.get("XDG_STATE_HOME", "")
        base = Path(state) if state.startswith("/") else Path.home() / ".local" / "state"
        here = base / "carenet"
    if enterable(here / "pg", servers_owner(run_as, here)):
        return here
    return REACHABLE / hashlib.sha256(os.fsencode((root or here).resolve())).hexdigest()[:12]
