"""One's inbox, and the page behind a message's link."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from carenet.accounts.services import LinkGone, token_hash
from carenet.core import answers
from carenet.core.answers import Acting, Answer, refused, see_other
from carenet.core.database import definer
from carenet.core.forms import Submission, read
from carenet.core.limits import limit
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.core.words import current
from carenet.notifications import forms
from carenet.notifications.kinds import ANSWERS
from carenet.notifications.queries.inbox import inbox
from carenet.notifications.services import inbox as verbs
from carenet.notifications.wording import CannotSay, Words, say

ANSWERS_A_MINUTE_MAX: Final = 60
THANKS: Final = {
    "come": N_("Thank you. We have noted that you come."),
    "cannot": N_("Thank you for saying so. We will look for somebody else."),
    "call": N_("Thank you. Somebody will call you."),
    "home": N_("Thank you. Good that everybody is there."),
    "not_home": N_("Thank you for saying so. Somebody looks at once and will call you."),
    "read": N_("Thank you. It is noted that you have read it."),
    "spoke": N_("How good! It is noted."),
    "not_yet": N_("Thank you for saying so. A few minutes are enough; the children wait for it."),
    "arrange": N_("Thank you. The village will help to arrange a call."),
}
OFFERED: Final = N_("Thank you! A message says in a moment whether the place is yours.")
"""Several were asked and the first has it: nobody is promised what another may have."""


@get("/messages")
async def show_inbox(
    request: Request[Any, Any, Any],
    actor: Acting,
    page: FromQuery[int | None] = None,
    show: FromQuery[str | None] = None,
) -> Answer:
    """My messages, latest first."""
    only_unread = show == "unread"
    found = await inbox(page, only_unread=only_unread, by=actor)
    return answers.page(
        request, "notifications/inbox.html", inbox=found, only_unread=only_unread,
        answer_words=ANSWERS,
    )  # fmt: skip


@post("/messages/{message:uuid}/reading")
async def read_message(message: FromPath[UUID], actor: Acting) -> Answer:
    """A message is read; on to what it is about."""
    return see_other(await verbs.mark_read(message, by=actor) or "/messages")


@post("/messages/readings")
async def read_all(actor: Acting) -> Answer:
    """All of mine are read."""
    await verbs.mark_all_read(by=actor)
    return see_other("/messages")


@post("/messages/{message:uuid}/answer")
async def answer_message(
    request: Request[Any, Any, Any], message: FromPath[UUID], actor: Acting
) -> Answer:
    """I come, or I cannot."""
    submission: Submission[forms.AnswerForm] = await read(forms.AnswerForm, request)
    if submission.form:
        await verbs.answer_in_app(message, submission.form.answer, by=actor)
    return see_other("/messages")


async def _behind(token: str) -> tuple[Words, str | None, str]:
    """The words behind a link, the answer so far, and the kind.

    Raises:
        LinkGone: it was used, has ended, or was never ours.

    """
    rows = await definer("select * from app.message_behind($1)", token_hash(token))
    if not rows:
        raise LinkGone
    row = rows[0]
    try:
        return say(row["kind"], "", row["details"], current()), row["answer"], row["kind"]
    except CannotSay:
        raise LinkGone from None


async def _letter(token: str) -> Any:
    """The letter that a message brings, for its text; None where it brings none."""
    rows = await definer("select * from app.letter_behind($1)", token_hash(token))
    return rows[0] if rows else None


async def _over(request: Request[Any, Any, Any], token: str) -> Answer:
    """A link that was used or has ended says so kindly; one that was never ours is refused."""
    rows = await definer("select app.link_state($1) as state", token_hash(token))
    if not rows or rows[0]["state"] is None:
        raise LinkGone
    return answers.page(
        request, "notifications/link_over.html", status=410, state=rows[0]["state"],
        headers={"referrer-policy": "no-referrer"},
    )  # fmt: skip


@get(
    "/m/{token:str}",
    opt={"public": True},
    guards=[limit("message-link", ANSWERS_A_MINUTE_MAX, 60)],
)
async def show_link(request: Request[Any, Any, Any], token: FromPath[str]) -> Answer:
    """What is asked, with buttons that post: messengers fetch links ahead, and nothing happens then."""
    try:
        words, answer, kind = await _behind(token)
    except LinkGone:
        return await _over(request, token)
    letter = await _letter(token) if kind.startswith("letter.") else None
    return answers.page(
        request, "notifications/link.html", words=words, answer=answer, token=token, submission=None,
        answer_words=ANSWERS, letter=letter, headers={"referrer-policy": "no-referrer"},
    )  # fmt: skip


@post(
    "/m/{token:str}",
    opt={"public": True},
    guards=[limit("message-link", ANSWERS_A_MINUTE_MAX, 60)],
)
async def use_link(request: Request[Any, Any, Any], token: FromPath[str]) -> Answer:
    """The answer; the link is used up with it."""
    submission: Submission[forms.AnswerForm] = await read(forms.AnswerForm, request)
    try:
        words, answer, kind = await _behind(token)
    except LinkGone:
        return await _over(request, token)
    values: dict[str, Any] = {
        "words": words, "answer": answer, "token": token, "answer_words": ANSWERS,
    }  # fmt: skip
    if not submission.form:
        return refused(request, "notifications/link.html", submission, **values)
    said = submission.form.answer
    try:
        await verbs.answer_by_link(token, said)
    except LinkGone:  # another tap was quicker
        return await _over(request, token)
    except NotFound:
        return refused(request, "notifications/link.html", submission, **values)
    except Refusal as refusal:
        return refused(request, "notifications/link.html", submission.because(refusal), **values)
    offered = kind.startswith("session.stand_in") and said == "come"
    return answers.page(
        request,
        "notifications/answered.html",
        words=words,
        thanks=OFFERED if offered else THANKS[said],
    )


HANDLERS = [show_inbox, read_message, read_all, answer_message, show_link, use_link]
