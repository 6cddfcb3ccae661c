"""What the package ships to browsers is what VENDOR.json says, is small, and runs from Chromium 88 and Safari 14 on."""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.browser import ARGS, find_chromium

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src/carenet/core/static"
PROOFS = ROOT / "tests/vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COLD = 40 * 1024
PAGE = 8 * 1024
MODERN = re.compile(r"color-mix|oklch|:has\(|@layer|@container|light-dark\(")
ATTRIBUTE = re.compile(r"\s(style|on[a-z]+)\s*=", re.IGNORECASE)


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def css(name: str) -> str:
    return re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text(), flags=re.DOTALL)


def rules(text: str) -> Iterator[tuple[str, str]]:
    """The innermost rules of a style sheet: (selector, declarations)."""
    for found in re.finditer(r"([^{}]+)\{([^{}]*)\}", text):
        yield found[1], found[2]


@pytest.mark.parametrize("folder", [STATIC, PROOFS], ids=["shipped", "for tests"])
def test_every_vendored_file_is_the_one_that_was_checked_in(folder: Path) -> None:
    ledger = json.loads((folder / "VENDOR.json").read_text())["files"]
    for name, entry in ledger.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == entry["sha256"], name
        assert all(origin["licence"] for origin in entry["from"]), name
    assert {path.name for path in folder.iterdir() if path.suffix in (".js", ".css")} == set(ledger)


def test_the_notice_names_whose_work_is_shipped() -> None:
    notice = (ROOT / "NOTICE").read_text().lower()
    for entry in json.loads((STATIC / "VENDOR.json").read_text())["files"].values():
        for origin in entry["from"]:
            assert origin["name"].removesuffix(".org") in notice


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((ROOT / "deploy/frontend/package-lock.json").read_text())
    assert not any("resolved" in package for package in lock["packages"].values())
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


async def test_every_script_parses_as_es2020() -> None:
    sources = {path.name: path.read_text() for path in STATIC.glob("*.js")}
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=find_chromium(), args=list(ARGS))
        page = await browser.new_page()
        await page.add_script_tag(path=PROOFS / "acorn.js")
        parse = "([source, version]) => { try { acorn.parse(source, {ecmaVersion: version}); return ''; } catch (refused) { return refused.message; } }"
        refused = {
            name: await page.evaluate(parse, [source, 2020]) for name, source in sources.items()
        }
        newer = await page.evaluate(parse, ["class A { static #x = 1; }", 2020])
        await browser.close()
    assert newer, "the parser takes anything"
    assert {name: words for name, words in refused.items() if words} == {}


@pytest.mark.parametrize("name", ["phone.css", "desk.css"])
def test_no_style_needs_a_newer_browser(name: str) -> None:
    assert MODERN.findall(css(name)) == []


def test_phone_parts_space_by_margin_since_flex_gap_is_too_new() -> None:
    flexed = [
        selector
        for selector, body in rules(css("phone.css"))
        if re.search(r"(^|;)(row-|column-)?gap:", body) and "display:grid" not in body
    ]
    assert flexed == []


def test_focus_visible_never_stands_in_a_list_that_safari_14_would_drop() -> None:
    for name in ("phone.css", "desk.css"):
        for selector, body in rules(css(name)):
            if ":focus-visible" in selector and "outline:3px" in body:
                shown = [
                    part.strip() for part in selector.split(",") if ":focus-visible" not in part
                ]
                assert shown == [], f"{name}: {selector}"


def test_no_template_styles_or_scripts_by_attribute() -> None:
    assert len(TEMPLATES) > 10
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]}"
        for path in TEMPLATES
        for hit in ATTRIBUTE.finditer(path.read_text())
    ]
    assert found == []


def test_no_template_carries_an_inline_script_or_trusts_markup() -> None:
    for path in TEMPLATES:
        text = path.read_text()
        assert not re.search(r"<style|<script(?![^>]*\ssrc=)|\|\s*safe\b|javascript:", text), path


def test_a_phones_first_visit_stays_within_its_budget() -> None:
    shared = sum(
        packed(STATIC / name) for name in ("phone.css", "htmx.js", "outbox.js", "icon.svg")
    )
    assert shared + PAGE <= COLD, f"{shared} bytes before the page itself"


def test_the_desks_style_stays_within_its_budget() -> None:
    assert packed(STATIC / "desk.css") <= 19 * 1024
