"""What a post is at an instant, months of the archive, and what a post is found by."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.news.rules import (
    Month,
    Stage,
    State,
    needs_note,
    state,
    urgent_until,
)

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Some:
    """A post, as far as its state goes."""

    stage: Stage = Stage.SETTLED
    shown_from: datetime | None = None
    shown_until: datetime | None = None
    withdrawn_at: datetime | None = None


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        (Some(Stage.DRAFT), State.DRAFT),
        (Some(Stage.REVIEW), State.REVIEW),
        (Some(shown_from=NOW + HOUR), State.SCHEDULED),
        (Some(shown_from=NOW), State.PUBLISHED),
        (Some(Stage.DRAFT, shown_from=NOW - HOUR), State.PUBLISHED),
        (Some(shown_from=NOW - HOUR, shown_until=NOW + HOUR), State.PUBLISHED),
        (Some(shown_from=NOW - HOUR, shown_until=NOW), State.EXPIRED),
        (Some(withdrawn_at=NOW), State.WITHDRAWN),
        (Some(Stage.DRAFT, withdrawn_at=NOW), State.WITHDRAWN),
    ],
)
def test_a_posts_state_is_a_comparison_with_the_clock(post: Some, expected: State) -> None:
    assert state(post, NOW) is expected


def test_only_what_people_have_read_needs_a_note() -> None:
    assert needs_note(Some(shown_from=NOW), NOW)
    assert not needs_note(Some(shown_from=NOW + HOUR), NOW)
    assert not needs_note(Some(), NOW)
    assert not needs_note(Some(withdrawn_at=NOW), NOW)


def test_an_urgent_line_stands_three_days_or_as_long_as_its_post() -> None:
    assert urgent_until(NOW, None) == NOW + timedelta(days=3)
    assert urgent_until(NOW, NOW + HOUR) == NOW + HOUR
    assert urgent_until(NOW, NOW + timedelta(days=9)) == NOW + timedelta(days=3)


@pytest.mark.parametrize("typed", ["2026-11", "11/2026", " 11-2026 "])
def test_a_month_is_read_as_people_write_it(typed: str) -> None:
    assert Month.parse(typed) == Month(2026, 11)


@pytest.mark.parametrize(
    "typed", ["", "2026", "2026-13", "0/2026", "1999-11", "11/2026/1", "२०२६-११", "a-b", "11-99999"]
)
def test_what_is_no_month_is_none(typed: str) -> None:
    assert Month.parse(typed) is None


def test_a_month_begins_and_ends_on_the_wall_clock() -> None:
    first, after = Month(2026, 12).span(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert first.astimezone(UTC) == datetime(2026, 11, 30, 17, tzinfo=UTC)
    assert after.astimezone(UTC) == datetime(2026, 12, 31, 17, tzinfo=UTC)


def test_months_go_back_from_the_last() -> None:
    months = Month(2025, 11).until(Month(2026, 2))
    assert [str(month) for month in months] == ["2026-02", "2026-01", "2025-12", "2025-11"]
    assert [month.words for month in months][:1] == ["2/2026"]
