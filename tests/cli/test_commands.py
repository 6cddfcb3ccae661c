"""The command line's frame: names, exit codes, languages, secrets."""

import json
import os
import subprocess
import sys

import pytest

from carenet.cli import COMMANDS, carenet, run


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    for name in list(os.environ):
        if name.startswith("CARENET_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CARENET_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CARENET_LANGUAGE", "en")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_table_says(name):
    command = carenet.get_command(None, name)
    assert command is not None
    assert command.get_short_help_str()


def test_a_command_that_is_not_there_is_wrong_use(capsys):
    assert run(["fly"]) == 2
    assert "fly" in capsys.readouterr().err


def test_help_is_no_mistake(capsys):
    assert run(["--help"]) == 0
    assert "serve" in capsys.readouterr().out


def test_a_wrong_setting_stops_the_start_in_one_line(capsys, monkeypatch):
    monkeypatch.setenv("CARENET_PORT", "eighty")
    assert run(["serve"]) == 2
    said = capsys.readouterr().err
    assert "CARENET_PORT" in said
    assert "1 to 65535" in said
    assert said.count("\n") == 1


def test_serving_without_servers_is_refused(capsys):
    assert run(["serve"]) == 2
    assert "CARENET_DATABASE_URL" in capsys.readouterr().err


def test_config_hides_secrets_and_tells_sources(capsys, monkeypatch, tmp_path):
    secret = tmp_path / "url"
    secret.write_text("postgresql://app:geheim@db.example.org/carenet")
    monkeypatch.setenv("CARENET_DATABASE_URL_FILE", str(secret))
    assert run(["config", "--json"]) == 0
    said = capsys.readouterr().out
    assert "geheim" not in said
    facts = {line["name"]: line for line in json.loads(said)["settings"]}
    assert facts["CARENET_DATABASE_URL"]["source"] == "file"
    assert facts["CARENET_DATABASE_URL"]["value"] == "********"
    assert facts["CARENET_PORT"] == {
        "name": "CARENET_PORT",
        "value": "8000",
        "source": "default",
        "expected": "a port from 1 to 65535",
    }


def test_config_answers_no_where_something_is_wrong(capsys, monkeypatch):
    monkeypatch.setenv("CARENET_LOG_LEVEL", "loud")
    monkeypatch.setenv("CARENET_PROT", "1")
    assert run(["config"]) == 1
    said = capsys.readouterr().err
    assert "CARENET_LOG_LEVEL" in said
    assert "CARENET_PROT" in said


def test_version_prints_facts_for_programs(capsys):
    assert run(["version", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["litestar"]


@pytest.mark.parametrize(
    ("lang", "word"), [("zh_CN.UTF-8", "\u7aef\u53e3"), ("de_DE.UTF-8", "Expected")]
)
def test_the_command_line_speaks_the_terminals_language(capsys, monkeypatch, lang, word):
    monkeypatch.delenv("CARENET_LANGUAGE")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", lang)
    monkeypatch.setenv("CARENET_PORT", "eighty")
    assert run(["serve"]) == 2
    assert word in capsys.readouterr().err


def test_help_does_not_load_the_engine():
    script = (
        "import sys; from carenet.cli import run; run(['version', '--json'])\n"
        "sys.exit(any(m in sys.modules for m in ('ortools', 'numba', 'piccolo', 'litestar')))"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False, stdout=subprocess.DEVNULL)
    assert done.returncode == 0


def test_roles_can_be_printed_for_a_database_administrator(capsys):
    assert run(["roles", "--sql"]) == 0
    assert "carenet_app" in capsys.readouterr().out
