"""From a row's words to places: villages, schools, and whether they lie where the sender may write."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from carenet.census.columns import layout
from carenet.census.rows import CensusRow, Fault
from carenet.core.said import N_, Said
from carenet.places.codes import Scope
from carenet.places.naming import PlaceNames

WORDS_MAX: Final = 120
TOWN_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Ground:
    """What rows are placed on: names of divisions, schools by name, and the sender's scope."""

    names: PlaceNames
    schools: Mapping[str, UUID]
    scope: Scope
    towns: Collection[str] = ()

    def allows(self, village: str) -> bool:
        """Does the sender's scope hold this village?"""
        return self.scope.holds(village) and (not self.towns or village[:TOWN_DIGITS] in self.towns)


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its village of care, its village of registration if known, and its school."""

    row: CensusRow
    village: str
    hukou: str | None
    school: UUID | None


def fault_at(row: CensusRow, key: str, why: Said, *, value: str = "") -> Fault:
    """A fault of a row found after reading, at the column where the template has it."""
    columns = layout().columns
    index = next(i for i, column in enumerate(columns) if column.key == key)
    return Fault(row.sheet, row.line, index, columns[index].zh, value, why)


def placed(row: CensusRow, ground: Ground) -> Placed | Fault:
    """A row on its ground, or why it cannot stand there.

    Within the scope a village's own name is enough; a village elsewhere is refused row by row.
    """
    here = [
        v for v in ground.names.villages(row.care_place, within=ground.scope) if ground.allows(v)
    ]
    if len(here) != 1:
        anywhere = ground.names.villages(row.care_place)
        if len(here) > 1:
            why = Said(N_("Several villages are called that; write county and township as well."))
        elif anywhere:
            why = Said(N_("This village lies outside your area."))
        else:
            why = Said(N_("No village is called that; write county, township and village."))
        return fault_at(row, "care_place", why, value=row.care_place)
    hukou = ground.names.villages(row.home_place)
    school = ground.schools.get(row.school) if row.school else None
    return Placed(row, here[0], hukou[0] if len(hukou) == 1 else None, school)
