"""Cited pages are looked at again: what counts is the cited passage."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from events.anchoring import anchor
from events.capture import job, watching
from events.capture.models import Finding, Watch
from events.capture.watching import broken_citations, failed_captures, findings_of
from events.models import Capture, Citation, Incident
from tests.events.capture.servers import redirect, response
from tests.factories import EventFactory, IncidentFactory, SourceFactory, UserFactory

BEFORE = "Two former employees said on Tuesday that the company had read their private emails for more than a year."
QUOTED = "We were told about it in January, and nobody asked us whether we agreed to it at all, one of them said."
AFTER = "A spokesperson declined to comment on the details and said that the company takes privacy seriously."
MORE = [
    "The regulator confirmed that it had received a complaint and that it would look into the matter before summer.",
    "Neither the union nor the works council had been informed, according to three people with knowledge of the case.",
    "Shares of the company fell by two per cent in early trading before they recovered in the course of the afternoon.",
]
TEXT = "\n".join([BEFORE, QUOTED, AFTER, *MORE])


pytestmark = pytest.mark.usefixtures("reading_here")


def page(*paragraphs: str, head: str = "") -> bytes:
    words = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or TEXT.split("\n"))
    return response(f"<html><head>{head}</head><body><article>{words}</article></body></html>".encode())


@pytest.fixture
def source(stranger, db):
    stranger.pages["/page"] = page()
    return SourceFactory(url=stranger.address("/page"))


def cite(source, quotation: str = QUOTED, **event) -> Citation:
    start = TEXT.find(quotation)
    place = anchor(TEXT, start, start + len(quotation)) if quotation and start >= 0 else None
    where = {"prefix": place.prefix, "suffix": place.suffix, "position": place.position} if place else {}
    facts = {f"source__{name}": value for name, value in {"quotation": quotation, **where}.items()}
    return EventFactory(source=source, **facts, **event).citations.get()


def look() -> None:
    """As if a week, or a pause, were over."""
    watching.enlist()
    Watch.objects.update(due_at=timezone.now() - timedelta(seconds=1), looked_at=None)
    watching.work_off(10)


def state_of(citation: Citation) -> str:
    return Finding.objects.get(citation=citation).state


def test_words_that_are_still_there(source, stranger):
    citation = cite(source)
    look()
    found = Finding.objects.get(citation=citation)
    today = timezone.now().date()
    assert (found.state, found.since, found.seen_on, found.there_on) == ("there", today, today, today)
    watch = Watch.objects.get(source=source)
    assert (watch.http_status, watch.failures, watch.reason, watch.token) == (200, 0, "", None)
    assert timedelta(days=5.9) < watch.due_at - timezone.now() < timedelta(days=8.1)


@pytest.mark.parametrize(
    ("paragraphs", "state"),
    [
        ([BEFORE, QUOTED, AFTER, *MORE], "there"),
        (["The editors added this on Friday.", BEFORE, QUOTED, AFTER, *MORE, "And this on Sunday."], "there"),
        ([BEFORE, QUOTED.replace("January", "February").replace("asked us", "asked"), AFTER, *MORE], "changed"),
        ([*MORE, "Something else was said between them that nobody has ever quoted.", QUOTED], "moved"),
        ([BEFORE, AFTER, *MORE], "gone"),
    ],
)
def test_passage_counts_and_not_the_page(source, stranger, paragraphs, state):
    citation = cite(source)
    look()
    stranger.pages["/page"] = page(*paragraphs)
    look()
    assert state_of(citation) == state


def test_words_that_stand_beside_the_article_are_there(source, stranger):
    citation = cite(source)
    article = "".join(f"<p>{paragraph}</p>" for paragraph in (*MORE, BEFORE))
    aside = f"<html><body><article>{article}</article><footer>{BEFORE} {QUOTED} {AFTER}</footer></body></html>"
    stranger.pages["/page"] = response(aside.encode())
    look()
    assert state_of(citation) == "there"


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_page_that_says_that_it_is_gone_is_believed(source, stranger, status):
    citation = cite(source)
    stranger.pages["/page"] = response(b"gone", status=status)
    look()
    assert state_of(citation) == "gone"


@pytest.mark.parametrize("status", ["403 Forbidden", "429 Slow Down", "500 Broken", "503 Busy"])
def test_page_that_is_silent_today_is_not_gone(source, stranger, status):
    citation = cite(source)
    look()
    stranger.pages["/page"] = response(b"", status=status)
    look()
    assert state_of(citation) == "unreachable"
    watch = Watch.objects.get()
    assert watch.reason == f"The site answered with HTTP {status[:3]}."
    assert Finding.objects.get().there_on == timezone.now().date()


def test_page_that_is_silent_for_weeks_is_gone(source, stranger):
    citation = cite(source)
    look()
    stranger.pages["/page"] = response(b"", status="503 Busy")
    for _failure in range(5):
        look()
    assert state_of(citation) == "unreachable"
    Watch.objects.update(failing_since=F("failing_since") - timedelta(days=15))
    look()
    assert state_of(citation) == "gone"


def test_site_that_refuses_us_for_weeks_is_not_called_gone(source, stranger):
    citation = cite(source)
    stranger.pages["/page"] = response(b"", status="403 Forbidden")
    for _failure in range(5):
        look()
    Watch.objects.update(failing_since=F("failing_since") - timedelta(days=60))
    look()
    assert state_of(citation) == "unreachable"


def test_silent_page_is_tried_again_soon_and_then_less_often(source, stranger):
    cite(source)
    stranger.pages["/page"] = response(b"", status="503 Busy")
    pauses = []
    for _failure in range(5):
        look()
        pauses.append(round((Watch.objects.get().due_at - timezone.now()).total_seconds() / 86400))
    assert pauses == [1, 2, 4, 7, 7]


def test_page_that_answers_again_starts_afresh(source, stranger):
    citation = cite(source)
    stranger.pages["/page"] = response(b"", status="503 Busy")
    look()
    stranger.pages["/page"] = page()
    look()
    assert (state_of(citation), Watch.objects.get().failures, Watch.objects.get().failing_since) == ("there", 0, None)


def test_page_behind_a_wall_today_cannot_be_checked(source, stranger):
    citation = cite(source)
    look()
    stranger.pages["/page"] = page(BEFORE, "Subscribe to continue reading this article.")
    look()
    assert state_of(citation) == "unreachable"


def test_words_that_were_never_on_the_page_are_not_called_gone(source):
    """They may come from a pasted text, or from what only subscribers see."""
    citation = cite(source, "Words that only stand in the text that somebody pasted from the printed edition.")
    look()
    assert state_of(citation) == "unreachable"


def test_words_that_stand_in_our_copy_were_on_the_page(source, stranger, author):
    citation = cite(source)
    job.ask(source, source.url, author)
    job.work_off(1)
    stranger.pages["/page"] = page(BEFORE, AFTER, *MORE)
    look()
    assert state_of(citation) == "gone"


@pytest.mark.parametrize(
    ("to", "state"), [("/page/", "there"), ("/page?utm_source=x", "there"), ("/archive/page", "moved"), ("/", "moved")]
)
def test_page_that_leads_elsewhere_has_moved(source, stranger, to, state):
    citation = cite(source)
    stranger.pages[to] = page()
    stranger.pages["/page"] = redirect(to, "301 Moved")
    look()
    assert state_of(citation) == state
    assert Watch.objects.get().final_address == stranger.address(to)


def test_citation_without_words_needs_the_page_only(source, stranger):
    citation = cite(source, "")
    look()
    assert state_of(citation) == "there"
    stranger.pages["/page"] = response(b"", status="404 Not Found")
    look()
    assert state_of(citation) == "gone"


def test_since_stays_while_the_state_does(source, stranger):
    citation = cite(source)
    look()
    Finding.objects.update(since=F("since") - timedelta(days=7), seen_on=F("seen_on") - timedelta(days=7))
    look()
    today = timezone.now().date()
    found = Finding.objects.get(citation=citation)
    assert (found.since, found.seen_on) == (today - timedelta(days=7), today)
    stranger.pages["/page"] = page(BEFORE, AFTER, *MORE)
    look()
    assert Finding.objects.get().since == today


# --- When ---


def test_only_cited_pages_with_an_address_are_watched(stranger, db):
    SourceFactory(url=stranger.address("/uncited"))
    cite(SourceFactory(url=""))
    cited = SourceFactory(url=stranger.address("/cited"))
    citation = cite(cited)
    assert watching.enlist() == 1
    watch = Watch.objects.get()
    assert (watch.source, watch.host) == (cited, "127.0.0.1")
    assert timedelta(0) <= watch.due_at - timezone.now() <= timedelta(days=7)
    assert watching.enlist() == 0
    assert watching.claim() is None
    citation.delete()
    watching.enlist()
    assert not Watch.objects.exists()


def test_one_host_is_not_asked_in_haste(stranger, db):
    for number in range(3):
        cite(SourceFactory(url=stranger.address(f"/{number}")))
    cite(SourceFactory(url="http://other.example/1"))
    watching.enlist()
    Watch.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    looks = [watching.claim(), watching.claim(), watching.claim()]
    hosts = {Watch.objects.get(pk=each.watch).host for each in looks if each}
    assert (hosts, looks[2]) == ({"127.0.0.1", "other.example"}, None)
    Watch.objects.update(looked_at=timezone.now() - timedelta(minutes=1))
    assert watching.claim() is not None


def test_killed_look_is_due_again_within_the_hour(source):
    cite(source)
    watching.enlist()
    Watch.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    watching.claim()
    assert timedelta(minutes=59) < Watch.objects.get().due_at - timezone.now() <= timedelta(hours=1)


def test_who_was_overtaken_writes_nothing(source, stranger):
    citation = cite(source)
    watching.enlist()
    Watch.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    slow = watching.claim()
    look()
    stranger.pages["/page"] = response(b"", status="404 Not Found")
    watching.look_at(slow)
    assert state_of(citation) == "there"


# --- What editors are told ---


def test_broken_citations_are_those_of_the_incidents_that_one_sees(source, stranger, author):
    mine = cite(source, incident=IncidentFactory(author=author))
    cite(source)  # somebody else's draft
    there = cite(source, BEFORE, incident=mine.event.incident)
    look()
    stranger.pages["/page"] = page(BEFORE, AFTER, *MORE)
    look()
    seen = broken_citations(Incident.objects.visible_to(author))
    assert [finding.citation for finding in seen] == [mine]
    assert [finding.citation for finding in findings_of(source, Incident.objects.visible_to(author))] == [mine, there]


def test_citation_that_was_mended_is_broken_no_longer(source, stranger, author):
    citation = cite(source, incident=IncidentFactory(author=author))
    look()
    stranger.pages["/page"] = page(BEFORE, AFTER, *MORE)
    look()
    incidents = Incident.objects.visible_to(author)
    assert broken_citations(incidents).count() == 1
    citation.quotation = AFTER
    citation.save()
    assert broken_citations(incidents).count() == 0
    look()
    assert state_of(citation) == "there"


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_whatever_their_length(count, source, stranger, author, django_assert_num_queries):
    incident = IncidentFactory(author=author)
    for _citation in range(count):
        cite(source, incident=incident)
        job.keep_text(SourceFactory(), TEXT, author)
        failing = SourceFactory(url=f"http://10.0.0.{count}:22/{_citation}")
        job.ask(failing, failing.url, author)
    stranger.pages["/page"] = response(b"", status="410 Gone")
    look()
    with django_assert_num_queries(2):
        broken = list(broken_citations(Incident.objects.visible_to(author)))
        failed = list(failed_captures(author))
        names = [(each.citation.source.title, each.citation.event.incident.title) for each in broken]
        names += [(each.source.title, "") for each in failed]
    assert len(names) == 2 * count


def test_failed_capture_is_listed_until_something_replaces_it(author):
    source = SourceFactory(url="http://example.com:22/")
    failed = job.ask(source, source.url, author)
    assert list(failed_captures(author)) == [failed]
    assert list(failed_captures(UserFactory())) == []
    again = job.retry(failed, author)
    assert list(failed_captures(author)) == [again]
    job.keep_text(source, TEXT, author)
    assert list(failed_captures(author)) == []
    assert Capture.objects.filter(state="failed").count() == 2
