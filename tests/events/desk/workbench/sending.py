"""A text on the workbench, and what a browser sends when somebody chooses words of it."""

import hashlib

from django.test import Client
from django.urls import reverse

from events.models import Capture, CaptureState, Incident, Source

TEXT = """Sixty-three emails from Acme

Between 2014 and 2016, 63 emails came from accounts of Acme 📧, The Example reports.
“We investigate at once,” a spokesperson for Acme told The Example.
Globex declined to comment. <b>Globex</b> & Acme are in Seattle.
Acme said no. Acme said no."""


def keep(source: Source, text: str = TEXT) -> Capture:
    return Capture.objects.create(
        source=source, state=CaptureState.KEPT, text=text, sha256=hashlib.sha256(text.encode()).hexdigest()
    )


def place_of(words: str, text: str = TEXT) -> dict[str, object]:
    """What the browser sends when `words` are selected in `text`."""
    start = text.index(words)
    return {"start": start, "end": start + len(words), "sha256": hashlib.sha256(text.encode()).hexdigest()}


def address(source: Source, incident: Incident | None = None, **more: object) -> str:
    query = {**({"incident": incident.pk} if incident else {}), **more}
    return reverse("admin:desk_workbench", args=[source.pk], query=query)


def opened(client: Client, source: Source, incident: Incident | None, add: str, **more: object):
    """The form that `add` opens, as a page that was answered."""
    return client.get(address(source, incident, add=add, **more))


def typed(page, **fields: object) -> dict[str, object]:
    """What the form of `page` sends when somebody types `fields` into it."""
    form = page.context["form"]
    values = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    return {**values, **fields}


def send(client: Client, source: Source, incident: Incident | None, add: str, words: str = "", **fields: object):
    """Opens the form for `words` and sends it with `fields`; the answer is the page after it."""
    page = opened(client, source, incident, add, **(place_of(words) if words else {}))
    assert page.context["form"], said(page)
    return client.post(address(source, incident, add=add), typed(page, **fields), follow=True)


def said(page) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def errors(page) -> dict[str, list[str]]:
    assert page.context["form"] is not None, said(page)
    return {name: list(map(str, each)) for name, each in page.context["form"].errors.items()}


ALLEGATION = {"title": "The Example reports emails", "claimant": "The Example", "accused": "Acme", "date": "2014"}
STATEMENT = {"title": "Acme says that it investigates", "speaker": "Acme", "date": "27 December 2017"}


HASH = place_of("Acme")["sha256"]
BAD_PLACES = {
    "of another text": {"start": 0, "end": 4, "sha256": "0" * 64},
    "no hash": {"start": 0, "end": 4, "sha256": ""},
    "backwards": {"start": 9, "end": 4, "sha256": HASH},
    "empty": {"start": 4, "end": 4, "sha256": HASH},
    "blank": {"start": TEXT.index("\n"), "end": TEXT.index("\n") + 2, "sha256": HASH},
    "negative": {"start": -5, "end": 4, "sha256": HASH},
    "beyond the end": {"start": 0, "end": len(TEXT) + 1, "sha256": HASH},
    "huge": {"start": 0, "end": 10**30, "sha256": HASH},
    "thousands of digits": {"start": 0, "end": "9" * 5000, "sha256": HASH},
    "letters": {"start": "a", "end": "b", "sha256": HASH},
    "strange digits": {"start": "٣", "end": "٩", "sha256": HASH},
    "half": {"start": "", "end": 4, "sha256": HASH},
    "NUL": {"start": "\0", "end": "5", "sha256": HASH},
    "a long hash": {"start": 0, "end": 4, "sha256": "0" * 100_000},
}
