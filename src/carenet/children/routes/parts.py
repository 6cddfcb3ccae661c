"""/children/{id}/edit/…: the parts of a record, a short form each."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath
from pydantic import BaseModel

from carenet.accounts.entry import needs
from carenet.children import choices, forms, queries, services, words
from carenet.children.routes import meanwhile
from carenet.children.routes.listing import KEEPERS
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.people.rules import written_phone
from carenet.people.services import Way
from carenet.places.services import hamlet_named


async def _details(child: UUID, wish: Any, by: Actor) -> None:
    new = services.NewChild(
        name=wish.name, village="", sex=wish.sex, birth_date=wish.birth_date,
        ethnicity=wish.ethnicity, languages=tuple(wish.languages), allergy=wish.allergy,
        special_care=wish.special_care, wish=wish.wish,
    )  # fmt: skip
    await services.change_details(child, new, by=by)
    if wish.id_number or wish.pupil_number:
        await services.seal_identity(
            child, by=by, number=wish.id_number, pupil_number=wish.pupil_number
        )


async def _school(child: UUID, wish: Any, by: Actor) -> None:
    school = services.School(wish.stage, wish.school, wish.grade, wish.class_name, wish.boards)
    await services.set_school(child, school, by=by)


async def _parent(child: UUID, wish: Any, by: Actor) -> None:
    said = services.ParentSaid(
        wish.parent, wish.state, clock.today(), wish.left_on, wish.back_on, wish.works_at
    )
    await services.say_where(child, said, by=by)


async def _guardian(child: UUID, wish: Any, by: Actor) -> None:
    adult = services.Adult(wish.name, wish.relation, wish.phone)
    await services.name_guardian(child, adult, by=by)


async def _carer(child: UUID, wish: Any, by: Actor) -> None:
    if wish.relation == "nobody":
        await services.name_carer(child, None, by=by)
        return
    agreed = clock.today() if wish.way == "neighbour" else None
    way = Way(wish.way, wish.phone if wish.way != "in_person" else None, wish.via, agreed)
    adult = services.Adult(
        wish.name, wish.relation, wish.phone if wish.way != "neighbour" else None, way,
        wish.language, wish.can_read, wish.able,
    )  # fmt: skip
    await services.name_carer(child, adult, by=by)


async def _home(child: UUID, wish: Any, by: Actor) -> None:
    file = await queries.child_file(child, by=by)
    hamlet = await hamlet_named(file.child["village"], wish.hamlet, by=by) if wish.hamlet else None
    await services.set_address(child, hamlet, wish.address, by=by)
    if wish.household or wish.household_name:
        await services.join_household(child, wish.household, by=by, name=wish.household_name or "")
    await services.plan_week(child, wish.nights(), by=by, fetched_by=wish.fetched_by)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the record: its form, its heading, and how it is saved."""

    form: type[BaseModel]
    title: str
    save: Callable[[UUID, Any, Actor], Awaitable[None]]


PARTS: Final = {
    "details": Part(forms.DetailsForm, N_("Name and details"), _details),
    "school": Part(forms.SchoolForm, N_("School"), _school),
    "parents": Part(forms.ParentForm, N_("Where the parents are"), _parent),
    "guardian": Part(forms.GuardianForm, N_("Another guardian"), _guardian),
    "carer": Part(forms.CarerForm, N_("Who looks after the child"), _carer),
    "home": Part(forms.HomeForm, N_("House, roof and nights"), _home),
}


def _now(part: str, file: queries.ChildFile) -> dict[str, Any]:
    """What stands in the record, as the form would send it."""
    k = file.child
    if part == "details":
        plain = ("name", "sex", "birth_date", "ethnicity", "allergy", "special_care", "wish")
        return {**{n: k[n] for n in plain}, "languages": list(k["languages"])}
    if part == "school":
        return {
            **{n: k[n] for n in ("stage", "grade", "class_name")},
            "school": k["organisation"],
            "boards": k["boards"],
        }
    if part == "home":
        nights: dict[str, Any] = {f"night_{r['weekday']}": r["night"] for r in file.part("nights")}
        fetched = next((r["fetched_by"] for r in file.part("nights") if r["fetched_by"]), None)
        return {
            **nights, "hamlet": k["hamlet"], "address": k["address"],
            "household": k["household"], "fetched_by": fetched,
        }  # fmt: skip
    if part == "carer" and file.part("carers"):
        return _carer_now(file)
    return {}


def _carer_now(file: queries.ChildFile) -> dict[str, Any]:
    carer = file.part("carers")[0]
    ways = file.ways.get(carer["person"], [])
    way = ways[0] if ways else None
    number = next((w["value"] for w in ways if w["value"] and w["value"].startswith("+")), None)
    reads = carer["can_read"]
    return {
        "relation": carer["relation"], "name": file.names.get(carer["person"]),
        "phone": written_phone(number) if number else None, "way": way["kind"] if way else None,
        "via": way["via"] if way else None, "able": carer["able"],
        "can_read": None if reads is None else "true" if reads else "false",
    }  # fmt: skip


async def _context(child: UUID, part: str, by: Actor) -> tuple[dict[str, Any], dict[str, Any]]:
    if part not in PARTS:
        raise NotFound
    file = await queries.child_file(child, by=by)
    village = file.child["village"]
    shown = {
        "part": part,
        "title_words": PARTS[part].title,
        "child": file.child,
        "pairs": choices.pairs,
        "words": words,
        "schools": await queries.schools_near(village, by=by) if part == "school" else [],
        "nights": [(code, words.worded(words.NIGHTS, code)) for code in words.NIGHTS],
        "households": await queries.households_of(village, by=by) if part == "home" else [],
    }
    now = {k: "true" if v is True else v for k, v in _now(part, file).items()}
    return shown, {k: v for k, v in now.items() if v not in (None, "", False)}


@get("/children/{child:uuid}/edit/{part:str}", guards=[needs(*KEEPERS)])
async def show_part(
    request: Request[Any, Any, Any], child: FromPath[UUID], part: FromPath[str], actor: Acting
) -> Answer:
    """A part's form with what stands there now.

    Raises:
        NotFound: there is no such child or part.

    """
    shown, now = await _context(child, part, actor)
    blank: Submission[Any] = Submission.blank(**now)
    return page(request, "children/edit.html", submission=blank, mark=meanwhile.mark(now), **shown)


async def _unless_changed(
    child: UUID, part: str, submission: Submission[Any], by: Actor
) -> tuple[Submission[Any], str]:
    """What was typed, held back where the record is another than the one the form was opened on."""
    mark = submission.typed[meanwhile.MARK]
    if not mark or part not in meanwhile.STANDING:
        return submission, mark
    _, now = await _context(child, part, by)
    changed = meanwhile.differing(part, submission.typed, now)
    if not changed:
        return submission, mark
    held = submission.because(meanwhile.ChangedMeanwhile())
    return replace(held, form=None, errors=changed | held.errors), meanwhile.mark(now)


@post("/children/{child:uuid}/edit/{part:str}", guards=[needs(*KEEPERS)])
async def save_part(
    request: Request[Any, Any, Any], child: FromPath[UUID], part: FromPath[str], actor: Acting
) -> Answer:
    """Save one part; the findings follow by themselves. What was changed meanwhile is said first.

    Raises:
        NotFound: there is no such child or part.

    """
    if part not in PARTS:
        raise NotFound
    submission: Submission[Any] = await read(PARTS[part].form, request)
    mark = submission.typed[meanwhile.MARK]
    try:
        async with services.alone_with(child, by=actor):
            submission, mark = await _unless_changed(child, part, submission, actor)
            if submission.form is not None:
                await PARTS[part].save(child, submission.form, actor)
                return see_other(f"/children/{child}")
    except Refusal as refusal:
        submission = submission.because(refusal)
    shown, _ = await _context(child, part, actor)
    return refused(request, "children/edit.html", submission, mark=mark, **shown)


HANDLERS = [show_part, save_part]
