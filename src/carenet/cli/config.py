"""`carenet config`: every setting, its value and where it came from."""

import os

import click

from carenet.cli.says import N_, AnswerIsNo, complain, refusal, show_json, told
from carenet.core.settings import Reading, readings

MASK = "********"
SOURCES = {"default": N_("default"), "environment": N_("environment"), "file": N_("file")}


@click.command(help=N_("List every setting with its value, its source and what it may be."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print the facts as JSON."))
def config(*, as_json: bool) -> None:
    lines, refused = readings(os.environ)
    if as_json:
        show_json(
            {
                "settings": [_fact(line) for line in lines],
                "refused": [
                    {"name": wrong.name, "expected": wrong.expected % wrong.values}
                    for wrong in refused
                ],
            }
        )
    else:
        for line in lines:
            fact = _fact(line)
            print(f"{fact['name']:30} {fact['value'] or '-'}  ({told(SOURCES[line.source])})")
            print(f"{'':30} {told(line.expected.words)}")
    for wrong in refused:
        complain(refusal(wrong))
    if refused:
        raise AnswerIsNo(told(N_("%(count)s settings are wrong."), count=len(refused)))


def _fact(line: Reading) -> dict[str, str | None]:
    return {
        "name": line.name,
        "value": _shown(line),
        "source": line.source,
        "expected": line.expected.words,
    }


def _shown(line: Reading) -> str | None:
    if line.value is None:
        return None
    if line.expected.secret:
        return MASK
    if isinstance(line.value, tuple):
        return ",".join(map(str, line.value))
    return str(line.value)
