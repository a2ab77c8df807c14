"""From bytes to letters, and from letters to those that may be kept."""

import codecs
import re
import unicodedata

THIN = 250
THIN_WITHOUT_SPACES = 90  # Chinese, Japanese and Thai need a third of the letters
LONGEST_TITLE = 200
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What these labels mean on the web (encoding.spec.whatwg.org), where Python takes them at their word.
MEANT = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
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
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")


def decoded(content: bytes, charset: str, *, is_page: bool = False) -> str:
    """`content` by its own mark, by what the server said, by what the page says, or else as UTF-8 or Windows' Latin.

    The first that fits every byte is believed, because servers say UTF-8 of everything.
    """
    for mark, name in BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    names = [charset, *(_said_by_page(content) if is_page else []), "utf-8", "cp1252"]
    known = [name for name in map(_meant, names) if name]
    for name in known:
        try:
            return content.decode(name)
        except (UnicodeError, ValueError):
            continue
    return content.decode(known[0], "replace")


def charset_in(content_type: str) -> str:
    """What the server said, `text/html; charset=…`; nothing where it said nothing."""
    said = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", content_type, re.I | re.A)
    return said[1] if said else ""


def _said_by_page(content: bytes) -> list[str]:
    """A page that can be read at all is not in UTF-16, whatever it says."""
    said = [match[1].decode("ascii") for match in (_XML.search(content[:400]), _META.search(content[:8192])) if match]
    return ["utf-8" if name.lower().startswith("utf-16") else name for name in said]


def _meant(name: str) -> str:
    """The codec of that label, or nothing: `hex`, `zlib` and the like are codecs to Python too."""
    name = MEANT.get(name.lower(), name.lower())
    try:
        return name if codecs.lookup(name)._is_text_encoding and name not in {"idna", "punycode"} else ""
    except (LookupError, ValueError):
        return ""


def cleaned(text: str) -> str:
    """`text` as it is kept: composed letters (NFC), no controls, plain blanks, lines kept, no more than one empty."""
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
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
