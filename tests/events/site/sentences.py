"""Every sentence that the reader's pages can say in another language, as the sources have it."""

from io import BytesIO
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("site", "callers", "letterbox", "alerts")
KINDS = ("*.py", "*.html", "*.txt")
# What only editors read, who speak English.
NEWSROOM = ("models.py", "apps.py", "letters.py")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "gettext_noop": None,
}


def files() -> list[Path]:
    rooms = [ROOT / "events" / name for name in ROOMS]
    found = [file for room in rooms for kind in KINDS for file in room.rglob(kind) if file.name not in NEWSROOM]
    return sorted([*found, *(ROOT / "tracker" / "templates").glob("[45]*.html")])


def said() -> dict[tuple[str | None, str | tuple[str, ...]], list[str]]:
    """(context, text or (one, several)) → where."""
    found: dict[tuple, list[str]] = {}
    for path in files():
        text = path.read_text()
        source = templatize(text, origin=str(path)) if path.suffix == ".html" else text
        for line, message, _comments, context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
            found.setdefault((context, message), []).append(f"{path.relative_to(ROOT)}:{line}")
    return found
