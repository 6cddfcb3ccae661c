"""Who hears what, what climbs how, and which queue does which long work: the wiring, on one page."""

from collections.abc import Sequence
from typing import Any, Final

from carenet.core.facts import Listener
from carenet.core.ladders import Step

LISTENERS: Final[dict[type[Any], Sequence[Listener]]] = {}

LADDERS: Final[dict[str, tuple[Step, ...]]] = {}

# kind of task -> (queue, name of the job)
LONG_WORK: Final[dict[str, tuple[str, str]]] = {}
