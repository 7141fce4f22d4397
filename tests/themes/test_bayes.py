"""The model says the same whatever the order, the case, the form of the marks, or without marks."""

from random import Random
from unicodedata import normalize

from hypothesis import given
from hypothesis import strategies as st

from portal.base.text import fold
from portal.themes.bayes import Model, features
from portal.themes.default_codebook import entries, lessons
from portal.themes.starting_set import sentences

LESSONS = [*lessons(), *sentences()]
MODEL = Model(LESSONS)
WASTE = "Bãi rác cạnh trường bốc mùi hôi, xe rác cả tuần không đến"


def test_it_knows_what_a_plain_sentence_is_about() -> None:
    assert MODEL.suggest(WASTE) == "waste"
    assert MODEL.suggest("Trạm y tế hết thuốc, không có bác sĩ khám bệnh") == "health"
    assert MODEL.suggest("Kênh mương cạn, ruộng lúa không có nước tưới") == "farming"


def test_marks_case_and_form_make_no_difference_to_what_it_says() -> None:
    for said in (fold(WASTE), WASTE.upper(), normalize("NFD", WASTE), f"{WASTE}!!!"):
        assert MODEL.suggest(said) == "waste", said


def test_the_order_of_lessons_makes_no_difference() -> None:
    mixed = list(LESSONS)
    Random(3).shuffle(mixed)
    assert Model(mixed).scores(WASTE) == MODEL.scores(WASTE)


def test_it_keeps_silent_where_it_knows_too_little() -> None:
    for said in ("", "   ", "ừ", "👍👍👍", "Lorem ipsum dolor sit amet", "xin"):
        assert MODEL.suggest(said) is None, said


def test_it_keeps_silent_between_two_themes() -> None:
    both = Model([("one", "đường sá cầu cống"), ("other", "đường sá cầu cống")])
    assert both.suggest("đường sá cầu cống") is None


def test_a_model_without_lessons_suggests_nothing() -> None:
    assert Model([]).suggest(WASTE) is None


@given(st.text())
def test_any_text_can_be_asked_about(said: str) -> None:
    features(said)
    MODEL.suggest(said)


def test_every_theme_has_its_sentences() -> None:
    themes = [entry.code for entry in entries()]
    taught = [code for code, _ in sentences()]
    assert 12 <= len(themes) <= 16
    for code in themes:
        assert 8 <= taught.count(code) <= 15, code
    assert set(taught) == set(themes)
    assert len({line for _, line in sentences()}) == len(taught)
