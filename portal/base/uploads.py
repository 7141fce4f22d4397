"""Files that come with a form: read, and made into what is kept, before the writing begins.

A view that takes files says so, box by box, with what is to be made of each:

    @uploads(photo=pictures.redrawn, paper=attachments.checked)

Then its POST may be 10 MB large instead of 2, and an `UploadField` of that name has an Upload as
its data, or says at its box why the file was refused, with everything typed still in place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import request

from portal.base.errors import PortalError, RuleBroken, TooLarge
from portal.base.web import prepare

V = TypeVar("V", bound=Callable[..., Any])

MOST = 10 * 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """A file that was sent: `made` is what its reader made of it, or `refusal` says why not.

    `name` is as the sender's device calls it: to be cleaned (`attachments.named`), never believed.
    """

    name: str
    made: Any = None
    refusal: PortalError | None = None


def uploads(
    first: Callable[..., object] | None = None, /, **readers: Callable[[bytes], Any]
) -> Callable[[V], V]:
    """Let a POST carry files, in the boxes named, each made into what its reader returns.

    `first`, given the values of the address, may refuse before a file is looked at: whoever needs
    no account is counted there. A file of another box is not read at all.
    """

    def read(**values: Any) -> dict[str, Upload]:
        if first is not None:
            first(**values)
        found = {box: _read(box, reader) for box, reader in readers.items()}
        return {box: upload for box, upload in found.items() if upload is not None}

    def mark(view: V) -> V:
        view.uploads = True  # type: ignore[attr-defined]  # a mark on the function itself
        return prepare(read)(view)

    return mark


def _read(box: str, reader: Callable[[bytes], Any]) -> Upload | None:
    """What was put into the box; None when it was left empty."""
    file = request.files.get(box)
    if file is None or not file.filename:
        return None
    content = file.stream.read(MOST + 1)
    try:
        if len(content) > MOST:
            raise TooLarge
        return Upload(file.filename, made=reader(content))
    except (RuleBroken, TooLarge) as error:
        return Upload(file.filename, refusal=error)
