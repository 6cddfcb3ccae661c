"""The templates' environment: Jinja, with the parts that a page pays for hundreds of times made short.

A page of the desk calls some 900 functions and writes some 1,800 values. Jinja asks of each call
whether it wants the context and wraps each value anew, which was half of a page's time. Nothing
here wants the context, so calls are plain calls; what is safe already is not wrapped again; there
is one environment a language, into whose templates constant sentences are written when they are
compiled (`folding`). What is escaped stays exactly the same.
"""

from collections.abc import Callable
from functools import lru_cache
from io import StringIO
from typing import Any, Final

from asyncpg import Record
from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import Template
from jinja2.runtime import Macro
from jinja2.utils import missing
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

from carenet.core import dates, words
from carenet.core.assets import asset
from carenet.core.folding import REMEMBERED, folded
from carenet.core.paths import TEMPLATES

SENTENCES_MAX: Final = 16_384
REMEMBERED_MAX: Final = 4096
NUMBERS: Final = frozenset({int, float})
ROWS: Final = frozenset({dict, Record})
METHODS: Final = frozenset({*dir(dict), *dir(Record)})


class PlainCode(CodeGenerator):
    """Compiles `f(x)` to a call of f, which is not asked whether it wants the context, and so on."""

    def visit_Call(  # noqa: N802  Jinja's name
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """Write one call."""
        self.visit(node.node, frame)
        held, self.stream = self.stream, StringIO()
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        arguments, self.stream = self.stream.getvalue(), held
        self.write(f"({arguments.removeprefix(', ')})")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802  Jinja's name
        """Write `x.name`: rows are asked for the column first, for most of what a page shows are rows."""
        if node.attr in METHODS:
            super().visit_Getattr(node, frame)
            return
        self.write("attribute(environment, ")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

    def visit_TemplateData(self, node: nodes.TemplateData, frame: Frame) -> None:  # noqa: N802  Jinja's name
        """Write a folded sentence within an expression: made once, not at each turn."""
        sentences = self.environment.sentences  # type: ignore[attr-defined]
        self.write(f"said[{len(sentences)}]")
        sentences.append(node.as_const(frame.eval_ctx))


def attribute(environment: Environment, value: Any, name: str) -> Any:
    """`value.name`: a row's column, an object's attribute, or what Jinja makes of it."""
    try:
        return value[name] if type(value) in ROWS else getattr(value, name)
    except (KeyError, AttributeError):
        return environment.getattr(value, name)


class QuickMacro(Macro):
    """A macro whose arguments are sorted out in one go; anything unusual goes Jinja's way."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.remembered: Callable[..., str] | None = None
        if self.name in REMEMBERED:
            # typed: the same letters as text and as markup are two things.
            self.remembered = lru_cache(REMEMBERED_MAX, typed=True)(self._said)

    def __call__(self, *args: Any, **named: Any) -> str:
        """The macro's text."""
        if self.remembered is not None:
            return self.remembered(*args, **named)
        return self._written(args, named)

    def _said(self, *args: Any, **named: Any) -> str:
        return self._written(args, named)

    def _written(self, args: tuple[Any, ...], named: dict[str, Any]) -> str:
        unusual = self.caller or self.catch_kwargs or self.catch_varargs
        if unusual or len(args) > self._argument_count:
            return super().__call__(*args, **named)
        values = [named.pop(name, missing) for name in self.arguments[len(args) :]]
        if named:
            return super().__call__(*args, **named)  # it says which one is unknown
        return Markup(self._func(*args, *values))  # noqa: S704  a macro escapes what it writes


def shown(value: Any) -> Any:
    """A value as it stands in the page: escaped unless it is markup or a whole number."""
    kind = type(value)
    if kind is Markup:
        return value
    if kind is str:
        return _escape_inner(value)  # what escape calls, without a wrapping that is joined away
    return str(value) if kind is int else escape(value)


class QuickTemplate(Template):
    """A compiled template that uses the quick parts."""

    @classmethod
    def from_code(cls, environment: Any, code: Any, globals: Any, uptodate: Any = None) -> Any:  # noqa: A002
        """Run the compiled code, then hand it our names."""
        made = super().from_code(environment, code, globals, uptodate)
        made.root_render_func.__globals__.update(
            attribute=attribute, said=environment.sentences, escape=shown, Macro=QuickMacro
        )
        return made

    def _get_default_module(self, ctx: Any = None) -> Any:
        """The template's macros. All globals are the environment's, so there is one module of each."""
        del ctx
        return self._module or super()._get_default_module()


class QuickEnvironment(Environment):
    """Jinja's environment with the quick parts, in one language."""

    code_generator_class = PlainCode
    template_class = QuickTemplate

    def __init__(self, language: str, **options: Any) -> None:
        super().__init__(**options)
        self.language, self.sentences = language, list[Markup]()

    def _generate(self, source: nodes.Template, *args: Any, **options: Any) -> str:
        written: str = super()._generate(folded(source, self, self.language), *args, **options)
        return written


@lru_cache(maxsize=SENTENCES_MAX)
def _whole(_language: str, context: str | None, msgid: str) -> Markup:
    """A sentence without values."""
    text = words.gettext(msgid) if context is None else words.pgettext(context, msgid)
    return Markup(text % {})  # noqa: S704  our own words


def _filled(text: str, values: dict[str, Any]) -> Markup:
    """A sentence with its values, each escaped."""
    told = {k: v if type(v) in NUMBERS else escape(v) for k, v in values.items()}
    return Markup(text % told)  # noqa: S704  our own words, what is filled in escaped


def gettext(msgid: str, **values: Any) -> Markup:
    """The sentence in the language being spoken."""
    return _filled(words.gettext(msgid), values) if values else _whole(words.current(), None, msgid)


def pgettext(context: str, msgid: str, **values: Any) -> Markup:
    """The sentence in one register."""
    if not values:
        return _whole(words.current(), context, msgid)
    return _filled(words.pgettext(context, msgid), values)


def ngettext(singular: str, plural: str, number: int, **values: Any) -> Markup:
    """The sentence for a number of things."""
    return _filled(words.ngettext(singular, plural, number), {"num": number, **values})


def npgettext(context: str, singular: str, plural: str, number: int, **values: Any) -> Markup:
    """The sentence in one register for a number of things."""
    text = words.npgettext(context, singular, plural, number)
    return _filled(text, {"num": number, **values})


def environment() -> Environment:
    """The templates in the language being spoken. They receive finished words and numbers: no queries, no rules."""
    return environment_in(words.current())


@lru_cache
def environment_in(language: str) -> Environment:
    """The templates in one language."""
    made = QuickEnvironment(
        language,
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,  # all of them: they are files of ours
    )
    made.extend(newstyle_gettext=True)  # Jinja’s own switch, for {% trans %}
    made.globals.update(
        _=gettext, gettext=gettext, ngettext=ngettext, pgettext=pgettext, npgettext=npgettext,
        asset=asset, span=dates.span,
    )  # fmt: skip
    made.filters.update(dates.FILTERS)
    made.filters["translate"] = words.translate
    return made
