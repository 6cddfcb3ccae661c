"""The command line: one module per noun, loaded when it is called.

Exit codes: 0 done, 1 the answer is no, 2 wrong use or input.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from carenet.core.refusals import N_

COMMANDS = {
    "up": "carenet.cli.up:up",
    "serve": "carenet.cli.serve:serve",
    "worker": "carenet.cli.worker:worker",
    "roles": "carenet.cli.roles:roles",
    "migrate": "carenet.cli.migrate:migrate",
    "backup": "carenet.cli.backup:backup",
    "restore": "carenet.cli.backup:restore",
    "demo": "carenet.cli.demo:demo",
    "init": "carenet.cli.init:init",
    "sign-in-link": "carenet.cli.sign_in_link:sign_in_link",
    "config": "carenet.cli.config:config",
    "places": "carenet.cli.places:places",
    "import": "carenet.cli.imports:import_",
    "match": "carenet.cli.match:match",
    "timetable": "carenet.cli.timetable:timetable",
    "notify": "carenet.cli.notify:notify",
    "doctor": "carenet.cli.doctor:doctor",
    "version": "carenet.cli.version:version",
}
"""Every command and where it is written. A new one is one line here."""


class Noun(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return _in_words(command)


def _in_words(command: click.Command) -> click.Command:
    """A command whose help is in the person's language; its own help texts are msgids."""
    from carenet.cli.says import told

    command.help = told(command.help or "")
    for option in command.params:
        if isinstance(option, click.Option) and option.help:
            option.help = told(option.help)
    if isinstance(command, click.Group):
        for below in command.commands.values():
            _in_words(below)
    return command


@click.group(
    cls=Noun,
    name="carenet",
    help=N_("Care for every child whose parents work far away."),
    context_settings={"help_option_names": ["-h", "--help"]},
)
def carenet() -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its code."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what went wrong is said in one line on standard error."""
    from carenet.cli.says import Trouble, complain, refusal
    from carenet.core.settings import SettingRefused, load

    try:
        if "NUMBA_CACHE_DIR" not in os.environ:  # an installation may be read-only
            os.environ["NUMBA_CACHE_DIR"] = str(load(os.environ).data_dir / "cache")
    except (SettingRefused, RuntimeError):
        pass  # the command that needs the setting says so
    try:
        _in_words(carenet)
        answer = carenet.main(
            args=list(arguments) if arguments is not None else None,
            prog_name="carenet",
            standalone_mode=False,
        )
    except click.exceptions.Abort:
        return 130
    except click.ClickException as wrong:
        wrong.show()
        return 2
    except SettingRefused as wrong:
        complain(refusal(wrong))
        return 2
    except Trouble as trouble:
        complain(str(trouble))
        return trouble.code
    return answer if isinstance(answer, int) else 0
