"""What import-linter cannot see: sizes, banned calls, who writes what, plain names."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = sorted((ROOT / "src" / "carenet").rglob("*.py")) + sorted((ROOT / "workers").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FILE_LINES_MAX, FUNCTION_LINES_MAX = 300, 50
TABLES_LINES_MAX = 400  # a list of tables is read as a list
DRAWERS = {"utils", "helpers", "managers", "base", "misc", "common"}
HAN = re.compile(r"[\u4e00-\u9fff]")
FEATURES = {p.name for p in (ROOT / "src" / "carenet").iterdir() if p.is_dir()} - {
    "core",
    "cli",
    "demo",
}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def trees():
    return [(path, ast.parse(path.read_text())) for path in SOURCE]


def test_no_file_is_longer_than_its_limit():
    long = {
        name_of(p): n
        for p in SOURCE
        if (n := len(p.read_text().splitlines()))
        > (TABLES_LINES_MAX if p.stem == "tables" else FILE_LINES_MAX)
    }
    assert not long


def test_no_function_is_longer_than_its_limit():
    long = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES_MAX
    ]
    assert not long


def test_there_is_no_drawer_for_odds_and_ends():
    assert not [name_of(p) for p in SOURCE if p.stem in DRAWERS or p.parent.name in DRAWERS]


def test_every_module_says_in_one_sentence_what_it_is():
    assert not [name_of(path) for path, tree in trees() if not ast.get_docstring(tree)]


@cache
def calls(tree: ast.AST):
    return [(n, ast.unparse(n.func)) for n in ast.walk(tree) if isinstance(n, ast.Call)]


BANNED = {
    r"\.batch$": "it swallows every exception and uses its own connection",
    r"(^|\.)run_sync$": "it opens an event loop of its own",
    r"DB\.transaction$": "use carenet.core.database.transaction",
    r"(^|\.)utcnow$": "naive time",
    r"(^|\.)sleep$": "wait for what you wait for",
    r"^print$": "log, or answer",
    r"ModelBuilder": "it ignores constraints",
}
MAY_SLEEP = {
    "src/carenet/cli", "src/carenet/core/embedded",
    # What these wait for is a moment: a place with a provider, the next reminder's time.
    "workers/lanes.py", "workers/drain.py",
}  # fmt: skip


def test_banned_calls_are_nowhere():
    found = []
    for path, tree in trees():
        here = name_of(path)
        for node, called in calls(tree):
            for pattern, why in BANNED.items():
                excused = here.startswith(tuple(MAY_SLEEP)) and pattern in (
                    r"(^|\.)sleep$",
                    r"^print$",
                )
                if re.search(pattern, called) and not excused:
                    found.append(f"{here}:{node.lineno} {called}: {why}")
    assert not found


def test_transactions_open_only_in_verbs_jobs_and_the_core():
    allowed = re.compile(r"carenet/(core|demo|cli)/|/services(/|\.py)|/jobs\.py|^workers/")
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path, tree in trees()
        for node, called in calls(tree)
        if called == "transaction" and not allowed.search(name_of(path))
    ]
    assert not found


def test_reading_opens_only_in_queries_and_the_core():
    allowed = re.compile(r"carenet/(core|demo|cli)/|/queries(/|\.py)|/services(/|\.py)")
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path, tree in trees()
        for node, called in calls(tree)
        if called == "reading" and not allowed.search(name_of(path))
    ]
    assert not found


def tables_of_features() -> dict[str, str]:
    owners = {}
    for path in (ROOT / "src" / "carenet").glob("*/tables*.py"):
        for found in re.findall(r'tablename="(\w+)"', path.read_text()):
            owners[found] = path.parent.name
    return owners


def test_a_feature_writes_only_its_own_tables():
    owners = tables_of_features()
    writing = re.compile(r"\b(?:insert\s+into|update|delete\s+from)\s+(\w+)", re.IGNORECASE)
    found = []
    for path, tree in trees():
        parts = path.relative_to(ROOT).parts
        if parts[0] != "src" or len(parts) < 4 or parts[2] not in FEATURES:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found += [
                    f"{name_of(path)}:{node.lineno} writes {table} of {owners[table]}"
                    for table in writing.findall(node.value)
                    if owners.get(table, parts[2]) != parts[2]
                ]
    assert not found


def test_pages_own_no_table_and_no_verb():
    pages = ROOT / "src" / "carenet" / "pages"
    assert not (pages / "tables.py").exists()
    assert not (pages / "services.py").exists()
    assert not (pages / "services").exists()


def test_routes_import_no_other_features_forms():
    found = []
    for path, tree in trees():
        if "routes" not in path.parts and path.stem != "routes":
            continue
        feature = path.relative_to(ROOT).parts[2]
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith(".forms"):
                other = node.module.split(".")[1]
                if other not in (feature, "core"):
                    found.append(f"{name_of(path)}:{node.lineno}")
    assert not found


def test_chinese_stands_in_catalogues_and_data_not_in_code():
    allowed = {"templates/documents"}
    found = [
        name_of(p)
        for p in [*SOURCE, *TEMPLATES]
        if HAN.search(p.read_text()) and not name_of(p).startswith(tuple(allowed))
    ]
    assert not found


def test_no_unfinished_words_and_no_workplace_in_the_project():
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|lorem ipsum|coming soon)\b|敬请期待")
    found = []
    for path in [*SOURCE, *TEMPLATES, *sorted((ROOT / "deploy").rglob("*.py"))]:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if unfinished.search(line):
                found.append(f"{name_of(path)}:{number}")
    assert not found


def test_templates_have_no_inline_style_or_script_and_escape_everything():
    inline = re.compile(
        r"\sstyle=|\son[a-z]+=[\"']|\|\s*safe\b|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")"
    )
    found = [
        f"{name_of(p)}:{n}"
        for p in TEMPLATES
        for n, line in enumerate(p.read_text().splitlines(), 1)
        if inline.search(line)
    ]
    assert not found


def test_job_names_are_written_and_no_two_are_alike():
    text = "\n".join(p.read_text() for p in (ROOT / "workers").glob("*.py"))
    names = re.findall(r"(?:func|cron)\([^)]*?name=\"([\w.]+)\"", text, re.DOTALL)
    unnamed = re.findall(r"(?<![\w.])(?:func|cron)\((?![^)]*name=)", text)
    assert names
    assert len(names) == len(set(names))
    assert not unnamed


def test_embedded_servers_are_never_imported_at_module_level_outside_the_command_line():
    for path, tree in trees():
        if "embedded" in path.parts:
            continue
        for node in tree.body:
            words = ast.unparse(node) if isinstance(node, ast.Import | ast.ImportFrom) else ""
            assert "core.embedded" not in words, name_of(path)


@pytest.mark.parametrize("path", sorted((ROOT / "migrations").glob("*.py")), ids=lambda p: p.stem)
def test_migrations_import_nothing_of_ours(path):
    assert not re.search(r"^\s*(from|import) (carenet|workers)", path.read_text(), re.MULTILINE)
