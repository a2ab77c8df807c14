"""The page "Add an article": stored at once, never twice, and never by a GET."""

import hashlib
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse

from events.desk.models import KeptTyping
from events.models import Capture, Lineage, Source
from events.models.capture import CaptureState
from tests.factories import SourceFactory, UserFactory

ADD = "/desk/add/"
PAGE = "https://news.example/article"
TEXT = "Amazon employees ask for an end of the sale\n\nMore than 450 employees signed a letter to Jeff Bezos."


def kept(source: Source, text: str) -> Capture:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Capture.objects.create(source=source, state=CaptureState.KEPT, text=text, sha256=sha256)


def html_file(name: str = "article.html") -> SimpleUploadedFile:
    lines = "".join(f"<p>{TEXT} The sentence has the number {n}.</p>" for n in range(20))
    page = f"<html lang=en><head><title>A letter</title></head><body><article>{lines}</article></body></html>"
    return SimpleUploadedFile(name, page.encode(), content_type="text/html")


def test_an_address_is_stored_at_once_and_its_copy_is_queued(author, at_desk) -> None:
    answer = at_desk.post(ADD, {"typed": f"{PAGE}?utm_source=x"})

    source = Source.objects.get()
    copy = source.captures.get()
    assert answer.url == source.get_desk_url()
    assert (source.title, source.url, source.canonical) == (f"{PAGE}?utm_source=x", f"{PAGE}?utm_source=x", PAGE)
    assert (copy.state, copy.origin, copy.asked_by) == ("queued", "fetched", author)


def test_a_text_is_kept_and_called_by_its_first_line(author, at_desk) -> None:
    answer = at_desk.post(ADD, {"typed": TEXT.replace("\n", "\r\n")})

    source = Source.objects.get()
    copy = source.captures.get()
    assert answer.url == source.get_desk_url()
    assert (source.title, source.url) == ("Amazon employees ask for an end of the sale", "")
    assert (copy.state, copy.origin, copy.text, copy.asked_by) == ("kept", "pasted", TEXT, author)


def test_an_address_with_its_text_below_keeps_both(at_desk) -> None:
    at_desk.post(ADD, {"typed": f"{PAGE}\r\n\r\n{TEXT}", "title": "A letter"})

    source = Source.objects.get()
    assert (source.title, source.url) == ("A letter", PAGE)
    assert sorted(source.captures.values_list("state", "origin")) == [("kept", "pasted"), ("queued", "fetched")]


def test_a_file_is_read_and_its_name_is_no_path(at_desk) -> None:
    at_desk.post(ADD, {"typed": "", "document": html_file("..\\..\\etc/A <b>letter</b>.html")})

    source = Source.objects.get()
    copy = source.captures.get()
    assert (copy.state, copy.origin) == ("kept", "uploaded")
    assert "More than 450 employees" in copy.text
    assert "/" not in copy.warc.rpartition("/")[2]
    assert "letter" not in copy.warc


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_a_prefilled_page_makes_nothing(method: str, at_desk) -> None:
    query = {"url": PAGE, "title": "A\n letter\0", "text": "Selected\0 words"}

    page = getattr(at_desk, method)(ADD, query)

    assert page.status_code == 200
    assert page.context["form"]["typed"].value() == f"{PAGE}\n\nSelected words"
    assert page.context["form"]["title"].value() == "A letter"
    assert not Source.objects.exists()


def test_the_same_page_leads_to_the_source_that_has_it(at_desk) -> None:
    source = SourceFactory(url=PAGE, title="A letter")

    answer = at_desk.post(ADD, {"typed": f"{PAGE}?utm_campaign=a#top"}, follow=True)

    assert answer.redirect_chain[-1][0] == source.get_desk_url()
    assert "This is already here: the same page as “The Example: A letter”." in answer.content.decode()
    assert Source.objects.get() == source


def test_a_text_for_a_page_that_is_here_can_be_kept_with_it(at_desk) -> None:
    source = SourceFactory(url=PAGE)

    asked = at_desk.post(ADD, {"typed": f"{PAGE}\n{TEXT}"})
    nothing_yet = source.captures.count()
    answer = at_desk.post(ADD, {"typed": f"{PAGE}\n{TEXT}", "with": source.pk})

    assert asked.context["already"].found.source == source
    assert asked.context["form"]["typed"].value() == f"{PAGE}\n{TEXT}"
    assert nothing_yet == 0
    assert answer.url == source.get_desk_url()
    assert source.captures.get().text == TEXT
    assert Source.objects.count() == 1


def test_a_text_that_is_here_is_offered_and_nothing_is_stored(at_desk) -> None:
    source = SourceFactory()
    kept(source, TEXT)

    asked = at_desk.post(ADD, {"typed": TEXT})

    assert asked.status_code == 200
    assert asked.context["already"].found.source == source
    assert asked.context["form"]["typed"].value() == TEXT
    assert (Source.objects.count(), Capture.objects.count()) == (1, 1)


@pytest.mark.parametrize(("button", "relations"), [("anyway", []), ("origin", ["syndicates"])])
def test_it_can_be_added_all_the_same(button: str, relations: list[str], at_desk) -> None:
    source = SourceFactory()
    kept(source, TEXT)

    answer = at_desk.post(ADD, {"typed": TEXT, button: source.pk})

    other = Source.objects.exclude(pk=source.pk).get()
    assert answer.url == other.get_desk_url()
    assert other.captures.get().text == TEXT
    assert [each.relation for each in Lineage.objects.filter(source=other, origin=source)] == relations


def test_a_file_whose_text_is_here_is_offered_too(at_desk) -> None:
    at_desk.post(ADD, {"typed": "", "document": html_file()})

    asked = at_desk.post(ADD, {"typed": "", "document": html_file("again.html")})

    assert asked.context["already"].found.source == Source.objects.get()


def test_titles_that_are_nearly_the_same_are_offered_while_typing(at_desk) -> None:
    near = SourceFactory(title="Amazon employees ask for an end of the sales")
    SourceFactory(title="Something else entirely")

    typing = at_desk.post(reverse("admin:desk_add_alike"), {"typed": "Amazon employees ask for an end of"})
    by_title = at_desk.post(
        reverse("admin:desk_add_alike"), {"typed": PAGE, "title": "Amazon employees ask for an end"}
    )
    by_page = at_desk.post(reverse("admin:desk_add_alike"), {"typed": near.url.replace("https://", "http://www.")})

    assert [[each.source for each in page.context["alike"]] for page in (typing, by_title, by_page)] == [[near]] * 3
    assert Source.objects.count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_alike_costs_the_same_however_many(count: int, at_desk, django_assert_num_queries) -> None:
    for n in range(count):
        kept(SourceFactory(title=f"Amazon employees ask for an end of the sale {n}"), TEXT)

    with django_assert_num_queries(4):
        page = at_desk.post(reverse("admin:desk_add_alike"), {"typed": TEXT})

    assert len(page.context["alike"]) == count


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"typed": ""}, "typed", "Give an address, a text or a file."),
        ({"typed": "ftp://news.example/a"}, "typed", "Only addresses that begin with"),
        ({"typed": "\0"}, "typed", "Give an address"),
        ({"typed": PAGE, "title": "a" * 301}, "title", "at most 300"),
        ({"document": SimpleUploadedFile("a.txt", b"")}, "document", "This file is empty."),
        (
            {"document": SimpleUploadedFile("a.pdf", b"MZ\x90\0" + b"\0" * 900)},
            "document",
            "This is no HTML, PDF or plain text",
        ),
        (
            {"document": SimpleUploadedFile("a.html", b"PK\x03\x04" + b"\0" * 90)},
            "document",
            "This is no HTML, PDF or plain text",
        ),
        (
            {"document": SimpleUploadedFile("a.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 90)},
            "document",
            "This is no HTML, PDF or plain text",
        ),
    ],
)
def test_what_cannot_be_added_is_said_at_its_field(sent: dict, field: str, words: str, at_desk) -> None:
    answer = at_desk.post(ADD, {"typed": "", **sent})

    assert answer.status_code == 200
    assert words in " ".join(answer.context["form"].errors[field])
    assert not Source.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(at_desk) -> None:
    answer = at_desk.post(ADD, {"typed": "", "document": html_file()}, CONTENT_LENGTH=str(40 * 1024 * 1024))

    assert answer.status_code == 413
    assert "a file may have 20 MB" in answer.content.decode()
    assert not Source.objects.exists()


def test_a_text_that_is_too_large_is_refused_with_a_sentence(at_desk) -> None:
    answer = at_desk.post(ADD, {"typed": "Amazon said. " * 300_000})

    assert answer.status_code == 413
    assert "a pasted text 2 MB" in answer.content.decode()


def test_a_form_from_elsewhere_adds_nothing(author) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)

    assert client.post(ADD, {"typed": PAGE}).status_code == 403
    assert not Source.objects.exists()


@pytest.mark.parametrize("who", ["anonymous", "suspended"])
def test_signing_in_keeps_what_the_bookmark_brought(who: str, author, sit_down) -> None:
    client = Client() if who == "anonymous" else sit_down(author)
    type(author).objects.filter(pk=author.pk).update(is_active=who == "anonymous")

    asked = client.get(ADD, {"url": PAGE, "title": "A letter"})
    added = client.post(ADD, {"typed": PAGE})

    assert (
        asked.url
        == "/desk/login/?next=/desk/add/%3Furl%3Dhttps%253A%252F%252Fnews.example%252Farticle%26title%3DA%2Bletter"
    )
    assert added.status_code == 302
    assert not Source.objects.exists()


def test_what_was_typed_before_a_sign_in_expired_comes_back(author, at_desk) -> None:
    at_desk.get(ADD)
    del at_desk.cookies["sessionid"]

    asked = at_desk.post(ADD, {"typed": f"{PAGE}\n{TEXT}", "title": "A letter"})
    at_desk.force_login(author)
    page = at_desk.get(f"/desk/kept/{KeptTyping.objects.get().pk}/", follow=True)

    assert "/login/?next=/desk/kept/" in asked.url
    assert page.redirect_chain[-1][0].startswith(f"{ADD}?kept=")
    assert page.context["form"]["typed"].value() == f"{PAGE}\n{TEXT}"
    assert page.context["form"]["title"].value() == "A letter"
    assert not Source.objects.exists()


def test_the_bookmark_names_this_desk(at_desk) -> None:
    page = at_desk.get(reverse("admin:desk_bookmarklet"))

    assert page.context["script"].startswith('javascript:(()=>{let u=new URL("http://testserver/desk/add/")')


def test_two_people_who_add_one_page_at_once_end_at_one_source(committed_db, sit_down) -> None:
    barrier, answers = Barrier(2), []
    clients = [sit_down(UserFactory()), sit_down(UserFactory())]

    def add(client: Client) -> None:
        barrier.wait(10)
        answers.append(client.post(ADD, {"typed": PAGE}))
        connections.close_all()

    threads = [Thread(target=add, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    source = Source.objects.get()
    assert [answer.url for answer in answers] == [source.get_desk_url()] * 2
    assert source.captures.count() == 1
