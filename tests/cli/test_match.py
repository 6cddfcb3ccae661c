"""`carenet match` on files: what it prints, where, and the code it leaves with."""

import gzip
import json
import signal

import pytest
from click.testing import CliRunner

from carenet.cli.match import match

INSTANCE = {
    "schema": "carenet.matching/1",
    "groups": {"id": ["g1", "g2"], "size": [2, 1], "tier": [0, 3]},
    "helpers": {"id": ["h1"], "capacity": [2]},
    "pairs": {"group": [0, 1], "helper": [0, 0], "load": [2, 1], "cost": [130, 95]},
    "locks": [],
}


def run(*arguments, stdin=None):
    return CliRunner().invoke(match, list(arguments), input=stdin)


@pytest.fixture
def files(tmp_path):
    instance, plan = tmp_path / "i.json", tmp_path / "p.json"
    instance.write_text(json.dumps(INSTANCE))
    plan.write_text(run("solve", str(instance)).stdout)
    return instance, plan


def changed(**parts):
    return json.dumps(INSTANCE | parts)


def test_solve_prints_one_plan_and_tells_its_progress_apart(files):
    done = run("solve", str(files[0]))
    plan = json.loads(done.stdout)
    assert plan["assignment"] == [0, None]
    assert plan["unmatched_children"] == {
        "0": {"value": 0, "bound": 0},
        "3": {"value": 1, "bound": 1},
    }
    assert plan["cost"] == {"value": 130, "bound": 130}
    assert plan["status"] == "optimal"
    assert {"read", "solve", "total"} == set(plan["seconds"])
    assert plan["peak_mb"] > 0
    assert "%" in done.stderr


def test_ctrl_c_ends_the_search_with_the_best_found(tmp_path, monkeypatch):
    instance = tmp_path / "i.json"
    instance.write_text(run("generate", "--children", "300", "--mode", "hours").stdout)
    told = []

    def pressed(stage, share):
        told.append(stage)
        if stage == "blocks" and told.count("blocks") == 1:
            signal.raise_signal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr("carenet.cli.match.ProgressLines", lambda: pressed)
    done = run("solve", str(instance), "--seconds", "600")
    assert done.exit_code == 0
    assert "blocks" in told
    plan = tmp_path / "p.json"
    plan.write_text(done.stdout)
    assert run("check", str(instance), str(plan)).exit_code == 0
    assert signal.getsignal(signal.SIGINT) is before


def test_gzip_and_standard_input_are_read(tmp_path, files):
    packed = tmp_path / "i.json.gz"
    packed.write_bytes(gzip.compress(files[0].read_bytes()))
    assert json.loads(run("solve", str(packed)).stdout)["cost"]["value"] == 130
    assert json.loads(run("solve", "-", stdin=changed()).stdout)["cost"]["value"] == 130


def test_check_accepts_the_plan_and_refuses_a_changed_one(files):
    instance, plan = files
    assert run("check", str(instance), str(plan)).exit_code == 0
    data = json.loads(plan.read_text())
    data["cost"]["bound"] += 1
    plan.write_text(json.dumps(data))
    refused = run("check", str(instance), str(plan))
    assert refused.exit_code == 1
    assert "131" in refused.stdout


def test_explain_says_who_would_have_to_yield(files):
    told = run("explain", str(files[0]), str(files[1]), "--group", "g2")
    assert told.exit_code == 0
    assert "h1" in told.stdout
    assert "g1 (tier 0)" in told.stdout
    assert run("explain", str(files[0]), str(files[1]), "--group", "nobody").exit_code == 2


def test_generate_is_the_same_for_the_same_seed_and_solves():
    first = run("generate", "--children", "40", "--mode", "places", "--seed", "3").stdout
    assert first == run("generate", "--children", "40", "--mode", "places", "--seed", "3").stdout
    assert sum(json.loads(first)["groups"]["size"]) == 40
    assert run("solve", "-", "--seconds", "2", stdin=first).exit_code == 0


def test_clashing_locks_are_infeasible_and_leave_with_one():
    locks = [{"group": 0, "helper": 0}, {"group": 1, "helper": 0}]
    done = run("solve", "-", stdin=changed(locks=locks))
    assert done.exit_code == 1
    plan = json.loads(done.stdout)
    assert plan["status"] == "infeasible"
    assert plan["clashes"][0]["locks"] == locks


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"schema": "other/1"}, "schema"),
        ({"groups": {"id": ["g1", "g1"], "size": [2, 1], "tier": [0, 3]}}, "groups.id[1]"),
        ({"groups": {"id": ["g1", "g2"], "size": [2, -1], "tier": [0, 3]}}, "groups.size[1]"),
        ({"groups": {"id": ["g1", "g2"], "size": [2, "1"], "tier": [0, 3]}}, "groups.size[1]"),
        ({"groups": {"id": ["g1", "g2"], "size": [2, True], "tier": [0, 3]}}, "groups.size[1]"),
        ({"groups": {"id": ["g1", "g2"], "size": [2, 1], "tier": [0, 0.5]}}, "groups.tier[1]"),
        ({"groups": {"id": ["g1", "g2"], "size": [2], "tier": [0, 3]}}, "groups.size"),
        ({"groups": []}, "groups"),
        ({"helpers": {"id": ["h1"]}}, "helpers.capacity"),
        (
            {"pairs": {"group": [0, 2], "helper": [0, 0], "load": [2, 1], "cost": [1, 1]}},
            "pairs.group[1]",
        ),
        (
            {"pairs": {"group": [0, 0], "helper": [0, 0], "load": [2, 1], "cost": [1, 1]}},
            "pairs[1]",
        ),
        ({"space": {}}, "$"),
        ({"locks": [{"group": 0, "helper": 1}]}, "locks[0].helper"),
    ],
)
def test_wrong_input_is_one_line_per_fault_and_nothing_on_stdout(parts, path):
    done = run("solve", "-", stdin=changed(**parts))
    assert done.exit_code == 2
    assert done.stdout == ""
    lines = [line for line in done.stderr.splitlines() if line.startswith(f"-: {path}: ")]
    assert len(lines) == 1
    assert ": expected " in lines[0]


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"cost": NaN}', "\x1f\x8b"])
def test_what_is_not_an_instance_is_refused(text):
    done = run("solve", "-", stdin=text)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr


def test_a_packed_file_that_was_damaged_on_its_way_is_refused(tmp_path):
    packed = bytearray(gzip.compress(changed().encode()))
    packed[12] ^= 0xFF
    (tmp_path / "i.json.gz").write_bytes(packed)
    done = run("solve", str(tmp_path / "i.json.gz"))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "expected JSON" in done.stderr


def test_a_missing_file_is_refused():
    assert run("solve", "nowhere.json").exit_code == 2


def test_a_plan_that_is_none_is_refused(files):
    files[1].write_text('{"schema": "carenet.matching.plan/1", "status": "fine"}')
    done = run("check", str(files[0]), str(files[1]))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "status" in done.stderr


def test_solve_goes_on_from_an_earlier_plan_whose_ids_it_knows(files, tmp_path):
    now = tmp_path / "now.json"
    now.write_text(
        changed(
            groups={"id": ["g3", "g1"], "size": [1, 2], "tier": [3, 0]},
            pairs={"group": [0, 1], "helper": [0, 0], "load": [1, 2], "cost": [10, 130]},
        )
    )
    done = run("solve", str(now), "--earlier", *map(str, files))
    assert done.exit_code == 0
    assert json.loads(done.stdout)["assignment"] == [None, 0]
    wrong = run("solve", str(now), "--earlier", str(files[0]), str(now))
    assert wrong.exit_code == 2


def test_services_that_share_hours_are_solved_checked_and_a_raised_bound_is_refused(tmp_path):
    instance, plan = tmp_path / "i.json", tmp_path / "p.json"
    instance.write_text(
        changed(
            groups={
                "id": ["a", "b", "c"],
                "size": [1] * 3,
                "tier": [0, 1, 1],
                "service": [0, 1, 1],
            },
            helpers={"id": ["h1"], "capacity": [4]},
            services=["tutoring", "proxy_parent"],
            pairs={"group": [0, 1, 2], "helper": [0] * 3, "load": [2, 1, 1], "cost": [9, 5, 7]},
            caps={"helper": [0], "service": [1], "most": [1]},
        )
    )
    plan.write_text(run("solve", str(instance)).stdout)
    made = json.loads(plan.read_text())
    assert made["assignment"] == [0, 0, None]
    assert made["unmatched_children"]["1"] == {"value": 1, "bound": 1}
    assert run("check", str(instance), str(plan)).exit_code == 0
    plan.write_text(json.dumps(made | {"cost": {"value": 14, "bound": 15}, "status": "feasible"}))
    assert run("check", str(instance), str(plan)).exit_code == 1
    plan.write_text(json.dumps(made | {"assignment": [0, 0, 0]}))
    over = run("check", str(instance), str(plan))
    assert over.exit_code == 1
    assert "above its 1" in over.stdout + over.stderr


def test_a_file_asks_for_spread_loads(tmp_path):
    done = run(
        "solve",
        "-",
        stdin=changed(
            groups={"id": ["a", "b"], "size": [1, 1], "tier": [0, 0]},
            helpers={"id": ["h1", "h2"], "capacity": [2, 2], "carried": [1, 0]},
            pairs={"group": [0, 0, 1, 1], "helper": [0, 1, 0, 1], "load": [1] * 4, "cost": [1, 2, 1, 3]},
            spread={"step": 10},
        ),
    )  # fmt: skip
    plan = json.loads(done.stdout)
    assert plan["cost"] == {"value": 13, "bound": 13}
    assert sorted(plan["assignment"]) == [0, 1]
