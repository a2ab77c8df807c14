"""Writing to the editors, and the receipt for it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.callers.forms import LARGEST, Unreadable, posted
from events.callers.knocking import TooOften, address_of, knock, takes_in
from events.letterbox import letters
from events.letterbox.forms import FORMS, LetterForm
from events.letterbox.letters import About
from events.letterbox.models import Letter, LetterKind
from events.record.models import SubjectKind
from events.site.pages import Context, NotOnRecord, Problem, around
from events.site.pages import Unreadable as BadAddress
from events.timeline import queries
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicSource

TABLES = {
    SubjectKind.COMPANY: PublicCompany,
    SubjectKind.INCIDENT: PublicIncident,
    SubjectKind.EVENT: PublicEvent,
    SubjectKind.SOURCE: PublicSource,
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page of one kind of letter says above its form."""

    title: Promise
    short: Promise


PAGES = {
    LetterKind.REPLY: Desk(
        gettext_lazy("Right of reply"),
        gettext_lazy(
            "Is something alleged here against you, or against an organisation that you speak for? Your answer is read "
            "by an editor, and stands beside the allegation once we know that it is yours."
        ),
    ),
    LetterKind.ERROR: Desk(
        gettext_lazy("Report an error"),
        gettext_lazy(
            "Something is wrong, out of date, or should not be here? Tell us. What we set right is listed under "
            "Corrections, with both versions."
        ),
    ),
    LetterKind.SOURCE: Desk(
        gettext_lazy("Suggest a source"),
        gettext_lazy(
            "A document that bears out, contradicts or answers something on the record, or should start an entry."
        ),
    ),
}


def letter_page(kind: LetterKind) -> Callable[[HttpRequest], HttpResponse]:
    """The page for letters of one kind: never kept by anybody, because its form is of this moment."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def write(request: HttpRequest) -> HttpResponse:
        try:
            about = _about(request)
            subject = _subject(about)
            if not takes_in(Letter):
                return _page(request, kind, "letterbox/shut.html", {"subject": subject}, status=503)
            if request.method == "POST":
                return _take_in(request, kind, about, subject)
        except Problem as problem:
            return _problem(request, problem)
        return _form_page(request, kind, FORMS[kind](), about, subject)

    return write


reply = letter_page(LetterKind.REPLY)
report = letter_page(LetterKind.ERROR)
suggest = letter_page(LetterKind.SOURCE)


def _about(request: HttpRequest) -> About:
    """Raises BadAddress for what names no subject."""
    try:
        return About.read(request.GET.get("about", ""), request.GET.get("version", ""))
    except ValueError:
        raise BadAddress(_("Name what it is about as event-12, company-3, incident-5 or source-7.")) from None


def _subject(about: About) -> Context | None:
    """What readers see of it, of which the version is named. Raises NotOnRecord where nothing was ever public."""
    if not about.kind:
        return None
    row = queries.find(TABLES[about.kind], about.number)
    if row is None:
        raise NotOnRecord(_("Nothing on the record has this number."))
    face = queries.face_of(row)
    return {
        "kind": about.kind,
        "number": about.number,
        "version": about.version or row.version,
        "title": row.title if row.state == "live" else "",
        "language": face.get("language", ""),
        "page": face["page"],
    }


def _take_in(request: HttpRequest, kind: LetterKind, about: About, subject: Context | None) -> HttpResponse:
    again = partial(_form_page, request, kind, about=about, subject=subject)
    try:
        form = FORMS[kind](posted(request))
    except Unreadable as unreadable:
        return again(FORMS[kind](), sentence=str(unreadable), status=400)
    if not form.is_valid():
        return again(form, status=422)
    try:
        knock(letters.SLOT, address_of(request))
    except TooOften as refused:
        return again(form, sentence=str(refused), status=429)
    seen = About(about.kind, about.number, subject["version"]) if subject else about
    letter = letters.receive(kind=kind, about=seen, form_key=form.form_key, language=get_language(), said=form.said())
    return redirect("letter", letter.receipt)


def _form_page(
    request: HttpRequest,
    kind: LetterKind,
    form: LetterForm,
    about: About,
    subject: Context | None,
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "about": about, "subject": subject, "sentence": sentence, "largest": LARGEST}
    return _page(request, kind, "letterbox/letter.html", context, status=status)


def _page(request: HttpRequest, kind: LetterKind, template: str, context: Context, status: int) -> HttpResponse:
    page = PAGES[kind]
    shown = {"kind": kind, "heading": page.title, "short": page.short, "newsroom": settings.NEWSROOM_EMAIL}
    return _answer(request, template, shown | context, status)


def _answer(request: HttpRequest, template: str, context: Context, status: int = 200) -> HttpResponse:
    return render(request, template, around(request, queries.standing()) | context, status=status)


def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return _answer(request, problem.template, {"status": problem.status, **problem.context}, problem.status)


@require_safe
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """That a letter came, when, and how far it is; not a word of it, for a number is soon read by somebody else."""
    letter = Letter.objects.filter(receipt=receipt).first() if takes_in(Letter) else None
    if letter is None:
        return _problem(request, NotOnRecord(_("No letter has this number, or it was answered long ago.")))
    context = {"letter": letter, "heading": PAGES[letter.kind].title, "newsroom": settings.NEWSROOM_EMAIL}
    return _answer(request, "letterbox/receipt.html", context)
