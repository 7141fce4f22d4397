"""What the demo and an installation find of letterheads and agencies."""

from types import SimpleNamespace

from portal.accounts import associations
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.home import installation
from portal.letters import hooks, queries
from portal.letters.models import Agency, Letterhead
from tests import make


def test_the_demo_has_letterheads_and_agencies_with_numbers_of_nobody(app: Portal) -> None:
    communes = [make.commune()]
    communes.append(make.commune(communes[0].parents[0], "Hai"))
    with writing():
        associations.ensure()
        hooks.demo(SimpleNamespace(communes=communes))
    assert session.query(Letterhead).count() == 24
    assert all(one.phone.startswith("0222 000") for one in session.query(Agency))
    found = [agency.name for _, agency in queries.agencies(communes[1])]
    assert found[0] == "Công an xã Hai"
    assert "Công ty Điện lực Bắc Ninh" in found
    assert "Công an xã Tân Tiến" not in found


def test_an_installation_begins_with_all_letterheads_and_is_repeatable(app: Portal) -> None:
    make.centre()
    assert installation.add_words() == 6
    assert installation.add_words() == 0
    assert session.query(Letterhead).count() == 24
