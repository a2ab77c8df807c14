"""A web page: the text that people came for, what stands around it, and whether it may be less than the whole."""

import logging
import re
from html import unescape

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction

from events.capture.reading import Unreadable
from events.capture.reading.answers import Answer, Claim
from events.capture.reading.letters import cleaned, is_thin
from events.capture.reading.markup import claims_of, json_ld

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

DEEPEST = 200
MOST_ELEMENTS = 50_000  # beyond it trafilatura takes minutes, and the whole visible text has to do
SHORT = 4000
BLOCKS = re.compile(
    "address|article|aside|blockquote|br|caption|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|"
    "form|h[1-6]|header|hr|legend|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
UNREAD = re.compile("script|style|noscript|template|svg|math|head|iframe|object|canvas|select|button|textarea")
# trafilatura throws the joiners of Persian and Hindi away; signs that nobody writes stand in for them meanwhile.
STAND_INS = {0x200C: 0x2E26, 0x200D: 0x2E27}
STOOD_IN_FOR = {sign: joiner for joiner, sign in STAND_INS.items()}
# libxml2 gives these out as it finds them and takes none of them back.
NOT_TAKEN = dict.fromkeys((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF), " ")
_BREAKS_OFF = re.compile(
    r"(?:…|\.\.\.|\[\s*(?:…|\.\.\.)\s*\])\W*$|"
    r"(?:read (?:more|the full (?:story|article))|continue reading|lire la suite|(?:jetzt )?weiterlesen|lees verder|"
    r"seguir leyendo|leer más|continua a leggere|leia mais|läs mer|les mer|læs mere)\W*$",
    re.I,
)
_WALL = re.compile(
    r"subscribe (?:now )?to (?:continue|read|keep reading)|to continue reading|already a subscriber|"
    r"sign in to (?:continue|read)|log in to (?:continue|read)|create (?:a|your) (?:free )?account to|"
    r"this (?:article|content|story) is (?:for|only available to|reserved for|exclusive to) .{0,20}(?:subscrib|member)|"
    r"réservé aux abonnés|article réservé|il vous reste .{1,6}% de cet article|pour lire la suite|déjà abonné|"
    r"abonnez-vous pour|nur für abonnenten|weiterlesen mit|jetzt abonnieren und|exklusiv für abonnenten|"
    r"alleen voor abonnees|lees verder met|solo para suscriptores|suscríbete para|contenido exclusivo para|"
    r"riservato agli abbonati|abbonati per|exclusivo para assinantes|assine para|för prenumeranter|"
    r"verify (?:that )?you are (?:a )?human|enable javascript and cookies to continue",
    re.I,
)


def read_page(page: str, address: str) -> Answer:
    """Raises Unreadable for what is no page."""
    tree, size = _tree(page)
    things = list(json_ld(tree))
    claims = claims_of(tree, address)
    everything = cleaned(_visible(tree))
    text = (size <= MOST_ELEMENTS and _article(tree, address)) or everything
    body = _body_in(things)
    if len(text) < len(body) / 2:
        text = body
    claims = {**claims, **_guessed(claims, address)}
    return Answer(kind="html", text=text, everything=everything, claims=claims, doubt=_doubt(text, everything, things))


def _tree(page: str) -> tuple[HtmlElement, int]:
    """The page, and how many elements it has. What libxml2 refuses, at a depth of its own, has no text either."""
    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", page).replace("\0", "")
    parser = HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = document_fromstring(page, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        no_memory = any(entry.type == etree.ErrorTypes.ERR_NO_MEMORY for entry in parser.error_log)
        raise Unreadable("too_much" if no_memory else "empty") from error
    return tree, _cut_below(tree, DEEPEST)


def _cut_below(tree: HtmlElement, deepest: int) -> int:
    """What is nested deeper than any page needs would only end the readers that call themselves; counts the rest."""
    depth, count, cut = 0, 0, []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if event == "start" and depth == deepest:
            cut.append(element)
    for element in cut:
        for child in list(element):
            element.remove(child)
    return count


def _article(tree: HtmlElement, address: str) -> str:
    """The article, by trafilatura; whatever that stumbles over, the visible text of the page is there for."""
    _exchange(tree, {**STAND_INS, **NOT_TAKEN})
    try:
        read = bare_extraction(
            tree,
            url=address or None,
            include_comments=False,
            include_tables=True,
            favor_recall=True,
            with_metadata=False,
        )
    except (MemoryError, RecursionError):
        raise
    except Exception:  # a library that reads strange pages raises strange things
        return ""
    return cleaned((read.text or "").translate(STOOD_IN_FOR)) if read else ""


def _exchange(tree: HtmlElement, letters: dict[int, int | str]) -> None:
    for element in tree.iter():
        element.text = element.text and element.text.translate(letters)
        element.tail = element.tail and element.tail.translate(letters)


def _visible(tree: HtmlElement) -> str:
    """All that a reader would see, each block on lines of its own. Without calls of itself, however deep it goes."""
    pieces: list[str] = []
    unread = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else "script"
        if BLOCKS.fullmatch(tag):
            pieces.append("\n")
        if UNREAD.fullmatch(tag):
            unread += 1 if event == "start" else -1
        piece = element.text if event == "start" else element.tail
        if piece and not unread:
            pieces.append(re.sub(r"\s+", " ", piece))
    return re.sub(r"\s*\n\s*", "\n", "".join(pieces))


def _body_in(things: list[dict]) -> str:
    bodies = [thing["articleBody"] for thing in things if isinstance(thing.get("articleBody"), str)]
    return cleaned(unescape(re.sub(r"<[^<>]*>", " ", max(bodies, key=len, default=""))))


def _guessed(claims: dict[str, list[Claim]], address: str) -> dict[str, list[Claim]]:
    """A page that says no date may have one in its address."""
    day = re.search(r"/(20[0-3]\d|19\d\d)[/-](\d\d)(?:[/-](\d\d))?(?=[/-])", address)
    if claims.get("published") or not day:
        return {}
    return {"published": [Claim(value="-".join(filter(None, day.groups())), place="address")]}


def _doubt(text: str, everything: str, things: list[dict]) -> str:
    """Why this may not be the whole document, by what the page itself says and how its text ends."""
    words = max((count for thing in things if (count := _word_count(thing))), default=0)
    is_less = len(text.split()) < words * 0.6 if words else len(text) < SHORT
    if is_less and (any(_is_for_payers(thing) for thing in things) or _WALL.search(everything)):
        return "walled"
    if is_thin(text):
        return "thin"
    return "truncated" if _BREAKS_OFF.search(text) or (words and is_less) else ""


def _word_count(thing: dict) -> int:
    count = str(thing.get("wordCount", ""))
    return int(count) if re.fullmatch(r"[0-9]{1,6}", count) else 0


def _is_for_payers(thing: dict) -> bool:
    return str(thing.get("isAccessibleForFree", "")).lower() in {"false", "http://schema.org/false", "no"}
