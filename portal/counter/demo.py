"""The counter of the demo: a village clerk takes one down, one answer is to be told by call."""

from typing import Any

from portal.accounts.rules import Role
from portal.base import clock
from portal.petitions import answering, handling, intake, reach, staff, vault
from portal.petitions.answering import Draft
from portal.petitions.demo import actor
from portal.petitions.intake import Sending
from portal.petitions.models import Petition
from portal.petitions.rules import Act, Channel, Kind, Learn, Opening
from portal.units.queries import Place

SHADE = "Cụ nói: cây bàng đầu ngõ gãy cành to, mưa bão sợ rơi vào người, mong thôn cho chặt."
PENSION = "Hỏi vì sao tháng này chưa nhận được trợ cấp người cao tuổi."
PAID = "Trợ cấp tháng này chi trả ngày 10 tại nhà văn hóa thôn; mời ông/bà mang theo căn cước."


def tell(told: Any) -> None:
    """Two petitions that came in by word of mouth, and a code that was lost."""
    commune, village = told.communes[0], told.home[0].place
    day = 86_400
    now = clock.now().timestamp()

    def ago(days: float) -> Any:
        return clock.at(clock.now().fromtimestamp(now - days * day, clock.zone()))

    with ago(2):
        _take(told.accounts["village"], village, "Cây gãy cành", SHADE, name="Cụ Nguyễn Thị Tẹo")
    with ago(9):
        asked = _take(
            told.leads[commune.id], village, "Trợ cấp người cao tuổi", PENSION,
            name="Vũ Đình Khoát", phone="0222 000 0102", learn=Learn.CALL, channel=Channel.PHONE,
        )  # fmt: skip
    lead = actor(told.leads[commune.id], Role.LEAD, commune)
    other = next(one for one, _ in staff.handlers(commune.id) if one != lead.id)
    clerk = actor(other, Role.CLERK, commune)
    with ago(5):
        handling.claim(reach.case(clerk, asked.number, Act.CLAIM))
        answering.submit(reach.case(clerk, asked.number, Act.SUBMIT), Draft(PAID))
    with ago(4):
        answering.approve(reach.case(lead, asked.number, Act.APPROVE))
    province = commune.parents[0]
    custodian = actor(told.accounts["province"], Role.CUSTODIAN, province)
    with ago(1):
        lost = _take(
            told.leads[commune.id], commune, "Loa phường", "Đề nghị sửa loa ở chợ.",
            name="Đặng Thị Lụa", phone="0222 000 0103",
        )  # fmt: skip
        case = reach.case(custodian, lost.number, Act.OPEN_IDENTITY)
        vault.open_identity(case, Opening.LOST_CODE, "Bà mang căn cước đến xã, mất giấy ghi mã")


def _take(by: int, place: Place, topic: str, text: str, **more: Any) -> Petition:
    channel = more.pop("channel", Channel.COUNTER)
    sending = Sending(
        place=place, kind=Kind.FEEDBACK, topic=topic, text=text, channel=channel, **more
    )
    return intake.send(sending, once=f"demo-counter-{topic}", taken_by=by).petition
