"""Pages and posts through HTTP, beside hello and beside the same page written the usual way."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import sqlalchemy as sa
from rich.table import Table

from bench import load, nation, servers
from bench.load import Post, rate
from bench.rounds import alternate, ratio, short, table
from bench.servers import PORTS
from portal.accounts.models import Account, SignIn
from portal.accounts.services import start_session
from portal.base import clock, db, keys, once
from portal.base.period import Frequency, Period, period_at
from portal.home import figures, seed
from portal.units import queries as units
from portal.units.models import Unit, UnitLink
from portal.units.queries import Place
from portal.units.rules import Level

ROUNDS = 5
ROWS = 30


def measure(scale: str) -> Iterator[Table]:
    """Reading, memory and sending."""
    url = nation.database(scale)
    with ExitStack() as stack:
        commune = _commune_of(ROWS)
        wanted = _pages(commune)
        tokens = {page.who: _cookie(page.who) for page in wanted}
        db.close_database()
        portal = stack.enter_context(servers.portal(url))
        for name in ("wsgi", "flask"):
            stack.enter_context(servers.peer(name))
        stack.enter_context(servers.peer("usual", url))
        yield _reading(commune, wanted, tokens)
        yield _memory(portal)
    with TemporaryDirectory() as folder:
        yield _sending(f"sqlite:///{Path(folder) / 'sending.db'}")


@dataclass(frozen=True)
class Page:
    """A page to be measured: its name, address and who asks for it."""

    name: str
    path: str
    who: str


def _pages(commune: Place) -> list[Page]:
    week = f"{_last_week()}"
    [centre] = units.places(lambda unit: unit.level == Level.CENTRE)
    village = units.children(commune)[0]
    lead, clerk = f"lead-{commune.code.lower()}", f"clerk-{village.code.lower()}"
    sheet = f"/reports/weekly/{village.code}/{_last_week().next()}"
    return [
        Page(f"commune's week, {ROWS} rows", f"/reports/weekly/{commune.code}/{week}", lead),
        Page("entry form", sheet, clerk),
        Page("village's desk", "/desk", clerk),
        Page("province's week", f"/reports/weekly/{commune.parents[0].code}/{week}", "lead-tw"),
        Page("centre's week", f"/reports/weekly/{centre.code}/{week}", "lead-tw"),
        Page("centre's totals", f"/reports/weekly/{centre.code}/{week}/totals", "lead-tw"),
    ]


def _last_week() -> Period:
    return period_at(clock.now(), Frequency.WEEKLY, clock.zone()).previous()


def _commune_of(rows: int) -> Place:
    statement = (
        sa.select(UnitLink.parent_id)
        .join(Unit, Unit.id == UnitLink.parent_id)
        .where(Unit.level == Level.COMMUNE)
        .group_by(UnitLink.parent_id)
        .order_by(sa.func.abs(sa.func.count() - rows), UnitLink.parent_id)
        .limit(1)
    )
    place = units.place_of_id(db.session.scalars(statement).one())
    assert place
    return place


def _cookie(username: str) -> dict[str, str]:
    """The header of a device signed in as this account."""
    with db.writing() as session:
        account = session.scalars(sa.select(Account.id).where(Account.username == username)).one()
        return {"Cookie": f"portal={start_session(account, 'bench', shared=False)}"}


def _reading(commune: Place, wanted: list[Page], cookies: dict[str, dict[str, str]]) -> Table:
    hello, bare, ours = PORTS["flask"], PORTS["wsgi"], PORTS["portal"]
    usual = f"/{commune.code}/{_last_week()}"
    user = {"X-User": str(commune.id)}  # a seeded lead's account has the number of the unit
    fresh = {"If-None-Match": load.seen(ours, "/")[0]}
    own, asked = f"/units/{commune.code}", {"Authorization": "none"}  # goes round the page cache
    contestants: dict[str, Callable[[], float]] = {
        "bare WSGI hello": lambda: rate(bare, "/"),
        "bare Flask hello": lambda: rate(hello, "/"),
        "commune's week the usual way": lambda: rate(PORTS["usual"], usual, user),
        "front page, from the page cache": lambda: rate(ours, "/"),
        "front page, 304": lambda: rate(ours, "/", fresh),
        "unit's page, from the page cache": lambda: rate(ours, own),
        "unit's page, made anew": lambda: rate(ours, own, asked),
        **{page.name: _asking(page, cookies[page.who]) for page in wanted},
    }
    found = alternate(contestants, ROUNDS)
    columns = ("requests/s", "ms each", "÷ WSGI", "÷ Flask", "÷ usual")
    made = table("Pages through waitress, one process, 8 connections", "page", *columns)
    for name, speeds in found.items():
        ratios = [short(ratio(speeds, one)) for one in list(found.values())[:3]]
        made.add_row(name, short(median(speeds)), short(1000 / median(speeds)), *ratios)
    return made


def _asking(page: Page, cookie: dict[str, str]) -> Callable[[], float]:
    return lambda: rate(PORTS["portal"], page.path, cookie)


def _memory(portal: subprocess.Popen[bytes]) -> Table:
    """After the pages were measured, against Flask that has loaded the same packages."""
    packages = ",".join(sorted(_packages()))
    made = table("Resident memory after the run", "process", "MB")
    used = servers.memory(portal)
    with servers.peer("imports", packages=packages) as peer:
        rate(PORTS["imports"], "/")
        beside = servers.memory(peer)
    for name, figure in (("portal", used), ("Flask with the same packages", beside)):
        made.add_row(name, short(figure) if figure else "unknown")
    return made


def _packages() -> set[str]:
    """What the portal has imported that is neither Python's own nor ours."""
    tops = {name for name in sys.modules if "." not in name and not name.startswith("_")}
    ours = {"portal", "bench", "tests", "numpy"} | set(sys.stdlib_module_names)
    return {name for name in tops - ours if getattr(sys.modules[name], "__file__", None)}


def _sending(url: str) -> Table:
    """Reports by POST, each from a village and device of its own, on disk when answered."""
    nation.sow(url, seed.plan("province", 1, 1))
    wanted = iter(list(_reports()))
    db.close_database()
    with servers.portal(url, "writing"), servers.peer("insert", f"{url}.peer"):
        found = alternate(
            {
                "bare Flask POST, one insert": lambda: load.posts(PORTS["insert"], _inserts()),
                "a weekly report": lambda: load.posts(PORTS["writing"], wanted),
            },
            3,
        )
    made = table("POSTs a second, SQLite, synchronous=FULL", "what", "a second", "÷ bare")
    bare = next(iter(found.values()))
    for name, speeds in found.items():
        made.add_row(name, short(median(speeds)), short(ratio(speeds, bare)))
    return made


def _inserts() -> Iterator[Post]:
    while True:
        yield "/", "", {}


def _reports() -> Iterator[Post]:
    """One report of each village for the week before this, ready to be sent."""
    week = period_at(clock.now(), Frequency.WEEKLY, clock.zone())
    villages = db.session.execute(sa.select(Unit.id, Unit.code).where(Unit.level == Level.VILLAGE))
    people = villages.all()
    db.session.remove()
    with db.writing() as session:
        for unit_id, code in people:
            token = start_session(unit_id, "bench", shared=False)
            device = session.scalars(sa.select(sa.func.max(SignIn.id))).one()
            yield (
                f"/reports/weekly/{code}/{week}",
                _form(device, week),
                {
                    "Cookie": f"portal={token}",
                    "Content-Type": "application/x-www-form-urlencoded",
                },
            )


def _form(device: int, week: Period) -> str:
    """The fields as a browser would send them; every doubt was looked at already."""
    draw = Random(device)
    answers, texts = figures.week(draw, figures.village(draw), week)
    doubts = ["copy", *(f"check-{n}" for n in range(20)), *(f"far-{code}" for code in answers)]
    fields = {
        **answers,
        **texts,
        "seen": 0,
        "asked": " ".join(doubts),
        "explanation": "ok",
        "once": once.new_key(),
        "csrf_token": keys.signer("form").dumps(f"session {device}"),
        "button": "send",
    }
    return urlencode(fields)
