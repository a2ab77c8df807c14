"""What a new source may already be: the same page, the same text, or a title that is nearly the same.

Sources are shared by all editors, so any of them may be named; what cites them is never said here.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.addresses import canonical
from events.capture.reading.letters import cleaned
from events.desk.adding.typed import Typed
from events.models import Capture, Source
from events.models.capture import CaptureState

NEARLY_THE_SAME = 0.5
FEWEST_LETTERS = 8
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A source, and in what it is like the new one. `is_same`: it is the same page or word for word the same text."""

    source: Source
    why: str
    is_same: bool = False


def of_typed(typed: Typed, *titles: str) -> list[Lookalike]:
    """What is already here of what somebody is about to add; the surest first, each source once."""
    near = [each for title in dict.fromkeys(titles) for each in titled(title)]
    same = [
        *(Lookalike(each, _("the same page"), True) for each in at_addresses([typed.address])),
        *(
            Lookalike(each, _("word for word the same text"), True)
            for each in with_texts({hash_of(typed.text)} if typed.text else set())
        ),
    ]
    return _once([*same, *(Lookalike(each, _("nearly the same title")) for each in near)])


def of_source(source: Source, captures: Iterable[Capture]) -> list[Lookalike]:
    """What else may be the document of `source`, by its copies; without what its lineage already names."""
    captures = list(captures)
    pages = [address for each in captures for address in _addresses(each)]
    hashes = {each.sha256 for each in captures} - {""}
    found = [
        *(Lookalike(each, _("the page that the address leads to"), True) for each in at_addresses(pages)),
        *(Lookalike(each, _("word for word the same text"), True) for each in with_texts(hashes)),
        *(Lookalike(each, _("nearly the same title")) for each in titled(_own_title(source))),
    ]
    known = {
        source.pk,
        *source.origins.values_list("origin", flat=True),
        *source.relays.values_list("source", flat=True),
    }
    return [each for each in _once(found) if each.source.pk not in known]


def at_addresses(addresses: Iterable[str]) -> list[Source]:
    """The sources of these pages, with and without TLS and "www."."""
    spellings = {spelling for address in addresses if address for spelling in _spellings(address)}
    return list(Source.objects.filter(canonical__in=spellings)) if spellings else []


def titled(title: str) -> list[Source]:
    """Sources whose titles are nearly `title`, the nearest first."""
    title = title.replace("\0", "").strip()
    if len(title) < FEWEST_LETTERS:
        return []
    near = Source.objects.filter(title__trigram_similar=title).annotate(nearness=TrigramSimilarity("title", title))
    return list(near.filter(nearness__gte=NEARLY_THE_SAME).order_by("-nearness", "pk")[:MOST_SHOWN])


def with_texts(hashes: set[str]) -> list[Source]:
    """Sources of which we keep a text with one of these hashes."""
    kept = Capture.objects.filter(Q(state=CaptureState.KEPT), sha256__in=hashes)
    return list(Source.objects.filter(pk__in=kept.values("source")).order_by("pk")[:MOST_SHOWN]) if hashes else []


def hash_of(text: str) -> str:
    """The hash by which a kept text is known."""
    return hashlib.sha256(cleaned(text).encode()).hexdigest()


def _own_title(source: Source) -> str:
    """Not where it is a placeholder: an address resembles every other of its site."""
    return "" if source.title.startswith(("http://", "https://")) else source.title


def _addresses(capture: Capture) -> list[str]:
    """Where its address led, and what the page itself says is its address."""
    named = capture.found.get("canonical", {})
    return [capture.final_address, named.get("value", "") if isinstance(named, dict) else ""]


def _spellings(address: str) -> set[str]:
    try:
        parts = urlsplit(canonical(address))
    except ValueError:
        return set()
    host = parts.netloc.removeprefix("www.")
    return {parts._replace(scheme=s, netloc=h).geturl() for s in ("http", "https") for h in (host, f"www.{host}")}


def _once(found: list[Lookalike]) -> list[Lookalike]:
    first: dict[int, Lookalike] = {}
    for each in found:
        first.setdefault(each.source.pk, each)
    return list(first.values())
