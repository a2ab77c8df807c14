"""What the database refuses, in words for the person at the form."""

from django.db import IntegrityError
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.exceptions import Refused

GONE = "23503"  # PostgreSQL: a foreign key leads nowhere

SENTENCES = {
    "lineage_goes_back": gettext_lazy("A source cannot draw on itself, straight or through others."),
    "lineage_not_to_itself": gettext_lazy("A source cannot draw on itself, straight or through others."),
    "lineage_once": gettext_lazy("This origin is already named."),
    "answer_stays_inside": gettext_lazy(
        "A statement answers an allegation of its own incident, and a demand of that allegation."
    ),
    "answer_once_per_stance": gettext_lazy("This answer is already there."),
    "reportedvalue_cited_in_event": gettext_lazy("A reported value is cited by a citation of its own event."),
    "reportedvalue_once": gettext_lazy("This value is already reported with this citation."),
    "participant_once_per_role": gettext_lazy("This company already takes part in this role."),
    "source_is_stored_once": gettext_lazy("A source with this address is already here."),
    "source_page_is_stored_once": gettext_lazy("A source with this address is already here."),
    "identifier_names_one_company": gettext_lazy("This identifier already belongs to a company."),
    "companyname_once": gettext_lazy("This name is already there."),
    "ownership_once": gettext_lazy("This owner is already there."),
    "ownership_not_of_itself": gettext_lazy("A company cannot own itself."),
}


def sentence_for(error: IntegrityError | Refused) -> str:
    """Why it was not saved, and what to do about it."""
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, ProtectedError):
        return _("It is used elsewhere, so it cannot be deleted.")
    if known := known_sentence(error):
        return known
    if getattr(error.__cause__, "sqlstate", "") == GONE:
        return _("Something that this form names was deleted in the meantime: choose again.")
    return _("The database refused this. Nothing was saved; what you typed is still here.")


def known_sentence(error: IntegrityError) -> str:
    """The sentence of the constraint that refused, or nothing."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(SENTENCES.get(getattr(diagnosis, "constraint_name", None), ""))
