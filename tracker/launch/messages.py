"""`make messages`: collect the texts to translate into `tracker/locale/<language>/LC_MESSAGES/django.po`.

Django's own command needs gettext's programs; Babel needs none. Runs inside the environment.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from tracker.launch.catalogues import LOCALES
from tracker.launch.environment import ROOT
from tracker.launch.trouble import say

ROOMS = ("tracker", "api", "events", "companies")
# The desk speaks English: its texts would be three in four of the catalogue, none of them translated.
DESK = (
    *("events/desk", "events/models", "events/review", "events/capture", "events/intake", "events/exceptions.py"),
    *("events/apps.py", "events/record", "events/timeline"),
    *("events/callers/models.py", "events/callers/apps.py", "events/letterbox/models.py", "events/letterbox/apps.py"),
    *("events/letterbox/letters.py", "events/alerts/models.py", "events/alerts/apps.py"),
    *("api/desk", "api/webhooks", "companies", "tracker/accounts", "tracker/settings.py", "tracker/launch"),
    *("tracker/templates/account", "tracker/templates/allauth"),
)
# Header lines that change with every run or hold a form nobody fills in.
NOISE = re.compile(rb'^"(POT|PO|Project|Report|Last|Language-Team|Generated)[-A-Za-z]*:.*\n', re.MULTILINE)
ONE, PLURAL = (1,), (1, 2)
CONTEXT, CONTEXT_PLURAL = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), PLURAL),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), CONTEXT_PLURAL),
}


def collect() -> Catalog:
    found = Catalog(project="Answerable", fuzzy=False)
    for file in _files():
        for line, message, comments, context in extract("python", _as_python(file), KEYWORDS, ("Translators:",)):
            place = (str(file.relative_to(ROOT)), line)
            found.add(message, None, [place], auto_comments=comments, context=context)
    return found


def update(language: str, found: Catalog) -> None:
    """Bring a catalogue up to date: translations stay, new texts come in empty, vanished ones are kept as obsolete
    where somebody translated them."""
    file = LOCALES / language / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    known = Catalog(locale=language, project="Answerable", fuzzy=False)
    if file.exists():
        with file.open("rb") as source:
            known = read_po(source, locale=language)
    known.update(found, no_fuzzy_matching=True)
    known.obsolete = {key: message for key, message in known.obsolete.items() if "".join(message.string or "")}
    known.header_comment = f"# The texts of Answerable: {language}"
    written = io.BytesIO()
    write_po(written, known, width=110, include_lineno=False, sort_output=True)
    file.write_bytes(NOISE.sub(b"", written.getvalue()))
    empty = sum(1 for message in known if message.id and not "".join(message.string or ""))
    say(f"  {language}: {len(known)} texts, {empty} not translated yet")


def _files() -> Iterator[Path]:
    for room in ROOMS:
        for pattern in ("*.py", "*.html", "*.txt"):
            yield from (file for file in sorted((ROOT / room).rglob(pattern)) if not _is_desk(file))


def _is_desk(file: Path) -> bool:
    return str(file.relative_to(ROOT)).startswith(DESK)


def _as_python(file: Path) -> io.BytesIO:
    """A template becomes lines of Python, as Django does it for gettext; indentation would not be Python's."""
    text = file.read_text()
    if file.suffix != ".py":
        text = re.sub(r"^[ \t]+", "", templatize(text, origin=str(file)), flags=re.MULTILINE)
    return io.BytesIO(text.encode())


def main() -> int:
    settings.configure()
    found = collect()
    languages = sys.argv[1:] or [entry.name for entry in sorted(LOCALES.glob("*/"))] or ["fr"]
    for language in languages:
        update(language, found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
