"""Settings: three sources, refused by name, never shown."""

import pytest

from carenet.core.settings import SettingRefused, Settings, expected, load, readings, sources


def refusal(env):
    with pytest.raises(SettingRefused) as refused:
        load(env)
    return refused.value


def test_every_setting_says_what_it_may_be():
    assert all(expected(field).words for field in Settings.model_fields)


def test_a_setting_comes_from_the_environment_or_a_file_or_stays_at_its_default(tmp_path):
    secret = tmp_path / "token"
    secret.write_text("abcdefghijklmnopq\n")
    env = {"CARENET_PORT": "9001", "CARENET_METRICS_TOKEN_FILE": str(secret), "CARENET_HOST": ""}
    settings = load(env)
    assert (settings.port, settings.metrics_token) == (9001, "abcdefghijklmnopq")
    assert settings.public_url == "http://localhost:9001"
    assert sources(env) == {"port": "environment", "metrics_token": "file"}
    assert {r.name: r.source for r in readings(env)[0]}["CARENET_HOST"] == "default"


WRONG = pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CARENET_PORT", "eighty"),
        ("CARENET_PORT", "70000"),
        ("CARENET_DATABASE_URL", "mysql://h/d"),
        ("CARENET_DATABASE_URL", "postgresql:///carenet"),
        ("CARENET_REDIS_URL", "localhost:6379"),
        ("CARENET_PUBLIC_URL", "https://care.example.org/app"),
        ("CARENET_PUBLIC_URL", "care.example.org"),
        ("CARENET_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("CARENET_METRICS_TOKEN", "short"),
        ("CARENET_LOG_FORMAT", "xml"),
        ("CARENET_DATA_DIR", "var/data"),
        ("CARENET_WEB_WORKERS", "0"),
        ("CARENET_SMTP_URL", "smtp://"),
    ],
)


@WRONG
def test_a_wrong_value_in_a_file_is_refused_by_the_files_name(tmp_path, name, value):
    (tmp_path / "value").write_text(value + "\n")
    wrong = refusal({f"{name}_FILE": str(tmp_path / "value")})
    assert wrong.name == f"{name}_FILE"
    assert value not in str(wrong).replace(wrong.expected, "")


@WRONG
def test_a_wrong_value_is_refused_by_name_and_not_repeated(name, value):
    wrong = refusal({name: value})
    assert wrong.name == name
    assert wrong.expected == expected(name.removeprefix("CARENET_").lower()).words
    assert value not in str(wrong).replace(wrong.expected, "")


def test_a_misspelt_name_is_refused_and_the_right_one_offered():
    wrong = refusal({"CARENET_TRUSTED_PROXYS": "10.0.0.0/8"})
    assert (wrong.name, wrong.values) == (
        "CARENET_TRUSTED_PROXYS",
        {"near": "CARENET_TRUSTED_PROXIES"},
    )


def test_a_file_that_cannot_be_read_or_is_empty_is_refused(tmp_path):
    empty = tmp_path / "empty"
    empty.write_text(" \n")
    for path in (empty, tmp_path / "missing", tmp_path):
        assert refusal({"CARENET_SMTP_URL_FILE": str(path)}).name == "CARENET_SMTP_URL_FILE"


def test_both_forms_at_once_are_refused(tmp_path):
    secret = tmp_path / "url"
    secret.write_text("smtp://mail.example.org")
    env = {
        "CARENET_SMTP_URL": "smtp://mail.example.org",
        "CARENET_SMTP_URL_FILE": str(secret),
    }
    assert refusal(env).name == "CARENET_SMTP_URL_FILE"


def test_all_wrong_settings_are_listed_together():
    lines, refused = readings({"CARENET_PORT": "x", "CARENET_LOG_LEVEL": "loud"})
    assert {wrong.name for wrong in refused} == {"CARENET_PORT", "CARENET_LOG_LEVEL"}
    assert len(lines) == len(Settings.model_fields)
