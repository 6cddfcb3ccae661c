"""Host homes: the list, and one of them with who lives there."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.core.paging import Page, place
from carenet.core.refusals import NotFound

# Who lives in a host home is asked again every ninety days.
ROSTER_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class HomeLine:
    """One home as the list shows it. `state`: approved, waiting, renew or left."""

    id: UUID
    name: str
    village: str
    beds: int
    girls: bool
    boys: bool
    full_care: bool
    adults: int
    cleared: int
    approved_on: date | None
    renew_by: date | None
    state: str


@dataclass(frozen=True, slots=True)
class AdultLine:
    """An adult of the home."""

    id: UUID
    name: str
    sex: str | None
    relation: str | None
    confirmed_on: date
    tier: str | None
    asked_again: bool


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything the page about a home needs."""

    line: HomeLine
    school_minutes: int | None
    adults: list[AdultLine]
    written_by: str | None
    approved_by: str | None
    candidacy: UUID | None
    """The way to its approval, the newest one."""


_HOME: Final = """
select f.*, (select count(*) from host_family_adults a where a.family = f.id and a.left_on is null) as adults,
  (select count(*) from host_family_adults a where a.family = f.id and a.left_on is null
     and app.tier_on(a.person, $1) = 'cleared') as cleared,
  case when f.left_on is not null then 'left' when f.approved_on is null then 'waiting'
    when f.renew_by < $1 then 'renew' else 'approved' end as state
from host_families f"""


def _line(row: Any) -> HomeLine:
    return HomeLine(
        row["id"], row["name"], row["village"], row["beds"], row["takes_girls"], row["takes_boys"],
        row["full_care"], row["adults"], row["cleared"], row["approved_on"], row["renew_by"], row["state"],
    )  # fmt: skip


async def host_families(
    state: str | None, number: int | None, size: int | None, *, by: Actor
) -> Page[HomeLine]:
    """A page of the homes of one's scope; those that wait come first."""
    page, size, offset = place(number, size)
    async with reading(by) as db:
        rows = await db.fetch(
            f"""select x.*, count(*) over () as total from ({_HOME}) x
                where ($2::text is null and x.state <> 'left') or x.state = $2
                order by (x.state = 'waiting') desc, (x.state = 'renew') desc, x.village, x.name, x.id
                limit $3 offset $4""",
            clock.today(), state, size, offset,
        )  # fmt: skip
    return Page([_line(r) for r in rows], page, size, rows[0]["total"] if rows else 0)


async def host_family_page(family: UUID, *, by: Actor) -> HomePage:
    """A home within reach.

    Raises:
        NotFound: none within reach.

    """
    today = clock.today()
    async with reading(by) as db:
        row = await db.fetchrow(f"{_HOME} where f.id = $2", today, family)
        if row is None:
            raise NotFound
        adults = await db.fetch(
            """select a.person as id, n.name, p.sex, a.relation, a.confirmed_on, app.tier_on(a.person, $2) as tier
               from host_family_adults a left join lateral app.names_of(array[a.person]) n on true
               left join people p on p.id = a.person
               where a.family = $1 and a.left_on is null order by a.confirmed_on, a.id limit 20""",
            family, today,
        )  # fmt: skip
        names = await db.fetchrow(
            """select (select name from accounts where id = $1) as written,
                      (select name from accounts where id = $2) as approved,
                      (select id from candidacies where family = $3 order by begun_at desc, id desc limit 1) as way""",
            row["entered_by"], row["approved_by"], family,
        )  # fmt: skip
    old = today - timedelta(days=ROSTER_DAYS)
    return HomePage(
        _line(row), row["school_minutes"],
        [AdultLine(**a, asked_again=a["confirmed_on"] < old) for a in adults],
        names["written"] if names else None, names["approved"] if names else None,
        names["way"] if names else None,
    )  # fmt: skip


async def villages_of(*, by: Actor) -> list[tuple[str, str]]:
    """Villages of one's scope as (code, name)."""
    async with reading(by) as db:
        rows = await db.fetch(
            """select v.code, case when length($1) < 9 then t.name || ' · ' || v.name else v.name end as name
               from divisions v left join divisions t on t.code = v.parent
               where v.level = 'village' and v.code >= $1 and v.code < $2
                 and ($3::text[] = '{}' or left(v.code, 9) = any ($3::text[])) order by v.code limit 400""",
            by.lo, by.hi, list(by.towns),
        )  # fmt: skip
    return [(r["code"], r["name"]) for r in rows]
