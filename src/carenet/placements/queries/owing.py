"""What of the things owed is set aside."""

from carenet.placements.queries.backups import stands_in
from carenet.placements.rules.stays import RESTING


def set_aside(owed: str, day: str) -> str:
    """SQL that is true where an exemption lifts the obligation `owed` on `day`.

    What needs the child itself rests while it is with its parents. One that names the obligation lifts it for good; one of an area lifts its kind for its days.

    Args:
        owed: the alias of the obligation's row.
        day: an expression for the local day.

    """
    return f"""(exists (select from exemptions lifted where lifted.obligation = {owed}.id
    or lifted.division is not null and {day} between lifted.starts_on and lifted.ends_on
      and {owed}.village like lifted.division || '%'
      and (lifted.kind is null or lifted.kind = {owed}.kind))
    or {owed}.kind = any ('{{{",".join(RESTING)}}}') and exists (select from parent_stays away
      where away.child = {owed}.child and away.called_off_at is null and away.starts_on <= {day}
        and (away.returned_on is null or away.returned_on > {day})))"""


def owed_by(owed: str, at: str) -> str:
    """SQL: the one adult who owes `owed` at a moment: who stands in, unless set aside, else whose it is.

    Args:
        owed: the alias of the obligation's row.
        at: an expression for the moment.

    """
    return f"""coalesce((select c.who from (select {stands_in(f"{owed}.placement", at)} as who) c
    where not app.suspended(c.who, {at})), {owed}.person)"""
