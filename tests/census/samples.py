"""Rows for the tests of the census workbook: invented children, made by hypothesis."""

from datetime import date, timedelta

from hypothesis import strategies as st

from carenet.census.columns import layout
from carenet.census.rows import (
    CarerRow,
    CensusRow,
    GuardianRow,
    KeyGroup,
    ParentRow,
    ParentState,
    Sex,
    Way,
)
from carenet.census.rules import with_check_digit
from carenet.children.rules import Stage

TODAY = date(2026, 11, 24)


def codes(options: str) -> st.SearchStrategy[str]:
    return st.sampled_from([choice.code for choice in layout().options[options]])


def maybe(strategy):
    return st.one_of(st.none(), strategy)


names = st.text(st.sampled_from("吴杨石莫覃韦秀兰春月强志花英奶玉"), min_size=2, max_size=4)
words = st.text(
    st.one_of(
        st.characters(categories=["Ll", "Lu", "Lo", "Nd"], max_codepoint=0x9FFF),
        st.sampled_from(" =+-@'（）·_%"),
    ),
    min_size=1,
    max_size=30,
).map(lambda text: " ".join(__import__("unicodedata").normalize("NFC", text).split()))
# Text that begins with a quote before an active character loses the quote on reading: not a name for a place.
texts = words.filter(lambda text: text and not text.startswith("'"))
days = st.dates(date(2020, 1, 1), TODAY)
phones = st.one_of(
    st.integers(0, 99_999_999).map(lambda n: f"+86154{n:08}"),
    st.integers(2_000_000, 8_999_999).map(lambda n: f"+86772{n}"),
)
births = st.dates(TODAY - timedelta(days=17 * 365), TODAY)


@st.composite
def parents(draw) -> ParentRow:
    state = draw(st.sampled_from(ParentState))
    left = draw(days) if state is ParentState.AWAY or draw(st.booleans()) else None
    back = left + timedelta(days=draw(st.integers(0, 10))) if left and draw(st.booleans()) else None
    return ParentRow(
        state=state, name=draw(maybe(names)), left_on=left, works_at=draw(maybe(texts)),
        returned_on=min(back, TODAY) if back else None, phone=None if state is ParentState.DEAD else draw(maybe(phones)),
    )  # fmt: skip


@st.composite
def carers(draw) -> CarerRow:
    relation = draw(codes("carer_relation"))
    if relation == "nobody":
        return CarerRow(relation)
    way = draw(st.sampled_from(Way))
    return CarerRow(
        relation=relation, name=draw(names), phone=draw(phones) if way is Way.OWN_PHONE else draw(maybe(phones)),
        language=draw(codes("language")), reads=draw(maybe(st.booleans())), way=way,
        passed_on_by=draw(texts) if way is Way.NEIGHBOUR else draw(maybe(texts)),
    )  # fmt: skip


@st.composite
def rows(draw) -> CensusRow:
    sex, born = draw(st.sampled_from(Sex)), draw(births)
    serial = draw(st.integers(0, 499)) * 2 + (sex is Sex.MALE)
    number = with_check_digit(f"450299{born:%Y%m%d}{serial:03}")
    shown = draw(st.sampled_from(["number", "none yet", "empty"]))
    return CensusRow(
        sheet=layout().sheet["zh"], line=3, name=draw(names), sex=sex, birth_date=born, home_place=draw(texts),
        care_place=draw(texts), stage=draw(st.sampled_from(Stage)), father=draw(parents()), mother=draw(parents()),
        guardian=GuardianRow(draw(names), draw(codes("guardian_relation")), draw(maybe(phones))), carer=draw(carers()),
        filled_by=draw(names), filled_on=draw(days), resident_id=number if shown == "number" else None,
        no_id_yet=shown == "none yet", ethnicity=draw(maybe(codes("ethnicity"))), hamlet=draw(maybe(texts)),
        school=draw(maybe(texts)), grade=draw(maybe(codes("grade"))), class_name=draw(maybe(texts)),
        student_number=f"G{number}" if draw(st.booleans()) else None, boards=draw(maybe(st.booleans())),
        key_groups=tuple(draw(st.lists(st.sampled_from(KeyGroup), max_size=3, unique=True))), key_basis=draw(maybe(texts)),
        health=draw(maybe(texts)), income=draw(maybe(codes("income"))), village_contact=draw(maybe(texts)),
        confirmed_by=draw(maybe(names)), visited_on=draw(maybe(days)), remarks=draw(maybe(texts)),
    )  # fmt: skip


def one_row() -> CensusRow:
    """A whole row with every field filled in."""
    born = date(2017, 5, 1)
    return CensusRow(
        sheet="儿童台账", line=3, name="吴秋月", sex=Sex.FEMALE, birth_date=born, home_place="三江侗族自治县独峒镇高亚村",
        care_place="独峒镇高亚村", stage=Stage.PRIMARY,
        father=ParentRow(ParentState.AWAY, "吴志强", date(2026, 2, 25), "广东佛山", None, "+8615412345678"),
        mother=ParentRow(ParentState.HOME, "杨春兰", None, None, None, "+867728612345"),
        guardian=GuardianRow("吴志强", "father", "+8615412345678"),
        carer=CarerRow("grandmother_p", "吴奶秀", None, "dong", False, Way.NEIGHBOUR, "杨大姐 154-1111-2222"),
        filled_by="梅主任", filled_on=date(2026, 11, 20), resident_id=with_check_digit("45029920170501002"), ethnicity="12",
        hamlet="上寨", school="高亚小学", grade="3", class_name="2", student_number="G" + with_check_digit("45029920170501002"),
        boards=True, key_groups=(KeyGroup.HARDSHIP, KeyGroup.DISABILITY), key_basis="低保证 2025-03", health="良好",
        income="wages", village_contact="梅主任", confirmed_by="吴奶秀", visited_on=date(2026, 11, 19), remarks="喜欢唱侗歌",
    )  # fmt: skip
