"""The workbench: words of a text become events and citations, or a sentence says why not and nothing is made."""

import hashlib
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from companies.models import Company, CompanyName
from events.desk.workbench.models import Dismissal
from events.models import (
    Allegation,
    Answer,
    Capture,
    CaptureState,
    Citation,
    Demand,
    Event,
    Fact,
    Incident,
    Lineage,
    Participant,
    ReplyRequest,
    ReportedValue,
    Role,
    Source,
    Statement,
    Status,
)
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    EventFactory,
    IncidentFactory,
    SourceFactory,
    published,
    submitted,
)

TEXT = """Sixty-three emails from Acme

Between 2014 and 2016, 63 emails came from accounts of Acme 📧, The Example reports.
“We investigate at once,” a spokesperson for Acme told The Example.
Globex declined to comment. <b>Globex</b> & Acme are in Seattle.
Acme said no. Acme said no."""


def keep(source: Source, text: str = TEXT) -> Capture:
    return Capture.objects.create(
        source=source, state=CaptureState.KEPT, text=text, sha256=hashlib.sha256(text.encode()).hexdigest()
    )


@pytest.fixture
def source(db) -> Source:
    source = SourceFactory(publisher="The Example", published="2017-12-28")
    keep(source)
    return source


@pytest.fixture
def incident(author) -> Incident:
    return IncidentFactory(author=author, title="Emails from company accounts")


@pytest.fixture
def acme(db) -> Company:
    return CompanyFactory(name="Acme")


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


# --- What is made ---


def test_an_allegation_is_made_in_one_go(at_desk, source, incident, acme) -> None:
    words = "63 emails came from accounts of Acme 📧"

    page = send(
        at_desk,
        source,
        incident,
        "allegation",
        words,
        **(ALLEGATION | {"date": "between 2014 and 2016", "demand": "An inquiry", "form": "accusation"}),
    )

    event = Event.objects.get()
    citation = event.citations.get()
    assert said(page) == ["Allegation made: The Example reports emails (between 2014 and 2016)."]
    assert (event.incident, event.kind, event.date_manner) == (incident, "allegation", "within")
    assert [(each.role, str(each)) for each in event.participants.all()] == [
        (Role.ACCUSED, "Acme"),
        (Role.CLAIMANT, "The Example"),
    ]
    assert [(demand.text, demand.addressee) for demand in Demand.objects.all()] == [("An inquiry", acme)]
    assert (citation.source, citation.quotation, citation.supports) == (source, words, ["fact"])
    assert citation.position == TEXT.index(words)
    assert TEXT[: citation.position].endswith(citation.prefix)
    assert TEXT[citation.position + len(words) :].startswith(citation.suffix)
    assert citation.prefix
    assert citation.suffix


def test_a_statement_answers_an_allegation(at_desk, source, incident, acme) -> None:
    allegation = AllegationFactory(incident=incident, company=acme)

    page = send(
        at_desk,
        source,
        incident,
        "statement",
        "“We investigate at once,”",
        **(STATEMENT | {"capacity": "a spokesperson", "addressed_to": "The Example", "stance": "announces_action"}),
    )

    statement, answer = Statement.objects.get(), Answer.objects.get()
    assert said(page) == ["Statement made: Acme says that it investigates (27 December 2017)."]
    assert (statement.speaker, statement.words, statement.words_language) == (acme, "We investigate at once", "en")
    assert (statement.capacity, statement.addressed_to, statement.indirect) == ("a spokesperson", "The Example", "")
    assert (answer.allegation.event, answer.company, answer.stance) == (allegation, acme, "announces_action")
    citation = statement.event.citations.get()
    assert (citation.quotation, citation.supports) == ("“We investigate at once,”", ["words"])


@pytest.mark.parametrize(
    ("words", "speaker"),
    [("We investigate at once", "Acme"), ("declined to comment", "Globex Corporation"), ("", "Initech")],
)
def test_who_answers_what_follows_from_whom_the_paragraph_names(
    words: str, speaker: str, at_desk, source, incident, acme
) -> None:
    """By any name; where none is named, it is the allegation that was made last."""
    globex, initech = CompanyFactory(name="Globex Corporation"), CompanyFactory(name="Initech")
    CompanyName.objects.create(company=globex, name="Globex")
    events = [AllegationFactory(incident=incident, company=each) for each in (acme, globex, initech)]
    text = TEXT.replace(" <b>Globex</b> & Acme are in Seattle.", "")
    keep(source, text)

    form = opened(at_desk, source, incident, "statement", **(place_of(words, text) if words else {})).context["form"]

    answered = {event.company.name: str(event.pk) for event in events}[speaker]
    assert (form["speaker"].value(), form["answers"].value()) == (speaker, answered)


def test_of_a_company_that_nobody_accuses_no_answer_is_expected(at_desk, source, incident, acme) -> None:
    AllegationFactory(incident=incident, company=CompanyFactory(name="Initech"))
    keep(source, TEXT)

    form = opened(at_desk, source, incident, "statement", **place_of("We investigate at once", TEXT)).context["form"]

    assert (form["answers"].value(), form["speaker"].value()) == ("", "")


def test_an_indirect_statement_keeps_no_words_that_nobody_said(at_desk, source, incident, acme) -> None:
    send(at_desk, source, incident, "statement", "Acme said no.", **(STATEMENT | {"indirect": "It said no."}))

    statement = Statement.objects.get()
    assert (statement.words, statement.words_language, statement.indirect) == ("", "", "It said no.")
    assert statement.event.citations.get().supports == ["fact"]


def test_an_answer_without_a_stance_is_asked_about(at_desk, source, incident, acme) -> None:
    """The allegation is chosen beforehand: without this, an answer that was meant would be left out in silence."""
    AllegationFactory(incident=incident, company=acme)

    asked = send(at_desk, source, incident, "statement", "We investigate", **STATEMENT)

    assert list(errors(asked)) == ["stance"]
    assert not Statement.objects.exists()

    send(at_desk, source, incident, "statement", "We investigate", **(STATEMENT | {"answers": ""}))

    assert (Statement.objects.count(), Answer.objects.count()) == (1, 0)


def test_an_answer_can_be_to_one_demand_only(at_desk, source, incident, acme) -> None:
    allegation = AllegationFactory(incident=incident, company=acme).allegation
    demand = Demand.objects.create(allegation=allegation, text="An inquiry", addressee=acme)

    chosen = {"answers": f"{allegation.pk}/{demand.pk}", "stance": "denies"}
    send(at_desk, source, incident, "statement", "Acme said no.", **(STATEMENT | chosen))

    assert Answer.objects.get().demand == demand


def test_a_value_that_differs_stands_beside_the_other(at_desk, source, incident, acme) -> None:
    event = EventFactory(incident=incident, company=acme)
    first = {"onto": f"e{event.pk}", "label": "emails", "text": "63"}
    send(at_desk, source, incident, "fact", "63 emails", **first)
    fact = Fact.objects.get()

    page = send(at_desk, source, incident, "fact", "Sixty-three emails", onto=f"f{fact.pk}", text="over 60")

    values = [(each.text, each.number_least, each.citation.quotation) for each in fact.values.all()]
    assert values == [("63", 63, "63 emails"), ("over 60", None, "Sixty-three emails")]
    assert said(page) == ["Kept: emails: over 60."]


def test_a_date_is_set_with_the_wording_of_the_source(at_desk, source, incident) -> None:
    event = EventFactory(incident=incident, date="")

    send(at_desk, source, incident, "date", "Between 2014 and 2016", event=event.pk)

    event.refresh_from_db()
    assert (event.date, event.date_wording) == ("[2014..2016]", "Between 2014 and 2016")
    assert event.citations.get(source=source).supports == ["date"]


def test_another_date_is_kept_beside_the_one_that_is_there(at_desk, source, incident) -> None:
    event = EventFactory(incident=incident, date="2015-01")

    page = send(at_desk, source, incident, "date", "Between 2014 and 2016", event=event.pk)

    event.refresh_from_db()
    value = ReportedValue.objects.get()
    assert event.date == "2015-01"
    assert (value.fact.label, value.text, value.date) == ("date", "Between 2014 and 2016", "[2014..2016]")
    assert said(page) == [f"Kept beside the date that it has: {event.title}."]


def test_a_date_takes_the_place_of_another_if_that_is_meant(at_desk, source, incident) -> None:
    event = EventFactory(incident=incident, date="2015-01")

    send(at_desk, source, incident, "date", "Between 2014 and 2016", event=event.pk, replace="on")

    event.refresh_from_db()
    assert event.date == "[2014..2016]"
    assert not Fact.objects.exists()


def test_words_are_cited_for_an_event_that_is_there(at_desk, source, incident) -> None:
    event, origin = EventFactory(incident=incident), SourceFactory()
    Lineage.objects.create(source=source, origin=origin)

    more = {"supports": ["fact", "words"], "locator": "paragraph 3", "origin": origin.pk}
    page = send(at_desk, source, incident, "citation", "63 emails", event=event.pk, **more)

    citation = event.citations.get(source=source)
    assert (citation.quotation, citation.supports) == ("63 emails", ["fact", "words"])
    assert (citation.locator, citation.origin) == ("paragraph 3", origin)
    assert said(page) == [f"Cited for: {event.title}."]


def test_the_same_words_are_cited_once_for_one_event(at_desk, source, incident) -> None:
    event = EventFactory(incident=incident)

    for supports in ("fact", "date"):
        send(at_desk, source, incident, "citation", "63 emails", event=event.pk, supports=[supports])

    assert event.citations.get(source=source).supports == ["date", "fact"]


def test_that_a_company_was_asked_is_kept_with_its_outcome(at_desk, source, incident, acme) -> None:
    allegation = AllegationFactory(incident=incident, company=acme)

    send(at_desk, source, incident, "reply", "Globex declined to comment.", company="Acme", outcome="declined")

    request = ReplyRequest.objects.get()
    assert (request.allegation.event, request.company, request.source) == (allegation, acme, source)
    assert (request.asked_by, request.outcome) == ("The Example", "declined")
    assert allegation.citations.filter(source=source, quotation="Globex declined to comment.").exists()


def test_an_origin_that_is_not_here_is_made_of_its_publisher(at_desk, source, incident) -> None:
    event = EventFactory(incident=incident, source=source)
    citation = event.citations.get()

    send(
        at_desk,
        source,
        incident,
        "relay",
        "The Example reports",
        publisher="Newsweek",
        which="new",
        citations=[citation.pk],
    )

    origin = Source.objects.get(publisher="Newsweek")
    citation.refresh_from_db()
    assert (origin.title, origin.url) == ("Report by Newsweek", "")
    assert [(step.source, step.origin) for step in Lineage.objects.all()] == [(source, origin)]
    assert citation.origin == origin


def test_an_origin_that_is_here_is_not_made_twice(at_desk, source, incident) -> None:
    here = SourceFactory(publisher="Newsweek")

    refused = send(at_desk, source, incident, "relay", "The Example reports", publisher="newsweek", which="")
    sent = typed(refused, which=here.pk)
    at_desk.post(address(source, incident, add="relay"), sent)

    assert list(errors(refused)) == ["which"]
    assert Lineage.objects.get().origin == here
    assert Source.objects.count() == 2


def test_an_incident_begins_with_a_title_and_a_summary_alone(at_desk, author, source) -> None:
    page = send(at_desk, source, None, "incident", title="A new affair", summary="What it is about.")

    incident = Incident.objects.get()
    assert (incident.author, incident.title, incident.language) == (author, "A new affair", "en")
    assert page.redirect_chain[-1][0] == address(source, incident)


def test_a_company_is_made_as_a_draft(at_desk, source) -> None:
    page = send(at_desk, source, None, "company", name="Globex", kind="company", country="US")

    assert [(each.name, each.country) for each in Company.objects.all()] == [("Globex", "US")]
    assert said(page) == ["Company made: Globex."]


def test_what_is_made_here_can_be_handed_in(at_desk, author, source, acme) -> None:
    send(at_desk, source, None, "incident", title="A new affair", summary="What it is about.")
    incident = Incident.objects.get()
    send(at_desk, source, incident, "allegation", "63 emails", **ALLEGATION)
    send(at_desk, source, incident, "statement", "We investigate", **(STATEMENT | {"stance": "denies"}))

    submitted(incident)

    incident.refresh_from_db()
    assert incident.status == Status.IN_REVIEW


# --- Companies by any of their names ---


def test_an_alias_names_the_company(at_desk, source, incident, acme) -> None:
    CompanyName.objects.create(company=acme, name="Acme Corporation", kind="legal")

    send(at_desk, source, incident, "allegation", "63 emails", **(ALLEGATION | {"accused": "ACME corporation"}))

    assert Participant.objects.get(role=Role.ACCUSED).company == acme


def test_a_new_company_is_made_only_if_the_person_agrees(at_desk, source, incident, acme) -> None:
    two = ALLEGATION | {"accused": "Acme; Globex"}
    refused = send(at_desk, source, incident, "allegation", "63 emails", **two)
    asked = errors(refused)
    nothing = (Event.objects.count(), Company.objects.count())

    at_desk.post(address(source, incident, add="allegation"), typed(refused, **two, **{"accused-new": "Globex"}))

    assert asked == {"accused": ["Not here yet: “Globex”. Mend the spelling, or tick the box to make it."]}
    assert nothing == (0, 1)
    assert 'name="accused-new" value="Globex"' in refused.content.decode()
    accused = Participant.objects.filter(role=Role.ACCUSED)
    assert [each.company.name for each in accused] == ["Acme", "Globex"]


def test_two_companies_of_one_name_are_told_apart(at_desk, source, incident) -> None:
    first, second = CompanyFactory(name="Acme", country="US"), CompanyFactory(name="Acme", country="FR")

    refused = send(at_desk, source, incident, "allegation", "63 emails", **ALLEGATION)
    at_desk.post(address(source, incident, add="allegation"), typed(refused, **(ALLEGATION | {"accused": "Acme · FR"})))

    (sentence,) = errors(refused)["accused"]
    assert sentence == "Several companies are called so. Write which you mean: Acme · US / Acme · FR."
    assert Participant.objects.get(role=Role.ACCUSED).company == second != first


def test_companies_are_offered_by_any_name_and_a_typing_error(at_desk) -> None:
    acme = CompanyFactory(name="Acme")
    CompanyName.objects.create(company=acme, name="Macrohard")
    CompanyFactory(name="Globex")
    url = reverse("admin:desk_companies")

    offers = {q: at_desk.get(url, {"q": q}).json() for q in ("acm", "macro", "Glbex", "acme", "nobody", "", "a\0cme")}

    assert offers == {
        "acm": {"companies": ["Acme"], "is_new": True},
        "macro": {"companies": ["Acme"], "is_new": True},
        "Glbex": {"companies": ["Globex"], "is_new": True},
        "acme": {"companies": ["Acme"], "is_new": False},
        "nobody": {"companies": [], "is_new": True},
        "": {"companies": [], "is_new": False},
        "a\0cme": {"companies": ["Acme"], "is_new": False},
    }


# --- Which words: pasted, chosen, in another text ---


def test_pasted_words_are_found_in_the_text(at_desk, source, incident, acme) -> None:
    words = '"We  investigate\r\nat once,"'

    page = opened(at_desk, source, incident, "statement")
    at_desk.post(address(source, incident, add="statement"), typed(page, words=words, **STATEMENT))

    citation = Citation.objects.get()
    assert (citation.quotation, citation.position) == ("“We investigate at once,”", TEXT.index("“We"))


def test_words_that_are_not_there_are_refused(at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "statement")

    refused = at_desk.post(address(source, incident, add="statement"), typed(page, words="We confess.", **STATEMENT))

    assert errors(refused) == {
        "words": ["These words do not stand in the text. Paste them exactly as the source has them."]
    }
    assert not Event.objects.exists()


def test_words_that_stand_there_twice_are_asked_about(at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "statement")
    sent = typed(page, words="Acme said no.", **STATEMENT)

    asked = at_desk.post(address(source, incident, add="statement"), sent)
    at_desk.post(address(source, incident, add="statement"), {**sent, "nth": 2})

    assert errors(asked) == {"nth": ["These words stand at several places. Say which one you mean."]}
    assert asked.content.decode().count('name="nth"') == 2
    assert Citation.objects.get().position == TEXT.rindex("Acme said no.")


def test_a_paragraph_is_shortened_to_the_words_within_it(at_desk, source, incident, acme) -> None:
    """The way without JavaScript: "Acme" stands in four paragraphs, and the one that was used decides."""
    paragraph = "“We investigate at once,” a spokesperson for Acme told The Example."

    page = opened(at_desk, source, incident, "statement", **place_of(paragraph))
    at_desk.post(address(source, incident, add="statement"), typed(page, words="Acme", **STATEMENT))

    assert Citation.objects.get().position == TEXT.index("Acme told")


def test_without_javascript_each_paragraph_leads_to_the_forms(at_desk, source, incident) -> None:
    page = at_desk.get(address(source, incident))

    place = place_of("Globex declined to comment. <b>Globex</b> & Acme are in Seattle.")
    link = f"incident={incident.pk}&amp;add=statement&amp;start={place['start']}&amp;end={place['end']}&amp;sha256="
    assert link in page.content.decode()
    form = opened(at_desk, source, incident, "statement", **place).context["form"]
    assert form["words"].value() == "Globex declined to comment. <b>Globex</b> & Acme are in Seattle."


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


@pytest.mark.parametrize("place", BAD_PLACES.values(), ids=BAD_PLACES)
def test_a_place_that_does_not_fit_is_refused(place: dict, at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "statement")

    refused = at_desk.post(address(source, incident, add="statement"), typed(page, **place, **STATEMENT))
    at_door = opened(at_desk, source, incident, "statement", **place)

    assert refused.status_code == at_door.status_code == 200
    assert errors(refused)
    assert said(at_door)
    assert not Event.objects.exists()
    assert not Citation.objects.exists()


def test_a_text_that_was_captured_anew_asks_once_more(at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "statement", **place_of("We investigate"))
    keep(source, "New heading\n" + TEXT)

    refused = at_desk.post(address(source, incident, add="statement"), typed(page, **STATEMENT))
    nothing = Event.objects.exists()
    at_desk.post(address(source, incident, add="statement"), typed(refused, **STATEMENT))

    assert errors(refused) == {"words": ["The text is not the one in which you chose the words. Choose them again."]}
    assert not nothing
    assert Citation.objects.get().position == TEXT.index("We investigate") + len("New heading\n")


FIELDS = ["title", "words", "accused", "claimant", "date", "demand", "key", "nth"]


@pytest.mark.parametrize("field", FIELDS)
def test_poison_makes_nothing(field: str, at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "allegation", **place_of("63 emails"))

    answer = at_desk.post(
        address(source, incident, add="allegation"), typed(page, **ALLEGATION) | {field: "9" * 20_000}
    )

    assert answer.status_code == 200
    assert errors(answer)
    assert not Event.objects.exists()


@pytest.mark.parametrize("field", FIELDS)
def test_what_holds_nul_is_read_without_it(field: str, at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "allegation", **place_of("63 emails"))
    sound = typed(page, **ALLEGATION)

    answer = at_desk.post(address(source, incident, add="allegation"), sound | {field: f"{sound.get(field, '')}\0"})

    assert answer.status_code == 302
    assert Event.objects.get().title == ALLEGATION["title"]


def test_half_a_letter_is_kept_as_the_sign_for_an_unknown_one(at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "allegation", **place_of("63 emails"))
    sent = urlencode(typed(page, **ALLEGATION) | {"title": "a\ud800b"}, errors="surrogatepass")

    at_desk.post(address(source, incident, add="allegation"), sent, content_type="application/x-www-form-urlencoded")

    assert Event.objects.get().title.replace("\ufffd", "") == "ab"


# --- Whose dossier, and in which state ---


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_draft_of_somebody_else_is_not_there(method: str, source, incident, stranger, sit_down) -> None:
    client, query = sit_down(stranger), {"incident": incident.pk}

    answers = [getattr(client, method)(address(source, incident, add=add)) for add in ("incident", "allegation")]
    answers.append(client.post(reverse("admin:desk_dismiss", args=[source.pk], query=query)))

    assert [answer.status_code for answer in answers] == [404] * 3


NOWHERE = ["incident=0", "incident=x", "incident=-1", "incident=" + "9" * 40, "incident=%00x", "add=nothing"]


@pytest.mark.parametrize("query", NOWHERE)
def test_an_address_of_nothing_is_not_there(query: str, at_desk, source) -> None:
    assert at_desk.get(f"{address(source)}?{query}").status_code == 404


def test_a_source_of_nothing_is_not_there(at_desk) -> None:
    assert at_desk.get(reverse("admin:desk_workbench", args=[10**12])).status_code == 404
    assert at_desk.get("/desk/workbench/99999999999999999999999/").status_code == 404


def test_nobody_gets_in_without_signing_in(client, source) -> None:
    for url in (address(source), reverse("admin:desk_companies"), reverse("admin:desk_dismiss", args=[source.pk])):
        assert client.get(url).status_code == 302


def test_a_retracted_incident_stays_as_it_was(at_desk, source, incident, acme) -> None:
    Incident.objects.filter(pk=incident.pk).update(status=Status.RETRACTED)

    page = at_desk.post(address(source, incident, add="statement"), {**place_of("We investigate"), **STATEMENT})

    assert said(page) == ["A retracted incident stays as it was."]
    assert not Event.objects.exists()


def test_an_incident_that_is_retracted_meanwhile_is_refused_at_the_lock(
    at_desk, source, incident, acme, monkeypatch
) -> None:
    from events.desk.workbench import actions  # noqa: PLC0415  the module is what is patched

    page = opened(at_desk, source, incident, "statement", **place_of("We investigate"))
    before = actions.opened

    def retracted_first(*args):
        Incident.objects.filter(pk=incident.pk).update(status=Status.RETRACTED)
        return before(*args)

    monkeypatch.setattr(actions, "opened", retracted_first)
    refused = at_desk.post(address(source, incident, add="statement"), typed(page, **STATEMENT))

    assert errors(refused) == {"__all__": ["A retracted incident stays as it was."]}
    assert not Event.objects.exists()


def test_an_event_of_another_incident_is_no_choice(at_desk, source, incident) -> None:
    EventFactory(incident=incident)
    other = EventFactory(incident__author=incident.author)

    refused = send(at_desk, source, incident, "citation", "63 emails", event=other.pk)

    assert list(errors(refused)) == ["event"]
    assert not other.citations.filter(source=source).exists()


def test_an_edit_takes_a_dossier_out_of_review(at_desk, source, incident) -> None:
    event = EventFactory(incident=incident)
    submitted(incident)

    send(at_desk, source, incident, "citation", "63 emails", event=event.pk)

    incident.refresh_from_db()
    assert incident.status == Status.DRAFT


def test_a_form_that_arrives_twice_makes_one_event(at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "allegation", **place_of("63 emails"))
    sent = typed(page, **ALLEGATION)

    answers = [at_desk.post(address(source, incident, add="allegation"), sent, follow=True) for _n in range(2)]

    assert said(answers[1]) == ["This was saved already; nothing was made twice."]
    assert (Event.objects.count(), Allegation.objects.count(), Citation.objects.count()) == (1, 1, 1)


def test_a_refusal_of_the_database_leaves_nothing_half_made(at_desk, source, incident, acme) -> None:
    """The group is described and counted, but the same company accuses and is accused in one role twice."""
    page = opened(at_desk, source, incident, "allegation", **place_of("63 emails"))
    CompanyName.objects.create(company=acme, name="Acme Corporation")

    answer = at_desk.post(
        address(source, incident, add="allegation"), typed(page, **(ALLEGATION | {"accused": "Acme; Acme Corporation"}))
    )

    assert answer.status_code == 302  # one company by two names is one participant
    assert Participant.objects.filter(role=Role.ACCUSED).count() == 1


# --- The page ---


def test_markup_in_a_text_is_shown_and_never_obeyed(at_desk, incident) -> None:
    source = SourceFactory(title="<i>x</i>")
    keep(source, 'One <script>alert(1)</script>\r\ntwo" onclick="x')

    page = at_desk.get(address(source, incident)).content.decode()

    assert "<script>alert(1)" not in page
    assert "One &lt;script&gt;alert(1)&lt;/script&gt;&#13;</p>" in page
    assert "two&quot; onclick=&quot;x" in page
    assert "<i>x</i>" not in page


def test_what_is_cited_already_is_marked_with_a_link(at_desk, source, incident) -> None:
    event = EventFactory(incident=incident)
    send(at_desk, source, incident, "citation", "came from accounts", event=event.pk)

    page = at_desk.get(address(source, incident)).content.decode()

    assert '<mark class="is-cited">came from accounts</mark>' in page
    assert f'<a href="{event.get_desk_url()}">cited for: {event.title}</a>' in page


def test_what_drafts_of_others_cite_is_not_shown(at_desk, source, incident) -> None:
    EventFactory(title="A secret affair", source=source, source__quotation="63 emails")

    page = at_desk.get(address(source, incident)).content.decode()

    assert "A secret affair" not in page
    assert "is-cited" not in page


def test_a_source_without_a_text_says_how_to_paste_it(at_desk, incident) -> None:
    source = SourceFactory()
    Capture.objects.create(source=source, state=CaptureState.FAILED, reason="It asked for a name.")

    page = at_desk.get(address(source, incident))
    form = opened(at_desk, source, incident, "statement")

    assert "There is no text of this source yet" in page.content.decode()
    assert source.get_desk_url() in page.content.decode()
    assert said(form) == ["There is no text of this source yet. Paste it first."]


def test_what_is_missing_is_listed_with_links(at_desk, source, incident, acme) -> None:
    send(at_desk, source, incident, "allegation", "63 emails", **(ALLEGATION | {"date": ""}))

    page = at_desk.get(address(source, incident)).content.decode()

    event = Event.objects.get()
    assert f'href="{event.get_desk_url()}#id_date"' in page
    assert reverse("admin:desk_submit", args=[incident.pk]) in page


def test_the_day_of_publication_is_only_taken_if_that_is_said(at_desk, source, incident, acme) -> None:
    send(at_desk, source, incident, "allegation", "63 emails", **(ALLEGATION | {"date": ""}))
    dated = {"date": "", "as_published": "on"}
    send(at_desk, source, incident, "allegation", "Sixty-three emails", **(ALLEGATION | dated))

    dates = [(event.date, event.date_basis) for event in Event.objects.order_by("pk")]
    assert dates == [("", "stated"), ("2017-12-28", "inferred")]


@pytest.mark.parametrize("words", ["Emails", "emails from", "Acme", "Macrohard"])
def test_an_incident_is_found_by_title_or_company(words: str, at_desk, source, incident, acme) -> None:
    CompanyName.objects.create(company=acme, name="Macrohard")
    EventFactory(incident=incident, company=acme)
    IncidentFactory(title="Acme emails: somebody else's draft")

    page = at_desk.get(address(source, find=words))

    assert [each.pk for each in page.context["found"]] == [incident.pk]


@pytest.mark.parametrize("form", ["{}", "#{}", "№ {}"])
def test_an_incident_is_found_by_its_public_number(form: str, at_desk, source, author) -> None:
    first = EventFactory(incident__author=author).incident
    second = EventFactory().incident
    published(first)
    published(second)

    page = at_desk.get(address(source, find=form.format(2)))

    assert [each.pk for each in page.context["found"]] == [second.pk]


@pytest.mark.parametrize("words", ["\0", "%", "x" * 100_000, "٣", "9" * 100])
def test_a_strange_search_finds_nothing(words: str, at_desk, source, incident) -> None:
    page = at_desk.get(address(source, find=words))

    assert (page.status_code, list(page.context["found"])) == (200, [])


# --- Proposals ---


def proposed(page, kind: str) -> dict[str, object]:
    """The words of each proposal of a kind, with what its buttons ask for."""
    return {o.proposal.words: o for pile in page.context["bench"].piles if pile.kind == kind for o in pile.offers}


def taken(client: Client, source: Source, incident: Incident, add: str, offer):
    """The form that a proposal opens."""
    place = {"sha256": HASH, "proposal": offer.proposal.kind}
    return opened(client, source, incident, add, start=offer.proposal.start, end=offer.proposal.end, **place)


@pytest.fixture
def outlet(db) -> Company:
    return CompanyFactory(name="The Example", kind="media")


def test_a_quotation_is_taken_as_a_statement_of_its_speaker(at_desk, source, incident, acme, outlet) -> None:
    page = at_desk.get(address(source, incident))
    (offer,) = [o for words, o in proposed(page, "quotation").items() if "investigate" in words]

    form = taken(at_desk, source, incident, "statement", offer)
    nothing = Event.objects.exists()
    sent = typed(form, title="Acme says that it investigates")
    at_desk.post(address(source, incident, add="statement"), sent)

    statement = Statement.objects.get()
    assert not nothing
    assert (statement.speaker, statement.capacity) == (acme, "a spokesperson for Acme")
    assert statement.words == "We investigate at once"
    assert Citation.objects.get().position == offer.proposal.start


def test_a_refusal_to_comment_is_taken_as_a_request(at_desk, source, incident, acme) -> None:
    globex = CompanyFactory(name="Globex")
    allegation = AllegationFactory(incident=incident, company=acme)
    page = at_desk.get(address(source, incident))
    (offer,) = proposed(page, "declined").values()

    at_desk.post(address(source, incident, add="reply"), typed(taken(at_desk, source, incident, "reply", offer)))

    request = ReplyRequest.objects.get()
    assert (request.allegation.event, request.company, request.outcome) == (allegation, globex, "declined")


def test_a_date_and_a_number_are_taken_with_their_values(at_desk, source, incident) -> None:
    event = EventFactory(incident=incident, date="")
    page = at_desk.get(address(source, incident))

    date = taken(at_desk, source, incident, "date", proposed(page, "date")["Between 2014 and 2016"])
    number = taken(at_desk, source, incident, "fact", proposed(page, "number")["63 emails"])
    at_desk.post(address(source, incident, add="date"), typed(date))
    at_desk.post(address(source, incident, add="fact"), typed(number))

    event.refresh_from_db()
    value = ReportedValue.objects.get()
    assert event.date == "[2014..2016]"
    assert (value.fact.label, value.text, value.number_least, value.number_most) == ("emails", "63 emails", 63, 63)


def test_a_proposal_that_was_put_aside_stays_so_for_this_person_alone(
    at_desk, source, incident, administrator, sit_down
) -> None:
    url = reverse("admin:desk_dismiss", args=[source.pk], query={"incident": incident.pk})
    offer = proposed(at_desk.get(address(source, incident)), "number")["63 emails"]
    sent = {"kind": "number", "start": offer.proposal.start, "end": offer.proposal.end, "sha256": HASH}

    answers = [at_desk.post(url, sent, follow=True) for _n in range(2)]

    mine, theirs = (
        proposed(client.get(address(source, incident)), "number") for client in (at_desk, sit_down(administrator))
    )
    assert [said(answer) for answer in answers] == [["Put aside."]] * 2
    assert ("63 emails" in mine, "63 emails" in theirs) == (False, True)


# Places of the text all the same, at which nothing is proposed.
HARMLESS = {"blank", "strange digits"}
OF_NOTHING = {name: place for name, place in BAD_PLACES.items() if name not in HARMLESS}
OF_NOTHING["of no kind"] = {**place_of("Acme"), "kind": "nonsense"}


@pytest.mark.parametrize("place", OF_NOTHING.values(), ids=OF_NOTHING)
def test_what_was_not_proposed_is_not_put_aside(place: dict, at_desk, source) -> None:
    answer = at_desk.post(reverse("admin:desk_dismiss", args=[source.pk]), {"kind": "number", **place}, follow=True)

    assert said(answer) == ["The text is not the one that proposed this. Look at it once more."]
    assert not Dismissal.objects.exists()


def test_a_proposal_of_nothing_opens_an_empty_form(at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "statement", proposal="quotation", **place_of("63 emails"))

    assert said(page) == ["The text proposes nothing there any more: fill the form yourself."]
    assert page.context["form"]["words"].value() is None


def test_proposals_are_marked_in_the_text(at_desk, source, incident) -> None:
    page = at_desk.get(address(source, incident)).content.decode()

    assert '<mark class="is-proposed">Between 2014 and 2016</mark>' in page


# --- Cost ---


def lay_out(incident: Incident, source: Source, count: int) -> None:
    for n in range(count):
        event = AllegationFactory(incident=incident, company=CompanyFactory(name=f"Company {n}"), source=source)
        Demand.objects.create(allegation=event.allegation, text="An inquiry", addressee=event.company)
        fact = Fact.objects.create(event=event, kind="number", label="emails")
        citation = Citation.objects.create(event=event, source=source, quotation="63 emails", position=0)
        ReportedValue.objects.create(fact=fact, citation=citation, text="63")
        Lineage.objects.create(source=source, origin=SourceFactory())
        EventFactory(incident__author=incident.author, source=source)


COSTS = {"": 29, "allegation": 34, "statement": 34, "fact": 31, "date": 29, "citation": 30, "reply": 33, "relay": 29}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("add", COSTS)
def test_the_page_costs_the_same_whatever_lies_on_it(
    add: str, count: int, at_desk, source, incident, django_assert_num_queries
) -> None:
    lay_out(incident, source, count)

    with django_assert_num_queries(COSTS[add]):
        page = at_desk.get(address(source, incident, **({"add": add} if add else {})))

    assert len(page.context["bench"].lines) == count


def test_another_person_may_add_at_the_same_time(at_desk, source, incident, acme, administrator, sit_down) -> None:
    other = sit_down(administrator)
    pages = [opened(client, source, incident, "allegation", **place_of("63 emails")) for client in (at_desk, other)]

    for client, page in zip((at_desk, other), pages, strict=True):
        client.post(address(source, incident, add="allegation"), typed(page, **ALLEGATION))

    assert Event.objects.filter(incident=incident).count() == 2
