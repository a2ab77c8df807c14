"""Adding: the source is stored at once and its copy asked for in the same transaction; nothing waits for a network.

One page is one source: of two people who add the same address at once, the later finds the source of the first.
"""

import unicodedata

from django.db import IntegrityError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from events.capture import job
from events.desk.adding.lookalikes import Lookalike, with_texts
from events.desk.adding.typed import Typed, title_of
from events.desk.adding.uploads import Upload
from events.exceptions import Refused
from events.models import Lineage, Source
from events.models.lineage import Relation


class AlreadyHere(Refused):
    """The page has its source, or the text its copy; the person decides what becomes of what was typed."""

    def __init__(self, found: Lookalike) -> None:
        self.found = found
        super().__init__(
            _("This is already here: %(why)s as “%(source)s”.") % {"why": found.why, "source": found.source}
        )


def add(
    *,
    typed: Typed,
    by,
    title: str = "",
    upload: Upload | None = None,
    anyway: bool = False,
    origin: Source | None = None,
) -> Source:
    """The new source of what was typed or uploaded, with its copy kept or on its way.

    `anyway` stores a text that is already here once more; `origin` says that the new source carries the same text as
    that one. Raises AlreadyHere, or Refused for what cannot be kept.
    """
    source = _stored(typed, title or typed.title or _title_of_file(upload), by, anyway, origin)
    if upload:
        _keep_upload(source, upload, by, is_titled=bool(title or typed.title), anyway=anyway or origin is not None)
    return source


def _stored(typed: Typed, title: str, by, anyway: bool, origin: Source | None) -> Source:
    """The source, with what of it needs no reading, in one transaction."""
    _check_page(typed.address)
    try:
        with atomic():
            source = Source.objects.create(title=title, url=typed.address)
            if typed.address:
                job.ask(source, typed.address, by)
            if typed.text:
                job.keep_text(source, typed.text, by)
            if origin:
                Lineage.objects.create(source=source, origin=origin, relation=Relation.SYNDICATES)
            elif not anyway:
                _check_texts(source)
            return source
    except IntegrityError:
        _check_page(typed.address)  # somebody else was first
        raise


def _keep_upload(source: Source, upload: Upload, by, *, is_titled: bool, anyway: bool) -> None:
    """Reading a file takes its time, so no transaction waits for it; what cannot be read leaves no source behind."""
    try:
        copy = job.keep_file(source, upload.name, upload.content, by)
        if not anyway:
            _check_texts(source)
    except Refused:
        source.delete()
        raise
    told = copy.found.get("title", {}).get("value")
    if told and not is_titled:
        Source.objects.filter(pk=source.pk).update(title=told)


def page_of(address: str) -> Lookalike | None:
    """The source that has this very page, if there is one."""
    source = Source.objects.at(address).first()
    return Lookalike(source, _("the same page"), True) if source else None


def one_line(text: str) -> str:
    """A title without line breaks and letters that no page can show."""
    shown = "".join(letter for letter in text if unicodedata.category(letter) != "Cc" or letter.isspace())
    return title_of(" ".join(shown.split()))


def _check_page(address: str) -> None:
    if found := page_of(address):
        raise AlreadyHere(found)


def _check_texts(source: Source) -> None:
    """Raises AlreadyHere if another source has the text that was just kept."""
    hashes = set(source.captures.exclude(sha256="").values_list("sha256", flat=True))
    if found := next((each for each in with_texts(hashes) if each.pk != source.pk), None):
        raise AlreadyHere(Lookalike(found, _("word for word the same text"), True))


def _title_of_file(upload: Upload | None) -> str:
    """Its name without folders and ending: what it was called is a title to begin with, and never a place on a disk."""
    name = upload.name.replace("\\", "/").rpartition("/")[2] if upload else ""
    stem, _point, _ending = name.rpartition(".")
    return one_line(stem or name) or _("A file without a name")
