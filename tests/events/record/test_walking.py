from events.record.walking import texts_under

DOCUMENT = {
    "title": "Outer",
    "count": 3,
    "names": ["One", "Two", None],
    "citations": [{"source": "a", "origin": ""}, {"source": "b", "inner": {"source": "c", "title": "Inner"}}],
    "source": {"title": "Not a text itself"},
}


def test_texts_are_found_however_deep_and_in_their_order():
    assert texts_under({"source"}, DOCUMENT) == ["a", "b", "c"]
    assert texts_under({"title"}, DOCUMENT) == ["Outer", "Inner", "Not a text itself"]


def test_of_a_list_each_text_is_found():
    assert texts_under({"names", "count"}, DOCUMENT) == ["One", "Two"]


def test_of_nothing_nothing_is_found():
    assert texts_under({"title"}, None) == []
