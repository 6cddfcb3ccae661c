"""What files must look like: each part of an instance and of a plan, with its bounds."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from carenet.scheduling.timetable.problem import Rules

CENTRES_MAX: Final = 2_000
ADULTS_MAX: Final = 20_000
CLASSES_MAX: Final = 50_000
SLOTS_MAX: Final = 200
ROOMS_MAX: Final = 30
TIMES_MAX: Final = 14
DAY_MINUTES: Final = 24 * 60

Name = Annotated[str, Field(min_length=1, max_length=80)]
Km = Annotated[float, Field(ge=-10_000, le=10_000, allow_inf_nan=False)]
Position = Annotated[int, Field(ge=0)]
SlotAndRoom = Annotated[list[Position], Field(min_length=2, max_length=2)]


class PartShape(BaseModel):
    """A part that has these fields and no others."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SlotShape(PartShape):
    """A slot as a file has it."""

    day: Annotated[int, Field(ge=0, le=6)]
    start: Annotated[int, Field(ge=0, lt=DAY_MINUTES)]
    end: Annotated[int, Field(gt=0, le=DAY_MINUTES)]


class CentreShape(PartShape):
    """A centre as a file has it."""

    id: Name
    x: Km
    y: Km
    rooms: Annotated[list[Annotated[int, Field(ge=1, le=10_000)]], Field(max_length=ROOMS_MAX)]
    open: list[Position]
    observable: bool = False
    taken: Annotated[list[SlotAndRoom], Field(max_length=SLOTS_MAX * ROOMS_MAX)] = []


class AdultShape(PartShape):
    """An adult as a file has it."""

    id: Name
    x: Km
    y: Km
    subjects: list[Name]
    free: list[Position]
    week_max: Annotated[int, Field(ge=0, le=100)]
    km_max: Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
    cleared: bool = True
    ties: list[Name] = []
    never_at: list[Position] = []


class ClassShape(PartShape):
    """A class as a file has it."""

    id: Name
    centre: Position
    subject: Name
    children: Annotated[list[Position], Field(min_length=1, max_length=500)]
    times: Annotated[int, Field(ge=1, le=TIMES_MAX)]
    weight: Annotated[int, Field(ge=1, le=1000)] = 1
    never: list[Position] = []


class FixedShape(PartShape):
    """A wish about one session."""

    class_: Annotated[int, Field(ge=0, alias="class")]
    slot: Position | None = None
    adult: Position | None = None


class RulesShape(PartShape):
    """The settings of the field."""

    km_same_day: Annotated[float, Field(ge=0, le=1000)] = Rules().km_same_day
    km_per_hour: Annotated[float, Field(gt=0, le=1000)] = Rules().km_per_hour
    solo_children_max: Annotated[int, Field(ge=0, le=100)] = Rules().solo_children_max


class InstanceShape(PartShape):
    """A whole instance."""

    schema_: Annotated[Literal["carenet.timetable/1"], Field(alias="schema")]
    slots: Annotated[list[SlotShape], Field(max_length=SLOTS_MAX)]
    centres: Annotated[list[CentreShape], Field(max_length=CENTRES_MAX)]
    adults: Annotated[list[AdultShape], Field(max_length=ADULTS_MAX)]
    classes: Annotated[list[ClassShape], Field(max_length=CLASSES_MAX)]
    rules: RulesShape = RulesShape()
    kept: list[FixedShape] = []
    locks: list[FixedShape] = []


class SessionsShape(PartShape):
    """The sessions of a plan in columns."""

    class_: Annotated[list[Position], Field(alias="class")]
    slot: list[Position]
    room: list[Position]
    lead: list[Position]


class BesidesShape(PartShape):
    """Second adults in columns."""

    centre: list[Position]
    slot: list[Position]
    adult: list[Position]


class UnscheduledShape(PartShape):
    """How many sessions are missing, and how few could be."""

    value: Position
    bound: Position | None
    of: Position


class PlanShape(BaseModel):
    """A plan: what a check needs of it."""

    schema_: Annotated[Literal["carenet.timetable.plan/1"], Field(alias="schema")]
    status: Literal["optimal", "feasible", "infeasible"]
    sessions: SessionsShape
    beside: BesidesShape
    unscheduled: UnscheduledShape
    missing: list[dict[str, Any]] = []
