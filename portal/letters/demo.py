"""Outside agencies of the demo's communes; telephone numbers that nobody has."""

from random import Random
from typing import Any

from portal.letters.rules import AgencyKind, AgencyText
from portal.letters.services import list_agency

# name around the unit, kind, note
OF_COMMUNE = (
    ("Ủy ban nhân dân {unit}", AgencyKind.COMMITTEE, ""),
    ("Công an {unit}", AgencyKind.POLICE, "Trực ban 24/24 giờ"),
    ("Trạm Y tế {unit}", AgencyKind.HEALTH, ""),
)
OF_PROVINCE = (
    ("Sở Nông nghiệp và Môi trường {unit}", AgencyKind.LAND, "Đất đai, môi trường"),
    ("Công ty Điện lực {name}", AgencyKind.POWER, "Báo mất điện, sự cố lưới điện"),
    ("Công ty Cấp nước {name}", AgencyKind.WATER, ""),
)


def agencies(told: Any) -> None:
    """Those of each commune of the story (`told.communes`), and of the province above them."""
    rng = Random("Cơ quan")  # noqa: S311 - invented telephone numbers
    province = told.communes[0].parents[0]
    for place in (province, *told.communes):
        for name, kind, note in OF_PROVINCE if place is province else OF_COMMUNE:
            unit = place.kind_words["vi"].replace("{name}", place.name)
            said = AgencyText(
                name=name.format(unit=unit, name=place.name),
                kind=kind,
                address=f"Phường Kinh Bắc, {unit}" if place is province else f"Trung tâm {unit}",
                # no exchange begins with 000
                phone=f"0222 000 {rng.randrange(1000):04}",
                note=note,
            )
            list_agency(place, said, by=None)
