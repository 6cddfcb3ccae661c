"""Every template compiles, everything it names exists, and a missing value is an error, not an empty page."""

import re
from functools import cache
from pathlib import Path

import jinja2
import pytest
from jinja2 import meta

from carenet.core.templates import environment

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
SOURCE = [*(ROOT / "src/carenet").rglob("*.py")]
# What the environment and every page give; whatever else a template reads, its handler must hand in.
NAMED = re.compile(r"""["']((?:[\w-]+/)+_?[\w-]+\.html)["']""")


@cache
def tree(name: str) -> jinja2.nodes.Template:
    text, _, _ = environment().loader.get_source(environment(), name)
    return environment().parse(text)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles_and_what_it_names_exists(name):
    environment().get_template(name)
    for named in meta.find_referenced_templates(tree(name)):
        assert named is None or named in TEMPLATES, f"{name} names {named}"
    for macro in tree(name).find_all(jinja2.nodes.FromImport):
        if isinstance(macro.template, jinja2.nodes.Const):
            module = environment().get_template(macro.template.value)
            there = set(dir(module.module)) if macro.with_context is False else set()
            there |= {m.name for m in tree(module.name).find_all(jinja2.nodes.Macro)}
            asked = {n[0] if isinstance(n, tuple) else n for n in macro.names}
            assert asked <= there, f"{name} takes {asked - there} from {module.name}"


def test_every_template_that_the_code_names_exists():
    named = {
        (found, path.name)
        for path in SOURCE
        for found in NAMED.findall(path.read_text())
    }  # fmt: skip
    assert len(named) > 20
    assert not {pair for pair in named if pair[0] not in TEMPLATES}


def test_no_template_is_left_over():
    code = [path.read_text() for path in SOURCE]
    named = {found for text in code for found in NAMED.findall(text)}
    for text in code:  # f"visits/{kind}.html"
        for folder in re.findall(r'f"([\w/-]+)/\{', text):
            named |= {name for name in TEMPLATES if name.startswith(f"{folder}/")}
    named |= {n for name in TEMPLATES for n in meta.find_referenced_templates(tree(name)) if n}
    named |= {f"layouts/{shell}.html" for shell in ("phone", "desk", "plain", "print")}
    left = set(TEMPLATES) - named
    assert not left


def test_a_missing_value_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        environment().from_string("{{ nobody_gave_this }}").render()
    with pytest.raises(jinja2.UndefinedError):
        environment().from_string("{{ one.nothing }}").render(one={})


def test_what_people_typed_is_escaped():
    shown = environment().from_string("<p title='{{ x }}'>{{ x }}</p>").render(x="<b>'\"&")
    assert "<b>" not in shown
    assert "'&lt;b" in shown


def test_templates_format_dates_by_filters_alone():
    found = [
        f"{name}: {line.strip()}"
        for name in TEMPLATES
        for line in (FOLDER / name).read_text().splitlines()
        if "strftime" in line
    ]
    assert not found
