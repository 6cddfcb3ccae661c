"""What a census row says, as the dated facts from which findings are computed."""

from typing import Final

from carenet.census.rows import CensusRow, ParentRow, ParentState
from carenet.children.rules import (
    Absence,
    ChildFacts,
    Hindered,
    Hindrance,
    ParentFacts,
    carer_kind,
)

_HINDRANCES: Final = {
    ParentState.UNABLE: Hindrance.UNABLE,
    ParentState.DEAD: Hindrance.DEAD,
    ParentState.MISSING: Hindrance.MISSING,
    ParentState.IMPRISONED: Hindrance.IMPRISONED,
}


def parent_facts(parent: ParentRow, row: CensusRow) -> ParentFacts:
    """Dated facts of one parent.

    Living apart holds from the day of filling in. A hindrance is taken as lasting already: nobody asks a census taker since when a father is dead.
    """
    absences: tuple[Absence, ...] = ()
    if parent.left_on is not None:
        absences = (Absence(parent.left_on, parent.returned_on),)
    hindrance = _HINDRANCES.get(parent.state)
    return ParentFacts(
        absences=absences,
        hindrances=(Hindered(hindrance),) if hindrance else (),
        parted_since=row.filled_on if parent.state is ParentState.PARTED else None,
        known=parent.state is not ParentState.UNKNOWN,
    )


def child_facts(row: CensusRow, *, home: str | None, place_of_care: str | None) -> ChildFacts:
    """What the findings look at; the two places are the village codes found for the row's words."""
    return ChildFacts(
        row.birth_date,
        row.stage,
        parent_facts(row.father, row),
        parent_facts(row.mother, row),
        carer_kind(row.carer.relation),
        home,
        place_of_care,
    )
