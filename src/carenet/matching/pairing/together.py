"""Several services in one round: each child's pairs are those of its service, the hours are shared."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np

from carenet.matching.engine.outcome import Limits, Outcome
from carenet.matching.engine.problem import Caps, Problem
from carenet.matching.engine.solve import solve
from carenet.matching.pairing.field import TooMany
from carenet.matching.pairing.making import Made
from carenet.matching.pairing.proving import LISTED_MAX
from carenet.matching.pairing.sides import Ints
from carenet.matching.rules import SHARED_HOURS


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """The services' rounds side by side; `at` is where each one's helpers stand among `people`.

    `hours` are those a week that each person has left.
    """

    parts: tuple[Made, ...]
    people: tuple[UUID, ...]
    at: tuple[Ints, ...]
    hours: Ints

    def problem(self) -> Problem:
        """All groups, all who help, every allowed pair, and how many of each service each takes.

        Raises:
            TooMany: more pairs than one run with several services takes.

        """
        if sum(part.field.pairs for part in self.parts) > LISTED_MAX:
            raise TooMany
        columns = [part.problem(*part.field.everything()) for part in self.parts]
        before = np.cumsum([0, *(len(part.groups) for part in self.parts)])

        def joined(values: Sequence[Any]) -> Any:
            return np.concatenate([np.asarray(v, np.int64) for v in values])

        each = [p.pairs for p in columns if p.pairs is not None]
        return Problem.from_pairs(
            group_ids=[f"{p.service.value}:{g.id}" for p in self.parts for g in p.groups],
            size=joined([p.size for p in columns]),
            tier=joined([p.tier for p in columns]),
            helper_ids=[str(person) for person in self.people],
            capacity=self.hours,
            group=joined([p.group + before[k] for k, p in enumerate(each)]),
            helper=joined([self.at[k][p.helper] for k, p in enumerate(each)]),
            load=joined([np.full(len(p.group), self.each(k)) for k, p in enumerate(each)]),
            cost=joined([p.cost for p in each]),
            locks=[
                (g + int(before[k]), int(self.at[k][h]))
                for k, part in enumerate(self.parts)
                for g, h in part.locks
            ],
            caps=self._caps(),
            apart=[
                (one + int(before[k]), other + int(before[k]))
                for k, part in enumerate(self.parts)
                for one, other in part.apart
            ],
        )

    def each(self, part: int) -> int:
        """The hours a week that one group of a part takes."""
        return SHARED_HOURS[self.parts[part].service]

    def _caps(self) -> Caps:
        service = [k for k, part in enumerate(self.parts) for _ in part.groups]
        of = [k for k, part in enumerate(self.parts) for _ in part.helpers]
        return Caps(
            tuple(part.service.value for part in self.parts),
            np.array(service, np.int64),
            np.concatenate(self.at).astype(np.int32),
            np.array(of, np.int64),
            np.concatenate([part.room for part in self.parts]).astype(np.int64),
        )

    def solve(
        self,
        limits: Limits,
        progress: Callable[[str, float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[Problem, Outcome]:
        """The best plan of all services, proven over every allowed pair."""
        problem = self.problem()
        return problem, solve(problem, limits, progress=progress, cancelled=cancelled)

    def apart(self, outcome: Outcome) -> list[tuple[Made, Outcome]]:
        """What the plan says about each service; room is what caps and hours leave together."""
        found, start = [], 0
        left = self.hours.copy()
        for k, part in enumerate(self.parts):
            for h in outcome.assignment[start : start + len(part.groups)]:
                if h is not None:
                    left[h] -= self.each(k)
            start += len(part.groups)
        start = 0
        for k, part in enumerate(self.parts):
            position = {int(joint): own for own, joint in enumerate(self.at[k])}
            mine = outcome.assignment[start : start + len(part.groups)]
            assignment = tuple(None if h is None else position[h] for h in mine)
            held = [h for h in assignment if h is not None]
            used = np.bincount(np.array(held, np.int64), minlength=len(part.helpers))
            room = used + np.minimum(part.room - used, left[self.at[k]] // self.each(k))
            found.append((replace(part, room=room), replace(outcome, assignment=assignment)))
            start += len(part.groups)
        return found


def together(parts: Sequence[Made], hours: Mapping[UUID, int]) -> Together:
    """Join the services; who has no hours said is bounded by how many of each it takes."""
    people = sorted({h.person for part in parts for h in part.helpers})
    position = {person: k for k, person in enumerate(people)}
    at = tuple(np.array([position[h.person] for h in p.helpers], np.int64) for p in parts)
    most = np.zeros(len(people), np.int64)
    for part, there in zip(parts, at, strict=True):
        np.add.at(most, there, part.room * SHARED_HOURS[part.service])
    said = np.array([hours.get(person, int(most[k])) for k, person in enumerate(people)], np.int64)
    return Together(tuple(parts), tuple(people), at, np.minimum(most, said))
