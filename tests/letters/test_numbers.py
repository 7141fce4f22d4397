"""Document numbers: one after the other, without gaps, each given once."""

import pytest
import sqlalchemy as sa

from portal.base.db import begin_write, finish, session, writing
from portal.base.web import Portal
from portal.letters import hooks
from portal.letters.models import DocumentBook, DocumentNumber
from portal.letters.rules import DocumentKind
from portal.letters.services import give_number
from portal.units.queries import Place
from tests import make
from tests.threads import at_once

REPORT, LETTER = DocumentKind.REPORT, DocumentKind.LETTER


def given(place: Place, kind: DocumentKind = REPORT, association: str | None = None) -> str:
    with writing():
        return give_number(place, kind, subject="report:1", association=association).text


def test_each_unit_kind_association_and_year_counts_from_one(both: Portal) -> None:
    commune = make.commune()
    with make.at("2026-12-31 23:59"):
        assert [given(commune), given(commune)] == ["01/BC-MTTQ-BTT", "02/BC-MTTQ-BTT"]
        assert given(commune, LETTER) == "01/MTTQ-BTT"
        assert given(commune, association="youth") == "01-BC/ĐTN"
        assert given(commune, association="front") == "03/BC-MTTQ-BTT"
        assert given(commune.parents[0]) == "01/BC-MTTQ-BTT"
    with make.at("2027-01-01 00:00"):
        assert given(commune) == "01/BC-MTTQ-BTT"
    assert hooks.check() == []


def test_a_number_rolled_back_was_never_given(both: Portal) -> None:
    commune = make.commune()
    begin_write()
    assert give_number(commune, REPORT, subject="report:1").number == 1
    finish()
    assert given(commune) == "01/BC-MTTQ-BTT"


def test_who_ask_at_once_get_different_numbers(both: Portal) -> None:
    commune = make.commune()
    at_once(8, lambda _: given(commune))
    numbers = sorted(session.scalars(sa.select(DocumentNumber.number)))
    assert numbers == list(range(1, 9))
    assert hooks.check() == []


@pytest.mark.parametrize("harm", ["gap", "ahead", "no book"])
def test_the_check_finds_what_must_not_be(app: Portal, harm: str) -> None:
    commune = make.commune()
    for _ in range(3):
        given(commune)
    with writing():
        if harm == "gap":
            session.execute(sa.delete(DocumentNumber).where(DocumentNumber.number == 2))
        elif harm == "ahead":
            session.execute(sa.update(DocumentBook).values(last=5))
        else:
            session.execute(sa.delete(DocumentBook))
    found = hooks.check()
    assert len(found) == (3 if harm == "no book" else 1)
    assert "document" in found[0]
