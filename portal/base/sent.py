"""What came with a POST, and how a program sends one: by a key, from no page of ours."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from flask import request

from portal.base import keys

V = TypeVar("V", bound=Callable[..., Any])


def sent() -> list[tuple[str, str]]:
    """All that came with the form, of files their digest."""
    found = list(request.form.items(multi=True))
    for box, file in request.files.items(multi=True):
        file.stream.seek(0)
        found.append((box, hashlib.file_digest(file.stream, "sha256").hexdigest()))  # type: ignore[arg-type]  # werkzeug says IO
        file.stream.seek(0)
    return found


def from_program(program: Callable[[], str]) -> Callable[[V], V]:
    """Let programs send this POST, which have a key of their own instead of a page of ours.

    `program()` names the sender by that key or refuses. No cookie counts, so there is none to
    abuse: neither form token nor origin is asked. The view must not ask who is signed in.
    """

    def mark(view: V) -> V:
        view.program = program  # type: ignore[attr-defined]  # a mark on the function itself
        return view

    return mark


def is_from_program(view: object) -> bool:
    """Whether this view takes POSTs of programs."""
    return hasattr(view, "program")


def by_program(view: Any) -> tuple[str, str]:
    """Which program sends this, and by which key it counts once: its own word, or all it sent."""
    sender = f"program {view.program()}"
    word = request.headers.get("Idempotency-Key") or repr(sorted(sent()))
    return sender, keys.digest(word, "program")
