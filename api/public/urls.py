"""The addresses of the read API, version 1. Nothing below is ever taken away or changed; more may come."""

from django.urls import path, re_path, register_converter

from api.public import changes, feed, front, made, versions, views
from api.public.parameters import LARGEST


class NumberConverter:
    """A permanent number as it is written: ASCII digits, no leading zero, no more than the database holds."""

    regex = "[1-9][0-9]{0,9}"

    def to_python(self, text: str) -> int:
        if (number := int(text)) > LARGEST:
            raise ValueError(text)
        return number

    def to_url(self, number: int) -> str:
        return str(number)


register_converter(NumberConverter, "number")

urlpatterns = [
    path("companies/<number:number>/timeline/facets/", made.CompanyFacetsView.as_view()),
    path("companies/<number:number>/timeline/", views.CompanyTimelineView.as_view()),
    path("companies/<number:number>/statistics/", made.CompanyStatisticsView.as_view()),
    path("companies/<number:number>/versions/<number:version>/", versions.CompanyVersionView.as_view()),
    path("companies/<number:number>/versions/", versions.CompanyVersionsView.as_view()),
    path("companies/<number:number>/", views.CompanyView.as_view(), name="api-company"),
    path("companies/", views.CompaniesView.as_view()),
    path("events/facets/", made.EventFacetsView.as_view()),
    path("events/<number:number>/versions/<number:version>/", versions.EventVersionView.as_view()),
    path("events/<number:number>/versions/", versions.EventVersionsView.as_view()),
    path("events/<number:number>/", views.EventView.as_view(), name="api-event"),
    path("events/", views.EventsView.as_view()),
    path("allegations/", views.AllegationsView.as_view()),
    path("statements/", views.StatementsView.as_view()),
    path("demands/", views.DemandsView.as_view()),
    path("commitments/", views.CommitmentsView.as_view()),
    path("facts/", views.FactsView.as_view()),
    path("incidents/<number:number>/timeline/facets/", made.IncidentFacetsView.as_view()),
    path("incidents/<number:number>/timeline/", views.IncidentTimelineView.as_view()),
    path("incidents/<number:number>/versions/<number:version>/", versions.IncidentVersionView.as_view()),
    path("incidents/<number:number>/versions/", versions.IncidentVersionsView.as_view()),
    path("incidents/<number:number>/", views.IncidentView.as_view(), name="api-incident"),
    path("incidents/", views.IncidentsView.as_view()),
    path("sources/lookup/", made.LookupView.as_view()),
    path("sources/<number:number>/events/", views.SourceEventsView.as_view()),
    path("sources/<number:number>/versions/<number:version>/", versions.SourceVersionView.as_view()),
    path("sources/<number:number>/versions/", versions.SourceVersionsView.as_view()),
    path("sources/<number:number>/", views.SourceView.as_view(), name="api-source"),
    path("sources/", views.SourcesView.as_view()),
    path("topics/<slug:slug>/", made.TopicView.as_view()),
    path("topics/", made.TopicsView.as_view()),
    path("statistics/", made.StatisticsView.as_view()),
    path("publications/<number:number>/", feed.PublicationView.as_view()),
    path("publications/", feed.PublicationsView.as_view()),
    path("changes/", changes.ChangesView.as_view()),
    path("problems/<slug:slug>/", front.ProblemView.as_view()),
    path("schema/", front.SchemaView.as_view(), name="api-schema"),
    path("docs/", front.docs, name="api-docs"),
    path("", front.IndexView.as_view(), name="api"),
    re_path("", front.NothingView.as_view()),  # every other
]
