"""A village, its clerk who writes, and the commune's lead who publishes, each with a browser."""

import pytest

from portal.accounts.rules import Role
from portal.base.db import session
from portal.base.web import Portal
from portal.news.models import Post
from portal.units.queries import Place
from tests import make
from tests.browser import Browser
from tests.newsroom.desk import WRITTEN, Desk


@pytest.fixture
def village(app: Portal) -> Place:
    return make.village()


@pytest.fixture
def clerk(app: Portal, village: Place) -> Browser:
    return Browser(app).enter(make.officer(village))


@pytest.fixture
def lead(app: Portal, village: Place) -> Browser:
    return Browser(app).enter(make.officer(village.parents[0], Role.LEAD))


@pytest.fixture
def reader(app: Portal) -> Browser:
    return Browser(app)


@pytest.fixture
def desk(village: Place, clerk: Browser, lead: Browser, reader: Browser) -> Desk:
    """A draft by the village's clerk, and who does what with it."""
    clerk.send(f"/news/desk/{village.code}/new?lang=vi", button="save", **WRITTEN)
    session.remove()
    post = session.query(Post).one()
    session.remove()
    return Desk(village, f"/news/{post.id}", clerk, lead, reader)
