"""Petitions of the demo: one in every state, written and worked on by the services people use."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

from portal.accounts.models import Account
from portal.accounts.queries import Actor, Hat
from portal.accounts.rules import Role
from portal.accounts.services import give
from portal.base import clock
from portal.base.db import session
from portal.petitions import (
    answering,
    handling,
    intake,
    merging,
    reach,
    routing,
    sender,
    vault,
)
from portal.petitions.answering import Agency, Draft
from portal.petitions.intake import Sending
from portal.petitions.models import Petition
from portal.petitions.rules import Act, Doubt, Kind, Learn, Opening, Outcome, Reason
from portal.units.queries import Place

SAMPLE = "demo-petition-to-try-out"
"""The `once` key whose code the demo shows to everybody: a question waits for its sender."""

LAMP = "Đèn đường đầu thôn hỏng đã hai tuần, buổi tối trẻ em đi học về rất nguy hiểm."
DITCH = "Rãnh thoát nước trước nhà văn hóa bị tắc, mưa là nước tràn vào sân."
WASTE = "Xe thu gom rác một tuần chỉ đến một lần, rác ùn ở đầu ngõ."
LOUD = (
    "Nhà ông Nguyễn Văn Hùng ở số nhà 12, ngõ 3 hát loa kéo đến nửa đêm. Tôi là Lan, gọi ông Hùng "
    "theo số 0222 000 0145 không ai nghe máy."
)
QUIET = (
    "Trưởng thôn và công an xã đã nhắc nhở ngày 20 tháng này; gia đình cam kết không hát sau 22 "
    "giờ. Nếu còn tái diễn, ông/bà báo số trực của công an xã."
)
ANSWERED = (
    "Ủy ban MTTQ xã đã làm việc với UBND xã. Điểm tập kết rác được thu gom ba lần một tuần, vào "
    "thứ Hai, thứ Tư, thứ Sáu. Cảm ơn ông/bà đã phản ánh."
)


class Tale:
    """The demo's own commune with those who work there, and how one deed is done."""

    def __init__(self, told: Any) -> None:
        self.commune, self.neighbour = told.communes[0], told.communes[1]
        self.villages = [one.place for one in told.home]
        province = self.commune.parents[0]
        self.lead = actor(told.leads[self.commune.id], Role.LEAD, self.commune)
        self.clerk = actor(clerk(self.commune), Role.CLERK, self.commune)
        self.province = actor(told.accounts["province"], Role.LEAD, province)
        self.custodian = actor(told.accounts["province"], Role.CUSTODIAN, province)
        self.now = clock.now()
        self.number = count(1)

    def at(self, days: int, hour: float) -> datetime:
        """So many days ago at this hour, never in the time to come."""
        day = clock.local(self.now).date() - timedelta(days=days)
        instant = datetime.combine(day, time(), clock.zone()) + timedelta(hours=hour)
        return min(instant, self.now - timedelta(minutes=1))

    def send(self, days: int, topic: str, text: str, **more: Any) -> Petition:
        """Somebody writes, so many days ago."""
        n = next(self.number)
        place = more.pop("place", self.villages[n % len(self.villages)])
        values = {"kind": Kind.FEEDBACK, "topic": topic, "text": text, **more}
        once = values.pop("once", f"demo-petition-{n:04}")
        with clock.at(self.at(days, 9 + n % 7)):
            return intake.send(Sending(place=place, **values), once=once).petition

    def do(
        self, days: int, who: Actor, petition: Petition, act: Act, deed: Callable[..., Any],
        *given: Any,
    ) -> None:  # fmt: skip
        """An officer acts, so many days ago, at a later hour than anybody wrote."""
        with clock.at(self.at(days, 16.5 + petition.steps / 60)):
            deed(reach.case(who, petition.number, act), *given)

    def by_sender(
        self, days: int, petition: Petition, deed: Callable[..., Any], *given: Any
    ) -> None:
        """The sender acts."""
        with clock.at(self.at(days, 19 + petition.steps / 60)):
            deed(reach.case_for_sender(petition), *given)

    def answer(self, days: int, petition: Petition, draft: Draft) -> None:
        """The clerk takes it, writes, and the lead signs."""
        self.do(days + 1, self.clerk, petition, Act.CLAIM, handling.claim)
        self.do(days, self.clerk, petition, Act.SUBMIT, answering.submit, draft)
        self.do(days, self.lead, petition, Act.APPROVE, answering.approve)


def actor(account_id: int, role: Role, place: Place) -> Actor:
    """Somebody as a request would find them."""
    name = session.get_one(Account, account_id).name
    hats = (Hat(role, place, None),)
    return Actor(account_id, "", name, "vi", 0, clock.now(), False, None, hats)


def clerk(commune: Place) -> int:
    """A second officer of the commune: whoever signs must not be who wrote."""
    account = Account(
        username="0222200011", name="Nguyễn Thị Hường", position="Cán bộ tiếp dân",
        created_at=clock.now(), first_signed_in_at=clock.now(),
    )  # fmt: skip
    session.add(account)
    session.flush()
    give(account, Role.CLERK, commune.id)
    return account.id


def tell(told: Any) -> None:
    """Fill the demo."""
    tale = Tale(told)
    _under_way(tale)
    _ended(tale)
    _elsewhere(tale)


def _under_way(tale: Tale) -> None:
    tale.send(0, "Nước sinh hoạt đục", "Hai hôm nay nước máy có màu vàng, có mùi tanh.")
    near = tale.send(11, "Loa truyền thanh hỏng", "Cụm loa cuối thôn mất tiếng từ đầu tháng.")
    tale.do(10, tale.clerk, near, Act.CLAIM, handling.claim)
    twin = tale.send(9, "Loa không kêu", "Loa phát thanh cuối thôn không kêu, không nghe được tin.")
    with clock.at(tale.at(8, 10)):
        both = [reach.case(tale.lead, one.number) for one in (twin, near)]
        merging.merge(both[0], both[1], "Cùng một cụm loa")
    late = tale.send(26, "Đường nội đồng sụt", "Đoạn đường ra đồng sụt nửa mặt, xe máy không qua.")
    tale.do(25, tale.clerk, late, Act.CLAIM, handling.claim)
    asked = tale.send(
        5, "Đèn đường hỏng", LAMP, once=SAMPLE, name="Trần Thị Mận", phone="0222 000 0101",
        learn=Learn.CALL,
    )  # fmt: skip
    question = "Đèn hỏng ở cột số mấy, hay trước nhà ai, để báo đúng điện lực?"
    tale.do(3, tale.clerk, asked, Act.ASK, handling.ask, question)
    with clock.at(tale.at(2, 15)):
        opened = reach.case(tale.custodian, asked.number, Act.OPEN_IDENTITY)
        vault.open_identity(opened, Opening.TELL, "Người dân nhờ gọi điện báo kết quả")
    routed = tale.send(4, "Cầu tạm giáp ranh", "Cầu tạm sang Liên Bão mất hai tấm ván.")
    reason = "Cầu thuộc địa phận Liên Bão"
    tale.do(1, tale.lead, routed, Act.ROUTE, routing.route, tale.neighbour, reason)
    drafted = tale.send(8, "Sân nhà văn hóa", "Xin lát lại sân nhà văn hóa.", kind=Kind.PROPOSAL)
    tale.do(6, tale.clerk, drafted, Act.CLAIM, handling.claim)
    text = "Thôn đã đưa vào kế hoạch năm 2027, kinh phí xã hỗ trợ một nửa."
    tale.do(1, tale.clerk, drafted, Act.SUBMIT, answering.submit, Draft(text))


def _ended(tale: Tale) -> None:
    waste = tale.send(20, "Rác thu gom chậm", WASTE, learn=Learn.HEAD, name="Nguyễn Văn Tự")
    tale.answer(12, waste, Draft(ANSWERED))
    copy = ("Rác thu gom chậm", WASTE, ANSWERED)
    tale.do(11, tale.lead, waste, Act.PUBLISH, handling.publish, *copy)
    ditch = tale.send(33, "Rãnh thoát nước tắc", DITCH)
    done = "Đội thủy nông đã nạo vét 60 mét rãnh ngày 5 tháng này."
    tale.answer(24, ditch, Draft(done))
    tale.do(23, tale.lead, ditch, Act.PUBLISH, handling.publish, "Rãnh thoát nước tắc", DITCH, done)
    tale.by_sender(22, ditch, sender.rate, 5, "Làm nhanh, xin cảm ơn.")
    loud = tale.send(9, "Hát karaoke quá khuya", LOUD)
    tale.answer(4, loud, Draft(QUIET))  # not public yet: its letter names people
    land = tale.send(15, "Tranh chấp ngõ đi", "Hàng xóm xây lấn ngõ, Tòa án đang thụ lý.")
    court = "Tòa án nhân dân khu vực đang giải quyết; đề nghị chờ bản án."
    tale.answer(11, land, Draft(court, Outcome.REJECT, Reason.IN_COURT))
    taken_back = tale.send(7, "Chó thả rông", "Chó thả rông ở sân đình.")
    tale.by_sender(6, taken_back, sender.withdraw, "Chủ nhà đã xích lại")
    again = tale.send(21, "Bóng đèn cầu thang", "Đèn cầu thang trạm y tế không sáng.")
    tale.answer(14, again, Draft("Đã báo trạm y tế thay bóng."))
    tale.by_sender(2, again, sender.rate, 1, "Vẫn chưa thay.")
    tale.by_sender(1, again, sender.reopen, "Hôm nay đèn vẫn không sáng.")
    thanks = tale.send(10, "Cảm ơn đoàn thanh niên", "Cảm ơn các cháu gặt giúp.", kind=Kind.THANKS)
    tale.answer(8, thanks, Draft("Chi đoàn thôn xin cảm ơn lời động viên."))


def _elsewhere(tale: Tale) -> None:
    power = tale.send(
        13, "Dây điện chùng", "Dây điện chùng sát mái nhà văn hóa.",
        learn=Learn.LETTER, name="Ngô Thị Bưởi", address="Thôn Đình",
    )  # fmt: skip
    day = clock.local(tale.now).date()
    agency = Agency("Điện lực Tiên Du", "27/PC-MTTQ", day - timedelta(days=9), day)
    text = "Việc này thuộc Điện lực Tiên Du; Ủy ban MTTQ xã đã chuyển và sẽ hỏi lại."
    with clock.at(tale.at(10, 16)):
        handling.claim(reach.case(tale.clerk, power.number, Act.CLAIM))
    tale.do(9, tale.clerk, power, Act.SUBMIT, answering.submit,
            Draft(text, Outcome.REFER, agency=agency))  # fmt: skip
    tale.do(9, tale.lead, power, Act.APPROVE, answering.approve)
    tale.send(1, "Vay vốn nhanh", "Vay ngay http://a.example http://b.example http://c.example",
              doubt=Doubt.LINKS)  # fmt: skip
    tale.send(6, "Thái độ khi tiếp dân", "Cán bộ ở bộ phận một cửa nói năng khó nghe.",
              about_office=True)  # fmt: skip
    tale.send(3, "Quyết định thu hồi đất", "Tôi không đồng ý với quyết định thu hồi.",
              kind=Kind.COMPLAINT, name="Đỗ Văn Lực")  # fmt: skip
    two = tale.send(
        5, "Hai việc của thôn", "Ngõ 3 ngập; và xin thêm ghế đá.", place=tale.villages[0]
    )
    with clock.at(tale.at(4, 10)):
        whole = reach.case(tale.lead, two.number, Act.SPLIT)
        intake.part(whole, Kind.PROPOSAL, "Ghế đá ở sân đình", "Xin thêm ghế đá ở sân đình.")
