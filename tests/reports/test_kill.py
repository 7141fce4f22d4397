"""What was acknowledged is there, once, whenever the power of the process is cut."""

import time
from multiprocessing import get_context
from pathlib import Path
from random import uniform

import pytest
import sqlalchemy as sa

from portal.base import db, once
from portal.base.db import session, writing
from portal.reports import hooks, rollup, services
from portal.reports.models import ReportVersion
from portal.reports.questionnaire import Questionnaire
from portal.units.queries import Place
from tests import make
from tests.make import W34

VILLAGES = 4


def write(
    url: str, ledger: Path, asked: Questionnaire, villages: list[Place], by: int, first: int
) -> None:
    """A phone that sends one report after the other and, after a cut, its last one again."""
    db.open_database(url)
    with ledger.open("ab", buffering=0) as acknowledged:
        for number in range(first, 10**9):
            with writing():
                claim = once.claim(f"{number:022}", "session 1", [("meetings", str(number))])
                if not claim.repeated:
                    village = villages[number % VILLAGES]
                    answers = services.Answers({"meetings": number}, {})
                    seen = number // VILLAGES
                    services.submit(asked, village, W34, answers, by=by, seen=seen)
            acknowledged.write(b"%d\n" % number)


def cut(app, ledger: Path, kills: int, writes: int) -> None:
    """Let it write, kill it in the middle, and look at what is there; so many times."""
    villages, asked = [make.village()], make.weekly()
    villages += [make.village(villages[0].parent, f"Thôn {n}") for n in range(1, VILLAGES)]
    officer, url = make.officer(villages[0].parent), app.config["DATABASE_URL"]
    ledger.touch()
    for _ in range(kills):
        begun = len(ledger.read_bytes().splitlines())
        db.close_database()
        work = (url, ledger, asked, villages, officer.id, begun)
        phone = get_context("fork").Process(target=write, args=work)
        phone.start()
        patience = time.monotonic() + 60
        while len(ledger.read_bytes().splitlines()) < begun + writes:
            assert phone.is_alive()
            assert time.monotonic() < patience
            time.sleep(uniform(0, 0.01))
        phone.kill()
        phone.join()
        db.open_database(url)
        look(ledger, asked, villages[0].parent)


def look(ledger: Path, asked: Questionnaire, commune: Place) -> None:
    acknowledged = [int(line) for line in ledger.read_bytes().splitlines()]
    assert acknowledged == list(range(len(acknowledged)))
    sent = sa.select(ReportVersion.figures).order_by(ReportVersion.id)
    stored = sorted(figures["meetings"] for figures in session.scalars(sent))
    # The last one may have been written and not acknowledged: it is sent again, and counts once.
    assert stored in (acknowledged, [*acknowledged, len(acknowledged)])
    tally = rollup.by_node(asked, W34, node=commune.id)[commune.id]
    assert tally.reported[0] == sum(sorted(stored)[-VILLAGES:])
    assert hooks.check() == []
    session.remove()


def test_what_was_acknowledged_survives_a_kill_and_counts_once(both, tmp_path):
    cut(both, tmp_path / "ledger", kills=4, writes=12)


@pytest.mark.proof
def test_what_was_acknowledged_survives_two_hundred_kills(both, tmp_path):
    cut(both, tmp_path / "ledger", kills=200, writes=20)
