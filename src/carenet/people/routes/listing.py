"""/helpers: the list, and one of them."""

from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.params import FromPath, FromQuery
from pydantic import BaseModel, Field

from carenet.accounts.entry import needs
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.paging import asked
from carenet.core.words import gettext, pgettext
from carenet.people import forms
from carenet.people.queries.helper import HelperPage, helper_page
from carenet.people.queries.listing import Wanted, helpers
from carenet.people.routes.words import grid_words, kind_words, offer_choices, pairs, tie_words
from carenet.people.rules import offering
from carenet.people.services.offering import leave
from carenet.places.cache import name_of

OFFICERS: Final = ("city", "county", "township", "director")
TIERS: Final = ("cleared", "group", "lapsed", "none")


class FindForm(BaseModel):
    """What to look for: posted, so that no address holds a name."""

    q: Annotated[str, Field(max_length=40)] = ""


def _words() -> dict[str, Any]:
    return {
        "kind_words": kind_words(),
        "kinds": pairs({k: w for k, w in offering.KINDS.items() if k != "staff"}),
        "tier_words": {
            "cleared": gettext("fully cleared"),
            "group": gettext("group helper"),
            "lapsed": gettext("lapsed"),
            "none": gettext("not cleared yet"),
        },
        "way_words": {
            "own_phone": gettext("own phone"),
            "neighbour": gettext("neighbour’s phone"),
            "in_person": gettext("in person"),
        },
        "subject_words": {k: gettext(w) for k, w in offering.SUBJECTS.items()},
        "skill_words": {k: gettext(w) for k, w in offering.SKILLS.items()},
        "language_words": {k: gettext(w) for k, w in offering.LANGUAGES.items()},
        "short_days": [
            pgettext("weekday", d) for d in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
        ],
        "name_of": name_of,
        **grid_words(),
    }


def _query(wanted: Wanted) -> dict[str, str]:
    """The filters as the address carries them; the search words never are among them."""
    kept: dict[str, Any] = {
        "kind": wanted.kind, "tier": wanted.tier, "weekday": wanted.weekday, "part": wanted.part,
        "subject": wanted.subject, "lapsing": 1 if wanted.soon else None, "new": 1 if wanted.new else None,
        "sort": wanted.sort,
    }  # fmt: skip
    return {k: str(v) for k, v in kept.items() if v is not None}


async def _listed(
    request: Request[Any, Any, Any],
    wanted: Wanted,
    number: int | None,
    size: int | None,
    by: Acting,
) -> Answer:
    found = await helpers(wanted, number, size, by=by)
    choices = offer_choices()
    return page(
        request, "people/helpers.html", found=found, wanted=wanted, filters_now=_query(wanted),
        subjects=choices["subjects"], **_words(),
    )  # fmt: skip


@get("/helpers")
async def list_helpers(
    request: Request[Any, Any, Any],
    actor: Acting,
    kind: FromQuery[str | None] = None,
    tier: FromQuery[str | None] = None,
    lapsing: FromQuery[str | None] = None,
    new: FromQuery[str | None] = None,
    weekday: FromQuery[str | None] = None,
    part: FromQuery[str | None] = None,
    subject: FromQuery[str | None] = None,
    sort: FromQuery[str | None] = None,
) -> Answer:
    """Helpers of one's scope, narrowed by the filters of the address."""
    number, size = asked(request.query_params)
    wanted = Wanted(
        kind=kind if kind in offering.KINDS else None,
        tier=tier if tier in TIERS else None,
        soon=bool(lapsing),
        new=bool(new),
        weekday=int(weekday) if weekday in ("1", "2", "3", "4", "5", "6", "7") else None,
        part=part if part in offering.PARTS else None,
        subject=subject if subject in offering.SUBJECTS else None,
        sort=sort or "name",
    )
    return await _listed(request, wanted, number, size, actor)


@post("/helpers/search", status_code=200)
async def find_helpers(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Helpers by name, pinyin, initials or the end of a phone number."""
    submission: Submission[FindForm] = await read(FindForm, request)
    q = submission.form.q if submission.form else ""
    return await _listed(request, Wanted(q=q), None, 100, actor)


async def helper_answer(
    request: Request[Any, Any, Any], by: Actor, person: UUID, submission: Submission[Any] | None
) -> Answer:
    """The page about a helper, with what was wrong in one of its forms."""
    one: HelperPage = await helper_page(person, by=by)
    return page(
        request, "people/helper.html", status=422 if submission else 200, one=one,
        submission=submission, tie_words=tie_words(), **_words(),
    )  # fmt: skip


@get("/helpers/{person:uuid}")
async def show_helper(
    request: Request[Any, Any, Any], actor: Acting, person: FromPath[UUID]
) -> Answer:
    """Who it is, what it offers, and how it is reached."""
    return await helper_answer(request, actor, person, None)


@post("/helpers/{person:uuid}/leaving")
async def create_leaving(
    request: Request[Any, Any, Any], actor: Acting, person: FromPath[UUID]
) -> Answer:
    """The helper stops helping, with a reason."""
    submission: Submission[forms.LeavingForm] = await read(forms.LeavingForm, request)
    if not (wish := submission.form):
        return await helper_answer(request, actor, person, submission)
    await leave(person, wish.kind, wish.because, by=actor)
    return see_other(f"/helpers/{person}")


HANDLERS: Final = [
    Router(
        "/",
        route_handlers=[list_helpers, find_helpers, show_helper, create_leaving],
        guards=[needs(*OFFICERS)],
    )
]
