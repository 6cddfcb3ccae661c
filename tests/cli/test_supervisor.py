"""Starting again: with patience, but not for ever; and never an orphan."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from carenet.cli.says import Trouble
from carenet.cli.supervisor import BACKOFF_SECONDS_MAX, FAILURES_MAX, STEADY_SECONDS, Child, program


class Puppet:
    """A process that lives until it is told otherwise."""

    pid = None

    def __init__(self):
        self.lives = True

    def alive(self):
        return self.lives

    def stop(self, timeout=30):
        self.lives = False


def far():
    return time.monotonic() + 3600


def test_who_ends_is_started_again_after_a_pause():
    puppets = [Puppet(), Puppet()]
    child = Child("web", puppets.pop, None)
    assert child.tend(far())
    child.running.lives = False
    assert child.tend(far())
    assert child.running is None
    assert not child.tend(time.monotonic())
    assert child.tend(far())
    assert child.running.alive()


def test_the_pause_grows_and_stays_within_its_limit():
    def start():
        raise RuntimeError("no")

    child, pauses = Child("web", start, None), []
    for _ in range(FAILURES_MAX):
        child.tend(far())
        pauses.append(round(child.next_at - time.monotonic(), 1))
    assert pauses == sorted(pauses)
    assert pauses[0] < 1
    assert BACKOFF_SECONDS_MAX - 1 < pauses[-1] <= BACKOFF_SECONDS_MAX


def test_who_never_stays_up_is_given_up_by_name():
    def start():
        raise RuntimeError("the port is gone")

    child = Child("web", start, None)
    for _ in range(FAILURES_MAX):
        child.tend(far())
    with pytest.raises(Trouble, match=r"web.*the port is gone"):
        child.tend(far())


def test_who_lived_long_enough_starts_with_a_clean_slate():
    child = Child("web", Puppet, None, failures=FAILURES_MAX)
    child.tend(far())
    child.tend(child.started_at + STEADY_SECONDS + 1)
    assert child.failures == 0


def test_a_killed_program_leaves_no_grandchildren(tmp_path):
    script = (
        "import subprocess; p = subprocess.Popen(['sleep', '300']); print(p.pid, flush=True)\n"
        "p.wait()"
    )
    log = tmp_path / "log"
    child = program("solver", [sys.executable, "-c", script], log=log)
    child.must_start()
    deadline = time.monotonic() + 20
    while not log.read_text().strip():
        assert time.monotonic() < deadline
    below = int(log.read_text())
    child.running.popen.kill()
    child.running.popen.wait()
    assert child.tend(time.monotonic())
    assert gone(below)


def gone(pid):
    """Not there any more, or only as an entry that nobody has collected yet."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
    return False


def test_a_program_that_was_handed_nothing_of_the_terminal_survives_its_interrupt():
    child = program("main", [sys.executable, "-c", "import time; time.sleep(300)"], log=None)
    child.must_start()
    try:
        assert os.getpgid(child.running.pid) == child.running.pid != os.getpgrp()
    finally:
        child.running.stop(0.5)
    assert child.running.popen.returncode == -signal.SIGTERM


SWALLOWED = """
import os, signal
from carenet.cli.supervisor import Child, Supervisor

class Going:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)  # whatever is raised here is lost

class Quiet:
    pid = None
    def alive(self):
        return True
    def stop(self, timeout=30):
        print("ended")

def start():
    Going()
    return Quiet()

Supervisor([Child("web", start, None)]).run()
"""


def test_an_end_that_is_asked_for_where_nothing_can_be_raised_is_not_lost():
    done = subprocess.run(
        [sys.executable, "-c", SWALLOWED], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "ended" in done.stdout
