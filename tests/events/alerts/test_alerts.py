"""News by e-mail: asked for, confirmed by a button, written once, sent once, stopped at one click."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.alerts import digests, following
from events.alerts.models import Follow, Reader
from events.alerts.subjects import Subject
from events.callers import outbox
from events.callers.forms import new_seal
from events.callers.models import Mail
from events.record.models import Subject as Recorded
from tests.events.letterbox.test_letters import ODD, in_utf_7
from tests.events.site import affairs
from tests.factories import AllegationFactory, CompanyFactory, IncidentFactory, published

pytestmark = pytest.mark.usefixtures("nobody_rings")

ADDRESS = "reader@mail.example"
NO_ADDRESSES = ["", "nowhere", "a@b", "a\0@b.example", f"{'x' * 300}@mail.example", "a@b.example\nBcc: c@d.example"]


def sent() -> list[EmailMultiAlternatives]:
    """Everything that goes out now."""
    mail.outbox.clear()
    while outbox.send_due():
        pass
    return list(mail.outbox)


def asked(client: Client, what: str = "company-1", email: str = ADDRESS, language: str = "", **more):
    form = {"seal": new_seal(), "email": email, "rhythm": "daily", **more}
    return client.post(f"{language}/follow/?what={what}", form)


def link_in(message) -> str:
    return re.search(r"https?://[^/]+(/\S*alerts/\S+)", message.body)[1]


def follows(client: Client, what: str = "company-1", **more) -> Reader:
    """Somebody who asked, got the question, and pressed the button."""
    asked(client, what, **more)
    (question,) = sent()
    client.post(link_in(question))
    return Reader.objects.get()


def digest() -> list[EmailMultiAlternatives]:
    """What is written and sent when the time of everybody has come."""
    Reader.objects.update(due_at=Now() - timedelta(seconds=1))
    while digests.write_due():
        pass
    return sent()


@pytest.mark.usefixtures("slowly")
class TestAsking:
    def test_nothing_is_followed_before_the_button_is_pressed(self, everything, reader) -> None:
        assert asked(reader)["Location"] == "/follow/asked/"
        (question,) = sent()
        assert question.to == [ADDRESS]
        for _scanner in range(3):
            for look in (reader.get, reader.head):
                assert look(link_in(question)).status_code == 200
        assert not Follow.objects.confirmed().exists()
        assert digest() == []
        assert reader.post(link_in(question)).status_code == 302
        assert Follow.objects.confirmed().count() == 1

    def test_the_question_speaks_the_language_of_the_form(self, everything, reader) -> None:
        asked(reader, language="/fr")
        (question,) = sent()
        assert link_in(question).startswith("/fr/alerts/")
        assert "Quelqu’un" in question.body

    def test_who_follows_already_is_told_so_and_nobody_else_learns_it(self, everything, reader) -> None:
        follows(reader)
        again, other = asked(reader), asked(reader, email="other@mail.example")
        assert (again.status_code, again["Location"]) == (other.status_code, other["Location"])
        (told, _question) = sent()
        assert "You follow “Marlow”" in told.body
        assert Follow.objects.filter(reader__email=ADDRESS).count() == 1

    def test_nobody_is_bombed_with_questions_whoever_asks(self, everything) -> None:
        answers = [
            Client(REMOTE_ADDR=f"192.0.2.{n}").post(
                "/follow/?what=everything", {"seal": new_seal(), "email": ADDRESS.upper(), "rhythm": "weekly"}
            )
            for n in range(following.MAILBOX.each + 2)
        ]
        assert [answer.status_code for answer in answers] == [302] * following.MAILBOX.each + [429] * 2
        assert len(sent()) == following.MAILBOX.each
        assert Reader.objects.count() == 1

    def test_one_place_asks_for_so_many_addresses_and_no_more(self, everything, reader) -> None:
        answers = [asked(reader, email=f"{n}@mail.example").status_code for n in range(following.FORM.each + 1)]
        assert answers == [302] * following.FORM.each + [429]

    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("?what=company-99", 404),
            ("?what=topic-nowhere", 404),
            ("?what=company", 400),
            ("?what=person-1", 400),
            ("?what=search", 400),
            ("?what=search&q=%00", 400),
            ("?what=search&q=" + "x" * 300, 400),
            ("?what=topic-%F0%9F%00", 400),
            ("?what=everything", 200),
            ("?what=search&q=Marlow", 200),
            ("", 200),
        ],
    )
    def test_what_cannot_be_followed_gets_a_sentence(self, everything, reader, address, status) -> None:
        for path in ("/follow/", "/fr/follow/"):
            answer = reader.get(path + address)
            assert answer.status_code == status
            assert '<p class="short">' in answer.content.decode()

    @pytest.mark.parametrize(("odd", "sentence"), ODD)
    @pytest.mark.parametrize("name", ["email", "rhythm", "seal", "homepage"])
    def test_a_character_that_cannot_be_kept_is_named_at_its_field(self, everything, name, odd, sentence) -> None:
        form = {"seal": new_seal(), "homepage": "", "email": ADDRESS, "rhythm": "daily"}
        body = in_utf_7(form | {name: form[name] + odd})
        client = Client(raise_request_exception=False)
        answer = client.generic("POST", "/follow/", body, "multipart/form-data; boundary=x; charset=utf-7")
        page = answer.content.decode()
        assert (answer.status_code, Mail.objects.count()) == (422, 0)
        if name == "email":
            assert sentence in page.partition('id="id_email_error">')[2].partition("<")[0]

    @pytest.mark.parametrize("email", NO_ADDRESSES)
    def test_no_address_no_mail(self, everything, reader, email) -> None:
        answer = asked(reader, email=email)
        assert answer.status_code == 422
        assert 'id="id_email_error"' in answer.content.decode()
        assert not Reader.objects.exists()

    def test_what_is_not_confirmed_in_two_days_is_deleted(self, everything, reader) -> None:
        asked(reader)
        assert following.forget() == 0
        Follow.objects.update(asked_at=timezone.now() - timedelta(days=2, minutes=1))
        assert following.forget() == 1
        assert not Reader.objects.exists()


@pytest.mark.usefixtures("slowly")
class TestStopping:
    def test_a_mail_program_stops_it_at_one_click(self, everything, reader) -> None:
        follows(reader)
        affairs.correct(everything["emails"], title="Once more")
        (news,) = digest()
        assert news.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        place = re.search(r"<https?://[^/]+([^>]+)>", news.extra_headers["List-Unsubscribe"])[1]
        assert reader.get(place).status_code == 200
        assert Reader.objects.exists(), "A link that is only looked at stops nothing."
        program = Client(headers={"origin": "https://mail.example", "sec-fetch-site": "cross-site"})
        assert program.post(place, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert (Reader.objects.count(), Follow.objects.count()) == (0, 0)
        assert program.post(place, {"List-Unsubscribe": "One-Click"}).status_code == 200, "Twice is as good as once."
        assert ADDRESS not in " ".join(Mail.objects.values_list("email", flat=True))

    def test_one_thing_is_stopped_and_the_rest_goes_on(self, everything, reader) -> None:
        follows(reader)
        follows(reader, "corrections")
        person, first = Reader.objects.get(), Follow.objects.first()
        place = reverse("alerts", args=[person.key])
        assert ADDRESS not in reader.get(place).content.decode()
        reader.post(place, {"follow": str(first.key)})
        assert [follow.kind for follow in Follow.objects.all()] == ["corrections"]
        assert reader.post(place, {"follow": "nonsense"}).status_code == 400
        assert Follow.objects.count() == 1
        reader.post(place, {"follow": str(Follow.objects.get().key)})
        assert not Reader.objects.exists()
        assert reader.get(place).status_code == 404


@pytest.mark.usefixtures("slowly")
class TestDigests:
    def test_a_mail_tells_the_allegation_with_its_answer_and_only_what_came_since(self, everything, reader) -> None:
        follows(reader)
        assert digest() == []
        affairs.correct(everything["emails"], "The title was wrong.", title="Staff used company accounts, it is said")
        (news,) = digest()
        assert news.to == [ADDRESS]
        assert "Staff used company accounts, it is said" in news.body
        assert "Marlow: Answered, to The Daily: announces action." in news.body
        assert "Correction: The title was wrong." in news.body
        assert "Employees ask Marlow" not in news.body
        html, kind = news.alternatives[0]
        assert (kind, "Staff used company accounts, it is said" in html) == ("text/html", True)
        assert digest() == [], "Each thing once."

    def test_it_speaks_the_language_of_the_reader(self, everything, reader) -> None:
        follows(reader, language="/fr")
        affairs.correct(everything["emails"], title="Once more")
        (news,) = digest()
        assert "/fr/events/1/" in news.body
        assert "Allégation · accusation" in news.body

    @pytest.mark.parametrize(
        ("what", "is_told"),
        [
            ("everything", True),
            ("company-1", True),
            ("incident-1", True),
            ("search&q=emails", True),
            ("incident-2", False),
            ("company-4", False),
            ("search&q=greenhouse", False),
        ],
    )
    def test_everybody_is_told_of_what_they_follow(self, everything, reader, what, is_told) -> None:
        follows(reader, what)
        affairs.correct(everything["emails"], title="Once more about emails")
        assert ["Once more about emails" in news.body for news in digest()] == ([True] if is_told else [])

    def test_a_topic_is_followed_by_its_name(self, everything, reader) -> None:
        from events.models import Topic  # noqa: PLC0415

        everything["emails"].topics.add(Topic.objects.create(slug="pay", name_en="Pay", name_fr="Salaires"))
        published(everything["emails"], kind="update", note="A topic.")
        follows(reader, "topic-pay")
        affairs.correct(everything["emails"], title="Once more")
        affairs.correct(everything["letter"], title="Not of this topic")
        (news,) = digest()
        assert "TOPIC: PAY" in news.body
        assert "Once more" in news.body
        assert "Not of this topic" not in news.body

    @pytest.mark.parametrize("what", ["company", "incident", "search", "everything", "corrections"])
    def test_what_was_taken_back_since_is_not_repeated_but_that_it_was(self, everything, reader, what) -> None:
        company, incident = CompanyFactory(name="Ostrander"), IncidentFactory(title="The Ostrander affair")
        AllegationFactory(incident=incident, company=company, title="It is said of Ostrander")
        published(incident)
        numbers = {
            kind: Recorded.objects.get(key=row.key).number
            for kind, row in (("company", company), ("incident", incident))
        }
        names = {kind: f"{kind}-{number}" for kind, number in numbers.items()} | {"search": "search&q=Ostrander"}
        follows(reader, names.get(what, what))
        affairs.correct(incident, title="It is said again of Ostrander")
        published(incident, kind="retraction", note="The source took it back.")
        (news,) = digest()
        for text in (news.body, news.alternatives[0][0]):
            assert "said again" not in text
            assert "The source took it back." in text

    @pytest.mark.parametrize(
        ("words", "is_told"), [("emplóyee", True), ('"sells cameras"', True), ("Ostrander", True), ("ostran", False)]
    )
    def test_a_followed_search_finds_corrections_as_the_search_does(self, everything, reader, words, is_told) -> None:
        company, incident = CompanyFactory(name="Ostrander"), IncidentFactory()
        AllegationFactory(incident=incident, company=company, title="Employees: it sells cameras")
        published(incident)
        follows(reader, f"search&q={words}")
        affairs.correct(incident, "It was wrong.", title="Nothing of the kind")
        assert ["It was wrong." in news.body for news in digest()] == [True] * is_told

    def test_drafts_and_redacted_words_are_in_no_mail(self, everything, reader) -> None:
        follows(reader, "everything")
        affairs.correct(everything["emails"], title="It names Zuckmayerin")
        published(everything["emails"], kind="redaction", words="Zuckmayerin", note="Somebody's safety.")
        everything["emails"].events.update(text="zzdraft")
        (news,) = digest()
        for text in (news.body, news.alternatives[0][0], news.subject):
            assert "Zuckmayerin" not in text
            assert "zzdraft" not in text

    def test_a_redaction_reaches_the_mail_that_waits_to_be_sent(self, everything, reader) -> None:
        follows(reader, "everything")
        affairs.correct(everything["emails"], title="It names Zuckmayerin")
        Reader.objects.update(due_at=Now())
        assert digests.write_due()
        assert "Zuckmayerin" in Mail.objects.get().text
        published(everything["emails"], kind="redaction", words="Zuckmayerin", note="Somebody's safety.")
        (news,) = sent()
        assert "Zuckmayerin" not in news.body + news.alternatives[0][0]

    def test_a_worker_that_dies_while_writing_loses_and_doubles_nothing(self, everything, reader, monkeypatch) -> None:
        follows(reader)
        affairs.correct(everything["emails"], title="Once more")
        Reader.objects.update(due_at=Now())
        with monkeypatch.context() as dying:
            dying.setattr(Reader, "save", _die)
            with pytest.raises(KeyboardInterrupt):
                digests.write_due()
        assert Mail.objects.count() == 0
        assert digests.write_due()
        assert not digests.write_due()
        assert len(sent()) == 1


def _die(*_words, **_names) -> None:
    raise KeyboardInterrupt


class TestSending:
    @pytest.fixture
    def waiting(self, db) -> Mail:
        return outbox.put(
            ADDRESS, outbox.Letterhead("News\nof today", "Text", "<p>Text</p>", "https://x.example/stop/")
        )

    def test_a_mail_is_sent_once_and_its_row_is_gone(self, waiting) -> None:
        (news,) = sent()
        assert (news.subject, news.extra_headers["Message-ID"]) == ("News of today", f"<{waiting.key}@localhost>")
        assert (sent(), Mail.objects.count()) == ([], 0)

    def test_who_dies_before_marking_it_sent_sends_it_again_under_one_name(self, waiting, monkeypatch) -> None:
        """It is never lost; the mailbox can tell the second by its Message-ID."""
        with monkeypatch.context() as dying:
            dying.setattr(Mail.objects.all().__class__, "delete", _die)
            with pytest.raises(KeyboardInterrupt):
                outbox.send_due()
        (first,) = mail.outbox
        assert sent() == [], "Its lease holds: nobody else sends it meanwhile."
        Mail.objects.update(leased_until=Now() - timedelta(seconds=1))
        (second,) = sent()
        assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
        assert Mail.objects.count() == 0

    def test_who_lost_the_lease_marks_nothing(self, waiting, monkeypatch) -> None:
        def slow(message: EmailMultiAlternatives) -> int:
            Mail.objects.update(token="00000000-0000-4000-8000-000000000009")
            return 1

        monkeypatch.setattr(EmailMultiAlternatives, "send", slow)
        outbox.send_due()
        assert Mail.objects.count() == 1

    def test_a_failure_is_tried_again_later_and_given_up_with_its_reason(self, waiting, monkeypatch) -> None:
        def refuse(message: EmailMultiAlternatives) -> int:
            raise smtplib.SMTPServerDisconnected("try later")

        monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
        pauses = []
        for _attempt in outbox.PAUSES:
            assert outbox.send_due() == 1
            row = Mail.objects.get()
            pauses.append(round((row.due_at - timezone.now()).total_seconds() / 60))
            assert (outbox.send_due(), row.reason) == (0, "SMTPServerDisconnected: try later")
            Mail.objects.update(due_at=Now())
        assert pauses == [5, 30, 120, 480, 1440]
        assert outbox.send_due() == 1
        given_up = Mail.objects.get()
        assert given_up.given_up is not None
        assert (given_up.text, given_up.html, outbox.send_due()) == ("", "", 0)

    def test_an_address_that_takes_no_mail_is_given_up_at_once(self, waiting, monkeypatch) -> None:
        def refuse(message: EmailMultiAlternatives) -> int:
            raise smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"no such user")})

        monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
        outbox.send_due()
        assert Mail.objects.get().given_up is not None
        Mail.objects.update(given_up=timezone.now() - timedelta(days=31))
        outbox.forget()
        assert Mail.objects.count() == 0


@pytest.mark.parametrize(
    ("rhythm", "now", "then"),
    [
        ("daily", "2026-11-22T04:00:00+00:00", "2026-11-22T05:00:00+00:00"),
        ("daily", "2026-11-22T05:00:00+00:00", "2026-11-23T05:00:00+00:00"),
        ("weekly", "2026-11-22T12:00:00+00:00", "2026-11-23T05:00:00+00:00"),
        ("weekly", "2026-11-23T05:00:00+00:00", "2026-11-30T05:00:00+00:00"),
    ],
)
def test_the_next_time_is_a_morning(rhythm, now, then) -> None:
    assert following.next_time(rhythm, timezone.datetime.fromisoformat(now)).isoformat() == then


def test_a_subject_is_written_as_it_is_read() -> None:
    assert Subject.read("company-3") == Subject("company", 3)
    assert Subject.read("search", "  two   words ") == Subject("search", words="two words")
