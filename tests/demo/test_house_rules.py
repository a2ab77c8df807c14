"""The rules of data/README.md: nobody private is named, quotations are short and exact, the words are our own."""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings

from tracker.demo import reading

LONGEST_QUOTATION = 10
ARTICLES = Path(settings.BASE_DIR).parent / "shared" / "articles"
FILES = sorted(reading.FOLDER.rglob("*"))
# Names of people in the articles, as SHA-256 of the lower-case word, so that this file names nobody either.
NAMES = {
    "2cfe2e2a8917a288636db7bc2aa5b272c296f745516881f2d6532bce636d3916",
    "2e0b8d61fa2a6959d254b6ff5d0fb512249329097336a35568089933b49abdde",
    "316a91552b135f3b041bacbf53ca0d0a0c33db295c9466dcbb5201eec9a72e86",
    "4355ccc2e18ad80a57807dded382059b47ac9de9d3fba5c87e59c7b920c9a859",
    "71be92cbdfe91357146afad81827a981ec58f5a3e69e9bd4527acd74b1927938",
    "8c066b9dcd0ed5be7b389625dc24f4d5a22de30f6d8df278d6c28d20e4a5d184",
    "9f08137d1a143575920d333ab3883002f3aaa690aa745fb78791cbc3e6d16aa7",
    "a60a52382d7077712def2a69eda3ba309b19598944aa459ce418ae53b7fb5d58",
    "aab385da069fe59805b0f80f453ebdee278c26e4f481bc6ff4fc9d29c89993e6",
    "ae74f72d212fb9871302a2459aeaf7b20bc2f792e4852be648a7d4e63967d9b1",
    "afde590fff493057dbfa742a64ad9e268791938ad8f0860940dd573603fcdd76",
    "bb527b1ed178e754edcf9d9f6ec669b6d9f0a9e8133c97fd03ce76d69a05d6f3",
    "c99be70e1e06ca3c7728a6f66122da31d1d62847da8ff88261068452df08f779",
    "cdeb01fb0fd475d061d7e954ed23b16017a3c98dd5b8542407c8570d60ad7861",
    "fd70ad909b94deb27b460692084d9f2b1dbc9df3c6bcfd3caee571e707031e3f",
}


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from chain.from_iterable(texts(inner) for inner in value.values())
    elif isinstance(value, list):
        yield from chain.from_iterable(texts(inner) for inner in value)
    elif isinstance(value, str):
        yield value


def tables() -> list[dict]:
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES if path.suffix == ".toml"]


def named(value: object, name: str) -> Iterator[str]:
    """Every text that stands under `name`, however deep."""
    if isinstance(value, dict):
        yield from (inner for key, inner in value.items() if key == name and isinstance(inner, str))
        yield from chain.from_iterable(named(inner, name) for inner in value.values())
    elif isinstance(value, list):
        yield from chain.from_iterable(named(inner, name) for inner in value)


def quotations() -> list[str]:
    fields = ("quotation", "words", "translation", "date_wording")
    marked = re.findall(r"[“\"«]([^”\"»]+)[”\"»]", "\n".join(texts(tables())))
    return [text for field in fields for text in named(tables(), field)] + marked


def names_in(text: str) -> set[str]:
    return {word for word in words_of(text) if hashlib.sha256(word.encode()).hexdigest() in NAMES}


def test_nobody_is_named_in_the_files():
    assert names_in("\n".join(path.read_text(encoding="utf-8") for path in FILES if path.is_file())) == set()


@pytest.mark.django_db
def test_nobody_is_named_in_the_record_the_public_tables_the_desk_or_its_history(shown):
    assert len(shown.everything) > 100_000
    assert names_in(shown.everything) == set()


def test_no_field_for_a_persons_name_is_filled():
    assert list(named(tables(), "spokesperson")) == []
    assert list(named(tables(), "authors")) == []


def test_no_quotation_is_longer_than_ten_words():
    assert len(quotations()) > 50
    assert [text for text in quotations() if len(text.split()) > LONGEST_QUOTATION] == []


@pytest.fixture(scope="module")
def articles() -> list[str]:
    if not ARTICLES.is_dir():
        pytest.skip("the articles are not beside this repository, so their words cannot be compared")
    return [path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("*.txt"))]


def test_no_longer_run_of_an_articles_words_is_in_the_files(articles):
    length = LONGEST_QUOTATION + 1
    runs = {tuple(words[n : n + length]) for words in map(words_of, articles) for n in range(len(words) - length + 1)}
    ours = [words_of(text) for text in texts(tables())]
    assert [
        words[n : n + length] for words in ours for n in range(len(words)) if tuple(words[n : n + length]) in runs
    ] == []


def test_each_quotation_stands_in_an_article_word_for_word(articles):
    read = "\n".join(" ".join(article.split()) for article in articles)
    quoted = [text for field in ("quotation", "words", "date_wording") for text in named(tables(), field)]
    assert [text for text in quoted if text not in read] == []


def test_the_hashes_are_those_of_words_that_the_articles_hold(articles):
    assert len(names_in("\n".join(articles))) == len(NAMES)
