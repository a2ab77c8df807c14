"""What somebody put into the one field: an address, a text, or an address with the text below it."""

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from events.exceptions import Refused
from events.models.source import check_signs_nobody_in

LONGEST_ADDRESS = 2000
LONGEST_TITLE = 300
FEWEST_LETTERS = 30
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?=\S)", re.IGNORECASE)
WEB = re.compile(r"https?://", re.IGNORECASE)
# A host with a point in it, and whatever follows: what people copy from a browser that hides "https://".
BARE = re.compile(r"[\w.-]+\.[a-z0-9-]{1,63}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
is_web_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class Typed:
    """`address` is one that can be asked for, `text` is what stands below it or alone; one of them is not empty."""

    address: str = ""
    text: str = ""

    @property
    def title(self) -> str:
        """What a source is called until something better is known: its first line, or its address."""
        return title_of(self.text) or self.address[:LONGEST_TITLE]


def judge(typed: str) -> Typed:
    """An address, a text, or both. Raises Refused with what to do, if it is neither or more than one address."""
    first, _newline, rest = typed.strip().partition("\n")
    rest = rest.strip()
    if not is_address(first):
        return Typed(text=_checked_text(typed.strip()))
    lines = rest.split()
    if lines and all(map(is_address, lines)):
        raise Refused(_("One address at a time, please."))
    return Typed(address=address_of(first), text=_checked_text(rest) if rest else "")


def is_address(line: str) -> bool:
    """Whether a line means to be an address, perhaps one that cannot be fetched."""
    line = _bare(line)
    if WEB.match(line):
        return True
    return not re.search(r"\s", line) and bool(SCHEME.match(line) or BARE.fullmatch(line))


def address_of(line: str) -> str:
    """The address in `line`, with its scheme. Raises Refused with the sentence that says what to mend."""
    line = _bare(line)
    address = line if WEB.match(line) else f"https://{line}" if BARE.fullmatch(line) else line
    if not WEB.match(address):
        raise Refused(_("Only addresses that begin with http:// or https:// can be fetched. Paste the text instead."))
    if len(address) > LONGEST_ADDRESS:
        raise Refused(_("An address has at most %(count)d characters.") % {"count": LONGEST_ADDRESS})
    if any(unicodedata.category(letter) in {"Cc", "Cf"} for letter in address):
        raise Refused(_("This address holds characters that cannot be seen. Type it anew."))
    try:
        is_web_address(address)
    except ValidationError:
        raise Refused(
            _("This address cannot be read. Give it alone, or on a line of its own with the text below it.")
        ) from None
    try:
        check_signs_nobody_in(address)
    except ValidationError as refused:
        raise Refused(str(refused.message)) from None
    return address


def title_of(text: str) -> str:
    """The first line of a text that says something, as a title."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    first = next(filter(None, lines), "")
    return first if len(first) <= LONGEST_TITLE else f"{first[: LONGEST_TITLE - 1]}…"


def _bare(line: str) -> str:
    """Without blanks, and without the brackets and quotes that come along when an address is copied."""
    return line.strip().strip("<>\"'“”«»").strip()


def _checked_text(text: str) -> str:
    if not text:
        raise Refused(_("Give an address, a text or a file."))
    if len(text) < FEWEST_LETTERS:
        raise Refused(_("That is no address, and too short for the text of an article."))
    return text.replace("\r\n", "\n")
