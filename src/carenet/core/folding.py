"""What never changes is put into a template while it is compiled, language by language.

A page of the desk says some two hundred sentences and draws some fifty icons that hang on nothing but
the language. They become part of the text around them; small parts are taken in where they are named.
"""

from typing import Any, Final

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from carenet.core import words

CONSTANT: Final = frozenset({"_", "gettext", "pgettext", "asset"})
"""Functions of the environment whose answer hangs on nothing but their arguments and the language."""
REMEMBERED: Final = frozenset({"icon", "chip", "menu", "outbox_words"})
"""Small macros of which the same is true."""
PARTS: Final = "parts/"


class Folding(NodeTransformer):
    """Replaces calls that are constant by what they answer, and includes of small parts by the parts."""

    def __init__(self, environment: Environment, tree: nodes.Template) -> None:
        self.environment = environment
        self.imported: dict[str, tuple[str, str]] = {}
        for node in tree.find_all(nodes.FromImport):
            if isinstance(node.template, nodes.Const):
                for name in node.names:
                    there, here = name if isinstance(name, tuple) else (name, name)
                    self.imported[here] = (node.template.value, there)
        self.redefined = {n.name for n in tree.find_all(nodes.Name) if n.ctx != "load"}

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802  Jinja's name
        """A call, or the text it always gives."""
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name in self.redefined or node.dyn_args or node.dyn_kwargs:
            return node
        function = self._function(name)
        values = [node.args, [pair.value for pair in node.kwargs]]
        if function is None or not all(_is_constant(v) for part in values for v in part):
            return node
        given, named = ([_value(v) for v in part] for part in values)
        keys = [pair.key for pair in node.kwargs]
        said = function(*given, **dict(zip(keys, named, strict=True)))
        plain = nodes.Const if type(said) is str else nodes.TemplateData
        return plain(said, lineno=node.lineno)

    def visit_CallBlock(self, node: nodes.CallBlock) -> nodes.CallBlock:  # noqa: N802  Jinja's name
        """What is called with a body stays a call."""
        call = node.call
        self.generic_visit(node)
        node.call = call
        return node

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802  Jinja's name
        """A small part stands where it is named."""
        name = node.template.value if isinstance(node.template, nodes.Const) else ""
        if not str(name).startswith(PARTS) or not node.with_context:
            return node
        loader = self.environment.loader
        assert loader is not None  # noqa: S101  ours has one
        source, _, _ = loader.get_source(self.environment, name)
        part = self.environment.parse(source, name)
        inner = Folding(self.environment, part)
        inner.imported = self.imported | inner.imported
        inner.redefined |= self.redefined
        return nodes.Scope(inner.visit(part).body, lineno=node.lineno)

    def _function(self, name: str) -> Any:
        if name in CONSTANT and name not in self.imported:
            return self.environment.globals[name]
        template, macro = self.imported.get(name, ("", ""))
        if macro not in REMEMBERED:
            return None
        return getattr(self.environment.get_template(template).module, macro)


def _is_constant(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Const | nodes.TemplateData)


def _value(node: Any) -> Any:
    return Markup(node.data) if isinstance(node, nodes.TemplateData) else node.value  # noqa: S704  a folded text is our own


def folded(tree: nodes.Template, environment: Environment, language: str) -> nodes.Template:
    """The template with its constants folded, as it reads in one language."""
    with words.speaking(language):
        done = Folding(environment, tree).visit(tree)
    assert isinstance(done, nodes.Template)  # noqa: S101  a transformed tree keeps its root
    return done
