import hashlib
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.base import clock, db, files, tick
from portal.base.db import Base, session, writing
from portal.base.files import File

PDF = "application/pdf"


@pytest.fixture
def papers(both):
    """A slice's table that holds files."""
    table = sa.Table(
        "trial_paper",
        Base.metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.ForeignKey("file.digest"), index=True),
    )
    table.create(db.engine())
    yield table
    session.remove()
    table.drop(db.engine())
    Base.metadata.remove(table)


def put(content: bytes, kind: str = PDF) -> str:
    with writing():
        return files.put(content, kind)


def kept() -> set[str]:
    session.rollback()
    return set(session.scalars(sa.select(File.digest)))


def swept(hours: float) -> None:
    """Four hours of the clock, so many hours from now: every share has had its minute."""
    begin = clock.now() + timedelta(hours=hours)
    for minute in range(256):
        with clock.at(begin + timedelta(minutes=minute)), writing():
            files.sweep()


def test_a_file_is_given_back_byte_for_byte_under_its_digest(both):
    content = bytes(range(256)) * 4000
    digest = put(content)
    assert digest == hashlib.sha256(content).hexdigest()
    assert files.get(digest) == content
    assert files.get("0" * 64) is None
    row = session.get_one(File, digest)
    assert (row.kind, row.size) == (PDF, len(content))


def test_the_same_content_is_kept_once(both):
    assert put(b"a") == put(b"a") != put(b"b")
    assert len(kept()) == 2


def test_naming_a_file_does_not_load_it(app, statements):
    digest = put(b"a" * 1000)
    del statements[:]
    assert session.get_one(File, digest).size == 1000
    assert "content" not in "".join(statements)


def test_an_erased_file_is_gone_for_all_who_hold_it_and_breaks_nothing(papers):
    digest = put(b"a face")
    with writing():
        session.execute(sa.insert(papers).values(digest=digest))
        files.erase(digest)
    assert files.get(digest) is None
    assert session.scalar(sa.select(papers.c.digest)) == digest
    assert session.get_one(File, digest).size == 0
    put(b"a face")
    assert files.get(digest) == b"a face"


def test_what_nobody_has_held_for_a_day_is_let_go(papers):
    held, *loose = [put(b"%d" % n) for n in range(300)]
    with writing():
        session.execute(sa.insert(papers).values(digest=held))
    swept(hours=19)  # the last of its minutes lies before the day is over
    assert kept() == {held, *loose}
    swept(hours=24.1)
    assert kept() == {held}
    with writing():
        session.execute(sa.delete(papers))
    swept(hours=24.1)
    assert kept() == set()


def test_a_file_sent_again_waits_another_day(papers):
    digest = put(b"a")
    with clock.at(clock.now() + timedelta(hours=20)):
        put(b"a")
    swept(hours=30)
    assert kept() == {digest}


def test_what_is_held_cannot_be_deleted_even_by_mistake(papers):
    digest = put(b"a")
    with writing():
        session.execute(sa.insert(papers).values(digest=digest))
    with pytest.raises(sa.exc.IntegrityError), writing():
        session.execute(sa.delete(File))
    assert kept() == {digest}


def test_the_tick_sweeps(app):
    digest = put(b"a")
    share = int(digest[:2], 16)
    for minute in range(256):
        at = clock.now() + timedelta(days=2, minutes=minute)
        if int(at.timestamp() // 60) % 256 == share:
            with clock.at(at):
                assert tick.tick()
    assert kept() == set()
