"""Time, cancelling and progress of one run, all handed in."""

from dataclasses import dataclass, field, replace

from carenet.matching.engine.outcome import Cancelled, Limits, Progress


@dataclass(slots=True)
class Watch:
    """Knows when to stop and whom to tell."""

    limits: Limits
    progress: Progress | None = None
    cancelled: Cancelled | None = None
    started: float = field(init=False)

    ends: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.limits.clock()
        self.ends = self.limits.seconds

    def part(self, share: float) -> "Watch":
        """A watch over a share of the time that is left."""
        inner = replace(self)
        inner.started = self.started
        inner.ends = self.elapsed() + share * self.left()
        return inner

    def elapsed(self) -> float:
        """Seconds since the run began."""
        return self.limits.clock() - self.started

    def left(self) -> float:
        """Seconds that remain; never negative."""
        return max(self.ends - self.elapsed(), 0.0)

    def over(self) -> bool:
        """Whether time is up or someone said stop."""
        return self.left() <= 0 or (self.cancelled is not None and self.cancelled())

    def tell(self, stage: str, share: float) -> None:
        """Report a stage and how much of it is done, 0 to 1."""
        if self.progress is not None:
            self.progress(stage, min(max(share, 0.0), 1.0))
