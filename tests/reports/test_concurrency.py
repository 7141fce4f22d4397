"""Many at once, on both databases: threads with connections of their own, as in the server."""

from threading import Barrier

import sqlalchemy as sa

from portal.accounts.rules import Role
from portal.base import once
from portal.base.db import session, writing
from portal.reports import hooks, queries, rollup, services
from portal.reports.models import Report, ReportVersion
from portal.reports.rules import State
from portal.reports.services import Overtaken
from tests import make
from tests.browser import Browser
from tests.make import W34
from tests.reports.test_views import REQUIRED
from tests.threads import at_once


def answers(meetings: int) -> services.Answers:
    return services.Answers({"meetings": meetings, "attending": 10 * meetings}, {})


def number_of(table) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(table))


def test_fifty_identical_posts_at_once_make_one_version(both):
    village, asked = make.village(), make.weekly()
    officer, key = make.officer(village), once.new_key()

    def post(which):
        with writing():
            claim = once.claim(key, "session 1 /reports", [("meetings", "3")])
            if claim.repeated:
                return claim.outcome["number"]
            report = services.submit(asked, village, W34, answers(3), by=officer.id, seen=0)
            claim.remember(number=report.number)
            return report.number

    assert at_once(8, lambda which: [post(which) for _ in range(6)]) == [[1] * 6] * 8
    assert number_of(ReportVersion) == 1
    assert number_of(once.OnceKey) == 1
    assert hooks.check() == []


NOTHING = dict.fromkeys(REQUIRED, "0")


def test_fifty_identical_posts_through_http_are_one_version_and_one_answer(both):
    village = make.village()
    make.weekly()
    officer, path = make.officer(village), f"/reports/weekly/{village.code}/{W34}"
    phone = Browser(both).enter(officer)
    fields = {**phone.see(path).fields(), **NOTHING}
    cookie = both.config["SESSION_COOKIE_NAME"]
    token = phone.client.get_cookie(cookie).value
    phones = [both.test_client() for _ in range(8)]
    for one in phones:
        one.set_cookie(cookie, token)

    def post(which):
        answer = phones[which].post(path, data=fields)
        return answer.status_code, answer.headers.get("Location")

    found = at_once(8, lambda which: [post(which) for _ in range(6)])
    answers = {answer for those in found for answer in those}
    assert {(status, to.split(".")[0]) for status, to in answers} == {(303, f"{path}?done=sent")}
    assert len(answers) == 1
    assert number_of(ReportVersion) == 1
    assert hooks.check() == []


def test_of_eight_editors_at_once_one_is_first_and_seven_are_told(both):
    village, asked = make.village(), make.weekly()
    officer = make.officer(village)
    make.submit(village, by=officer, meetings=99)

    def edit(which):
        try:
            with writing():
                # What the view has read before the lock, and holds, must not be believed after it.
                entry = queries.entry(asked, village, W34, officer.id)
                services.submit(asked, village, W34, answers(which), by=officer.id, seen=1)
                assert entry.number == 2
        except Overtaken:
            return "told"
        return which

    found = at_once(8, edit)
    assert found.count("told") == 7
    [first] = [one for one in found if one != "told"]
    session.rollback()
    assert queries.report_of(asked, village.id, W34).figures["meetings"] == first
    assert number_of(ReportVersion) == 2


def test_eight_writers_in_one_commune_and_in_two_lose_no_figure(both):
    commune, asked = make.commune(), make.weekly()
    communes = [commune, make.commune(commune.parent, "Hòa Bình")]
    officer = make.officer(commune)
    villages = [make.village(communes[number % 2], f"Thôn {number}") for number in range(8)]

    def write(which):
        for meetings in range(1, 6):
            with writing():
                page = queries.week(asked, communes[which % 2], W34)
                services.submit(
                    asked,
                    villages[which],
                    W34,
                    answers(which + meetings),
                    by=officer.id,
                    seen=meetings - 1,
                )
                assert len(page.lines) == 4

    at_once(8, write)
    session.rollback()
    reports = session.scalars(sa.select(Report)).all()
    assert [report.number for report in reports] == [5] * 8
    province = rollup.by_province(asked, W34)[commune.parent.id]
    assert province.reported[0] == sum(which + 5 for which in range(8))
    assert province.sent == 8
    assert hooks.check() == []


def test_an_acceptance_beside_corrections_never_takes_what_was_not_seen(both):
    village, asked = make.village(), make.weekly()
    commune, officer = village.parent, make.officer(village)
    lead = make.officer(commune, Role.LEAD)
    make.submit(village, by=officer, meetings=0)

    def correct():
        for number in range(1, 16):
            with make.at(f"2026-08-19 10:00:{number:02}"), writing():
                services.submit(asked, village, W34, answers(number), by=officer.id, seen=number)

    def accept():
        for _ in range(25):
            page = make.week(commune)
            shown = page.lines[0].report.number
            session.remove()
            with writing():
                reports = [line.report for line in queries.week(asked, commune, W34).lines]
                services.accept(asked, reports, by=lead.id, seen=page.seen)
            assert (queries.report_of(asked, village.id, W34).accepted_number or 0) <= shown

    at_once(2, lambda which: (correct, accept)[which]())
    make.accept(village)
    session.rollback()
    report = queries.report_of(asked, village.id, W34)
    assert (report.state, report.accepted_number) == (State.ACCEPTED, 16)
    assert hooks.check() == []


def test_a_correction_under_way_while_the_page_was_read_is_not_accepted(both):
    """It was sent before the page was made and committed after: the page never showed it."""
    village, asked = make.village(), make.weekly()
    commune, officer = village.parent, make.officer(village)
    lead = make.officer(commune, Role.LEAD)
    make.submit(village, by=officer, meetings=1)
    read, sent = Barrier(2), Barrier(2)
    page = []

    def correct():
        with make.at("2026-08-19 10:00"), writing():
            services.submit(asked, village, W34, answers(99), by=officer.id, seen=1)
            sent.wait()
            read.wait()

    def look():
        sent.wait()
        with make.at("2026-08-19 10:01"):
            page.append(queries.week(asked, commune, W34))
        session.remove()
        read.wait()

    at_once(2, lambda which: (correct, look)[which]())
    assert page[0].lines[0].report.number == 1
    with make.at("2026-08-19 10:02"), writing():
        reports = [line.report for line in queries.week(asked, commune, W34).lines]
        assert services.accept(asked, reports, by=lead.id, seen=page[0].seen) == 0
    session.rollback()
    assert queries.report_of(asked, village.id, W34).accepted_number is None
