from dataclasses import dataclass

import pytest
from hypothesis import settings

from portal.accounts.queries import Actor
from portal.accounts.rules import Role
from portal.base.web import Portal
from portal.units.queries import Place
from tests import make
from tests.petitions import acts

settings.register_profile("portal", deadline=None)
settings.load_profile("portal")


@dataclass
class Nation:
    """A village, its commune, a neighbour, the province and the centre, with an officer each."""

    village: Place
    commune: Place
    neighbour: Place
    province: Place
    centre: Place
    lead: Actor
    clerk: Actor
    other_lead: Actor
    province_lead: Actor
    province_custodian: Actor
    centre_lead: Actor


def _nation() -> Nation:
    centre = make.centre()
    province = make.province(centre)
    commune, neighbour = make.commune(province, "Tiên Du"), make.commune(province, "Liên Bão")
    return Nation(
        make.village(commune),
        commune,
        neighbour,
        province,
        centre,
        lead=acts.actor(commune),
        clerk=acts.actor(commune, Role.CLERK),
        other_lead=acts.actor(neighbour),
        province_lead=acts.actor(province),
        province_custodian=acts.actor(province, Role.CUSTODIAN),
        centre_lead=acts.actor(centre),
    )


@pytest.fixture
def nation(app: Portal) -> Nation:
    return _nation()


@pytest.fixture
def nation_of_both(both: Portal) -> Nation:
    return _nation()
