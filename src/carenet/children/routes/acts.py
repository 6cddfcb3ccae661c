"""/children/{id}/…: moving, agreeing, trying to reach, leaving."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from carenet.accounts.entry import needs
from carenet.children import forms, queries, services, words
from carenet.children.routes.listing import KEEPERS
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.answers import Acting, Answer, page, refused, see_other
from carenet.core.forms import WRONG, F, Submission, read
from carenet.core.refusals import NotFound, Refusal
from carenet.people import services as people
from carenet.places.cache import name_of

GUARDS = [needs(*KEEPERS)]


def _wish(submission: Submission[F]) -> F:
    """What a one-button form said; such a form is only wrong if somebody else wrote it."""
    if submission.form is None:
        raise Refusal(WRONG)
    return submission.form


def _back(child: UUID, anchor: str = "") -> Redirect:
    return see_other(f"/children/{child}{anchor}")


async def _move_page(child: UUID, by: Actor) -> dict[str, Any]:
    file = await queries.child_file(child, by=by)
    codes = await queries.villages_of(by=by, beyond=True)
    return {
        "child": file.child,
        "villages": [(c, f"{name_of(c[:9])} {name_of(c)}") for c in codes],
        "words": words,
        "name_of": name_of,
        "today": clock.today(),
    }


@get("/children/{child:uuid}/move", guards=GUARDS)
async def show_move(
    request: Request[Any, Any, Any], child: FromPath[UUID], actor: Acting
) -> Answer:
    """Where the child's care goes, and what that does."""
    return page(request, "children/move.html", submission=None, **await _move_page(child, actor))


@post("/children/{child:uuid}/move", guards=GUARDS)
async def create_move(
    request: Request[Any, Any, Any], child: FromPath[UUID], actor: Acting
) -> Answer:
    """Hand the file over; if it left the own scope there is nothing to go back to."""
    submission: Submission[forms.MoveForm] = await read(forms.MoveForm, request)
    if wish := submission.form:
        try:
            await services.move_child(
                child, wish.village, by=actor, on_day=wish.on_day, keeps_school=wish.keeps_school
            )
        except NotFound:
            raise
        except Refusal as refusal:
            submission = submission.because(refusal)
        else:
            return _back(child) if actor.covers(wish.village) else see_other("/children")
    return refused(request, "children/move.html", submission, **await _move_page(child, actor))


@post("/children/{child:uuid}/arrival", guards=GUARDS)
async def receive(child: FromPath[UUID], actor: Acting) -> Answer:
    """The receiving side has seen it."""
    await services.receive_child(child, by=actor)
    return _back(child)


async def _consents_page(child: UUID, by: Actor) -> dict[str, Any]:
    file = await queries.child_file(child, by=by)
    return {
        "child": file.child,
        "file": file,
        "latest": {row["purpose"]: row for row in file.part("consents")},
        "guardians": [
            (g["person"], file.names.get(g["person"], "")) for g in file.part("guardians")
        ],
        "purposes": [(code, words.worded(words.PURPOSES, code)) for code in words.PURPOSES],
        "channels": [
            (code, words.worded(words.CHANNELS, code)) for code in words.CHANNELS if code != "app"
        ],
        "words": words,
        "today": clock.today(),
    }


@get("/children/{child:uuid}/consents", guards=GUARDS)
async def show_consents(
    request: Request[Any, Any, Any], child: FromPath[UUID], actor: Acting
) -> Answer:
    """Which purposes the guardian agreed to, and how."""
    shown = await _consents_page(child, actor)
    return page(request, "children/consents.html", submission=None, **shown)


@post("/children/{child:uuid}/consents", guards=GUARDS)
async def create_consent(
    request: Request[Any, Any, Any], child: FromPath[UUID], actor: Acting
) -> Answer:
    """Write down what a guardian said: one purpose, one answer."""
    submission: Submission[forms.ConsentForm] = await read(forms.ConsentForm, request)
    if wish := submission.form:
        try:
            await services.give_consent(
                child, wish.purpose, agreed=wish.agreed == "yes", given_by=wish.given_by,
                channel=wish.channel, child_voice=wish.child_voice, by=actor,
            )  # fmt: skip
        except NotFound:
            raise
        except Refusal as refusal:
            submission = submission.because(refusal)
        else:
            return see_other(f"/children/{child}/consents")
    shown = await _consents_page(child, actor)
    return refused(request, "children/consents.html", submission, **shown)


@post("/children/{child:uuid}/consents/withdrawal", guards=GUARDS)
async def withdraw_consent(
    request: Request[Any, Any, Any], child: FromPath[UUID], actor: Acting
) -> Answer:
    """Take a yes back, as the guardian asked."""
    submission: Submission[forms.WithdrawForm] = await read(forms.WithdrawForm, request)
    wish = _wish(submission)
    await services.withdraw_consent(
        child, wish.purpose, given_by=wish.given_by, channel=wish.channel, by=actor
    )
    return see_other(f"/children/{child}/consents")


@post("/children/{child:uuid}/attempts", guards=GUARDS)
async def create_attempt(
    request: Request[Any, Any, Any], child: FromPath[UUID], actor: Acting
) -> Answer:
    """A dated try to reach a guardian."""
    submission: Submission[forms.AttemptForm] = await read(forms.AttemptForm, request)
    wish = _wish(submission)
    await services.note_attempt(
        child, wish.guardian, wish.way, reached=wish.reached == "yes", by=actor
    )
    return _back(child, "#guardians")


@post("/children/{child:uuid}/ways/{way:uuid}/tries", guards=GUARDS)
async def create_try(
    request: Request[Any, Any, Any], child: FromPath[UUID], way: FromPath[UUID], actor: Acting
) -> Answer:
    """Somebody tried a way to be reached today."""
    submission: Submission[forms.TriedForm] = await read(forms.TriedForm, request)
    wish = _wish(submission)
    await people.try_way(way, works=wish.works == "yes", by=actor)
    await services.recompute_findings(child, by=actor)
    return _back(child, "#carer")


@post("/children/{child:uuid}/guardians/{guardian:uuid}/{act:str}", guards=GUARDS)
async def change_guardian(
    child: FromPath[UUID], guardian: FromPath[UUID], act: FromPath[str], actor: Acting
) -> Answer:
    """Confirm a guardian as caring, note a separation, or end the guardianship.

    Raises:
        NotFound: there is no such guardian, or no such act.

    """
    verbs = {
        "caring": services.confirm_caring,
        "separation": services.note_separation,
        "ending": services.end_guardianship,
    }
    if act not in verbs:
        raise NotFound
    await verbs[act](guardian, by=actor)
    return _back(child, "#guardians")


@post("/children/{child:uuid}/leaving", guards=GUARDS)
async def create_leaving(
    request: Request[Any, Any, Any], child: FromPath[UUID], actor: Acting
) -> Answer:
    """The child leaves the register, for a written reason."""
    submission: Submission[forms.LeaveForm] = await read(forms.LeaveForm, request)
    await services.leave_register(child, _wish(submission).because, by=actor)
    return _back(child)


HANDLERS = [
    show_move,
    create_move,
    receive,
    show_consents,
    create_consent,
    withdraw_consent,
    create_attempt,
    create_try,
    change_guardian,
    create_leaving,
]
