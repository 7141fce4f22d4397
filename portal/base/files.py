"""Files in the database, under the sha-256 of their content: backup, replicas and erasure hold them
too, and the same picture sent twice is kept once.

Who holds a file says so in the schema: a column `ForeignKey("file.digest")` (index it). So the
database itself keeps what is held, and the clock finds what is not, without anybody telling. What
comes in has been checked before: `base/pictures.py`, `base/attachments.py`.
"""

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import clock, pagecache
from portal.base.db import Base, insert, session

# A day: a file waits beside a draft, or for the second step of a form.
KEPT = timedelta(hours=24)
# The digests are swept a 256th at each minute of the clock, so each file once in four hours.
_SHARES = 256


class File(Base):
    """One content; `content` is None once erased, and whoever holds it holds nothing."""

    __tablename__ = "file"
    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(100))
    """The media type, found in the content, never taken from a name or a browser."""
    size: Mapped[int]
    """Bytes."""
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    created: Mapped[datetime]


def put(content: bytes, kind: str) -> str:
    """Keep a content, of a kind that was found in it; its digest, by which it is held."""
    digest = hashlib.sha256(content).hexdigest()
    row = {"digest": digest, "kind": kind, "size": len(content), "content": content}
    new = insert(File).values(**row, created=clock.now())
    # Touched also when it is there: the clock may be about to sweep it away unheld.
    again = {
        "created": new.excluded.created,
        "size": new.excluded.size,
        "content": sa.func.coalesce(File.content, new.excluded.content),  # it may have been erased
    }
    session.execute(new.on_conflict_do_update(index_elements=["digest"], set_=again))
    return digest


def get(digest: str) -> bytes | None:
    """The content; None for what was erased or never was."""
    return session.scalar(_CONTENT, {"digest": digest})


_CONTENT = sa.select(File.content).where(File.digest == sa.bindparam("digest"))


def erase(digest: str) -> None:
    """Blank a content for all who hold it; the row stays, so that nothing that names it breaks."""
    session.execute(sa.update(File).where(File.digest == digest).values(content=None, size=0))
    pagecache.stale()


def holders() -> list[sa.Column[str]]:
    """Every column in the house that holds files."""
    return [
        key.parent
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column is File.__table__.c.digest
    ]


def sweep() -> None:
    """Let go of files that nobody has held for a day: this minute's share; the tick calls it."""
    share = int(clock.now().timestamp() // 60) % _SHARES
    low, high = f"{share:02x}", f"{share:02x}g"
    held = [sa.exists().where(column == File.digest) for column in holders()]
    session.execute(
        sa.delete(File).where(
            File.digest >= low,
            File.digest < high,
            File.created < clock.now() - KEPT,
            *[~one for one in held],
        ),
        execution_options={"synchronize_session": False},
    )
