"""What tests are made of: places and people, written by the portal's own services."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.accounts import second_factor as factors
from portal.accounts import services as accounts
from portal.accounts import totp
from portal.accounts.audience import Audience, Reach
from portal.accounts.models import Account, SecondFactor
from portal.accounts.rules import Role, needs_second_factor
from portal.base import clock
from portal.base.db import session, writing
from portal.base.period import Period
from portal.base.pictures import Picture
from portal.events import services as events
from portal.events.models import Event, Said
from portal.news import hanging
from portal.news import services as posts
from portal.news.models import Post
from portal.news.rules import Category, Settings, Text
from portal.reports import queries
from portal.reports import services as reports
from portal.reports.checks import Answers
from portal.reports.models import Report
from portal.reports.queries import Week
from portal.reports.questionnaire import Questionnaire, questionnaire
from portal.units import queries as units
from portal.units import services
from portal.units.models import Unit, UnitLink
from portal.units.queries import Place

LONG_AGO = date(2025, 7, 1)
_number = count(1)


def unit(
    kind: str, name: str, parent: Place | None = None, *, code: str = "", on: date = LONG_AGO
) -> Place:
    """One unit below another, standing since 1 July 2025 unless said otherwise."""
    with writing():
        services.ensure_kinds()
        above = session.get(Unit, parent.id) if parent else None
        made = services.open_unit(code or f"U{next(_number)}", kind, name, above, on=on)
        made_id = made.id
    place = units.place_of_id(made_id, day=max(on, LONG_AGO))
    assert place is not None
    session.remove()
    return place


def centre() -> Place:
    """The one at the top."""
    return unit("centre", "", code="TW")


def province(parent: Place | None = None, name: str = "Bắc Ninh") -> Place:
    """A province below the centre."""
    return unit("province", name, parent or centre())


def commune(parent: Place | None = None, name: str = "Tân Tiến") -> Place:
    """A commune, with province and centre above if none is given."""
    return unit("rural_commune", name, parent or province())


def village(parent: Place | None = None, name: str = "Đông", *, on: date = LONG_AGO) -> Place:
    """A village, with all above it if no commune is given."""
    return unit("thon", name, parent or commune(), on=on)


def officer(place: Place, role: Role = Role.CLERK, *, username: str = "") -> Account:
    """Somebody with a role at a unit; the password is `own-` and the user name."""
    username = username or f"{role}{next(_number)}"
    with writing():
        made = accounts.create_account(
            username=username, name=f"Nguyễn Văn {username.title()}", own_password=f"own-{username}"
        )
        accounts.give(made, role, place.id, on=LONG_AGO)
        if needs_second_factor(role, place.level):
            session.add(second_factor(made.id))
    return made


SEED = "5eed" * 8


def second_factor(account_id: int) -> SecondFactor:
    """An authenticator app, set up long ago."""
    then = datetime.combine(LONG_AGO, time(), HANOI)
    return SecondFactor(account_id=account_id, seed=SEED, since=then, last_step=0)


def code(account_id: int) -> str:
    """What that app shows now."""
    return totp.code(factors.secret(account_id, SEED), totp.step_of(clock.now()))


def give(account: Account, place: Place, role: Role = Role.LEAD) -> None:
    """One more role for somebody."""
    with writing():
        accounts.give(session.get_one(Account, account.id), role, place.id, on=LONG_AGO)
        if needs_second_factor(role, place.level):
            session.merge(second_factor(account.id))


HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
W34 = Period.parse("2026-W34")
"""17/8-23/8/2026: due on Monday 24/8 at 10:00, closed on Wednesday 26/8 at 17:00."""


def at(text: str) -> AbstractContextManager[None]:
    """Stop the clock at a wall time in Hanoi: `with make.at("2026-08-24 09:59"):`."""
    return clock.at(datetime.fromisoformat(text).replace(tzinfo=HANOI))


def weekly(period: Period = W34) -> Questionnaire:
    """The default weekly form as it asks for a period, installed if need be."""
    with writing():
        reports.install_default_form()
    return questionnaire("weekly", period)


def submit(
    village: Place,
    period: Period = W34,
    *,
    by: Account | None = None,
    reason: str = "",
    seen: int | None = None,
    texts: Mapping[str, str] | None = None,
    remarkable: bool = False,
    **figures: int | None,
) -> Report:
    """Send or correct a report as one request would; `seen` is the latest version if not said."""
    by = by or officer(village)
    asked = weekly(period)
    with writing():
        if seen is None:
            kept = queries.report_of(asked, village.id, period)
            seen = kept.number if kept else 0
        answers = Answers(figures, texts or {}, remarkable=remarkable)
        return reports.submit(asked, village, period, answers, by=by.id, seen=seen, reason=reason)


def accept(village: Place, period: Period = W34, *, seen: datetime | None = None) -> int:
    """Accept the village's report as it stands on the commune's page; how many were accepted."""
    asked, lead = weekly(period), officer(village.parents[0], Role.LEAD)
    seen = seen or week(village.parents[0], period).seen
    with writing():
        report = queries.report_of(asked, village.id, period)
        return reports.accept(
            asked, [report] if report else [], by=lead.id, seen=seen or clock.now()
        )


def week(commune: Place, period: Period = W34) -> Week:
    """The commune's page."""
    session.remove()
    return queries.week(weekly(period), commune, period)


def send_back(village: Place, period: Period = W34, *, cells: Sequence[str] = ()) -> None:
    """Return the village's report: "11 or 1?"."""
    asked, lead = weekly(period), officer(village.parents[0], Role.LEAD)
    with writing():
        report = queries.report_of(asked, village.id, period)
        assert report is not None
        reports.send_back(
            asked, report, by=lead.id, seen=report.number, reason="11 or 1?", cells=cells
        )


def withdraw(
    village: Place, period: Period = W34, *, by_parent: bool = False, reason: str = ""
) -> None:
    """Withdraw the village's report, by itself or by its commune."""
    asked, lead = weekly(period), officer(village.parents[0], Role.LEAD)
    with writing():
        report = queries.report_of(asked, village.id, period)
        assert report is not None
        seen = report.number
        reports.withdraw(asked, report, by=lead.id, by_parent=by_parent, seen=seen, reason=reason)


def written(
    place: Place, title: str = "Họp thôn", *, by: Account | None = None, **said: Any
) -> Post:
    """A draft of a unit, by a clerk of its own if nobody is named; `said` as in `news.Text`."""
    by = by or officer(place)
    text = {"language": "vi", "body": "Mời bà con dự họp.", "category": Category.ANNOUNCEMENT}
    with writing():
        return posts.start(place.id, posts.Text(title=title, **{**text, **said}), by=by.id)


def published(
    place: Place,
    title: str = "Họp thôn",
    *,
    by: Account | None = None,
    body: str = "Mời bà con dự họp.",
    picture: Picture | None = None,
    **shown: Any,
) -> Post:
    """A post as it was approved; `shown` as in `news.Settings`."""
    post = written(place, title, by=by, body=body, category=shown.get("category", "announcement"))
    with writing():
        post = session.get_one(Post, post.id)
        by_id = post.author_id
        if picture:
            hanging.add(post, picture=(picture, "Sân kho"), seen=post.number, by=by_id)
        if shown:
            settings = Settings(
                **{"category": Category.ANNOUNCEMENT, "reach": Reach.BELOW, **shown}
            )
            posts.arrange(post, settings, seen=post.number, by=by_id)
        posts.publish(post, seen=post.number, by=by_id)
    return post


def rewritten(
    post: Post, body: str = "Họp lúc 8 giờ.", *, note: str = "", offered: bool = False
) -> Post:
    """The post with other words, as a draft; offered to the lead if so said."""
    with writing():
        post = session.get_one(Post, post.id)
        text = Text("vi", "Họp thôn", body, Category.ANNOUNCEMENT, note)
        posts.rewrite(post, text, seen=post.number, by=post.author_id)
        if offered:
            posts.offer(post, seen=post.number, by=post.author_id)
    return post


def event(place: Place, starts: str = "2026-08-20 08:00", **said: Any) -> Event:
    """An event of a unit, for everybody everywhere unless said otherwise; two hours long."""
    begins = datetime.fromisoformat(starts).replace(tzinfo=HANOI)
    words = {"title": "Ngày hội Đại đoàn kết", "text": "Kính mời bà con.", "place": "Nhà văn hóa"}
    for_whom = {"reach": Reach.EVERYBODY, "audience": Audience.EVERYBODY}
    span = {"starts_at": begins, "ends_at": begins + timedelta(hours=2)}
    by = said.pop("by", None) or officer(place)
    with writing():
        return events.announce(place.id, Said(**{**words, **for_whom, **span, **said}), by=by.id)


def tell(event: Event, text: str) -> int:
    """One more line of the event's live text; its number."""
    with writing():
        return events.append(event, text, by=event.created_by).number


def close(place: Place, on: date, into: Sequence[Place] = ()) -> None:
    """Let a unit end, or go on in others: `on` is the first day without it."""
    with writing():
        others = [session.get_one(Unit, other.id) for other in into]
        services.close_unit(session.get_one(Unit, place.id), on=on, into=others)


def move(place: Place, to: Place, on: date) -> None:
    """What a reform will do: the unit stands below another from this day on."""
    with writing():
        _end_link(place, on)
        session.add(UnitLink(unit_id=place.id, parent_id=to.id, from_on=on))
        services.tree_changed([place.parents[0].id, to.id])


def _end_link(place: Place, on: date) -> None:
    link = sa.update(UnitLink).where(UnitLink.unit_id == place.id, UnitLink.until_on.is_(None))
    session.execute(link.values(until_on=on))
