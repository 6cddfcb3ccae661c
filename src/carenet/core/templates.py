"""The templates' environment: Jinja, with the parts that a page pays for hundreds of times made short.

A page of the desk calls some 900 functions and writes some 1,800 values. Jinja asks of each call
whether it wants the context and wraps each value anew, which was half of a page's time. Nothing
here wants the context, so calls are plain calls; what is safe already is not wrapped again; a
sentence without values is looked up once a language. What is escaped stays exactly the same.
"""

import operator
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import Template
from jinja2.runtime import Macro
from jinja2.utils import missing
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

from carenet.core import dates, words
from carenet.core.assets import asset
from carenet.core.paths import TEMPLATES

SENTENCES_MAX: Final = 16_384
REMEMBERED: Final = frozenset({"icon", "chip", "outbox_words"})
"""Small macros whose text hangs on nothing but their arguments and the language."""
REMEMBERED_MAX: Final = 4096
NUMBERS: Final = frozenset({int, float})


class PlainCalls(CodeGenerator):
    """Compiles `f(x)` to a call of f, without asking f whether it wants the context."""

    def visit_Call(  # noqa: N802  Jinja's name
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """Write one call."""
        self.write("call(")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")


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
            return self.remembered(words.current(), *args, **named)
        return self._written(args, named)

    def _said(self, _language: str, *args: Any, **named: Any) -> str:
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
        made.root_render_func.__globals__.update(call=operator.call, escape=shown, Macro=QuickMacro)
        return made


class QuickEnvironment(Environment):
    """Jinja's environment with the quick parts."""

    code_generator_class = PlainCalls
    template_class = QuickTemplate


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


@lru_cache
def environment() -> Environment:
    """The templates. They receive finished words and numbers: no queries, no rules."""
    made = QuickEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=600,
    )
    made.extend(newstyle_gettext=True)  # Jinja’s own switch, for {% trans %}
    made.globals.update(
        _=gettext, gettext=gettext, ngettext=ngettext, pgettext=pgettext, npgettext=npgettext,
        asset=asset, span=dates.span,
    )  # fmt: skip
    made.filters.update(dates.FILTERS)
    made.filters["translate"] = words.translate
    return made
