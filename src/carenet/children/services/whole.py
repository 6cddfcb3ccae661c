"""A whole record at once, as a census row or the page for a new child has it."""

from dataclasses import dataclass, replace
from uuid import UUID

from carenet.children.services.archive import Filled, note_filling, set_key_groups
from carenet.children.services.away import ParentSaid, say_where
from carenet.children.services.family import Adult, name_carer, name_guardian
from carenet.children.services.home import School, set_address, set_hukou, set_school
from carenet.children.services.judging import recompute_findings
from carenet.children.services.registering import NewChild, change_details, register_child
from carenet.children.services.sealed import seal_health, seal_identity
from carenet.core.actors import Actor
from carenet.core.database import transaction
from carenet.places.services import hamlet_named


@dataclass(frozen=True, slots=True)
class WholeRecord:
    """All that is said of a child at once; the parts are those of the single verbs.

    `carer` None means that nobody looks after the child. `hukou` is the division, or None with the
    words in `hukou_words`.
    """

    child: NewChild
    school: School
    parents: tuple[ParentSaid, ...]
    guardians: tuple[Adult, ...]
    carer: Adult | None
    filled: Filled
    hukou: str | None = None
    hukou_words: str | None = None
    number: str | None = None
    pupil_number: str | None = None
    key_groups: tuple[str, ...] = ()
    health: str | None = None


async def _with_hamlet(record: WholeRecord, hamlet: str | None, by: Actor) -> WholeRecord:
    if not hamlet:
        return record
    id_ = await hamlet_named(record.child.village, hamlet, by=by)
    return replace(record, child=replace(record.child, hamlet=id_))


async def register_whole(
    record: WholeRecord, *, by: Actor, workbook: UUID | None = None, hamlet: str | None = None
) -> UUID:
    """Take a child with all that is known into the register; its id. `hamlet` is known by its name.

    Raises:
        MayNot: the village lies outside the officer's scope.
        NoSuchVillage: the code names none.

    """
    async with transaction(by):
        record = await _with_hamlet(record, hamlet, by)
        child = await register_child(record.child, by=by, judge=False)
        await _parts(child, record, by, workbook)
        await recompute_findings(child, by=by)
    return child


async def update_whole(
    child: UUID,
    record: WholeRecord,
    *,
    by: Actor,
    workbook: UUID | None = None,
    hamlet: str | None = None,
) -> bool:
    """Bring a record in line with what was said; False where it was already.

    What a census row does not ask for (allergy, special care, wish, languages) stays. The village of
    care is not changed: that is a move.

    Raises:
        NotFound: there is no such child within the actor's reach.

    """
    async with transaction(by) as db:
        kept = await db.fetchrow(
            """select k.allergy, k.special_care, k.languages, k.wish, k.ethnicity, p.address
               from children k left join care_places p on p.child = k.id and p.ends_on is null
               where k.id = $1""",
            child,
        )
        record = await _with_hamlet(record, hamlet, by)
        new = record.child
        if kept:
            new = replace(
                new,
                allergy=new.allergy or kept["allergy"],
                special_care=new.special_care or kept["special_care"],
                languages=new.languages or tuple(kept["languages"]),
                wish=new.wish or kept["wish"],
                ethnicity=new.ethnicity or kept["ethnicity"],
                address=new.address or kept["address"],
            )
        changed = await change_details(child, new, by=by, judge=False)
        if new.hamlet or new.address:
            changed |= await set_address(child, new.hamlet, new.address, by=by)
        changed |= await _parts(child, record, by, workbook)
        if changed:
            await recompute_findings(child, by=by)
    return changed


async def _parts(child: UUID, record: WholeRecord, by: Actor, workbook: UUID | None) -> bool:
    changed = False
    if record.hukou or record.hukou_words:
        changed |= await set_hukou(child, record.hukou, record.hukou_words, by=by, judge=False)
    changed |= await set_school(child, record.school, by=by, judge=False)
    for said in record.parents:
        changed |= await say_where(child, said, by=by, source=record.filled.source, judge=False)
    for guardian in record.guardians:
        changed |= await name_guardian(child, guardian, by=by, judge=False)
    changed |= await name_carer(child, record.carer, by=by, judge=False)
    if record.number or record.pupil_number:
        changed |= await seal_identity(
            child, by=by, number=record.number, pupil_number=record.pupil_number
        )
    changed |= await set_key_groups(child, record.key_groups, by=by, source=record.filled.source)
    fresh = await note_filling(child, record.filled, by=by, workbook=workbook)
    if fresh and record.health:
        await seal_health(child, "census", record.health, by=by)
    return changed
