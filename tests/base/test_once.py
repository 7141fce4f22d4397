from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.base import clock, db, once
from portal.base.db import session, writing
from portal.base.errors import Conflict, Untrusted
from portal.base.once import OnceKey
from tests.threads import at_once

FIELDS = [("meetings", "3"), ("attending", "90")]


def claimed(key, scope="session 1 /reports", fields=FIELDS):
    with writing():
        return once.claim(key, scope, fields)


def test_the_same_form_again_finds_what_came_of_it(both):
    key = once.new_key()
    with writing():
        once.claim(key, "session 1 /reports", FIELDS).remember(location="/reports?done=sent")
    again = claimed(key)
    assert again.repeated
    assert again.outcome == {"location": "/reports?done=sent"}


def test_the_same_key_with_other_content_is_refused(both):
    key = once.new_key()
    claimed(key)
    with pytest.raises(Conflict):
        claimed(key, fields=[("meetings", "4"), ("attending", "90")])


def test_order_of_fields_and_tokens_are_no_content(app):
    key = once.new_key()
    claimed(key)
    tokens = [("csrf_token", "another"), ("once", key)]
    assert claimed(key, fields=[*tokens, *reversed(FIELDS)]).repeated


def test_a_key_belongs_to_its_route_and_its_visitor(app):
    key = once.new_key()
    claimed(key)
    assert not claimed(key, scope="session 2 /reports").repeated
    assert not claimed(key, scope="session 1 /members").repeated


def test_a_deed_that_was_refused_leaves_the_key_unused(both):
    key = once.new_key()
    db.begin_write()
    once.claim(key, "session 1 /reports", FIELDS)
    db.finish()
    assert not claimed(key).repeated


@pytest.mark.parametrize(
    "key", ["", "short", "x" * 65, "with a space and more letters", "é" * 22 + "!"]
)
def test_a_form_without_a_proper_key_is_not_ours(app, key):
    with pytest.raises(Untrusted):
        claimed(key)


def test_keys_are_random_and_kept_only_as_hash(app):
    keys = {once.new_key() for _ in range(1000)}
    assert len(keys) == 1000
    key = keys.pop()
    claimed(key)
    [row] = session.scalars(sa.select(OnceKey)).all()
    assert key not in (row.key, row.content)
    assert len(row.key) == 64


def test_keys_are_kept_for_a_day(both):
    old, new = once.new_key(), once.new_key()
    with clock.at(clock.now() - timedelta(hours=24, seconds=1)):
        claimed(old)
    claimed(new)
    with writing():
        once.forget_old()
    assert not claimed(old).repeated
    assert claimed(new).repeated


def test_one_of_many_at_once_does_the_deed_and_all_others_find_it(both):
    key = once.new_key()

    def post(which):
        with writing():
            claim = once.claim(key, "session 1 /reports", FIELDS)
            if not claim.repeated:
                claim.remember(done_by=which)
            return claim.repeated, claim.outcome["done_by"]

    found = at_once(8, post)
    assert sorted(repeated for repeated, _ in found) == [False] + [True] * 7
    assert len({done_by for _, done_by in found}) == 1
