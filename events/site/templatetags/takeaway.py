"""What every page says about itself to programs, and the ways to take it away, made from its face."""

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from events.site.formats import citations, linked, oembed
from events.site.formats.addresses import absolute, beside
from events.site.formats.citations import Cited
from events.site.formats.signs import one_line
from events.site.language import spoken
from events.site.words import word
from events.timeline.queries import Face

register = template.Library()

FOLLOWED = ("company", "incident")
"""Kinds that have a feed, a calendar, a timeline to embed."""
CITED = ("company", "incident", "event")
SHORT = 200


@register.simple_tag(takes_context=True)
def public_face(context: Context) -> Face | None:
    """The living, present face of which this page is; None on lists, on older versions and on what is about it."""
    face = _living(context)
    return face if face and context["request"].path == spoken(face["page"]) and not context.get("then") else None


@register.simple_tag(takes_context=True)
def cited(context: Context) -> Cited | None:
    """How to cite what this page shows: the present, or the version that it is of. None where there is no such way."""
    face, standing, edition = _living(context), context.get("standing"), context.get("edition")
    if not face or face["type"] not in CITED:
        return None
    if edition and context["request"].path == spoken(f"{face['page']}v/{edition.version}/"):
        return citations.cited_version(face, edition.publication.at)
    if not public_face(context) or not standing.at:
        return None
    return citations.cited_now(face, record=standing.publication, at=standing.at)


def _living(context: Context) -> Face | None:
    """The face that the page has; none in an editor's preview, which has nothing to take away yet."""
    face = context.get("face") if context.get("public") else None
    return face if face and face.get("state") == "live" else None


@register.simple_tag(takes_context=True)
def file(context: Context, ending: str, also: str = "") -> str:
    """This page's own address with another ending and the same filters; `also` is one more of its parameters.

    In a page that is drawn ahead, the filters are a hole.
    """
    request = context["request"]
    if holes := context.get("holes"):
        return beside(request.path, ending) + (holes["asked_and"] + also if also else holes["asked"])
    asked = request.GET.copy()
    for name in ("after", "page", "known_on"):
        asked.pop(name, None)
    query = "&".join(part for part in (asked.urlencode(), also) if part)
    return beside(request.path, ending) + (f"?{query}" if query else "")


@register.simple_tag
def embed_code(face: Face) -> SafeString:
    """What another site's editor puts into a page, as text of this one."""
    return escape(oembed.frame(spoken(f"/embed{face['page']}"), _name(face)))


@register.simple_tag
def oembed_address(face: Face, form: str) -> str:
    return f"{absolute(reverse('oembed'))}?format={form}&url={absolute(spoken(face['page']))}"


@register.filter
def apa(wanted: Cited) -> tuple[str, str, str]:
    return citations.apa(wanted)


@register.filter
def chicago(wanted: Cited) -> str:
    return citations.chicago(wanted)


@register.filter
def bibtex(wanted: Cited) -> str:
    return citations.bibtex(wanted)


@register.filter
def is_followed(face: Face | None) -> bool:
    return bool(face) and face["type"] in FOLLOWED


@register.simple_tag(takes_context=True)
def metadata(context: Context, face: Face) -> list[tuple[str, str, str]]:
    """(attribute, name, content) of the page's meta elements: Open Graph, and Dublin Core, from which Zotero reads.

    No `citation_title`: with it Zotero takes everything for an article of a journal.
    """
    site, title = context["site_name"], _name(face)
    told = one_line(context.get("account") or face.get("text") or face.get("summary") or face.get("about") or "")
    history = face.get("history") or face.get("publications") or []
    first = history[0]["at"] if history else face["changed"]
    is_article = face["type"] in ("event", "incident")
    items = [
        ("property", "og:title", title),
        ("property", "og:description", told[:SHORT]),
        ("property", "og:type", "article" if is_article else "website"),
        ("property", "og:url", context["canonical"]),
        ("property", "og:site_name", site),
        ("property", "og:locale", "fr_FR" if context["language"] == "fr" else "en_GB"),
        ("name", "twitter:card", "summary"),
        ("name", "DC.title", title),
        ("name", "DC.creator", site),
        ("name", "DC.publisher", site),
        ("name", "DC.date", first[:10]),
        ("name", "DC.identifier", context["canonical"]),
        ("name", "DC.language", face.get("language") or context["language"]),
    ]
    if is_article:
        items += [
            ("property", "article:published_time", first),
            ("property", "article:modified_time", (history[-1] if history else {}).get("at", face["changed"])),
            *(("property", "article:tag", topic[context["language"]]) for topic in face.get("topics", ())),
        ]
    return [item for item in items if item[2]]


@register.simple_tag(takes_context=True)
def linked_data(context: Context, face: Face) -> SafeString:
    """The page's JSON-LD, with the way to it."""
    kind = face["type"]
    if kind == "company":
        thing, listing = linked.organization(face), ("companies", _("Companies"))
    elif kind == "source":
        thing, listing = linked.document(face), ("sources", _("Sources"))
    else:
        lineage = context.get("lineage") if kind == "incident" else None
        sources = [row.source for row in lineage.rows if row.is_cited] if lineage else None
        thing, listing = linked.article(face, sources), ("incidents", _("Incidents"))
    way = [(listing[1], reverse(listing[0]))]
    if kind == "event" and face["incident"]:
        way.append((face["incident"]["title"], spoken(face["incident"]["page"])))
    return linked.script(thing, linked.breadcrumbs(*way, (_name(face), spoken(face["page"]))))


@register.simple_tag(takes_context=True)
def dataset(context: Context) -> SafeString:
    """The JSON-LD of everything that can be taken away."""
    standing = context["standing"]
    return linked.script(
        linked.dataset(
            name=context["site_name"],
            description=_(
                "Who alleged what about which company, when, on what evidence, and what the company answered."
            ),
            page="/data/",
            changed=standing.at.isoformat() if standing.at else "",
            files=context["downloads"],
        )
    )


def _name(face: Face) -> str:
    name = face["name"] if face["type"] == "company" else face["title"]
    return one_line(name) or f"{word('subject', face['type'])} {face['id']}"
