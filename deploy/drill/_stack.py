"""The product as a drill runs it: `carenet up` on servers of its own, and one more main worker."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS_MAX = 180
BACK_SECONDS_MAX = 60
SECRET = "a-secret-of-the-drill"


def free_port() -> int:
    """A port nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def own_folder() -> Path:
    """A new folder for this drill's data, under CARENET_DATA_DIR if that is given."""
    return Path(tempfile.mkdtemp(prefix="carenet-drill-", dir=os.environ.get("CARENET_DATA_DIR")))


@dataclass
class Stack:
    """Everything that runs, and what was killed of it."""

    webhook: str
    settings: dict[str, str] = field(default_factory=dict)
    """Further settings of the product in this drill."""
    data: Path = field(default_factory=own_folder)
    kills: Counter[str] = field(default_factory=Counter)
    up: subprocess.Popen[bytes] | None = None
    second: subprocess.Popen[bytes] | None = None
    base: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        """Start all of it on an empty database and wait until it serves.

        Raises:
            RuntimeError: it did not come up; with the end of its output.

        """
        self.data.chmod(0o755)  # the servers' user walks through it when root runs the drill
        mine = {k: v for k, v in os.environ.items() if not k.startswith("CARENET_")}
        port = free_port()
        mine |= {
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "CARENET_DATA_DIR": str(self.data),
            "CARENET_PORT": str(port), "CARENET_MESSAGE_WEBHOOK_URL": self.webhook,
            "CARENET_MESSAGE_WEBHOOK_SECRET": SECRET, **self.settings,
        }  # fmt: skip
        said = self.data / "up.log"
        with said.open("ab") as out:
            self.up = subprocess.Popen(
                [sys.executable, "-m", "carenet", "up", "--no-demo"],
                env=mine, cwd=ROOT, stdout=out, stderr=out,
            )  # fmt: skip
        deadline = time.monotonic() + READY_SECONDS_MAX
        while not self.state().get("ready"):
            if self.up.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"it did not come up:\n{said.read_text()[-2000:]}")
            time.sleep(0.1)
        self.base = self.state()["url"]
        self.environment = {**mine, **self.state()["environment"]}
        self.start_second()

    def start_second(self) -> None:
        """One more main worker beside that of `carenet up`: two of them keep the promise too."""
        with (self.data / "log" / "second.log").open("ab") as out:
            self.second = subprocess.Popen(
                [sys.executable, "-m", "carenet", "worker", "main"],
                env=self.environment, cwd=ROOT, stdout=out, stderr=out,
            )  # fmt: skip

    def state(self) -> dict[str, Any]:
        """What `carenet up` wrote down about itself."""
        try:
            state: dict[str, Any] = json.loads((self.data / "run.json").read_text())
        except (OSError, ValueError):
            return {}
        return state

    def pid_of(self, name: str) -> int | None:
        """The process of this name, or None while it is being started again."""
        found: int | None = self.state().get("processes", {}).get(name)
        return found

    def kill(self, what: str) -> None:
        """Kill -9, without a word; what is killed comes back by itself."""
        if what == "worker":
            self._kill_worker()
            return
        deadline = time.monotonic() + BACK_SECONDS_MAX
        while (pid := self.pid_of(what)) is None:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{what} did not come back")
            time.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
        self.kills[what] += 1

    def _kill_worker(self) -> None:
        """One of the two main workers, by chance."""
        main = self.pid_of("main")
        if main is not None and random.random() < 0.5:
            os.kill(main, signal.SIGKILL)
        elif self.second is not None:
            self.second.kill()
            self.second.wait()
            self.start_second()
        self.kills["worker"] += 1

    def wipe_valkey(self) -> None:
        """Everything in Valkey is gone, at once."""
        with redis.Redis.from_url(self.environment["CARENET_REDIS_URL"]) as cache:
            cache.flushall()
        self.kills["wipe"] += 1

    def freeze_valkey(self, *, frozen: bool) -> None:
        """Valkey is there and answers nobody, as behind a broken line; or it answers again."""
        if (pid := self.pid_of("Valkey")) is not None:
            os.kill(pid, signal.SIGSTOP if frozen else signal.SIGCONT)

    def stop(self) -> None:
        """End everything that was started here."""
        for process in (self.second, self.up):
            if process is not None and process.poll() is None:
                process.terminate()
        for process in (self.second, self.up):
            if process is not None:
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        shutil.rmtree(self.data, ignore_errors=True)

    def superuser(self) -> str:
        """The address of the database past every policy: for arranging and for looking afterwards."""
        from carenet.core.embedded.postgres import url

        return url(self.data, "carenet")
