"""From the values of parameters to the filters of `events.timeline.narrowing`, in whose words they are asked for."""

from typing import Any

from api.problems import BadParameters, Fault
from api.public.parameters import hint_of
from events.timeline import publications, subjects
from events.timeline.browsing import headings
from events.timeline.narrowing import Codes
from events.timeline.wanted import read

Values = dict[str, Any]
AS_GIVEN = (
    *("kind", "form", "status", "topic", "country", "language", "role", "answered", "stance", "progress", "has"),
    *("incident", "source", "owner"),
)


def filters_of(values: Values, *, words: bool = True) -> dict[str, Codes]:
    """What narrows a list. Raises BadParameters. `words`: what `q` holds is looked for in texts, not in names.

    Each value that only the database understands costs a small query.
    """
    filters: dict[str, Codes] = {name: values[name] for name in AS_GIVEN if name in values}
    if "topic" in values:
        _check_topics(values["topic"])
    filters |= _period(values.get("from"), values.get("until"))
    if "country" in values:
        filters["country"] = tuple(code.upper() for code in values["country"])
    if "source_domain" in values:
        filters["source_domain"] = tuple(domain.lower().removeprefix("www.") for domain in values["source_domain"])
    if "company" in values:
        present = subjects.present_companies(values["company"])
        filters["company" if len(present) == 1 else "companies"] = present
    if "company_tree" in values:
        filters["company_tree"] = subjects.present_companies((str(values["company_tree"]),))
    if "updated_since" in values:
        filters["since"] = (publications.first_since(values["updated_since"].isoformat()),)
    if "q" in values:
        filters |= _words(values["q"]) if words else {"name": (values["q"],)}
    return filters


def _period(first: Any, last: Any) -> dict[str, Codes]:
    if first and last and first > last:
        raise BadParameters([Fault(parameter="until", detail="It lies before “from”.")])
    return {"period": (str(first or "-infinity"), str(last or "infinity"))} if first or last else {}


def _check_topics(topics: Codes) -> None:
    """A topic that is misspelt would otherwise look like one of which nothing is known."""
    if unknown := subjects.unknown_topics(topics):
        slugs = [topic.value for topic in headings("topic")]
        hint = hint_of(unknown[0], slugs) if slugs else ""
        raise BadParameters([Fault(parameter="topic", detail=f"Nothing stands under a topic “{unknown[0]}”.{hint}")])


def _words(typed: str) -> dict[str, Codes]:
    wanted = read(typed)
    if wanted is None:
        sentence = "There is nothing in it to look for: give at least one word that may stand there."
        raise BadParameters([Fault(parameter="q", detail=sentence)])
    return {"frequent_words" if wanted.is_frequent else "words": (wanted.query, str(wanted.one_in))}
