"""The ground of the demo: hamlets, offices, schools, centres, terms."""

from datetime import date, timedelta
from typing import Final

from carenet.demo.shapes import Centre, County
from carenet.demo.sink import Sink, id_of
from carenet.places.calendar_seed import default_terms

MARKET_EVERY_DAYS: Final = 5


def load_places(made: County, sink: Sink) -> None:
    """Rows of `places` and `centres`."""
    for hamlet in made.hamlets:
        sink.add(
            "hamlets", id=id_of(hamlet.key), village=hamlet.village, name=hamlet.name,
            centre_foot_minutes=hamlet.centre_foot_minutes,
            centre_motorbike_minutes=hamlet.centre_motorbike_minutes,
            school_foot_minutes=hamlet.school_foot_minutes,
            school_motorbike_minutes=hamlet.school_motorbike_minutes,
            latitude=hamlet.point.lat, longitude=hamlet.point.lon,
        )  # fmt: skip
    for office in made.organisations:
        sink.add(
            "organisations", id=id_of(office.key), kind=office.kind, name=office.name,
            division=office.division, phone=office.phone, opened_on=office.opened_on,
            latitude=office.point.lat if office.point else None,
            longitude=office.point.lon if office.point else None,
        )  # fmt: skip
    for school in made.schools:
        for weekday, ends_at in school.ends_at.items():
            sink.add(
                "school_hours", organisation=id_of(school.key), weekday=weekday, ends_at=ends_at
            )
    for centre in made.centres:
        _load_centre(centre, sink)
    _load_calendar(made, sink)


def _load_centre(centre: Centre, sink: Sink) -> None:
    id_ = id_of(centre.key)
    sink.add(
        "centres", id=id_, kind=centre.kind, name=centre.name, village=centre.village,
        short_code=centre.short_code, capacity=centre.capacity, opened_on=centre.opened_on,
        closed_on=centre.closed_on, observable_until=centre.observable_until,
    )  # fmt: skip
    for room in centre.rooms:
        sink.add(
            "rooms", id=id_of(f"{centre.key}:{room.name}"), organisation=id_, name=room.name,
            places=room.places, counselling_approved_on=room.counselling_approved_on,
        )  # fmt: skip
    for hours in centre.hours:
        sink.add(
            "opening_hours", centre=id_, season=hours.season, weekday=hours.weekday,
            opens_at=hours.opens_at, closes_at=hours.closes_at,
        )  # fmt: skip
    sink.add("key_holders", centre=id_, person=id_of(centre.key_holder), starts_on=centre.opened_on)


def _load_calendar(made: County, sink: Sink) -> None:
    county = next(row.code for row in made.divisions if row.parent is None)
    school_year = made.today.year if made.today.month >= 8 else made.today.year - 1
    for term in default_terms(school_year):
        sink.add(
            "terms", division=county, name=term.name, starts_on=term.starts_on, ends_on=term.ends_on
        )
    for number, row in enumerate(r for r in made.divisions if str(r.level) == "township"):
        first = date(made.today.year, 1, 1) + timedelta(days=number % MARKET_EVERY_DAYS)
        sink.add(
            "market_rules", division=row.code, label="market", first_on=first,
            every_days=MARKET_EVERY_DAYS,
        )  # fmt: skip
