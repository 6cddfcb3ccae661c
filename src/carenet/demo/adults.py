"""Adults of the demo county who are not family: officers, teachers, and all who offer care."""

import random
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from carenet.demo.grounds import of_level
from carenet.demo.names import Names, pools
from carenet.demo.shapes import (
    CastMember,
    ContactWay,
    County,
    Duty,
    HomeOnTheWay,
    HostFamily,
    Language,
    Paper,
    Person,
    ProxyParent,
    Teacher,
    Team,
    Volunteer,
)
from carenet.places.codes import Level

VOLUNTEERS: Final = 300
STUDENTS: Final = 60
TEAM: Final = 20
PROXY_PARENTS: Final = 60
HOST_FAMILIES: Final = 40
CHILDREN_PER_TEACHER: Final = 8
NEARLY_A_YEAR: Final = 320
ASKED_DAYS: Final = 8
SUBJECTS: Final = ("chinese", "math", "english", "reading")
SKILLS: Final = ("singing", "drawing", "sport", "handicraft", "first_aid", "cooking", "counselling")
PARTS: Final = ("morning", "afternoon", "evening")
PAPERS: Final = (
    ("identity", None),
    ("record_check", 365),
    ("references", None),
    ("interview", None),
    ("code", None),
    ("training", 730),
    ("insurance", 365),
)


class Adults:
    """Makes people with a role, each with a home division, languages and a way to be reached."""

    def __init__(self, county: County, names: Names, source: random.Random) -> None:
        self._county, self._names, self._source = county, names, source
        self._villages = [row.code for row in of_level(county, Level.VILLAGE)]
        self._made = 0

    def person(
        self, division: str, *, ages: tuple[int, int], women: float = 0.6, handle: str | None = None
    ) -> Person:
        """A new person; ``handle`` names one of the cast."""
        self._made += 1
        origin = self._names.origin(division[:9])
        if handle is None:
            key, sex = f"adult:{self._made}", "f" if self._source.random() < women else "m"
            name = self._names.adult(origin.surname, sex)
        else:
            key, (name, sex) = f"cast:{handle}", pools()["cast"][handle]
        tongues = [
            Language("mandarin", can_explain=True),
            Language("guiliu", self._source.random() < 0.7),
        ]
        if self._source.random() < 0.7:
            tongues.append(Language(origin.language, self._source.random() < 0.6))
        person = Person(
            key,
            name,
            sex,
            self._county.today.year - self._source.randint(*ages),
            division,
            tuple(tongues),
            (ContactWay("own_phone", self._names.phone(), None, self._county.today),),
        )
        self._county.people[key] = person
        return person

    def officers(self) -> None:
        """A child director in each village, a supervisor in each township, the county's desk."""
        cast_township, cast_village = pools()["cast_township"], pools()["cast_village"]
        for row in self._county.divisions:
            if row.level is Level.VILLAGE:
                handle = "director" if row.code == cast_village else None
                self._duty(row.code, "director", f"{_committee(self._county, row.code)}", handle)
            elif row.level is Level.TOWNSHIP:
                handle = "township" if row.code == cast_township else None
                self._duty(row.code, "supervisor", f"township_office:{row.code}", handle)
        county = pools()["county"]
        for handle, office in (
            ("county", "education_bureau"),
            ("counsellor", "education_bureau"),
            ("sysadmin", "education_bureau"),
            ("security", "civil_affairs"),
            ("auditor", "next_generation"),
        ):
            self._duty(county, handle, f"{office}:{county}", handle)

    def teachers(self, wanted: dict[str, int]) -> None:
        """Enough teachers in each school for the children it has; ``wanted`` by school key."""
        for school in self._county.schools:
            township = school.key.split(":")[1] + "000"
            cast = township == pools()["cast_township"] and school.key.endswith(":primary")
            for number in range(wanted.get(school.key, 0) // CHILDREN_PER_TEACHER + 2):
                handle = "teacher" if cast and number == 0 else None
                person = self.person(township, ages=(24, 58), women=0.65, handle=handle)
                self._county.teachers.append(Teacher(person.key, school.key))
                if handle:
                    self._cast(handle, person, school.key, township)

    def volunteers(self) -> None:
        """Young and old, students in a team, each with papers, some of which have lapsed."""
        township, village = pools()["cast_township"], pools()["cast_village"]
        for number in range(VOLUNTEERS):
            student = number < STUDENTS
            handle = {STUDENTS: "volunteer", STUDENTS + 1: "volunteer2"}.get(number)
            home = self._home(student=student) if handle is None else village
            person = self.person(home, ages=(19, 23) if student else (23, 66), handle=handle)
            self._county.volunteers.append(self._volunteer(number, person, student, handle))
            if handle:
                self._cast(handle, person, self._county.volunteers[-1].organisation, township)
        self._team()

    def proxy_parents(self) -> None:
        """Sixty, most of them women of the federation."""
        for number in range(PROXY_PARENTS):
            handle = "proxy" if number == 0 else None
            home = pools()["cast_village"] if handle else self._source.choice(self._villages)
            person = self.person(home, ages=(28, 60), women=0.85, handle=handle)
            joined = self._ago(30, 900)
            self._county.proxy_parents.append(
                ProxyParent(
                    f"proxy:{number}",
                    person.key,
                    self._source.choice((1, 2, 2, 3)),
                    joined,
                    self._papers(lapsed=handle is None and self._source.random() < 0.06),
                )
            )
            if handle:
                self._cast(handle, person, None, home)

    def host_families(self) -> None:
        """Forty homes, each with one to three adults; girls only where a woman lives."""
        hamlets: dict[str, list[str]] = {}
        for hamlet in self._county.hamlets:
            hamlets.setdefault(hamlet.village, []).append(hamlet.key)
        for number in range(HOST_FAMILIES):
            handle = "host" if number == 0 else None
            village = pools()["cast_village"] if handle else self._source.choice(self._villages)
            first = self.person(village, ages=(32, 60), women=0.8, handle=handle)
            others = [
                self.person(village, ages=(30, 70), women=0.3)
                for _ in range(self._source.randint(0, 2))
            ]
            adults = [first, *others]
            self._county.host_families.append(
                HostFamily(
                    f"host:{number}",
                    pools()["household"].format(name=first.name),
                    village,
                    self._source.choice(hamlets[village]),
                    beds=self._source.randint(1, 3),
                    takes_girls=any(adult.sex == "f" for adult in adults),
                    takes_boys=self._source.random() < 0.9,
                    full_care=self._source.random() < 0.6,
                    approved_on=self._approved(handle),
                    adults=tuple(adult.key for adult in adults),
                    papers={adult.key: self._papers(lapsed=False) for adult in adults},
                    asked_days=ASKED_DAYS + 2 * number,
                )
            )
            if handle:
                self._cast(handle, first, None, village)

    def _approved(self, handle: str | None) -> date:
        """The home that can be stepped into is to be looked at anew soon."""
        day = self._ago(20, 700)
        return self._county.today - timedelta(days=NEARLY_A_YEAR) if handle else day

    def homes_on_the_way(self) -> None:
        """Three homes of the cast's village: one named by the committee, two that apply."""
        village = pools()["cast_village"]
        for number, (nominated, papers) in enumerate(
            ((True, None), (False, "asked"), (False, "all"))
        ):
            first = self.person(village, ages=(35, 58), women=1.0)
            second = self.person(village, ages=(35, 60), women=0.0)
            kept = {
                one.key: self._papers(lapsed=False, new=papers == "asked") if papers else ()
                for one in (first, second)
            }
            self._county.homes_on_the_way.append(
                HomeOnTheWay(
                    f"home_on_the_way:{number}",
                    pools()["household"].format(name=first.name),
                    village,
                    nominated,
                    (first.key, second.key),
                    kept,
                )
            )

    def _volunteer(
        self, number: int, person: Person, student: bool, handle: str | None
    ) -> Volunteer:
        county = pools()["county"]
        office = (
            "university" if student else self._source.choice(("youth_league", "womens_federation"))
        )
        if handle:
            office = "youth_league"
        chance = self._source.random()
        new = handle is None and chance < 0.18
        days = (6, 7) if student else self._source.sample(range(1, 8), self._source.randint(1, 4))
        return Volunteer(
            f"volunteer:{number}",
            person.key,
            f"{office}:{county}" if student or handle or self._source.random() < 0.8 else None,
            "group" if new else "cleared",
            tuple(self._some(SUBJECTS, 2)),
            tuple(self._some(SKILLS, 2)),
            tuple(sorted((day, part) for day in days for part in self._some(PARTS[1:], 2))),
            reach_minutes=self._source.choice((15, 30, 30, 45, 60)),
            hours_week_max=self._source.choice((2, 3, 4, 4, 6)),
            joined_on=self._ago(5, 55) if new else self._ago(70, 1_000),
            papers=self._papers(lapsed=handle is None and chance > 0.94, new=new),
        )

    def _team(self) -> None:
        county, today = pools()["county"], self._county.today
        all_ = self._county.volunteers
        cast, students = all_[STUDENTS : STUDENTS + 2], all_[: TEAM - 2]
        members = tuple(each.person for each in (*cast, *students))
        self._county.teams.append(
            Team(
                "team:1",
                f"university:{county}",
                pools()["team"],
                members[0],
                members,
                agreement_on=today - timedelta(days=70),
                starts_on=today - timedelta(days=60),
                ends_on=today + timedelta(days=120),
            )
        )

    def _papers(self, *, lapsed: bool, new: bool = False) -> tuple[Paper, ...]:
        """All papers of a tier: a newcomer's record check is still asked for, a lapsed one over."""
        started = self._ago(5, 50) if new else self._ago(30, 300)
        if new:
            asked = Paper("record_check", started, started + timedelta(days=60), "pending")
            signed = ("identity", "self_declaration", "code")
            return (*(Paper(kind, started, None) for kind in signed), asked)
        papers = []
        for kind, days in PAPERS:
            begins = self._ago(370, 420) if lapsed and kind == "record_check" else started
            ends = None if days is None else begins + timedelta(days=days)
            papers.append(Paper(kind, begins, ends))
        return tuple(papers)

    def _duty(self, division: str, role: str, organisation: str, handle: str | None) -> None:
        person = self.person(division, ages=(26, 56), handle=handle)
        self._county.duties.append(Duty(person.key, role, organisation, division, handle))
        if handle:
            self._cast(handle, person, organisation, division)

    def _cast(self, handle: str, person: Person, organisation: str | None, division: str) -> None:
        self._county.cast[handle] = CastMember(handle, person.key, organisation, division)

    def _home(self, *, student: bool) -> str:
        """Students live by the county town; half of the others too."""
        town = [code for code in self._villages if code.startswith("450226100")]
        near = student or self._source.random() < 0.3
        return self._source.choice(town if near else self._villages)

    def _some(self, things: Iterable[str], most: int) -> list[str]:
        pool = list(things)
        return sorted(self._source.sample(pool, self._source.randint(1, min(most, len(pool)))))

    def _ago(self, least: int, most: int) -> date:
        return self._county.today - timedelta(days=self._source.randint(least, most))


def _committee(county: County, village: str) -> str:
    """The key of a village's committee, whatever it is called."""
    keys = {f"committee:{village}", f"community_committee:{village}"}
    return next(each.key for each in county.organisations if each.key in keys)
