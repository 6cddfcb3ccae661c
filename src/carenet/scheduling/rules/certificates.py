"""What a certificate of voluntary service states, its number, and the code that verifies it.

Source: order 67 of the Ministry of Civil Affairs (2020) on recording volunteer service and issuing
certificates of it, and document 2015-149 of the same ministry and others on their form: who served
(name, volunteer's number, identity paper), service (hours, content), who issues (name, person in
charge, handler, contact), number, date and remarks; free of charge, from the records alone. The
number of the identity paper is not kept here: a line is left for it.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from carenet.core.refusals import N_, Refusal

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters that nobody mistakes for one another when reading them out."""
CODE_LETTERS: Final = 12
"""Sixty bits: not to be found by trying."""
GROUP: Final = 4
YEARS_MAX: Final = 10
LINES_MAX: Final = 10
MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


class CannotCertify(Refusal):
    """There is nothing to certify like this."""

    msgid = N_("No certificate can be made of this.")


class Unprintable(CannotCertify):
    """A sign of the name is not in the printing fonts."""

    msgid = N_("The sign %(signs)s cannot be printed. Please ask the township to write it by hand.")


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of service at one place."""

    title: str
    place: str
    times: int
    minutes: int


def check_letter(body: str) -> str:
    """The last letter of a code: a mistyped one is told before anybody looks it up."""
    total = sum((at + 1) * ALPHABET.index(letter) for at, letter in enumerate(body))
    return ALPHABET[total % 31]


def new_code() -> str:
    """A fresh code with its check letter."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS))
    return body + check_letter(body)


def tidy_code(typed: str) -> str | None:
    """A code as it is stored, whatever way it was typed; None where it cannot be one."""
    plain = "".join(c for c in typed.upper() if c.isalnum()).translate(MISREAD)
    if len(plain) != CODE_LETTERS + 1 or not set(plain) <= set(ALPHABET):
        return None
    return plain if check_letter(plain[:-1]) == plain[-1] else None


def spaced(code: str) -> str:
    """A code in groups of four, as it is printed."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def number_of(county: str, year: int, counter: int) -> str:
    """A certificate's number: county, year, and a counter."""
    return f"{county}-{year}-{counter:06d}"


def require_period(first_on: date, last_on: date, today: date) -> None:
    """From a day to a later one that is over.

    Raises:
        CannotCertify: it is not.

    """
    if last_on < first_on:
        raise CannotCertify(N_("The last day lies before the first."))
    if last_on > today:
        raise CannotCertify(N_("Only what has been can be certified: choose a day until today."))
    if last_on.year - first_on.year > YEARS_MAX:
        raise CannotCertify(N_("At most %(years)s years fit on one certificate."), years=YEARS_MAX)


def gathered(rows: Iterable[Mapping[str, Any]], rest: str) -> list[Line]:
    """The lines of the paper, most hours first; what does not fit is one line more."""
    lines = sorted(
        (Line(r["title"], r["place"], r["times"], r["minutes"]) for r in rows if r["minutes"]),
        key=lambda line: (-line.minutes, line.place, line.title),
    )
    if len(lines) <= LINES_MAX:
        return lines
    kept, more = lines[: LINES_MAX - 1], lines[LINES_MAX - 1 :]
    return [*kept, Line(rest, "", sum(x.times for x in more), sum(x.minutes for x in more))]
