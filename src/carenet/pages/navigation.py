"""Who sees which tabs and menu entries. Access is decided elsewhere; this only shows the way."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from carenet.core.actors import DESK_ROLES, Actor
from carenet.core.refusals import N_
from carenet.core.words import current, gettext, pgettext
from carenet.places.cache import name_of, office_name

ROLE_WORDS: Final = {
    "city": N_("city officer"), "county": N_("county officer"), "bureau": N_("office of the county"),
    "township": N_("township supervisor"), "director": N_("child director"),
    "lead": N_("centre lead"), "teacher": N_("class teacher"), "counsellor": N_("counsellor"),
    "principal": N_("head of school"), "sysadmin": N_("system administrator"),
    "security": N_("security administrator"), "auditor": N_("auditor"),
    "volunteer": N_("volunteer"), "proxy_parent": N_("proxy parent"), "host": N_("host family"),
    "guardian": N_("guardian"), "carer": N_("carer"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A way to a page."""

    label: str
    href: str
    icon: str
    current: bool = False
    badge: int | None = None
    badge_words: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong together."""

    label: str
    items: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class ScopeChoice:
    """One of the scopes a person may act in."""

    id: str
    label: str
    current: bool


@dataclass(frozen=True, slots=True)
class Me:
    """What the frames show of the one who is signed in."""

    name: str
    account_id: str
    sign_in: str
    shell: str
    roles_words: str
    office: str
    scope_name: str
    unread: int
    tabs: tuple[Entry, ...] = ()
    menu: tuple[Group, ...] = ()
    scopes: tuple[ScopeChoice, ...] = ()
    page_lock: bool = False
    """Do four digits stand before these pages when they were left alone?"""


Way = tuple[str, str, str]
PHONE: Final[dict[str, list[Way]]] = {
    "director": [
        ("Today", "/today", "home"), ("Children", "/children", "people"),
        ("Log a visit", "/log", "plus"), ("Sessions", "/sessions", "calendar"), ("Me", "/me", "person"),
    ],
    "lead": [
        ("Today", "/today", "home"), ("Sessions", "/sessions", "calendar"),
        ("Registers", "/registers", "check"), ("Messages", "/messages", "bell"), ("Me", "/me", "person"),
    ],
    "guardian": [
        ("The children", "/family", "heart"), ("Agree", "/family/consents", "check"),
        ("Calls", "/family/calls", "phone"), ("Messages", "/messages", "bell"), ("Me", "/me", "person"),
    ],
    "host": [
        ("This week", "/week", "calendar"), ("Ill", "/illness/new", "alert"),
        ("Log the day", "/log", "plus"), ("Messages", "/messages", "bell"), ("Me", "/me", "person"),
    ],
    "carer": [
        ("This week", "/week", "calendar"), ("Ill", "/illness/new", "alert"),
        ("Messages", "/messages", "bell"), ("Me", "/me", "person"),
    ],
    "proxy_parent": [
        ("This week", "/week", "calendar"), ("Sign up", "/sessions/open", "heart"),
        ("Log a contact", "/log", "plus"), ("Messages", "/messages", "bell"), ("Me", "/me", "person"),
    ],
    "volunteer": [
        ("This week", "/week", "calendar"), ("Sign up", "/sessions/open", "heart"),
        ("Log a visit", "/log", "plus"), ("My hours", "/hours", "clock"), ("Me", "/me", "person"),
    ],
}  # fmt: skip
LABELS: Final = (
    N_("Today"), N_("Children"), N_("Log a visit"), N_("Sessions"), N_("Me"), N_("Registers"),
    N_("Messages"), N_("The children"), N_("Agree"), N_("Calls"), N_("This week"), N_("Ill"),
    N_("Log the day"), N_("Sign up"), N_("Log a contact"), N_("My hours"),
)  # fmt: skip

Menu = list[tuple[frozenset[str], Way]]
WORK: Final[dict[str, Menu]] = {
    "": [
        (frozenset({"county", "township", "director", "city", "bureau", "lead"}), (N_("To do today"), "/today", "home")),
        (frozenset({"teacher", "counsellor"}), (N_("My week"), "/week", "calendar")),
        (frozenset({"teacher", "counsellor"}), (N_("Record a visit or talk"), "/log", "edit")),
        (frozenset({"teacher", "director"}), (N_("A day of home visits"), "/round", "map")),
        (frozenset({"county", "township", "city", "bureau", "director"}), (N_("Coverage"), "/coverage", "chart")),
        (frozenset({"county", "township", "director"}), (N_("Alarms"), "/alarms", "flag")),
        (frozenset({"county", "township", "director"}), (N_("Calls for today"), "/calls", "phone")),
    ],
    N_("Children and families"): [
        (frozenset({"county", "township", "director", "teacher", "counsellor"}), (N_("Register of children"), "/children", "people")),
        (frozenset({"county", "township", "director"}), (N_("Census workbooks"), "/census", "file")),
        (frozenset({"county", "township", "director"}), (N_("Due and overdue"), "/obligations", "check")),
        (frozenset({"county", "township", "director"}), (N_("Follow-ups"), "/follow-ups", "edit")),
        (frozenset({"county", "township", "director", "teacher"}), (N_("Boarders going home"), "/friday", "school")),
        (frozenset({"township", "director", "lead", "teacher", "counsellor"}), (N_("Phone room"), "/phone-room", "phone")),
        (frozenset({"county", "township", "director"}), (N_("Talks with hosted children"), "/talks", "message")),
        (frozenset({"county", "township", "director"}), (N_("Requests from parents"), "/requests", "file")),
    ],
    N_("Care"): [
        (frozenset({"county", "township"}), (N_("Matching rounds"), "/matching/rounds", "heart")),
        (frozenset({"county", "township", "director"}), (N_("Placements"), "/placements", "home")),
        (frozenset({"county", "township", "director"}), (N_("Helpers"), "/helpers", "person")),
        (frozenset({"county", "township", "director"}), (N_("Host families"), "/host-families", "home")),
        (frozenset({"county", "township", "director"}), (N_("Onboarding"), "/taking-on", "check")),
    ],
    N_("Sessions and places"): [
        (frozenset({"county", "township", "director", "lead"}), (N_("Series and sessions"), "/sessions", "calendar")),
        (frozenset({"county", "township", "director", "lead"}), (N_("Holiday classes"), "/classes", "school")),
        (frozenset({"city", "county", "township", "director", "lead"}), (N_("Visiting teams"), "/team-visits", "people")),
        (frozenset({"county", "township", "director"}), (N_("Timetables"), "/timetables", "clock")),
        (frozenset({"county", "township", "director", "lead"}), (N_("Term reviews of places"), "/place-reviews", "message")),
        (frozenset({"county", "township", "director", "lead"}), (N_("Centre calendar"), "/calendar", "calendar")),
        (frozenset({"county", "township", "director"}), (N_("Care centres"), "/centres", "pin")),
        (frozenset({"county", "township", "director", "lead"}), (N_("Volunteer hours"), "/hours/ledger", "clock")),
        (frozenset({"county", "township", "director", "lead"}), (N_("Missed shifts"), "/missed", "people")),
    ],
    N_("Office"): [
        (frozenset({"county", "township", "director", "lead", "teacher"}), (N_("Letters"), "/letters", "send")),
        (frozenset({"county", "township", "director", "lead"}), (N_("Absences and deputies"), "/absences", "calendar")),
    ],
}  # fmt: skip
"""The desk's menu, part by part: what is to be done first, then by what it is about."""
MANAGE: Final[Menu] = [
    (frozenset({"county", "township"}), (N_("Duties and approvals"), "/duties", "check")),
    (frozenset({"county", "township"}), (N_("Messages sent"), "/outgoing", "bell")),
    (frozenset({"county", "township", "sysadmin"}), (N_("Kinds of message"), "/message-kinds", "list")),
    (frozenset({"county", "township"}), (N_("Escalation"), "/ladders", "flag")),
    (frozenset({"county", "township"}), (N_("Rehearse tonight"), "/tonight", "clock")),
    (frozenset({"county", "township", "director"}), (N_("Staff group chats"), "/group-bots", "people")),
    (frozenset({"sysadmin"}), (N_("State of the system"), "/system", "settings")),
    (frozenset({"sysadmin"}), (N_("Message channels"), "/system/channels", "send")),
    (frozenset({"sysadmin", "security"}), (N_("Duties and approvals"), "/duties", "check")),
    (frozenset({"auditor"}), (N_("Record of reads"), "/trail/reads", "file")),
    (frozenset({"auditor", "security"}), (N_("Trail of changes"), "/trail", "file")),
]  # fmt: skip


APART: Final = ("sysadmin", "security", "auditor")
"""Who administers sees no child, and so has no scope to be named."""


HREFS: Final = frozenset(
    {href for ways in PHONE.values() for _, href, _ in ways}
    | {href for menu in (*WORK.values(), MANAGE) for _, (_, href, _) in menu}
)
FRAMES_MAX: Final = 4096
"""Menus kept: they hang on the language, the roles and the part of the house, never on the person."""


def _under(path: str) -> frozenset[str]:
    """The ways that a page lies under or at."""
    parts = path.split("/")
    return HREFS.intersection("/".join(parts[:n]) for n in range(2, len(parts) + 1))


def _nearest(ways: list[Way], under: frozenset[str]) -> str:
    """The one way a page lies under: of /family and /family/calls the longer."""
    return max((href for _, href, _ in ways if href in under), key=len, default="")


@lru_cache(FRAMES_MAX)
def _tabs(_language: str, held: frozenset[str], under: frozenset[str]) -> tuple[Entry, ...]:
    for role, ways in PHONE.items():
        if role in held:
            here = _nearest(ways, under)
            return tuple(
                Entry(pgettext("phone", label), href, icon, href == here)
                for label, href, icon in ways
            )
    return (Entry(pgettext("phone", "Me"), "/me", "person", "/me" in under),)


@lru_cache(FRAMES_MAX)
def _menu(_language: str, held: frozenset[str], under: frozenset[str]) -> tuple[Group, ...]:
    groups = []
    menus = [*WORK.items(), (N_("Administration"), MANAGE)]
    here = _nearest([way for _, menu in menus for roles, way in menu if held & roles], under)
    for label, ways in menus:
        items = tuple(
            Entry(pgettext("desk", text), href, icon, href == here)
            for roles, (text, href, icon) in ways
            if held & roles
        )
        if items:
            groups.append(Group(pgettext("desk", label) if label else "", items))
    return tuple(groups)


def _scope_label(scope: str) -> str:
    if scope == "own":
        return gettext("what I do myself")
    lo, _, towns = scope.split("|")
    return gettext(", ").join(name_of(t) for t in towns.split(",")) if towns else name_of(lo)


def navigate(actor: Actor, path: str) -> Me:
    """The frame around a page for one who is signed in."""
    at_desk = actor.has(*DESK_ROLES, "teacher") and not actor.has("director")
    mine = f"{actor.lo}|{actor.hi}|{','.join(actor.towns)}" if actor.is_officer else "own"
    duties = [d.role for d in actor.duties]
    frame = (current(), actor.roles.union(duties), _under(path))
    words = [
        gettext(ROLE_WORDS[r])
        for r in dict.fromkeys([*duties, *sorted(actor.roles)])
        if r in ROLE_WORDS
    ]
    return Me(
        name=actor.name,
        account_id=str(actor.account),
        sign_in=str(actor.sign_in or ""),
        shell="desk" if at_desk else "phone",
        roles_words=gettext(", ").join(words),
        office=office_name(next((d.organisation for d in actor.duties if d.organisation), None)),
        scope_name="" if actor.has(*APART) or mine == "own" else _scope_label(mine),
        unread=actor.unread,
        page_lock=actor.page_lock != "none",
        tabs=_tabs(*frame),
        menu=_menu(*frame),
        scopes=tuple(ScopeChoice(s, _scope_label(s), s == mine) for s in actor.scopes),
    )
