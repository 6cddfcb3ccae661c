"""Days as people read them."""

from datetime import date

from carenet.core import dates, words


def test_a_stored_day_is_written_out_for_the_reader_and_nothing_else_is_touched() -> None:
    values = {"day": "2026-04-10", "who": "2026-04-10 or so", "months": 3}
    with words.speaking("zh_Hans"):
        assert dates.spoken(values) == {**values, "day": dates.long_day(date(2026, 4, 10))}
        assert dates.spoken(values)["day"] == "2026年4月10日"
    with words.speaking("en"):
        assert dates.spoken(values)["day"] == "April 10, 2026"
