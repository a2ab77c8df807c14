"""What a reviewer says at the place, for the writers to find there."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from events.exceptions import Refused
from events.models import About, Incident, Remark, Submission
from events.review import permissions

LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Said:
    """A remark as it is typed: about which kind of subject, by its key, at which field of its document."""

    about: str
    key: UUID
    field: str
    text: str


def make(submission: Submission, said: Iterable[Said], *, by) -> None:
    """Raises Refused for a remark about nothing that a dossier has."""
    rows = [_remark(submission, each, by) for each in said]
    Remark.objects.bulk_create(rows)


def _remark(submission: Submission, said: Said, by) -> Remark:
    text = said.text.strip().replace("\0", "")
    if said.about not in About.values or not text or len(said.field) > Remark._meta.get_field("field").max_length:
        raise Refused(_("A remark needs words and a place."))
    if len(text) > LONGEST:
        raise Refused(_("A remark has at most %(count)d characters.") % {"count": LONGEST})
    return Remark(submission=submission, about=said.about, key=said.key, field=said.field, text=text, by=by)


def unresolved(incident: Incident) -> list[Remark]:
    """What was remarked on `incident` and is neither ticked nor answered by handing in again; oldest first."""
    return list(Remark.objects.unresolved().on(incident))


@atomic
def resolve(remark: Remark, *, by) -> None:
    """A writer ticks it: done. Twice is once."""
    permissions.check_can_edit(by, remark.submission.incident)
    Remark.objects.unresolved().filter(pk=remark.pk).update(resolved_at=timezone.now(), resolved_by=by)


def resolve_all(incident: Incident, *, by) -> None:
    """Handing in again answers what was remarked."""
    remarks = Remark.objects.unresolved().filter(submission__incident=incident)
    remarks.update(resolved_at=timezone.now(), resolved_by=by)
