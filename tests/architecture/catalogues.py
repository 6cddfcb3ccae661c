"""Every sentence of the code, templates and workers that asks for a translation, by context, with its places."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CHINESE = ROOT / "src/carenet/core/locale/zh_Hans"
SOURCE = [*(ROOT / "src/carenet").rglob("*.py"), *(ROOT / "workers").rglob("*.py")]
TEMPLATES = [*(ROOT / "templates").rglob("*.html")]
WORDS = {
    "_": None, "gettext": None, "N_": None, "translate": None,
    "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
# Names that people are shown: the engine's stages and rules on the command line, verbs of the trail.
NAMES_IN_CODE = (
    re.compile(r"""\bwatch\.tell\(\s*"([^"]+)"|\bascend\([^)]*"([^"]+)"\)"""),
    re.compile(r"""return \{"([a-z ]+)": len|found = \{"(reach)": .* "(needs)":"""),
    re.compile(r"""\baudit\('([^']+)'|_audit\(db, "([^"]+)"|app\.audit\([^)]*\)",\s*"([^"]+)\""""),
    re.compile(r"""values \((?:\$1|null), '\{\}', '(\w+)'"""),
    re.compile(r"""\bverb = "([a-z]+ [a-z ]+)" if .* else "([a-z]+ [a-z ]+)\""""),
)
PLACE = re.compile(r"%\((\w+)\)[a-z]|\{(\w+)\}")
EITHER = "phone or desk"
Key = tuple[str | None, str]


@dataclass(frozen=True)
class Use:
    """A sentence where it stands."""

    context: str | None
    msgid: str
    plural: str | None
    where: str

    @property
    def key(self) -> Key:
        return self.context, self.msgid


def refusals() -> set[str]:
    """The names of the classes whose first argument is a sentence: Refusal, Wrong, Said and their kin."""
    names, grown = {"Refusal", "Wrong", "Said", "Trouble"}, True
    trees = [ast.parse(path.read_text()) for path in SOURCE]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    while grown:
        more = {
            c.name for c in classes
            if c.name not in names and any(isinstance(b, ast.Name) and b.id in names for b in c.bases)
        }  # fmt: skip
        grown, names = bool(more), names | more
    return names


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _in_code(path: Path, names: set[str]) -> Iterator[Use]:
    """Calls with a literal sentence; what is put together at run time cannot be translated anyway."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func).rpartition(".")[2]
        if called not in names and called not in WORDS:
            continue
        spread = WORDS.get(called)
        at = [n if isinstance(n, int) else n[0] for n in spread] if spread else [1]
        texts = [_text(node.args[n - 1]) if len(node.args) >= n else None for n in at]
        context = texts.pop(0) if "pgettext" in called else None
        if texts[0] and ("pgettext" not in called or context):
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            yield Use(context, texts[0], texts[1] if len(texts) > 1 else None, where)


def _named(path: Path) -> Iterator[Use]:
    text = path.read_text()
    for pattern in NAMES_IN_CODE:
        for found in pattern.finditer(text):
            where = f"{path.relative_to(ROOT)}:{text[: found.start()].count(chr(10)) + 1}"
            yield from (Use(None, name, None, where) for name in found.groups() if name)


def _in_template(path: Path) -> Iterator[Use]:
    # pgettext(me.shell, "…") is shown in whichever register the reader has.
    either = set(
        re.findall(r"pgettext\((?![\'\"])[^,()]+, \'((?:[^\'\\]|\\.)+)\'", path.read_text())
    )
    options = {"encoding": "utf-8", "extensions": "jinja2.ext.do", "silent": "false"}
    raw = BytesIO(path.read_bytes())
    for line, found, _, written in extract("jinja2.ext.babel_extract", raw, WORDS, options=options):  # type: ignore[arg-type]
        singular, plural = found if isinstance(found, tuple) else (found, None)
        context = EITHER if written is None and singular in either else written
        yield Use(context, str(singular), plural, f"{path.relative_to(ROOT)}:{line}")


def used() -> list[Use]:
    """All uses. A sentence given to a refusal directly counts, for it is shown translated."""
    names = refusals()
    return [
        *(use for path in SOURCE for use in _in_code(path, names)),
        *(use for path in SOURCE if not path.parts[-2].startswith("demo") for use in _named(path)),
        *(use for path in TEMPLATES for use in _in_template(path)),
    ]


def catalogues() -> dict[str, Catalog]:
    """The Chinese catalogue files, by name."""
    found = {}
    for path in sorted(CHINESE.glob("*.po")):
        with path.open("rb") as file:
            found[path.name] = read_po(file, locale="zh_Hans", abort_invalid=True)
    return found


def entries() -> dict[Key, list[tuple[str, Message]]]:
    """Every entry by context and msgid, with the files it stands in."""
    found: dict[Key, list[tuple[str, Message]]] = defaultdict(list)
    for name, catalogue in catalogues().items():
        for message in catalogue:
            if message.id:
                singular = message.id[0] if isinstance(message.id, tuple) else message.id
                found[message.context, str(singular)].append((name, message))
    return found


def said(message: Message) -> str:
    """The Chinese of an entry: its one form."""
    return str(message.string[0] if isinstance(message.string, tuple) else message.string)


def places(text: str) -> set[str]:
    """What is to be filled in."""
    return {a or b for a, b in PLACE.findall(text)}
