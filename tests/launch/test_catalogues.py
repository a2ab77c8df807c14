"""Translations are compiled without gettext, and a broken one is told before it reaches a page."""

import gettext
import os

import pytest

from tracker.launch import catalogues, messages

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path)
    source = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    return source


def test_a_catalogue_is_compiled_once(source):
    source.write_text(f'{HEADER}msgid "answer"\nmsgstr "réponse"\n')
    assert catalogues.compile_all() == []
    compiled = source.with_suffix(".mo")
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("answer") == "réponse"
    os.utime(compiled, (2**31, 2**31))
    assert catalogues.compile_all() == []
    assert compiled.stat().st_mtime == 2**31


def test_a_translation_with_another_placeholder_is_told(source):
    source.write_text(f'{HEADER}#, python-format\nmsgid "%(count)s answers"\nmsgstr "%(nombre)s réponses"\n')
    [fault] = catalogues.compile_all()
    assert fault.startswith(f"{source}:")
    assert not source.with_suffix(".mo").exists()


@pytest.mark.parametrize("line", ["msgstr réponse", 'msgstr "réponse', "<<<<<<< ours", 'msgstr "a "quoted" word"'])
def test_a_broken_line_is_told(source, line):
    source.write_text(f'{HEADER}msgid "answer"\n{line}\n')
    [fault] = catalogues.compile_all()
    assert fault.startswith(f"{source}:")
    assert not source.with_suffix(".mo").exists()


def test_checking_writes_nothing(source):
    source.write_text(f'{HEADER}msgid "answer"\nmsgstr "réponse"\n')
    assert catalogues.compile_all(write=False) == []
    assert [path.name for path in source.parent.iterdir()] == ["django.po"]


def test_no_catalogue_is_no_fault(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path / "none")
    assert catalogues.compile_all() == []


def test_texts_of_code_and_templates_are_collected(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    (tmp_path / "events").mkdir()
    (tmp_path / "events/words.py").write_text('title = pgettext_lazy("of a book", "title")\n')
    (tmp_path / "events/page.html").write_text(
        '{% load i18n %}\n  <p>{% translate "An allegation" %}</p>\n'
        "    {% blocktranslate count n=n %}One answer{% plural %}{{ n }} answers{% endblocktranslate %}\n"
    )
    (tmp_path / "events/desk").mkdir()
    (tmp_path / "events/desk/words.py").write_text('title = _("Hand in")\n')
    found = {(message.id, message.context) for message in messages.collect() if message.id}
    assert found == {("title", "of a book"), ("An allegation", None), (("One answer", "%(n)s answers"), None)}


def test_a_catalogue_is_brought_up_to_date_and_keeps_its_translations(source, monkeypatch, capsys):
    monkeypatch.setattr(messages, "LOCALES", catalogues.LOCALES)
    source.write_text(f'{HEADER}msgid "answer"\nmsgstr "réponse"\n')
    found = messages.Catalog(fuzzy=False)
    found.add("answer")
    found.add(("one day", "%(n)s days"))
    messages.update("fr", found)
    first = source.read_text()
    assert 'msgid "answer"\nmsgstr "réponse"\n' in first
    assert 'msgid_plural "%(n)s days"\nmsgstr[0] ""\n' in first
    messages.update("fr", found)
    assert source.read_text() == first
    assert "EMAIL" not in first
    assert capsys.readouterr().out == "  fr: 2 texts, 1 not translated yet\n" * 2
