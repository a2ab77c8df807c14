"""Readers have a word, in both languages, for everything that the desk can write and the pages can say."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from companies.models import CompanyKind, NameKind, Scheme
from events import models
from events.letterbox.models import LetterState
from events.models.event import DateManner
from events.record.models import PublicationKind, SubjectKind
from events.site.meanings import MEANINGS
from events.site.words import SHAPE, VOCABULARIES
from events.timeline.choosing import ANSWERED
from tests.events.site import sentences

CHOICES = {
    "event_kind": models.EventKind,
    "form": models.Form,
    "status": models.LegalStatus,
    "stance": models.Stance,
    "outcome": models.Outcome,
    "role": models.Role,
    "channel": models.Channel,
    "translation": models.TranslationKind,
    "supports": models.Supports,
    "basis": models.DateBasis,
    "fact_kind": models.FactKind,
    "progress": models.Progress,
    "source_kind": models.SourceKind,
    "relation": models.Relation,
    "company_kind": CompanyKind,
    "name_kind": NameKind,
    "scheme": Scheme,
    "publication": PublicationKind,
    "subject": SubjectKind,
    "letter_state": LetterState,
    "manner": DateManner,
}
FRENCH = Path(__file__).resolve().parents[3] / "tracker" / "locale" / "fr" / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("vocabulary", sorted(CHOICES))
def test_every_code_has_a_word_and_no_word_is_without_a_code(vocabulary: str) -> None:
    assert set(VOCABULARIES[vocabulary]) == set(CHOICES[vocabulary].values)


def test_every_kind_of_event_has_a_shape_of_its_own() -> None:
    assert set(SHAPE) == set(models.EventKind.values)
    assert len(set(SHAPE.values())) == len(SHAPE)


def test_every_way_of_being_answered_has_a_word() -> None:
    assert set(VOCABULARIES["answered"]) == set(ANSWERED)


def test_every_word_beside_an_allegation_has_its_meaning_at_an_anchor(db, client) -> None:
    page = client.get("/method/").content.decode()
    for vocabulary, meanings in MEANINGS.items():
        assert set(meanings) == set(VOCABULARIES[vocabulary])
        assert [code for code in meanings if page.count(f'id="{vocabulary}-{code}"') != 1] == []
    assert 'id="reply"' in page


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_statuses_stances_and_roles_lead_to_what_they_mean(prefix, everything, reader) -> None:
    """On the timeline of a company too, and on each page to a place that there is."""
    method = reader.get(f"{prefix}/method/").content.decode()
    met = {"companies/1": {"status", "stance"}, "incidents/1": {"status", "stance", "role"}, "events/1": {"role"}}
    for path, vocabularies in met.items():
        page = reader.get(f"{prefix}/{path}/").content.decode()
        anchors = set(re.findall(rf'<a class="defined" href="{prefix}/method/#((\w+?)-\w+)">[^<]+</a>', page))
        assert {vocabulary for _anchor, vocabulary in anchors} >= vocabularies, path
        assert [anchor for anchor, _vocabulary in anchors if f'<dt id="{anchor}">' not in method] == []


def test_every_sentence_is_said_in_french_too() -> None:
    with FRENCH.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    missing = [
        (message, places[0])
        for (context, message), places in sentences.said().items()
        if not (found := catalogue.get(message, context)) or not all(_texts(found.string))
    ]
    assert missing == []


def _texts(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else string
