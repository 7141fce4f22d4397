from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.open311 import rules
from portal.petitions.rules import RESTRICTED, Kind, State

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 8, 24, 3, tzinfo=UTC)
DAY = timedelta(days=1)


def test_every_state_is_open_or_closed():
    assert {rules.status(state) for state in State} == {"open", "closed"}
    assert set().union(*rules.STATUSES.values()) == set(State)
    assert not rules.STATUSES["open"] & rules.STATUSES["closed"]


def test_what_is_confidential_is_not_offered():
    assert set(rules.OFFERED) == set(Kind) - RESTRICTED


@pytest.mark.parametrize(
    ("typed", "number"),
    [("PA-000123", 123), ("pa-123", 123), ("123", 123), (" 123 ", 123), ("PA-0", None),
     ("", None), ("PA", None), ("-1", None), ("1e3", None), ("9" * 10, None), ("١٢٣", None)],
)  # fmt: skip
def test_a_number_is_read_with_and_without_its_letters(typed, number):
    assert rules.petition_id(typed) == number


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("2026-08-24T00:00:00Z", datetime(2026, 8, 24, tzinfo=UTC)),
        ("2026-08-24T07:00:00+07:00", datetime(2026, 8, 24, tzinfo=UTC)),
        ("2026-08-24T07:00:00 07:00", datetime(2026, 8, 24, tzinfo=UTC)),
        ("2026-08-24T07:00:00", datetime(2026, 8, 24, tzinfo=UTC)),
        ("2026-08-24", datetime(2026, 8, 24, tzinfo=HANOI)),
    ],
)
def test_w3c_dates_are_read(typed, at):
    assert rules.instant(typed, HANOI) == at


@pytest.mark.parametrize(
    "typed", ["yesterday", "24/08/2026", "0001-01-01T00:00:00+14:00", "2026-13-01", "9" * 400]
)
def test_other_dates_are_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011 - as the standard library says it
        rules.instant(typed, HANOI)


def test_a_span_is_ninety_days_unless_said_otherwise():
    assert rules.span(None, None, NOW) == (NOW - 90 * DAY, NOW)
    assert rules.span(NOW - 10 * DAY, None, NOW) == (NOW - 10 * DAY, NOW + 80 * DAY)
    assert rules.span(None, NOW - DAY, NOW) == (NOW - 91 * DAY, NOW - DAY)
    assert rules.span(NOW, NOW + 90 * DAY, NOW) == (NOW, NOW + 90 * DAY)


def test_a_longer_span_or_one_backwards_is_none():
    assert rules.span(NOW, NOW + 90 * DAY + timedelta(seconds=1), NOW) is None
    assert rules.span(NOW, NOW - DAY, NOW) is None
    assert rules.span(None, datetime.min.replace(tzinfo=UTC), NOW) is None
    assert rules.span(datetime.max.replace(tzinfo=UTC), None, NOW) is None


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Đèn hỏng", "Đèn hỏng"),
        ("\n Đèn hỏng. \nĐã hai tuần.", "Đèn hỏng."),
        ("a" * 120, "a" * 120),
        ("a" * 121, "a" * 119 + "…"),
        ("đường, " * 40, ("đường, " * 17).rstrip(" ,") + "…"),
        ("😀", "😀"),
    ],
)
def test_a_topic_is_the_first_line_in_whole_words(text, topic):
    assert rules.topic(text) == topic
    assert len(topic) <= 120
