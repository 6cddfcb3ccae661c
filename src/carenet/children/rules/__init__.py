"""Pure decisions about children: findings, risk, ages."""

from carenet.children.rules.ages import age_on, birthday, months_later
from carenet.children.rules.facts_given import (
    Absence,
    AwayRun,
    CarerKind,
    ChildFacts,
    Hindered,
    Hindrance,
    Parent,
    ParentFacts,
    Stage,
    away_run,
)
from carenet.children.rules.findings import Finding, RuleVersion, findings
from carenet.children.rules.relations import NOBODY, carer_kind
from carenet.children.rules.risk import Risk, RiskFacts, risk_of

__all__ = [
    "NOBODY",
    "Absence",
    "AwayRun",
    "CarerKind",
    "ChildFacts",
    "Finding",
    "Hindered",
    "Hindrance",
    "Parent",
    "ParentFacts",
    "Risk",
    "RiskFacts",
    "RuleVersion",
    "Stage",
    "age_on",
    "away_run",
    "birthday",
    "carer_kind",
    "findings",
    "months_later",
    "risk_of",
]
