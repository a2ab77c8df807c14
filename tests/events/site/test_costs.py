"""A page costs the same few queries, whatever it shows: each is asked with one item and with three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import models
from events.record.models import Subject
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    published,
)

COSTS = {
    "/": 5,
    "/companies/": 3,
    "/companies/?letter=a": 3,
    "/topics/": 2,
    "/topics/labour/": 2,
    "/topics/labour/feed/": 3,
    "/countries/": 3,
    "/countries/fr/": 3,
    "/years/": 3,
    "/years/2016/": 3,
    "/companies/{company}/": 3,
    "/companies/{company}/?kind=allegation&year=2016&tree=1&order=oldest": 3,
    "/companies/{company}/feed/": 3,
    "/incidents/": 2,
    "/incidents/{incident}/": 4,
    "/events/{event}/": 3,
    "/sources/": 2,
    "/sources/{source}/": 4,
    "/corrections/": 4,
    "/corrections/?company={company}&incident={incident}&kind=correction&from=2000-01-01&to={today}": 9,
    "/publications/1/": 3,
    "/search/?q=said": 5,
    "/search/?q=disagree&in=events&order=newest": 5,
    "/method/": 1,
    "/feed/": 3,
    "/feed/rss/": 3,
    "/corrections/feed/": 3,
    "/incidents/{incident}/feed/": 3,
    "/search/feed/?q=said": 4,
    "/search.csv?q=said": 4,
    "/search.json?q=said&in=incidents": 5,
    "/search.csv?q=disagree&in=events&order=newest": 4,
    "/compare/?company={company}": 5,
    "/compare/?company={company}&name=acme": 8,
    "/companies/{company}.csv": 3,
    "/companies/{company}.json": 4,
    "/incidents/{incident}.csv": 3,
    "/events/{event}.csv": 2,
    "/sources/{source}.csv": 4,
    "/companies.csv": 2,
    "/incidents.csv": 2,
    "/sources.csv": 2,
    "/corrections.csv": 3,
    "/due.ics": 3,
    "/companies/{company}.ics": 4,
    "/incidents/{incident}.ics": 4,
    "/companies/{company}.timelinejs.json": 3,
    "/incidents/{incident}.timelinejs.json": 3,
    "/topics/labour.ics": 4,
    "/topics/labour.timelinejs.json": 3,
    "/companies/{company}.bib": 3,
    "/events/{event}.ris": 3,
    "/events/{event}/v/1.csl.json": 3,
    "/embed/companies/{company}/": 3,
    "/embed/incidents/{incident}/": 3,
    "/oembed/?url=http://127.0.0.1:8000/companies/{company}/": 2,
    "/llms.txt": 0,
    "/api/v1/reconcile/companies/{company}/preview/": 2,
    "/api/v1/reconcile/suggest/entity/?prefix=acme": 1,
    "/sitemap.xml": 5,
    "/sitemaps/pages.xml": 1,
    "/sitemaps/companies-1.xml": 3,
    "/sitemaps/incidents-1.xml": 3,
    "/data/": 1,
    "/companies/{company}/?known_on={today}": 13,
    "/incidents/{incident}/?known_on={today}": 7,
    "/events/{event}/?known_on={today}": 7,
    "/sources/{source}/?known_on={today}": 4,
    "/?known_on={today}": 3,
    "/companies/?known_on={today}": 4,
    "/incidents/?known_on={today}": 4,
    "/sources/?known_on={today}": 4,
    "/corrections/?known_on={today}": 4,
    "/events/{event}/v/1/": 8,
    "/events/{event}/v/1/bytes/": 2,
    "/events/{event}/versions/": 2,
    "/incidents/{incident}/versions/?from=1&to=2": 3,
    "/changes/": 7,
    "/events/{event}/changes/": 8,
    "/incidents/{incident}/changes/": 8,
    "/companies/{company}/changes/": 8,
    "/sources/{source}/changes/": 8,
}


@pytest.fixture(params=[1, 3])
def shown(request, db) -> dict[str, int | str]:
    """A company with one or three affairs, each an allegation with its answer, all from one source."""
    company, source = CompanyFactory(name="Acme", country="FR"), SourceFactory()
    topic = models.Topic.objects.create(slug="labour", name_en="Labour", name_fr="Travail")
    for position in range(request.param):
        incident = IncidentFactory(title=f"Affair that was said to be {position}")
        allegation = AllegationFactory(incident=incident, company=company, source=source)
        StatementFactory(incident=incident, company=company, source=source, answers=allegation)
        incident.topics.add(topic)
        models.Place.objects.create(incident=incident, name="Lille", country="FR")
        published(incident)
        published(_changed(incident), kind="correction", note="A word was wrong.")
    numbers = {"company": company.key, "source": source.key, "incident": incident.key, "event": allegation.key}
    found = {name: Subject.objects.get(key=key).number for name, key in numbers.items()}
    return found | {"today": f"{incident.updated_at:%Y-%m-%d}"}


def test_a_page_costs_the_same_for_one_and_for_three(shown, reader) -> None:
    costs = {}
    for path in COSTS:
        with CaptureQueriesContext(connection) as queries:
            answer = reader.get(path.format(**shown))
            b"".join(answer)  # what is streamed asks while it is read
        assert answer.status_code == 200, path
        costs[path] = len(queries)
    assert costs == COSTS


def _changed(incident):
    incident.title += "."
    incident.save()
    return incident
