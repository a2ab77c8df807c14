"""Rows of the desk by the short names that the files use."""

from typing import Any, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import Model

from companies.models import Company
from events.models import Event, Incident, Source

Row = TypeVar("Row", bound=Model)
NAMESPACE = uuid5(NAMESPACE_URL, "answerable:demonstration")


def key_of(kind: str, *names: str) -> UUID:
    """The same key at every load, so that two demonstrations can be compared."""
    return uuid5(NAMESPACE, "/".join([kind, *names]))


def put(model: type[Row], where: dict[str, Any], **fields: Any) -> Row:
    """The row of `model` that `where` names, made or changed to hold `fields`.

    Fields are cleaned as the desk's forms do it, so that dates may be typed; constraints are left to the database.
    """
    row = model._default_manager.filter(**where).first() or model(**where)
    for name, value in fields.items():
        setattr(row, model._meta.get_field(name).name, value)
    row.clean_fields()
    row.clean()
    row.save()
    return row


def company(name: str) -> Company:
    return Company.objects.get(key=key_of("company", name))


def source(name: str) -> Source:
    return Source.objects.get(key=key_of("source", name))


def incident(name: str) -> Incident:
    return Incident.objects.get(key=key_of("incident", name))


def event(of: Incident, name: str) -> Event:
    return of.events.get(key=key_of("event", str(of.key), name))
