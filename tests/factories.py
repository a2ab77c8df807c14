"""Rows of the desk for the tests, and dossiers at any state, reached by the real actions."""

import factory
from factory.django import DjangoModelFactory

from companies.models import Company
from events import models
from events.review import actions
from tracker.accounts.models import Role, User


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"editor{n}")
    role = Role.AUTHOR
    is_staff = True


class CompanyFactory(DjangoModelFactory):
    class Meta:
        model = Company

    name = factory.Sequence(lambda n: f"Company {n}")
    country = "US"


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = models.Source

    title = factory.Sequence(lambda n: f"Article {n}")
    url = factory.Sequence(lambda n: f"https://news.example/{n}")
    publisher = "The Example"
    published = "2017-12-27"
    language = "en"


class IncidentFactory(DjangoModelFactory):
    class Meta:
        model = models.Incident

    title = factory.Sequence(lambda n: f"Affair {n}")
    summary = "What the affair is about."
    author = factory.SubFactory(UserFactory)


class EventFactory(DjangoModelFactory):
    """An event with a citation and a company that takes part, so that it can be published."""

    class Meta:
        model = models.Event
        skip_postgeneration_save = True

    incident = factory.SubFactory(IncidentFactory)
    kind = models.EventKind.REPORT
    title = factory.Sequence(lambda n: f"Event {n}")
    text = "What happened."
    date = "2016-01"

    @factory.post_generation
    def company(self, create, company, **options):
        self.company = company or CompanyFactory()
        role = options.get("role", models.Role.MENTIONED)
        models.Participant.objects.create(event=self, company=self.company, role=role)

    @factory.post_generation
    def source(self, create, source, **options):
        models.Citation.objects.create(event=self, source=source or SourceFactory(), **options)


class AllegationFactory(EventFactory):
    """An allegation against `company`, by a described group."""

    kind = models.EventKind.ALLEGATION
    company__role = models.Role.ACCUSED

    @factory.post_generation
    def allegation(self, create, extracted, **options):
        models.Participant.objects.create(event=self, group="employees", role=models.Role.CLAIMANT)
        models.Allegation.objects.create(event=self, **{"form": models.Form.ACCUSATION, **options})


class StatementFactory(EventFactory):
    """What `company` said; `answers=allegation_event` links it."""

    kind = models.EventKind.STATEMENT
    company__role = models.Role.SPEAKER

    @factory.post_generation
    def statement(self, create, extracted, **options):
        words = {"words": "We disagree.", "words_language": "en"}
        models.Statement.objects.create(event=self, speaker=self.company, **(words | options))

    @factory.post_generation
    def answers(self, create, allegation, **options):
        if allegation:
            models.Answer.objects.create(
                statement=self.statement,
                allegation=allegation.allegation,
                company=self.company,
                **({"stance": models.Stance.DENIES} | options),
            )


def submitted(incident: models.Incident, **options) -> models.Submission:
    """Hands `incident` in as its author."""
    return actions.submit(incident=incident, by=incident.author, **options)


def published(incident: models.Incident, reviewer: User | None = None, **options):
    """Hands `incident` in and publishes it as `reviewer`; returns the publication."""
    submission = submitted(incident, **options)
    reviewer = reviewer or UserFactory(role=Role.REVIEWER)
    publication = actions.publish(incident=incident, by=reviewer, seen=submission.digest)
    incident.refresh_from_db()
    return publication


def answered_dossier() -> models.Incident:
    """An incident with an allegation against a company and the company's answer, not yet handed in."""
    incident = IncidentFactory()
    company = CompanyFactory()
    source = SourceFactory()
    allegation = AllegationFactory(incident=incident, company=company, source=source, date="2016-01")
    StatementFactory(incident=incident, company=company, source=source, date="2016-03", answers=allegation)
    return incident
