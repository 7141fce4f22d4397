import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reports.expression import BadExpression, codes, holds, parse


@pytest.mark.parametrize(
    ("rule", "answers", "result"),
    [
        ("women <= people", {"women": 5, "people": 5}, True),
        ("women <= people", {"women": 6, "people": 5}, False),
        ("settled + sent_up <= noted", {"settled": 2, "sent_up": 2, "noted": 3}, False),
        ("settled - sent_up == 1", {"settled": 3, "sent_up": 2}, True),
        ("fund == 0 or fund >= 1000", {"fund": 0}, True),
        ("fund == 0 or fund >= 1000", {"fund": 15}, False),
        ("(meetings > 0) == (people > 0)", {"meetings": 0, "people": 0}, True),
        ("(meetings > 0) == (people > 0)", {"meetings": 2, "people": 0}, False),
        ("people <= 500 * meetings", {"people": 1001, "meetings": 2}, False),
        ("not matters > 0 or filled(why)", {"matters": 1, "why": "a quarrel"}, True),
        ("not matters > 0 or filled(why)", {"matters": 1, "why": ""}, False),
        ("not matters > 0 or filled(why)", {"matters": 0}, True),
        ("filled(people) and people != 3", {"people": 3}, False),
    ],
)
def test_a_check_means_what_it_says(rule, answers, result):
    assert holds(rule, answers) is result


@pytest.mark.parametrize("blank", [{}, {"women": None}])
def test_a_blank_or_not_applicable_answer_fails_no_check(blank):
    assert holds("women <= people", {"people": 5, **blank})
    assert holds("women + 1 <= people and women > 100", {"people": 5, **blank})


def test_what_is_known_to_be_wrong_stays_wrong_beside_a_blank():
    assert not holds("women <= people and men <= people", {"women": 6, "people": 5})


def test_zero_is_an_answer_and_blank_is_none():
    assert holds("filled(people)", {"people": 0})
    assert not holds("filled(people)", {"people": None})
    assert not holds("filled(people)", {})


def test_a_text_is_never_compared_as_if_it_were_a_figure():
    assert holds("difficulties > 3", {"difficulties": "4"})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "women <=",
        "women < = people",
        "__import__('os')",
        "people.__class__",
        "people[0]",
        "[people]",
        "people ** 9",
        "people / 2",
        "-people > 1",
        "lambda: 1",
        "people if women else 1",
        "'text' == 'text'",
        "1.5 < people",
        "women < people < 9",
        "filled(3)",
        "filled(women, people)",
        "open(women)",
        "filled(code=women)",
        "women\0<1",
        "(" * 150,
    ],
)
def test_nothing_else_can_be_written(text):
    with pytest.raises(BadExpression):
        parse(text)


@given(st.text(alphabet="ab01 +-*<=>!()andornotfilled.[]'\"", max_size=40))
def test_any_text_is_a_check_or_is_refused(text):
    try:
        parse(text)
    except BadExpression:
        return
    assert holds(text, {"a": 1, "b": 0}) in (True, False)


def test_indicators_are_named_in_their_order():
    assert codes("b + a <= 3 * b or filled(c)") == ["b", "a", "c"]
