"""`carenet timetable`: solve, check and generate weekly timetables in files, without a database."""

import sys
from typing import Any

import click

from carenet.cli.instances import BROKEN, ProgressLines, read, stopped_by_hand
from carenet.cli.says import told
from carenet.core.refusals import N_


@click.group(
    name="timetable", help=N_("Make a week's timetable from a file, and check the result.")
)
def timetable() -> None:
    """Everything below works on files alone."""


@timetable.command(help=N_("Make the best week for INSTANCE and print it as JSON."))
@click.argument("instance")
@click.option("--seconds", type=click.FloatRange(min=0), default=45.0, show_default=True)
@click.option("--threads", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--prove/--no-prove", default=True, show_default=True)
def solve(instance: str, seconds: float, threads: int, seed: int, prove: bool) -> None:
    from carenet.scheduling.timetable.files import WrongInput, read_instance, written
    from carenet.scheduling.timetable.solve import Limits
    from carenet.scheduling.timetable.solve import solve as run

    problem = read(instance, read_instance, WrongInput)
    limits = Limits(seconds=seconds, threads=threads, seed=seed, prove=prove)
    with stopped_by_hand() as stopped:
        plan = run(problem, limits, progress=ProgressLines(), cancelled=stopped)
    click.echo(written(plan.to_json()))
    for one in plan.missing:
        class_ = problem.classes[one.class_].id
        why = told(one.shortage, **one.values)
        click.echo(
            told(
                N_("%(class)s: %(times)s missing: %(why)s"),
                **{"class": class_},
                times=one.times,
                why=why,
            ),
            err=True,
        )
    if plan.status == "infeasible":
        for clash in plan.clashes:
            wishes = "; ".join(_wish(problem, lock) for lock in clash.locks)
            click.echo(
                told(
                    N_(
                        "These wishes clash, leave any one out and the others can be kept: %(wishes)s"
                    ),
                    wishes=wishes,
                ),
                err=True,
            )
        sys.exit(BROKEN)


def _wish(problem: Any, lock: int) -> str:
    one = problem.locks[lock]
    parts = [problem.classes[one.class_].id]
    if one.slot is not None:
        slot = problem.slots[one.slot]
        parts.append(
            told(
                N_("day %(day)s at %(time)s"),
                day=slot.day + 1,
                time=f"{slot.start // 60}:{slot.start % 60:02}",
            )
        )
    if one.adult is not None:
        parts.append(told(N_("by %(adult)s"), adult=problem.adults[one.adult].id))
    return " ".join(parts)


@timetable.command(help=N_("Check PLAN against INSTANCE: every rule and every count."))
@click.argument("instance")
@click.argument("plan")
def check(instance: str, plan: str) -> None:
    from carenet.scheduling.timetable.files import WrongInput, read_instance, read_plan
    from carenet.scheduling.timetable.verify import verify

    problem = read(instance, read_instance, WrongInput)
    found = verify(problem, read(plan, read_plan, WrongInput))
    for finding in found:
        click.echo(
            told(N_("Broken: %(finding)s"), finding=told(finding.sentence, **finding.values))
        )
    if found:
        sys.exit(BROKEN)
    click.echo(told(N_("The plan keeps every rule.")))


@timetable.command(help=N_("Write an instance of a synthetic week, the same for the same seed."))
@click.option(
    "--size",
    type=click.Choice(["centre", "township", "county"]),
    default="township",
    show_default=True,
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
def generate(size: Any, seed: int) -> None:
    from carenet.scheduling.timetable.files import instance_json, written
    from carenet.scheduling.timetable.generate import generate as draw

    click.echo(written(instance_json(draw(size, seed))))
