"""Which column is which field: guessed from headers in English and French, and from what was chosen before."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from companies.matching import normalised
from events.desk.imports import cells
from events.desk.imports.models import Import, State
from events.exceptions import Refused


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a column can be. `several`: one cell may hold several, and several columns may be this field.

    `headers` are the headers that mean it, normalised, beside the name of the target itself.
    """

    label: str
    headers: str
    group: str
    several: bool = False


INCIDENT, EVENT, WHO, WORDS, SOURCE = _("Incident"), _("Event"), _("Who"), _("Words and claims"), _("Source")

TARGETS: dict[str, Target] = {
    "id": Target(
        _("id of the row"), "identifier|external id|event id|row id|identifiant|reference|ref|uid|uuid", EVENT
    ),
    "version": Target(_("version of the event, as this desk exported it"), "event version", EVENT),
    "incident_id": Target(_("id of the incident"), "case id|affair id|dossier id|identifiant de l affaire", INCIDENT),
    "incident_number": Target(_("public number of the incident"), "incident no|numero de l affaire", INCIDENT),
    "incident_key": Target(_("key of the incident"), "incident uuid", INCIDENT),
    "incident_title": Target(_("title of the incident"), "incident|affair|case|affaire|dossier", INCIDENT),
    "incident_summary": Target(
        _("summary of the incident"), "summary|resume|resume de l affaire|incident description", INCIDENT
    ),
    "topics": Target(
        _("topics"), "topic|tag|tags|theme|themes|sujet|sujets|etiquettes|category|categories", INCIDENT, True
    ),
    "places": Target(
        _("places"),
        "place|location|locations|lieu|lieux|city|ville|where|ou|country|pays|address|adresse",
        INCIDENT,
        True,
    ),
    "kind": Target(_("kind of event"), "event kind|event type|type|type d evenement|nature|genre", EVENT),
    "title": Target(_("title of the event"), "event|headline|titre|intitule|event title|evenement|name|nom", EVENT),
    "text": Target(_("text of the event"), "description|details|body|texte|event text|what happened", EVENT),
    "language": Target(_("language of the texts"), "lang|langue", EVENT),
    "date": Target(_("date"), "when|event date|quand|date de l evenement|jour|day", EVENT),
    "date_wording": Target(_("wording of the date in the source"), "display date|wording|date in words", EVENT),
    "date_basis": Target(_("basis of the date"), "", EVENT),
    "companies": Target(
        _("companies"),
        "company|entreprise|entreprises|societe|societes|organisation|organisations|organization|organizations|compagnie",
        WHO,
        True,
    ),
    "company_ids": Target(
        _("identifiers of the companies"), "wikidata|lei|isin|company id|company identifier|company domain", WHO, True
    ),
    "role": Target(_("role of the companies"), "role of company|role des entreprises", WHO),
    "accused": Target(_("accused companies"), "defendant|defendants|respondent|accuse|accuses|mis en cause", WHO, True),
    "claimants": Target(
        _("claimants (companies, unions …)"), "claimant|plaintiff|plaintiffs|plaignant|plaignants|demandeur", WHO, True
    ),
    "speakers": Target(_("speaker (company)"), "speaker|said by|porte parole de|locuteur", WHO, True),
    "authorities": Target(_("authorities"), "authority|regulator|court|autorite|tribunal", WHO, True),
    "customers": Target(_("customers"), "customer|client|clients", WHO, True),
    "employers": Target(_("employers"), "employer|employeur|employeurs", WHO, True),
    "affected": Target(_("affected companies"), "", WHO, True),
    "mentioned": Target(_("mentioned companies"), "", WHO, True),
    "claimant_group": Target(
        _("claimants, as a described group"), "claimant group|alleged by|accuser|accusers|group|groupe", WHO
    ),
    "affected_group": Target(_("affected people, as a described group"), "victims|victimes|affected people", WHO),
    "group_count": Target(_("how many they are (50, or 50-60)"), "count|people|number of people|nombre", WHO),
    "group_protected": Target(_("they must not be named (yes or no)"), "protected|protege", WHO),
    "form": Target(_("form of the allegation"), "allegation form|forme", WORDS),
    "legal_status": Target(_("legal status of the allegation"), "status|statut|legal state", WORDS),
    "words": Target(_("exact words of the statement"), "statement|exact words|declaration|propos", WORDS),
    "words_language": Target(_("language of the words"), "langue des propos", WORDS),
    "indirect": Target(_("what was said, by report"), "indirect report", WORDS),
    "spokesperson": Target(_("spokesperson’s name"), "porte parole", WORDS),
    "capacity": Target(_("spokesperson’s capacity"), "spokesperson s capacity|qualite", WORDS),
    "channel": Target(_("channel"), "canal", WORDS),
    "addressed_to": Target(_("said to"), "told to", WORDS),
    "source_url": Target(
        _("address of the source"),
        "source|sources|url|urls|link|links|lien|liens|source link|adresse web",
        SOURCE,
        True,
    ),
    "source_title": Target(_("title of the source"), "source name|titre de la source|article", SOURCE, True),
    "publisher": Target(_("publisher"), "source publisher|outlet|media outlet|editeur|journal|newspaper", SOURCE, True),
    "source_date": Target(
        _("date of the source"), "published|publication date|date de publication|source published", SOURCE, True
    ),
    "source_kind": Target(_("kind of the source"), "source type|type de source", SOURCE, True),
    "quotation": Target(_("quotation"), "quote|quotes|quotations|citation|citations|extrait", SOURCE, True),
    "locator": Target(_("place in the source"), "page|pages|paragraph", SOURCE, True),
}
COMPANY_ROLES = {
    "accused": "accused",
    "claimants": "claimant",
    "speakers": "speaker",
    "authorities": "authority",
    "customers": "customer",
    "employers": "employer",
    "affected": "affected",
    "mentioned": "mentioned",
}
# Without one of these a row says nothing.
ENOUGH = {"title", "text", "words", "indirect"}


def _meanings() -> dict[str, str]:
    meanings = {}
    for name, target in TARGETS.items():
        for header in [name.replace("_", " "), *target.headers.split("|")]:
            meanings.setdefault(header, name)
    meanings.pop("", None)
    return meanings


MEANINGS = _meanings()


def guess(headers: Sequence[str]) -> list[str]:
    """A target for each header, "" where none suggests itself. A single field is given to one column only."""
    targets, taken = [], set()
    for header in headers:
        words = normalised(header)
        target = MEANINGS.get(words) or MEANINGS.get(re.sub(r" ?[0-9]+$", "", words), "")
        if target and target in taken and not TARGETS[target].several:
            target = ""
        taken.add(target)
        targets.append(target)
    return targets


def chosen_before(author, headers: Sequence[str]) -> Import | None:
    """The last import of `author` with the same headers that got beyond its mapping: its choices are taken over."""
    mapped = Import.objects.filter(author=author, headers=list(headers)).exclude(state=State.MAPPING)
    return mapped.order_by("-id").first()


def check(targets: Sequence[str]) -> None:
    """Raises Refused with what is wrong with a mapping."""
    counts = Counter(targets)
    doubles = [TARGETS[name].label for name in counts if name and counts[name] > 1 and not TARGETS[name].several]
    if doubles:
        sentence = say("Two columns are “%(field)s”: only one can be.")
        raise Refused(" ".join(sentence % {"field": label} for label in doubles))
    if not ENOUGH & set(targets):
        raise Refused(say("Say which column is the title or the text of the event: nothing is made without one."))


def language(text: str) -> str:
    """The code of a language for the whole file. Raises Refused."""
    try:
        return cells.language(text, "en")
    except cells.CellRefused as refused:
        raise Refused(str(refused)) from None


def unmapped(job: Import) -> list[str]:
    """The headers of the columns that are left out."""
    return [header for header, target in zip(job.headers, job.targets, strict=True) if not target]
