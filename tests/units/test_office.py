import pytest
import sqlalchemy as sa

from portal.base import pagecache, text
from portal.base.audit import AuditRow
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.units import queries
from portal.units.office import Office, describe, office
from tests import make

SAID = Office("0222 3812 345", "Thôn Đông", "7:30–11:30", shows_figures=True)


def test_what_is_published_is_what_everybody_reads(both: Portal) -> None:
    commune = make.commune()
    assert office(commune.id) == Office()
    with writing():
        describe(commune.id, SAID, by=1)
    assert office(commune.id) == SAID
    found = queries.place(commune.code)
    assert found is not None
    assert found.phone == "0222 3812 345"


def test_a_change_is_noted_without_its_words_and_public_pages_go(app: Portal) -> None:
    commune = make.commune()
    with writing():
        describe(commune.id, SAID, by=1)
    before = pagecache.generation()
    with writing():
        describe(commune.id, Office(**{**vars(SAID), "hours": "8:00"}), by=2)
        describe(commune.id, Office(**{**vars(SAID), "hours": "8:00"}), by=2)
    assert pagecache.generation() == before + 1
    rows = list(session.scalars(sa.select(AuditRow).where(AuditRow.act == "units.office")))
    assert [row.facts for row in rows][1:] == [{"changed": ["hours"]}]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0222 3812 345", "0222 3812 345"),
        ("113", "113"),
        ("+84 (222) 3812-345", "+84 (222) 3812-345"),
        ("02223.812.345", "02223.812.345"),
        ("०२२२ ३८१२", "0222 3812"),
        ("０２２２", "0222"),
    ],
)
def test_a_number_is_kept_as_typed(typed: str, kept: str) -> None:
    assert text.phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["12", "gọi bác Ba", "0222 x 12", "1" * 16, "+", "<b>0222</b>", "0222;ext=1"]
)
def test_what_cannot_be_called_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="telephone"):
        text.phone(typed)


def test_a_link_dials_figures_only() -> None:
    assert text.dial("+84 (222) 3812-345") == "+842223812345"
