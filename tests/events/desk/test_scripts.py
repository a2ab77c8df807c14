"""What somebody types is shown as letters on every page of the desk, and runs on none."""

from django.urls import reverse

from events.models import Capture, Source
from events.review import actions
from tests.events.desk.doors import House, routes
from tests.factories import UserFactory
from tracker.accounts.models import Role

HOSTILE = "</textarea></title><script>zz()</script>\"><img src=x onerror='zz()'>"
RAW = ("<script>zz", "<img src=x")
ESCAPED = "&lt;script&gt;zz"


def runs(client, page: str, seen: list[str]) -> bool:
    answer = client.get(page)
    assert answer.status_code < 500, page
    body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")
    if not answer.get("Content-Type", "").startswith("text/html"):
        return False
    seen += [page] if ESCAPED in body else []
    return any(raw in body for raw in RAW)


def test_what_was_typed_runs_on_no_page(db, sit_down) -> None:
    house, seen = House(word=HOSTILE, shared=HOSTILE), []
    Capture.objects.update(text=f"{HOSTILE} said “{HOSTILE}” of {HOSTILE} Ltd.")
    author, reviewer = sit_down(house.author), sit_down(UserFactory(role=Role.REVIEWER))
    bench = f"{reverse('admin:desk_workbench', args=[house.source.pk])}?incident={house.incident.pk}"
    pages = [house.address(route) for route in routes() if "logout" not in route]
    pages += [f"{bench}&find=zz", *(f"{bench}&add={kind}" for kind in ("allegation", "statement", "fact", "date"))]
    pages += [f"{reverse('admin:search')}?s=zz&extended=1", f"{reverse('admin:search')}?s={HOSTILE}"]
    pages += [f"{reverse('admin:desk_add')}?url={HOSTILE}&text={HOSTILE}&title={HOSTILE}"]

    ran = [page for page in pages if runs(author, page, seen)]
    actions.submit(incident=house.incident, by=house.author)
    ran += [page for page in pages if "/incident/" in page and runs(reviewer, page, seen)]

    assert ran == []
    assert len(seen) > 25


def test_no_address_of_a_source_runs(at_desk, fill) -> None:
    page = reverse("admin:events_source_add")
    given = fill(at_desk.get(page), title="An article", url="javascript:alert(1)")

    refused = at_desk.post(page, given)

    assert "url" in refused.context["adminform"].form.errors
    assert not Source.objects.exists()
