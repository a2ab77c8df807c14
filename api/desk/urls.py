"""The addresses below /api/v1/desk/."""

from django.urls import URLPattern, include, path, re_path

from api.desk.views import (
    actions,
    batches,
    dossiers,
    findings,
    front,
    imports,
    letters,
    library,
    merging,
    remarks,
    wording,
)
from api.desk.views.base import nothing_here
from api.desk.views.history import history_urls
from api.desk.views.parts import part_urls

DOSSIER_ACTIONS = {
    "submit": actions.Submit,
    "correct": actions.Correct,
    "retract": actions.Retract,
    "redact": actions.Redact,
    "withdraw": actions.Withdraw,
    "return": actions.SendBack,
    "publish": actions.Publish,
    "schedule": actions.Schedule,
    "call-off": actions.CallOff,
    "missing": actions.MissingView,
    "review": actions.ReviewView,
    "wording": wording.WordingView,
    "wording/ask": wording.AskWording,
    "wording/overrule": wording.OverruleWording,
}
ROWS = {
    "companies": (library.CompanyList, library.CompanyOne),
    "sources": (library.SourceList, library.SourceOne),
    "captures": (library.CaptureList, library.CaptureOne),
    "topics": (library.TopicList, library.TopicOne),
    "incidents": (dossiers.IncidentList, dossiers.IncidentOne),
    "events": (dossiers.EventList, dossiers.EventOne),
    "dossiers": (dossiers.DossierList, dossiers.DossierOne),
    "submissions": (actions.SubmissionList, actions.SubmissionOne),
    "overrulings": (wording.OverrulingList, wording.OverrulingOne),
    "letters": (letters.LetterList, letters.LetterOne),
    "batches": (batches.BatchList, batches.BatchOne),
    "imports": (imports.ImportList, imports.ImportOne),
}
BATCH_ACTIONS = {
    "submit": batches.BatchSubmit,
    "review": batches.BatchReview,
    "return": batches.BatchReturn,
    "publish": batches.BatchPublish,
}
IMPORT_STEPS = {
    "mapping": imports.ImportMapping,
    "check": imports.ImportCheck,
    "take": imports.ImportTake,
    "cancel": imports.ImportCancel,
}


def _data() -> list[URLPattern]:
    found = [path("", front.WhoOne.as_view())]
    for address, (listing, one) in ROWS.items():
        found += [path(f"{address}/", listing.as_view()), path(f"{address}/<int:pk>/", one.as_view())]
    found += [path(f"incidents/<int:pk>/{name}/", view.as_view()) for name, view in DOSSIER_ACTIONS.items()]
    found += [path(f"batches/<int:pk>/{name}/", view.as_view()) for name, view in BATCH_ACTIONS.items()]
    found += [path(f"imports/<int:pk>/{name}/", view.as_view()) for name, view in IMPORT_STEPS.items()]
    return [
        *found,
        path("companies/<int:pk>/merge/", merging.CompanyMerge.as_view()),
        path("sources/<int:pk>/captures/", library.SourceCaptures.as_view()),
        path("events/<int:pk>/hold/", actions.Hold.as_view()),
        path("remarks/", remarks.RemarkList.as_view()),
        path("remarks/<int:pk>/resolve/", remarks.ResolveRemark.as_view()),
        path("findings/", findings.FindingList.as_view()),
        path("letters/<int:pk>/move/", letters.MoveLetter.as_view()),
        path("overrulings/<int:pk>/overrule/", wording.DecideOverruling.as_view()),
        path("batches/<int:pk>/dossiers/", batches.BatchDossierList.as_view()),
        path("imports/<int:pk>/rows/", imports.ImportRowList.as_view()),
        path("imports/<int:pk>/spellings/", imports.SpellingList.as_view()),
        path("imports/<int:pk>/spellings/<int:spelling>/", imports.SpellingOne.as_view()),
        *history_urls(),
        *part_urls(),
    ]


data = _data()
urlpatterns = [
    *data,
    path("schema/", front.description, name="desk-api-schema"),
    path("docs/", front.docs, name="desk-api-docs"),
    re_path("", nothing_here),
]


def described() -> list[URLPattern]:
    """The addresses that the description names, as they are in full."""
    return [path("api/v1/desk/", include((data, "desk_api")))]
