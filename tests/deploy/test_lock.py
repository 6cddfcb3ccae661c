"""The lock holds on every Python and machine we promise, not only where it was made."""

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
LOCK = (DEPLOY / "requirements.lock").read_text()
PYTHONS = ("3.11.0", "3.11.2", "3.11.15", "3.12.0", "3.13.0", "3.14.0")
MACHINES = ("x86_64", "aarch64")


def environment(python, machine):
    return {
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "platform_machine": machine,
        "sys_platform": "linux",
        "os_name": "posix",
        "platform_system": "Linux",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }


def locked(env):
    """Name and version of everything that the lock installs in one environment."""
    lines = [line.rstrip("\\ ") for line in LOCK.splitlines() if re.match(r"[a-z0-9]", line)]
    found = [
        r for line in lines if (r := Requirement(line)).marker is None or r.marker.evaluate(env)
    ]
    pairs = {canonicalize_name(r.name): next(iter(r.specifier)).version for r in found}
    assert len(pairs) == len(found), "a package is locked twice for one environment"
    return pairs


def wanted(env):
    """Every requirement that is reached from requirements.in in one environment."""
    lines = (DEPLOY / "requirements.in").read_text().splitlines()
    queue = [Requirement(line) for line in lines if line and not line.startswith("#")]
    seen = set()
    while queue:
        requirement = queue.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        yield requirement
        if key in seen:
            continue
        seen.add(key)
        try:
            below = [Requirement(text) for text in requires(requirement.name) or []]
        except PackageNotFoundError:  # installed on other Pythons only
            continue
        for extra in ("", *requirement.extras):
            scene = {**env, "extra": extra}
            queue += [r for r in below if r.marker is None or r.marker.evaluate(scene)]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("python", PYTHONS)
def test_everything_that_is_needed_there_is_locked_for_it(python, machine):
    env = environment(python, machine)
    pinned = locked(env)
    for requirement in wanted(env):
        name = canonicalize_name(requirement.name)
        assert name in pinned, f"{name} is needed on Python {python} ({machine}) and not locked"
        assert requirement.specifier.contains(pinned[name], prereleases=True), f"{requirement}"


def test_redis_finds_its_timeout_on_the_first_python_3_11():
    assert "async-timeout" in locked(environment("3.11.2", "x86_64"))
    assert "async-timeout" not in locked(environment("3.11.3", "x86_64"))


def test_every_locked_file_has_its_hash_and_no_registry_is_named():
    blocks = re.split(r"\n(?=[a-z0-9])", LOCK.strip())
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in LOCK
    assert "--index" not in LOCK


def test_the_builders_are_locked_too():
    assert {"hatchling", "setuptools", "tzdata"} <= set(locked(environment("3.11.0", "x86_64")))


def test_what_the_project_needs_is_what_is_asked_of_the_lock():
    import tomllib

    project = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text())["project"]
    asked = {
        canonicalize_name(Requirement(line).name)
        for line in (DEPLOY / "requirements.in").read_text().splitlines()
        if line and not line.startswith("#")
    }
    assert {canonicalize_name(Requirement(d).name) for d in project["dependencies"]} <= asked
