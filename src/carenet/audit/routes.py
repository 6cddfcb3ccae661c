"""/trail and /trail/reads: who changed what, who read what."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Request, Router, get

from carenet.audit import queries
from carenet.audit.wording import PURPOSES, SHOWN, worded
from carenet.core.answers import Acting, Answer, page
from carenet.core.refusals import N_
from carenet.core.words import gettext

# What a change may be about, and what of its details is worth reading; ids alone say nothing.
SUBJECTS: Final[Mapping[str, str]] = {
    "account": N_("account"), "duty": N_("duty"), "person": N_("person"), "link": N_("invitation"),
    "centre": N_("centre"), "concern": N_("concern"), "host_family": N_("host family"),
}  # fmt: skip
DETAILS: Final[Mapping[str, str]] = {
    "because": N_("why"), "role": N_("role"), "kind": N_("kind"), "result": N_("result"),
    "place": N_("place"), "division": N_("code of the place"), "scope": N_("scope"),
    "village": N_("code of the place"), "capacity": N_("children at most"), "until": N_("until"),
    "season": N_("season"), "name": N_("name"),
}  # fmt: skip


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None


@get("/trail/reads")
async def list_reads(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Readings of children's files, by one person or of one file if asked so."""
    asked = request.query_params
    child, account = _uuid(asked.get("child")), _uuid(asked.get("account"))
    before = asked.get("before", "")
    lines, following = await queries.reads(
        child, account, int(before) if before.isdecimal() and len(before) < 18 else None, by=actor
    )
    kept = {k: str(v) for k, v in (("child", child), ("account", account)) if v}
    return page(
        request, "audit/reads.html", lines=lines, following=following, kept=kept,
        shown={line.id: worded(line.fields, SHOWN) for line in lines},
        purposes={line.id: worded([line.purpose], PURPOSES) for line in lines},
    )  # fmt: skip


@get("/trail")
async def list_changes(request: Request[Any, Any, Any], actor: Acting) -> Answer:
    """Changes that matter: duties, clearances, homes, approvals."""
    before = _moment(request.query_params.get("before"))
    lines, following = await queries.changes(before, by=actor)
    return page(
        request,
        "audit/changes.html",
        lines=lines,
        following=following.isoformat() if following else None,
        begun=before is not None,
        subject_words={code: gettext(word) for code, word in SUBJECTS.items()},
        detail_words={code: gettext(word) for code, word in DETAILS.items()},
    )


routes = Router("/", route_handlers=[list_reads, list_changes], tags=["audit"])
