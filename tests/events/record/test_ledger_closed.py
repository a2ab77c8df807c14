"""Once the act of publishing is over, nothing is done in its name any more."""

import pytest
from django.db import IntegrityError

from events.models import SubmissionKind
from events.record import verify
from tests.events.record.guards import run
from tests.factories import answered_dossier, published


def test_ledger_is_closed_once_the_act_of_publishing_is_over(committed_db):
    """Not in the name of a publication of the past, not even of the last one, a redaction."""
    incident = answered_dossier()
    published(incident)
    published(incident, kind=SubmissionKind.REDACTION, note="Removed a phrase.", words="happened")
    late = [
        "UPDATE record_edition SET known = tstzrange(lower(known), (SELECT max(at) FROM record_publication)) "
        "WHERE upper_inf(known) AND publication_id = 1",
        "UPDATE record_edition SET document = NULL, salt = NULL, redacted_in_id = 2 WHERE redacted_in_id IS NULL",
        "UPDATE record_publication SET imprint = NULL, salt = NULL WHERE number = 1",
        "INSERT INTO record_edition (subject_id, version, publication_id, state, document, salt, hash, known) "
        "SELECT subject_id, version + 1, 2, state, document, salt, hash, tstzrange((SELECT max(at) FROM "
        "record_publication), NULL) FROM record_edition WHERE upper_inf(known)",
    ]
    for sql in late:
        with pytest.raises(IntegrityError):
            run(sql)
    assert list(verify.faults()) == []
