"""Posts as a unit's lead publishes them."""

from portal.accounts.audience import Audience, Reach
from portal.base import pictures
from portal.base.db import session, writing
from portal.news import hanging, services
from portal.news.models import Post
from portal.news.rules import Category, Settings, Text
from portal.units.queries import Place
from tests import make

ACTIVITY = Category.ACTIVITY


def publish(
    place: Place,
    title: str = "Ngày hội Đại đoàn kết",
    body: str = "Sáng nay, thôn Đông **mừng** ngày hội.",
    *,
    category: Category = ACTIVITY,
    reach: Reach = Reach.EVERYBODY,
    audience: Audience = Audience.EVERYBODY,
    english: str = "",
    photo: bytes = b"",
    **times,
) -> int:
    """A post that is shown from now on, or when its times say; its number."""
    by = make.officer(place).id
    with writing():
        post = services.start(place.id, Text("vi", title, body, category), by=by)
        if english:
            services.rewrite(post, Text("en", english, "In English.", category), seen=1, by=by)
        settings = Settings(category, reach, audience, **times)
        services.arrange(post, settings, seen=post.number, by=by)
        if photo:
            hanging.add(
                post, seen=post.number, by=by, picture=(pictures.redrawn(photo), "Cổng làng")
            )
        services.publish(post, seen=post.number, by=by)
        number = post.id
    session.remove()
    return number


def correct(post_id: int, title: str) -> None:
    """Another title, with a word of what was wrong."""
    with writing():
        post = session.get_one(Post, post_id)
        text = Text("vi", title, "Đúng hơn.", ACTIVITY, note="sai tên")
        services.rewrite(post, text, seen=post.number, by=post.author_id)
        services.publish(post, seen=post.number, by=post.author_id)


def withdraw(post_id: int) -> None:
    """Nobody reads it any more."""
    with writing():
        post = session.get_one(Post, post_id)
        services.withdraw(post, "nhầm", seen=post.number, by=post.author_id)
