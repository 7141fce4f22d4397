"""Events of the demo: two that are over, one under way with its live text, three to come."""

from datetime import datetime, time, timedelta
from typing import Any

from portal.accounts.audience import Audience, Reach
from portal.base import clock
from portal.events import services
from portal.events.models import Event, Said
from portal.units.queries import Place

FESTIVAL = (
    "Phần lễ: ôn lại truyền thống Mặt trận, biểu dương gia đình văn hóa, tặng quà hộ khó khăn.\n\n"
    "Phần hội: văn nghệ, kéo co, bữa cơm đoàn kết. Kính mời toàn thể bà con trong thôn."
)
TALK = (
    "Đối thoại giữa lãnh đạo xã với Nhân dân về vệ sinh môi trường và đường nội đồng.\n\n"
    "Ai không đến được có thể theo dõi tường thuật trực tiếp tại đây."
)
LINES = (
    (2, "Hội nghị bắt đầu. Khoảng 120 người dự, trong đó có đại diện 25 thôn."),
    (9, "Chủ tịch Ủy ban MTTQ xã báo cáo 14 ý kiến đã nhận từ kỳ trước: 11 đã giải quyết."),
    (21, "Ông Nguyễn Văn Bình hỏi về rãnh thoát nước đầu thôn Đình: bao giờ xong?"),
    (26, "UBND xã trả lời: khởi công ngày 5/12, xong trước Tết."),
    (38, "Bà Trần Thị Hoa đề nghị thêm hai điểm tập kết rác ở chợ."),
)


def tell(told: Any) -> None:
    """Go on with the story of `home/story.py`: its own commune and village, as of now."""
    commune, village = told.communes[0], told.home[0].place
    lead, clerk = told.leads[commune.id], told.accounts["village"]
    now = clock.now()
    _past(village, clerk, now)
    _meeting(commune, lead, now)
    _to_come(commune, village, lead, clerk, now)


def _past(village: Place, clerk: int, now: datetime) -> None:
    begins = _at(now, -7, 8)
    festival = _announce(
        village, clerk, begins - timedelta(days=10), "Ngày hội Đại đoàn kết toàn dân tộc",
        "Nhà văn hóa thôn", begins, 3, FESTIVAL,
    )  # fmt: skip
    with clock.at(begins + timedelta(hours=4)):
        services.count(festival, 186, by=clerk)
    _announce(
        village, clerk, _at(now, -5, 9), "Họp thôn bàn việc làm đường ngõ xóm", "Nhà văn hóa thôn",
        _at(now, -1, 19), 1.5, "Bàn mức đóng góp và ngày công.",
    )  # fmt: skip


def _meeting(commune: Place, lead: int, now: datetime) -> None:
    """Under way when the demo is told by day; else of the last evening, and ended."""
    hour = clock.local(now).hour
    by_day = 7 <= hour <= 21
    begins = (now - timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    begins = begins if by_day else _at(now, 0 if hour > 21 else -1, 19)
    title = "Hội nghị đối thoại với Nhân dân"
    place = f"Hội trường UBND {commune.inline}"
    talk = _announce(commune, lead, begins - timedelta(days=6), title, place, begins, 2.5, TALK)
    for minute, text in LINES:
        with clock.at(begins + timedelta(minutes=minute)):
            services.append(talk, text, by=lead)
    with clock.at(begins + timedelta(minutes=45)):
        right = LINES[0][1].replace("120", "130")
        services.correct(talk, 1, right, by=lead, seen=1)
    if not by_day:
        with clock.at(begins + timedelta(hours=2.5)):
            services.append(talk, "Hội nghị kết thúc. Cảm ơn bà con đã theo dõi.", by=lead)
            services.close(talk, by=lead)
            services.count(talk, 130, by=lead)


def _to_come(commune: Place, village: Place, lead: int, clerk: int, now: datetime) -> None:
    made = _at(now, -2, 10)
    _announce(
        village, clerk, made, "Tổng vệ sinh đường làng", "Tập trung ở cổng làng",
        _at(now, 1, 6.5), 2, "Mỗi hộ một người, mang theo cuốc, xẻng hoặc chổi.",
    )  # fmt: skip
    _announce(
        commune, lead, made, "Khám bệnh, cấp thuốc miễn phí cho người cao tuổi",
        "Trạm y tế xã", _at(now, 5, 7.5), 4, "Mang theo thẻ bảo hiểm y tế và căn cước.",
    )  # fmt: skip
    _announce(
        commune, lead, made, "Giao ban công tác Mặt trận tháng", "Phòng họp Ủy ban MTTQ xã",
        _at(now, 2, 14), 2, "Trưởng ban các thôn mang theo sổ theo dõi ý kiến Nhân dân.",
        Reach.BELOW, Audience.OFFICERS,
    )  # fmt: skip
    sports = _announce(
        commune, lead, made, "Giải cầu lông gia đình", "Sân vận động xã", _at(now, 4, 15), 3, "",
    )  # fmt: skip
    with clock.at(_at(now, -1, 16)):
        reason = "Sân đang sửa, sẽ báo ngày khác."
        services.cancel(sports, reason, by=lead, seen=sports.number)


def _announce(
    unit: Place, by: int, at: datetime, title: str, place: str, begins: datetime, hours: float,
    text: str, reach: Reach = Reach.EVERYBODY, audience: Audience = Audience.EVERYBODY,
) -> Event:  # fmt: skip
    with clock.at(at):
        ends = begins + timedelta(hours=hours)
        said = Said(title, text, place, begins, ends, reach, audience)
        return services.announce(unit.id, said, by=by)


def _at(now: datetime, days: int, hours: float) -> datetime:
    """So many days after today, so many hours after its midnight, on the wall clock."""
    midnight = datetime.combine(clock.local(now).date(), time(), clock.zone())
    return midnight + timedelta(days=days, hours=hours)
