"""Public answers in the real tree: every petition answered and published, written in bulk.

Not by the services, but as they would have: the same lines, terms and figures of months.
"""

from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import sqlalchemy as sa

from bench import indexed, kept
from bench.lives import TOPICS, WORDS
from bench.posts import RANKS, SYLLABLES
from portal.answers import services as figures
from portal.base import clock, db, terms
from portal.petitions.models import Petition
from portal.petitions.papers import (
    Answer,
    PublicCopy,
    Rating,
    Recount,
    Referral,
)
from portal.petitions.rules import Channel, Kind, Learn, Outcome, State
from portal.units.models import Unit
from portal.units.rules import Level

DAYS = 720
RARE = "sầu riêng"
"""In one petition of a thousand."""
KINDS = [Kind.FEEDBACK, Kind.PROPOSAL, Kind.THANKS]

Row = dict[str, Any]


def database(number: int, url: str = "") -> str:
    """URL of a database with so many public answers, opened; written now unless one is there."""
    sow = partial(_sow, number)
    if not url:
        return kept.database(f"answers-{number}", sow, number, TOPICS, WORDS)
    kept.open_(url)
    sow()
    return url


def _sow(number: int) -> None:
    kept.sow_country()
    homes, writer = indexed.above(), Random(1)
    with kept.steps(number) as step:
        for block in range(number // terms.BLOCK + 1):
            ids = range(max(1, block * terms.BLOCK), min((block + 1) * terms.BLOCK, number + 1))
            rows = [_rows(one, number, writer, homes) for one in ids]
            with db.writing() as session:
                for table in (Petition, Answer, Rating, Referral, PublicCopy):
                    found = [row[table] for row in rows if table in row]
                    if found:
                        session.execute(sa.insert(table), found)
                indexed.lines(
                    session, (row[PublicCopy] for row in rows if PublicCopy in row), homes
                )
            step(len(rows))
    count_months()
    with db.writing() as session:
        session.execute(sa.text("ANALYZE"))


def count_months() -> None:
    """Every office and month is noted, and counted by the clock."""
    with db.writing() as session:
        units = session.scalars(sa.select(Unit.id).where(Unit.level == Level.COMMUNE)).all()
        first = clock.today().replace(day=1)
        months = [first]
        while (clock.today() - months[-1]).days < DAYS + 31:
            months.append((months[-1] - timedelta(days=1)).replace(day=1))
        notes = [{"unit_id": one, "month": month} for month in months for one in units]
        session.execute(sa.insert(Recount), notes)
    left = True
    while left:
        with db.writing() as session:
            figures.recount()
            left = bool(session.scalar(sa.select(sa.func.count()).select_from(Recount)))


def _rows(number: int, whole: int, draw: Random, homes: dict[int, tuple[int, ...]]) -> Row:
    """One petition with its answer; of a hundred two are open, one of them very late."""
    home = draw.choice(_keys(homes))
    at = clock.now() - timedelta(days=DAYS * (1 - number / whole), minutes=draw.randrange(600))
    took = draw.choices((1, 2, 3, 5, 8, 10, 14, 25), (2, 4, 8, 9, 9, 8, 3, 1))[0]
    on, signed = clock.local(at).date(), min(clock.now(), at + timedelta(days=took * 7 / 5))
    state = State.IN_PROGRESS if not number % 50 else State.CLOSED
    kind = draw.choices(KINDS, (7, 2, 1))[0]
    ended = signed if state is State.CLOSED else None
    due = on + timedelta(days=14)
    rows = {Petition: _petition(number, kind, state, home, homes[home][1], at, due, ended)}
    if ended is None:
        return rows
    outcome = Outcome.REFER if not number % 40 else Outcome.ANSWER
    rows[Answer] = {
        "id": number, "petition_id": number, "number": 1, "outcome": outcome, "reason": None,
        "text": "", "unit_id": home, "author_id": None, "written_at": at, "submitted_at": at,
        "approver_id": None, "approved_at": signed, "due_on": due, "in_time": took <= 10,
        "days": took, "reopened_at": signed if not number % 60 else None,
    }  # fmt: skip
    if outcome is Outcome.REFER:
        rows[Referral] = {
            "answer_id": number, "agency_id": None, "agency": "Điện lực", "document": "1",
            "signed_on": on, "follow_up_on": due, "replied_on": due, "days": 8, "reply": "",
        }  # fmt: skip
    elif draw.random() < 0.3:
        stars = draw.choices(range(1, 6), (1, 1, 3, 6, 6))[0]
        rows[Rating] = {
            "answer_id": number, "petition_id": number, "stars": stars, "words": "", "at": signed,
        }  # fmt: skip
    topic = draw.choice(TOPICS)
    text, answer = _text(draw, 40 + draw.randrange(60), number), _text(draw, 40, number + 1)
    rows[PublicCopy] = {
        "petition_id": number, "unit_id": home, "place_id": home, "kind": kind, "topic": topic,
        "text": text, "answer": answer, "key": terms.folded(topic, text, answer),
        "published_at": signed, "me_too": 0,
    }  # fmt: skip
    return rows


_kept: list[int] = []


def _keys(homes: dict[int, tuple[int, ...]]) -> list[int]:
    if not _kept:
        _kept.extend(homes)
    return _kept


def _text(draw: Random, syllables: int, number: int) -> str:
    """Words that every petition has, then names of places and things that make each its own."""
    start = draw.randrange(len(WORDS))
    some = [WORDS[(start + n * n % 7 + n) % len(WORDS)] for n in range(syllables)]
    some += draw.choices(SYLLABLES, RANKS, k=12)
    return " ".join([*some, RARE] if not number % 1000 else some)


def _petition(
    number: int, kind: Kind, state: State, home: int, above: int, at: Any, due: Any, ended: Any
) -> Row:
    nothing = ("to_id", "barred_id", "not_account_id", "taken_by", "paused_on", "step_due_on")
    none = ("split_from_id", "merged_into_id", "erased_at", "account_id", "code_hash")
    counts = ("paused_days", "away_days", "extended_days", "hops", "bounces", "reopened")
    flags = ("restricted", "asked_once", "code_to_change", "to_tell", "held")
    return {
        **dict.fromkeys((*nothing, *none)), **dict.fromkeys(counts, 0),
        **dict.fromkeys(flags, False), "id": number, "version": 0, "steps": 0, "chain": "",
        "state": state, "kind": kind, "channel": Channel.WEB, "learn": Learn.HERE,
        "language": "vi", "place_id": home, "home_id": home, "owner_id": home, "above_id": above,
        "received_at": at, "clock_on": clock.local(at).date(), "due_on": due,
        "answered_at": ended, "ended_at": ended,
    }  # fmt: skip
