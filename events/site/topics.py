"""A topic has no row of its own: it is there as long as an incident stands under it, which also names it."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.site.pages import NotOnRecord
from events.timeline import browsing
from events.timeline.models import Heading


def title_of(slug: str) -> str:
    """What a topic is called in the language of the page. Raises NotOnRecord for one under which nothing stands."""
    named = browsing.incidents_under("topic", slug).first()
    if named is None:
        raise NotOnRecord(_("Nothing on the record stands under this topic."))
    return in_language(named) or slug


def in_language(named: browsing.Counted | Heading) -> str:
    return named.french if get_language() == "fr" else named.english
