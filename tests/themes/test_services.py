"""The codebook, confirming, opinions heard; and what the model learns of it."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.accounts.rules import Role
from portal.base import clock
from portal.base.audit import AuditRow
from portal.base.db import session, writing
from portal.base.errors import Conflict, NotFound
from portal.petitions import handling, retention
from portal.petitions.models import PetitionText
from portal.petitions.rules import Act, Kind
from portal.themes import queries, services, soundness, suggestion
from portal.themes.models import Opinion, OpinionText, Theme
from portal.themes.rules import Source, names_somebody
from portal.units.queries import Place
from tests import make
from tests.petitions import acts
from tests.petitions.conftest import Nation
from tests.themes import saying

TODAY = date(2026, 8, 20)


def changed(theme: Theme, deed: Any, *said: Any, seen: int | None = None) -> None:
    with writing():
        row = session.get_one(Theme, theme.id)
        deed(row, *said, seen=row.changes if seen is None else seen, by=1)


def audited(act: str) -> list[AuditRow]:
    session.remove()
    return list(session.scalars(sa.select(AuditRow).where(AuditRow.act == act)))


def test_installing_the_codebook_twice_leaves_it_as_it_is(nation: Nation) -> None:
    roads = saying.theme("roads")
    changed(roads, services.change_theme, {"vi": "Đường sá"}, {"vi": ""})
    with writing():
        services.install_default_codebook()
    assert len(queries.codebook()) == 16
    assert saying.theme("roads").title == {"vi": "Đường sá"}


def test_a_new_theme_gets_a_code_of_its_own(nation: Nation) -> None:
    for title in ("Đường sá", "Đường sá khác", "Chùa, đền"):
        with writing():
            services.add_theme({"vi": title}, {"vi": ""}, by=1)
    codes = [theme.code for theme in queries.codebook()][-3:]
    assert codes == ["duong-sa", "duong-sa-khac", "chua-den"]
    with pytest.raises(services.TitleTaken), writing():
        services.add_theme({"vi": "ĐƯỜNG SÁ"}, {"vi": ""}, by=1)
    with writing():
        assert services.add_theme({"vi": "धर्म"}, {"vi": ""}, by=1).code == "theme"


def test_a_retired_theme_is_offered_no_longer_and_stays_on_its_petitions(nation: Nation) -> None:
    petition = acts.send(nation.village).petition
    saying.confirm(nation.clerk, petition, "roads")
    changed(saying.theme("roads"), services.retire_theme)
    choice = queries.choice(petition.id)
    assert choice.theme is not None
    assert choice.theme.code == "roads"
    assert "roads" not in {one.code for one in choice.themes}
    other = acts.send(nation.village).petition
    with pytest.raises(services.Retired):
        saying.confirm(nation.clerk, other, "roads")
    changed(saying.theme("roads"), services.bring_back)
    saying.confirm(nation.clerk, other, "roads")


def test_the_second_editor_of_a_theme_is_told(nation: Nation) -> None:
    changed(saying.theme("roads"), services.change_theme, {"vi": "Cầu"}, {"vi": ""}, seen=0)
    with pytest.raises(Conflict):
        changed(saying.theme("roads"), services.change_theme, {"vi": "Hầm"}, {"vi": ""}, seen=0)
    assert saying.theme("roads").title["vi"] == "Cầu"


def test_an_officer_confirms_and_a_colleague_is_told(nation_of_both: Nation) -> None:
    nation = nation_of_both
    petition = acts.send(nation.village).petition
    saying.confirm(nation.clerk, petition, "roads")
    for seen in (0, 7):
        with pytest.raises(Conflict):
            saying.confirm(nation.lead, petition, "power", seen=seen)
    saying.confirm(nation.lead, petition, "power", seen=1)
    kept = saying.confirmed(petition)
    assert kept is not None
    assert (kept.theme_id, kept.changes) == (saying.theme("power").id, 2)
    rows = audited("themes.confirm")
    assert [row.facts["theme"] for row in rows] == ["roads", "power"]
    assert {row.subject for row in rows} == {f"petition:{petition.id}"}
    assert list(soundness.findings()) == []


@pytest.mark.parametrize("who", ["other_lead", "province_lead", "centre_lead"])
def test_nobody_but_the_owner_says_what_a_petition_is_about(nation: Nation, who: str) -> None:
    petition = acts.send(nation.village).petition
    with pytest.raises(NotFound):
        saying.confirm(getattr(nation, who), petition, "roads")


def test_a_confidential_petition_has_no_theme(nation: Nation) -> None:
    petition = acts.send(nation.village, kind=Kind.COMPLAINT).petition
    with pytest.raises(services.Confidential):
        saying.confirm(nation.lead, petition, "land")


def opinion(place: Place, **more: Any) -> OpinionText:
    values = {"text": "Sửa cầu.", "theme": saying.theme("roads"), "source": Source.PRESS}
    return OpinionText(**{**values, "heard_on": TODAY, **more})


def test_an_opinion_is_mended_within_a_day_by_who_noted_it(nation: Nation) -> None:
    with make.at("2026-08-20 09:00"):
        kept = saying.hear(nation.commune, nation.clerk.id, on=TODAY)

    def mend(text: str, *, seen: int, by: int) -> None:
        with writing():
            row = session.get_one(Opinion, kept.id)
            services.mend_opinion(row, opinion(nation.commune, text=text), seen=seen, by=by)

    with make.at("2026-08-21 08:59"):
        mend("Sửa cầu gỗ.", seen=0, by=nation.clerk.id)
        with pytest.raises(Conflict):
            mend("Sửa cống.", seen=0, by=nation.clerk.id)
        with pytest.raises(services.NotMended):
            mend("Sửa cống.", seen=1, by=nation.lead.id)
    with make.at("2026-08-21 09:00"), pytest.raises(services.NotMended):
        mend("Sửa cống.", seen=1, by=nation.clerk.id)
    session.remove()
    assert session.get_one(Opinion, kept.id).text == "Sửa cầu gỗ."


def test_removing_leaves_no_word_and_a_line_in_the_audit(nation: Nation) -> None:
    with make.at("2026-08-20 09:00"):
        kept = saying.hear(nation.commune, nation.clerk.id, on=TODAY, text="Bí mật của xóm.")
        with pytest.raises(Conflict), writing():
            services.remove_opinion(session.get_one(Opinion, kept.id), seen=3, by=1)
        with writing():
            services.remove_opinion(session.get_one(Opinion, kept.id), seen=0, by=1)
    assert session.get(Opinion, kept.id) is None
    assert [row.subject for row in audited("themes.remove_opinion")] == [f"opinion:{kept.id}"]
    assert "Bí mật" not in str([row.facts for row in session.scalars(sa.select(AuditRow))])
    assert list(soundness.findings()) == []


@pytest.mark.parametrize(
    "said",
    [
        "Gọi bà Mận 0912345678",
        "0912 345 678 gọi giúp",
        "số 0912.345.678",
        "(0222) 3812 345",
        "+84 912 345 678",
        "CCCD 027185001234",
        "CMND 125456789",
        "०९१२३४५६७८",
        "０９１２３４５６７８",
    ],
)
def test_numbers_by_which_somebody_could_be_found_are_refused(said: str) -> None:
    assert names_somebody(said)


@pytest.mark.parametrize(
    "said",
    [
        "Xin 150.000.000 đồng sửa đường",
        "Kinh phí 1.500.000.000 đồng",
        "Ngày 20/8/2026 mất điện từ 7 giờ đến 17 giờ",
        "Quốc lộ 18, km 12",
        "Có 1200 hộ",
        "Nghị quyết 05/2026",
        "năm 2025 2026 chưa làm",
    ],
)
def test_sums_and_days_are_no_such_numbers(said: str) -> None:
    assert not names_somebody(said)


def test_an_opinion_with_a_number_or_of_tomorrow_is_not_kept(nation: Nation) -> None:
    with make.at("2026-08-20 09:00"):
        for wrong, refusal in (
            ({"text": "Gọi 0912 345 678"}, services.NamesSomebody),
            ({"heard_on": TODAY + timedelta(days=1)}, services.StillToCome),
        ):
            with pytest.raises(refusal), writing():
                services.note_opinion(nation.commune, opinion(nation.commune, **wrong), by=1)


def test_the_model_learns_what_officers_confirm(nation: Nation) -> None:
    text = "Máy gặt đập của hợp tác liên hoàn chạy đêm quên bật còi xanh"
    first = suggestion.suggest(text)
    for number in range(8):
        petition = acts.send(nation.village, topic="Máy gặt", text=f"{text} {number}").petition
        saying.confirm(nation.clerk, petition, "information")
    assert suggestion.suggest(text) == first, "within ten minutes the model is the same"
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert suggestion.suggest(text) == "information"


def test_the_clock_makes_the_model_anew_at_once(nation: Nation) -> None:
    before = suggestion.model()
    assert suggestion.look_again() is before, "nothing was confirmed"
    saying.confirm(nation.clerk, acts.send(nation.village).petition, "roads")
    assert suggestion.look_again() is not before


def test_what_is_erased_is_forgotten_within_a_day(nation: Nation) -> None:
    petition = acts.send(nation.village, topic="Zubrowka", text="Zubrowka zubrowka").petition
    saying.confirm(nation.clerk, petition, "roads")
    model = suggestion.look_again()
    assert any("zubrowka" in seen for seen in model._under.values())
    acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    acts.answer(petition, nation.clerk, nation.lead)
    with clock.at(clock.now() + timedelta(days=3 * 365)):
        with writing():
            retention.erase(petition.id)
        assert session.get_one(PetitionText, petition.id).text == ""
        session.remove()
        model = suggestion.model()
    assert not any("zubrowka" in seen for seen in model._under.values())


def test_nothing_is_learnt_from_what_became_confidential(nation: Nation) -> None:
    petition = acts.send(nation.village, topic="Zubrowka", text="Zubrowka zubrowka").petition
    saying.confirm(nation.lead, petition, "land")
    acts.do(nation.lead, petition, Act.RECLASSIFY, handling.reclassify, Kind.DENUNCIATION, "tố cáo")
    model = suggestion.look_again()
    assert not any("zubrowka" in seen for seen in model._under.values())


def test_a_retired_theme_is_not_suggested(nation: Nation) -> None:
    text = "Đèn đường hỏng, ngõ tối, xin lắp bóng đèn chiếu sáng"
    assert suggestion.suggest(text) == "roads"
    changed(saying.theme("roads"), services.retire_theme)
    suggestion.look_again()
    assert suggestion.suggest(text) != "roads"


def test_check_finds_what_was_slipped_in_or_lost(nation: Nation) -> None:
    petition = acts.send(nation.village).petition
    saying.confirm(nation.clerk, petition, "roads")
    saying.hear(nation.commune, nation.clerk.id, on=date(2026, 8, 1))
    assert list(soundness.findings()) == []
    with writing():
        session.execute(sa.text("DELETE FROM petition_theme"))
        session.execute(sa.text("DELETE FROM opinion"))
    found = list(soundness.findings())
    assert found == [
        "petitions with a theme: 0 are there, 1 were noted",
        "opinions heard: 0 are there, 1 were noted",
    ]


def test_roles_that_note_and_confirm(nation: Nation) -> None:
    petition = acts.send(nation.village).petition
    viewer = acts.actor(nation.commune, Role.VIEWER)
    with pytest.raises(NotFound):
        saying.confirm(viewer, petition, "roads")
