"""A held row beside the child of the register: the same questions, both answers."""

from dataclasses import dataclass
from typing import Any

from carenet.census.placing import Placed
from carenet.children import choices, words
from carenet.children.queries import ChildFile
from carenet.core.dates import long_day
from carenet.core.words import gettext
from carenet.people.rules import written_phone
from carenet.places.cache import name_of


@dataclass(frozen=True, slots=True)
class Beside:
    """One question, what the workbook says and what the register has."""

    label: str
    written: str
    known: str

    @property
    def differs(self) -> bool:
        """Do the two say different things?"""
        return bool(self.known) and self.written != self.known


def _joined(*parts: str | None) -> str:
    return " · ".join(p for p in parts if p)


def _village(code: str) -> str:
    return f"{name_of(code[:9])} {name_of(code)}"


def _adult(file: ChildFile, part: str, kind: str) -> str:
    found = []
    for row in file.part(part):
        ways = [w["value"] for w in file.ways.get(row["person"], []) if w["value"]]
        phones = [written_phone(v) if v.startswith("+") else v for v in ways]
        found.append(
            _joined(file.names.get(row["person"]), choices.word(kind, row["relation"]), *phones)
        )
    return gettext("; ").join(found)


def side_by_side(placed: Placed, file: ChildFile | None) -> list[Beside]:
    """The questions that tell one child from another."""
    row = placed.row
    child: Any = file.child if file else None
    sex = {"male": "m", "female": "f"}[str(row.sex)]
    phone = written_phone(row.guardian.phone) if row.guardian.phone else None
    reached = written_phone(row.carer.phone) if row.carer.phone else None
    return [
        Beside(gettext("Name"), row.name, child["name"] if child else ""),
        Beside(gettext("Sex"), words.worded(words.SEXES, sex), words.worded(words.SEXES, child["sex"]) if child and child["sex"] else ""),
        Beside(gettext("Born"), long_day(row.birth_date), long_day(child["birth_date"]) if child else ""),
        Beside(gettext("Village"), _village(placed.village), _village(child["village"]) if child else ""),
        Beside(
            gettext("School and class"),
            _joined(row.school, words.class_words(row.grade, row.class_name)),
            _joined(child["school"], words.class_words(child["grade"], child["class_name"])) if child else "",
        ),
        Beside(
            gettext("Guardian"),
            _joined(row.guardian.name, choices.word("guardian_relation", row.guardian.relation), phone),
            _adult(file, "guardians", "guardian_relation") if file else "",
        ),
        Beside(
            gettext("Carer"),
            _joined(row.carer.name, choices.word("carer_relation", row.carer.relation), reached),
            _adult(file, "carers", "carer_relation") if file else "",
        ),
    ]  # fmt: skip
