"""The demo county's care households: carers at home, parents away, and their children."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from carenet.demo import lives
from carenet.demo.childhood import Childhood
from carenet.demo.grounds import of_level
from carenet.demo.names import Names, Origin, pools
from carenet.demo.shapes import (
    Child,
    ContactWay,
    County,
    Hamlet,
    Household,
    Language,
    Parent,
    Person,
)
from carenet.places.codes import Level

CHILDREN: Final = 2_600
CHILDREN_PER_VILLAGE_MIN: Final = 3
CAST_AGES: Final = (10, 8)
_CARERS: Final = {
    "grandmother_p": 420, "grandfather_p": 120, "grandmother_m": 110, "grandfather_m": 40,
    "mother": 130, "father": 50, "aunt_p": 30, "uncle_p": 30, "aunt_m": 15, "kin": 25,
    "sibling": 10, "unrelated": 10, "nobody": 10,
}  # fmt: skip
_WOMEN: Final = frozenset({"grandmother_p", "grandmother_m", "mother", "aunt_p", "aunt_m", "kin"})
_OLD: Final = frozenset({"grandmother_p", "grandfather_p", "grandmother_m", "grandfather_m"})
_FAMILIES: Final = ((1, 2, 3), (72, 23, 5))
_SIBLINGS: Final = ((1, 2, 3), (50, 41, 9))


@dataclass(slots=True)
class _Roof:
    """One household while it is being filled."""

    hamlet: Hamlet
    origin: Origin
    carer_relation: str
    carer: Person | None
    household: Household


class Families:
    """Makes households village by village until the county has its children."""

    def __init__(self, county: County, names: Names, source: random.Random) -> None:
        self._county, self._names, self._source = county, names, source
        self._childhood = Childhood(county, names, source)
        self._households = self._parents = 0

    def make(self) -> None:
        """Fill in households, their adults and children."""
        hamlets: dict[str, list[Hamlet]] = {}
        for hamlet in self._county.hamlets:
            hamlets.setdefault(hamlet.village, []).append(hamlet)
        for village, children in self._shares().items():
            cast = village == pools()["cast_village"]
            for made in self._roofs(hamlets[village], children, cast=cast):
                self._county.children.extend(made)

    def _shares(self) -> dict[str, int]:
        """How many children live in each village: uneven, and 2,600 together."""
        villages = [row.code for row in of_level(self._county, Level.VILLAGE)]
        weights = [self._source.lognormvariate(0, 0.6) for _ in villages]
        spare = CHILDREN - CHILDREN_PER_VILLAGE_MIN * len(villages)
        shares = [CHILDREN_PER_VILLAGE_MIN + int(spare * w / sum(weights)) for w in weights]
        for place in range(CHILDREN - sum(shares)):
            shares[place % len(shares)] += 1
        return dict(zip(villages, shares, strict=True))

    def _roofs(self, hamlets: list[Hamlet], children: int, *, cast: bool) -> Iterator[list[Child]]:
        made = 0
        while made < children:
            first_of_cast = cast and made == 0
            relation = self._weighted(_CARERS)
            roof = self._roof(
                self._source.choice(hamlets), "grandmother_p" if first_of_cast else relation
            )
            families = self._source.choices(*_FAMILIES)[0] if roof.carer_relation in _OLD else 1
            for _ in range(1 if first_of_cast else families):
                room = children - made
                size = len(CAST_AGES) if first_of_cast else self._source.choices(*_SIBLINGS)[0]
                if room > 0:
                    family = self._family(roof, min(size, room), cast=first_of_cast)
                    made += len(family)
                    yield family

    def _roof(self, hamlet: Hamlet, relation: str) -> _Roof:
        self._households += 1
        key = f"household:{self._households}"
        origin = self._names.origin(hamlet.village[:9])
        carer = None
        if relation not in ("mother", "father", "nobody"):
            carer = self._carer(hamlet, origin, relation, key)
        name = carer.name if carer else origin.surname
        household = Household(
            key,
            hamlet.village,
            hamlet.key,
            pools()["household"].format(name=name),
            carer.key if carer else None,
            carer_able=self._source.random() > 0.08,
        )
        self._county.households.append(household)
        return _Roof(hamlet, origin, relation, carer, household)

    def _carer(self, hamlet: Hamlet, origin: Origin, relation: str, household: str) -> Person:
        sex = "f" if relation in _WOMEN else "m"
        old = relation in _OLD
        own = origin if relation.endswith("_p") else self._names.origin(hamlet.village[:9])
        age = self._source.randint(55, 78) if old else self._source.randint(22, 50)
        person = Person(
            f"carer:{self._households}",
            self._names.adult(own.surname, sex, old=old),
            sex,
            self._county.today.year - age,
            hamlet.village,
            self._tongues(origin.language, old=old),
            (self._way(old=old),),
            household,
            reads=self._source.random() < (0.45 if old else 0.97),
        )
        self._county.people[person.key] = person
        return person

    def _tongues(self, home: str, *, old: bool) -> tuple[Language, ...]:
        spoken = [Language(home, can_explain=True)]
        if self._source.random() < 0.6:
            spoken.append(Language("guiliu", can_explain=self._source.random() < 0.5))
        if not old or self._source.random() < 0.3:
            spoken.append(Language("mandarin", can_explain=not old))
        return tuple(spoken)

    def _way(self, *, old: bool) -> ContactWay:
        """How the carer is reached, tested within the year for most."""
        chance = self._source.random()
        tested = None
        if self._source.random() < 0.85:
            tested = self._county.today - timedelta(days=self._source.randint(3, 300))
        if chance < (0.55 if old else 0.92):
            works = self._source.random() > 0.03
            return ContactWay("own_phone", self._names.phone(), None, tested, works)
        if chance < 0.85:
            neighbour = self._names.adult(self._names.origin("").surname, "f", old=True)
            via = pools()["neighbour"].format(name=neighbour)
            return ContactWay("neighbour", self._names.phone(), via, tested)
        return ContactWay("in_person", tested_on=tested)

    def _family(self, roof: _Roof, size: int, *, cast: bool) -> list[Child]:
        self._parents += 1
        pattern = ("away", "away") if cast else lives.pattern_for(roof.carer_relation, self._source)
        surname = roof.origin.surname
        maternal = roof.carer_relation.endswith("_m")
        if maternal:
            surname = self._names.origin(roof.hamlet.village[:9]).surname
        handle = "guardian" if cast else None
        father = self._parent("father", pattern[0], roof, surname, handle=handle)
        mother = self._parent("mother", pattern[1], roof, surname)
        carer = roof.carer
        if roof.carer_relation in ("mother", "father"):
            parent = mother if roof.carer_relation == "mother" else father
            carer = self._county.people[parent.person]
        return self._childhood.siblings(
            size,
            household=roof.household,
            origin=Origin(roof.origin.ethnicity, roof.origin.language, self._surname(father)),
            father=father,
            mother=mother,
            can_guard=(pattern[0] in lives.CAN_GUARD, pattern[1] in lives.CAN_GUARD),
            carer=carer,
            carer_relation=roof.carer_relation,
            ages=CAST_AGES if cast else (),
        )

    def _surname(self, father: Parent) -> str:
        return self._county.people[father.person].name[0]

    def _parent(
        self, who: str, what: str, roof: _Roof, surname: str, *, handle: str | None = None
    ) -> Parent:
        today = self._county.today
        sex = "m" if who == "father" else "f"
        key = f"cast:{handle}" if handle else f"{who}:{self._parents}"
        own = surname if who == "father" else self._names.origin(roof.hamlet.village[:9]).surname
        name = pools()["cast"][handle][0] if handle else self._names.adult(own, sex)
        reachable = what not in ("dead", "missing", "unknown", "imprisoned")
        ways = (ContactWay("own_phone", self._names.phone(), None, today),) if reachable else ()
        self._county.people[key] = Person(
            key,
            name,
            sex,
            today.year - self._source.randint(26, 44),
            roof.hamlet.village,
            self._tongues(roof.origin.language, old=False),
            ways,
            roof.household.key if what in ("home", "unable", "back") else None,
        )
        away = what in ("away", "new")
        return Parent(
            key,
            lives.life(what, today, self._source),
            self._names.line("works_at") if away else None,
            self._last_contact(today) if what in lives.CAN_CALL else None,
        )

    def _last_contact(self, today: date) -> date:
        """Most spoke within the week, some weeks ago."""
        return today - timedelta(days=min(60, int(self._source.expovariate(1 / 6))))

    def _weighted(self, weights: dict[str, int]) -> str:
        return self._source.choices(list(weights), weights=list(weights.values()))[0]
