import pytest

from portal.base.language import speaking
from portal.reports.checks import findings, is_far
from portal.reports.rules import Severity
from tests import make

QUIET = {"meetings": 1, "attending": 40, "poor_fund": 0}


@pytest.fixture
def asked(app):
    return make.weekly()


def found(asked, figures, texts=None, history=()):
    return {one.code: one for one in findings(asked, figures, texts or {}, history)}


def test_an_ordinary_report_raises_nothing(asked):
    assert found(asked, QUIET, history=[{**QUIET, "attending": 38}]) == {}


def test_a_finding_speaks_the_reader_s_language_and_says_where_it_shows(asked):
    with speaking("en"):
        [finding] = found(asked, {**QUIET, "women_attending": 41}).values()
    assert finding.severity is Severity.BLOCK
    assert finding.message == "There cannot be more women than people attending."
    assert list(finding.indicators) == ["women_attending", "attending"]


def test_one_line_why_settles_nothing_by_itself_but_is_asked_for(asked):
    grave = {**QUIET, "grave_matters": 1}
    [finding] = found(asked, grave).values()
    assert finding.severity is Severity.EXPLAIN
    assert found(asked, grave, {"difficulties": "Một vụ tranh chấp đất"}) == {}


@pytest.mark.parametrize(
    ("value", "past", "far"),
    [
        (40, [10] * 12, True),
        (12, [10] * 12, False),
        (400, [100, 110, 90, 105, 95, 100], True),
        (130, [100, 110, 90, 105, 95, 100], False),
        (4, [1] * 12, False),
        (7, [0] * 12, True),
        (900, [10] * 5, False),
        (None, [10] * 12, False),
        (900, [10, 1000, 10, 1000, 10, 1000], False),
    ],
)
def test_a_value_far_outside_the_own_last_weeks_asks_why(value, past, far):
    assert is_far(value, past) is far


def test_one_strange_week_in_the_past_does_not_hide_the_next(asked):
    history = [{"attending": 40 + week} for week in range(11)] + [{"attending": 9000}]
    assert list(found(asked, {"attending": 9000}, history=history)) == ["far-attending"]


def test_blank_weeks_say_nothing_about_what_is_usual(asked):
    history = [{"attending": None}, {}] * 4 + [{"attending": 10}] * 5
    assert found(asked, {"attending": 900}, history=history) == {}


def test_a_copy_of_last_week_asks_are_you_sure(asked):
    [finding] = found(asked, QUIET, history=[QUIET, {"meetings": 9}]).values()
    assert (finding.code, finding.severity) == ("copy", Severity.WARN)


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ({"meetings": 0, "attending": 0}, {"meetings": 0, "attending": 0}),
        ({"meetings": 1, "attending": 40}, {"meetings": 1, "attending": 41}),
        ({"meetings": 1, "attending": 40, "opinions": 0}, {"meetings": 1, "attending": 40}),
    ],
)
def test_nothing_twice_or_anything_new_is_no_copy(asked, now, last):
    assert "copy" not in found(asked, now, history=[last])


def test_a_copy_of_an_older_week_is_no_copy(asked):
    assert found(asked, QUIET, history=[{"meetings": 2, "attending": 50}, QUIET]) == {}
