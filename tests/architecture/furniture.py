"""One of everything in Mei's village, so that every page has something on it and every address an id.

What is quick to write is written past the rules; what has a shape of its own is made by its verb.
"""

import json
from collections.abc import Awaitable, Callable
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from carenet.core import clock
from carenet.core.ciphers import seal
from carenet.core.clock import at
from carenet.core.files import put_sealed
from carenet.core.sounds import as_wave
from carenet.safeguarding.rules.kin import ITEMS
from carenet.timetables.rules.grid import grid_of
from tests import cast
from tests.cast import (
    ADUO,
    BIN,
    DONG,
    GUI,
    HERE,
    HONG,
    LAN,
    LIAN,
    MEI,
    PING,
    XIAOSHAN,
    XIAOYU,
    YE,
    id_of,
)
from tests.matching.builders import a_round, consent, left_behind, need, proxy, solved
from tests.timetables import builders as timetables
from tests.visits.pictures import picture
from tests.world import _insert as insert

# Whom the furniture brings within reach of a child, beyond what tests/canaries.py knows of the cast.
REACH = {"bin": [XIAOYU.name], "gui": [XIAOYU.name]}
Act = Callable[..., Awaitable[Any]]
SAID = json.dumps({"date": "2026-11-25", "time": "16:30", "place": "凤凰村儿童之家", "title": "作业辅导"})  # fmt: skip


async def _helpers(db: Any, today: date) -> None:
    for one in (BIN, DONG, LIAN):
        await insert(
            db, "volunteers", person=one.person, subjects=["math"], skills=["drawing"], joined_on=today
        )  # fmt: skip
        await insert(db, "availabilities", person=one.person, weekday=1, part="evening")
        await insert(
            db, "offers", id=id_of(f"offer {one.handle}"), person=one.person, service="tutoring", division=HERE, capacity=2, starts_on=today
        )  # fmt: skip
    await insert(
        db, "contact_ways", person=BIN.person, kind="own_phone", value="13800001234", rank=1
    )
    await insert(db, "person_languages", person=BIN.person, language="dong", can_explain=True)
    for kind, until in (("identity", None), ("record_check", today + timedelta(days=20))):
        await insert(
            db, "clearances", id=id_of(f"clearance {kind}"), person=BIN.person, kind=kind,
            issuer="派出所", result="passed", starts_on=today, ends_on=until, entered_by=LAN.account,
        )  # fmt: skip
    await insert(db, "suspensions", person=cast.CHUN.person, by=LAN.account, because="自己要求")
    newcomer = {"id": id_of("person newcomer"), "name": "陆新苗"}
    await insert(
        db, "people", **newcomer, sort_key="lu xin miao", pinyin="lu xin miao", division=HERE
    )
    await insert(
        db, "accounts", id=id_of("account newcomer"), person=newcomer["id"], handle="newcomer",
        name=newcomer["name"], language="en",
    )  # fmt: skip
    await insert(
        db, "duties", id=id_of("duty asked"), account=id_of("account newcomer"), role="director", organisation=id_of("committee"),
        division=HERE, lo=HERE, hi=f"{HERE}~", towns=[], starts_on=today,
        ends_on=today + timedelta(days=300), proposed_by=LAN.account,
    )  # fmt: skip
    await insert(
        db, "host_families", id=id_of("family"), name="桂兰芝家", village=HERE, beds=2, takes_girls=True,
        full_care=True, entered_by=LAN.account, approved_on=today, approved_by=YE.account,
        renew_by=today + timedelta(days=300),
    )  # fmt: skip
    await insert(
        db, "host_family_adults", family=id_of("family"), person=GUI.person, relation="本人", confirmed_on=today
    )  # fmt: skip
    await insert(
        db, "candidacies", id=id_of("candidacy"), kind="proxy_parent", person=LIAN.person, village=HERE,
        how="nominated", begun_by=MEI.account,
    )  # fmt: skip
    await insert(
        db, "candidacies", id=id_of("candidacy seen"), kind="host", family=id_of("family"), village=HERE,
        how="renewal", confirmed_on=today, confirmed_by=GUI.person,
    )  # fmt: skip
    # What no officer writes without acting is put there past its triggers.
    await db.execute("set session_replication_role = replica")
    await insert(
        db, "home_checks", id=id_of("check"), candidacy=id_of("candidacy seen"), village=HERE,
        visited_on=today, first_account=LAN.account, first_person=LAN.person, second_person=MEI.person,
        beds=2, rooms=1, living=3, answers="{}", fails=0,
    )  # fmt: skip
    await db.execute("set session_replication_role = origin")


async def _children(db: Any, today: date) -> None:
    own = {"child": XIAOYU.id, "village": HERE}
    await insert(
        db, "contacts", **own, person=PING.person, kind="call",
        happened_at=clock.now() - timedelta(days=30),
    )  # fmt: skip
    for purpose in ("host_family", "volunteer", "photo"):
        await consent(db, XIAOYU, purpose)
    await put_sealed(id_of("picture"), picture())
    await insert(
        db, "photos", id=id_of("photo"), picture=id_of("picture"), **own, person=GUI.person, what="day",
        record=id_of("day log"), size=1000, happened_at=at(today - timedelta(days=1), time(20)),
    )  # fmt: skip
    await put_sealed(id_of("sound"), as_wave(b"\xff" * 8000))
    await insert(
        db, "voice_notes", id=id_of("voice note"), sound=id_of("sound"), **own, person=GUI.person, what="day",
        record=id_of("day log"), seconds=1, size=8046, happened_at=at(today - timedelta(days=1), time(20)),
    )  # fmt: skip
    for index, (kind, one) in enumerate((("full_care", GUI), ("tutoring", BIN))):
        await insert(
            db, "placements", id=id_of(f"placement {index}"), **own, kind=kind, person=one.person,
            host_family=id_of("family") if index == 0 else None, weekdays=["1"], planned_from=today,
            starts_on=today, created_by=MEI.account,
        )  # fmt: skip
        await insert(
            db, "reaches", person=one.person, **own, because=f"placement:{id_of(f'placement {index}')}",
            starts_at=at(today - timedelta(days=1), time(12)),
        )  # fmt: skip
    await insert(
        db, "handovers", id=id_of("handover"), placement=id_of("placement 1"), **own,
        successor=LIAN.person, proposed_by=MEI.account, because="搬家",
    )  # fmt: skip
    await insert(
        db, "handovers", id=id_of("another handover"), placement=id_of("placement 0"), **own,
        successor=LIAN.person, proposed_by=MEI.account, because="搬家",
    )  # fmt: skip
    asked = {
        **own, "placement": id_of("placement 0"), "person": LIAN.person, "asked_by": MEI.account,
        "because": "住院",
    }  # fmt: skip
    await insert(
        db, "backups", id=id_of("backup"), **asked, starts_at=clock.now() + timedelta(days=2),
        ends_at=clock.now() + timedelta(days=4),
    )  # fmt: skip
    await insert(
        db, "backup_changes", backup=id_of("backup"), **own, what="asked", person=LIAN.person,
        by=MEI.account, at=clock.now(), starts_at=clock.now(), ends_at=clock.now() + timedelta(days=4),
    )  # fmt: skip
    await insert(
        db, "parent_stays", id=id_of("stay"), **own, place="东莞", starts_on=today + timedelta(days=30),
        ends_on=today + timedelta(days=40), confirmer=GUI.person, noted_by=MEI.account,
    )  # fmt: skip
    await insert(
        db, "obligations", id=id_of("obligation"), **own, placement=id_of("placement 1"), person=BIN.person,
        kind="guardian_call", opens_on=today - timedelta(days=9), due_on=today - timedelta(days=2),
    )  # fmt: skip
    await insert(
        db, "home_duties", id=id_of("home duty"), family=id_of("family"), village=HERE, kind="roster",
        opens_on=today - timedelta(days=95), due_on=today - timedelta(days=5),
    )  # fmt: skip
    await insert(
        db, "duty_tries", id=id_of("try"), **own, obligation=id_of("obligation"), tried_on=today,
        how="rang", note="说明天再打", written_by=MEI.account,
    )  # fmt: skip
    await insert(
        db, "kin_assessments", id=id_of("assessment"), **own, person=cast.NAI.person, visited_on=today,
        first_account=LAN.account, first_person=LAN.person, second_person=MEI.person,
        answers=json.dumps(dict.fromkeys(ITEMS, "yes")), outcome="support", support="想要一张写字桌",
    )  # fmt: skip
    await insert(
        db, "illness_episodes", id=id_of("illness"), **own, opened_by=GUI.person, adult_tonight="host",
        signs=["fever"], next_check_at=clock.now() - timedelta(hours=1),
    )  # fmt: skip
    await insert(
        db, "illness_entries", episode=id_of("illness"), **own, kind="temperature", value="38.5",
        at=clock.now(), by=GUI.account,
    )  # fmt: skip
    await insert(
        db, "visit_reports", id=id_of("visit report"), **own, person=MEI.person, on_day=today - timedelta(days=8),
        who_was_there=["grandparents"], night_adult="family", state="well", seen=["clothes"], child_words="想妈妈",
        happened_at=at(today - timedelta(days=8), time(17)),
    )  # fmt: skip
    await insert(
        db, "day_logs", id=id_of("day log"), **own, person=GUI.person, on_day=today - timedelta(days=1), ate="well",
        kind_line="今天笑了", happened_at=at(today - timedelta(days=1), time(20)),
    )  # fmt: skip
    await insert(
        db, "visit_tasks", id=id_of("visit task"), **own, report=id_of("visit report"), what="doctor",
        opened_on=today - timedelta(days=8), due_on=today - timedelta(days=1),
    )  # fmt: skip
    await insert(
        db, "visit_companions", id=id_of("companion"), **own, report=id_of("visit report"), person=PING.person,
        named_by=MEI.person, on_day=today - timedelta(days=8), happened_at=at(today - timedelta(days=8), time(17)),
    )  # fmt: skip
    await insert(
        db, "joint_visits", id=id_of("joint visit"), visit=id_of("joint visit"), **own, person=PING.person,
        proposed_by=MEI.person, starts_at=at(today + timedelta(days=3), time(16, 30)), owed=["quarterly_meeting"],
    )  # fmt: skip
    await insert(
        db, "record_notes", id=id_of("question"), **own, what="visit", record=id_of("visit report"),
        author=MEI.person, kind="question", words="那天晚上谁在家？", person=LAN.person,
    )  # fmt: skip
    await insert(
        db, "family_requests", id=id_of("wish"), **own, guardian=HONG.person, kind="copy",
        due_on=today + timedelta(days=10),
    )  # fmt: skip
    await insert(
        db, "call_slots", id=id_of("slot"), place="电话间", division=HERE, opened_by=MEI.person,
        starts_at=clock.now() + timedelta(days=2), ends_at=clock.now() + timedelta(days=2, minutes=15),
    )  # fmt: skip
    await insert(
        db, "restrictions", id=id_of("restriction"), child=ADUO.id, village=HERE, person=DONG.person,
        by=LAN.account, because="法院裁定",
    )  # fmt: skip


async def _apart(db: Any) -> None:
    for one, other in ((XIAOSHAN, ADUO), (ADUO, XIAOSHAN)):
        await insert(
            db, "children_apart", id=id_of(f"apart {one.key}"), pair=id_of("apart"), child=one.id,
            village=HERE, other=other.id, by=LAN.account,
            because_sealed=seal("打过架", "children_apart", "because_sealed", id_of(f"apart {one.key}")),
        )  # fmt: skip


async def _sessions(db: Any, today: date) -> None:
    start, end = at(today, time(16, 30)), at(today, time(18))
    shape = {
        "centre": cast.CENTRE, "village": HERE, "room": id_of("room"),  "activity": "tutoring",
        "kind": "tutoring", "subject": "math", "children_max": 20,
    }  # fmt: skip
    await insert(
        db, "series", id=id_of("series"), **shape, weekdays=[today.isoweekday()], weeks="every",
        starts_at=time(16, 30), ends_at=time(18), first_on=today, last_on=today + timedelta(days=60),
        created_by=MEI.account,
    )  # fmt: skip
    for index in range(3):
        day = timedelta(days=7 * index)
        await insert(
            db, "care_sessions", id=id_of(f"session {index}"), series=id_of("series"), **shape,
            on_day=today + day, starts_at=start + day, ends_at=end + day, title="作业辅导",
            check_in_code="123456",
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
    await insert(
        db, "alarms", id=id_of("alarm"), kind="missing", care_session=id_of("session 0"), centre=cast.CENTRE,
        child=XIAOSHAN.id, village=HERE, raised_at=clock.now(), reasons="[]",
    )  # fmt: skip
    await insert(
        db, "climbs", id=id_of("climb"), ladder="missing_child", subject=f"alarm:{id_of('alarm')}", details="{}",
        started_at=clock.now(), step=1, next_at=clock.now() + timedelta(minutes=10), place=HERE,
        steps='[{"minutes": 20, "name": "lead", "tell": ["lead"]}, {"minutes": 30, "name": "carer", "tell": ["carer"]}]',
    )  # fmt: skip
    await insert(
        db, "climb_calls", climb=id_of("climb"), step=1, person=MEI.person, duty="director", instead="lead::nobody", at=clock.now(),
    )  # fmt: skip
    await insert(
        db, "off_duties", id=id_of("absence"), person=MEI.person, starts_at=clock.now(), ends_at=clock.now() + timedelta(days=2),
        because="培训", by=LAN.account,
    )  # fmt: skip


async def _holiday_class(db: Any, today: date) -> None:
    """A class that is on today with its register open: one child has a place, one waits, one is kept one."""
    shape = {
        "centre": cast.CENTRE, "village": HERE, "activity": "homework", "kind": "holiday_class",
        "title": "寒托班", "children_max": 2,
    }  # fmt: skip
    await insert(
        db, "series", id=id_of("class"), **shape, weekdays=[1, 2, 3, 4, 5, 6, 7], weeks="every", starts_at=time(8, 30),
        ends_at=time(12), first_on=today, last_on=today + timedelta(days=9), created_by=MEI.account,
    )  # fmt: skip
    await insert(
        db, "care_sessions", id=id_of("class day"), series=id_of("class"), **shape, on_day=today,
        starts_at=at(today, time(8, 30)), ends_at=at(today, time(12)), check_in_code="123456",
    )  # fmt: skip
    await insert(
        db, "holiday_classes", id=id_of("class"), centre=cast.CENTRE, village=HERE, season="winter", places=2, lunch=True,
        enrol_from=today, enrol_until=today + timedelta(days=5), created_by=MEI.account,
    )  # fmt: skip
    asked = {
        "holiday_class": id_of("class"), "centre": cast.CENTRE, "village": HERE, "asked_by": MEI.account, "eats": True,
        "goes_home": "together", "alone_by_day": False, "young": False,
    }  # fmt: skip
    await insert(
        db, "class_applications", id=id_of("class place"), child=XIAOYU.id, **asked, placed_at=clock.now(), placed_by=MEI.account,
    )  # fmt: skip
    await insert(
        db, "class_applications", id=id_of("class kept"), child=XIAOSHAN.id, person=cast.NAI.person, **asked, offered_at=clock.now(),
        answer_by=clock.now() + timedelta(days=1),
    )  # fmt: skip
    await insert(
        db, "class_meals", care_session=id_of("class day"), centre=cast.CENTRE, village=HERE, menu="面条", by=MEI.account
    )  # fmt: skip
    await insert(
        db, "registers", care_session=id_of("class day"), centre=cast.CENTRE, village=HERE, opened_by=MEI.account
    )  # fmt: skip


async def _teams(db: Any, today: date) -> None:
    """Lian leads students who come in ten days; Ye has still to decide."""
    await insert(
        db, "teams", id=id_of("team"), organisation=cast.SCHOOL, name="春晖支教队", leader=LIAN.person,
        starts_on=today, ends_on=today + timedelta(days=90), division=f"{cast.COUNTY}000000",
    )  # fmt: skip
    for one in (LIAN, DONG):
        await insert(db, "team_members", team=id_of("team"), person=one.person)
    await insert(
        db, "team_visits", id=id_of("visit"), team=id_of("team"), centre=cast.CENTRE, village=HERE, rhythm="weekend",
        first_on=today + timedelta(days=10), last_on=today + timedelta(days=11), agreement="协议 7", agreed_on=today,
        proposed_by=LAN.account,
    )  # fmt: skip
    await insert(
        db, "team_visit_moves", visit=id_of("visit"), village=HERE, first_on=today + timedelta(days=17),
        last_on=today + timedelta(days=18), was_first_on=today + timedelta(days=10),
        was_last_on=today + timedelta(days=11), because="那个周末期末考试", asked_by=LAN.account,
    )  # fmt: skip
    await insert(
        db, "team_results", id=id_of("results"), visit=id_of("visit"), village=HERE, name="名单.xlsx", taken_by=LAN.account
    )  # fmt: skip
    row = {"book": id_of("results"), "village": HERE, "line": 3}
    await insert(
        db, "team_result_rows", **row, person=DONG.person, kind="identity", state="new", result="passed", on_day=today
    )  # fmt: skip
    await insert(db, "team_result_rows", **row, state="faulty", why="A day lies in the future.")


async def _hours(db: Any, today: date) -> None:
    """BIN was there a while ago: one entry of the ledger is doubted, one waits for a second person."""
    for index, kind in enumerate(("measured", "attested")):
        start = clock.now() - timedelta(hours=2 + 2 * index)
        ids = {name: id_of(f"{name} given {index}") for name in ("session", "sign-up", "came")}
        await insert(
            db, "care_sessions", id=ids["session"], centre=cast.CENTRE, village=HERE, kind="shift", activity="play",
            children_max=20, on_day=clock.day_of(start), starts_at=start, ends_at=start + timedelta(hours=1), check_in_code="654321",
        )  # fmt: skip
        place = {"person": BIN.person, "centre": cast.CENTRE, "village": HERE}
        await insert(
            db, "sign_ups", id=ids["sign-up"], care_session=ids["session"], **place, role="helper", tier="cleared",
            signed_up_by=BIN.account,
        )  # fmt: skip
        await insert(
            db, "adult_attendances", id=ids["came"], sign_up=ids["sign-up"], **place, came_at=start, came_by="screen" if index == 0 else "tick",
            recorded_by=LAN.account, went_at=start + timedelta(minutes=50), went_by="self", minutes=50,
        )  # fmt: skip
        await insert(
            db, "service_hours", id=id_of(f"hours {index}"), **place, kind=kind, on_day=clock.day_of(start), minutes=50,
            attendance=ids["came"], typed_by=LAN.account if index else None,
        )  # fmt: skip
    await put_sealed(id_of("paper"), picture())
    await insert(
        db, "paper_sheets", id=id_of("sheet"), care_session=id_of("session 0"), centre=cast.CENTRE, village=HERE,
        picture=id_of("paper"), uploaded_by=cast.QIN.person,
    )  # fmt: skip
    await insert(
        db, "paper_lines", sheet=id_of("sheet"), centre=cast.CENTRE, child=XIAOYU.id, village=HERE, state="here",
    )  # fmt: skip
    await insert(
        db, "certificates", id=id_of("certificate"), **place, paper_number="450226-2026-000001", paper_code="0123456789ABC",
        name=BIN.name, first_on=today, last_on=today, minutes=50, states="{}", asked_by=BIN.account, ready_at=clock.now(),
    )  # fmt: skip
    await insert(
        db, "leaves", id=id_of("leave"), person=BIN.person, starts_on=today + timedelta(days=90), ends_on=today + timedelta(days=95), by=BIN.account,
    )  # fmt: skip
    await insert(
        db, "hour_disputes", id=id_of("dispute"), entry=id_of("hours 0"), **place, minutes=60, because="七点才走", by=BIN.account,
    )  # fmt: skip


async def _forms(db: Any) -> None:
    for name in ("form", "form over"):
        await insert(
            db, "form_templates", id=id_of(name), lo=cast.TOWNSHIP, name="活动记录", format="docx", body=b"PK", asks=["date"],
            uploaded_by=LAN.account,
        )  # fmt: skip


async def _missed(db: Any) -> None:
    """BIN missed places that Lan wrote down: one to be said something against, one that was, one to be taken back."""
    await db.execute("set session_replication_role = replica")
    for index, name in enumerate(("no-show", "no-show said", "no-show lifted")):
        start = clock.now() - timedelta(hours=7 + index)
        on_day = clock.day_of(start)
        place = {"person": BIN.person, "centre": cast.CENTRE, "village": HERE}
        await insert(
            db, "care_sessions", id=id_of(f"session {name}"), centre=cast.CENTRE, village=HERE, kind="shift", activity="play",
            children_max=20, on_day=on_day, starts_at=start, ends_at=start + timedelta(minutes=30),
        )  # fmt: skip
        await insert(
            db, "sign_ups", id=id_of(f"sign-up {name}"), care_session=id_of(f"session {name}"), **place, role="helper",
            tier="cleared", signed_up_by=BIN.account,
        )  # fmt: skip
        await insert(
            db, "no_shows", id=id_of(name), sign_up=id_of(f"sign-up {name}"), care_session=id_of(f"session {name}"), **place,
            on_day=on_day, excused=False, by=LAN.account,
        )  # fmt: skip
    await insert(
        db, "no_show_consequences", id=id_of("talk"), no_show=id_of("no-show"), **place, kind="talk", times=2, within_days=60, starts_at=clock.now(),
    )  # fmt: skip
    await insert(
        db, "no_show_appeals", id=id_of("appeal"), no_show=id_of("no-show said"), **place, recorded_by=LAN.account, because="我在后厨",
        by=BIN.account, decide_by=clock.now() + timedelta(days=7),
    )  # fmt: skip
    await db.execute("set session_replication_role = origin")


async def _messages(db: Any) -> None:
    for index, one in enumerate((MEI, BIN, HONG, cast.QIN, GUI, PING)):
        await insert(
            db, "outgoing", id=id_of(f"outgoing {index}"), recipient=one.person, channel="inapp",
            kind="session.evening", subject=f"session:{id_of('session 1')}", details=SAID,
            language="en", urgent=False, state="sent", not_before=clock.now(),
        )  # fmt: skip
        await insert(
            db, "inbox_messages", id=id_of(f"message {index}"), person=one.person,
            outgoing=id_of(f"outgoing {index}"), kind="session.evening", title="作业辅导",
            body="凤凰村儿童之家", urgent=False,
        )  # fmt: skip
    await insert(
        db, "call_tasks", id=id_of("call"), recipient=cast.NAI.person, for_person=MEI.person,
        division=HERE, way="walk", words_to_say="作业辅导", urgent=True,
    )  # fmt: skip
    for loop in ("main.tick", "solver.alive", "documents.alive"):
        await insert(db, "heartbeats", name=loop, beat_at=clock.now(), every_seconds=60)


async def _rounds(db: Any, act: Act, worker: Any) -> dict[str, str]:
    from carenet.matching.rules import Service
    from carenet.matching.services import open_round, publish

    await left_behind(db, XIAOYU, XIAOSHAN, ADUO)
    await proxy(db, PING)
    for child in (XIAOYU, XIAOSHAN):
        await consent(db, child, "proxy_parent")
    done = await a_round(act)
    assert await solved(act, worker, done) == "done"
    await publish(done, None, by=await act(LAN))
    await left_behind(db, cast.SHITOU)
    await need(db, ADUO, "tutoring", subject="math")
    opened = await open_round(
        "二年级辅导", Service("tutoring"), f"{HERE[:9]}000", clock.today(), by=await act(LAN)
    )
    line = await db.fetchval(
        "select id from proposals where round = $1 and child = $2", done, XIAOYU.id
    )
    return {
        "round_": str(done),
        "open_round": str(opened),
        "other": str(opened),
        "proposal": str(line),
    }


async def _calendar(db: Any, today: date) -> dict[str, str]:
    await insert(
        db, "closures", id=id_of("closure"), organisation=cast.CENTRE, starts_on=today + timedelta(days=3),
        ends_on=today + timedelta(days=3), because="庙会", said_by=LAN.account,
    )  # fmt: skip
    await insert(
        db, "tasks", id=id_of("roll out"), kind="scheduling.roll_out", begun_by=LAN.account, details="{}",
        state="waiting",
    )  # fmt: skip
    await insert(
        db, "season_hours", id=id_of("season"), name="summer", organisation=cast.CENTRE, starts_on=today + timedelta(days=300),
        ends_on=today + timedelta(days=390), from_time=time(12), minutes=30,
    )  # fmt: skip
    await insert(
        db, "adult_ties", id=id_of("tie"), person=BIN.person, kind="relatives", other_index=b"-", other_tail="0000", said_by=BIN.account,
    )  # fmt: skip
    return {
        "tie": str(id_of("tie")),
        "clock": str(id_of("season")),
        "closure": str(id_of("closure")),
        "task": str(id_of("roll out")),
    }


async def _timetable(db: Any, act: Act, worker: Any) -> dict[str, str]:
    from carenet.timetables.services.wishing import add_wish

    first, _ = timetables.term()
    made = await timetables.a_timetable(act, grid=grid_of("18:00-18:50", "", "", first))
    assert await timetables.solved(act, worker, made) == "done"
    course = await db.fetchval("select course from timetable_lines order by id limit 1")
    wish = await add_wish(made, course, None, LIAN.person, by=await act(LAN))
    return {"timetable": str(made), "course": str(course), "wish": str(wish)}


async def _boarders(db: Any, today: date) -> None:
    await insert(
        db, "tasks", id=id_of("envelopes"), kind="letters.make_envelopes", begun_by=MEI.account,
        details={"village": HERE}, state="waiting",
    )  # fmt: skip
    await insert(
        db, "follow_ups", id=id_of("follow-up"), child=XIAOYU.id, village=HERE, kind="body",
        found_on=today, due_on=today + timedelta(days=9), noted_by=MEI.account,
    )  # fmt: skip
    await db.execute("update schoolings set boards = true where child = $1", XIAOYU.id)
    for name, days in (("leave", 0), ("open leave", 1)):
        await insert(
            db, "weekend_leaves", id=id_of(name), child=XIAOYU.id, village=HERE, office=cast.SCHOOL,
            leaves_on=today + timedelta(days=days), goes=True, how="fetched", with_whom="姑姑",
            home_by=at(today + timedelta(days=days), time(18)), listed_by=cast.FANG.account,
        )  # fmt: skip


async def _by_verbs(act: Act) -> dict[str, str]:
    from carenet.letters.rules import Target, Wish
    from carenet.letters.services.writing import send_letter
    from carenet.people.services.invitations import invitation_token, make_invitation
    from carenet.safeguarding.services.concerns import raise_concern

    mei = await act(MEI)
    invitation = await make_invitation("volunteer", HERE, place="凤凰村", uses=5, days=7, by=mei)
    concern = await raise_concern(XIAOYU.id, "worry", "她晚上一个人在家。", by=await act(BIN))
    wish = Wish(Target(HERE, HERE, f"{HERE}~"), "guardians", "放假前", "请看好孩子，别到河边去。")
    letter = await send_letter(wish, "凤凰村", by=mei)
    return {
        "invitation": str(invitation),
        "join {token}": invitation_token(invitation),
        "concern": str(concern),
        "letter": str(letter),
    }


async def _census(db: Any) -> None:
    from carenet.census.placing import Placed
    from carenet.census.services.sealing import Waiting, close
    from tests.census.test_import import row

    await insert(
        db, "census_workbooks", id=id_of("workbook"), village=HERE, stored_file=id_of("no file"),
        name="台账.xlsx", scope_lo=HERE, scope_hi=f"{HERE}~", taken_by=MEI.account, held=1,
    )  # fmt: skip
    id_ = id_of("census row")
    held = close(
        Waiting(
            [],
            Placed(row(1), HERE, None, None),
            "The ID number is that of a child with another name.",
        ),
        id_,
    )
    await insert(
        db, "census_rows", id=id_, village=HERE, workbook=id_of("workbook"), sheet="x", line=3,
        state="held", faults="[]", child=ADUO.id, details=held,
    )  # fmt: skip


async def furnish(db: Any, act: Act, worker: Any) -> dict[str, str]:
    """Put one of everything there; `db` bypasses row security. Answers what each parameter names."""
    from carenet.core.assets import asset

    today = clock.today()
    made = await _rounds(db, act, worker)
    await _helpers(db, today)
    await _children(db, today)
    await _apart(db)
    await _sessions(db, today)
    await _hours(db, today)
    await _missed(db)
    await _forms(db)
    await _holiday_class(db, today)
    await _teams(db, today)
    made |= await _calendar(db, today)
    made |= await _timetable(db, act, worker)
    await _messages(db)
    await _census(db)
    await _boarders(db, today)
    made |= await _by_verbs(act)
    sign_in = await db.fetchval(
        "select app.open_sign_in($1, $2, 2::smallint, null, 'another device', null)",
        MEI.account, b"0" * 32,
    )  # fmt: skip
    way = await db.fetchval(
        "insert into contact_ways (person, kind, value) values ($1, 'own_phone', '+8615400000001') returning id",
        cast.NAI.person,
    )
    guardian = await db.fetchval("select id from guardians where child = $1", XIAOYU.id)
    digest, name = asset("phone.css").strip("/").split("/")[1:]
    ids: dict[str, UUID | str] = {
        "book": id_of("workbook"), "row": id_of("census row"), "child": XIAOYU.id, "sign_in": sign_in, "message": id_of("message 0"), "call": id_of("call"),
        "placement": id_of("placement 1"), "open_placement": id_of("placement 0"), "backup": id_of("backup"), "stay": id_of("stay"), "handover": id_of("handover"), "open_handover": id_of("another handover"), "person": BIN.person,
        "family": id_of("family"), "offer": id_of("offer bin"), "clearance": id_of("clearance record_check"),
        "restriction": id_of("restriction"), "apart_pair": id_of("apart"), "session": id_of("session 0"), "series": id_of("series"),
        "holiday_class": id_of("class"), "team": id_of("team"), "visit": id_of("visit"),
        "alarm": id_of("alarm"), "feed": id_of("such a feed never was"), "centre": cast.CENTRE, "obligation": id_of("obligation"), "exemption": id_of("no exemption"), "home_duty": id_of("home duty"), "assessment": id_of("assessment"), "nai": cast.NAI.person, "lan_person": LAN.person,
        "sign_up": id_of("sign-up"), "lian": LIAN.person, "newcomer": id_of("account newcomer"), "committee": cast.COMMITTEE, "aduo": ADUO.id, "duty": id_of("duty asked"), "room": id_of("room"), "episode": id_of("illness"), "hong": HONG.person,
        "way": way, "guardian": guardian, "leave": id_of("leave"), "open_leave": id_of("open leave"), "follow_up": id_of("follow-up"),
        "photo": id_of("photo"), "voice_note": id_of("voice note"), "family_wish": id_of("wish"), "slot": id_of("slot"), "purpose": "photo", "what": "visit",
        "record": id_of("visit report"), "note": id_of("question"), "companion": id_of("companion"), "visit_task": id_of("visit task"),
    }  # fmt: skip
    return made | {name: str(id_) for name, id_ in ids.items()} | {
        "candidacy": str(id_of("candidacy")), "check": str(id_of("check")),
        "host-families {family} adults {person}": str(GUI.person),
        "letters {letter} people {person}": str(HONG.person),
        "children {child} restrictions {restriction}": str(id_of("restriction")),
        "part": "school", "today": clock.today().isoformat(), "tomorrow": (clock.today() + timedelta(days=1)).isoformat(), "season": "term", "classes days {session}": str(id_of("class day")),
        "application": str(id_of("class place")), "family classes places {application}": str(id_of("class kept")),
        "visits planned {visit}": str(id_of("joint visit")), "visits planned {visit} calling-off": str(id_of("joint visit")),
        "team-visits {visit} results {book}": str(id_of("results")), "team-visits {visit} results {book} entering": str(id_of("results")),
        "me team members {person}": str(DONG.person), "member": str(DONG.person), "log {kind}": "visit", "act": "caring",
        "of": "alarm", "ladder": "missing_child", "town": cast.TOWNSHIP, "matter": str(id_of("alarm")), "absence": str(id_of("absence")),
        "certificate": str(id_of("certificate")), "leave": str(id_of("leave")), "envelopes": str(id_of("envelopes")), "v {code}": "0123456789ABX",
        "code": "123456", "entry": str(id_of("hours 1")), "dispute": str(id_of("dispute")),
        "no_show": str(id_of("no-show")), "missed mistakes {no_show}": str(id_of("no-show lifted")), "appeal": str(id_of("appeal")), "talk": str(id_of("talk")), "form": str(id_of("form")),
        "token": "such-a-link-never-was", "channel": "sms", "message_kind": "alarm.child", "mark": "x", "bot": str(id_of("no bot")), "digest": digest, "name": name, "here": HERE, "far": cast.FAR,
    }  # fmt: skip
