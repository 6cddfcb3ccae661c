"""HiGHS, run so that it stops when told, and by its own steps rather than by a clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np

from carenet.matching.engine.problem import Floats

Option: TypeAlias = bool | float | str
Stop: TypeAlias = Callable[[], bool]
ALWAYS: Final[Mapping[str, Option]] = {"output_flag": False, "threads": 1, "parallel": "off"}


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Columns from 0 to 1 with their costs, rows with their limits, the matrix column by column."""

    cost: Floats
    low: Floats
    top: Floats
    start: Any
    index: Any
    value: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """How much of each column is taken, and the price of each row (none of whole columns)."""

    taken: Floats
    price: Floats


def run(
    model: Model,
    options: Mapping[str, Option],
    stop: Stop,
    *,
    whole: bool = False,
    present: Floats | None = None,
) -> Solved | None:
    """The best found when it ended or `stop` said so; None if there is nothing.

    `whole` columns are taken or not; `present` is a plan to start from.
    """
    import highspy

    count = len(model.cost)
    solver = highspy._core._Highs()  # noqa: SLF001 - the public class prints a banner
    for name, setting in {**ALWAYS, **options}.items():
        solver.setOptionValue(name, setting)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, len(model.low)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = model.cost, np.zeros(count), np.ones(count)
    lp.row_lower_, lp.row_upper_ = model.low, model.top
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = model.start, model.index
    lp.a_matrix_.value_ = model.value
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * count
    solver.passModel(lp)
    if present is not None:
        solver.setSolution(count, np.arange(count), present)
    _heed(solver, stop)
    solver.run()
    found = solver.getSolution()
    taken = np.array(found.col_value)
    return Solved(taken, np.array(found.row_dual)) if len(taken) == count else None


def _heed(solver: Any, stop: Stop) -> None:
    """Let `stop` end a run wherever the solver asks."""
    from highspy import cb

    def asked(_kind: int, _message: str, _now: Any, answer: Any, _data: object) -> None:
        answer.user_interrupt = stop()

    solver.setCallback(asked, None)
    kinds = cb.HighsCallbackType
    for kind in (
        kinds.kCallbackSimplexInterrupt,
        kinds.kCallbackIpmInterrupt,
        kinds.kCallbackMipInterrupt,
    ):
        solver.startCallback(kind)
