"""The independent verifier: every rule and every bound of a plan again, without the solver.

It reads the instance and the plan only. Bounds are recomputed from the plan's own prices in exact
integers, over every allowed pair (`verify_bound.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from carenet.core.refusals import N_
from carenet.matching.engine.outcome import Duals, Number, Outcome
from carenet.matching.engine.problem import Problem
from carenet.matching.engine.verify_bound import cost_proof, tier_proofs
from carenet.matching.engine.verify_pairs import AllowedPairs, allowed_pairs

SHOWN_MAX = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the verifier says: a sentence with named places, and the values for them."""

    sentence: str
    values: dict[str, str | Number]

    def __str__(self) -> str:
        return self.sentence % self.values


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is broken, and what should be known besides."""

    broken: tuple[Finding, ...]
    notes: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether the plan keeps every rule and proves what it claims."""
        return not self.broken


def verify(problem: Problem, plan: Outcome) -> Verdict:
    """Check a plan against its instance: rules, counts, cost, bounds, status."""
    if plan.status == "infeasible":
        return _infeasible(problem, plan)
    shape = list(_shape(problem, plan))
    if shape:
        return Verdict(tuple(shape[:SHOWN_MAX]), ())
    allowed = allowed_pairs(problem)
    broken = [*_rules(problem, plan, allowed), *_figures(problem, plan, allowed)]
    notes: list[Finding] = []
    if not broken:
        proofs, notes = _bounds(problem, plan, allowed)
        broken += proofs
    return Verdict(tuple(broken[:SHOWN_MAX]), tuple(notes))


def _infeasible(problem: Problem, plan: Outcome) -> Verdict:
    """An infeasible plan must name locks of the instance."""
    if not plan.clashes:
        return Verdict((Finding(N_("infeasible, but no clashing locks are named"), {}),), ())
    strange = [k for c in plan.clashes for k in c.locks if k not in problem.locks]
    if strange:
        return Verdict((Finding(N_("a clash names a lock the instance does not have"), {}),), ())
    return Verdict((), (Finding(N_("the instance's locks cannot be held together"), {}),))


def _shape(problem: Problem, plan: Outcome) -> Iterable[Finding]:
    if len(plan.assignment) != len(problem.group_ids):
        yield Finding(
            N_("the plan places %(found)s groups, the instance has %(expected)s"),
            {"found": len(plan.assignment), "expected": len(problem.group_ids)},
        )
    for g, h in enumerate(plan.assignment):
        if h is not None and not 0 <= h < len(problem.helper_ids):
            yield Finding(
                N_("group %(group)s: there is no helper at %(helper)s"), {"group": g, "helper": h}
            )
    strange = sorted(set(plan.unmatched) ^ set(problem.tiers))
    for tier in strange:
        yield Finding(
            N_("tier %(tier)s: counted in the plan or the instance, not in both"), {"tier": tier}
        )


def _rules(problem: Problem, plan: Outcome, allowed: AllowedPairs) -> Iterable[Finding]:
    """Allowed pairs, capacities and locks."""
    used = [0] * len(problem.helper_ids)
    for g, h in enumerate(plan.assignment):
        if h is None:
            continue
        pair = allowed.pair(g, h)
        if pair is None:
            yield Finding(
                N_("%(group)s may not go to %(helper)s: the pair is not allowed"),
                {"group": problem.group_ids[g], "helper": problem.helper_ids[h]},
            )
            continue
        used[h] += pair[0]
    for h, load in enumerate(used):
        if load > int(problem.capacity[h]):
            yield Finding(
                N_("%(helper)s takes %(load)s, above its capacity of %(capacity)s"),
                {
                    "helper": problem.helper_ids[h],
                    "load": load / problem.scales.load,
                    "capacity": int(problem.capacity[h]) / problem.scales.load,
                },
            )
    yield from _over_caps(problem, plan)
    yield from _not_together(problem, plan)
    for g, h in problem.locks:
        if plan.assignment[g] != h:
            yield Finding(
                N_("%(group)s is locked to %(helper)s and is not there"),
                {"group": problem.group_ids[g], "helper": problem.helper_ids[h]},
            )


def _not_together(problem: Problem, plan: Outcome) -> Iterable[Finding]:
    """Groups kept apart that stand at one helper."""
    for one, other in problem.apart:
        at = plan.assignment[one]
        if at is not None and at == plan.assignment[other]:
            yield Finding(
                N_("%(group)s and %(other)s are kept apart, and both are with %(helper)s"),
                {
                    "group": problem.group_ids[one],
                    "other": problem.group_ids[other],
                    "helper": problem.helper_ids[at],
                },
            )


def _over_caps(problem: Problem, plan: Outcome) -> Iterable[Finding]:
    """Helpers with more groups of one service than they take."""
    caps = problem.caps
    if caps is None:
        return
    held: dict[tuple[int, int], int] = {}
    for g, h in enumerate(plan.assignment):
        if h is not None:
            key = (h, int(caps.service[g]))
            held[key] = held.get(key, 0) + 1
    lines = zip(caps.helper.tolist(), caps.of.tolist(), caps.most.tolist(), strict=True)
    for h, service, most in lines:
        if held.get((h, service), 0) > most:
            yield Finding(
                N_("%(helper)s takes %(count)s groups of %(service)s, above its %(most)s"),
                {
                    "helper": problem.helper_ids[h],
                    "count": held[h, service],
                    "service": caps.names[service],
                    "most": most,
                },
            )


def _figures(problem: Problem, plan: Outcome, allowed: AllowedPairs) -> Iterable[Finding]:
    """The counts and the cost the plan states, and its status."""
    out = np.array([h is None for h in plan.assignment], np.bool_)
    for tier, proven in plan.unmatched.items():
        count = Fraction(int(problem.size[out & (problem.tier == tier)].sum()), problem.scales.size)
        if not _same(proven.value, count):
            yield Finding(
                N_("tier %(tier)s: %(stated)s children left out are stated, %(counted)s counted"),
                {"tier": tier, "stated": proven.value, "counted": float(count)},
            )
    parts = 0
    for g, h in enumerate(plan.assignment):
        pair = None if h is None else allowed.pair(g, h)
        parts += pair[1] if pair else 0
    parts += _uneven(problem, plan)
    cost = Fraction(parts, problem.scales.cost)
    if not _same(plan.cost.value, cost):
        yield Finding(
            N_("a cost of %(stated)s is stated, %(counted)s counted"),
            {"stated": plan.cost.value, "counted": float(cost)},
        )
    for name, proven in [
        *((f"tier {t}", p) for t, p in plan.unmatched.items()),
        ("cost", plan.cost),
    ]:
        if proven.bound > proven.value:
            yield Finding(
                N_("%(name)s: the bound %(bound)s lies above the value %(value)s"),
                {"name": name, "bound": proven.bound, "value": proven.value},
            )
        elif plan.status == "optimal" and proven.bound != proven.value:
            yield Finding(
                N_("%(name)s: called optimal, but %(value)s is not %(bound)s"),
                {"name": name, "bound": proven.bound, "value": proven.value},
            )


def _uneven(problem: Problem, plan: Outcome) -> int:
    """What loads that are not even cost besides the pairs, counted group by group."""
    spread, parts = problem.spread, 0
    if spread is None:
        return 0
    seated = spread.carried.tolist()
    for h in plan.assignment:
        if h is not None:
            parts += spread.step * seated[h]
            seated[h] += 1
    return parts


def _same(stated: Number, counted: Fraction) -> bool:
    return Fraction(stated) == counted or stated == float(counted)


def _bounds(
    problem: Problem, plan: Outcome, allowed: AllowedPairs
) -> tuple[list[Finding], list[Finding]]:
    if plan.duals is None:
        note = N_("the plan carries no duals: its bounds are taken on trust")
        return [], [Finding(note, {})]
    wrong = list(_wrong_duals(problem, plan.duals))
    if wrong:
        return wrong, []
    broken: list[Finding] = []
    notes: list[Finding] = []
    proven = tier_proofs(problem, plan, plan.duals, allowed)
    for tier, stated in plan.unmatched.items():
        if Fraction(stated.bound) > proven[tier]:
            broken.append(
                Finding(
                    N_("tier %(tier)s: a bound of %(bound)s is stated, the duals prove %(proven)s"),
                    {"tier": tier, "bound": stated.bound, "proven": float(proven[tier])},
                )
            )
    cost = cost_proof(problem, plan, plan.duals, allowed)
    if Fraction(plan.cost.bound) > cost:
        broken.append(
            Finding(
                N_("cost: a bound of %(bound)s is stated, the duals prove %(proven)s"),
                {"bound": plan.cost.bound, "proven": float(cost)},
            )
        )
    notes.append(Finding(N_("the bounds follow from the plan's duals over all allowed pairs"), {}))
    return broken, notes


def _wrong_duals(problem: Problem, duals: Duals) -> Iterable[Finding]:
    if len(duals.group) != len(problem.group_ids):
        yield Finding(N_("duals: one price for every group is needed"), {})
    if set(problem.tiers) - set(duals.tiers):
        yield Finding(N_("duals: one weight for every tier is needed"), {})
    for level in duals.levels:
        if level.tier not in level.weights or level.weights[level.tier] <= 0:
            yield Finding(
                N_("duals: level %(tier)s does not weigh its own tier"), {"tier": level.tier}
            )
        if len(level.group) != len(level.price) or any(
            not 0 <= g < len(problem.group_ids) for g in level.group
        ):
            yield Finding(
                N_("duals: level %(tier)s prices groups that do not exist"), {"tier": level.tier}
            )
