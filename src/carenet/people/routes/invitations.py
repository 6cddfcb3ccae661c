"""/invitations: make a link and its picture, show it again, end it."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import Submission, read
from carenet.core.paging import asked
from carenet.core.refusals import Refusal
from carenet.core.sharing import picture_of, public_address
from carenet.core.words import gettext
from carenet.people import forms
from carenet.people.queries import invitations as queries
from carenet.people.routes.words import kind_words
from carenet.people.services import invitations as services


async def _choices(by: Acting) -> dict[str, Any]:
    words = kind_words()
    return {
        "kinds": [(k, words[k]) for k in services.kinds_for(by)],
        "places": await queries.places_to_invite(by=by),
        "uses": [(n, str(n)) for n in (1, 5, 20, 50, 200)],
        "days": [(1, gettext("1 day")), (7, gettext("1 week")), (14, gettext("2 weeks")), (60, gettext("60 days"))],
    }  # fmt: skip


@get("/invitations")
async def list_invitations(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Invitations of one's own and of one's scope."""
    found = await queries.invitations(asked(request.query_params)[0], by=actor)
    return page(request, "people/invitations.html", found=found, kind_words=kind_words())


@get("/invitations/new")
async def new_invitation(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Whom to invite, to where."""
    return page(
        request, "people/invitation_new.html", submission=None, **await _choices(actor)
    )  # fmt: skip


@post("/invitations")
async def create_invitation(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Make it and show it."""
    submission: Submission[forms.InvitationForm] = await read(forms.InvitationForm, request)
    choices = await _choices(actor)
    if not (wish := submission.form):
        return refused(request, "people/invitation_new.html", submission, **choices)
    names = {p.key: p.name for p in choices["places"]}
    division, _, office = wish.place.partition("|")
    try:
        made = await services.make_invitation(
            wish.kind,
            division,
            place=names.get(wish.place, ""),
            organisation=UUID(office) if office else None,
            uses=wish.uses,
            days=wish.days,
            by=actor,
        )
    except (Refusal, ValueError) as wrong:
        said = wrong if isinstance(wrong, Refusal) else Refusal()
        return refused(request, "people/invitation_new.html", submission.because(said), **choices)
    return see_other(f"/invitations/{made}")


@get("/invitations/{invitation:uuid}")
async def show_invitation(
    request: Request[Any, Any, Any], actor: Acting, invitation: FromPath[UUID]
) -> Answer:
    """Address and picture, to hand out, print or show on a screen."""
    one = await queries.invitation(invitation, by=actor)
    address = public_address(request, f"/join/{services.invitation_token(invitation)}")
    return page(
        request,
        "people/invitation.html",
        one=one,
        address=address,
        picture=picture_of(address),
        kind_words=kind_words(),
    )


@post("/invitations/{invitation:uuid}/ending")
async def end_invitation(actor: Acting, invitation: FromPath[UUID]) -> Answer:
    """It leads nowhere from now on."""
    await services.end_invitation(invitation, by=actor)
    return see_other("/invitations")


HANDLERS: Final = [
    Router(
        "/",
        route_handlers=[
            list_invitations,
            new_invitation,
            create_invitation,
            show_invitation,
            end_invitation,
        ],
        guards=[needs(*services.MAY_INVITE)],
    )
]
