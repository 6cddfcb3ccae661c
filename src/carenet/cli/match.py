"""`carenet match`: solve, check, generate and explain instances in files, without a database."""

import resource
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from carenet.cli.instances import BROKEN, ProgressLines, read, refuse, stopped_by_hand
from carenet.cli.says import told
from carenet.core.refusals import N_

if TYPE_CHECKING:
    from carenet.matching.engine.explain import Explanation
    from carenet.matching.engine.verify import Finding


@click.group(name="match", help=N_("Match children with helpers from files, and check the result."))
def match() -> None:
    """Everything below works on files alone."""


@match.command(
    help=N_(
        "Find the best plan for INSTANCE and print it as JSON. Pairs are listed (pairs) or described (space). With spread and helpers.carried, loads of one size are evened out; with services, groups.service and caps, services share a helper's capacity, for listed pairs."
    )
)
@click.argument("instance")
@click.option("--seconds", type=click.FloatRange(min=0), default=60.0, show_default=True)
@click.option("--gap", type=click.FloatRange(min=0, max=1), default=0.0, show_default=True)
@click.option("--threads", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option(
    "--earlier",
    nargs=2,
    metavar="INSTANCE PLAN",
    help=N_("Go on from a plan of an earlier instance; ids say who is who."),
)
def solve(
    instance: str,
    seconds: float,
    gap: float,
    threads: int,
    seed: int,
    earlier: tuple[str, str] | None,
) -> None:
    from carenet.matching.engine.files import WrongInput, read_instance, read_plan, written
    from carenet.matching.engine.outcome import Limits
    from carenet.matching.engine.solve import solve as run
    from carenet.matching.engine.standing import standing

    began = time.perf_counter()
    problem = read(instance, read_instance, WrongInput)
    before = None
    if earlier is not None:
        old = read(earlier[0], read_instance, WrongInput)
        before = standing(problem, old, read(earlier[1], read_plan, WrongInput))
    reading = time.perf_counter() - began
    limits = Limits(seconds=seconds, gap=gap, threads=threads, seed=seed)
    with stopped_by_hand() as stopped:
        outcome = run(problem, limits, progress=ProgressLines(), cancelled=stopped, earlier=before)
    spent = {
        "read": round(reading, 4),
        "solve": outcome.seconds["solve"],
        "total": round(time.perf_counter() - began, 4),
    }
    outcome = replace(outcome, seconds=spent, peak_mb=_peak_mb())
    click.echo(written(outcome.to_json()))
    if outcome.status == "infeasible":
        for clash in outcome.clashes:
            names = ", ".join(
                f"{problem.group_ids[g]} - {problem.helper_ids[h]}" for g, h in clash.locks
            )
            click.echo(
                told(
                    N_("Locks that cannot be held: %(names)s (%(rule)s)"),
                    names=names,
                    rule=told(clash.rule),
                ),
                err=True,
            )
        sys.exit(BROKEN)


@match.command(help=N_("Check PLAN against INSTANCE: every rule, and every bound from its prices."))
@click.argument("instance")
@click.argument("plan")
def check(instance: str, plan: str) -> None:
    from carenet.matching.engine.files import WrongInput, read_instance, read_plan
    from carenet.matching.engine.verify import verify

    problem = read(instance, read_instance, WrongInput)
    verdict = verify(problem, read(plan, read_plan, WrongInput))
    for finding in verdict.broken:
        click.echo(told(N_("Broken: %(finding)s"), finding=_sentence(finding)))
    for finding in verdict.notes:
        click.echo(told(N_("Note: %(finding)s"), finding=_sentence(finding)))
    if not verdict.holds:
        sys.exit(BROKEN)
    click.echo(told(N_("The plan keeps every rule.")))


@match.command(help=N_("Write an instance of a synthetic county, the same for the same seed."))
@click.option("--children", type=click.IntRange(0, 1_000_000), required=True)
@click.option(
    "--mode", type=click.Choice(["unit", "places", "hours"]), default="unit", show_default=True
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
def generate(children: int, mode: Any, seed: int) -> None:
    from carenet.matching.engine.files import instance_json, written
    from carenet.matching.engine.generate import generate as draw

    click.echo(written(instance_json(draw(children, mode, seed))))


@match.command(help=N_("Say why groups are where they are in PLAN; all of them without --group."))
@click.argument("instance")
@click.argument("plan")
@click.option("--group", "name", help=N_("Only this group."))
def explain(instance: str, plan: str, name: str | None) -> None:
    from carenet.matching.engine.explain import explain as reasons
    from carenet.matching.engine.files import WrongInput, read_instance, read_plan

    problem = read(instance, read_instance, WrongInput)
    outcome = read(plan, read_plan, WrongInput)
    if len(outcome.assignment) != len(problem.group_ids) or any(
        h is not None and not 0 <= h < len(problem.helper_ids) for h in outcome.assignment
    ):
        refuse([f"{plan}: assignment: not of this instance: expected one helper or null a group"])
    if name is not None and name not in problem.group_ids:
        refuse([f"--group: {name!r}: expected a group of the instance"])
    wanted = [name] if name is not None else problem.group_ids
    for group in wanted:
        for line in _told(reasons(problem, outcome, group)):
            click.echo(line)


def _told(found: "Explanation") -> Iterable[str]:
    """The lines that explain one group."""
    values: dict[str, Any] = {"group": found.group, "tier": found.tier, "size": found.size}
    if found.cause == "no allowed pair":
        yield told(N_("%(group)s (tier %(tier)s, %(size)s children): nobody is allowed"), **values)
        for rule, count in found.emptied_by.items():
            yield told(N_("  %(rule)s: rules out %(count)s helpers"), rule=told(rule), count=count)
        return
    if found.helper is None:
        yield told(
            N_("%(group)s (tier %(tier)s, %(size)s children): unmatched, every helper is full"),
            **values,
        )
    else:
        values |= {"helper": found.helper, "cost": found.cost}
        lock = told(N_(", locked")) if found.cause == "locked" else ""
        yield (
            told(
                N_("%(group)s (tier %(tier)s, %(size)s children): %(helper)s, cost %(cost)s"),
                **values,
            )
            + lock
        )
        for term, cost in found.terms.items():
            yield told(N_("  %(term)s: %(cost)s"), term=term, cost=cost)
    for option in found.options:
        line = told(
            N_("  next best: %(helper)s, cost %(cost)s (%(extra)s)"),
            helper=option.helper,
            cost=option.cost,
            extra=f"{option.extra:+}",
        )
        if not option.fits and option.instead_of is not None:
            line += told(
                N_("; full: %(group)s (tier %(tier)s) would have to yield"),
                group=option.instead_of,
                tier=option.tier,
            )
        elif not option.fits:
            line += told(N_("; its capacity is too small"))
        yield line


def _sentence(finding: "Finding") -> str:
    return told(finding.sentence, **finding.values)


def _peak_mb() -> int:
    """The most memory this process has held, by the kernel's count (kB on Linux)."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
