"""Who may open what: every route × everybody × every kind of unit × GET, HX-GET, POST.

A new route needs one line in TABLE; if its address holds a new kind of value, one in VALUES. What
lies out of scope must answer exactly as what does not exist. POSTs are rehearsed: they run to their
commit, which is refused, so that every cell finds the same world.
"""

import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from structlog.testing import capture_logs
from werkzeug.routing import Rule

from portal.accounts import services
from portal.accounts.models import Account, Association, Grant, SignIn
from portal.accounts.rules import Role
from portal.base import clock, keys, pictures
from portal.base.db import PortalSession, session, writing
from portal.base.web import Portal
from portal.letters.rules import AgencyKind, AgencyText
from portal.letters.services import list_agency
from portal.news import article
from portal.news.models import Post, PostFile
from portal.petitions import answering, handling, intake, routing
from portal.petitions import photos as petition_photos
from portal.petitions.intake import Sending
from portal.petitions.models import Petition
from portal.petitions.rules import Act, Kind, Outcome
from portal.themes.services import install_default_codebook
from portal.units.queries import Place
from tests import make, photos
from tests.conftest import _on
from tests.petitions import acts
from tests.themes import saying

Asked = Callable[["Person", "World", Place], bool]
Door = str | Asked

PUBLIC = "anybody"
SIGNED_IN = "whoever is signed in"
OPERATOR = "whoever holds the operator's token"
PROGRAM = "whoever holds a program's key, whatever cookie comes along"

EVERY = ("centre", "province", "commune", "village")


def needs(
    right: str, *, in_any_association: bool = False, levels: tuple[str, ...] = EVERY
) -> Asked:
    """The right that the unit in the address is loaded with, and the levels that have such a page.

    What belongs to no association is closed to grants within one, unless said otherwise.
    """

    def asked(person: "Person", world: "World", unit: Place) -> bool:
        return unit.level in levels and person.may(right, unit, in_any_association)

    return asked


def reviews_here_or_below(person: "Person", world: "World", unit: Place) -> bool:
    """A village's report is accepted alone, a commune's all at once."""
    below = [one for one in world.units.values() if unit.level == "commune" and one.parent == unit]
    return any(person.may("review", one, False) for one in (below or [unit]))


def has_a_unit_with_children(person: "Person", world: "World", unit: Place) -> bool:
    """The highest unit of whoever asks has something below it."""
    return person.role is not None and not person.within and person.at.level != "village"


def handles_what_is_about(person: "Person", world: "World", unit: Place) -> bool:
    """Works on petitions at the office of the unit: a village's is its commune's."""
    office = unit.parents[0] if unit.level == "village" else unit
    return person.may("handle", office, False)


def keeps_the_codebook(person: "Person", world: "World", unit: Place) -> bool:
    """One codebook for the nation, kept by the centre's admin."""
    return person.may("themes", world.units["TW"], False)


def has_a_second_factor(person: "Person", world: "World", unit: Place) -> bool:
    """Here those who must: leads above communes, and administrators."""
    return person.role == "admin" or (
        person.role == "lead" and person.at.level in ("centre", "province")
    )


def office_of(unit: Place) -> Place:
    """The office that has the petition about a unit: a village's has its commune."""
    return unit.parents[0] if unit.level == "village" else unit


def of_its_office(right: str) -> Asked:
    """The same right, to the office that has the petition about the unit."""

    def asked(person: "Person", world: "World", unit: Place) -> bool:
        return person.may(right, office_of(unit), False)

    return asked


def keeps_identity(person: "Person", world: "World", unit: Place) -> bool:
    """The custodian one level above the office; of the centre's own the centre's."""
    office = office_of(unit)
    near_enough = office.level == "centre" or person.at.id != office.id
    return near_enough and person.may("identity", office, False)


def is_custodian(person: "Person", world: "World", unit: Place) -> bool:
    """Whoever is a custodian anywhere."""
    return person.role == "custodian" and not person.within


def leads_its_office(person: "Person", world: "World", unit: Place) -> bool:
    """The lead of the very office that has the petition."""
    office = office_of(unit)
    return person.at.id == office.id and person.may("answer", office, False)


def leads_or_oversees(person: "Person", world: "World", unit: Place) -> bool:
    """The office's own lead, and those of the units above."""
    office = office_of(unit)
    return leads_its_office(person, world, unit) or person.may("oversee", office, False)


def works_on_it(person: "Person", world: "World", unit: Place) -> bool:
    """Clerks and leads of the office, and leads above."""
    return person.may("handle", office_of(unit), False) or leads_or_oversees(person, world, unit)


def moderates(person: "Person", world: "World", unit: Place) -> bool:
    """Leads above the office; above the centre is nobody."""
    office = office_of(unit)
    return person.may("answer" if office.level == "centre" else "oversee", office, False)


def works_in_an_office(person: "Person", world: "World", unit: Place) -> bool:
    """A clerk or a lead anywhere but in a village."""
    works = person.role in ("clerk", "lead") and not person.within
    return works and person.at.level != "village"


TABLE: dict[str, Door] = {
    "operator.healthz": PUBLIC,
    "operator.readyz": PUBLIC,
    "operator.metrics": OPERATOR,
    "home.index": PUBLIC,
    "home.desk": SIGNED_IN,
    "home.unit": PUBLIC,
    "home.office": needs("office"),
    "home.poster": PUBLIC,
    "home.sitemap": PUBLIC,
    "home.sitemap_part": PUBLIC,
    "home.robots": PUBLIC,
    "feeds.news": PUBLIC,
    "news.index": PUBLIC,
    "news.archive": PUBLIC,
    "news.show": PUBLIC,
    "news.share": PUBLIC,
    "news.picture": PUBLIC,
    "news.file": PUBLIC,
    "newsroom.desk": needs("write"),
    "newsroom.clerks": needs("publish"),
    "newsroom.new": needs("write"),
    "newsroom.draft": needs("write"),
    "newsroom.decide": needs("write"),
    "newsroom.edit": needs("write"),
    "newsroom.settings": needs("write"),
    "newsroom.files": needs("write"),
    "newsroom.file": needs("write"),
    "newsroom.send_back": needs("publish"),
    "newsroom.withdraw": needs("publish"),
    "newsroom.discard": needs("write"),
    "newsroom.versions": needs("write"),
    "newsroom.version": needs("write"),
    "units.index": PUBLIC,
    "units.villages": needs("villages"),
    "units.new_villages": needs("villages"),
    "units.village": needs("villages"),
    "units.coverage": has_a_unit_with_children,
    "units.coverage_of": needs("read", levels=EVERY[:3]),
    "events.index": PUBLIC,
    "events.of_unit": PUBLIC,
    "events.past": PUBLIC,
    "events.feed": PUBLIC,
    "events.one_calendar": PUBLIC,
    "events.show": PUBLIC,
    "events.live": PUBLIC,
    "events.new": needs("write"),
    "events.edit": needs("write"),
    "events.cancel": needs("write"),
    "events.attendance": needs("write"),
    "events.write": needs("write"),
    "events.correct": needs("write"),
    "events.close": needs("write"),
    "reports.index": SIGNED_IN,
    "reports.show": needs("read"),
    "reports.send": needs("report"),
    "reports.draft": needs("report"),
    "reports.accept": reviews_here_or_below,
    "reports.send_back": needs("review", levels=("village",)),
    "reports.withdraw": needs("report", levels=("village",)),
    "reports.history": needs("read", levels=("village",)),
    "reports.totals": needs("read"),
    "reports.figure": needs("read"),
    "letters.index": needs("letterheads", in_any_association=True),
    "letters.edit": needs("letterheads"),
    "letters.show": needs("letterheads"),
    "letters.agencies": needs("read"),
    "letters.new_agency": needs("agencies"),
    "letters.agency": needs("agencies"),
    # Opened by the code, which nobody here has: everybody is asked for it alike.
    **dict.fromkeys(
        [
            f"petitions.{page}"
            for page in (
                *("index", "new", "send", "track", "part", "reply", "rate", "reopen"),
                *("withdraw", "photo", "picture", "end"),
            )
        ],
        PUBLIC,
    ),
    **dict.fromkeys(
        [f"answers.{page}" for page in ("index", "show", "me_too", "statistics", "statistics_csv")],
        PUBLIC,
    ),
    "answers.publish": leads_its_office,
    "answers.unpublish": leads_or_oversees,
    "themes.codebook": SIGNED_IN,
    "themes.new_theme": keeps_the_codebook,
    "themes.theme": keeps_the_codebook,
    "themes.case_theme": handles_what_is_about,
    "themes.confirm": handles_what_is_about,
    "themes.opinions": SIGNED_IN,
    "themes.opinions_of": needs("read"),
    "themes.note_opinion": needs("receive"),
    "themes.opinion": needs("receive"),
    "themes.whole": needs("read", levels=EVERY[:3]),
    "open311.discovery": PUBLIC,
    "open311.index": PUBLIC,
    "open311.service": PUBLIC,
    "open311.requests": PUBLIC,
    "open311.show": PUBLIC,
    "open311.token": PUBLIC,
    "open311.send": PROGRAM,
    "counter.index": needs("handle", levels=EVERY[:3]),
    "counter.new": needs("receive"),
    "counter.custody": is_custodian,
    "counter.show": of_its_office("read"),
    "counter.tell": of_its_office("handle"),
    "counter.sender": of_its_office("handle"),
    "counter.identity": keeps_identity,
    "counter.new_code": keeps_identity,
    "casework.inbox": works_in_an_office,
    **dict.fromkeys(["casework.show", "casework.picture", "casework.slip"], of_its_office("read")),
    **dict.fromkeys(
        [
            f"casework.{page}"
            for page in (
                *("claim", "accept", "send_back", "ask", "take_back", "reclassify", "follow_up"),
                *("record_reply", "resume", "unmerge", "split", "photo", "route", "merge"),
                *("answer", "reject", "refer"),
            )
        ],
        of_its_office("handle"),
    ),
    **dict.fromkeys(["casework.assign", "casework.extend"], leads_its_office),
    **dict.fromkeys(["casework.approve", "casework.give_back"], of_its_office("answer")),
    **dict.fromkeys(["casework.take_over", "casework.place"], of_its_office("oversee")),
    **dict.fromkeys(["casework.release", "casework.refuse"], moderates),
    **dict.fromkeys(["casework.note", "casework.save"], works_on_it),
    "casework.hold": leads_or_oversees,
    "casework.templates_of": needs("handle", levels=EVERY[:3]),
    "casework.new_template": needs("answer", levels=EVERY[:3]),
    "casework.template": needs("answer", levels=EVERY[:3]),
    "accounts.sign_in": PUBLIC,
    "accounts.code": PUBLIC,
    "accounts.sign_in_help": PUBLIC,
    "accounts.sign_out": SIGNED_IN,
    "accounts.account": SIGNED_IN,
    "accounts.end_sessions": SIGNED_IN,
    "accounts.password": SIGNED_IN,
    "accounts.second_factor": SIGNED_IN,
    "accounts.new_codes": has_a_second_factor,
    "accounts.second_factor_off": has_a_second_factor,
    "accounts.index": needs("accounts", in_any_association=True),
    "accounts.new": needs("accounts", in_any_association=True),
    "accounts.slips": needs("accounts", in_any_association=True),
    "accounts.show": needs("accounts"),
    "accounts.reset": needs("accounts"),
    "accounts.suspend": needs("accounts"),
    "accounts.lift": needs("accounts"),
    "accounts.take_off": needs("accounts"),
    "accounts.give": needs("accounts"),
    "accounts.end": needs("accounts"),
}

VALUES: dict[str, tuple[Callable[["World", Place], Any], Any]] = {
    # name in the address, or endpoint and name: (what stands at a unit, what stands nowhere)
    "code": (lambda world, unit: unit.code, "NOWHERE"),
    "photo_id": (lambda world, unit: 1, 10**9),
    "account_id": (lambda world, unit: world.clerks[unit.id].account_id, 10**9),
    "grant_id": (lambda world, unit: world.clerks[unit.id].id, 10**9),
    "village_code": (lambda world, unit: "V1" if unit.code == "C1" else "V3", "NOWHERE"),
    "form_code": (lambda world, unit: "weekly", "weekly"),
    "text": (lambda world, unit: str(make.W34), str(make.W34)),
    "indicator": (lambda world, unit: "meetings", "meetings"),
    "association": (lambda world, unit: "youth", "youth"),
    "level": (lambda world, unit: str(unit.level), "village"),
    "agency_id": (lambda world, unit: world.agencies[unit.id], 10**9),
    "petition_id": (lambda world, unit: world.answered[unit.id], 10**9),
    "answers.publish number": (lambda world, unit: world.answered[unit.id], 10**9),
    "answers.unpublish number": (lambda world, unit: world.answered[unit.id], 10**9),
    "number": (lambda world, unit: world.petitions[unit.id], 10**9),
    "newsroom.version number": (lambda world, unit: 1, 1),
    "home.sitemap_part number": (lambda world, unit: 1, 1),
    "events.correct number": (lambda world, unit: 1, 1),
    "casework.picture photo_id": (lambda world, unit: world.photos[unit.id], 10**9),
    "casework.slip number": (lambda world, unit: world.referred[unit.id], 10**9),
    "casework.accept number": (lambda world, unit: world.offered[unit.id], 10**9),
    "casework.send_back number": (lambda world, unit: world.offered[unit.id], 10**9),
    "template_id": (lambda world, unit: world.templates[unit.id], 10**9),
    "post_id": (lambda world, unit: world.posts[unit.id].id, 10**9),
    "file_id": (lambda world, unit: world.pictures[unit.id].id, 10**9),
    "digest": (lambda world, unit: world.pictures[unit.id].digest, "0" * 64),
    "event_id": (lambda world, unit: world.events[unit.id], 10**9),
    "month": (lambda world, unit: "2026-08", "2026-08"),
    "day": (lambda world, unit: date(2026, 1, 1), date(2026, 1, 1)),
    "ending": (lambda world, unit: "atom", "atom"),
    "theme_id": (lambda world, unit: 1, 10**9),
    "opinion_id": (lambda world, unit: world.opinions[unit.id], 10**9),
    "notation": (lambda world, unit: "json", "json"),
    "service_code": (lambda world, unit: "feedback", "gossip"),
}

# The table of rights once more, typed by hand from domain.md: least and greatest distance below.
REACH: dict[str, dict[str, tuple[int, int]]] = {
    "read": dict.fromkeys(("clerk", "lead", "viewer", "custodian", "admin"), (0, 3)),
    "report": {"clerk": (0, 1), "lead": (0, 1)},
    "review": {"lead": (1, 1)},
    "villages": {"lead": (0, 0)},
    "accounts": {"lead": (0, 1), "admin": (0, 3)},
    "office": {"lead": (0, 1)},
    "letterheads": {"admin": (0, 3)},
    "agencies": {"lead": (0, 0)},
    "write": {"clerk": (0, 0), "lead": (0, 1)},
    "publish": {"lead": (0, 1)},
    "receive": {"clerk": (0, 1), "lead": (0, 1)},
    "handle": {"clerk": (0, 0), "lead": (0, 0)},
    "answer": {"lead": (0, 1)},
    "oversee": {"lead": (1, 3)},
    "identity": {"custodian": (0, 1)},
    "themes": {"admin": (0, 0)},
}
OFFICES = EVERY[:3]
LEVELS = {
    "villages": ("commune",),
    **dict.fromkeys(("handle", "answer", "oversee", "identity"), OFFICES),
    "themes": ("centre",),
}


@dataclass(frozen=True)
class Person:
    """Somebody asking: a session cookie, and the one role that counts."""

    name: str
    token: str | None
    visitor: str
    role: str | None
    at: Place
    within: bool = False

    def may(self, right: str, unit: Place, in_any_association: bool) -> bool:
        line = [unit.id, *(parent.id for parent in unit.parents)]
        span = REACH[right].get(self.role or "")
        if span is None or self.at.id not in line or (self.within and not in_any_association):
            return False
        level = unit.level in LEVELS.get(right, ("centre", "province", "commune", "village"))
        return level and span[0] <= line.index(self.at.id) <= span[1]


@dataclass
class World:
    """Two provinces, three communes, five villages, a clerk at each, and everybody who asks."""

    app: Portal
    units: dict[str, Place] = field(default_factory=dict)
    clerks: dict[int, Grant] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    pictures: dict[int, PostFile] = field(default_factory=dict)
    agencies: dict[int, int] = field(default_factory=dict)
    events: dict[int, int] = field(default_factory=dict)
    answered: dict[int, int] = field(default_factory=dict)
    petitions: dict[int, int] = field(default_factory=dict)
    photos: dict[int, int] = field(default_factory=dict)
    referred: dict[int, int] = field(default_factory=dict)
    offered: dict[int, int] = field(default_factory=dict)
    templates: dict[int, int] = field(default_factory=dict)
    opinions: dict[int, int] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)

    def near(self, at: Place) -> dict[str, Place]:
        """Own, parent, child, sibling, cousin and another province's, as far as there are such."""
        return {kin: self.units[pairs[at.code]] for kin, pairs in KIN.items() if at.code in pairs}


KIN = {
    "own": {"TW": "TW", "P1": "P1", "C1": "C1", "V1": "V1"},
    "parent": {"V1": "C1", "C1": "P1", "P1": "TW"},
    "child": {"TW": "P1", "P1": "C1", "C1": "V1"},
    "grandchild": {"TW": "C1", "P1": "V3"},
    "sibling": {"V1": "V2", "C1": "C2"},
    "cousin": {"V1": "V3"},
    "other province": {"TW": "V5", "P1": "P2", "C1": "C3", "V1": "V5"},
}
TREE = {
    "TW": ("centre", None),
    "P1": ("province", "TW"),
    "P2": ("province", "TW"),
    "C1": ("rural_commune", "P1"),
    "C2": ("rural_commune", "P1"),
    "C3": ("rural_commune", "P2"),
    "V1": ("thon", "C1"),
    "V2": ("thon", "C1"),
    "V3": ("thon", "C2"),
    "V4": ("thon", "C2"),
    "V5": ("thon", "C3"),
}


@pytest.fixture(scope="module")
def world(
    portal: Portal, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    path = tmp_path_factory.mktemp("access") / "portal.db"
    shutil.copy(template, path)
    for app in _on(portal, f"sqlite:///{path}"):
        yield _populated(World(app))


def _populated(world: World) -> World:
    for code, (kind, above) in TREE.items():
        parent = world.units[above] if above else None
        world.units[code] = make.unit(kind, code, parent, code=code)
    for unit in world.units.values():
        clerk = make.officer(unit)
        grant = session.query(Grant).filter_by(account_id=clerk.id).one()
        world.clerks[unit.id] = grant
    session.remove()
    make.weekly()
    with make.at("2026-08-19 09:00"):
        for village in (unit for unit in world.units.values() if unit.level == "village"):
            make.submit(village, by=session.get(Account, world.clerks[village.id].account_id))
    picture = pictures.redrawn(photos.phone())
    for unit in world.units.values():  # published, with a picture, and changed since
        clerk = session.get_one(Account, world.clerks[unit.id].account_id)
        post = make.published(unit, by=clerk, picture=picture)
        [world.pictures[unit.id]] = article.files(post.id, post.number)
        world.posts[unit.id] = make.rewritten(post, note="8, not 9", offered=True)
    with make.at("2026-08-20 09:00"):
        for unit in world.units.values():
            clerk = session.get_one(Account, world.clerks[unit.id].account_id)
            event = make.event(unit, by=clerk)
            make.tell(event, "Bắt đầu.")
            world.events[unit.id] = event.id
    world.answered = _answered(world)
    for unit in world.units.values():
        about = Sending(unit, Kind.FEEDBACK, "Đèn hỏng", "Đèn ngõ 3 hỏng.", phone="0912 345 678")
        with writing():
            world.petitions[unit.id] = intake.send(about, once=f"about {unit.code}").petition.id
    _worked_on(world, picture)
    with writing():
        install_default_codebook()
    for unit in world.units.values():
        clerk = world.clerks[unit.id].account_id
        world.opinions[unit.id] = saying.hear(unit, clerk, on=make.W34.first).id
    with writing():
        session.merge(Association(code="youth", position=1, words={"vi": "Đoàn Thanh niên"}))
    for unit in world.units.values():
        with writing():
            police = AgencyText("Công an", AgencyKind.POLICE)
            world.agencies[unit.id] = list_agency(unit, police, by=None).id
    nowhere = world.units["V1"]
    world.people.append(Person("anonymous", None, "anonymous", None, nowhere))
    for code in ("TW", "P1", "C1", "V1"):
        for role in Role:
            if role is not Role.ADMIN or code in ("TW", "P1"):
                world.people.append(_person(world, role, world.units[code]))
    lead = world.units["C1"]
    world.people.append(_person(world, Role.LEAD, lead, trouble="suspended"))
    world.people.append(_person(world, Role.LEAD, lead, trouble="expired"))
    world.people.append(_person(world, Role.LEAD, lead, trouble="within youth"))
    return world


def _answered(world: World) -> dict[int, int]:
    """A public answer to a petition about each unit, by nobody who asks."""
    found = {}
    for unit in world.units.values():
        office = unit.parents[0] if unit.level == "village" else unit
        clerk, lead = acts.actor(office, Role.CLERK), acts.actor(office)
        petition = acts.send(unit).petition
        acts.do(clerk, petition, Act.CLAIM, handling.claim)
        acts.answer(petition, clerk, lead)
        acts.do(lead, petition, Act.PUBLISH, handling.publish, "Đèn", "Đèn hỏng", "Đã thay")
        found[unit.id] = petition.id
    return found


def _worked_on(world: World, picture: pictures.Picture) -> None:
    """Of each unit a petition with a photo, one with an agency, one offered to its office."""
    for unit in world.units.values():
        office = office_of(unit)
        lead, other = acts.actor(office), acts.actor(office)
        about = session.get_one(Petition, world.petitions[unit.id])
        shown = acts.do(lead, about, Act.PHOTO, petition_photos.add, picture)
        referred = acts.send(unit).petition
        acts.do(lead, referred, Act.CLAIM, handling.claim)
        acts.answer(referred, lead, other, Outcome.REFER)
        elsewhere = world.units["V1" if office.code == "C3" else "V5"]
        offered = acts.send(elsewhere).petition
        giver = acts.actor(office_of(elsewhere))
        acts.do(giver, offered, Act.ROUTE, routing.route, office, "Thuộc nơi khác")
        with writing():
            template = answering.keep_template(unit.id, "Cảm ơn", "Cảm ơn ông/bà.")
        world.photos[unit.id], world.templates[unit.id] = shown.id, template.id
        world.referred[unit.id], world.offered[unit.id] = referred.id, offered.id


def _person(world: World, role: Role, at: Place, trouble: str = "") -> Person:
    account = make.officer(at, role)
    with writing():
        token = services.start_session(account.id, "matrix", shared=False)
        grant = session.query(Grant).filter_by(account_id=account.id).one()
        signed = session.query(SignIn).filter_by(account_id=account.id).one()
        visitor = f"session {signed.id}"
        if trouble == "suspended":
            session.get_one(Account, account.id).suspended_at = clock.now()
            visitor = "anonymous"
        if trouble == "expired":
            grant.until_on = clock.today()
        if trouble == "within youth":
            grant.association_code = "youth"
    known = role.value if trouble in ("", "within youth") else None
    name = f"{trouble} {role} at {at.code}".strip()
    within = trouble == "within youth"
    return Person(name, token, visitor, known, at, within)


class Rehearsed(Exception):
    """The deed was done and is not committed."""


@contextmanager
def rehearsing() -> Iterator[None]:
    def refuse(this: PortalSession) -> None:
        if not this.in_nested_transaction():
            raise Rehearsed

    event.listen(PortalSession, "before_commit", refuse)
    try:
        with capture_logs():  # what is put aside is refused too, and would be printed at length
            yield
    finally:
        event.remove(PortalSession, "before_commit", refuse)


@dataclass(frozen=True)
class Answer:
    """What came back, with tokens masked; `door` when it leads to sign-in."""

    status: int
    body: str
    door: bool

    @property
    def open(self) -> bool:
        return not self.door and (self.status < 400 or self.status in (409, 422))


def ask(world: World, person: Person, how: str, path: str) -> Answer:
    client = world.app.test_client()
    if person.token:
        client.set_cookie(world.app.config["SESSION_COOKIE_NAME"], person.token)
    try:
        if how == "POST":
            token = keys.signer("form").dumps(person.visitor)
            once = secrets.token_urlsafe(16)
            response = client.post(path, data={"csrf_token": token, "once": once})
        else:
            response = client.get(path, headers={"HX-Request": "true"} if how == "HX-GET" else {})
    except Rehearsed:
        return Answer(200, "", False)
    finally:
        session.remove()
    where = response.headers.get("Location") or response.headers.get("HX-Redirect") or ""
    door = "/login?next=" in where or response.status_code == 401
    return Answer(response.status_code, masked(response.get_data().decode(errors="replace")), door)


def masked(body: str) -> str:
    return re.sub(r'(name="(?:csrf_token|once)" value=")[^"]*', r"\1", body)


def rules(app: Portal, endpoint: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]


def ways(rule: Rule) -> list[str]:
    methods = rule.methods or set()
    return [*(["GET", "HX-GET"] if "GET" in methods else []), *(["POST"] * ("POST" in methods))]


def address(world: World, rule: Rule, unit: Place | None) -> str:
    """The route's address at a unit; of what does not exist for None."""
    values = {}
    for name in rule.arguments:
        here, nowhere = VALUES.get(f"{rule.endpoint} {name}") or VALUES[name]
        values[name] = here(world, unit) if unit else nowhere
    return world.app.url_map.bind("").build(rule.endpoint, values)


def test_every_route_stands_in_the_table(portal: Portal) -> None:
    assert {rule.endpoint for rule in portal.url_map.iter_rules()} == set(TABLE)


@pytest.mark.parametrize("endpoint", TABLE)
def test_each_route_opens_to_whom_it_should(world: World, endpoint: str) -> None:
    wrong = []
    with rehearsing():
        for rule in rules(world.app, endpoint):
            for person in world.people:
                wrong += list(_mistakes(world, rule, person, TABLE[endpoint]))
    assert not wrong


def _mistakes(world: World, rule: Rule, person: Person, door: Door) -> Iterator[str]:
    places = world.near(person.at) if rule.arguments and callable(door) else {"own": person.at}
    for how in ways(rule):
        nowhere: Answer | None = None
        # A part is loaded by the same view as its page: two units show that it asks.
        few = {kin: places[kin] for kin in ("own", "other province") if kin in places}
        for kin, unit in (few if how == "HX-GET" else places).items():
            answer = ask(world, person, how, address(world, rule, unit))
            expected = _expected(person, world, door, unit)
            if expected == "nothing there" and rule.arguments and nowhere is None:
                nowhere = ask(world, person, how, address(world, rule, None))
            if not _fits(answer, expected, nowhere):
                found = f"{answer.status}, not {expected}"
                yield f"{how} {rule.endpoint} by {person.name} of {kin} {unit.code}: {found}"


def _expected(person: Person, world: World, door: Door, unit: Place) -> str:
    if door == PUBLIC:
        return "open"
    if door == OPERATOR:
        return "nothing there"
    if door == PROGRAM:
        return "no key"
    if person.visitor == "anonymous":
        return "sign in"
    if door == SIGNED_IN:
        return "open"
    assert callable(door)
    return "open" if door(person, world, unit) else "nothing there"


def _fits(answer: Answer, expected: str, nowhere: Answer | None) -> bool:
    if expected == "open":
        return answer.open
    if expected == "sign in":
        return answer.door
    if expected == "no key":
        return answer.status == 403
    return answer.status == 404 and (nowhere is None or answer == nowhere)
