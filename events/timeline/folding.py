"""Text as the search compares it: without accents, case and signs, the same for what is stored and what is typed."""

import re
import unicodedata
from functools import lru_cache

# Letters that no decomposition takes apart.
PLAIN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th", "ħ": "h", "ŋ": "n"}
)
NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
WORD = re.compile(r"[^\W_]+")
E_MAIL = re.compile(r"\be[-\N{NON-BREAKING HYPHEN}](?=mail)", re.IGNORECASE)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS, OTHERS = "0", "~"
"""Under what names stand that begin with a digit, and those in other scripts than the Latin one."""


def fold(text: str) -> str:
    """`Élan & Cie` → `elan & cie`. Lone surrogates and NUL, which no database takes, are dropped."""
    return NOT_ASCII.sub(lambda signs: _folded(signs.group()), text.lower()).replace("\0", "")


@lru_cache(maxsize=4096)
def _folded(signs: str) -> str:
    """Of signs that stand together in many a text: é, à, œ."""
    signs = signs.encode("utf-8", "ignore").decode()
    decomposed = unicodedata.normalize("NFKD", signs.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).translate(PLAIN)


def words_in(text: str) -> list[str]:
    """The folded words of a text in their order: `l’e-mail de 125,000` → l, email, de, 125, 000."""
    return WORD.findall(fold(E_MAIL.sub("e", text)))


def accented_in(text: str) -> list[str]:
    """The words that folding changes, as they are written but for their case: French stems depend on accents."""
    if text.isascii():
        return []
    text = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode().casefold())
    return [word for word in WORD.findall(text) if not word.isascii() and fold(word) != word]


def letter_of(name: str) -> str:
    """The letter under which a name stands in a list from A to Z."""
    first = next(iter(WORD.findall(fold(name))), OTHERS)[0]
    return first if first in LETTERS else DIGITS if first.isdecimal() else OTHERS
