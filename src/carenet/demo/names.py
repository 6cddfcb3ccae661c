"""Invented names, phones and numbers for the demo county, all from one random source."""

import json
import random
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from carenet.census.rules import with_check_digit

ID_AREA: Final = "450299"
"""No county has this code: numbers under it pass every checksum and belong to nobody."""
PHONE_PREFIX: Final = "154"
"""No operator has been given this prefix."""
TRIES_MAX: Final = 2_000


class Origin(NamedTuple):
    """A people by its code, the language spoken at home, and the family's surname."""

    ethnicity: str
    language: str
    surname: str


@cache
def pools() -> Mapping[str, Any]:
    """The shipped pools."""
    loaded: dict[str, Any] = json.loads(
        files("carenet.demo").joinpath("people.json").read_text("utf-8")
    )
    return loaded


def chance(seed: int, part: str) -> random.Random:
    """A source of its own for each part, so that a change in one leaves the others as they are."""
    return random.Random(f"{seed}:{part}")  # noqa: S311  # repeatable chance is wanted, not secrecy


class Names:
    """Hands out names; no two children share one, nor a child and an adult."""

    def __init__(self, source: random.Random) -> None:
        self._source = source
        self._taken: set[str] = {name for name, _ in pools()["cast"].values()}
        self._everyone = set(self._taken)
        self._phones = 0
        self._serials: dict[date, int] = {}
        self._young = {"f": _pairs(pools()["girls"]), "m": _pairs(pools()["boys"])}
        self._grown = {"f": _pairs(pools()["women"]), "m": _pairs(pools()["men"])}
        self._old = {"f": _pairs(pools()["grandmothers"]), "m": _pairs(pools()["grandfathers"])}

    def origin(self, township: str) -> Origin:
        """A people and surname as they are frequent in a township (9 digits of its code)."""
        peoples = pools()["peoples"]
        shares = pools()["townships"].get(
            township, {code: people["share"] for code, people in peoples.items()}
        )
        ethnicity = self._weighted(shares)
        surname = self._weighted(peoples[ethnicity]["surnames"])
        return Origin(ethnicity, peoples[ethnicity]["language"], surname)

    def child(self, surname: str, sex: str) -> str:
        """A name of three characters, unique in the county, so that none hides in another."""
        name = self._unused(surname, self._young[sex], self._everyone)
        self._taken.add(name)
        self._everyone.add(name)
        return name

    def adult(self, surname: str, sex: str, *, old: bool = False) -> str:
        """An adult's name, shared with no child; adults may share one, as in life."""
        pool = (self._old if old else self._grown)[sex]
        name = self._unused(surname, pool, self._taken)
        self._everyone.add(name)
        return name

    def phone(self) -> str:
        """A number in E.164 of a range that rings nowhere."""
        self._phones += 1
        return f"+86{PHONE_PREFIX}{(self._phones * 7919) % 10**8:08}"

    def id_number(self, born: date, sex: str) -> str:
        """A number with a right checksum in an area that does not exist."""
        serial = self._serials.get(born, 0)
        self._serials[born] = serial + 1
        return with_check_digit(f"{ID_AREA}{born:%Y%m%d}{(serial * 2 + (sex == 'm')) % 1000:03}")

    def hamlet(self, taken: set[str]) -> str:
        """A hamlet's name not among ``taken``, and added to it."""
        first, second = pools()["hamlets"]
        for _ in range(TRIES_MAX):
            name = f"{self._source.choice(first.split())}{self._source.choice(second.split())}"
            if name not in taken and name[0] != name[1]:
                taken.add(name)
                return name
        raise RuntimeError("the pool of hamlet names is used up")

    def line(self, pool: str) -> str:
        """One line of a flat pool."""
        return str(self._source.choice(pools()[pool]))

    def wish(self, service: str, source: random.Random) -> str:
        """A child's wish for a service, in its own words."""
        return str(source.choice(pools()["wishes"][service]))

    def _unused(self, surname: str, pool: Sequence[str], taken: set[str]) -> str:
        for _ in range(TRIES_MAX):
            name = surname + self._source.choice(pool)
            if name not in taken:
                return name
        raise RuntimeError(f"the pool of names is used up for {len(taken)} people")

    def _weighted(self, shares: Mapping[str, int]) -> str:
        return self._source.choices(list(shares), weights=list(shares.values()))[0]


def _pairs(pool: Sequence[str]) -> list[str]:
    first, second = pool
    return [one + other for one in first.split() for other in second.split() if one != other]
