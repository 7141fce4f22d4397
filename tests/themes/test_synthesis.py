"""What is counted, what is not, and what of it may be read."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from portal.base import language
from portal.base.db import session, writing
from portal.base.period import Period
from portal.letters.word import docx
from portal.petitions import handling, sender
from portal.petitions.rules import Act, Doubt, Kind
from portal.themes import paper, synthesis
from portal.themes.synthesis import Standing, Synthesis
from portal.units.queries import Place
from tests import make
from tests.petitions import acts
from tests.petitions.conftest import Nation
from tests.themes import saying

W34, W33 = make.W34, Period.parse("2026-W33")
AUGUST = Period.parse("2026-08")
LAMPS = [f"Đèn đường {n} hỏng, ngõ tối lắm." for n in range(8)]


def put_together(place: Place, period: Period = W34) -> Synthesis:
    session.remove()
    return synthesis.synthesis(place, period)


def by_code(found: Synthesis) -> dict[str, tuple[int | None, int | None, int]]:
    return {row.theme.code: (row.now, row.before, row.opinions) for row in found.rows if row.theme}


def written(nation: Nation, number: int, code: str = "", place: Place | None = None) -> None:
    saying.send(place or nation.village, LAMPS[:1] * number, code, nation.clerk)


def test_a_week_is_counted_by_theme_against_the_week_before(nation_of_both: Nation) -> None:
    nation = nation_of_both
    with make.at("2026-08-12 09:00"):
        written(nation, 6, "roads")
    with make.at("2026-08-23 23:59"):
        written(nation, 7, "roads")
        written(nation, 9, "waste")
        written(nation, 2)
    with make.at("2026-08-24 00:00"):
        written(nation, 5, "roads")
    with make.at("2026-08-24 09:00"):
        for place in (nation.commune, nation.province, nation.centre):
            found = put_together(place)
            assert (found.received, found.before, found.unclassified.now) == (18, 6, 2)
            assert by_code(found)["roads"] == (7, 6, 0)
            assert by_code(found)["waste"] == (9, 0, 0)
            assert by_code(found)["water"] == (0, 0, 0)
        assert put_together(nation.neighbour).received == 0
        month = put_together(nation.commune, AUGUST)
        assert (month.received, by_code(month)["roads"][0]) == (29, 18)


def test_midnight_is_that_of_the_place_and_not_of_the_server(nation: Nation) -> None:
    with make.at("2026-08-17 00:30"):  # Sunday evening in UTC
        written(nation, 5)
    with make.at("2026-08-20 09:00"):
        assert put_together(nation.commune).received == 5
        assert put_together(nation.commune, W33).received == 0


def test_few_are_hidden_and_so_is_what_would_give_them_away(nation: Nation) -> None:
    with make.at("2026-08-19 09:00"):
        written(nation, 9, "roads")
        written(nation, 3, "water")
        written(nation, 2, "conduct")
        found = put_together(nation.commune)
    figures = by_code(found)
    assert figures["roads"][0] == 9
    assert {figures[code][0] for code in ("water", "conduct", "land")} == {None}
    assert found.together == (15, 5)


def test_fewer_than_five_are_not_broken_down_at_all(nation: Nation) -> None:
    with make.at("2026-08-19 09:00"):
        written(nation, 4, "roads")
        found = put_together(nation.commune)
    assert found.received is None
    assert not found.is_broken_down
    assert found.unclassified.now is None
    assert {row.now for row in found.rows} == {None}
    assert found.reading.petitions == 0


def test_the_same_column_is_shown_alike_now_and_a_week_later(nation: Nation) -> None:
    with make.at("2026-08-12 09:00"):
        written(nation, 9, "roads")
        written(nation, 6, "waste")
        written(nation, 1, "water")
        found = put_together(nation.commune, W33)
    with make.at("2026-08-19 09:00"):
        written(nation, 5, "land")
        later = put_together(nation.commune)
    now = {code: row[0] for code, row in by_code(found).items()}
    before = {code: row[1] for code, row in by_code(later).items()}
    assert now == before


def test_confidential_matters_and_those_about_an_office_are_a_number_alone(nation: Nation) -> None:
    with make.at("2026-08-19 09:00"):
        written(nation, 5, "roads")
        for _ in range(3):
            acts.send(nation.village, kind=Kind.DENUNCIATION, topic="Kín", text="Zubrowka kín")
        for _ in range(2):
            acts.send(nation.village, about_office=True, topic="Thái độ", text="Zubrowka quát")
        acts.send(nation.village, doubt=Doubt.LINKS, topic="Vay", text="http://a.example")
        commune, province = put_together(nation.commune), put_together(nation.province)
    assert commune.received == province.received == 5
    # The commune is not told that somebody wrote about it.
    assert commune.confidential is None
    assert province.confidential == 5
    for found in (commune, province):
        assert "Zubrowka" not in str(paper.letter(found))


def test_where_they_come_from(nation: Nation) -> None:
    other = make.village(nation.commune, "Đoài")
    with make.at("2026-08-19 09:00"):
        written(nation, 6, place=nation.village)
        written(nation, 7, place=nation.commune)
        written(nation, 8, place=nation.neighbour)
        commune, province = put_together(nation.commune), put_together(nation.province)
        centre = put_together(nation.centre)
    parts = {part.place.name: part.number for part in commune.parts if part.place}
    assert parts == {"Tiên Du": 7, nation.village.name: 6, other.name: 0}
    parts = {part.place.name: part.number for part in province.parts if part.place}
    assert parts == {"Liên Bão": 8, "Tiên Du": 13, "Bắc Ninh": 0}
    parts = {part.place.name: part.number for part in centre.parts if part.place}
    assert parts == {"Bắc Ninh": 21, "": 0}


def test_a_village_that_is_closed_since_is_not_lost(nation: Nation) -> None:
    with make.at("2026-08-18 09:00"):
        written(nation, 6)
        written(nation, 6, place=nation.commune)
        make.close(nation.village, date(2026, 8, 19))
        parts = put_together(nation.commune, AUGUST).parts
    assert sum(part.number or 0 for part in parts) == 12
    with make.at("2026-08-20 09:00"):
        parts = put_together(nation.commune).parts
    assert {part.number for part in parts if part.place is None} == {6}


def test_answers_in_time_and_late(nation: Nation) -> None:
    with make.at("2026-08-19 09:00"):
        sent = [acts.send(nation.village) for _ in range(18)]
    with make.at("2026-08-20 09:00"):
        for receipt in sent[:6]:
            acts.do(nation.clerk, receipt.petition, Act.CLAIM, handling.claim)
            acts.answer(receipt.petition, nation.clerk, nation.lead)
        for receipt in sent[6:11]:
            acts.by_code(receipt.code, sender.withdraw, "Đã xong")
    with make.at("2026-10-20 09:00"):
        for receipt in sent[11:12]:
            acts.do(nation.clerk, receipt.petition, Act.CLAIM, handling.claim)
            acts.answer(receipt.petition, nation.clerk, nation.lead)
        found = put_together(nation.commune)
    assert found.standings == {
        Standing.IN_TIME: 6,
        Standing.LATE: None,
        Standing.OPEN: None,
        Standing.OVERDUE: 6,
        Standing.OTHERWISE: 5,
    }


def test_opinions_heard_stand_beside_and_are_never_added(nation: Nation) -> None:
    with make.at("2026-08-19 09:00"):
        written(nation, 5, "roads")
        for day in (date(2026, 8, 16), date(2026, 8, 17), date(2026, 8, 19)):
            saying.hear(nation.village, nation.clerk.id, code="roads", on=day)
        saying.hear(nation.neighbour, nation.clerk.id, code="waste", on=date(2026, 8, 18))
        commune, centre = put_together(nation.commune), put_together(nation.centre)
    assert (commune.received, commune.opinions) == (5, 2)
    assert by_code(commune)["roads"] == (5, 0, 2)
    assert centre.opinions == 3


def campaign(nation: Nation, villages: Sequence[Place]) -> None:
    """A quiet quarter, then smoke."""
    first = datetime.fromisoformat("2026-06-01 09:00")
    for week in range(11):
        with make.at(str(first + timedelta(weeks=week))):
            saying.send(nation.village, [f"Cống {n} tắc, nước đọng ở ngõ." for n in range(3)])
    with make.at("2026-08-19 09:00"):
        for number, village in enumerate(villages * 3):
            ends = (
                "suốt đêm",
                "không thở được",
                "trẻ con ho",
                "khét cả làng",
                "ai cũng sợ",
                "lâu nay",
            )
            saying.send(village, [f"Có khói độc bay vào nhà {ends[number % 6]} {number}."])
        copy = "Chúng tôi phản đối lò đốt ở bãi cạnh sông, xin dời đi nơi khác xa dân. Hộ số {}."
        saying.send(nation.village, [copy.format(n) for n in range(7)])


def test_phrases_rise_and_copies_are_grouped(nation: Nation) -> None:
    villages = [make.village(nation.commune, name) for name in ("Một", "Hai")]
    campaign(nation, villages)
    with make.at("2026-08-20 09:00"):
        reading = put_together(nation.commune).reading
    assert [one.phrase for one in reading.rising][:1] == ["khói độc"]
    [copies] = [one for one in reading.copies if one.petitions == 7]
    assert (copies.wordings, copies.topic) == (7, "")
    assert reading.petitions == 13


def test_words_are_shown_of_public_copies_alone(nation: Nation) -> None:
    with make.at("2026-08-19 09:00"):
        written(nation, 5)
        petition = acts.send(nation.village, text="Ông Nguyễn Văn Tư 0912345678 nói to").petition
        acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
        acts.answer(petition, nation.clerk, nation.lead)
        assert put_together(nation.commune).quotes == []
        redacted = ("Tiếng ồn", "Một hộ trong xóm nói to.", "Đã nhắc.")
        acts.do(nation.lead, petition, Act.PUBLISH, handling.publish, *redacted)
        found = put_together(nation.commune)
    assert [quote.topic for quote in found.quotes] == ["Tiếng ồn"]
    said = str(paper.letter(found))
    assert "Một hộ trong xóm" in said
    assert "0912345678" not in said
    assert "Nguyễn Văn Tư" not in said


@pytest.mark.parametrize("speaks", ["vi", "en", "hi"])
def test_the_paper_in_three_languages(nation: Nation, speaks: str) -> None:
    with make.at("2026-08-19 09:00"), language.speaking(speaks):
        written(nation, 9, "roads")
        written(nation, 2, "water")
        saying.hear(nation.commune, nation.clerk.id, code="water", on=date(2026, 8, 19))
        letter = paper.letter(put_together(nation.commune))
        document = Document(BytesIO(docx(letter)))
        excel = paper.as_excel(letter, "x").get_data()
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    title = {"vi": "Giao thông, đèn đường", "en": "Roads and street lights"}.get(speaks, "सड़कें")
    assert any(title in cell for cell in cells)
    assert "…" in cells
    rows = CalamineWorkbook.from_filelike(BytesIO(excel)).get_sheet_by_index(0).to_python()
    assert any(row[0].startswith(title) and row[1] == 9 for row in rows if isinstance(row[0], str))


def test_a_theme_that_begins_like_a_formula_stays_a_text(nation: Nation) -> None:
    with writing():
        row = saying.theme("roads")
        row.title = {"vi": "=1+1"}
    with make.at("2026-08-19 09:00"):
        written(nation, 9, "roads")
        letter = paper.letter(put_together(nation.commune))
    excel = paper.as_excel(letter, "x").get_data()
    rows = CalamineWorkbook.from_filelike(BytesIO(excel)).get_sheet_by_index(0).to_python()
    assert any(row[0] == "=1+1" for row in rows)
