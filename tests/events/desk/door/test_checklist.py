"""The checklist: what the system sees is ticked, the rest is asked."""

from events.models import Event, Submission
from events.record.models import Publication
from events.review import checklist
from tests.events.desk.door.looking import all_ticks, door
from tests.factories import EventFactory, SourceFactory, submitted


def test_what_the_system_sees_is_ticked_and_the_rest_asked(dossier, desk) -> None:
    submitted(dossier)
    page = desk.get(door("review", dossier.pk))
    known = {item.code: item.is_known for item in page.context["checklist"]}
    assert known == {
        "claims": False,
        "cited": False,
        "attributed": True,
        "answered": True,
        "wording": True,
        "people": False,
        "dates": True,
        "origins": False,
    }
    assert page.content.decode().count('type="checkbox" name="ticked"') == 4


def test_nothing_is_published_before_all_is_ticked_and_the_ticks_stay(dossier, desk) -> None:
    submitted(dossier)
    page = desk.get(door("review", dossier.pk))
    seen, ticks = page.context["seen"], all_ticks(page)
    refused = desk.post(door("publish", dossier.pk), {"seen": seen, "ticked": ticks[:-1]})
    assert refused.status_code == 200
    assert "Not approved yet." in refused.content.decode()
    assert refused.content.decode().count(" checked>") == len(ticks) - 1
    assert not Publication.objects.exists()
    desk.post(door("publish", dossier.pk), {"seen": seen, "ticked": ticks})
    assert Publication.objects.count() == 1
    assert sorted(Submission.objects.get().ticked) == sorted(ticks)


def test_ticks_of_items_that_changed_do_not_count(dossier, desk) -> None:
    """What the page of another dossier would have asked is not what this one asks."""
    submitted(dossier)
    page = desk.get(door("review", dossier.pk))
    answer = {"seen": page.context["seen"], "ticked": ["note", "x" * 4000, "claims"]}
    assert "Not approved yet." in desk.post(door("publish", dossier.pk), answer).content.decode()


def test_what_is_not_so_is_named(dossier, reviewer) -> None:
    company = EventFactory().company
    allegation = dossier.events.get(kind="allegation")
    allegation.participants.create(company=company, role="accused")
    allegation.participants.create(group="three girls", role="affected", protected=True)
    Event.objects.filter(pk=allegation.pk).update(date_basis="inferred")
    found = {item.code: item.found for item in checklist.items(dossier, submitted(dossier))}
    assert found["answered"] == (f"{company.name} on “{allegation.title}”: not asked",)
    assert found["dates"] == (f"“{allegation.title}”: the date is inferred",)
    assert found["people"] == ("Protected: three girls",)
    assert found["origins"] == (f"“{allegation.title}”: one origin, at second hand or not said",)


def test_two_origins_or_one_at_first_hand_are_enough(dossier, author) -> None:
    allegation = dossier.events.get(kind="allegation")
    citation = allegation.citations.get()
    second = allegation.citations.create(source=SourceFactory())
    submission = submitted(dossier)

    def is_known() -> bool:
        return next(item for item in checklist.items(dossier, submission) if item.code == "origins").is_known

    assert is_known()
    first = SourceFactory()
    for each in (citation, second):
        each.source.origins.create(origin=first)
    assert not is_known()
    type(first).objects.filter(pk=first.pk).update(kind="court_filing")
    assert is_known()
