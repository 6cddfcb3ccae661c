"""Who has a child in care at a moment: the home, or whoever stands in for it."""

from carenet.placements.queries.backups import stands_in


def keepers(child: str, at: str) -> str:
    """SQL: the adults who have a child in care at a moment. Row security applies.

    Args:
        child: an expression for the child's id.
        at: an expression for the moment.

    """
    return f"""select coalesce({stands_in("kept.id", at)}, kept.person) as person from placements kept
    where kept.child = {child} and kept.kind in ('full_care', 'half_care') and kept.ends_on is null
      and kept.starts_on is not null"""


def keepers_names(child: str, at: str) -> str:
    """SQL: their names as an array; they may fetch the child like those on the carer's list."""
    return f"""array(select kn.name::text from ({keepers(child, at)}) k2
    cross join lateral app.names_of(array[k2.person]) kn order by 1)"""
