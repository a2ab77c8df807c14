"""Every address answers, in both languages, with what the reader was promised and from few queries."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from events.record.models import Edition, Subject
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicSource
from tests.events.site import affairs
from tests.factories import AllegationFactory, CompanyFactory, IncidentFactory, published

PAGES = [
    "/",
    "/companies/",
    "/companies/1/",
    "/companies/1/?order=oldest",
    "/companies/1/?answered=unanswered",
    "/companies/1/?tree=1&kind=allegation&year=2017",
    "/companies/1/?year=2015",
    "/incidents/",
    "/incidents/1/",
    "/events/1/",
    "/events/3/",
    "/sources/",
    "/sources/1/",
    "/corrections/",
    "/publications/5/",
    "/search/",
    "/search/?q=Marlow",
    "/search/?q=nothing+of+the+kind",
    "/search/?q=Marlow&in=events",
    "/search/?q=Marlwo+camerra",
    "/companies/?letter=m",
    "/topics/",
    "/topics/labour/",
    "/countries/",
    "/countries/us/",
    "/years/",
    "/years/2014/",
    "/years/2016/",
    "/compare/",
    "/compare/?company=1&company=3&name=Tessel",
    "/method/",
    "/feed/",
    "/companies/1/feed/",
    "/data/",
    "/embed/companies/1/",
    "/embed/incidents/1/",
    "/events/1/v/1/",
    "/events/1/v/2/",
    "/incidents/1/v/1/",
    "/companies/1/v/1/",
    "/sources/1/v/1/",
]


def html(reader, path: str, status: int = 200) -> str:
    """The page's text, its markup left out and its white space made one."""
    answer = reader.get(path)
    assert answer.status_code == status, path
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_every_page_answers_in_both_languages_without_a_cookie(everything, reader) -> None:
    for path in PAGES:
        english, french = reader.get(path), reader.get(f"/fr{path}")
        assert (english.status_code, french.status_code) == (200, 200), path
        assert not english.cookies, path
        assert english.content != french.content, path
        assert "{{" not in english.content.decode(), path


def test_no_page_brings_inline_style_script_or_foreign_request(everything, reader) -> None:
    for path in PAGES:
        answer = reader.get(path)
        text = answer.content.decode()
        text = text.replace('<script type="application/ld+json">', "")  # data, which nobody runs
        assert re.findall(r"<script(?! src=\"/static/)|<style|\sstyle=|\son\w+=|javascript:", text) == [], path
        assert re.findall(r'(?:src|<link rel="(?:stylesheet|icon)" href)="(?!/)', text) == [], path
        assert "unsafe" not in answer["Content-Security-Policy"], path


def test_links_keep_the_language(everything, reader) -> None:
    text = reader.get("/fr/companies/1/").content.decode()
    own = set(re.findall(r'href="(/[^"]*)"', text))
    unprefixed = ("/fr/", "/static/", "/api/", "/llms.txt")
    assert {path for path in own if not path.startswith(unprefixed)} == {"/companies/1/"}


def test_every_own_link_leads_somewhere(everything, reader) -> None:
    seen, waiting = set(), {"/", "/fr/companies/1/"}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = reader.get(path)
        assert answer.status_code in (200, 410), path
        found = set(re.findall(r'href="(/[^"#?]*)', b"".join(answer).decode(errors="replace")))
        waiting |= {each for each in found if not each.startswith(("/static/", "/api/"))} - seen
    assert len(seen) > 60


def test_an_allegation_stands_beside_its_answer(everything, reader) -> None:
    told = html(reader, "/companies/1/?answered=answered,declined,unanswered")
    assert "Two allegations against Marlow are on record. It answered one." in told
    assert "For one no answer is on record, and it is not known whether it was asked." in told
    assert "Answered, to The Daily Announces action Reported, not quoted: Its rules forbid it" in told
    assert "No answer on record It is not known whether Marlow was asked." in told


def test_owner_and_owned_name_each_other(everything, reader) -> None:
    owned = _number(PublicCompany, "Marlow Hosting")
    assert "OwnsMarlow Hosting" in html(reader, "/companies/1/")
    assert "OwnerMarlow · 100 % · since 2006" in html(reader, f"/companies/{owned}/")


def test_silence_is_told_only_of_who_was_asked(everything, reader) -> None:
    told = html(reader, f"/companies/{_number(PublicCompany, 'Tessel')}/")
    assert "Asked, no reply Asked by The Daily (18 December 2017). No reply by 21 December 2017." in told
    assert "not known whether" not in told


def test_who_declines_to_comment_is_quoted_all_the_same(everything, reader) -> None:
    told = html(reader, f"/companies/{_number(PublicCompany, 'Salvia')}/")
    assert "Declined to comment Declines to comment, and says all the same that it takes the allegation" in told
    assert "From Dutch into English, translated by machine." in told
    words = reader.get(f"/companies/{_number(PublicCompany, 'Salvia')}/").content.decode()
    assert 'lang="nl">Wij nemen dit serieus.' in words


def test_a_settlement_is_no_admission_and_a_protected_group_is_counted(everything, reader) -> None:
    told = html(reader, f"/events/{_number(PublicEvent, 'Fifty women allege that Salvia helped a website')}/")
    assert "civil claim · settled without a finding (2020)" in told
    assert "A settlement is no admission." in told
    assert "women suing as Jane Doe (50) claimant · protected: nobody of them is named here" in told


def test_an_event_tells_what_it_rests_on(everything, reader) -> None:
    told = html(reader, "/events/1/")
    assert "The Ledger and Le Relais, all relaying The Daily. One independent origin." in told
    assert "Secondary sources only: the origin itself was not seen." in told
    assert "Accounts differ: when the emails were sent 2014 to 2016The Ledgersince 2015Le Relais" in told


def test_an_incident_tells_demands_and_commitments(everything, reader) -> None:
    letter = html(reader, f"/incidents/{_number(PublicIncident, 'Staff ask Marlow to stop selling cameras')}/")
    assert letter.count("No answer to this demand on record.") == 3
    emails = html(reader, "/incidents/1/")
    assert "Due: June 2018. Overdue: nothing on record says that it was kept." in emails
    assert "No date was given. Nothing further on record." in emails


def test_a_source_tells_what_cites_it_and_what_relays_it(everything, reader) -> None:
    told = html(reader, f"/sources/{_number(PublicSource, 'What the emails say')}/")
    cites, relays = told.split("What rests on it through another document")
    assert "Nothing on the record now." in cites
    assert "Staff used company accounts" in relays


def test_what_was_retracted_answers_gone_with_the_reason(everything, reader) -> None:
    number = Subject.objects.get(key=everything["mistaken"].key).number
    told = html(reader, f"/incidents/{number}/", status=410)
    assert "This was retracted." in told
    assert "The report confused two companies of one name." in told
    assert "A report that was mistaken" not in told


def test_no_list_repeats_a_title_that_was_retracted(everything, reader) -> None:
    """What was taken back is named by its number, as on its own page; so are its events."""
    number = Subject.objects.get(key=everything["mistaken"].key).number
    first, retraction = Edition.objects.filter(subject__key=everything["mistaken"].key).order_by("version")
    acts = [f"/publications/{edition.publication_id}/" for edition in (first, retraction)]
    lists = ["/", *acts, "/feed/", "/corrections/"]
    for path in [*lists, *(f"/fr{path}" for path in lists), "/api/v1/publications/"]:
        told = html(reader, path)
        assert "An affair that was none" not in told, path
        assert "A report that was mistaken" not in told, path
    for path, named in zip(acts, ("retracted since", "retracted"), strict=True):
        assert f"Incident {number} {named} · version" in html(reader, path)
    assert "retirée depuis" in html(reader, f"/fr{acts[0]}")
    assert f"Retraction: Incident {number}<" in reader.get("/feed/").content.decode()
    assert f"Affaire {number}<" in reader.get("/fr/feed/").content.decode()


def test_the_corrections_are_logged_with_their_notes(everything, reader) -> None:
    told = html(reader, "/corrections/")
    assert told.index("The report confused two companies") < told.index("The headline named the wrong month.")
    assert "First publication" not in told


def test_nothing_unpublished_is_found(everything, reader) -> None:
    incident = IncidentFactory(title="Quokka affair")
    AllegationFactory(incident=incident, company=CompanyFactory(name="Quokka Ltd"), title="Quokka alleged")
    for path in ("/", "/search/?q=Quokka", "/companies/", "/incidents/", "/sources/", "/feed/"):
        assert "Quokka" not in html(reader, path).replace("“Quokka”", "").replace("Quokka · ", ""), path


REFUSED = {
    "/companies/1/?after=nonsense": 400,
    "/companies/1/?after=2016-01-01,2016-01-31,99999999999": 400,
    "/companies/1/?year=20a5": 400,
    "/companies/1/?year=99999": 400,
    "/companies/1/?kind=rumour": 400,
    "/companies/1/?order=random": 400,
    "/companies/1/?known_on=yesterday": 400,
    "/companies/1/?known_on=2026-02-30": 400,
    "/companies/1/?known_on=2999-01-01": 400,
    "/companies/1/?known_on=0001-01-01T00:00:00%2B14:00": 400,
    "/companies/1/?known_on=2001-01-01": 404,
    "/incidents/?after=x": 400,
    "/search/?q=%00": 400,
    "/search/?q=" + "x" * 300: 400,
    "/search/?q=a&in=people": 400,
    "/search/?q=a&order=random&in=events": 400,
    "/search/?q=a&kind=gossip": 400,
    "/search/?q=a&in=sources&kind=allegation": 400,
    "/search/?q=a&status=guilty": 400,
    "/search/?q=a&company=x": 400,
    "/search/?q=a&topic=%C3%A9%20": 400,
    "/search/?q=a&year=20166": 400,
    "/search/?q=a&in=incidents&country=France": 400,
    "/search/?q=a&language=%00": 400,
    "/search/?q=a&in=sources&publisher=%00": 400,
    "/search/?q=a&in=events&page=26": 400,
    "/search/?q=a&in=events&order=newest&after=soon": 400,
    "/companies/?letter=aa": 400,
    "/companies/?after=99999999": 400,
    "/topics/nothing/": 404,
    "/topics/labour/?after=1": 400,
    "/countries/zz/": 404,
    "/years/1999/": 404,
    "/years/2016/?after=x": 400,
    "/years/undated/": 404,
    "/compare/?company=x": 400,
    "/compare/?company=0": 400,
    "/compare/?company=%00": 400,
    "/compare/?company=999999": 404,
    "/compare/?company=1&company=2&company=3&company=4&company=5": 400,
    "/compare/?name=%00": 400,
    "/companies/0/": 404,
    "/companies/999999999/": 404,
    "/companies/9999999999/": 404,
    "/events/1/v/9/": 404,
    "/publications/99/": 404,
    "/nowhere/": 404,
    "/fr/nowhere/": 404,
    "/de/": 404,
}


def test_what_cannot_be_shown_gets_a_sentence(everything, reader) -> None:
    answers = {path: reader.get(path) for path in REFUSED}
    assert {path: answer.status_code for path, answer in answers.items()} == REFUSED
    assert [path for path, answer in answers.items() if '<p class="short">' not in answer.content.decode()] == []


WORDS = ['"', "'", "-", "!", "a:*", "<b>", "%", "_", "\\", "é" * 50, "or", "a & b | !c"]


def test_any_words_may_be_searched(everything, reader) -> None:
    for words in WORDS:
        answer = reader.get("/search/", {"q": words})
        assert answer.status_code == 200, words
        assert f'value="{escape(words)}"' in answer.content.decode(), words


def test_a_search_finds_companies_first_and_forgives(everything, reader) -> None:
    text = reader.get("/search/?q=marlow").content.decode()
    assert text.index('id="found-companies"') < text.index('id="found-events"')
    assert text.index('href="/companies/1/"><mark>Marlow</mark><') < text.index("</mark> Hosting<")
    assert "Did you meanMarlow" in html(reader, "/search/?q=Marlwo")
    assert "holds “zzzz”" in html(reader, "/search/?q=zzzz")


def test_a_merged_company_leads_to_its_successor(everything, reader) -> None:
    PublicCompany.objects.filter(number=2).update(state="merged", successor=1)
    answer = reader.get("/fr/companies/2/")
    assert (answer.status_code, answer["Location"]) == (301, "/fr/companies/1/")


def test_a_page_is_sent_again_only_after_a_change(everything, reader) -> None:
    first = reader.get("/companies/1/")
    assert first["Cache-Control"] == "public, max-age=60"
    with CaptureQueriesContext(connection) as queries:
        again = reader.get("/companies/1/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, len(queries)) == (304, b"", 1)
    assert reader.get("/fr/companies/1/", headers={"if-none-match": first["ETag"]}).status_code == 200
    affairs.correct(everything["emails"], title="Another title")
    assert reader.get("/companies/1/", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_page_just_made_costs_one_query_until_something_changes(everything, reader) -> None:
    first = reader.get("/companies/1/")
    with CaptureQueriesContext(connection) as queries:
        again = reader.get("/companies/1/")
    assert (len(queries), again.content, again.headers) == (1, first.content, first.headers)
    published(everything["emails"], kind="redaction", words="The Ledger", note="Somebody's safety.")
    assert "The Ledger" not in reader.get("/companies/1/").content.decode()


def test_no_page_has_an_id_twice_or_points_at_none(everything, reader) -> None:
    for path in PAGES:
        text = reader.get(path).content.decode()
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), path
        named = re.findall(r'(?:aria-labelledby|for)="([^"]+)"|href="#([^"]+)"', text)
        assert {one or other for one, other in named} <= set(ids), path
        assert text.count("<h1") == ("/feed/" not in path), path


def test_pages_are_only_read(everything, reader) -> None:
    for method in ("post", "put", "delete", "patch"):
        assert getattr(reader, method)("/companies/1/").status_code == 405, method


def test_a_long_timeline_is_turned_page_by_page(db, reader) -> None:
    company, incident = CompanyFactory(), IncidentFactory()
    for position in range(53):
        AllegationFactory(incident=incident, company=company, date=f"{1950 + position}", title=f"Entry {position}.")
    published(incident)
    number = Subject.objects.get(key=company.key).number
    for order, first in (("", 52), ("&order=oldest", 0)):
        text = reader.get(f"/companies/{number}/?{order}").content.decode()
        onwards = re.search(r'rel="next" href="([^"]+)"', text)[1].replace("&amp;", "&")
        rest = reader.get(f"/companies/{number}/{onwards}").content.decode()
        entries = [int(entry) for entry in re.findall(r"<h4[^>]*><a[^>]*>Entry (\d+)\.<", text + rest)]
        assert entries == (list(range(52, -1, -1)) if first else list(range(53)))


def _number(table, title: str) -> int:
    return table.objects.get(title=title).number
