"""`carenet places import` and `carenet import census`: as a person would, with plain exit codes."""

import json
import os
import subprocess
import sys

import pytest

from carenet.census.workbook import write_census
from tests import servers
from tests.cast import HERE
from tests.census.test_import import row


@pytest.fixture
def carenet(root, database, tmp_path):
    def call(*words):
        from carenet.core.ciphers import keyring

        keyring()
        environment = {
            **os.environ,
            "CARENET_DATABASE_URL": servers.database_url(root, "carenet_app", database),
            "CARENET_WORKER_DATABASE_URL": servers.database_url(root, "carenet_worker", database),
            "CARENET_MIGRATION_DATABASE_URL": servers.database_url(
                root, "carenet_migrator", database
            ),
            "CARENET_LANGUAGE": "en",
            "CARENET_DATA_DIR": str(tmp_path / "data"),
        }
        return subprocess.run(
            [sys.executable, "-m", "carenet", *words],
            check=False,
            env=environment,
            capture_output=True,
            text=True,
        )

    return call


def test_a_list_of_divisions_is_taken_whole_or_not_at_all(carenet, tmp_path):
    good = tmp_path / "list.csv"
    good.write_text("code,name,level\n451300000000,来宾市兴宾区,county\n")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("code,name,level\n45130,短,county\n451300000001,x,village\n")
    done = carenet("places", "import", str(wrong))
    assert done.returncode == 1, done.stderr
    assert "line 2" in done.stdout
    assert carenet("places", "import", str(tmp_path / "none.csv")).returncode == 2


async def test_a_new_division_is_there_and_a_second_time_nothing_changes(carenet, tmp_path, eyes):
    path = tmp_path / "list.csv"
    path.write_text(
        "code,name,level\n450299000000,测试县,county\n450299100000,测试镇,township\n450299100201,测试村,village\n"
    )
    done = carenet("places", "import", str(path), "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    assert json.loads(done.stdout)["changed"] == 3
    assert await eyes.fetchval("select name from divisions where code = '450299100201'") == "测试村"
    assert json.loads(carenet("places", "import", str(path), "--json").stdout)["changed"] == 0


async def test_a_workbook_is_handed_in_as_one_of_the_people(carenet, tmp_path, eyes):
    path = tmp_path / "book.xlsx"
    write_census(path, [row(1), row(2)])
    done = carenet("import", "census", str(path), "--as", "mei", "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    assert json.loads(done.stdout)["added"] == 2
    assert (
        await eyes.fetchval(
            "select count(*) from children where village = $1 and name like '石小%'", HERE
        )
        == 2
    )
    again = carenet("import", "census", str(path), "--as", "mei")
    assert again.returncode == 0
    assert "2 the same" in again.stdout
    write_census(path, [row(3, care_place="没有这个村")])
    faulty = carenet("import", "census", str(path), "--as", "mei")
    assert faulty.returncode == 1
    assert "1 faulty" in faulty.stdout


def test_nobody_by_that_name_and_nobody_without_the_duty_hands_a_workbook_in(carenet, tmp_path):
    path = tmp_path / "book.xlsx"
    write_census(path, [row(1)])
    nobody = carenet("import", "census", str(path), "--as", "nobody")
    assert nobody.returncode == 2
    assert "nobody" in nobody.stderr
    assert carenet("import", "census", str(path), "--as", "bin").returncode == 1
    path.write_bytes(b"no workbook")
    assert carenet("import", "census", str(path), "--as", "mei").returncode == 2
