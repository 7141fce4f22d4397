from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.base import clock, limits
from portal.base.db import session, writing
from portal.base.errors import TooMany
from portal.base.limits import Attempt
from tests import make
from tests.threads import at_once

SPAN = timedelta(minutes=15)


def count(key="lan", door="sign-in"):
    with writing():
        limits.count(door, key, SPAN)


def check(key="lan", door="sign-in", most=3):
    session.rollback()
    limits.check(door, key, most, SPAN)


@pytest.fixture(autouse=True)
def at_nine():
    with make.at("2026-08-24 09:00"):
        yield


def test_a_door_shuts_after_so_many_attempts_and_says_for_how_long(both):
    for _ in range(3):
        check()
        count()
    with make.at("2026-08-24 09:05"), pytest.raises(TooMany) as refusal:
        check()
    assert refusal.value.retry_after == 600
    assert refusal.value.values == {"minutes": 10}


def test_it_opens_again_with_the_next_window(app):
    for _ in range(3):
        count()
    with make.at("2026-08-24 09:15"):
        check()


def test_other_doors_and_other_people_are_not_shut_out(app):
    for _ in range(3):
        count()
    check(key="minh")
    check(door="reset")


def test_nobody_s_name_or_address_is_kept(app):
    count(key="203.0.113.7")
    [row] = session.scalars(sa.select(Attempt)).all()
    assert "203" not in row.door or len(row.door) == 64
    assert limits.anonymous("203.0.113.7").startswith("2026-08-24 ")


def test_attempts_at_the_same_instant_are_all_counted(both):
    at_once(8, lambda which: [count() for _ in range(5)])
    assert limits.number("sign-in", "lan", SPAN) == 40


def test_windows_are_forgotten_after_a_day(both):
    count()
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        count()
        with writing():
            limits.forget_old()
    assert len(session.scalars(sa.select(Attempt)).all()) == 1
