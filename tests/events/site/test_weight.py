"""The page of a company with a long timeline stays light, however much has been said about it."""

import gzip
import random
from pathlib import Path

from django.contrib.staticfiles import finders

from events.record.models import Subject
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    published,
)

HEAVIEST = 60_000
LETTERS = random.Random(1)  # noqa: S311  no secret
VOCABULARY = ["".join(LETTERS.choices("abcdefghijklmnoprstuvwz", k=LETTERS.randint(2, 11))) for _n in range(4000)]


def prose(characters: int) -> str:
    """Words that no packing makes shorter than those of a language."""
    said = ""
    while len(said) < characters:
        said += LETTERS.choice(VOCABULARY) + " "
    return said.strip().capitalize() + "."


def packed(name: str) -> int:
    return len(gzip.compress(Path(finders.find(name)).read_bytes(), 9))


def test_a_full_page_of_long_entries_is_light_enough(db, reader) -> None:
    company, incident = CompanyFactory(name="Marlow"), IncidentFactory(title=prose(60), summary=prose(400))
    sources = [SourceFactory(title=prose(70), publisher=prose(12)) for _n in range(8)]
    for position in range(52):
        about = {"incident": incident, "company": company, "source": LETTERS.choice(sources), "text": prose(490)}
        date = f"{1950 + position}-0{position % 9 + 1}"
        allegation = AllegationFactory(title=prose(70), date=date, source__quotation=prose(90), **about)
        if position % 5 == 0:
            StatementFactory(title=prose(60), date=date, answers=allegation, statement__words=prose(120), **about)
    published(incident)
    number = Subject.objects.get(key=company.key).number

    answer = reader.get(f"/companies/{number}/", headers={"accept-encoding": "gzip"})

    text = gzip.decompress(answer.content).decode()
    assert text.count('class="entry') == 50
    brought = [name for name in ("site/answerable.css", "site/answerable.svg") if name in text]
    scripts = [part.split('"')[0] for part in text.split('src="/static/')[1:]]
    assert len(answer.content) + sum(packed(name) for name in [*brought, *scripts]) <= HEAVIEST
