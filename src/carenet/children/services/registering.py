"""A child comes into the register, its plain facts change, or it leaves."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from carenet.children.facts import ChildLeft, ChildRegistered
from carenet.children.services.judging import recompute_findings
from carenet.children.services.keepers import needs_keeper, village_held, village_of
from carenet.children.services.reaches import grant_reach
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.pinyin import search_keys
from carenet.core.refusals import N_, MayNot, Refusal

DETAILS: Final = ("sex", "birth_date", "ethnicity", "allergy", "special_care", "languages", "wish")


class NoSuchVillage(Refusal):
    """The code names no village."""

    msgid = N_("There is no such village in the list of divisions.")


class LeftBefore(Refusal):
    """The child is out of the register already."""

    msgid = N_("This child has left the register already.")


@dataclass(frozen=True, slots=True)
class NewChild:
    """What is known of a child at first; `village` is the 12-digit code of the place of care.

    `sex` is f or m, `ethnicity` and `languages` are codes of the register's lists.
    """

    name: str
    village: str
    sex: str | None = None
    birth_date: date | None = None
    ethnicity: str | None = None
    hamlet: UUID | None = None
    address: str | None = None
    languages: tuple[str, ...] = ()
    allergy: str | None = None
    special_care: str | None = None
    wish: str | None = None


async def _write(new: NewChild, db: Scope, by: Actor, *, short: bool) -> UUID:
    known = await db.fetchval(
        "select true from divisions where code = $1 and level = 'village'", new.village
    )
    if not known:
        raise NoSuchVillage
    id_, keys = uuid7(), search_keys(new.name)
    await db.execute(
        """insert into children (id, village, name, sort_key, initials, pinyin, sex, birth_date,
             ethnicity, short_record, allergy, special_care, languages, wish, created_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)""",
        id_, new.village, new.name, keys.sort_key[:120], keys.initials, keys.pinyin, new.sex,
        new.birth_date, new.ethnicity, short, new.allergy, new.special_care, list(new.languages),
        new.wish, by.account,
    )  # fmt: skip
    await announce(ChildRegistered(id_, new.village, short))
    return id_


async def register_child(new: NewChild, *, by: Actor, judge: bool = True) -> UUID:
    """Take a child into the register with its place of care; its id.

    Args:
        new: what is known.
        by: an officer whose scope holds the village, or a worker for one.
        judge: compute findings at once; a caller that adds more does it at the end.

    Raises:
        MayNot: the village lies outside the officer's scope.
        NoSuchVillage: the code names none.

    """
    needs_keeper(by)
    if by.account is not None and not by.covers(new.village):
        raise MayNot
    async with transaction(by) as db:
        id_ = await _write(new, db, by, short=False)
        await db.execute(
            """insert into care_places (child, village, division, hamlet, address, starts_on, moved_by)
               values ($1, $2, $2, $3, $4, $5, $6)""",
            id_,
            new.village,
            new.hamlet,
            new.address,
            clock.today(),
            by.account,
        )
        if judge:
            await recompute_findings(id_, by=by)
    return id_


async def take_in(
    new: NewChild, *, by: Actor, phone: str | None = None, fetched_by: str | None = None
) -> UUID:
    """The short record of a child who drops in at a centre; its id.

    A lead takes it in at the own place and reaches it from then on. `phone` in E.164 and
    `fetched_by` name who is rung and who fetches.

    Raises:
        MayNot: the actor neither keeps the register nor leads a place.
        NoSuchVillage: the code names none.

    """
    if by.account is not None:
        by.needs("director", "township", "county", "lead")
        if by.is_officer and not by.covers(new.village):
            raise MayNot
    async with transaction(by) as db:
        id_ = await _write(new, db, by, short=True)
        if by.account is not None and not by.is_officer:
            await grant_reach(by.me, id_, f"door:{id_}", by=by)
        if fetched_by or phone:
            await db.execute(
                """insert into pickup_people (child, village, name, phone, agreed_on)
                   values ($1, $2, $3, $4, $5)""",
                id_,
                new.village,
                fetched_by or phone,
                phone,
                clock.today(),
            )
    return id_


async def change_details(child: UUID, new: NewChild, *, by: Actor, judge: bool = True) -> bool:
    """Put the plain facts of a child right; False where nothing differed. The place stays.

    Raises:
        NotFound: there is no such child within the actor's reach.

    """
    needs_keeper(by)
    keys = search_keys(new.name)
    async with transaction(by) as db:
        await village_held(child, db)
        touched = await db.execute(
            """update children set name = $2, sort_key = $3, initials = $4, pinyin = $5, sex = $6,
                 birth_date = $7, ethnicity = $8, allergy = $9, special_care = $10, languages = $11,
                 wish = $12, short_record = false
               where id = $1 and (name, sex, birth_date, ethnicity, allergy, special_care, languages,
                 wish, short_record) is distinct from
                 ($2, $6, $7, $8, $9, $10, $11::varchar[], $12, false)""",
            child, new.name, keys.sort_key[:120], keys.initials, keys.pinyin, new.sex,
            new.birth_date, new.ethnicity, new.allergy, new.special_care, list(new.languages),
            new.wish,
        )  # fmt: skip
        if touched and judge:
            await recompute_findings(child, by=by)
    return bool(touched)


async def leave_register(child: UUID, because: str, *, by: Actor) -> None:
    """A child leaves the register: grown up, gone for good, or died. All reach to it ends.

    Raises:
        LeftBefore: it left already.
        NotFound: there is no such child within the actor's reach.

    """
    needs_keeper(by)
    async with transaction(by) as db:
        village = await village_of(child, db)
        touched = await db.execute(
            """update children set left_on = $2, left_because = $3
               where id = $1 and left_on is null""",
            child,
            clock.today(),
            because,
        )
        if not touched:
            raise LeftBefore
        await db.execute(
            "update reaches set ends_at = greatest(now(), starts_at) where child = $1 and ends_at is null",
            child,
        )
        await announce(ChildLeft(child, village, clock.today()))
