"""What hangs on a post: pictures and papers come and go with its versions."""

from collections.abc import Mapping

import sqlalchemy as sa

from portal.base import files, pictures
from portal.base.attachments import Attachment
from portal.base.db import session
from portal.base.errors import RuleBroken
from portal.base.language import N_
from portal.base.pictures import Picture
from portal.news import article
from portal.news.models import Post, PostFile
from portal.news.rules import MOST_ATTACHMENTS, MOST_PICTURES
from portal.news.services import again, claim, copy_file


def add(
    post: Post,
    *,
    seen: int,
    by: int,
    picture: tuple[Picture, str] | None = None,
    paper: tuple[Attachment, str] | None = None,
) -> None:
    """The next version has a picture more, with its caption, or a paper, with its name, or both."""
    claim(post, seen)
    held = article.files(post.id, post.number)
    pictures_held = sum(one.large_digest is not None for one in held)
    if picture and pictures_held >= MOST_PICTURES:
        raise RuleBroken(N_("At most %(most)s pictures to a post."), most=MOST_PICTURES)
    if paper and len(held) - pictures_held >= MOST_ATTACHMENTS:
        raise RuleBroken(N_("At most %(most)s papers to a post."), most=MOST_ATTACHMENTS)
    again(post, by=by)
    if picture:
        _hang(post, _picture(*picture))
    if paper:
        content, name = paper
        digest = files.put(content.content, content.kind)
        _hang(post, PostFile(digest=digest, size=len(content.content), name=name))


def _picture(picture: Picture, caption: str) -> PostFile:
    small, large = picture.small, picture.large
    return PostFile(
        digest=files.put(small.content, pictures.KIND),
        size=len(small.content),
        large_digest=files.put(large.content, pictures.KIND),
        large_size=len(large.content),
        width=small.width,
        height=small.height,
        name=caption,
    )


def _hang(post: Post, file: PostFile) -> None:
    last = sa.select(sa.func.max(PostFile.position))
    file.position = (session.scalar(last.where(PostFile.post_id == post.id)) or 0) + 1
    file.post_id, file.since = post.id, post.number
    session.add(file)
    session.flush()


def detach(post: Post, file: PostFile, *, seen: int, by: int) -> None:
    """The next version is without this file; those before keep it."""
    claim(post, seen)
    again(post, by=by)
    file.until = post.number
    session.flush()


def caption(post: Post, captions: Mapping[int, str], *, seen: int, by: int) -> bool:
    """The next version has these captions: file id → words; False when nothing was changed."""
    claim(post, seen)
    held = article.files(post.id, post.number)
    new = {one: captions[one.id] for one in held if captions.get(one.id, one.name) != one.name}
    if not new:
        return False
    again(post, by=by)
    for file, words in new.items():
        copy_file(post, file, words)
        file.until = post.number
    session.flush()
    return True
