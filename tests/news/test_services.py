"""From a draft to what people read: versions, review, schedule, correction, withdrawal."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.audience import Audience, Reach
from portal.accounts.models import Association
from portal.base import clock, pagecache, pictures
from portal.base.audit import AuditRow
from portal.base.db import session, writing
from portal.base.errors import RuleBroken
from portal.base.files import File
from portal.base.web import Portal
from portal.news import article, hanging, queries, services, soundness, works
from portal.news.models import Post, PostVersion
from portal.news.queries import Wanted
from portal.news.rules import MOST_PICTURES, Category, Settings, Stage, State, Text, state
from portal.news.services import Overtaken
from portal.units.queries import Place
from tests import make, photos

NINE = "2026-11-25 09:00"


def fresh(post: Post) -> Post:
    session.remove()
    return session.get_one(Post, post.id)


def words(
    title: str = "Họp thôn", body: str = "8 giờ", language: str = "vi", note: str = ""
) -> Text:
    return Text(language, title, body, Category.ANNOUNCEMENT, note)


def on_page(place: Place) -> list[str]:
    session.remove()
    return [post.title for post in queries.listing(Wanted((place,))).posts]


def test_a_draft_is_read_by_nobody_until_it_is_published(both: Portal) -> None:
    commune = make.commune()
    post = make.written(commune)
    assert state(post, clock.now()) is State.DRAFT
    assert on_page(commune) == []
    with writing():
        services.publish(session.get_one(Post, post.id), seen=1, by=post.author_id)
    assert on_page(commune) == ["Họp thôn"]
    assert list(soundness.post_findings()) == []


def test_a_scheduled_post_appears_by_itself_and_ends_by_itself(both: Portal) -> None:
    commune = make.commune()
    with make.at(NINE):
        starts, ends = clock.now() + timedelta(hours=1), clock.now() + timedelta(hours=3)
        post = make.published(commune, starts=starts, ends=ends)
        assert on_page(commune) == []
    with make.at("2026-11-25 09:59"):
        assert state(fresh(post), clock.now()) is State.SCHEDULED
        assert on_page(commune) == []
    with make.at("2026-11-25 10:00"):
        assert on_page(commune) == ["Họp thôn"]
    with make.at("2026-11-25 12:00"):
        assert on_page(commune) == []
        assert state(fresh(post), clock.now()) is State.EXPIRED


def test_while_a_new_version_is_written_people_read_the_approved_one(both: Portal) -> None:
    commune = make.commune()
    post = make.published(commune, body="Họp lúc 7 giờ.")
    make.rewritten(post, "Họp lúc 8 giờ.", note="8 giờ, không phải 7 giờ", offered=True)
    session.remove()
    live, latest = article.live(post.id), article.latest(post.id)
    assert live is not None
    assert latest is not None
    assert (live.body, latest.body) == ("Họp lúc 7 giờ.", "Họp lúc 8 giờ.")
    shown_from = live.post.shown_from
    with writing():
        services.publish(session.get_one(Post, post.id), seen=latest.post.number, by=post.author_id)
    corrected = article.live(post.id)
    assert corrected is not None
    assert corrected.body == "Họp lúc 8 giờ."
    assert [note for _, note in corrected.corrections] == ["8 giờ, không phải 7 giờ"]
    assert corrected.post.shown_from == shown_from  # it does not jump to the top of the list


def test_a_correction_without_a_note_is_refused(app: Portal) -> None:
    post = make.rewritten(make.published(make.commune()))
    for act in (services.offer, services.publish):
        with pytest.raises(RuleBroken, match="what is corrected"), writing():
            act(session.get_one(Post, post.id), seen=post.number, by=post.author_id)


def test_the_note_of_one_correction_is_not_that_of_the_next(app: Portal) -> None:
    post = make.rewritten(make.published(make.commune()), note="8 giờ")
    with writing():
        post = session.get_one(Post, post.id)
        services.publish(post, seen=post.number, by=post.author_id)
        services.rewrite(post, words(body="9 giờ"), seen=post.number, by=post.author_id)
        with pytest.raises(RuleBroken, match="what is corrected"):
            services.publish(post, seen=post.number, by=post.author_id)


def test_versions_are_added_and_never_changed(app: Portal) -> None:
    post = make.written(make.commune(), body="một")
    kept = [article.of_number(post.id, 1)]
    make.rewritten(post, "hai")
    make.rewritten(post, "ba")
    session.remove()
    assert [one.number for one in works.versions(post.id)] == [3, 2, 1]
    first = article.of_number(post.id, 1)
    assert kept[0] is not None
    assert first is not None
    assert first.body == kept[0].body == "một"


def test_saving_what_is_there_makes_no_version(app: Portal) -> None:
    post = make.written(make.commune(), body="8 giờ")
    with writing():
        post = session.get_one(Post, post.id)
        assert not services.rewrite(post, words(), seen=1, by=post.author_id)
        assert services.rewrite(post, words(body="9 giờ"), seen=1, by=post.author_id)
    assert fresh(post).number == 2


def test_of_two_who_write_at_once_the_second_hears_of_it(both: Portal) -> None:
    post = make.written(make.commune())
    with writing():
        services.rewrite(
            session.get_one(Post, post.id), words(body="một"), seen=1, by=post.author_id
        )
    for act in (
        lambda post: services.rewrite(post, words(body="hai"), seen=1, by=post.author_id),
        lambda post: services.publish(post, seen=1, by=post.author_id),
        lambda post: services.arrange(post, Settings(Category.DOCUMENT), seen=1, by=post.author_id),
        lambda post: services.offer(post, seen=1, by=post.author_id),
        lambda post: services.discard(post, seen=1, by=post.author_id),
    ):
        with pytest.raises(Overtaken), writing():
            act(session.get_one(Post, post.id))
    assert fresh(post).number == 2


def test_a_lead_gives_a_post_back_with_a_reason_until_it_is_written_on(app: Portal) -> None:
    post = make.written(make.commune())
    with writing():
        post = session.get_one(Post, post.id)
        with pytest.raises(RuleBroken):
            services.give_back(post, "Chưa ghi giờ", seen=1, by=post.author_id)
        services.offer(post, seen=1, by=post.author_id)
        services.give_back(post, "Chưa ghi giờ", seen=1, by=post.author_id)
    assert (fresh(post).stage, fresh(post).returned_reason) == (Stage.DRAFT, "Chưa ghi giờ")
    assert fresh(make.rewritten(post)).returned_reason is None


def test_a_withdrawn_post_stands_nowhere_and_can_come_back(both: Portal) -> None:
    commune = make.commune()
    post = make.published(commune)
    with writing():
        services.withdraw(
            session.get_one(Post, post.id), "Sai mức thu", seen=post.number, by=post.author_id
        )
    assert on_page(commune) == []
    assert state(fresh(post), clock.now()) is State.WITHDRAWN
    with pytest.raises(RuleBroken), writing():
        services.withdraw(
            session.get_one(Post, post.id), "Lại", seen=post.number, by=post.author_id
        )
    assert list(soundness.post_findings()) == []
    with writing():
        services.publish(session.get_one(Post, post.id), seen=post.number, by=post.author_id)
    assert on_page(commune) == ["Họp thôn"]


def test_a_draft_that_was_never_published_is_thrown_away(app: Portal) -> None:
    commune = make.commune()
    post = make.written(commune)
    with writing():
        services.discard(session.get_one(Post, post.id), seen=1, by=post.author_id)
    assert works.of_unit(commune, size=20) == []
    assert works.own_of(post.author_id) == []


def test_throwing_changes_away_leaves_what_people_read(app: Portal) -> None:
    commune = make.commune()
    picture = pictures.redrawn(photos.phone())
    post = make.published(commune, body="7 giờ", picture=picture)
    [hung] = article.files(post.id, post.number)
    make.rewritten(post, "8 giờ")
    with writing():
        post = session.get_one(Post, post.id)
        hanging.detach(post, session.merge(hung), seen=post.number, by=post.author_id)
        hanging.add(post, picture=(picture, "Ảnh khác"), seen=post.number, by=post.author_id)
        services.discard(post, seen=post.number, by=post.author_id)
    reading = article.latest(post.id)
    assert reading is not None
    assert (reading.body, reading.post.stage) == ("7 giờ", Stage.SETTLED)
    assert [file.name for file in reading.files] == ["Sân kho"]


def test_times_that_cannot_be_are_refused(app: Portal) -> None:
    post = make.written(make.commune())
    now = clock.now()
    plain = Settings(Category.ANNOUNCEMENT)
    for wrong in (
        Settings(Category.ANNOUNCEMENT, starts=now - timedelta(minutes=1)),
        Settings(Category.ANNOUNCEMENT, ends=now - timedelta(minutes=1)),
        Settings(
            Category.ANNOUNCEMENT, starts=now + timedelta(hours=2), ends=now + timedelta(hours=1)
        ),
    ):
        with pytest.raises(RuleBroken), writing():
            services.arrange(session.get_one(Post, post.id), wrong, seen=1, by=post.author_id)
    with writing():
        services.arrange(session.get_one(Post, post.id), plain, seen=1, by=post.author_id)


def test_a_time_that_passed_during_review_means_at_once_an_end_that_passed_is_refused(
    app: Portal,
) -> None:
    commune = make.commune()
    with make.at(NINE):
        post = make.written(commune)
        soon = Settings(
            Category.ANNOUNCEMENT,
            Reach.BELOW,
            starts=clock.now() + timedelta(hours=1),
            ends=clock.now() + timedelta(hours=5),
        )
        with writing():
            services.arrange(session.get_one(Post, post.id), soon, seen=1, by=post.author_id)
    with make.at("2026-11-25 15:00"), pytest.raises(RuleBroken, match="last day"), writing():
        services.publish(session.get_one(Post, post.id), seen=2, by=post.author_id)
    with make.at("2026-11-25 11:00"):
        with writing():
            services.publish(session.get_one(Post, post.id), seen=2, by=post.author_id)
        assert fresh(post).shown_from == clock.now()


def test_translations_come_and_go_and_the_last_language_stays(app: Portal) -> None:
    post = make.written(make.commune())
    with writing():
        post = session.get_one(Post, post.id)
        services.rewrite(post, words("Meeting", "At 8", "en"), seen=1, by=post.author_id)
    version = session.get_one(PostVersion, (post.id, 2))
    assert list(version.titles.items()) == [("vi", "Họp thôn"), ("en", "Meeting")]
    with writing():
        post = session.get_one(Post, post.id)
        services.rewrite(post, words("", "", "en"), seen=2, by=post.author_id)
        with pytest.raises(RuleBroken, match="title"):
            services.rewrite(post, words("", "", "vi"), seen=3, by=post.author_id)
    assert set(session.get_one(PostVersion, (post.id, 3)).titles) == {"vi"}


def test_how_a_post_is_shown_counts_once_it_is_published(app: Portal) -> None:
    post = make.published(make.commune())
    with writing():
        post = session.get_one(Post, post.id)
        hidden = Settings(Category.DOCUMENT, Reach.UNIT, Audience.OFFICERS, pinned=True)
        services.arrange(post, hidden, seen=post.number, by=post.author_id)
    assert (fresh(post).audience, fresh(post).pinned) == (Audience.EVERYBODY, False)
    make.rewritten(post, note="Chỉ cho cán bộ")
    with writing():
        post = session.get_one(Post, post.id)
        services.publish(post, seen=post.number, by=post.author_id)
    assert (fresh(post).audience, fresh(post).pinned) == (Audience.OFFICERS, True)


def test_members_are_some_associations(both: Portal) -> None:
    with writing():
        session.add(Association(code="youth", position=1, words={"vi": "Đoàn"}))
    commune = make.commune()
    make.published(commune, audience=Audience.MEMBERS, association="youth")
    with pytest.raises(sa.exc.IntegrityError):
        make.published(commune, audience=Audience.MEMBERS)


def test_pictures_hang_on_versions_and_captions_are_versions_too(app: Portal) -> None:
    post = make.published(make.commune(), picture=pictures.redrawn(photos.phone()))
    before = post.number
    [hung] = article.files(post.id, before)
    with writing():
        post = session.get_one(Post, post.id)
        assert not hanging.caption(post, {hung.id: "Sân kho"}, seen=before, by=post.author_id)
        assert hanging.caption(post, {hung.id: "Sân đình"}, seen=before, by=post.author_id)
    session.remove()
    assert [one.name for one in article.files(post.id, before)] == ["Sân kho"]
    assert [one.name for one in article.files(post.id, before + 1)] == ["Sân đình"]
    assert session.scalar(sa.select(sa.func.count()).select_from(File)) == 2


def test_a_post_takes_twelve_pictures(app: Portal) -> None:
    picture = pictures.redrawn(photos.phone())
    post = make.written(make.commune())
    with writing():
        post = session.get_one(Post, post.id)
        for _ in range(MOST_PICTURES):
            hanging.add(post, picture=(picture, ""), seen=post.number, by=post.author_id)
        with pytest.raises(RuleBroken, match="12"):
            hanging.add(post, picture=(picture, ""), seen=post.number, by=post.author_id)


def test_every_deed_leaves_a_row_without_words(app: Portal) -> None:
    post = make.published(make.commune())
    with writing():
        services.withdraw(
            session.get_one(Post, post.id), "Bí mật", seen=post.number, by=post.author_id
        )
    rows = list(session.scalars(sa.select(AuditRow).where(AuditRow.act.like("news.%"))))
    assert [row.act for row in rows] == ["news.write", "news.publish", "news.withdraw"]
    assert "Bí mật" not in str([row.facts for row in rows])


def test_pages_go_when_a_post_is_published_not_when_it_is_written(app: Portal) -> None:
    commune = make.commune()
    before = pagecache.generation()
    post = make.written(commune)
    assert pagecache.generation() == before
    with writing():
        services.publish(session.get_one(Post, post.id), seen=1, by=post.author_id)
    assert pagecache.generation() == before + 1


def test_another_language_or_a_pin_is_no_correction_and_other_words_are(both: Portal) -> None:
    post_id = make.published(make.commune()).id
    pinned = Settings(Category.ANNOUNCEMENT, Reach.BELOW, pinned=True)

    def again(change: Callable[[Post], object]) -> None:
        with writing():
            post = session.get_one(Post, post_id)
            change(post)
            services.publish(post, seen=post.number, by=post.author_id)

    def rewrite(body: str) -> Callable[[Post], object]:
        english = words("A meeting", body, "en")
        return lambda post: services.rewrite(post, english, seen=post.number, by=post.author_id)

    again(rewrite("8 a.m."))
    again(lambda post: services.arrange(post, pinned, seen=post.number, by=post.author_id))
    live = article.live(post_id)
    assert live is not None
    assert (set(live.version.titles), live.post.pinned) == ({"vi", "en"}, True)
    assert list(live.corrections) == []
    with pytest.raises(RuleBroken, match="what is corrected"):
        again(rewrite("9 a.m."))
