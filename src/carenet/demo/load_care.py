"""Who cares for whom in the demo: placements with their reaches, needs, series and enrolments."""

import json
from collections import Counter, defaultdict
from datetime import date, time, timedelta
from typing import Final

from carenet.demo.load_children import reach
from carenet.demo.names import pools
from carenet.demo.shapes import Centre, Child, County, Volunteer
from carenet.demo.sink import Sink, id_of

CLERK: Final = id_of("clerk")
SINCE_DAYS: Final = 60
LATE_IN_HUNDRED: Final = 15
CLASS_CHILDREN: Final = 16
HOMEWORK: Final = (time(16, 10), time(17, 40))
SATURDAY: Final = (time(9, 0), time(11, 30))
SERIES: Final = (
    ("homework", "tutoring", "math", (1, 3), HOMEWORK),
    ("reading", "tutoring", "chinese", (2, 4), HOMEWORK),
    ("play", "activity", None, (6,), SATURDAY),
)


def load_care(made: County, sink: Sink) -> dict[str, list[str]]:
    """Rows of `placements`, `matching` needs, series and enrolments.

    Returns:
        The adults of each series' key, by whom its sessions are to be held.

    """
    _paired_teachers(made, sink)
    _proxies(made, sink)
    _hosts(made, sink)
    _needs(made, sink)
    _counselled(made, sink)
    return _series(made, sink)


def _placement(
    child: Child, person: str, kind: str, made: County, sink: Sink, *, key: str, **more: object
) -> None:
    since = max(made.today - timedelta(days=SINCE_DAYS), _cleared_from(person, sink))
    sink.add(
        "placements", id=id_of(f"placement:{key}"), child=id_of(child.key), village=child.village,
        kind=kind, person=id_of(person), planned_from=since, starts_on=since, created_by=CLERK,
        child_voice=child.wish, **more,
    )  # fmt: skip
    reach(sink, child, person, f"placement:{id_of(f'placement:{key}')}")
    sink.add(
        "commitments", person=id_of(person), kind="load", load=1,
        starts_at=_start(made.today), because=f"placement:{id_of(f'placement:{key}')}",
    )  # fmt: skip


def _cleared_from(person: str, sink: Sink) -> date:
    """No placement begins before its adult was cleared; for teachers duty suffices."""
    spans = sink.rows.get("cleared_spans", [])
    return next((row["starts_on"] for row in spans if row["person"] == id_of(person)), date.min)


def _start(today: date) -> object:
    from carenet.core.clock import at

    return at(today - timedelta(days=SINCE_DAYS), time(8))


def _owe(child: Child, person: str, kind: str, made: County, sink: Sink, key: str) -> None:
    """The month's obligation: met by what is logged, due at the month's end.

    A few of last month are still open, as anywhere.
    """
    opens = made.today.replace(day=1)
    following = (opens + timedelta(days=32)).replace(day=1)
    months = [(opens, following)]
    last = (opens - timedelta(days=1)).replace(day=1)
    if id_of(child.key).int % 100 < LATE_IN_HUNDRED and _cleared_from(person, sink) <= last:
        months.append((last, opens))
    for first, after in months:
        sink.add(
            "obligations", child=id_of(child.key), village=child.village, person=id_of(person),
            placement=id_of(f"placement:{key}"), kind=kind, opens_on=first,
            due_on=after - timedelta(days=1),
        )  # fmt: skip


def _paired_teachers(made: County, sink: Sink) -> None:
    for child in made.children:
        if child.teacher:
            key = f"teacher:{child.key}"
            _placement(child, child.teacher, "paired_teacher", made, sink, key=key)


def _yes(child: Child, purpose: str) -> bool:
    return any(c.purpose == purpose and c.agreed for c in child.consents)


def _proxies(made: County, sink: Sink) -> None:
    """Each proxy parent takes children of nearby households that agreed, the most urgent first."""
    waiting = sorted(
        (c for c in made.children if _yes(c, "proxy_parent")), key=lambda c: (c.tier, c.key)
    )
    taken: set[str] = set()
    for proxy in made.proxy_parents:
        if not all(p.ends_on is None or p.ends_on > made.today for p in proxy.papers):
            continue
        home = made.people[proxy.person].division
        near = [c for c in waiting if c.key not in taken and c.village[:9] == home[:9]]
        houses: list[str] = []
        for child in sorted(near, key=lambda c: c.village != home):
            if child.household not in houses and len(houses) < max(1, proxy.households_max - 1):
                houses.append(child.household)
                taken.add(child.key)
                _placement(
                    child, proxy.person, "proxy_parent", made, sink, key=f"proxy:{child.key}"
                )
                _owe(child, proxy.person, "monthly_call", made, sink, f"proxy:{child.key}")


def _hosts(made: County, sink: Sink) -> None:
    """About two host homes in three have a child; girls only where a woman lives."""
    waiting = [c for c in made.children if _yes(c, "host_family") and c.tier <= 2]
    taken: set[str] = set()
    for number, host in enumerate(made.host_families):
        if number % 3 == 2:
            continue
        near = [
            c
            for c in waiting
            if c.key not in taken
            and c.village[:9] == host.village[:9]
            and (host.takes_girls if c.sex == "f" else host.takes_boys)
        ]
        for child in sorted(near, key=lambda c: (c.village != host.village, c.tier))[:1]:
            taken.add(child.key)
            _placement(
                child, host.adults[0], "full_care" if host.full_care else "half_care", made, sink,
                key=f"host:{child.key}", host_family=id_of(host.key),
                overnight=1 if host.full_care else 0, weekdays=["1", "2", "3", "4", "5"],
                meals=["breakfast", "dinner"] if host.full_care else ["dinner"],
            )  # fmt: skip


def _needs(made: County, sink: Sink) -> None:
    tier = {c.key: c.tier for c in made.children}
    village = {c.key: c.village for c in made.children}
    house = {c.key: c.household for c in made.children}
    for need in made.needs:
        sink.add(
            "needs", child=id_of(need.child), village=village[need.child], service=need.service,
            subject=need.subject, tier=tier[need.child],
            group_key=None if need.service == "peer" else id_of(house[need.child]),
            reasons=json.dumps([]), wish=need.wish, opened_on=need.opened_on, rule="demo",
        )  # fmt: skip


def _counselled(made: County, sink: Sink) -> None:
    """The counsellor sees the children of the cast's township who need somebody to talk to."""
    wanting = {need.child for need in made.needs if need.service == "counselling"}
    counsellor = made.cast["counsellor"].person
    township = pools()["cast_township"][:9]
    for child in made.children:
        if child.key in wanting and child.village[:9] == township:
            reach(sink, child, counsellor, f"duty:{id_of(counsellor)}")


def _fits(one: Volunteer, weekdays: tuple[int, ...], saturday: bool, today: date) -> bool:
    part = "morning" if saturday else "afternoon"
    free = any((day, p) in one.free for day in weekdays for p in (part, "evening"))
    return free and all(p.ends_on is None or p.ends_on > today for p in one.papers)


def _series(made: County, sink: Sink) -> dict[str, list[str]]:
    staff: dict[str, list[str]] = {}
    busy: dict[str, set[tuple[int, bool]]] = defaultdict(set)
    by_village: dict[str, list[Child]] = defaultdict(list)
    for child in made.children:
        by_village[child.village].append(child)
    enrolled: Counter[tuple[str, int]] = Counter()
    for place, centre in enumerate(c for c in made.centres if c.closed_on is None):
        for number, shape in enumerate(SERIES[: 2 + place % 2]):
            key = f"series:{centre.key}:{number}"
            _one_series(key, centre, shape, made, sink)
            weekdays, saturday = shape[3], 6 in shape[3]
            adults = [centre.lead]
            for one in made.volunteers:
                home = made.people[one.person].division
                wanted = {(day, saturday) for day in weekdays}
                if (
                    len(adults) < 3 - (place + number) % 2
                    and home[:9] in (centre.village[:9], made.people[centre.lead].division[:9])
                    and not busy[one.person] & wanted
                    and _fits(one, weekdays, saturday, made.today)
                ):
                    busy[one.person] |= wanted
                    adults.append(one.person)
            staff[key] = adults
            near = by_village[centre.village]
            for child in near[:CLASS_CHILDREN]:
                if child.stage.value in ("primary", "junior", "kindergarten"):
                    enrolled[child.key, number] += 1
                    sink.add(
                        "enrolments", series=id_of(key), centre=id_of(centre.key),
                        child=id_of(child.key), village=child.village,
                        starts_on=made.today - timedelta(days=SINCE_DAYS), source="demo",
                        enrolled_by=CLERK,
                    )  # fmt: skip
        for child in by_village[centre.village][:CLASS_CHILDREN]:
            reach(sink, child, centre.lead, f"centre:{id_of(centre.key)}")
    return staff


def _one_series(
    key: str,
    centre: Centre,
    shape: tuple[str, str, str | None, tuple[int, ...], tuple[time, time]],
    made: County,
    sink: Sink,
) -> None:
    activity, kind, subject, weekdays, (starts, ends) = shape
    sink.add(
        "series", id=id_of(key), centre=id_of(centre.key), village=centre.village,
        room=id_of(f"{centre.key}:{centre.rooms[0].name}"), kind=kind, subject=subject,
        activity=activity, weekdays=list(weekdays), weeks="every", starts_at=starts, ends_at=ends,
        first_on=made.today - timedelta(days=SINCE_DAYS),
        last_on=made.today + timedelta(days=120), adults_min=2, adults_max=3,
        children_max=centre.capacity, created_by=CLERK,
    )  # fmt: skip
