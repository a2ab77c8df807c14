"""An apostrophe before what a spreadsheet would run as a formula; the import takes exactly that one off again."""

import re

# Spreadsheets look past blanks and signs that nobody sees, and take full-width signs for plain ones.
UNSEEN = (
    "\\s\ufeff\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f"
)
RUN = re.compile(rf"'*[{UNSEEN}]*[\t\r\n=+\-@＝＋－﹣−＠﹫]")


def guarded(text: str) -> str:
    """A text that begins with an apostrophe already gets one more, or it would lose its own when it is read."""
    return f"'{text}" if RUN.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` made this of."""
    return text[1:] if text.startswith("'") and RUN.match(text) else text
