import json
import shutil
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.base import db
from portal.reports import questionnaire, slots
from portal.reports.questionnaire import Share
from portal.reports.rules import Kind, Rollup
from tests import make

HOW = {rollup: f"a_{rollup}" for rollup in Rollup}


@pytest.fixture(scope="module")
def asked(portal, template, tmp_path_factory):
    """One question for each way of adding up, each with two decimals, and two shares."""
    copy = shutil.copy(template, tmp_path_factory.mktemp("slots") / "portal.db")
    db.open_database(f"sqlite:///{copy}")
    whole = make.weekly()
    first = whole.questions[0]
    questions = [
        replace(first, number=number, code=code, rollup=rollup, places=2, kind=Kind.DECIMAL)
        for number, (rollup, code) in enumerate(HOW.items(), start=1)
    ]
    questions.append(replace(first, number=9, code="whole", places=0))
    db.close_database()
    questionnaire.forget()
    return replace(
        whole,
        questions=questions,
        shares=[Share({}, HOW[Rollup.SUM], "whole", False), Share({}, "whole", "whole", True)],
    )


def of(asked, *reports):
    return slots.added(asked, [slots.of_report(asked, report) for report in reports])


def figure(asked, row, rollup):
    return slots.figure(asked, row, asked.by_code[HOW[rollup]])


def test_each_question_adds_up_in_its_own_way(asked):
    row = of(asked, *(dict.fromkeys(HOW.values(), value) for value in (200, 500, 800)))
    assert figure(asked, row, Rollup.SUM) == (15.0, 3)
    assert figure(asked, row, Rollup.MEAN) == (5.0, 3)
    assert figure(asked, row, Rollup.MIN) == (2.0, 3)
    assert figure(asked, row, Rollup.MAX) == (8.0, 3)
    assert asked.by_code[HOW[Rollup.NONE]] not in asked.figures


def test_blank_zero_and_not_applicable_are_three_things(asked):
    code = HOW[Rollup.SUM]
    zero, blank, not_applicable = {code: 0}, {}, {code: None}
    assert figure(asked, of(asked, zero), Rollup.SUM) == (0, 1)
    assert figure(asked, of(asked, blank), Rollup.SUM) == (None, 0)
    assert figure(asked, of(asked, not_applicable), Rollup.SUM) == (None, 0)
    assert figure(asked, of(asked, zero, blank, {code: 700}), Rollup.SUM) == (7.0, 2)


def test_zero_is_the_least_value_and_a_blank_is_not(asked):
    code = HOW[Rollup.MIN]
    assert figure(asked, of(asked, {code: 300}, {}), Rollup.MIN) == (3.0, 1)
    assert figure(asked, of(asked, {code: 300}, {code: 0}), Rollup.MIN) == (0, 2)


def test_a_share_is_a_ratio_of_sums_never_a_mean_of_ratios(asked):
    code = HOW[Rollup.SUM]
    row = of(asked, {code: 100, "whole": 1}, {code: 100, "whole": 9})
    assert slots.share(asked, row, asked.shares[0]) == pytest.approx(0.2)


def test_a_share_counts_only_who_answered_both(asked):
    code = HOW[Rollup.SUM]
    row = of(asked, {code: 100, "whole": 2}, {"whole": 98}, {code: 9900}, {code: 5, "whole": None})
    assert slots.share(asked, row, asked.shares[0]) == pytest.approx(0.5)


def test_a_share_of_nothing_is_no_number(asked):
    assert slots.share(asked, slots.empty(asked), asked.shares[0]) is None
    assert slots.share(asked, of(asked, {HOW[Rollup.SUM]: 1, "whole": 0}), asked.shares[0]) is None


def test_no_reports_are_the_empty_row(asked):
    assert slots.added(asked, []) == slots.empty(asked) == of(asked, {})


def test_what_the_database_strings_together_is_the_sum(asked):
    rows = [slots.of_report(asked, {HOW[Rollup.MAX]: value}) for value in (3, 10**17)]
    joined = ",".join(slots.written(row) for row in rows)
    assert slots.added_texts(asked, joined) == slots.added(asked, rows)


answer = st.one_of(st.none(), st.integers(0, 10**18 - 1))
report = st.fixed_dictionaries({}, optional=dict.fromkeys([*HOW.values(), "whole"], answer))


@given(groups=st.lists(st.lists(report, max_size=6), max_size=6))
def test_groups_of_groups_add_up_to_the_last_unit(asked, groups):
    rows = [slots.of_report(asked, one) for group in groups for one in group]
    in_steps = [of(asked, *group) for group in groups if group]
    kept = [json.loads(slots.written(row)) for row in in_steps]
    assert slots.added(asked, kept) == slots.added(asked, rows)
