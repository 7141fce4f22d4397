import pytest
import sqlalchemy as sa

from portal.base.db import session, writing
from portal.base.language import pick, speaking
from portal.base.period import Period
from portal.reports import default_form, services
from portal.reports.checks import findings
from portal.reports.expression import codes
from portal.reports.models import Form
from portal.reports.rules import Kind, Rollup, Severity
from portal.units.rules import Level
from tests import make

QUIET = {
    "meetings": 1,
    "attending": 40,
    "women_attending": 20,
    "opinions": 3,
    "opinions_settled": 1,
    "opinions_sent_up": 1,
    "mediations_ended": 2,
    "mediations_settled": 1,
    "households_helped": 4,
    "poor_fund": 1_500_000,
    "other_donations": 0,
    "cleanups": 1,
    "cleanup_people": 25,
    "grave_matters": 0,
}


@pytest.fixture
def asked(app):
    return make.weekly()


def test_it_is_installed_once_and_then_left_alone(both):
    make.weekly()
    with writing():
        services.install_default_form()
    assert session.scalar(sa.select(sa.func.count()).select_from(Form)) == 1


def test_it_asks_twenty_figures_and_two_remarks_in_five_sections(asked):
    assert len(asked.figures) == 20
    assert [question.number for question in asked.questions] == list(range(1, 23))
    assert [question.kind for question in asked.questions[20:]] == [Kind.TEXT] * 2
    assert [code for code, _ in asked.sections] == ["I", "II", "III", "IV", "V"]
    assert sum(len(asked.of_section(code)) for code, _ in asked.sections) == 22


def test_every_word_stands_in_three_languages(asked):
    words = [title for _, title in asked.sections] + [asked.title]
    words += [question.label for question in asked.questions]
    words += [question.unit for question in asked.figures]
    words += [question.hint for question in asked.questions if question.hint]
    words += [check.message for check in asked.checks] + [share.label for share in asked.shares]
    assert len(words) == 5 + 1 + 22 + 20 + 6 + 12 + 4
    for text in words:
        assert set(text) == {"vi", "en", "hi"}
        assert all(text.values())


def test_every_check_share_and_part_speaks_of_questions_that_are_asked(asked):
    for check in asked.checks:
        assert set(codes(check.rule)) <= set(asked.by_code)
    for share in asked.shares:
        assert {share.numerator, share.denominator} <= {one.code for one in asked.figures}
    for question in asked.questions:
        assert question.part_of is None or question.part_of in asked.by_code


def test_every_figure_has_bounds_and_only_remarks_do_not_add_up(asked):
    for question in asked.figures:
        assert question.minimum == 0
        assert question.maximum > 0
        assert question.rollup is Rollup.SUM
    assert not [question for question in asked.questions[20:] if question.adds_up]


def test_its_clocks_are_those_of_the_regulation(asked):
    assert (asked.clocks.opens, asked.clocks.closes) == (0, 65)
    assert dict(asked.clocks.due) == {Level.VILLAGE: 10, Level.COMMUNE: 17, Level.PROVINCE: 41}


def test_it_is_asked_from_july_2025_on(asked):
    assert Period.parse(default_form.FIRST_PERIOD) == Period.parse("2025-W27")


def test_a_quiet_week_passes_every_check(asked):
    assert findings(asked, QUIET, {}, []) == []


def test_nothing_to_report_passes_every_check(asked):
    assert findings(asked, {question.code: 0 for question in asked.figures}, {}, []) == []


def test_an_empty_form_fails_no_check(asked):
    assert findings(asked, {}, {}, []) == []


TOO_MUCH = "More than 500 people a meeting on average: is that right?"
SOURCE = "Larger than usual: please name the source."
DONG = "Enter đồng: 5 million is 5,000,000."


@pytest.mark.parametrize(
    ("wrong", "severity", "message"),
    [
        (
            {"women_attending": 41},
            Severity.BLOCK,
            "There cannot be more women than people attending.",
        ),
        (
            {"opinions_settled": 2, "opinions_sent_up": 2},
            Severity.BLOCK,
            "Settled in the village plus passed on is more than the opinions noted.",
        ),
        (
            {"opinions_settled": 4, "opinions_sent_up": None},
            Severity.BLOCK,
            "More opinions settled than noted.",
        ),
        (
            {"opinions_sent_up": 4, "opinions_settled": None},
            Severity.BLOCK,
            "More opinions passed on than noted.",
        ),
        (
            {"mediations_settled": 3},
            Severity.BLOCK,
            "There cannot be more mediations settled than ended.",
        ),
        ({"poor_fund": 5}, Severity.BLOCK, DONG),
        ({"other_donations": 999}, Severity.BLOCK, DONG),
        (
            {"attending": 0, "women_attending": 0},
            Severity.WARN,
            "Meetings without people attending (or the other way round)?",
        ),
        (
            {"cleanups": 0},
            Severity.WARN,
            "Clean-up sessions without people (or the other way round)?",
        ),
        ({"attending": 501}, Severity.WARN, TOO_MUCH),
        (
            {"grave_matters": 1},
            Severity.EXPLAIN,
            "Please say one sentence about the matter under 21.",
        ),
        ({"poor_fund": 50_000_001}, Severity.EXPLAIN, SOURCE),
        ({"households_helped": 201}, Severity.EXPLAIN, SOURCE),
    ],
)
def test_each_check_says_what_is_wrong(asked, wrong, severity, message):
    with speaking("en"):
        [finding] = findings(asked, {**QUIET, **wrong}, {}, [])
    assert (finding.severity, finding.message) == (severity, message)


def test_the_numbers_named_in_messages_and_hints_are_those_of_the_questions(asked):
    with speaking("en"):
        message = next(pick(one.message) for one in asked.checks if "grave" in one.rule)
        assert f"under {asked.by_code['difficulties'].number}" in message
        fund, other = asked.by_code["poor_fund"], asked.by_code["other_donations"]
        assert f"under {other.number}" in pick(fund.hint)
        assert f"under {fund.number}" in pick(other.hint)
