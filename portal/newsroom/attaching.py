"""What the page of pictures and papers does: one more, one less, other captions."""

from portal.base import attachments
from portal.base.errors import RuleBroken
from portal.base.language import N_
from portal.news import hanging
from portal.news.article import Reading
from portal.newsroom.forms import FilesForm


def change(reading: Reading, form: FilesForm, button: str, *, by: int) -> None:
    """Do what the pressed button says; each change is a version, and counts when published."""
    post, seen, gone = reading.post, form.seen.data, button.removeprefix("remove-")
    for file in reading.files:
        if str(file.id) == gone:
            hanging.detach(post, file, seen=seen, by=by)
            return
    if button == "captions":
        hanging.caption(post, form.captions(), seen=seen, by=by)
        return
    photo, paper = form.photo.data, form.paper.data
    if not photo and not paper:
        raise RuleBroken(N_("Please choose a picture or a paper first."))
    hanging.add(
        post,
        seen=seen,
        by=by,
        picture=photo and (photo.made, form.caption.data or ""),
        paper=paper and (paper.made, attachments.named(paper.name, paper.made.kind)),
    )
