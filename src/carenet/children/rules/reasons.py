"""The sentences that say why a finding holds or does not, one per parent and state."""

from collections.abc import Mapping
from typing import Final

from carenet.children.rules.facts_given import Hindrance, Parent
from carenet.core.said import N_

AWAY: Final[Mapping[Parent, str]] = {
    Parent.FATHER: N_("The father has been away for work since %(since)s."),
    Parent.MOTHER: N_("The mother has been away for work since %(since)s."),
}
VISITING: Final[Mapping[Parent, str]] = {
    Parent.FATHER: N_(
        "The father is home on a visit since %(since)s; up to %(most)s days do not count."
    ),
    Parent.MOTHER: N_(
        "The mother is home on a visit since %(since)s; up to %(most)s days do not count."
    ),
}
CAME_HOME: Final[Mapping[Parent, str]] = {
    Parent.FATHER: N_("The father came home on %(since)s and stayed."),
    Parent.MOTHER: N_("The mother came home on %(since)s and stayed."),
}
AT_HOME: Final[Mapping[Parent, str]] = {
    Parent.FATHER: N_("The father is at home and cares for the child."),
    Parent.MOTHER: N_("The mother is at home and cares for the child."),
}
NOT_KNOWN: Final[Mapping[Parent, str]] = {
    Parent.FATHER: N_("Nobody has said yet where the father is."),
    Parent.MOTHER: N_("Nobody has said yet where the mother is."),
}
PARTED: Final[Mapping[Parent, str]] = {
    Parent.FATHER: N_("The father lives apart and does not keep the child."),
    Parent.MOTHER: N_("The mother lives apart and does not keep the child."),
}
HINDERED: Final[Mapping[tuple[Parent, Hindrance], str]] = {
    (Parent.FATHER, Hindrance.UNABLE): N_("The father is at home but cannot care for a child."),
    (Parent.MOTHER, Hindrance.UNABLE): N_("The mother is at home but cannot care for a child."),
    (Parent.FATHER, Hindrance.DEAD): N_("The father is dead."),
    (Parent.MOTHER, Hindrance.DEAD): N_("The mother is dead."),
    (Parent.FATHER, Hindrance.MISSING): N_("The father cannot be found."),
    (Parent.MOTHER, Hindrance.MISSING): N_("The mother cannot be found."),
    (Parent.FATHER, Hindrance.IMPRISONED): N_("The father is in prison or compulsory treatment."),
    (Parent.MOTHER, Hindrance.IMPRISONED): N_("The mother is in prison or compulsory treatment."),
}
THREE_MONTHS_FROM: Final = N_("The absence reaches %(months)s months on %(day)s.")
NOBODY_AWAY: Final = N_("No parent is away for work.")
ONE_CARES: Final = N_("One parent can care for the child.")
NEITHER_CARES: Final = N_("No parent is there to care for the child.")
AGE_NOT_KNOWN: Final = N_("The date of birth is missing.")
TOO_OLD: Final = N_("The child was %(age)s on %(day)s.")
STAGE_NOT_KNOWN: Final = N_("The stage of schooling is missing.")
STAGE_OUTSIDE: Final = N_("The child is neither in kindergarten nor in compulsory school.")
LEFT_OUT: Final = N_("The child is out of school at an age of compulsory schooling.")
NOT_AT_HOME: Final = N_("The child does not live in its home area.")
HOME_NOT_KNOWN: Final = N_(
    "The place of registration is missing; the child is taken as living at home."
)
IN_INSTITUTION: Final = N_("The child lives in an institution.")
NOBODY_CARES: Final = N_("Nobody looks after the child.")
CARED_BY_UNRELATED: Final = N_("The child is looked after by people who are not kin.")
