"""Petitions at the size of a nation: sending, tracking, inboxes, and a minute of many senders."""

import http.client
import os
import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count, cycle
from queue import Empty, SimpleQueue
from statistics import median
from time import perf_counter, sleep
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask
from rich.table import Table

from bench import servers, voices
from bench.rounds import hello, short, spread, table, timed
from portal.accounts import queries as accounts
from portal.accounts.models import Account
from portal.accounts.services import start_session
from portal.base import db, keys, limits
from portal.petitions import codes, reach
from portal.petitions.desk import Box, Desk
from portal.petitions.models import Petition
from portal.units import queries as units
from portal.units.queries import Place
from tests import make

TURNS = 200
# What the issue asks for, in milliseconds.
GUIDE = {"send": 20.0, "track": 10.0, "inbox": 30.0}
A_SECOND, SECONDS, SENDERS = 50, 60, 16
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){4}[0-9A-Z]\b")
_key = count(1)


def measure(app: Flask, number: int = voices.PETITIONS) -> Iterator[Table]:
    """Milliseconds in process, then what a minute of fifty senders a second meets."""
    url = voices.database(number)
    app.config["ANONYMOUS_LIMIT"] = 10**9
    yield _in_process(app, number)
    yield _a_minute(url, number)


def _in_process(app: Flask, number: int) -> Table:
    made = table(
        f"Petitions: {number:,}, SQLite", "what, ms", "p50", "p99", "worst", "≤ p50", "CPU"
    )
    desks = _desks()
    works: dict[str, tuple[Callable[[], object], str]] = {
        "hello of bare Flask, in process": (hello(), ""),
        "one row, on disk": (_one_row(), ""),
        "sending: the POST and its receipt": (_sending(app), "send"),
        "tracking: code typed, sent on": (_entering(app, number), "track"),
        "tracking: the page": (_tracking(app, number), "track"),
    }
    for who, desk in desks.items():
        works[f"inbox of {who}: the page"] = (_inbox(app, who), "inbox")
        works[f"inbox of {who}: all {len(Box)} boxes"] = (_lists(desk), "")
    for name, (work, guide) in works.items():
        times, busy = timed(work, TURNS)
        asked = f"{GUIDE[guide]:g}" if guide else ""
        made.add_row(name, *spread(times), asked, short(busy))
    for name in Box:
        found = {who: timed(_list(desk, name), TURNS) for who, desk in desks.items()}
        slowest = max(found, key=lambda who: found[who][1])
        times, busy = found[slowest]
        row = (short(median(times)), "", "", "", short(busy))
        made.add_row(f"  {name}, slowest: {slowest}", *row)
    return made


def _one_row() -> Callable[[], object]:
    """What the disk alone takes for a transaction."""

    def write() -> None:
        with db.writing():
            limits.count("bench", "one row", timedelta(hours=1))

    return write


def _form(place: Place) -> dict[str, str]:
    return {
        "csrf_token": str(keys.signer("form").dumps("anonymous")),
        "once": f"bench-form-{os.getpid()}-{next(_key):012}",
        "kind": "feedback",
        "unit": place.code,
        "topic": "Đèn đường hỏng",
        "text": "Đèn đường đầu thôn hỏng đã hai tuần, buổi tối đi lại rất nguy hiểm. " * 4,
        "learn": "here",
        "name": "Trần Thị Mận",
        "phone": "0912 345 678",
        "button": "send",
    }


def _places() -> Iterator[Place]:
    """Communes, one after the other."""
    found = units.places(lambda unit: unit.id.in_(sa.select(Petition.home_id).limit(200)))
    return cycle(found)


def _sending(app: Flask) -> Callable[[], object]:
    client, places = app.test_client(), _places()

    def send() -> None:
        answer = client.post("/petitions/new", data=_form(next(places)))
        assert CODE.search(answer.text), answer.text

    return send


def _entering(app: Flask, number: int) -> Callable[[], object]:
    client, known = app.test_client(), cycle(voices.codes_of(number, 500))

    def enter() -> None:
        form = {"csrf_token": keys.signer("form").dumps("anonymous"), "code": next(known)}
        form["once"] = f"bench-track-{os.getpid()}-{next(_key):012}"
        assert client.post("/petitions/track", data=form).status_code == 303

    return enter


def _tracking(app: Flask, number: int) -> Callable[[], object]:
    clients = []
    for code in voices.codes_of(number, 20):
        client = app.test_client()
        form = {"csrf_token": keys.signer("form").dumps("anonymous"), "code": code}
        form["once"] = f"bench-track-{os.getpid()}-{next(_key):012}"
        assert client.post("/petitions/track", data=form).status_code == 303
        clients.append(client)
    turn = cycle(clients)

    def look() -> None:
        answer = next(turn).get("/petitions/track")
        assert b"PA-" in answer.data

    return look


def _inbox(app: Flask, who: str) -> Callable[[], object]:
    client = app.test_client()
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], _token(who))

    def look() -> None:
        answer = client.get("/petitions/inbox")
        assert b"PA-" in answer.data

    return look


def _desks() -> dict[str, Desk]:
    found = {}
    for name in ("clerk", "lead", "province", "centre"):
        actor = accounts.actor(_token(name))
        db.session.remove()
        assert actor is not None
        [unit] = units.places(lambda row, own=actor.hats[0].unit.id: row.id == own)
        found[name] = Desk(unit, actor)
    return found


def _token(who: str) -> str:
    with db.writing() as session:
        named = sa.select(Account.id).where(Account.username == f"bench-{who}")
        account_id = session.scalars(named).one()
        session.merge(make.second_factor(account_id))  # leads above communes must have one
        return start_session(account_id, "bench", shared=False)


def _lists(desk: Desk) -> Callable[[], object]:
    return lambda: [desk.listed(box) for box in Box]


def _list(desk: Desk, box: Box) -> Callable[[], object]:
    return lambda: desk.listed(box)


def _a_minute(url: str, number: int) -> Table:
    """Fifty a second through HTTP, each from when it was due, whatever came before it."""
    os.environ["PORTAL_ANONYMOUS_LIMIT"] = str(10**9)
    places = _places()
    forms = [_form(next(places)) for _ in range(A_SECOND * SECONDS)]
    before = _number()
    db.session.remove()
    with servers.portal(url):
        waits, found, failed = _send_all(forms)
    kept = sum(reach.case_of_code(code) is not None for code in found)
    db.session.remove()
    made = table(
        f"{A_SECOND} petitions a second for {SECONDS} s through HTTP, {number:,} there before",
        *("sent", "receipts", "stored", "codes that open", "failed", "p50 ms", "p99 ms", "worst"),
    )
    numbers = (len(forms), len(set(found)), _number() - before, kept, failed)
    made.add_row(*(f"{one:,}" for one in numbers), *spread(waits))
    return made


def _number() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Petition)) or 0


def _send_all(forms: list[dict[str, str]]) -> tuple[list[float], list[str], int]:
    """Milliseconds from when each was due until its receipt; the codes; how many failed."""
    waiting: SimpleQueue[tuple[float, str]] = SimpleQueue()
    waits, found, failed = [], [], []
    began = perf_counter() + 0.2
    for place, form in enumerate(forms):
        waiting.put((began + place / A_SECOND, urlencode(form)))

    def send() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", servers.PORTS["portal"], timeout=30)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        while True:
            try:
                due, body = waiting.get_nowait()
            except Empty:
                return
            sleep(max(0.0, due - perf_counter()))
            connection.request("POST", "/petitions/new", body, kind)
            answer = connection.getresponse()
            code = CODE.search(answer.read().decode())
            waits.append(1000 * (perf_counter() - due))
            found.append(code[0]) if code else failed.append(answer.status)

    threads = [threading.Thread(target=send) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waits, [codes.parse(one) or "" for one in found], len(failed) + len(forms) - len(waits)
