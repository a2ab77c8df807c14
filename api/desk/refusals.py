"""The desk's refusals as problems: the same sentences as its forms, with a status and, where there is one, a place."""

from collections.abc import Iterator

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from api.desk.body import escaped
from api.problems import Fault, Refusal
from companies.merge import CannotMerge
from events.desk.imports.reading import FileRefused
from events.desk.refusals import sentence_for
from events.exceptions import BatchIncomplete, Incomplete, InvalidTransition, NotAllowed, Problem, Refused, Stale
from events.models import Incident


def as_problem(trouble: Exception) -> Exception:
    """`trouble`, or the refusal that says the same to a program."""
    match trouble:
        case Incomplete():
            return Refusal(422, str(trouble), missing=[missing(each) for each in trouble.problems])
        case BatchIncomplete():
            return Refusal(422, str(trouble), missing=list(_lacking(trouble)))
        case NotAllowed():
            return Refusal(403, str(trouble))
        case InvalidTransition() | Stale() | CannotMerge():
            return Refusal(409, str(trouble))
        case FileRefused():
            return Refusal(422, str(trouble), faults=[Fault(detail=str(each)) for each in trouble.faults])
        case Refused():
            return Refusal(422, str(trouble))
        case ValidationError():
            return Refusal(
                422, _("Nothing was saved: `errors` says what to mend, and where."), faults=faults_of(trouble)
            )
        case IntegrityError():
            return Refusal(409, sentence_for(trouble))
    return trouble


def _lacking(trouble: BatchIncomplete) -> Iterator[dict[str, object]]:
    for each in trouble.lacking:
        yield from ({"incident": each.pk, **missing(problem)} for problem in each.problems)


def faults_of(refused: ValidationError) -> list[Fault]:
    return list(_faults_of(refused))


def _faults_of(refused: ValidationError) -> Iterator[Fault]:
    found = refused.message_dict if hasattr(refused, "error_dict") else {NON_FIELD_ERRORS: refused.messages}
    for name, sentences in found.items():
        pointer = "" if name == NON_FIELD_ERRORS else f"/{escaped(name)}"
        yield from (Fault(detail=sentence, pointer=pointer) for sentence in sentences)


def missing(problem: Problem) -> dict[str, object]:
    """What a dossier lacks: at which row, in which field, and what to do."""
    return {
        "subject": problem.model,
        "id": problem.pk,
        "title": problem.title,
        "field": problem.field,
        "detail": problem.sentence,
    }


def with_places(refusal: Refusal, incident: Incident) -> Refusal:
    """With a pointer into the dossier's document beside each thing that is missing."""
    order = {pk: position for position, pk in enumerate(incident.events.in_order().values_list("pk", flat=True))}
    for each in refusal.members.get("missing", []):
        if each["subject"] == "event" and each["id"] in order:
            pointer = f"/events/{order[each['id']]}/{escaped(each['field'])}"
        else:
            pointer = f"/{escaped(each['field'])}" if each["subject"] == "incident" else ""
        refusal.faults.append(Fault(detail=f"{each['title']}: {each['detail']}", pointer=pointer))
    return refusal
