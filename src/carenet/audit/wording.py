"""What the codes of the read log are called: which part of a file was shown, and what for."""

from collections.abc import Mapping
from typing import Final

from carenet.core.refusals import N_
from carenet.core.words import gettext

SHOWN: Final[Mapping[str, str]] = {
    "list": N_("line of a list"), "name": N_("full name"), "short name": N_("given name"),
    "class": N_("class at school"), "facts": N_("basic facts"), "absences": N_("where the parents are"),
    "attempts": N_("tries to reach the guardian"), "carers": N_("those who look after the child"),
    "guardians": N_("legal guardians"), "consents": N_("what was agreed to"),
    "fillings": N_("who filled it in"), "findings": N_("findings by date"),
    "key_groups": N_("key groups of children"), "moves": N_("moves between villages"),
    "needs": N_("what the child lacks"), "need": N_("what the child lacks"),
    "nights": N_("where the child sleeps"), "pickups": N_("who fetches the child"),
    "placements": N_("who cares for the child"), "placement": N_("who cares for the child"),
    "backup": N_("who stands in for some days"), "nights of": N_("where the child was, night by night"),
    "places": N_("places of care"), "schools": N_("schools attended"),
    "siblings": N_("children of the same household"), "twins": N_("entered twice perhaps"),
    "urgency": N_("how urgent"), "tier": N_("how urgent"), "obligations": N_("what is owed to the child"),
    "illness": N_("an illness"), "alarm": N_("an open alarm"), "allergy": N_("an allergy"),
    "attendance": N_("presence and going home"), "week": N_("the child’s week"),
    "calls": N_("calls with the family"), "contacts": N_("when last reached"),
    "concern": N_("a report of concern"), "reporter": N_("who reported it"),
    "restrictions": N_("who must keep away"), "apart": N_("whom the child is not to be with"), "records": N_("visits and contacts"),
    "id_number": N_("number of the identity card"), "pupil_number": N_("pupil number"),
    "health_notes": N_("sealed health notes"), "picture": N_("a picture"), "voice": N_("spoken words"),
    "talks": N_("talks in confidence"), "follow_ups": N_("what follows from a screening"),
    "kin": N_("what the village saw of who keeps the child"),
    "enrolment": N_("enrolled for holiday classes"),
}  # fmt: skip
PURPOSES: Final[Mapping[str, str]] = {
    "register": N_("the register of children"), "search": N_("a search"),
    "child file": N_("the child’s page"), "child file of a sibling": N_("the page of a sibling"),
    "picture": N_("a picture of a record"), "voice": N_("spoken words of a record"), "talks": N_("talks in confidence"),
    "timeline": N_("the records on the child’s page"), "identity": N_("the sealed numbers"),
    "attendance": N_("a session’s register"), "series": N_("children of a series"),
    "alarms": N_("the list of alarms"), "today": N_("the page of the day"),
    "week": N_("somebody’s own week"), "log": N_("writing down a visit or day"),
    "illness": N_("a sick child"), "obligations": N_("the list of what is owed"),
    "placements": N_("the list of placements"), "backups": N_("who stands in for some days"),
    "whereabouts": N_("where the child was, night by night"), "family": N_("the family’s own pages"),
    "matching": N_("a matching round"), "coverage": N_("a village’s children not reached"),
    "safeguarding": N_("handling a concern"), "concern": N_("reporting a concern"),
    "timetable": N_("a timetable"), "boarding": N_("who goes home on Friday"),
    "holiday_class": N_("the list of a holiday class"),
    "place_reviews": N_("asking children about their place at a centre"),
    "form": N_("a form filled from the records"),
}  # fmt: skip


def worded(codes: list[str], words: Mapping[str, str]) -> str:
    """Codes in the reader's language, each word once; a code nobody named stands as it is."""
    said = dict.fromkeys(gettext(words[code]) if code in words else code for code in codes)
    return gettext(", ").join(said)
