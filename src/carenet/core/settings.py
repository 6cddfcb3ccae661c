"""Every setting of the program: its name, what it may be, and where its value came from.

A setting NAME is given as CARENET_NAME, or as CARENET_NAME_FILE naming a file that holds it.
"""

import difflib
import getpass
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, ValidationError

from carenet.core import paths
from carenet.core.message_settings import MessageSettings, halves
from carenet.core.refusals import N_
from carenet.core.setting_kinds import Expected, absolute, networks, origin, url

PREFIX = "CARENET_"
SECRET_FILE_BYTES_MAX = 65_536
Source = Literal["default", "environment", "file"]


class SettingRefused(Exception):  # noqa: N818  it reads as what happened
    """A wrong setting: its full name and what was expected; never its value, a password perhaps."""

    def __init__(self, name: str, expected: str, **values: str) -> None:
        super().__init__(f"{name} is wrong. Expected: {expected % values}")
        self.name, self.expected, self.values = name, expected, values


@dataclass(frozen=True, slots=True)
class Reading:
    """One setting as it stands."""

    name: str
    value: Any
    source: Source
    expected: Expected


PostgresUrl = Annotated[str, url("postgresql", "postgres")]
_POSTGRES = N_("a URL like postgresql://user:password@host:5432/carenet")
_A_PATH = N_("an absolute path")
_DAYS = N_("a number of days from 31 to 3660")
KeptDays = Annotated[Annotated[int, Field(ge=31, le=3660)], Expected(_DAYS)]


class Settings(MessageSettings):
    """What the program was told. The fields' names are the settings' names in lower case."""

    model_config = ConfigDict(frozen=True)

    database_url: Annotated[PostgresUrl | None, Expected(_POSTGRES, secret=True)] = None
    """The application's role; None: `carenet up` starts a PostgreSQL of its own."""
    migration_database_url: Annotated[PostgresUrl | None, Expected(_POSTGRES, secret=True)] = None
    worker_database_url: Annotated[PostgresUrl | None, Expected(_POSTGRES, secret=True)] = None
    """The workers' role; None: `carenet worker` takes database_url."""
    redis_url: Annotated[
        Annotated[str, url("redis", "rediss", "unix", host=False)] | None,
        Expected(N_("a URL like redis://host:6379 or unix:///run/valkey.sock"), secret=True),
    ] = None
    public_url: Annotated[
        Annotated[str, AfterValidator(origin)],
        Expected(N_("the address people type, like https://care.example.org, without a path")),
    ] = "http://localhost:8000"
    data_dir: Annotated[Annotated[Path, AfterValidator(absolute)], Expected(_A_PATH)]
    host: Annotated[
        Annotated[str, Field(pattern=r"^[0-9A-Za-z.:_-]+$")],
        Expected(N_("an address to listen at, like 127.0.0.1")),
    ] = "127.0.0.1"
    port: Annotated[
        Annotated[int, Field(ge=1, le=65535)], Expected(N_("a port from 1 to 65535"))
    ] = 8000
    web_workers: Annotated[
        Annotated[int, Field(ge=1, le=64)], Expected(N_("a number of web processes from 1 to 64"))
    ] = 1
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Expected(N_("debug, info, warning or error"))
    ] = "info"
    log_format: Annotated[Literal["text", "json"], Expected(N_("text or json"))] = "text"
    language: Annotated[
        Literal["zh_Hans", "en"] | None,
        Expected(N_("zh_Hans or en: the language of the command line")),
    ] = None
    run_as: Annotated[
        Annotated[str, Field(pattern=r"^[^\s:/]+$")],
        Expected(N_("an existing user, whom PostgreSQL and Valkey run as when root starts them")),
    ] = "nobody"
    trusted_proxies: Annotated[
        Annotated[tuple[IPv4Network | IPv6Network, ...], BeforeValidator(networks)],
        Expected(N_("networks separated by commas, like 10.0.0.0/8,::1")),
    ] = ()
    metrics_token: Annotated[
        Annotated[str, Field(min_length=16)] | None,
        Expected(N_("16 or more characters"), secret=True),
    ] = None
    field_keys: Annotated[
        Annotated[str, Field(min_length=16)] | None,
        Expected(
            N_("the keys that encrypt sealed fields, as `carenet init` writes them"), secret=True
        ),
    ] = None
    messages_kept_days: KeptDays = 400
    """So long messages and their reminders are kept once they are over: a school year and a bit."""
    facts_kept_days: KeptDays = 90
    """So long what listeners have heard is kept, for finding out why something happened."""
    healthcheck_ping_url: Annotated[
        Annotated[str, url("http", "https")] | None,
        Expected(N_("the http(s) address to call while all is well"), secret=True),
    ] = None
    chromium: Annotated[
        Annotated[Path, AfterValidator(absolute)] | None,
        Expected(N_("the absolute path of a browser, for the tests")),
    ] = None


def expected(field: str) -> Expected:
    """The words of one field."""
    return next(m for m in Settings.model_fields[field].metadata if isinstance(m, Expected))


def load(env: Mapping[str, str]) -> Settings:
    """The settings of this process.

    Raises:
        SettingRefused: for the first setting that is wrong or unknown.

    """
    settings, _, refused = _read(env)
    if refused:
        raise refused[0]
    return settings


def readings(env: Mapping[str, str]) -> tuple[list[Reading], list[SettingRefused]]:
    """Every setting with its value and source, and all that is wrong."""
    settings, sources, refused = _read(env)
    lines = [
        Reading(
            PREFIX + field.upper(),
            getattr(settings, field),
            sources.get(field, "default"),
            expected(field),
        )
        for field in Settings.model_fields
    ]
    return lines, refused


def sources(env: Mapping[str, str]) -> dict[str, Source]:
    """Where each field that was set came from; one that is missing here has its default."""
    return _read(env)[1]


def _read(
    env: Mapping[str, str],
) -> tuple[Settings, dict[str, Source], list[SettingRefused]]:
    """The settings with what was refused left at its default."""
    given, origin, refused = _given(env)
    try:
        paths.servers_owner(given.get("run_as", "nobody"))
    except paths.NoSuchUser:
        refused.append(SettingRefused(PREFIX + "RUN_AS", expected("run_as").words))
        given["run_as"] = getpass.getuser()
    given.setdefault("data_dir", paths.default_data_dir(given.get("run_as", "nobody")))
    if "public_url" not in given and re.fullmatch(r"\d+", given.get("port", "")):
        given["public_url"] = f"http://localhost:{given['port']}"
    try:
        settings = Settings.model_validate(given)
    except ValidationError as wrong:
        fields = dict.fromkeys(str(error["loc"][0]) for error in wrong.errors())
        for field in fields:
            suffix = "_FILE" if origin.get(field) == "file" else ""
            name = PREFIX + field.upper() + suffix
            refused.append(SettingRefused(name, expected(field).words))
            del given[field]
        given.setdefault("data_dir", paths.default_data_dir("nobody"))
        settings = Settings.model_validate(given)
    refused += [
        SettingRefused(PREFIX + field.upper(), expected(field).words) for field in halves(settings)
    ]
    return settings, origin, refused


def _given(
    env: Mapping[str, str],
) -> tuple[dict[str, Any], dict[str, Source], list[SettingRefused]]:
    given: dict[str, Any] = {}
    origin: dict[str, Source] = {}
    refused: list[SettingRefused] = []
    for name in sorted(env):
        if not name.startswith(PREFIX) or not env[name]:
            continue
        field = name.removeprefix(PREFIX).lower()
        if field in Settings.model_fields:
            given[field], origin[field] = env[name], "environment"
        elif field.removesuffix("_file") in Settings.model_fields:
            field = field.removesuffix("_file")
            try:
                given[field], origin[field] = _contents(name, env), "file"
            except SettingRefused as wrong:
                refused.append(wrong)
        else:
            refused.append(_no_such(name))
    return given, origin, refused


def _contents(name: str, env: Mapping[str, str]) -> str:
    direct = name.removesuffix("_FILE")
    if env.get(direct):
        raise SettingRefused(
            name, N_("only one of the two: %(direct)s is set as well"), direct=direct
        )
    try:
        with Path(env[name]).open("rb") as file:
            text = file.read(SECRET_FILE_BYTES_MAX + 1).decode().strip()
    except (OSError, ValueError):
        text = ""
    if not 0 < len(text) <= SECRET_FILE_BYTES_MAX:
        raise SettingRefused(name, N_("a file that can be read, with 1 to 65536 bytes of text"))
    return text


def _no_such(name: str) -> SettingRefused:
    known = [PREFIX + field.upper() for field in Settings.model_fields]
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return SettingRefused(name, N_("another name, perhaps %(near)s"), near=near[0])
    return SettingRefused(name, N_("one of the names that `carenet config` lists"))
