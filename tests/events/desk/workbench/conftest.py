"""A source with a text, a dossier, and a company that both are about."""

import pytest

from companies.models import Company
from events.models import Incident, Source
from tests.events.desk.workbench.sending import keep
from tests.factories import CompanyFactory, IncidentFactory, SourceFactory


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
