from portal.base.excerpts import excerpt


def said(bodies: list[str], *asked: str) -> str:
    return " ".join(words for words, _ in excerpt(bodies, asked))


def test_it_is_taken_around_the_place_where_most_words_stand_together() -> None:
    body = "hội " + "x " * 30 + "ngày hội đoàn kết " + "y " * 30
    assert "ngày hội đoàn kết" in said([body], "hoi", "doan")


def test_it_marks_what_was_asked_for() -> None:
    assert excerpt(["Ngày hội lớn"], ["hoi"]) == [("Ngày", False), ("hội", True), ("lớn", False)]


def test_a_text_and_its_translation_are_never_mixed() -> None:
    bodies = ["Ngày hội của thôn.", "The day of Hội Đông hamlet."]
    assert said(bodies, "hoi") == bodies[0], "the first, where both hold as much"
    assert said(bodies, "hoi", "dong") == bodies[1]


def test_words_that_stand_in_none_give_nothing() -> None:
    assert excerpt(["Ngày hội", "Bàn"], ["bau"]) == []
