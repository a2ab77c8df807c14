"""Honest dates: what editors type, what the record keeps, what readers are told.

A date on the record is EDTF text (ISO 8601-2:2019, up to level 2), the days that it may be, and
whether the thing happened *some time within* them or *throughout* them. Nothing is invented: a
day that nobody gave stays missing, and input that can be read in two ways is refused with a
sentence that says what to mend.
"""

from events.dates.answers import describe_reading
from events.dates.edtf import Edge, Edtf, Manner, parse_edtf
from events.dates.lags import Lag, describe_lag, lag
from events.dates.phrases import read
from events.dates.reading import MAX_SPANS, Reading, may_lie_in, reading_of, sort_key
from events.dates.refusals import MAX_LENGTH, DateRefused
from events.dates.wording import describe, html_datetime

__all__ = [
    "MAX_LENGTH",
    "MAX_SPANS",
    "DateRefused",
    "Edge",
    "Edtf",
    "Lag",
    "Manner",
    "Reading",
    "describe",
    "describe_lag",
    "describe_reading",
    "html_datetime",
    "lag",
    "may_lie_in",
    "parse_edtf",
    "read",
    "reading_of",
    "sort_key",
]
