"""One's own settings: language, size of the text, the scope to act in, one's sign-ins."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath

from carenet.accounts import forms, queries, services
from carenet.accounts.routes.door import device_of, let_in, safe_path
from carenet.core.answers import Acting, Answer, page, see_other
from carenet.core.forms import Submission, read

YEAR_SECONDS = 365 * 86400


@post("/me/language", opt={"public": True})
async def replace_language(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Pages and messages in another language, also for whoever is not signed in."""
    submission: Submission[forms.LanguageForm] = await read(forms.LanguageForm, request)
    answer = see_other(safe_path(str(submission.typed.get("next", "/"))))
    if wish := submission.form:
        language = "zh_Hans" if wish.language == "zh-Hans" else "en"
        answer.set_cookie(Cookie(key="language", value=language, path="/", max_age=YEAR_SECONDS))
        if actor.account:
            await services.keep_tongue(by=actor, language=language)
    return answer


@post("/me/text-size", opt={"public": True})
async def replace_text_size(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Large text, kept per person, or per browser before signing in."""
    submission: Submission[forms.SizeForm] = await read(forms.SizeForm, request)
    answer = see_other(safe_path(str(submission.typed.get("next", "/"))))
    if wish := submission.form:
        large = wish.size == "large"
        answer.set_cookie(
            Cookie(key="large", value="1" if large else "0", path="/", max_age=YEAR_SECONDS)
        )
        if actor.account:
            await services.keep_tongue(by=actor, large_text=large)
    return answer


@post("/scope")
async def replace_scope(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Act in another of one's scopes: a new token, written in the trail."""
    submission: Submission[forms.ScopeForm] = await read(forms.ScopeForm, request)
    if not submission.form or submission.form.scope not in actor.scopes:
        return see_other("/")
    token = await services.switch_scope(submission.form.scope, by=actor, device=device_of(request))
    return let_in(token, "/")


@get("/me")
async def show_me(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Who I am here, my settings, and where I am signed in."""
    return page(request, "accounts/me.html", mine=await queries.my_page(by=actor))


@post("/me/sign-ins/{sign_in:uuid}/ending")
async def end_sign_in(sign_in: FromPath[UUID], actor: Acting) -> Answer:
    """End one of my sign-ins: a lost phone is out at once."""
    await services.end_own_sign_in(sign_in, by=actor)
    return see_other("/me")


HANDLERS = [
    replace_language,
    replace_text_size,
    replace_scope,
    show_me,
    end_sign_in,
]
