"""What may be worried about: nine situations that the law says must be reported, and others.

Source: opinion on the mandatory reporting of cases against minors (2020), section 4; Law on the
Protection of Minors article 11.
"""

from collections.abc import Mapping
from typing import Final

from carenet.core.refusals import N_

MANDATORY: Final[Mapping[str, str]] = {
    "injury_private": N_("Injury to private parts"),
    "abuse_under_14": N_("Sexual abuse or pregnancy, under 14"),
    "abuse_14_over": N_("Sexual abuse or pregnancy, 14 or older"),
    "injuries": N_("Many injuries, badly undernourished, or unconscious"),
    "self_harm": N_("Suicide, self-harm or poisoning"),
    "abandoned": N_("Abandoned, or long without anybody"),
    "missing": N_("Missing, abducted or sold"),
    "begging": N_("Made to beg by others"),
    "other_danger": N_("Another danger to body or life"),
}
OTHER: Final[Mapping[str, str]] = {
    "worry": N_("Something else that worries me"),
}
KINDS: Final[Mapping[str, str]] = {**MANDATORY, **OTHER}


def must_be_reported(kind: str) -> bool:
    """Is this one of the nine situations?"""
    return kind in MANDATORY
