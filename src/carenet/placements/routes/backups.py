"""/backups: somebody stands in for some days; and /placements/{id}/backups, where it is asked for."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from carenet.accounts.entry import needs
from carenet.core import clock
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read
from carenet.core.refusals import NotFound, Refusal
from carenet.placements import forms, services, wording
from carenet.placements.queries import backups as queries
from carenet.placements.routes.asked import list_with
from carenet.placements.routes.listing import number_of
from carenet.places.cache import name_of

OFFICERS = [needs("county", "city", "bureau", "township", "director")]
USUAL_DAYS: Final = 3
NAMERS = [needs("county", "township", "director")]


@get("/backups", guards=OFFICERS)
async def list_backups(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Who stands in, and where somebody is still needed."""
    state = request.query_params.get("state", "open")
    state = state if state in queries.STATES else "open"
    found = await queries.backups(state, number_of(request), clock.now(), by=actor)
    return page(
        request, "placements/backups.html", found=found, state=state, wording=wording, place=name_of,
    )  # fmt: skip


@get("/backups/{backup:uuid}")
async def show_backup(
    request: Request[Any, Any, Any], backup: FromPath[UUID], actor: Acting
) -> Answer:
    """One cover; whoever is still to answer finds the question among what is asked."""
    try:
        shown = await queries.backup_page(backup, clock.now(), by=actor)
    except NotFound:
        if any(one["id"] == backup for one in await queries.asked_of_me(clock.now(), by=actor)):
            return see_other("/proposals")
        raise
    return _page(request, shown)


def _page(request: Any, shown: dict[str, Any], submission: Any = None) -> Answer:
    return page(
        request, "placements/backup.html", status=422 if submission else 200, shown=shown,
        wording=wording, place=name_of, submission=submission,
    )  # fmt: skip


async def _again(request: Any, backup: UUID, actor: Any, submission: Any) -> Answer:
    shown = await queries.backup_page(backup, clock.now(), by=actor)
    return _page(request, shown, submission)


async def _form(request: Any, placement: UUID, actor: Any, submission: Any = None) -> Answer:
    about = await queries.backup_form(placement, by=actor)
    return page(
        request, "placements/backup_new.html", status=422 if submission else 200, about=about,
        wording=wording, submission=submission, first=clock.today(),
        last=clock.today() + timedelta(days=USUAL_DAYS),
    )  # fmt: skip


@get("/placements/{placement:uuid}/backups/new")
async def new_backup(
    request: Request[Any, Any, Any], placement: FromPath[UUID], actor: Acting
) -> Answer:
    """From when until when, why, and who, if that is known."""
    return await _form(request, placement, actor)


@post("/placements/{placement:uuid}/backups")
async def create_backup(
    request: Request[Any, Any, Any], placement: FromPath[UUID], actor: Acting
) -> Answer:
    """Ask for cover: the adult itself, or an officer, who may name somebody at once."""
    submission: Submission[forms.BackupForm] = await read(forms.BackupForm, request)
    if not (wish := submission.form):
        return await _form(request, placement, actor, submission)
    person = wish.person if actor.is_officer else None
    try:
        made = await services.want_backup(
            placement, wish.begins, wish.ends, wish.because, person=person, by=actor
        )
        if person and wish.said_yes:
            await services.accept_backup(made, by=actor)
    except Refusal as refusal:
        return await _form(request, placement, actor, submission.because(refusal))
    return see_other(f"/backups/{made}")


@post("/backups/{backup:uuid}/person", guards=NAMERS)
async def name_person(
    request: Request[Any, Any, Any], backup: FromPath[UUID], actor: Acting
) -> Answer:
    """Name who is asked; or somebody else after a no."""
    submission: Submission[forms.NameForm] = await read(forms.NameForm, request)
    if not (wish := submission.form):
        return await _again(request, backup, actor, submission)
    try:
        await services.name_backup(backup, wish.person, by=actor)
        if wish.said_yes:
            await services.accept_backup(backup, by=actor)
    except Refusal as refusal:
        return await _again(request, backup, actor, submission.because(refusal))
    return see_other(f"/backups/{backup}")


@post("/backups/{backup:uuid}/acceptance")
async def create_yes(
    request: Request[Any, Any, Any], backup: FromPath[UUID], actor: Acting
) -> Answer:
    """Yes, I stand in; or an officer writes down a yes that was heard."""
    try:
        await services.accept_backup(backup, by=actor)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _refused(request, backup, actor, refusal)
    return see_other(f"/backups/{backup}" if actor.is_officer else "/week")


async def _refused(request: Any, backup: UUID, actor: Any, refusal: Refusal) -> Answer:
    """The page the answer was given on, with the reason on top."""
    if not actor.is_officer:
        return await list_with(request, actor, refusal)
    return await _again(request, backup, actor, Submission.blank().because(refusal))


@post("/backups/{backup:uuid}/refusal")
async def create_no(
    request: Request[Any, Any, Any], backup: FromPath[UUID], actor: Acting
) -> Answer:
    """No, or: I cannot go on."""
    submission: Submission[forms.DeclineForm] = await read(forms.DeclineForm, request)
    because = submission.form.because if submission.form else None
    what = await services.refuse_backup(backup, because, by=actor)
    return see_other(f"/backups/{backup}" if what == "gave_up" else "/proposals")


@post("/backups/{backup:uuid}/dates", guards=NAMERS)
async def move_backup(
    request: Request[Any, Any, Any], backup: FromPath[UUID], actor: Acting
) -> Answer:
    """Other days."""
    submission: Submission[forms.DatesForm] = await read(forms.DatesForm, request)
    if not (wish := submission.form):
        return await _again(request, backup, actor, submission)
    try:
        await services.move_backup(backup, wish.begins, wish.ends, wish.because, by=actor)
    except Refusal as refusal:
        return await _again(request, backup, actor, submission.because(refusal))
    return see_other(f"/backups/{backup}")


@post("/backups/{backup:uuid}/ending")
async def end_backup(
    request: Request[Any, Any, Any], backup: FromPath[UUID], actor: Acting
) -> Answer:
    """The base takes over again, or it is called off."""
    submission: Submission[forms.EndingForm] = await read(forms.EndingForm, request)
    if not (wish := submission.form):
        return await _again(request, backup, actor, submission)
    try:
        await services.end_backup(backup, wish.because, by=actor)
    except Refusal as refusal:
        return await _again(request, backup, actor, submission.because(refusal))
    return see_other(f"/backups/{backup}")


HANDLERS = [
    list_backups, show_backup, new_backup, create_backup, name_person, create_yes, create_no, move_backup,
    end_backup,
]  # fmt: skip
