"""/children/new: a child by hand."""

from typing import Any

from litestar import Request, get, post

from carenet.accounts.entry import needs
from carenet.children import choices, forms, queries, services, words
from carenet.children.routes.listing import KEEPERS
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import Refusal
from carenet.people.services import Way
from carenet.places.cache import name_of


async def _offers(actor: Actor) -> dict[str, Any]:
    villages = await queries.villages_of(by=actor)
    near = villages[0] if villages else actor.lo
    return {
        "villages": [(code, f"{name_of(code[:9])} {name_of(code)}") for code in villages],
        "schools": await queries.schools_near(near, by=actor),
        "pairs": choices.pairs,
        "words": words,
    }


@get("/children/new", guards=[needs(*KEEPERS)])
async def show_new(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """An empty form."""
    return page(request, "children/new.html", submission=None, **await _offers(actor))


def _parent(wish: forms.NewForm, who: str) -> services.ParentSaid:
    return services.ParentSaid(
        who,
        getattr(wish, f"{who}_state"),
        clock.today(),
        left_on=getattr(wish, f"{who}_left_on"),
        works_at=getattr(wish, f"{who}_works_at"),
    )


def _carer(wish: forms.NewForm) -> services.Adult | None:
    if wish.carer_relation == "nobody" or wish.carer_name is None:
        return None
    way = Way("own_phone", wish.carer_phone) if wish.carer_phone else None
    return services.Adult(
        wish.carer_name, wish.carer_relation, wish.carer_phone, way, wish.carer_language
    )


def record_of(wish: forms.NewForm, by: Actor) -> services.WholeRecord:
    """What was typed, as a whole record."""
    return services.WholeRecord(
        child=services.NewChild(
            name=wish.name, village=wish.village, sex=wish.sex, birth_date=wish.birth_date,
            ethnicity=wish.ethnicity, languages=tuple(wish.languages), allergy=wish.allergy,
            special_care=wish.special_care, wish=wish.wish,
        ),
        school=services.School(
            wish.stage, wish.school, wish.grade, wish.class_name, wish.boards
        ),
        parents=(_parent(wish, "father"), _parent(wish, "mother")),
        guardians=(
            services.Adult(wish.guardian_name, wish.guardian_relation, wish.guardian_phone),
        ),
        carer=_carer(wish),
        filled=services.Filled("hand", by.name or "-", clock.today()),
        number=wish.id_number,
        pupil_number=wish.pupil_number,
    )  # fmt: skip


@post("/children/new", guards=[needs(*KEEPERS)])
async def create_child(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Take the child into the register and go to its page."""
    submission: Submission[forms.NewForm] = await read(forms.NewForm, request)
    if submission.form is None:
        return refused(request, "children/new.html", submission, **await _offers(actor))
    try:
        child = await services.register_whole(
            record_of(submission.form, actor), by=actor, hamlet=submission.form.hamlet
        )
    except Refusal as refusal:
        return refused(
            request, "children/new.html", submission.because(refusal), **await _offers(actor)
        )
    return see_other(f"/children/{child}")


HANDLERS = [show_new, create_child]
