"""The matching engine: pure, deterministic, cancellable. Arrays in, arrays and their proof out.

`problem.Problem` says what is to be matched, `solve.solve` finds the plan as an `outcome.Outcome`,
`explain` says why, `verify.verify` checks it without the solver.
"""
