"""What an area may change of a ladder: sooner, and more people. Pure."""

from collections.abc import Sequence

from carenet.core.refusals import N_, Refusal
from carenet.core.steps import Step
from carenet.escalation.rules import STEP_WORDS, Policy


class CannotAdjust(Refusal):
    """An area may tell sooner and tell more people, never later or fewer."""

    msgid = N_(
        "A step may come earlier and tell more people, never later or fewer. Nothing was changed."
    )


def adjusted(
    policy: Policy, minutes: Sequence[int], more: Sequence[Sequence[str]]
) -> tuple[Step, ...]:
    """The steps an area chose, if they lie within what the rule fixes.

    Raises:
        CannotAdjust: a step comes later than the rule, before the one ahead of it, or tells fewer.

    """
    if len(minutes) != len(policy.steps) or len(more) != len(policy.steps):
        raise CannotAdjust
    steps: list[Step] = []
    for fixed, at, duties in zip(policy.steps, minutes, more, strict=True):
        tells = tuple(dict.fromkeys([*fixed.tell, *duties]))
        if not 0 <= at <= fixed.minutes or not set(tells) <= set(STEP_WORDS) - {"deputy"}:
            raise CannotAdjust
        if steps and at <= steps[-1].minutes:
            raise CannotAdjust(
                N_("Each step comes later than the one before it. Nothing was changed.")
            )
        steps.append(Step(at, fixed.name, tells))
    return tuple(steps)
