"""Writes the cast into an empty, migrated database: the template every test's database is cloned from."""

from datetime import date, timedelta
from typing import Any

from carenet.core.envelopes import new_key
from carenet.core.pinyin import search_keys
from carenet.places.divisions import shipped_divisions
from tests import cast
from tests.cast import CAST, CHILDREN, HERE, id_of

LONG_AGO, FAR_OFF = date(2024, 1, 1), date(2099, 12, 31)


async def _insert(db: Any, table: str, **values: Any) -> None:
    names = list(values)
    places = ", ".join(f"${i + 1}" for i in range(len(names)))
    await db.execute(
        f"insert into {table} ({', '.join(names)}) values ({places})", *values.values()
    )


async def _places(db: Any) -> None:
    await db.copy_records_to_table(
        "divisions",
        columns=["code", "name", "level", "kind", "parent"],
        records=[
            (r.code, r.name, str(r.level), str(r.kind), r.parent) for r in shipped_divisions()
        ],
    )
    for key, kind, name in (
        ("school", "school", "凤凰小学"),
        ("committee", "committee", "凤凰村村民委员会"),
        ("centre", "centre", "凤凰村儿童之家"),
    ):
        await _insert(db, "organisations", id=id_of(key), kind=kind, name=name, division=HERE)
    await _insert(
        db,
        "organisations",
        id=cast.FAR_CENTRE,
        kind="centre",
        name="远处的儿童之家",
        division=cast.FAR,
    )
    for id_, name, village, code in (
        (cast.CENTRE, "凤凰村儿童之家", HERE, "C01"),
        (cast.FAR_CENTRE, "远处的儿童之家", cast.FAR, "C02"),
    ):
        await _insert(
            db, "centres", id=id_, kind="childrens_room", name=name, village=village,
            short_code=code, capacity=30, opened_on=LONG_AGO,
        )  # fmt: skip
    await _insert(db, "rooms", id=id_of("room"), organisation=cast.CENTRE, name="活动室", places=30)


async def _adults(db: Any, today: date) -> None:
    for one in CAST:
        keys = search_keys(one.name)
        await _insert(
            db, "people", id=one.person, name=one.name, sort_key=keys.sort_key,
            initials=keys.initials, pinyin=keys.pinyin, sex=one.sex, division=one.village,
        )  # fmt: skip
        await _insert(
            db, "accounts", id=one.account, person=one.person, handle=one.handle, name=one.name,
            language="en",
        )  # fmt: skip
        for role in one.roles:
            await _insert(db, "account_roles", account=one.account, role=role, starts_on=LONG_AGO)
        for role, office, scope in one.duties:
            await _insert(
                db, "duties", id=id_of(f"duty {one.handle}"), account=one.account, role=role,
                organisation=id_of(office) if office else None, division=scope.ljust(12, "0"),
                lo=scope, hi=f"{scope}~", towns=[], starts_on=LONG_AGO, ends_on=FAR_OFF,
                proposed_by=id_of("nobody"), approved_by=id_of("somebody"),
                approved_at=_noon(LONG_AGO),
            )  # fmt: skip
    for one, tier, until in (
        (cast.BIN, "cleared", FAR_OFF),
        (cast.LIAN, "cleared", FAR_OFF),
        (cast.QIN, "cleared", FAR_OFF),
        (cast.GUI, "cleared", FAR_OFF),
        (cast.PING, "cleared", FAR_OFF),
        (cast.FANG, "cleared", FAR_OFF),
        (cast.DONG, "group", FAR_OFF),
        (cast.CHUN, "cleared", today - timedelta(days=1)),
    ):
        await _insert(
            db, "cleared_spans", person=one.person, tier=tier, starts_on=LONG_AGO, ends_on=until
        )


def _noon(day: date) -> Any:
    from datetime import time

    from carenet.core.clock import at

    return at(day, time(12))


async def _children(db: Any) -> None:
    await _insert(db, "care_households", id=id_of("household"), village=HERE, name="吴奶秀家")
    for child in CHILDREN:
        keys = search_keys(child.name)
        await _insert(
            db, "children", id=child.id, village=child.village, name=child.name,
            sort_key=keys.sort_key, initials=keys.initials, pinyin=keys.pinyin, sex=child.sex,
            birth_date=date.fromisoformat(child.born), ethnicity="侗族",
        )  # fmt: skip
        await _insert(
            db, "care_places", child=child.id, village=child.village, division=child.village,
            starts_on=LONG_AGO,
        )  # fmt: skip
    for child in (cast.XIAOYU, cast.XIAOSHAN):
        own = {"child": child.id, "village": HERE}
        await _insert(
            db, "household_members", **own, household=id_of("household"), starts_on=LONG_AGO
        )
        await _insert(
            db, "guardians", **own, person=cast.HONG.person, relation="mother", starts_on=LONG_AGO
        )
        await _insert(
            db, "carers", **own, person=cast.NAI.person, relation="grandmother_p", able="able",
            can_read=False, starts_on=LONG_AGO,
        )  # fmt: skip
        for parent in ("mother", "father"):
            await _insert(
                db, "absences", **own, parent=parent, kind="work", place="广东",
                starts_on=date(2026, 2, 20),
            )  # fmt: skip
        for person, because in (
            (cast.HONG.person, "guardian:1"), (cast.NAI.person, "carer:1"),
            (cast.QIN.person, f"centre:{cast.CENTRE}"),
        ):  # fmt: skip
            await _reach(db, person, child, because)
    await _insert(
        db, "schoolings", child=cast.XIAOYU.id, village=HERE, organisation=cast.SCHOOL,
        stage="primary", grade="3", class_name="三（2）班", starts_on=LONG_AGO,
    )  # fmt: skip
    await _reach(db, cast.FANG.person, cast.XIAOYU, "class:1")
    await _reach(db, cast.PING.person, cast.XIAOYU, "placement:1")
    await _reach(db, cast.SHU.person, cast.XIAOYU, "counselling:1")


async def _reach(db: Any, person: Any, child: Any, because: str) -> None:
    await _insert(
        db, "reaches", person=person, child=child.id, village=child.village, because=because,
        starts_at=_noon(LONG_AGO),
    )  # fmt: skip


async def build(db: Any, today: date) -> None:
    """Write the whole world; `db` bypasses row security."""
    await db.execute("select app.keep_offline_key($1, $2, $3, $4)", *await new_key())
    await _places(db)
    await _adults(db, today)
    await _children(db)
