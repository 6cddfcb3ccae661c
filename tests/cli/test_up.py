"""`carenet up` as a whole, from the wheel alone: what is started stays up, and what is ended is gone."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path
from zipfile import ZipFile

import pytest

from carenet.cli import run as run_command
from carenet.cli.says import Trouble
from carenet.cli.up import take_port
from carenet.core.settings import load
from tests.folders import a_data_dir

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS_MAX = 120
MENDED_SECONDS_MAX = 30


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


def until(answer, seconds=MENDED_SECONDS_MAX):
    deadline = time.monotonic() + seconds
    while not (found := answer()):
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)
    return found


class Run:
    """One `carenet up --no-demo` on a data directory, where clock and letters are not ours."""

    def __init__(self, root, port, wheel):
        self.root = root
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("CARENET_")}
        self.env |= {"TZ": "America/St_Johns", "LANG": "tr_TR.UTF-8", "PYTHONPATH": str(wheel)}
        self.env |= {
            "CARENET_DATA_DIR": str(root),
            "CARENET_PORT": str(port),
            "CARENET_LANGUAGE": "en",
        }
        self.command = [sys.executable, "-m", "carenet", "up", "--no-demo"]

    def start(self):
        self.process = subprocess.Popen(
            self.command, env=self.env, cwd=self.root.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True,
        )  # fmt: skip
        until(
            lambda: self.ready() or self.process.poll() is not None,
            START_SECONDS_MAX,
        )
        assert self.process.poll() is None, self.process.stdout.read()
        return self

    def again(self):
        return subprocess.run(
            self.command, env=self.env, cwd=self.root.parent, capture_output=True, text=True, check=False,
            timeout=60,
        )  # fmt: skip

    def state(self):
        with suppress(OSError, ValueError):
            return json.loads((self.root / "run.json").read_text())
        return {}

    def ready(self):
        """The killed run before may have left its state behind."""
        return self.state().get("pid") == self.process.pid and self.state()["ready"]

    def answers(self, path="/health/live"):
        with urllib.request.urlopen(self.state()["url"] + path, timeout=20) as answer:
            return answer.status

    def processes(self):
        """Whatever still runs on this data directory."""
        mark, found = os.fsencode(self.root), []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
                    words = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
                    if mark in words and state != "Z":
                        found.append(int(entry.name))
        return found

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=60)
        return said


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, unpacked in a folder with a space in its name: nothing of the checkout is near."""
    out = tmp_path_factory.mktemp("built")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with ZipFile(next(out.glob("*.whl"))) as packed:
        packed.extractall(out / "the wheel")
    return out / "the wheel"


@contextmanager
def running(wheel, name="data"):
    with a_data_dir(name) as root:
        run = Run(root, free_port(), wheel).start()
        try:
            yield run
        finally:
            if run.process.poll() is None:
                run.end()


@pytest.fixture(scope="module")
def up(wheel):
    with running(wheel, "with a space") as run:
        yield run


def test_what_runs_is_the_wheel(up, wheel):
    said = subprocess.run(
        [sys.executable, "-c", "import carenet, workers; print(carenet.__file__, workers.__file__)"],
        env=up.env, cwd=up.root, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert said.count(str(wheel)) == 2
    assert (
        f"PYTHONPATH={wheel}".encode()
        in Path(f"/proc/{up.state()['processes']['main']}/environ").read_bytes()
    )


def test_a_second_start_says_where_it_runs_and_ends_well(up):
    second = up.again()
    assert second.returncode == 0
    assert up.state()["url"] in second.stdout


@pytest.mark.parametrize("name", ["PostgreSQL", "Valkey", "web", "main", "solver", "documents"])
def test_a_killed_process_comes_back_by_itself(up, name):
    before = up.state()["processes"][name]
    os.kill(before, signal.SIGKILL)
    until(lambda: up.state()["processes"].get(name) not in (None, before))
    assert up.answers() == 200
    until(lambda: sorted(up.state()["processes"]) == sorted(
        ["PostgreSQL", "Valkey", "web", "main", "solver", "documents"]
    ))  # fmt: skip


def test_who_asks_while_the_web_is_replaced_waits_and_is_answered(up):
    before = up.state()["processes"]["web"]
    os.kill(before, signal.SIGKILL)
    until(lambda: not Path(f"/proc/{before}").exists())
    assert up.answers() == 200


def test_the_doctor_finds_everything_well_once_every_queue_has_beaten(up):
    def findings():
        asked = subprocess.run(
            [sys.executable, "-m", "carenet", "doctor", "--json"],
            env=up.env,
            capture_output=True,
            text=True,
            check=False,
        )
        return asked.returncode == 0 and json.loads(asked.stdout)["findings"]

    assert {"main.tick", "solver.alive", "documents.alive", "Valkey"} <= {
        finding["what"] for finding in until(findings, 60)
    }


def test_three_more_workers_may_join_and_leave_together(up):
    env = {**up.env, **up.state()["environment"]}
    more = subprocess.Popen(
        [sys.executable, "-m", "carenet", "worker"],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def children():
        listed = Path(f"/proc/{more.pid}/task/{more.pid}/children").read_text().split()
        return len(listed) == 3 and [int(pid) for pid in listed]

    first = until(children)
    os.kill(first[0], signal.SIGKILL)
    until(lambda: (now := children()) and set(now) != set(first))
    last = children()
    more.terminate()
    assert more.wait(60) == 0
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in last))


def test_an_installation_that_is_being_set_up_is_not_made_a_demo(up, tmp_path):
    env = {**up.env, **up.state()["environment"]}
    started = [
        sys.executable,
        "-m",
        "carenet",
        "init",
        "--system",
        "An Administrator",
        "--security",
        "Another One",
    ]
    subprocess.run(started, env=env, check=True, stdout=subprocess.DEVNULL)
    greeting = tmp_path / "greeting"
    prepare = [sys.executable, "-m", "carenet.cli.prepare", str(greeting), "demo"]
    subprocess.run(prepare, env=env, check=True)
    assert greeting.read_text() == ""


def test_ctrl_c_leaves_nothing_behind_and_the_data_stays(wheel):
    with running(wheel) as run:
        said = run.end()
        assert run.process.returncode == 0, said
        assert run.processes() == []
        assert (run.root / "pg" / "PG_VERSION").exists()
        assert not (run.root / "run.json").exists()


def test_a_killed_supervisor_takes_all_along_and_a_new_start_recovers(wheel):
    with running(wheel) as run:
        run.process.kill()
        run.process.wait()
        run.process.stdout.close()
        until(lambda: run.processes() == [])
        run.start()
        assert run.answers() == 200
        run.end(signal.SIGTERM)
        assert run.processes() == []


def test_a_taken_port_that_nobody_chose_gives_way_to_the_next():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = load({"CARENET_PORT": str(port)})
        with take_port(settings, by_hand=False, before=None) as door:
            assert port < door.getsockname()[1] < port + 10


def test_a_place_that_cannot_be_written_is_said_in_a_line(capsys, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CARENET_LANGUAGE", "en")
    monkeypatch.setenv("CARENET_DATA_DIR", str(tmp_path / "file" / "data"))
    assert run_command(["up"]) == 2
    said = capsys.readouterr().err
    assert "CARENET_DATA_DIR" in said
    assert said.count("\n") == 1


def test_a_taken_port_that_was_chosen_is_refused_by_number():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=str(port)):
            take_port(load({"CARENET_PORT": str(port)}), by_hand=True, before=None)
