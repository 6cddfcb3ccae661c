"""Which courses must change hands in one step: those that share somebody who moves between them."""

from collections.abc import Iterable
from uuid import UUID


def together(courses: Iterable[UUID], shared: Iterable[tuple[UUID, UUID]]) -> list[list[UUID]]:
    """Courses in groups, joined by the people of (person, course); each group and all of them in order."""
    group = {course: {course} for course in courses}
    of: dict[UUID, UUID] = {}
    for person, course in shared:
        group.setdefault(course, {course})
        other = of.setdefault(person, course)
        if group[other] is group[course]:
            continue
        small, large = sorted((group[other], group[course]), key=len)
        large |= small
        for one in small:
            group[one] = large
    return sorted({min(found): sorted(found) for found in group.values()}.values())
