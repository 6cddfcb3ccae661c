"""Second words on a record: changed on its first day, added to later; asked about, and answered."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.facts import announce
from carenet.core.refusals import NotFound
from carenet.core.reminders import remind
from carenet.visits.facts import RecordAnswered, RecordQuestioned, WorryRaised
from carenet.visits.rules import (
    ALONE_DAYS,
    NOTHING_NEW,
    ONLY_CHILDREN,
    SAY_WHY,
    CannotLog,
    Night,
    State,
    check_arrived,
    may_change,
)
from carenet.visits.services.records import hold_children
from carenet.visits.services.reporting import BEFORE, Found, alarm

TABLES: Final = {"day": "day_logs", "visit": "visit_reports", "contact": "contacts"}
FIELDS: Final = {
    "day": ("arrived_at", "ate", "homework", "slept", "health", "kind_line", "other_adult_tonight"),
    "visit": ("state", "who_was_there", "night_adult", "seen", "child_words", "note", "follow_up"),
    "contact": ("place", "minutes", "state", "note"),
}
"""What may be changed. Whom it is about and when it was stays: a wrong child is a new record and a word here."""
MAY_ASK: Final = ("county", "township", "director")
ALARMING: Final = ("state", "who_was_there", "night_adult")
NOTE: Final = """
insert into record_notes (id, child, village, what, record, author, kind, said, words, person, answers, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"""


async def _record(db: Scope, what: str, record: UUID, *, lock: bool) -> Any:
    """The row of a record with its readable fields.

    Raises:
        NotFound: no such record within the actor's reach.

    """
    if what not in TABLES:
        raise NotFound
    names = ", ".join(
        ("id", "child", "village", "person", "received_at", "happened_at", *FIELDS[what])
    )
    held = " for update" if lock else ""
    row = await db.fetchrow(f"select {names} from {TABLES[what]} where id = $1{held}", record)
    if row is None:
        raise NotFound
    return row


async def _note(
    db: Scope, what: str, row: Any, kind: str, *, said: Mapping[str, Any] | None = None,
    words: str | None = None, answers: UUID | None = None, by: Actor,
) -> UUID:  # fmt: skip
    id_ = uuid7()
    await db.execute(
        NOTE, id_, row["child"], row["village"], what, row["id"], row["person"], kind,
        json.dumps(said or {}, ensure_ascii=False, default=str), words, by.me, answers, clock.now(),
    )  # fmt: skip
    return id_


async def change_record(
    what: str, record: UUID, wish: Mapping[str, Any], because: str | None, *, by: Actor
) -> bool:
    """Change one's own record on its first day, or add to it later; True where it was changed.

    How it stood before is kept either way. A worry is no change: it is told to whoever answers, as if said at once.

    Args:
        what: day, visit or contact.
        record: its id.
        wish: the fields as they should stand.
        because: why, which is asked for once the first day is over.
        by: its writer.

    Raises:
        NotFound: it is not the actor's.
        CannotLog: nothing is different, no reason after the first day, or an hour to come.

    """
    now = clock.now()
    async with transaction(by) as db:
        row = await _record(db, what, record, lock=True)
        if row["person"] != by.me:
            raise NotFound
        new = {k: wish[k] for k in FIELDS[what] if k in wish and wish[k] != row[k]}
        worry = wish.get("worry") if what == "day" else None
        if not new and not worry:
            raise CannotLog(NOTHING_NEW)
        check_arrived(new.get("arrived_at"), now)
        open_ = may_change(row["received_at"], now)
        if worry:
            await db.execute("select app.add_worry($1, $2)", record, worry)
            await announce(WorryRaised(f"day_log:{record}", row["child"], row["village"], by.me))
        if not new:
            return open_
        if not open_ and not because:
            raise CannotLog(SAY_WHY, "because")
        if open_:
            await _note(db, what, row, "version", said={k: row[k] for k in new}, by=by)
            await _write(db, what, record, new)
        else:
            await _note(db, what, row, "amendment", said=new, words=because, by=by)
        await _alarm(db, what, row, new, by)
    return open_


async def _write(db: Scope, what: str, record: UUID, new: Mapping[str, Any]) -> None:
    sets = ", ".join(f"{name} = ${n}" for n, name in enumerate(new, 2))
    await db.execute(
        f"update {TABLES[what]} set {sets} where id = $1",
        record, *new.values(),
    )  # fmt: skip


async def _alarm(db: Scope, what: str, row: Any, new: Mapping[str, Any], by: Actor) -> None:
    """What is said later that a child is alone or worries somebody asks as much of others as if said at once."""
    if what == "contact" and new.get("state") == State.WORRIED:
        await announce(WorryRaised(f"contact:{row['id']}", row["child"], row["village"], by.me))
    if what != "visit" or not set(ALARMING) & set(new):
        return
    (child,) = await hold_children(db, [row["child"]])
    on_day = clock.day_of(row["happened_at"])
    before = await db.fetchval(BEFORE, child.id, on_day - timedelta(days=ALONE_DAYS), ONLY_CHILDREN)
    stands = {**dict(row), **new}
    night = Night(stands["night_adult"]) if stands["night_adult"] else None
    found = Found(State(stands["state"]), tuple(stands["who_was_there"]), night)
    await alarm(child, found, on_day, row["id"], before, by=by)


async def ask_about(what: str, record: UUID, words: str, *, by: Actor) -> UUID:
    """An officer asks the writer about a record.

    Raises:
        MayNot: the actor supervises nobody.
        NotFound: no such record here, or the actor wrote it.

    """
    by.needs(*MAY_ASK)
    async with transaction(by) as db:
        row = await _record(db, what, record, lock=False)
        if row["person"] == by.me:
            raise NotFound
        id_ = await _note(db, what, row, "question", words=words, by=by)
        await announce(RecordQuestioned(id_, row["child"], row["person"]))
    return id_


async def answer_question(note: UUID, words: str, *, by: Actor) -> None:
    """The writer answers; once.

    Raises:
        NotFound: no such question to the actor, or it is answered.

    """
    async with transaction(by) as db:
        asked = await db.fetchrow(
            """select what, record, person from record_notes q where id = $1 and kind = 'question' and author = $2
                 and not exists (select from record_notes a where a.answers = q.id)""",
            note,
            by.me,
        )
        if asked is None:
            raise NotFound
        row = await _record(db, asked["what"], asked["record"], lock=False)
        await _note(db, asked["what"], row, "answer", words=words, answers=note, by=by)
        await announce(RecordAnswered(note, row["child"], asked["person"]))


async def tell_of_question(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of RecordQuestioned: the writer is asked."""
    async with transaction(by):
        for one in payloads:
            await remind(
                "record.asked", f"record_note:{one['note']}", UUID(one["asked"]), clock.now()
            )


async def tell_of_record_answer(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of RecordAnswered: who asked hears of it."""
    async with transaction(by):
        for one in payloads:
            subject = f"record_answer:{one['note']}"
            await remind(
                "record.answered", subject, UUID(one["asked_by"]), clock.now(), id=str(one["child"])
            )
