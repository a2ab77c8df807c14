"""The Wayback Machine is asked for what is public, and only with keys; a fake one answers here."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from events.capture import wayback
from events.capture.models import Saving
from events.models import Source
from events.review.tasks import save_public_pages
from tests.events.capture.servers import redirect, response
from tests.factories import EventFactory, SourceFactory, published

STATUS = "/save/status/job-1"


@pytest.fixture
def archive(stranger, settings):
    settings.WAYBACK_ACCESS_KEY, settings.WAYBACK_SECRET_KEY = "key", "secret"
    settings.WAYBACK_ADDRESS = stranger.address("")
    stranger.pages["/save"] = told(job_id="job-1", url="x")
    stranger.pages[STATUS] = told(status="pending")
    return stranger


def told(**words: str) -> bytes:
    return response(json.dumps(words).encode(), kind="application/json")


def asked(*sources: Source) -> Saving:
    """As if every pause were over."""
    keys = [source.key for source in sources]
    wayback.enlist(keys)
    Saving.objects.exclude(due_at=None).update(due_at=timezone.now() - timedelta(seconds=1))
    wayback.work_off(1, keys)
    return Saving.objects.get()


def test_page_is_saved_and_its_copy_known(archive, db):
    source = SourceFactory(url="https://news.example/a?b=c&d=é")
    assert asked(source).job == "job-1"
    assert b"url=https%3A%2F%2Fnews.example%2Fa%3Fb%3Dc%26d%3D%C3%A9" in archive.requests[0]
    assert b"Authorization: LOW key:secret" in archive.requests[0]
    assert asked(source).job == "job-1"
    archive.pages[STATUS] = told(status="success", timestamp="20261122081500", original_url="https://news.example/a")
    saved = asked(source)
    assert saved.copy == f"{archive.address('')}/web/20261122081500/https://news.example/a"
    assert (saved.due_at, saved.reason, saved.token) == (None, "", None)
    assert len(archive.requests) == 3
    asked(source)
    assert len(archive.requests) == 3


def test_refusal_is_kept_with_its_code(archive, db):
    archive.pages[STATUS] = told(status="error", status_ext="error:blocked-url", message="<b>no</b>")
    source = SourceFactory()
    asked(source)
    assert asked(source).reason == "The Wayback Machine does not save it (error:blocked-url)."


@pytest.mark.parametrize(
    "answer",
    [
        response(b"", status="429 Slow Down"),
        response(b"", status="503 Busy"),
        redirect("http://169.254.169.254/"),
        response(b"no json"),
        response(b"[]"),
        response(b'{"status": 5}'),
        b"",
        told(status="error", status_ext="error:too-many-daily-captures"),
    ],
)
def test_trouble_is_tried_again_later_and_not_for_ever(archive, db, answer):
    source = SourceFactory()
    archive.pages["/save"] = answer
    saving = asked(source)
    if not saving.reason:
        assert saving.due_at > timezone.now() + timedelta(seconds=30)
        for _attempt in range(2 * wayback.MOST_ATTEMPTS):
            saving = asked(source)
    assert (saving.copy, bool(saving.reason), saving.due_at) == ("", True, None)


def test_source_that_is_not_public_any_more_is_not_asked_for(archive, db):
    source = SourceFactory()
    wayback.enlist([source.key])
    assert wayback.work_off(5, []) == 0
    assert archive.requests == []


def test_drafts_are_never_named(archive, reviewer):
    public = SourceFactory(url="https://news.example/public")
    draft = SourceFactory(url="https://news.example/draft")
    published(EventFactory(source=public).incident, reviewer)
    EventFactory(source=draft)
    assert save_public_pages() == 1
    assert b"public" in archive.requests[0]
    assert b"draft" not in b"".join(archive.requests)
    assert list(Saving.objects.values_list("source", flat=True)) == [public.pk]


def test_nothing_is_asked_without_keys(archive, reviewer, settings):
    settings.WAYBACK_SECRET_KEY = ""
    published(EventFactory().incident, reviewer)
    assert save_public_pages() == 0
    assert (archive.requests, Saving.objects.count()) == ([], 0)
