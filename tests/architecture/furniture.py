"""One of everything in Mei's village, so that every page has something on it and every address an id."""

import json
from datetime import date, time, timedelta
from typing import Any

from carenet.core import clock
from carenet.core.clock import at
from tests import cast
from tests.cast import ADUO, BIN, HERE, MEI, PING, XIAOSHAN, XIAOYU, id_of
from tests.world import _insert as insert

REASONS = json.dumps([{"msgid": "Both parents are away.", "values": {}}])


async def _children(db: Any, today: date) -> None:
    for child, tier in ((XIAOYU, 0), (ADUO, 1)):
        own = {"child": child.id, "village": child.village}
        await insert(db, "urgencies", **own, tier=tier, reasons=REASONS, found_on=today)
        await insert(
            db, "findings", **own, kind="left_behind", version="liu2018", holds=True,
            reasons=REASONS, found_on=today,
        )  # fmt: skip
    own = {"child": XIAOYU.id, "village": HERE}
    await insert(
        db, "contacts", **own, person=PING.person, kind="call",
        happened_at=clock.now() - timedelta(days=30),
    )  # fmt: skip
    for purpose in ("host_family", "proxy_parent", "volunteer"):
        await insert(
            db, "consents", **own, purpose=purpose, agreed=True, given_by=cast.HONG.person,
            relation="mother", basis="consent", channel="app", rules_version="1",
        )  # fmt: skip
    for index, (kind, tone) in enumerate((("full_care", cast.GUI), ("proxy_parent", PING))):
        await insert(
            db, "placements", id=id_of(f"placement {index}"), **own, kind=kind, person=tone.person,
            weekdays=["1"], planned_from=today, starts_on=today, created_by=MEI.account,
        )  # fmt: skip
    await insert(
        db, "obligations", id=id_of("obligation"), **own, placement=id_of("placement 1"),
        person=PING.person, kind="call", opens_on=today - timedelta(days=9), due_on=today - timedelta(days=2),
    )  # fmt: skip


async def _matching(db: Any, today: date) -> None:
    own = {"child": ADUO.id, "village": HERE}
    await insert(
        db, "needs", id=id_of("need"), **own, service="tutoring", subject="maths", tier=1,
        reasons=REASONS, opened_on=today,
    )  # fmt: skip
    await insert(
        db, "offers", id=id_of("offer"), person=BIN.person, service="tutoring", division=HERE,
        capacity=2, starts_on=today,
    )  # fmt: skip

    await insert(
        db, "matching_rounds", id=id_of("round"), name="spring", division=f"{HERE[:9]}000",
        lo=HERE[:9], hi=f"{HERE[:9]}~", service="proxy_parent", state="draft", cut_off=clock.now(),
        opened_by=cast.LAN.account,
    )  # fmt: skip
    await insert(
        db, "proposals", id=id_of("proposal"), **own, round=id_of("round"), need=id_of("need"),
        person=PING.person, cost=40, state="draft",
        terms=json.dumps({
            "cost": 40, "terms": {"travel": 20, "language": 0, "new": 20, "busy": 0}, "minutes": 20,
            "on_foot": True, "language": "dong", "explains": True, "sibling": False,
            "subject": None, "same_village": True,
        }),
    )  # fmt: skip


async def _sessions(db: Any, today: date) -> None:
    when = {"starts_at": at(today, time(16, 30)), "ends_at": at(today, time(18))}
    shape = {"centre": cast.CENTRE, "village": HERE, "room": id_of("room"), "activity": "homework", "kind": "tutoring"}  # fmt: skip
    await insert(
        db, "series", id=id_of("series"), **shape, weekdays=[today.isoweekday()], weeks="every",
        starts_at=time(16, 30), ends_at=time(18), first_on=today, last_on=today + timedelta(days=60),
        children_max=20, created_by=MEI.account,
    )  # fmt: skip
    for index in range(3):
        day = timedelta(days=7 * index)
        await insert(
            db, "care_sessions", id=id_of(f"session {index}"), series=id_of("series"), **shape,
            on_day=today + day, starts_at=when["starts_at"] + day, ends_at=when["ends_at"] + day,
            children_max=20, title="作业辅导",
        )  # fmt: skip
    for child in (XIAOYU, XIAOSHAN):
        await insert(
            db, "enrolments", series=id_of("series"), centre=cast.CENTRE, child=child.id,
            village=HERE, starts_on=today, source="family", enrolled_by=MEI.account,
        )  # fmt: skip
    await insert(
        db, "sign_ups", id=id_of("sign-up"), care_session=id_of("session 1"), centre=cast.CENTRE,
        village=HERE, person=BIN.person, role="adult", tier="cleared", signed_up_by=BIN.account,
    )  # fmt: skip


async def _messages(db: Any) -> None:
    details = json.dumps({"date": "2026-11-25", "time": "16:30", "place": "凤凰村儿童之家", "title": "作业辅导"})  # fmt: skip
    for index, one in enumerate((MEI, BIN, cast.HONG, cast.QIN, cast.GUI, PING)):
        await insert(
            db, "outgoing", id=id_of(f"outgoing {index}"), recipient=one.person, channel="inapp",
            kind="session.evening", subject=f"session:{id_of('session 1')}", details=details,
            language="en", urgent=False, state="sent", not_before=clock.now(),
        )  # fmt: skip
        await insert(
            db, "inbox_messages", id=id_of(f"message {index}"), person=one.person,
            outgoing=id_of(f"outgoing {index}"), kind="session.evening", title="作业辅导", body="凤凰村儿童之家",
            urgent=False,
        )  # fmt: skip
    await insert(
        db, "call_tasks", id=id_of("call"), recipient=cast.NAI.person, for_person=MEI.person,
        division=HERE, way="walk", words_to_say="作业辅导", urgent=True,
    )  # fmt: skip


async def _beats(db: Any) -> None:
    for loop in ("main.tick", "solver.alive", "documents.alive"):
        await insert(db, "heartbeats", name=loop, beat_at=clock.now(), every_seconds=60)


async def furnish(db: Any) -> dict[str, str]:
    """Put one of everything there; `db` bypasses row security. Answers what each parameter names."""
    today = clock.today()
    await _children(db, today)
    await _matching(db, today)
    await _sessions(db, today)
    await _messages(db)
    await _beats(db)
    way = await db.fetchval(
        "insert into contact_ways (person, kind, value) values ($1, 'own_phone', '+8615400000001') returning id",
        cast.NAI.person,
    )
    sign_in = await db.fetchval(
        "select app.open_sign_in($1, $2, 2::smallint, null, 'another device', null)",
        MEI.account, b"0" * 32,
    )  # fmt: skip
    from carenet.core.assets import asset

    digest, name = asset("phone.css").strip("/").split("/")[1:]
    return {
        "child": str(XIAOYU.id),
        "part": "school",
        "way": str(way),
        "guardian": str(await db.fetchval("select id from guardians where child = $1", XIAOYU.id)),
        "act": "caring",
        "sign_in": str(sign_in),
        "message": str(id_of("message 0")),
        "call": str(id_of("call")),
        "round_": str(id_of("round")),
        "proposal": str(id_of("proposal")),
        "placement": str(id_of("placement 1")),
        "handover": str(id_of("such a handover never was")),
        "token": "such-a-link-never-was",
        "digest": digest,
        "name": name,
        "here": HERE,
        "far": cast.FAR,
    }
