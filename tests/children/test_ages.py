from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.children.rules import age_on, birthday, months_later

births = st.dates(date(1990, 1, 1), date(2026, 12, 31))


@given(births, st.integers(0, 20))
def test_a_birthday_is_the_first_day_of_the_age(birth: date, age: int) -> None:
    day = birthday(birth, age)
    assert age_on(birth, day) == age
    if age:
        assert age_on(birth, day - timedelta(days=1)) == age - 1


def test_a_child_of_29_february_is_14_on_1_march() -> None:
    assert birthday(date(2012, 2, 29), 14) == date(2026, 3, 1)
    assert age_on(date(2012, 2, 29), date(2026, 2, 28)) == 13
    assert birthday(date(2012, 2, 29), 16) == date(2028, 2, 29)


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(ValueError, match="before birth"):
        age_on(date(2020, 1, 2), date(2020, 1, 1))


def test_months_end_where_the_month_ends() -> None:
    assert months_later(date(2026, 8, 24), 3) == date(2026, 11, 24)
    assert months_later(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_later(date(2025, 12, 31), 3) == date(2026, 3, 31)
