"""What is told in words, in the language of the page."""

import datetime

from django.utils.translation import override

from events.site.phrases import day_in_words


def test_the_first_of_a_month_is_written_as_the_french_write_it() -> None:
    first, second = datetime.date(2031, 5, 1), datetime.date(2031, 5, 2)
    with override("fr"):
        assert [day_in_words(day) for day in (first, second)] == ["1er mai 2031", "2 mai 2031"]
    with override("en"):
        assert day_in_words(first) == "1 May 2031"
