import pytest
from werkzeug.test import Client

from portal.base import language
from portal.base.language import UrlLanguage, gettext, lazy, pick, speaking, spoken

MEETING = {"vi": "cuộc họp", "en": "meeting", "hi": "बैठक"}


@pytest.fixture
def reader():
    def app(environ, start_response):
        start_response("200 OK", [])
        said = f"{language.current()} {environ.get('SCRIPT_NAME', '')}|{environ['PATH_INFO']}"
        return [said.encode()]

    return Client(UrlLanguage(app))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "vi |/"),
        ("/reports/", "vi |/reports/"),
        ("/en", "en /en|/"),
        ("/en/", "en /en|/"),
        ("/hi/reports/weekly", "hi /hi|/reports/weekly"),
        ("/vi/reports", "vi |/vi/reports"),
        ("/fr/reports", "vi |/fr/reports"),
        ("/english", "vi |/english"),
    ],
)
def test_the_first_segment_of_the_address_is_the_language(reader, path, said):
    assert reader.get(path).text == said


def test_a_language_lasts_as_long_as_its_answer(reader):
    reader.get("/en/")
    assert language.current() == "vi"
    with speaking("hi"):
        reader.get("/en/")
        assert language.current() == "hi"


def test_an_unknown_language_is_vietnamese():
    with speaking("tlh"):
        assert language.current() == "vi"


@pytest.mark.parametrize(
    ("words", "reader_speaks", "said", "in_"),
    [
        (MEETING, "hi", "बैठक", "hi"),
        ({"vi": "cuộc họp", "en": "meeting"}, "hi", "meeting", "en"),
        ({"vi": "cuộc họp"}, "hi", "cuộc họp", "vi"),
        ({"vi": "cuộc họp", "hi": "बैठक"}, "en", "cuộc họp", "vi"),
        ({"vi": "", "en": "meeting"}, "vi", "", None),
        ({"hi": "बैठक"}, "en", "बैठक", "hi"),
    ],
)
def test_a_stored_text_falls_back_to_the_nearest_language(words, reader_speaks, said, in_):
    with speaking(reader_speaks):
        assert pick(words) == said
        if in_:
            assert spoken(words) == in_


def test_no_words_are_an_empty_text():
    assert pick({}) == ""


def test_words_are_looked_up_in_the_reader_s_catalogue():
    with speaking("vi"):
        said = gettext("Please sign in.")
    with speaking("en"):
        assert gettext("Please sign in.") == "Please sign in."
    assert said != "Please sign in."
    assert said


def test_places_in_a_message_are_filled_also_in_translation():
    for name in language.LANGUAGES:
        with speaking(name):
            assert "17" in gettext(
                "Too many attempts. Please wait %(minutes)s minutes and try again.", minutes=17
            )


def test_a_lazy_message_is_looked_up_when_shown():
    label = lazy("Please sign in.")
    with speaking("en"):
        english = str(label)
    with speaking("vi"):
        assert str(label) != english
