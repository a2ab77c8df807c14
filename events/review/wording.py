"""The wording check of a dossier: what we write ourselves may not assert guilt that nothing on record establishes.

Quotations and a company's own words are not ours. A sentence that is marked stops a submission, until it is worded
otherwise, the status that bears it out is recorded, or a reviewer who wrote none of it overrules in writing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from events.exceptions import NotAllowed, Problem, Refused
from events.models import About, Event, Incident, LegalStatus, Overruling, Role
from events.record.chain import Document
from events.review import documents, guilt, holding, permissions

# Statuses that bear out an assertion. A settlement is no finding, and what was overturned is open again.
ESTABLISHED = {LegalStatus.ADMITTED, LegalStatus.UPHELD, LegalStatus.CONVICTED}
LONGEST_REASON = 5000


@dataclass(frozen=True, slots=True)
class Warning:
    """`words` in `sentence`, at `start` of the field `field` of the row `model` and `pk`: why they are marked.

    `about` and `key` name the same subject as documents do. `overruling` is what a reviewer decided about exactly this
    sentence, or what a writer asked for; None if nobody has.
    """

    model: str
    pk: int
    title: str
    about: str
    key: UUID
    field: str
    words: str
    sentence: str
    start: int
    reason: str
    overruling: Overruling | None

    @property
    def is_overruled(self) -> bool:
        return self.overruling is not None and self.overruling.by_id is not None

    @property
    def problem(self) -> Problem:
        said = _("“%(words)s”: %(reason)s") % {"words": self.words, "reason": self.reason}
        return Problem(model=self.model, pk=self.pk, title=self.title, field=self.field, sentence=said)


@dataclass(frozen=True, slots=True)
class _Written:
    """A text of ours at a field."""

    row: Incident | Event
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """Whom an allegation is about, by lower-case name, and where it stands now ("" if no step is recorded)."""

    event: int
    accused: frozenset[str]
    status: str

    @property
    def is_established(self) -> bool:
        return self.status in ESTABLISHED


def warnings(incident: Incident, events: list[Event] | None = None) -> list[Warning]:
    """Every sentence that is marked in what would be published, in the order of the dossier; overruled ones too."""
    events = holding.proposed_events(incident.events.in_order().with_document() if events is None else events)
    claims = [_claim(event) for event in events if hasattr(event, "allegation")]
    marked = [
        (written, mark)
        for written in _ours(incident, events)
        for mark in guilt.marks(written.text)
        if not _is_borne_out(written, mark, claims)
    ]
    decisions = _decisions(incident) if marked else {}
    return [_warning(written, mark, claims, decisions) for written, mark in marked]


def problems(incident: Incident, events: list[Event] | None = None) -> list[Problem]:
    """What stops a submission: each marked sentence that nobody has overruled."""
    return [warning.problem for warning in warnings(incident, events) if not warning.is_overruled]


def _ours(incident: Incident, events: Iterable[Event]) -> Iterator[_Written]:
    """What the desk words itself, text by text: no quotation, no statement, no translation of one."""
    yield _Written(incident, "title", incident.title)
    yield _Written(incident, "summary", incident.summary)
    for event in events:
        yield from (_Written(event, field, text) for field, text in _of_event(event) if text)


def _of_event(event: Event) -> Iterator[tuple[str, str]]:
    yield "title", event.title
    yield "text", event.text
    yield from (("participants", part.group) for part in event.participants.all())
    for fact in event.facts.all():
        yield from (("facts", fact.label), ("facts", fact.reason))
    if hasattr(event, "allegation"):
        yield from (("statuses", step.note) for step in event.allegation.statuses.all())
        yield from (("demands", demand.text) for demand in event.allegation.demands.all())
    if hasattr(event, "statement"):
        yield from (("answers", answer.note) for answer in event.statement.answers.all())
        for commitment in event.statement.commitments.all():
            yield from (("commitments", update.note) for update in commitment.updates.all())


def _claim(event: Event) -> _Claim:
    steps = list(event.allegation.statuses.all())
    accused = {part.company.name.casefold() for part in event.participants.all() if _is_accused(part)}
    return _Claim(event=event.pk, accused=frozenset(accused), status=steps[-1].status if steps else "")


def _is_accused(part: Model) -> bool:
    return part.role == Role.ACCUSED and part.company is not None


def _is_borne_out(written: _Written, mark: guilt.Mark, claims: list[_Claim]) -> bool:
    """Whether every allegation that the sentence may be about is established: that of its own event; elsewhere those
    against the companies that it names, or else all.
    """
    concerned = _concerned(written, mark, claims)
    return bool(concerned) and all(claim.is_established for claim in concerned)


def _concerned(written: _Written, mark: guilt.Mark, claims: list[_Claim]) -> list[_Claim]:
    own = [claim for claim in claims if written.row.pk == claim.event and isinstance(written.row, Event)]
    sentence = mark.sentence.casefold()
    named = [claim for claim in claims if any(name in sentence for name in claim.accused)]
    return own or named or claims


def _warning(written: _Written, mark: guilt.Mark, claims: list[_Claim], decisions: dict) -> Warning:
    row = written.row
    place = (row.key, written.field, mark.sentence)
    return Warning(
        model=row._meta.model_name,
        pk=row.pk,
        title=str(row),
        about=row._meta.model_name,
        key=row.key,
        field=written.field,
        words=mark.words,
        sentence=mark.sentence,
        start=mark.start,
        reason=_reason(mark, _concerned(written, mark, claims)),
        overruling=decisions.get(place),
    )


def _reason(mark: guilt.Mark, claims: list[_Claim]) -> str:
    if mark.reason == guilt.Reason.CONVICTION:
        return _("it speaks of a conviction or an admission, and none is recorded: record that step, or reword it.")
    open_ = next((claim for claim in claims if not claim.is_established), None)
    if open_ is None:
        return _("it asserts guilt, and no allegation here says who claims it: attribute it, or say “allegedly”.")
    status = str(LegalStatus(open_.status or LegalStatus.ALLEGED).label)
    return _("it asserts guilt, and the status is “%(status)s”: attribute it, or say “allegedly”.") % {"status": status}


def _decisions(incident: Incident) -> dict[tuple[UUID, str, str], Overruling]:
    """By place and sentence; what was decided comes before what is only asked."""
    found = sorted(incident.overrulings.select_related("by", "asked_by"), key=lambda each: each.by_id is not None)
    return {(each.key, each.field, each.sentence): each for each in found}


@atomic
def ask(*, incident: Incident, by, key: UUID, field: str, sentence: str) -> Overruling:
    """A writer asks that a sentence may stand; reviewers see it, and the event that it is in, from now on."""
    permissions.check_can_edit(by, incident)
    warning = _marked(incident, key, field, sentence)
    asked = Overruling.objects.asked().filter(**_place(incident, warning)).first()
    return asked or Overruling.objects.create(**_place(incident, warning), asked_by=by)


@atomic
def overrule(*, incident: Incident, by, key: UUID, field: str, sentence: str, reason: str) -> Overruling:
    """Let exactly this sentence stand, and say why. Raises NotAllowed to whoever wrote of the dossier, or may not see
    the sentence because nobody asked; Refused without a reason, or where the sentence is no longer there.
    """
    incident = Incident.objects.locked().get(pk=incident.pk)
    permissions.check_can_overrule(by, incident)
    reason = reason.replace("\0", "").strip()
    if not reason:
        raise Refused(_("Say in writing why it may stand."))
    if len(reason) > LONGEST_REASON:
        raise Refused(_("Say it in at most %(count)d characters.") % {"count": LONGEST_REASON})
    warning = _marked(incident, key, field, sentence)
    asked = Overruling.objects.asked().filter(**_place(incident, warning))
    if not (asked.exists() or permissions.allowed(permissions.check_can_view, by, incident)):
        raise NotAllowed(_("This draft is somebody else’s."))
    row = asked.select_for_update().first() or Overruling(**_place(incident, warning))
    row.by, row.at, row.reason = by, timezone.now(), reason
    if row.asked_by_id == by.pk:
        row.asked_by = None  # a newsroom of one: nobody else was asked
    row.save()
    return row


def _marked(incident: Incident, key: UUID, field: str, sentence: str) -> Warning:
    for warning in warnings(incident):
        if (warning.key, warning.field, warning.sentence) == (key, field, sentence):
            return warning
    raise Refused(_("This sentence is not marked any more: it was changed."))


def is_moot(asked: Overruling) -> bool:
    """Whether the sentence that somebody asked for is not there any more, so that nobody needs to see it."""
    try:
        _marked(asked.incident, asked.key, asked.field, asked.sentence)
    except Refused:
        return True
    return False


def stands_in(asked: Overruling) -> Document | None:
    """The document of the subject that the sentence is in; None where that is not there any more."""
    if asked.about == About.INCIDENT:
        return documents.incident_document(asked.incident, set())
    event = asked.incident.events.with_document().filter(key=asked.key).first()
    return documents.event_document(event) if event else None


def drop(asked: Overruling) -> None:
    """Takes off the list what nobody needs to decide any more. Raises Refused while the sentence is there."""
    if not is_moot(asked):
        raise Refused(_("The sentence still stands there: decide about it, or leave it to another."))
    asked.delete()


def _place(incident: Incident, warning: Warning) -> dict:
    about = About(warning.about)
    place = {"about": about, "key": warning.key, "field": warning.field, "sentence": warning.sentence}
    return {"incident": incident, **place}
