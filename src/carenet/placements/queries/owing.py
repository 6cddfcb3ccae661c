"""What of the things owed is set aside."""


def set_aside(owed: str, day: str) -> str:
    """SQL that is true where an exemption lifts the obligation `owed` on `day`.

    One that names the obligation lifts it for good; one of an area lifts its kind for its days.

    Args:
        owed: the alias of the obligation's row.
        day: an expression for the local day.

    """
    return f"""exists (select from exemptions lifted where lifted.obligation = {owed}.id
    or lifted.division is not null and {day} between lifted.starts_on and lifted.ends_on
      and {owed}.village like lifted.division || '%'
      and (lifted.kind is null or lifted.kind = {owed}.kind))"""
