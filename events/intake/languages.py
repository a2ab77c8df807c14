"""English or French: what the editor says, or what the small words tell."""

from events.intake.vocabulary import Vocabulary
from events.intake.vocabulary.english import ENGLISH
from events.intake.vocabulary.french import FRENCH

VOCABULARIES = {"en": ENGLISH, "fr": FRENCH}
_SAMPLE = 20_000


def vocabulary_for(language: str, text: str) -> Vocabulary:
    """That of the language tag ("fr-CA" is French); without one that we read, that of the text's small words."""
    return VOCABULARIES.get(language.lower().replace("_", "-").partition("-")[0]) or VOCABULARIES[told_by_words(text)]


def told_by_words(text: str) -> str:
    """ "en" or "fr", by which language's small words are more; English if neither's are."""
    words = text[:_SAMPLE].lower().replace("’", " ").replace("'", " ").split()
    return max(VOCABULARIES, key=lambda code: sum(word in VOCABULARIES[code].stop_words for word in words))
