"""Kept files on their way out: nothing in them is ever run, whatever they hold.

The type is what was found in the content. Pictures of our own making are shown; papers are saved.
"""

from urllib.parse import quote

import sqlalchemy as sa
from flask import Response, request

from portal.base import files, pictures, text
from portal.base.db import session
from portal.base.errors import Gone, NotFound
from portal.base.files import File
from portal.base.web import PRIVATE

_FOR_EVER = "public, max-age=31536000, immutable"
_HARMLESS = {
    "Content-Security-Policy": "default-src 'none';sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def send(digest: str, *, name: str = "", public: bool = False) -> Response:
    """A kept file; `name` (of `attachments.named`) is what a paper is saved as.

    Whether the asker may have it was decided by whoever loaded its holder. `public` only at an
    address that holds the digest: browsers and proxies keep it for a year. In pieces for who lost
    the line half-way; 304 for who has it. NotFound, or Gone once erased.
    """
    row = session.execute(_ROW, {"digest": digest}).one_or_none()
    if row is None:
        raise NotFound
    response = Response(content_type=row.kind, headers=_HARMLESS)
    response.headers["Cache-Control"] = _FOR_EVER if public else PRIVATE
    response.headers["Content-Disposition"] = _disposition(row.kind, name)
    response.set_etag(digest)
    if request.if_none_match.contains(digest):
        response.status_code = 304
        return response
    content = files.get(digest)
    if content is None:
        raise Gone
    response.set_data(content)
    response.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return response


_ROW = sa.select(File.kind).where(File.digest == sa.bindparam("digest"))


def _disposition(kind: str, name: str) -> str:
    """`filename` for old phones, in ASCII, and `filename*` for all others (RFC 6266)."""
    if kind == pictures.KIND:
        return "inline"
    plain = text.unaccent_sms(name).replace('"', "").replace("\\", "").replace("%", "")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
