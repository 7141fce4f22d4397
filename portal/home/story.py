"""Where the demo plays and who plays in it: the real tree, invented villages, invented people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random

from portal.accounts import demo as accounts
from portal.accounts import published
from portal.accounts.models import Account, Grant
from portal.accounts.rules import DEMO, Role
from portal.base import clock
from portal.base.db import session
from portal.base.period import Period
from portal.home import figures, people
from portal.units import imports, office, queries, services
from portal.units.models import Unit
from portal.units.office import Office
from portal.units.queries import Place
from portal.units.services import NewUnit

PROVINCE = "Bắc Ninh"
COMMUNES = {"Tiên Du": 25, "Liên Bão": 10, "Phật Tích": 8, "Đại Đồng": 9, "Kinh Bắc": 12}
"""Real communes, and how many invented villages each has; the first is the demo's own."""
STILL_TO_LIST = {"Kinh Bắc": 3}
"""How many villages a commune states beyond those it has listed."""
REFORM = date(2025, 7, 1)

CHAIR = "Chủ tịch Ủy ban MTTQ Việt Nam"
HEAD = "Trưởng ban Công tác Mặt trận"


@dataclass
class Village:
    """A village, who reports for it, and how it goes about it."""

    place: Place
    officer: int
    character: figures.Village
    missing: float = 0.03
    """How often it sends nothing."""
    planned: dict[Period, float | None] = field(default_factory=dict)
    """Where the story says when: hours from the week's end; None for not at all."""
    history: list[Mapping[str, int | None]] = field(default_factory=list)
    """What it has sent, newest first."""


@dataclass
class Story:
    """Who and what there is; every slice's `demo(story)` may go on from here."""

    accounts: dict[str, int]
    """User name → id of the five accounts of the demo."""
    communes: list[Place]
    leads: dict[int, int]
    """Commune id → account of its lead."""
    villages: dict[int, list[Village]]
    """Commune id → its villages."""

    @property
    def home(self) -> list[Village]:
        """The villages of the demo's own commune; the first is that of the account `village`."""
        return self.villages[self.communes[0].id]


def tree() -> None:
    """The real provinces and communes."""
    services.ensure_kinds()
    imports.write(imports.plan(imports.vietnam(), on=REFORM), on=REFORM)


def begin() -> Story:
    """Villages, their officers and the five accounts, all from today on."""
    rng = Random("Kinh Bắc")  # noqa: S311 - invented people, the same every time
    [centre] = queries.places(lambda unit: unit.code == imports.CENTRE)
    province = next(one for one in queries.children(centre) if one.name == PROVINCE)
    named = {one.name: one for one in queries.children(province)}
    communes = [named[name] for name in COMMUNES]
    villages = {commune.id: _villages(commune, rng) for commune in communes}
    own = villages[communes[0].id][0]
    held = {"centre": centre, "province": province, "commune": communes[0], "village": own.place}
    five = _five({name: place.id for name, place in held.items()}, rng)
    own.officer = five["village"]
    leads = {commune.id: officer(commune, Role.LEAD, CHAIR, rng) for commune in communes[1:]}
    leads[communes[0].id] = five["commune"]
    for commune in communes:
        stated = COMMUNES[commune.name] + STILL_TO_LIST.get(commune.name, 0)
        services.state_children(session.get_one(Unit, commune.id), stated, by=leads[commune.id])
    return Story(five, communes, leads, villages)


def _five(places: dict[str, int], rng: Random) -> dict[str, int]:
    """The accounts of the contract, with a name and a telephone."""
    five = accounts.demo_accounts({name: people.person(rng) for name in DEMO}, places)
    positions = {"commune": CHAIR, "village": HEAD}
    for username, number in five.items():
        account = session.get_one(Account, number)
        account.phone, account.position = people.phone(rng), positions.get(username)
    return five


def _villages(commune: Place, rng: Random) -> list[Village]:
    """As many as COMMUNES says; the very first is left to the account `village`."""
    number = COMMUNES[commune.name]
    in_town = commune.kind == "ward"
    names = (str(n) for n in range(1, number + 1)) if in_town else people.hamlets(rng)
    kind = "to_dan_pho" if in_town else "thon"
    codes = [f"{commune.code}{n:03}" for n in range(1, number + 1)]
    new = [NewUnit(code, kind, next(names), commune.code) for code in codes]
    services.open_units(new, on=clock.today())
    places = {place.code: place for place in queries.children(commune)}
    villages = [Village(places[code], 0, figures.village(rng)) for code in codes]
    for village in villages[commune.name == next(iter(COMMUNES)) :]:
        village.officer = officer(village.place, Role.CLERK, HEAD, rng)
    return villages


def officer(place: Place, role: Role, position: str, rng: Random) -> int:
    """Somebody who holds a role from today on; without a password, so nobody signs in as they."""
    account = Account(
        username=f"{rng.randrange(10**9, 10**10)}",
        name=people.person(rng),
        phone=people.phone(rng),
        position=position,
        created_at=clock.now(),
        first_signed_in_at=clock.now(),
    )
    session.add(account)
    session.flush()
    session.add(Grant(account_id=account.id, role=role, unit_id=place.id, from_on=clock.today()))
    return account.id


def newcomer(story: Story) -> None:
    """One more village of the demo's own commune, opened today."""
    rng = Random("Tân Lập")  # noqa: S311 - as above
    commune = story.communes[0]
    code = f"{commune.code}{len(story.home) + 1:03}"
    services.open_units([NewUnit(code, "thon", "Tân Lập", commune.code)], on=clock.today())
    [place] = queries.places(lambda unit: unit.code == code)
    story.home.append(Village(place, officer(place, Role.CLERK, HEAD, rng), figures.village(rng)))
    stated = session.get_one(Unit, commune.id)
    services.state_children(stated, len(story.home), by=story.leads[commune.id])


def offices(story: Story) -> None:
    """What the communes of the story publish: office, people, figures; numbers that nobody has."""
    rng = Random("Văn phòng")  # noqa: S311 - as above
    for commune in story.communes:
        said = Office(
            phone=people.phone(rng),
            address=f"Trụ sở UBND {commune.inline}, {commune.parents[0].inline}",
            hours="Thứ Hai–thứ Sáu 7:30–11:30, 13:30–17:00",
            shows_figures=commune is not story.communes[-1],
        )
        office.describe(commune.id, said, by=story.leads[commune.id])
        named = {one.grant_id: said.phone for one in published.officers(commune.id)}
        published.show(commune.id, named, by=story.leads[commune.id])
