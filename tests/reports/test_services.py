import pytest
import sqlalchemy as sa

from portal.accounts.rules import Role
from portal.base import audit
from portal.base.db import session, writing
from portal.base.errors import RuleBroken
from portal.base.period import Period
from portal.reports import queries, rollup, services
from portal.reports.models import Draft, ReportVersion
from portal.reports.rules import State
from portal.reports.services import (
    Closed,
    DidNotStand,
    NotOpenYet,
    Overtaken,
    ReasonMissing,
)
from tests import make
from tests.make import W34

W53 = Period.parse("2026-W53")


def tally(village, period=W34):
    node = village.parent.id
    return rollup.by_node(make.weekly(period), period, node=node)[node]


def meetings(village, period=W34):
    """The first question's figure of the village's commune: reported and accepted."""
    kept = tally(village, period)
    return kept.reported[0], kept.accepted[0]


def report(village, period=W34):
    session.rollback()
    return queries.report_of(make.weekly(period), village.id, period)


# Sending and correcting


def test_a_report_counts_at_the_very_next_question(both):
    village = make.village()
    make.submit(village, meetings=3, attending=90)
    assert meetings(village) == (3, 0)
    assert report(village).state is State.SUBMITTED


def test_a_correction_replaces_the_first_figure_and_both_versions_stay(both):
    village = make.village()
    officer = make.officer(village)
    make.submit(village, by=officer, meetings=3)
    make.submit(village, by=officer, meetings=4, reason="counted twice")
    assert meetings(village) == (4, 0)
    newest, first = queries.versions(report(village))
    assert (first[0].number, first[0].figures) == (1, {"meetings": 3})
    assert (newest[0].number, newest[0].figures) == (2, {"meetings": 4})
    assert (newest[0].reason, newest[1]) == ("counted twice", officer.name)


def test_the_same_answers_again_are_no_new_version(both):
    village = make.village()
    make.submit(village, meetings=3, texts={"difficulties": "Mưa"})
    make.submit(village, seen=0, meetings=3, texts={"difficulties": "Mưa"})
    assert report(village).number == 1
    assert len(session.scalars(sa.select(ReportVersion)).all()) == 1


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(both):
    village = make.village()
    make.submit(village, seen=0, meetings=3)
    with pytest.raises(Overtaken):
        make.submit(village, seen=0, meetings=5)
    assert meetings(village) == (3, 0)
    make.submit(village, seen=1, meetings=5)
    assert meetings(village) == (5, 0)


def test_blank_zero_and_not_applicable_are_kept_apart(app):
    village = make.village()
    make.submit(village, meetings=0, attending=None)
    assert report(village).figures == {"meetings": 0, "attending": None}
    kept = tally(village)
    assert kept.reported[:6] == [0, 1, 0, 0, 0, 0]


def test_one_day_s_money_of_a_nation_is_exact(both):
    commune = make.commune()
    for _ in range(3):
        make.submit(make.village(commune), other_donations=2**53 + 1)
    asked = make.weekly()
    province = rollup.by_province(asked, W34)[commune.parent.id]
    slot = 2 * asked.figures.index(asked.by_code["other_donations"])
    assert province.reported[slot] == 3 * (2**53 + 1)


def test_a_draft_is_kept_as_typed_until_its_report_is_sent(both):
    village, asked = make.village(), make.weekly()
    officer, other = make.officer(village), make.officer(village.parent)

    def draft(by, typed):
        return services.DraftText(asked.form_id, village.id, W34, by.id, typed)

    with writing():
        for by in (officer, other):
            services.save_draft(draft(by, {"meetings": "ba"}))
        services.save_draft(draft(officer, {"meetings": "3 "}))
    assert queries.entry(asked, village, W34, officer.id).typed == {"meetings": "3 "}
    make.submit(village, by=officer, meetings=3)
    assert [draft.account_id for draft in session.scalars(sa.select(Draft))] == [other.id]


def test_every_deed_leaves_a_trace(both):
    village = make.village()
    make.submit(village, meetings=3)
    make.accept(village)
    make.withdraw(village, by_parent=True, reason="wrong village")
    session.rollback()
    rows = session.scalars(sa.select(audit.AuditRow).order_by(audit.AuditRow.id)).all()
    acts = [row.act for row in rows if row.subject.startswith("report:")]
    assert acts == ["reports.submit", "reports.accept", "reports.withdraw"]


# Clocks


def test_a_week_takes_nothing_before_it_begins(app):
    village = make.village()
    with make.at("2026-08-16 23:59:59"), pytest.raises(NotOpenYet):
        make.submit(village, meetings=3)
    with make.at("2026-08-17 00:00:00"):
        make.submit(village, meetings=3)


def test_a_week_takes_nothing_after_it_is_closed(app):
    village = make.village()
    with make.at("2026-08-26 16:59:59"):
        make.submit(village, meetings=3)
    with make.at("2026-08-26 17:00:00"), pytest.raises(Closed):
        make.submit(village, meetings=4, reason="counted twice")
    assert meetings(village) == (3, 0)


def test_the_53rd_week_of_2026_takes_reports_in_january(app):
    village = make.village()
    with make.at("2027-01-04 09:59:59"):
        made = make.submit(village, W53, meetings=3)
    assert not made.late
    assert str(made.period) == "2026-W53"


@pytest.mark.parametrize(
    ("sent", "late"), [("2026-08-24 09:59:59", False), ("2026-08-24 10:00:00", True)]
)
def test_a_report_is_on_time_until_monday_ten(app, sent, late):
    village = make.village()
    with make.at(sent):
        make.submit(village, meetings=3)
    assert (tally(village).on_time, tally(village).late) == ((0, 1) if late else (1, 0))


def test_a_late_correction_never_makes_a_report_late(both):
    village = make.village()
    make.submit(village, meetings=3)
    with make.at("2026-08-25 08:00"):
        make.submit(village, meetings=4, reason="counted twice")
    assert (tally(village).on_time, tally(village).late) == (1, 0)
    assert report(village).first_sent_at < report(village).sent_at


def test_a_correction_after_the_due_time_needs_a_reason(app):
    village = make.village()
    make.submit(village, meetings=3)
    with make.at("2026-08-24 10:00"), pytest.raises(ReasonMissing):
        make.submit(village, meetings=4)
    assert report(village).number == 1


def test_a_late_first_report_and_an_answer_to_a_return_need_no_reason(app):
    village = make.village()
    with make.at("2026-08-25 08:00"):
        make.submit(village, meetings=3)
        make.send_back(village)
        make.submit(village, meetings=4)
    assert meetings(village) == (4, 0)


# Units


def test_a_closed_unit_sends_nothing(app):
    village = make.village()
    make.close(village, on=W34.last)
    with pytest.raises(DidNotStand):
        make.submit(village, meetings=3)


def test_a_unit_sends_for_a_week_on_whose_last_day_it_stood(app):
    village = make.village()
    make.close(village, on=W34.end)
    make.submit(village, meetings=3)
    assert report(village).expected


def test_a_unit_that_is_opened_after_the_week_sends_nothing_for_it(app):
    village = make.village(on=W34.end)
    with pytest.raises(DidNotStand):
        make.submit(village, meetings=3)


def test_a_unit_opened_within_the_week_may_send_and_is_not_expected(app):
    village = make.village(on=W34.last)
    make.submit(village, meetings=3)
    assert not report(village).expected
    assert (tally(village).on_time, tally(village).extra) == (1, 1)


def test_a_commune_s_own_row_stands_beside_its_villages(both):
    village = make.village()
    make.submit(village, meetings=3)
    make.submit(village.parent, by=make.officer(village.parent), meetings=10)
    assert meetings(village) == (13, 0)


def test_the_centre_sends_no_report(app):
    with pytest.raises(DidNotStand):
        make.submit(make.centre(), meetings=3)


# Review


def test_what_is_accepted_stands_beside_what_is_reported(both):
    village = make.village()
    make.submit(village, meetings=3)
    assert make.accept(village) == 1
    assert meetings(village) == (3, 3)
    assert tally(village).in_accepted == 1
    assert make.accept(village) == 0


def test_an_amendment_leaves_the_accepted_figure_standing(both):
    village = make.village()
    make.submit(village, meetings=3)
    make.accept(village)
    make.submit(village, meetings=4)
    assert report(village).state is State.AMENDED
    assert meetings(village) == (4, 3)
    make.accept(village)
    assert meetings(village) == (4, 4)


def test_a_returned_report_stays_in_the_reported_sum_with_its_reason(both):
    village = make.village()
    make.submit(village, meetings=11)
    make.send_back(village, cells=["meetings"])
    one = report(village)
    assert (one.state, one.reason, one.cells) == (State.RETURNED, "11 or 1?", ["meetings"])
    assert meetings(village) == (11, 0)
    assert (tally(village).returned, tally(village).waiting) == (1, 0)
    make.submit(village, meetings=1)
    one = report(village)
    assert (one.state, one.reason, one.cells) == (State.SUBMITTED, "", [])


def test_the_same_figures_answer_a_return_as_a_new_version(app):
    village = make.village()
    make.submit(village, meetings=11)
    make.send_back(village)
    make.submit(village, meetings=11)
    assert (report(village).state, report(village).number) == (State.SUBMITTED, 2)


def test_a_returned_amendment_leaves_the_accepted_figure_standing(app):
    village = make.village()
    make.submit(village, meetings=11)
    make.accept(village)
    with pytest.raises(RuleBroken):
        make.send_back(village)
    make.submit(village, meetings=12)
    make.send_back(village)
    assert meetings(village) == (12, 11)
    make.submit(village, meetings=1)
    assert report(village).state is State.AMENDED
    assert meetings(village) == (1, 11)


def test_what_is_withdrawn_counts_no_longer_and_stays_readable(both):
    village = make.village()
    make.submit(village, meetings=3)
    make.withdraw(village)
    assert meetings(village) == (0, 0)
    assert tally(village).sent == 0
    assert queries.versions(report(village))[0][0].figures == {"meetings": 3}
    make.submit(village, meetings=3)
    assert (report(village).state, report(village).number) == (State.SUBMITTED, 2)
    assert meetings(village) == (3, 0)


def test_after_acceptance_only_the_commune_withdraws_and_says_why(app):
    village = make.village()
    make.submit(village, meetings=3)
    make.accept(village)
    for amend in (
        lambda: None,
        lambda: make.submit(village, meetings=4),
        lambda: make.send_back(village),
    ):
        amend()
        with pytest.raises(RuleBroken):
            make.withdraw(village)
    with pytest.raises(RuleBroken):
        make.withdraw(village, by_parent=True)
    make.withdraw(village, by_parent=True, reason="wrong village")
    assert meetings(village) == (0, 0)
    assert (report(village).accepted_number, report(village).accepted_figures) == (None, None)


def test_nothing_is_withdrawn_or_returned_twice(app):
    village = make.village()
    make.submit(village, meetings=3)
    make.withdraw(village)
    with pytest.raises(RuleBroken):
        make.withdraw(village)
    with pytest.raises(RuleBroken):
        make.send_back(village)
    assert make.accept(village) == 0


def test_a_review_of_a_version_that_was_not_seen_is_refused(both):
    village = make.village()
    asked, lead = make.weekly(), make.officer(village.parent, Role.LEAD)
    make.submit(village, meetings=3)
    make.submit(village, meetings=4)
    one = report(village)
    for service, more in [
        (services.send_back, {"reason": "11 or 1?"}),
        (services.withdraw, {"reason": "wrong", "by_parent": True}),
    ]:
        with pytest.raises(Overtaken), writing():
            service(asked, one, by=lead.id, seen=1, **more)
    assert report(village).state is State.SUBMITTED


def test_all_that_was_seen_is_accepted_and_nothing_newer(both):
    commune, asked = make.commune(), make.weekly()
    lead = make.officer(commune, Role.LEAD)
    villages = [make.village(commune, name) for name in "ABC"]
    for minute, village in enumerate(villages[:2]):
        with make.at(f"2026-08-19 10:0{minute}"):
            make.submit(village, meetings=1)
    page = queries.week(asked, commune, W34)
    with make.at("2026-08-19 10:05"):
        make.submit(villages[0], meetings=100)
        make.submit(villages[2], meetings=100)
    with writing():
        lines = queries.week(asked, commune, W34).lines
        accepted = services.accept(
            asked, [line.report for line in lines], by=lead.id, seen=page.seen
        )
    assert accepted == 1
    assert meetings(villages[0]) == (201, 1)
