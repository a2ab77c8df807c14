"""A company in public: who it is. Its timeline is rows of their own."""

from events.record.models import Edition, State
from events.timeline.dossier import Dossier
from events.timeline.faces.parts import Face, closed, company, opening

ADDRESSES = {
    "wikidata": "https://www.wikidata.org/wiki/{}",
    "lei": "https://search.gleif.org/#/record/{}",
    "opencorporates": "https://opencorporates.com/companies/{}",
    "domain": "https://{}/",
}


def company_face(dossier: Dossier, edition: Edition) -> Face:
    if face := closed(edition):
        return face
    if edition.state == State.MERGED:
        return opening(edition) | {"successor": company(dossier, edition.document["into"])}
    document = edition.document
    return opening(edition) | {
        "name": document["name"],
        "kind": document["company_kind"],
        "country": document["country"],
        "about": document["about"],
        "names": document["names"],
        "identifiers": [
            identifier | {"url": ADDRESSES.get(identifier["scheme"], "").format(identifier["value"])}
            for identifier in document["identifiers"]
        ],
        "owners": [
            {"company": face, "share": owner["share"], "since": owner["since"], "until": owner["until"]}
            for owner in document["owners"]
            if (face := company(dossier, owner["company"]))
        ],
        "history": dossier.history.get(edition.subject_id, []),
    }
