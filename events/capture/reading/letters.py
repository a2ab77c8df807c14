"""From bytes to letters, and from letters to those that may be kept."""

import codecs
import re
import unicodedata
from itertools import islice

THIN = 250
THIN_WITHOUT_SPACES = 90  # Chinese, Japanese and Thai need a third of the letters
LONGEST_TITLE = 200
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
WIDE = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
# In which texts of other alphabets are met where nobody says so.
ALPHABETS = [
    "cp1251",
    "koi8_r",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp874",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5hkscs",
    "cp949",
]
MOST_PIECES = 500
# What these labels mean on the web (encoding.spec.whatwg.org), where Python takes them at their word.
MEANT = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "iso-8859-8-i": "iso-8859-8",
}
_META = re.compile(rb"<meta[^>]{0,1000}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.I)
# Nobody sees them, and they would keep a quotation from being found: controls, soft hyphens, marks of direction,
# zero-width spaces, tags. The joiners U+200C and U+200D are letters' business in Persian and Hindi, and stay.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# More marks on one letter than any language writes, of which the composing takes the square of their number long.
_TOO_MANY_MARKS = re.compile(
    "([{0}]{{30}})[{0}]+".format("".join(filter(unicodedata.combining, map(chr, range(0x300, 0x1E950)))))
)
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FOREIGN = re.compile("[^\x00-\x7f]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")


def decoded(content: bytes, charset: str, *, is_page: bool = False) -> str:
    """`content` by its own mark, by what the server said, by what the page says, as UTF-8, or else by its letters.

    The first that fits every byte is believed, because servers say UTF-8 of everything. Where none does, one that
    fits all but a few is: a teaser that was cut in the middle of a letter spoils no page.
    """
    for mark, name in BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    if is_page and (wide := WIDE.get(content[:2])):
        return content.decode(wide, "replace")
    names = [charset, *(_said_by_page(content) if is_page else []), "utf-8"]
    known = sorted(filter(None, map(_meant, names)), key=lambda name: name == "cp1252")  # in which every byte fits
    for name in known:
        try:
            return content.decode(name)
        except (UnicodeError, ValueError):
            continue
    nearest = min((content.decode(name, "replace") for name in known), key=lambda text: text.count("\ufffd"))
    if nearest.count("\ufffd") * 5 <= len(_FOREIGN.findall(nearest)):
        return nearest
    return content.decode(_by_letters(content), "replace")


def _by_letters(content: bytes) -> str:
    """Windows' Latin, unless most of the bytes that are no plain letters stand side by side, as in other alphabets."""
    from charset_normalizer import from_bytes  # noqa: PLC0415  few documents need it, and the desk none

    pieces = islice((piece for piece in re.split(rb"[<>]", content) if not piece.isascii()), MOST_PIECES)
    text = b"\n".join(pieces)
    beside = sum(map(len, re.findall(rb"[\x80-\xff]{2,}", text)))
    if beside * 2 < len(re.findall(rb"[\x80-\xff]", text)):
        return "cp1252"
    found = from_bytes(text, cp_isolation=ALPHABETS).best()
    return found.encoding if found else "cp1252"


def charset_in(content_type: str) -> str:
    """What the server said, `text/html; charset=…`; nothing where it said nothing."""
    said = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", content_type, re.I | re.A)
    return said[1] if said else ""


def _said_by_page(content: bytes) -> list[str]:
    """A page that can be read at all is not in UTF-16, whatever it says."""
    said = [match[1].decode("ascii") for match in (_XML.search(content[:400]), _META.search(content[:65536])) if match]
    return ["utf-8" if name.lower().startswith("utf-16") else name for name in said]


def _meant(name: str) -> str:
    """The codec of that label, or nothing: `hex`, `zlib` and the like are codecs to Python too."""
    name = name.lower().removeprefix("x-")
    name = MEANT.get(name, name)
    try:
        return name if codecs.lookup(name)._is_text_encoding and name not in {"idna", "punycode"} else ""
    except (LookupError, ValueError):
        return ""


def cleaned(text: str) -> str:
    """`text` as it is kept: composed letters (NFC), no controls, plain blanks, lines kept, no more than one empty."""
    text = _TOO_MANY_MARKS.sub(r"\1", _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = unicodedata.normalize("NFC", text)
    text = re.sub("[\x85\u2028\u2029]", "\n", text)
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    return " ".join(cleaned(text).split())


def first_line(text: str) -> str:
    """The title, as people paste articles: a short line with more beneath it. Nothing where there is no such line."""
    first, _, rest = text.partition("\n")
    return first if rest.strip() and len(first) <= LONGEST_TITLE else ""


def is_thin(text: str) -> bool:
    """Hardly a paragraph."""
    without_spaces = len(_WITHOUT_SPACES.findall(text))
    return len(text) < (THIN_WITHOUT_SPACES if without_spaces * 2 > len(text) else THIN)


def language_code(said: str) -> str:
    """The two letters of `en`, `en-GB`, `fr_CA` or `de, en`; nothing for what is no such code."""
    code = re.match(r"([a-z]{2})(?:$|[-_,;\s])", said.strip().lower())
    return code[1] if code else ""
