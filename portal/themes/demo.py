"""Themes in the demo: some confirmed, a neighbour's smoke that many write of, opinions heard."""

from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from portal.accounts.queries import Actor
from portal.accounts.rules import Role
from portal.base import clock
from portal.base.db import session
from portal.petitions import intake, reach
from portal.petitions.demo import actor
from portal.petitions.intake import Sending
from portal.petitions.models import Petition, PetitionText
from portal.petitions.rules import Kind
from portal.themes import queries, services
from portal.themes.models import OpinionText, Theme
from portal.themes.rules import Source
from portal.units.queries import Place

THEMES = {
    "Loa truyền thanh hỏng": "information",
    "Loa không kêu": "information",
    "Đường nội đồng sụt": "roads",
    "Đèn đường hỏng": "roads",
    "Sân nhà văn hóa": "culture",
    "Rác thu gom chậm": "waste",
    "Rãnh thoát nước tắc": "water",
    "Tranh chấp ngõ đi": "land",
    "Chó thả rông": "security",
    "Dây điện chùng": "power",
}
"""Topic of a demo petition → the theme its office confirmed; others are not classified yet."""

SMOKE = "Lò đốt rác ở bãi tạm cuối làng xả khói độc suốt đêm, {who}. Đề nghị dời lò ra xa nhà dân."
WHO = (
    "người già khó thở",
    "trẻ con ho nhiều",
    "cả nhà phải đóng kín cửa",
    "quần áo phơi ám mùi khét",
    "lớp mẫu giáo phải nghỉ",
    "người bệnh phổi không ngủ được",
    "khách đến chơi phải về",
)

HEARD = (
    (2, "roads", Source.MEETING, "Bà con đề nghị làm gờ giảm tốc ở đoạn đường trước trường học."),
    (3, "waste", Source.VOTERS, "Cử tri đề nghị tăng số lần thu gom rác trong tuần."),
    (6, "conduct", Source.MEETING, "Nhiều người khen bộ phận một cửa trả kết quả sớm hơn hẹn."),
    (9, "farming", Source.MEETING, "Xin lịch bơm nước vụ chiêm sớm để kịp làm đất."),
    (12, "information", Source.SOCIAL, "Trên nhóm của thôn có ý kiến loa phát buổi sáng quá sớm."),
)


def tell(told: Any) -> None:
    """Fill the demo."""
    services.install_default_codebook()
    by_code = {theme.code: theme for theme in queries.codebook()}
    home, neighbour = told.communes[0], told.communes[1]
    _confirm(actor(told.leads[home.id], Role.LEAD, home), home, by_code)
    villages = [one.place for one in told.villages[neighbour.id]]
    for number, who in enumerate(WHO):
        with clock.at(_at(1 + number % 3, 8 + number)):
            text = SMOKE.format(who=who)
            sending = Sending(villages[number % 3], Kind.FEEDBACK, "Khói lò đốt rác", text)
            petition = intake.send(sending, once=f"demo-smoke-{number:04}").petition
        lead = actor(told.leads[neighbour.id], Role.LEAD, neighbour)
        _say(lead, petition, by_code["waste"])
    places = [one.place for one in told.home]
    for number, (days, code, source, sentence) in enumerate(HEARD):
        place, officer = places[number % len(places)], told.home[number % len(places)].officer
        with clock.at(_at(days, 20)):
            said = OpinionText(sentence, by_code[code], source, clock.today())
            services.note_opinion(place, said, by=officer)


def _at(days: int, hour: float) -> datetime:
    """So many days ago at this hour, never in the time to come."""
    now = clock.now()
    day: date = clock.local(now).date() - timedelta(days=days)
    instant = datetime.combine(day, time(), clock.zone()) + timedelta(hours=hour)
    return min(instant, now - timedelta(minutes=1))


def _confirm(lead: Actor, home: Place, by_code: dict[str, Theme]) -> None:
    """The home commune's lead goes through what the office owns."""
    statement = (
        sa.select(Petition, PetitionText.topic)
        .join(PetitionText, PetitionText.petition_id == Petition.id)
        .where(Petition.owner_id == home.id, Petition.restricted.is_(False))
    )
    for petition, topic in session.execute(statement.order_by(Petition.id)).all():
        if topic in THEMES:
            _say(lead, petition, by_code[THEMES[topic]])


def _say(lead: Actor, petition: Petition, theme: Theme) -> None:
    case = reach.case(lead, petition.number)
    services.confirm(case, theme, suggested=theme, seen=0)
