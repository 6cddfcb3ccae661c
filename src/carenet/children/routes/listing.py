"""/children: who is in the register, and the search."""

from typing import Any, Final

from litestar import Request, get, post
from litestar.params import FromQuery

from carenet.accounts.entry import needs
from carenet.children import forms, queries, words
from carenet.core import clock
from carenet.core.answers import Acting, Answer, page
from carenet.core.forms import Submission, read
from carenet.places.cache import name_of

READERS: Final = (
    "city", "county", "bureau", "township", "director", "lead", "teacher", "principal",
    "counsellor", "volunteer", "proxy_parent", "host",
)  # fmt: skip
KEEPERS: Final = ("director", "township", "county")


def _kept(**filters: Any) -> dict[str, str]:
    return {k: str(v) for k, v in filters.items() if v not in (None, "")}


@get("/children", guards=[needs(*READERS)])
async def show_children(
    request: Request[Any, Any, Any],
    actor: Acting,
    place: FromQuery[str | None] = None,
    tier: FromQuery[int | None] = None,
    finding: FromQuery[str | None] = None,
    sort: FromQuery[str | None] = None,
    moved: FromQuery[int | None] = None,
    together: FromQuery[int | None] = None,
    size: FromQuery[int | None] = None,
) -> Answer:
    """The children within reach; filters and order stand in the address, names never do."""
    wanted = finding if finding in queries.FINDINGS else None
    at = request.query_params.get("page", "")
    wish = queries.Wish(
        place=place if place and place.isdigit() else None,
        tier=tier,
        finding=wanted,
        moved=bool(moved),
        together=bool(together),
        sort=sort or ("tier" if not actor.is_officer or actor.has("director") else "name"),
        number=int(at) if at.isdigit() else None,
        size=size,
    )
    found = await queries.list_children(wish, by=actor)
    return page(
        request,
        "children/list.html",
        found=found,
        searched=None,
        sort=wish.sort,
        filters=_kept(
            place=wish.place,
            tier=tier,
            finding=wanted,
            sort=sort,
            moved=moved,
            together=together,
            size=size,
        ),
        wish=wish,
        places=[(code, name_of(code)) for code in queries.places_below(by=actor)],
        keeps=actor.has(*KEEPERS),
        words=words,
        name_of=name_of,
        today=clock.today(),
    )


@post("/children/search", guards=[needs(*READERS)], status_code=200)
async def search_children(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Up to twenty children by name, pinyin or the end of a phone number; posted, so no address holds it."""
    submission: Submission[forms.SearchForm] = await read(forms.SearchForm, request)
    text = submission.form.q if submission.form else ""
    return page(
        request,
        "children/list.html",
        found=None,
        searched=await queries.search_children(text, by=actor),
        text=text,
        keeps=actor.has(*KEEPERS),
        words=words,
        name_of=name_of,
        today=clock.today(),
    )


HANDLERS = [show_children, search_children]
