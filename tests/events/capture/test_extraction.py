"""A document's text and what it says of itself; what strangers send ends as a sentence."""

import subprocess
import sys
import unicodedata
from io import BytesIO

import pytest
from pypdf import PdfWriter

from events.capture import extraction
from events.capture.extraction import Unreadable, extract
from tests.events.capture.languages import ARTICLES
from tests.events.capture.papers import pdf

ADDRESS = "https://www.example.com/news/what-happened?utm_source=mail"
WORDS = [
    "Two former employees said on Tuesday that the company had read their private emails for more than a year.",
    "“We were told about it in January,” one of them said, “and nobody asked us whether we agreed to it.”",
    "A spokesperson declined to comment on the details and said that the company takes privacy seriously.",
    "The regulator confirmed that it had received a complaint and that it would look into the matter soon.",
]


def page(head: str = "", *, words: list[str] = WORDS, html: str = "", body: str = "") -> bytes:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in words)
    return (
        f"<!doctype html><html {html}><head><meta charset=utf-8>{head}</head><body><nav><a href=/>Home</a> <a>Sport</a>"
        f"</nav><article>{body}{paragraphs}</article><footer>All rights reserved</footer></body></html>"
    ).encode()


def found(head: str = "", *, address: str = ADDRESS, **parts) -> dict[str, tuple[str, str]]:
    told = extract(page(head, **parts), "text/html", address).found
    return {field: (claim["value"], claim["place"]) for field, claim in told.items()}


def json_ld(words: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {words}}}</script>'


HEADLINE = json_ld('"headline": "What happened"')
IN_DATA = ("What happened", "JSON-LD headline")
PUBLISHER = '<meta property="og:site_name" content="The Example">'
GRAPH = """<script type="application/ld+json">{"@graph": [
    {"@type": "NewsArticle", "author": {"@id": "#ana"}, "publisher": {"@id": "#house"}},
    {"@type": "Person", "@id": "#ana", "name": "Ana Díaz"},
    {"@type": "Organization", "@id": "#house", "name": "The Example"}]}</script>"""
OTHER_FIRST = """<script type="application/ld+json">[
    {"@type": "NewsArticle", "headline": "Another", "url": "https://www.example.com/x", "datePublished": "2001-01-01"},
    {"@type": "NewsArticle", "headline": "What happened", "url": "https://www.example.com/news/what-happened",
     "datePublished": "2017-12-27"}]</script>"""


def test_article_is_read_without_what_stands_around_it():
    read = extract(page("<title>What happened</title>"), "text/html; charset=utf-8", ADDRESS)
    assert read.text == "\n".join(WORDS)
    assert (read.kind, read.doubt) == ("html", "")
    assert "All rights reserved" in read.everything


@pytest.mark.parametrize(
    ("language", "encoding", "declared", "title", "paragraphs"), ARTICLES, ids=lambda v: str(v)[:12]
)
def test_article_is_read_in_its_language_and_encoding(language, encoding, declared, title, paragraphs):
    meta = f"<meta charset={encoding}>" if declared == "meta" else ""
    content = (
        f'<!doctype html><html lang="{language}"><head>{meta}<title>{title}</title></head><body><h1>{title}</h1>'
        f"<article>{''.join(f'<p>{paragraph}</p>' for paragraph in paragraphs)}</article></body></html>"
    ).encode({"iso-8859-1": "cp1252"}.get(encoding, encoding))  # as every browser reads that label
    said = f"text/html; charset={encoding}" if declared == "http" else "text/html"
    read = extract(content, said, "https://news.example/1")
    for paragraph in paragraphs:
        assert unicodedata.normalize("NFC", paragraph) in read.text
    assert read.found["title"]["value"] == unicodedata.normalize("NFC", title)
    assert (read.language, read.doubt) == (language, "")


def test_server_that_says_utf_8_of_everything_is_not_believed():
    content = '<html><head><meta charset="windows-1251"></head><body><p>Сотрудники сообщили об этом</p></body></html>'
    read = extract(content.encode("cp1251"), "text/html; charset=utf-8", ADDRESS)
    assert read.text == "Сотрудники сообщили об этом"


def test_server_that_says_latin_of_everything_is_believed_last():
    """It is what many servers say where nobody told them, and every byte is a letter of it."""
    latin = "text/html; charset=iso-8859-1"
    russian = '<html><meta charset="windows-1251"><p>Сотрудники сообщили об этом</p></html>'.encode("cp1251")
    assert extract(russian, latin, ADDRESS).text == "Сотрудники сообщили об этом"
    assert extract("<html><p>Des salariés</p></html>".encode(), latin, ADDRESS).text == "Des salariés"
    assert extract("<html><p>Des salariés</p></html>".encode("cp1252"), latin, ADDRESS).text == "Des salariés"


OLD_ENCODINGS = {
    **{"el": "cp1253", "ru": "koi8-r", "uk": "cp1251", "he": "cp1255", "ar": "cp1256", "th": "cp874", "zh": "gb18030"},
    **{"ja": "euc_jp", "ko": "cp949", "de": "cp1252", "fr": "cp1252", "es": "cp1252", "pt": "cp1252", "it": "cp1252"},
}


@pytest.mark.parametrize("language", OLD_ENCODINGS)
@pytest.mark.parametrize("said", ["", "<meta charset=utf-8>"])
def test_old_encoding_that_nobody_declares_is_known_by_its_letters(language, said):
    _language, _encoding, _declared, _title, paragraphs = next(each for each in ARTICLES if each[0] == language)
    script = "<script>" + "if (window.a < 1) { b() }\n" * 500 + "</script>"
    content = f"<html><head>{said}{script}</head><p>{'</p><p>'.join(paragraphs)}</p></html>"
    read = extract(content.encode(OLD_ENCODINGS[language], "replace"), "text/html", ADDRESS)
    assert read.text == "\n".join(paragraphs).encode(OLD_ENCODINGS[language], "replace").decode(OLD_ENCODINGS[language])


@pytest.mark.parametrize("label", ["windows-874", "x-mac-cyrillic", "x-euc-jp", "x-cp1251"])
def test_label_that_only_the_web_knows_is_understood(label):
    letters = {"windows-874": ("cp874", "บริษัท"), "x-euc-jp": ("euc_jp", "会社")}
    encoding, word = letters.get(label, ("mac_cyrillic" if "mac" in label else "cp1251", "Компания"))
    assert extract(f"<html><meta charset={label}><p>{word}</p>".encode(encoding), "text/html", ADDRESS).text == word


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("said", ["text/html", "text/html; charset=utf-16"])
def test_utf_16_without_its_mark_is_known_by_its_first_sign(encoding, said):
    assert extract("<html><p>Сотрудники</p></html>".encode(encoding), said, ADDRESS).text == "Сотрудники"


def test_letter_that_was_cut_in_two_spoils_no_page():
    content = f"<html><meta charset=utf-8><p>{'Des salariés ont déclaré. ' * 3}</p>".encode() + b"<p>coup\xc3</p>"
    assert extract(content, "text/html", ADDRESS).text == "Des salariés ont déclaré. " * 2 + (
        "Des salariés ont déclaré.\ncoup\ufffd"
    )


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\x0c", "\x1b", "\ufffe", "&#11;", "&#xFFFF;"])
def test_sign_that_is_no_text_keeps_no_page_from_being_read(sign):
    read = extract(page("<title>What happened</title>", words=[f"{WORDS[0]}{sign}", *WORDS[1:]]), "text/html", ADDRESS)
    assert read.text.split() == " ".join(WORDS).split()


@pytest.mark.parametrize("charset", ["hex", "zlib_codec", "idna", "nonsense", "utf-7\0", "mbcs", "undefined"])
def test_label_that_is_no_encoding_is_passed_over(charset):
    assert extract("<html><p>Größe</p></html>".encode(), f"text/html; charset={charset}", ADDRESS).text == "Größe"


@pytest.mark.parametrize(
    ("head", "field", "expected"),
    [
        ('<meta property="og:title" content="It &amp; they"><title>x</title>', "title", ("It & they", "og:title")),
        ('<meta name="og:title" content="Named instead">', "title", ("Named instead", "og:title")),
        (json_ld('"headline": "In data"'), "title", ("In data", "JSON-LD headline")),
        (
            '<title>What happened | The Example</title><meta property="og:site_name" content="The Example">',
            *("title", ("What happened", "title")),
        ),
        ('<meta property="og:site_name" content="The Example">', "publisher", ("The Example", "og:site_name")),
        (json_ld('"publisher": {"name": "The Example"}'), "publisher", ("The Example", "JSON-LD publisher")),
        (json_ld('"author": [{"name": "Ana Díaz"}, "Bo Li"]'), "authors", ("Ana Díaz, Bo Li", "JSON-LD author")),
        (
            '<meta name="citation_author" content="Díaz, Ana"><meta name="citation_author" content="Li, Bo">',
            *("authors", ("Díaz, Ana, Li, Bo", "citation_author")),
        ),
        ('<meta property="article:author" content="https://social.example/ana">', "authors", None),
        (json_ld('"datePublished": "2017-12-27T23:30:00-05:00"'), "published", ("2017-12-27", "JSON-LD datePublished")),
        (
            '<meta property="article:published_time" content="2017-12-27T10:00:00Z">',
            *("published", ("2017-12-27", "article:published_time")),
        ),
        ('<meta name="date" content="Wed, 27 Dec 2017 10:00:00 GMT">', "published", ("2017-12-27", "date")),
        ('<meta name="date" content="27 décembre 2017">', "published", ("2017-12-27", "date")),
        ('<meta name="date" content="20171227">', "published", ("2017-12-27", "date")),
        (
            '<meta name="citation_publication_date" content="2017/12">',
            "published",
            ("2017-12", "citation_publication_date"),
        ),
        ('<meta name="date" content="2017-02-30">', "published", None),
        ('<meta name="date" content="1970-01-01T00:00:00Z">', "published", None),
        ('<meta name="date" content="2999-01-01">', "published", None),
        ('<meta name="date" content="between 2014 and 2016">', "published", None),
        ('<meta name="date" content="03/04/2018">', "published", None),
        ('<meta property="og:locale" content="fr_CA">', "language", ("fr", "og:locale")),
        ('<meta http-equiv="Content-Language" content="de-AT, en">', "language", ("de", "content-language")),
        ('<meta property="og:locale" content="Klingon">', "language", None),
        (
            '<link rel="canonical" href="/news/what-happened?utm_medium=x#top">',
            *("canonical", ("https://www.example.com/news/what-happened", "link canonical")),
        ),
        (
            '<meta property="og:url" content="https://m.example.com/what-happened">',
            *("canonical", ("https://m.example.com/what-happened", "og:url")),
        ),
        ('<link rel="canonical" href="https://elsewhere.example/news/what-happened">', "canonical", None),
        ('<link rel="canonical" href="https://www.example.com/">', "canonical", None),
        ('<link rel="canonical" href="javascript:alert(1)">', "canonical", None),
        ('<link rel="canonical" href="http://[broken">', "canonical", None),
        ('<script type="application/ld+json">{"@type": "NewsArticle", broken</script>', "title", None),
        ("<svg><title>Icon</title></svg><title>What happened</title>", "title", ("What happened", "title")),
        (HEADLINE.replace('json">', 'json">//<![CDATA['), "title", IN_DATA),
        (HEADLINE.replace('json">', 'json"><!--'), "title", IN_DATA),
        (json_ld('"headline": "It &amp; &quot;they&quot;"'), "title", ('It & "they"', "JSON-LD headline")),
        ('<meta property="og:title" content="It&amp;#39;s theirs">', "title", ("It's theirs", "og:title")),
        (
            f'<meta property="og:title" content="The Example">{PUBLISHER}<title>What happened | The Example</title>',
            *("title", ("What happened", "title")),
        ),
        (GRAPH, "authors", ("Ana Díaz", "JSON-LD author")),
        (GRAPH, "publisher", ("The Example", "JSON-LD publisher")),
        (OTHER_FIRST, "title", IN_DATA),
        (OTHER_FIRST, "published", ("2017-12-27", "JSON-LD datePublished")),
        (OTHER_FIRST, "canonical", ("https://www.example.com/news/what-happened", "JSON-LD url")),
        ('<link rel="canonical" href="https://ana:word@www.example.com/news">', "canonical", None),
    ],
)
def test_page_says_of_itself(head, field, expected):
    assert found(head).get(field) == expected


def test_language_and_byline_stand_in_the_page():
    told = found(html='lang="en-GB"', body='<h1>What happened</h1><p class="article-byline">By Ana Díaz</p>')
    assert told["language"] == ("en", "html lang")
    assert told["title"] == ("What happened", "h1")
    assert told["authors"] == ("Ana Díaz", "byline")


def test_date_in_the_address_is_the_last_resort():
    address = "https://www.example.com/2017/12/27/what-happened"
    assert found(address=address)["published"] == ("2017-12-27", "address")
    assert found('<meta name="date" content="2018-01-02">', address=address)["published"] == ("2018-01-02", "date")


def test_second_place_is_asked_where_the_first_says_nonsense():
    head = json_ld('"datePublished": "0001-01-01T00:00:00"') + '<meta name="date" content="2017-12-27">'
    assert found(head)["published"] == ("2017-12-27", "date")


@pytest.mark.parametrize(
    ("head", "words", "doubt"),
    [
        ("", WORDS[:1], "thin"),
        ("", [*WORDS, "The company has not said what it will do next, and the regulator…"], "truncated"),
        ("", [*WORDS, "Lire la suite"], "truncated"),
        (json_ld('"wordCount": 900'), WORDS, "truncated"),
        (json_ld('"isAccessibleForFree": false'), WORDS, "walled"),
        (json_ld('"isAccessibleForFree": "False", "wordCount": "900"'), WORDS, "walled"),
        (json_ld('"isAccessibleForFree": false, "wordCount": 70'), WORDS, ""),
        ("", [*WORDS, "Il vous reste 85% de cet article à lire. La suite est réservée aux abonnés."], "walled"),
        ("", [*WORDS[:1], "Subscribe to continue reading this story."], "walled"),
        ("", WORDS, ""),
    ],
)
def test_doubt_is_said(head, words, doubt):
    assert extract(page(head, words=words), "text/html", ADDRESS).doubt == doubt


def test_article_that_stands_in_the_data_only_is_found_there():
    body = " ".join(WORDS)
    read = extract(page(json_ld(f'"articleBody": "{body}"'), words=["Please wait …"]), "text/html", ADDRESS)
    assert read.text == body


def test_letters_that_nobody_sees_are_left_out():
    strange = "They sa\xadid\u200b it\u202e \u2066twice\u2069\x01 and\xa0then  \x1bwent\u2028home.\r\nSo e\u0301 is é."
    read = extract(strange.encode(), "text/plain")
    assert read.text == "They said it twice and then went\nhome.\nSo é is é."


def test_marks_that_no_language_heaps_on_a_letter_are_left_out():
    """Composing takes the square of their number long, which is minutes for half a megabyte."""
    read = extract(("a" + "\u0301\u0327" * 200_000 + " and that is all").encode(), "text/plain")
    assert (len(read.text), read.text[-16:]) == (len("a") + 29 + 16, " and that is all")


def test_article_in_the_data_may_be_full_of_signs():
    body = " ".join(WORDS) + " <" * 200_000
    assert extract(page(json_ld(f'"articleBody": "{body}"')), "text/html", ADDRESS).text.startswith(WORDS[0])


def test_plain_text_has_its_first_line_as_title():
    read = extract(b"What happened\n\nThe company said\nthat it did not know.", "text/plain")
    assert read.found == {"title": {"value": "What happened", "place": "first line"}}
    assert read.text == "What happened\n\nThe company said\nthat it did not know."


@pytest.mark.parametrize("said", ["text/html", "application/pdf", "application/octet-stream", ""])
def test_pdf_is_known_by_its_beginning(said):
    info = "/Title (The report) /Author (Ana Diaz) /CreationDate (D:20171227101500Z)"
    read = extract(pdf(WORDS[0], "A second page says what the first one leaves out of its account.", info=info), said)
    assert read.text == f"{WORDS[0]}\n\nA second page says what the first one leaves out of its account."
    assert read.found == {
        "title": {"value": "The report", "place": "PDF Title"},
        "authors": {"value": "Ana Diaz", "place": "PDF Author"},
        "published": {"value": "2017-12-27", "place": "PDF CreationDate"},
        "language": {"value": "en", "place": "PDF Lang"},
    }
    assert read.kind == "pdf"


def locked() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("a password")
    writer.write(file := BytesIO())
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said", "code"),
    [
        (b"", "text/html", "empty"),
        (b"<html></html>", "text/html", "empty"),
        (b"  \n\t ", "text/plain", "empty"),
        (b"\x89PNG\r\n", "image/png", "kind"),
        (b"PK\x03\x04\0\0", "application/zip", "kind"),
        (b"MZ\0\0", "", "kind"),
        (b"MZ\0\0", "text/plain", "kind"),
        (pdf(""), "application/pdf", "pictures"),
        (b"%PDF-1.4 and nothing else", "application/pdf", "broken"),
        (pdf(WORDS[0])[:200], "application/pdf", "broken"),
        (locked(), "application/pdf", "password"),
        (b"<p>x" + b" " * (5 << 20), "text/html", "large"),
        (b"%PDF-" + b" " * (20 << 20), "application/pdf", "huge"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_unreadable_document_has_its_sentence(content, said, code):
    with pytest.raises(Unreadable) as refusal:
        extract(content, said)
    assert str(refusal.value) == str(extraction.SENTENCES[code])


DIVS = b"<html><body>" + b"<div>" * 400_000 + b"words " * 100
ROWS = b"<html><body><table>" + b"<tr><td>x</td><td>cell</td></tr>" * 140_000
ATTRIBUTES = b"<html><body><p " + b" ".join(b"a%d=x" % number for number in range(300_000)) + b">words</p>"
BRACKETS = b"<html><script type=application/ld+json>" + b"[" * 500_000 + b"</script><p>" + b"words " * 100
ENTITIES = b"<html><body><p>" + b"&lt;" * 1_000_000
OPEN_TAGS = b"<html><body><p>" + b"<b><i>" * 400_000 + b"words"
COMMENTS = b"<html><body>" + b"<!-- <p> -->" * 300_000 + b"<p>words</p>"
LINKS = b"<html><body>" + b"<a href=x>y</a>" * 300_000
BYLINES = page() + b"<p class=byline>" * 40_000
CHARSETS = b"<html>" + b"<meta charset" * 300_000
WALLS = page() + b"this article is for " * 200_000


@pytest.mark.parametrize(
    "content",
    [DIVS, ROWS, ATTRIBUTES, BRACKETS, ENTITIES, OPEN_TAGS, COMMENTS, LINKS, BYLINES, CHARSETS, WALLS],
    ids=[
        "divs",
        "rows",
        "attributes",
        "brackets",
        "entities",
        "open",
        "comments",
        "links",
        "bylines",
        "charsets",
        "walls",
    ],
)
def test_hostile_page_ends_as_text_or_as_a_sentence(content):
    outcome = read_or_refused(content)
    assert outcome in {str(extraction.SENTENCES[code]) for code in ("too_much", "empty")} or 0 < outcome <= 2_000_000


def read_or_refused(content: bytes) -> int | str:
    """How long the text is, or the sentence."""
    try:
        return len(extract(content, "text/html", ADDRESS).text)
    except Unreadable as refusal:
        return str(refusal)


def test_child_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(extraction, "CPU_SECONDS", 1)
    with pytest.raises(Unreadable, match="too much memory or time"):
        extract(ATTRIBUTES, "text/html", ADDRESS)


def test_child_that_takes_too_much_memory_is_ended(monkeypatch):
    monkeypatch.setattr(extraction, "MEMORY", 120 << 20)
    with pytest.raises(Unreadable, match="too much memory or time"):
        extract(ROWS, "text/html", ADDRESS)


def test_child_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(extraction, "WALL_SECONDS", 0.2)
    with pytest.raises(Unreadable, match="too much memory or time"):
        extract(ROWS, "text/html", ADDRESS)


@pytest.mark.parametrize("answer", ["", "null", "[]", "nonsense", '{"text": ""}', '{"refused": "made up"}'])
def test_what_the_child_says_is_not_believed_as_it_is(monkeypatch, answer):
    monkeypatch.setattr(extraction.sys, "executable", "/bin/sh")
    real = subprocess.run
    monkeypatch.setattr(
        extraction.subprocess, "run", lambda words, **options: real(["printf", "%s", answer], **options)
    )
    with pytest.raises(Unreadable):
        extract(b"<p>words</p>", "text/html", ADDRESS)


def test_claims_of_a_captured_child_are_checked(monkeypatch):
    claims = {
        "language": [{"value": "<b>", "place": "x"}],
        "canonical": [{"value": "https://elsewhere.example/", "place": "x"}],
        "title": [{"value": "a\0b\nc" + "d" * 900, "place": "y" * 900}],
        "id": [{"value": "1", "place": "x"}],
    }
    monkeypatch.setattr(
        extraction, "_asked_of_child", lambda *_: {"text": "a\0b", "doubt": "made up", "claims": claims}
    )
    read = extract(b"<p>words</p>", "text/html", ADDRESS)
    assert (read.text, read.doubt, list(read.found)) == ("ab", "", ["title"])
    assert len(read.found["title"]["value"]) <= 300
    assert len(read.found["title"]["place"]) == 60


def test_child_holds_no_secret_and_knows_no_database():
    words = "import sys, os, events.capture.reading.pages, events.capture.reading.papers\n"
    words += "assert not [name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg', 'celery')]\n"
    words += "assert not [name for name in os.environ if 'SECRET' in name or 'URL' in name], os.environ"
    subprocess.run([sys.executable, "-s", "-c", words], cwd=extraction.HOUSE, env=extraction._environ(), check=True)
