"""For whom a thing is meant: the query and the row say the same, and both say what was meant."""

from dataclasses import dataclass
from itertools import count, product
from typing import Any

import pytest
import sqlalchemy as sa

from portal.accounts import queries, services
from portal.accounts.audience import (
    PUBLIC,
    Audience,
    Reach,
    Reader,
    demand,
    may_read,
    readable,
    reader,
    stands_at,
    ways,
)
from portal.accounts.models import Account, Association
from portal.accounts.rules import Role
from portal.base.db import session, writing
from portal.base.errors import NotFound
from portal.base.web import Portal
from portal.units.queries import Place
from tests import make

_number = count(1)


@dataclass(frozen=True)
class Thing:
    """A post or an event, as far as it is addressed."""

    unit_id: int
    reach: Reach
    audience: Audience
    association_code: str | None


@dataclass
class World:
    """A small tree, and every thing that could be written in it."""

    places: dict[str, Place]
    things: list[Thing]

    def table(self) -> Any:
        """The things as a table whose `number` is their place in the list."""
        rows = [
            sa.select(
                sa.literal(number).label("number"),
                sa.literal(thing.unit_id).label("unit_id"),
                sa.literal(thing.reach.value).label("reach"),
                sa.literal(thing.audience.value).label("audience"),
                sa.literal(thing.association_code, sa.String).label("association_code"),
            )
            for number, thing in enumerate(self.things)
        ]
        return sa.union_all(*rows).subquery().c

    def chosen(self, where: Any) -> set[Thing]:
        """The things for which `where(table)` holds."""
        table = self.table()
        return {
            self.things[n] for n in session.scalars(sa.select(table.number).where(where(table)))
        }

    def place_of(self, thing: Thing) -> Place:
        return next(place for place in self.places.values() if place.id == thing.unit_id)

    def thing(self, code: str, reach: str, audience: str, association: str | None = None) -> Thing:
        return Thing(self.places[code].id, Reach(reach), Audience(audience), association)


@pytest.fixture
def world(both: Portal) -> World:
    centre = make.centre()
    places = {"TW": centre}
    tree = [("P1", "province", "TW"), ("P2", "province", "TW"), ("C1", "rural_commune", "P1"),
            ("C2", "rural_commune", "P1"), ("V1", "thon", "C1"), ("V2", "thon", "C1")]  # fmt: skip
    for code, kind, above in tree:
        places[code] = make.unit(kind, code, places[above], code=code)
    with writing():
        session.add(Association(code="youth", position=1, words={"vi": "Đoàn Thanh niên"}))
        session.add(Association(code="women", position=2, words={"vi": "Hội Phụ nữ"}))
    whom = [(Audience.EVERYBODY, None), (Audience.OFFICERS, None), (Audience.LEADS, None),
            (Audience.MEMBERS, "youth"), (Audience.MEMBERS, "women")]  # fmt: skip
    things = [
        Thing(place.id, reach, audience, association)
        for place, reach, (audience, association) in product(places.values(), Reach, whom)
    ]
    return World(places, things)


def wearing(*hats: tuple[Role, Place, str | None]) -> Reader:
    """Somebody with these grants, read back as a request would."""
    with writing():
        account = make.accounts.create_account(
            username=f"wearer{next(_number)}", name="W", own_password="x"
        )
        for role, place, association in hats:
            services.give(account, role, place.id, association=association, on=make.LONG_AGO)
        token = services.start_session(account.id, "test", shared=False)
        found = queries.actor(token)
        assert found is not None
        return reader(found)


def test_the_public_reads_what_is_for_everybody_and_nothing_else(world: World) -> None:
    open_to_all = world.chosen(lambda table: readable(table, PUBLIC))
    assert open_to_all == {one for one in world.things if one.audience is Audience.EVERYBODY}
    assert reader(None) is PUBLIC


def test_the_query_and_the_row_agree_for_every_reader_and_thing(world: World) -> None:
    roles = [(role, None) for role in Role if role is not Role.ADMIN]
    held = [*roles, (Role.ADMIN, None), (Role.LEAD, "youth"), (Role.CLERK, "women")]
    readers = [PUBLIC]
    for (role, association), place in product(held, world.places.values()):
        if role is not Role.ADMIN or place.level in ("centre", "province"):
            readers.append(wearing((role, place, association)))
    two = (Role.CLERK, world.places["V1"], None), (Role.LEAD, world.places["P2"], "youth")
    for one in [*readers, wearing(*two)]:
        in_query = world.chosen(lambda table, one=one: readable(table, one))
        of_rows = {thing for thing in world.things if may_read(one, thing, world.place_of(thing))}
        assert in_query == of_rows, one.hats


def test_a_village_clerk_reads_what_reaches_the_village(world: World) -> None:
    clerk = wearing((Role.CLERK, world.places["V1"], None))
    seen = world.chosen(lambda table: readable(table, clerk))
    assert world.thing("C1", "below", "officers") in seen
    assert world.thing("TW", "below", "officers") in seen
    assert world.thing("P2", "everybody", "officers") in seen
    assert world.thing("V1", "unit", "leads") in seen  # its own unit's, which it may read
    assert world.thing("C1", "unit", "officers") not in seen
    assert world.thing("V2", "below", "officers") not in seen
    assert world.thing("C1", "below", "leads") not in seen
    assert world.thing("C1", "everybody", "members", "youth") not in seen


def test_whoever_may_read_a_subtree_reads_all_that_is_written_in_it(world: World) -> None:
    viewer = wearing((Role.VIEWER, world.places["C1"], None))
    seen = world.chosen(lambda table: readable(table, viewer))
    for code in ("C1", "V1", "V2"):
        assert {one for one in world.things if one.unit_id == world.places[code].id} <= seen
    assert world.thing("C2", "below", "officers") not in seen
    assert world.thing("P1", "unit", "officers") not in seen


def test_members_read_what_is_for_their_own_association(world: World) -> None:
    youth = wearing((Role.LEAD, world.places["C1"], "youth"))
    seen = world.chosen(lambda table: readable(table, youth))
    assert world.thing("P1", "below", "members", "youth") in seen
    assert world.thing("V1", "unit", "members", "youth") in seen
    assert world.thing("P1", "below", "members", "women") not in seen
    assert world.thing("V1", "unit", "officers") not in seen  # a grant for all, not theirs


def test_a_grant_that_has_ended_reads_no_more(world: World) -> None:
    officer = make.officer(world.places["C1"])
    with writing():
        grant = session.query(queries.Grant).filter_by(account_id=officer.id).one()
        grant.until_on = grant.from_on
        token = services.start_session(session.get_one(Account, officer.id).id, "t", shared=False)
        assert reader(queries.actor(token)) == PUBLIC


def test_on_a_units_page_stand_its_own_its_parents_and_everybodys(world: World) -> None:
    here = world.places["C1"]
    standing = world.chosen(lambda table: stands_at(table, here))
    for thing in world.things:
        code = world.place_of(thing).code
        wanted = code == "C1" or thing.reach is Reach.EVERYBODY
        wanted |= code in ("P1", "TW") and thing.reach is Reach.BELOW
        assert (thing in standing) == wanted, thing


def test_no_thing_comes_to_a_page_in_two_ways(world: World) -> None:
    places = [world.places["C1"], world.places["V2"], world.places["P2"]]
    table = world.table()
    found = [
        number
        for way in ways(table, places)
        for number in session.scalars(sa.select(table.number).where(way))
    ]
    assert len(found) == len(set(found))
    one_by_one = set.union(*(world.chosen(lambda t, at=at: stands_at(t, at)) for at in places))
    assert {world.things[number] for number in found} == one_by_one


def test_loading_what_is_not_for_the_reader_is_loading_nothing(world: World) -> None:
    thing = world.thing("C1", "below", "officers")
    demand(wearing((Role.CLERK, world.places["V1"], None)), thing, world.places["C1"])
    with pytest.raises(NotFound):
        demand(PUBLIC, thing, world.places["C1"])


def test_who_reads_is_found_in_one_statement(app: Portal, statements: list[str]) -> None:
    officer = make.officer(make.village())
    with writing():
        token = services.start_session(officer.id, "test", shared=False)
    actor = queries.actor(token)
    statements.clear()
    first, again = reader(actor), reader(actor)
    assert first is again
    assert [place.level for place in first.places[0].parents] == ["commune", "province", "centre"]
    assert len(statements) == 1
