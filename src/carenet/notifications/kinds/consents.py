"""What is said of a family's agreement: that it runs out, and that it was taken back."""

from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.kind import Kind

CONSENTS: Final = (
    Kind(
        "consent.expiring",
        N_("agreement runs out"),
        N_("An agreement runs out on %(date)s"),
        N_(
            "Something you agreed to runs out on %(date)s. Please say in carenet whether you agree again."
        ),
        {"date": "date"},
        "/family/consents",
        can_wait=True,
    ),
    Kind(
        "consent.taken_back",
        N_("agreement taken back"),
        N_("A family has taken an agreement back"),
        N_(
            "A family has taken an agreement back, and what rested on it has ended. Please see in carenet whether the child needs somebody new."
        ),
        path="/placements/%(id)s",
    ),
)
