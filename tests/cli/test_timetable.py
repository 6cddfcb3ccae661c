"""`carenet timetable` on files: a plan on stdout, faults one a line, exit codes that say which."""

import gzip
import json

import pytest
from click.testing import CliRunner

from carenet.cli.timetable import timetable
from carenet.scheduling.timetable.files import instance_json, read_instance, written
from carenet.scheduling.timetable.generate import generate


def run(*arguments, stdin=None):
    return CliRunner().invoke(timetable, list(arguments), input=stdin)


@pytest.fixture
def instance(tmp_path):
    """A centre's week, as a file."""
    path = tmp_path / "week.json"
    path.write_text(run("generate", "--size", "centre", "--seed", "1").stdout)
    return path


def test_a_week_is_solved_and_checked(instance, tmp_path):
    solved = run("solve", str(instance), "--seconds", "1", "--threads", "1")
    assert solved.exit_code == 0
    plan = json.loads(solved.stdout)
    assert plan["schema"] == "carenet.timetable.plan/1"
    assert plan["unscheduled"]["of"] == len(list(generate("centre", 1).sessions()))
    kept = tmp_path / "plan.json"
    kept.write_text(solved.stdout)
    assert run("check", str(instance), str(kept)).exit_code == 0
    plan["sessions"]["slot"][0] = plan["sessions"]["slot"][1]
    plan["sessions"]["room"][0] = plan["sessions"]["room"][1]
    kept.write_text(json.dumps(plan))
    refused = run("check", str(instance), str(kept))
    assert refused.exit_code == 1
    assert refused.stdout


def test_an_instance_survives_being_written_and_read():
    problem = generate("township", 4)
    assert read_instance(written(instance_json(problem)).encode()) == problem


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"schema": "x"}, "schema"),
        ({"slots": [{"day": 7, "start": 0, "end": 10}]}, "slots.0.day: 7"),
        ({"slots": [{"day": 0, "start": 10, "end": 10}]}, "slots.0: 10-10: expected an end"),
        (
            {"slots": [{"day": 1, "start": 0, "end": 9}, {"day": 0, "start": 0, "end": 9}]},
            "slots.1",
        ),
        ({"locks": [{"class": 999}]}, "locks.0.class: 999: expected a position below"),
        ({"kept": [{"class": 0, "slot": 999}]}, "kept.0.slot: 999"),
        ({"more": 1}, "more"),
    ],
)
def test_wrong_input_is_refused_line_by_line(instance, changed, said):
    data = json.loads(instance.read_text()) | changed
    refused = run("solve", "-", stdin=json.dumps(data))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert said in refused.stderr


def test_clashing_wishes_leave_with_one_and_are_named(instance):
    data = json.loads(instance.read_text())
    day = [at for at, slot in enumerate(data["slots"]) if slot["day"] == 0]
    same = [
        at
        for at, one in enumerate(data["classes"])
        if set(one["children"]) & set(data["classes"][0]["children"])
    ]
    open_ = sorted(set(day) & set(data["centres"][0]["open"]))
    data["locks"] = [{"class": at, "slot": slot} for at, slot in zip(same[:2], open_, strict=False)]
    refused = run("solve", "-", stdin=json.dumps(data))
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["clashes"]


def test_what_is_no_json_and_no_file_is_refused(tmp_path):
    assert run("solve", "-", stdin="no").exit_code == 2
    assert run("check", str(tmp_path / "none"), "-").exit_code == 2
    damaged = bytearray(gzip.compress(b"{}" * 20))
    damaged[12] ^= 0xFF
    (tmp_path / "week.json.gz").write_bytes(damaged)
    refused = run("solve", str(tmp_path / "week.json.gz"))
    assert refused.exit_code == 2
    assert "expected JSON" in refused.stderr
