"""What a reader sees of a page, and the part of it that no catalogue was asked for."""

import re
from html.parser import HTMLParser

OPEN, CLOSE = "\u27e6", "\u27e7"  # how the pseudo-locale marks a sentence
UNSEEN = frozenset({"script", "style", "template", "svg"})
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr"})
SPOKEN = frozenset({"alt", "aria-label", "placeholder", "title", "aria-roledescription"})
WORD = re.compile(r"[A-Za-z]{2,}")


def unmarked(text: str, depth: int = 0) -> tuple[str, int]:
    """What stands outside of all marks, and how many are still open at the end."""
    left = []
    for letter in text:
        if letter == OPEN:
            depth += 1
        elif letter == CLOSE:
            depth = max(0, depth - 1)
        elif not depth:
            left.append(letter)
    return "".join(left).strip(), depth


class Seen(HTMLParser):
    """Gathers each text and each attribute that is read out, with what of it is unmarked.

    What says translate="no" is a name, a number or somebody's own words.
    """

    def __init__(self) -> None:
        super().__init__()
        self.loose: list[str] = []
        self._quiet: list[str] = []  # the open elements that are not looked at
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID and (self._quiet or tag in UNSEEN or ("translate", "no") in attrs):
            self._quiet.append(tag)
        if self._quiet:
            return
        # A sentence may hold tags; one that is cut off ends with its block.
        if tag in ("p", "li", "td", "th", "div", "section", "option", "label", "h1", "h2", "h3"):
            self._depth = 0
        for name, value in attrs:
            spoken = name in SPOKEN or (
                name == "value" and tag == "input" and ("type", "submit") in attrs
            )
            if spoken and value:
                self._note(unmarked(value)[0])

    def handle_endtag(self, tag: str) -> None:
        if tag in self._quiet:
            while self._quiet.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            left, self._depth = unmarked(data, self._depth)
            self._note(left)

    def _note(self, text: str) -> None:
        if WORD.search(text):
            self.loose.append(" ".join(text.split()))


def loose(html: str) -> list[str]:
    """The visible texts with words of the Latin alphabet that no catalogue was asked for."""
    page = Seen()
    page.feed(html)
    return page.loose
