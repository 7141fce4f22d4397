"""Every route says who may open it; one that says nothing stops the start.

`public` and `signed_in` are the door of the page. What the person may see behind it is asked where
it is loaded (`accounts/scope.py`): loading is the permission check.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask
from flask_login import current_user

from portal.base.errors import SignInNeeded

P = ParamSpec("P")
R = TypeVar("R")


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Anybody may open this page."""
    view.access = "public"  # type: ignore[attr-defined]  # a mark on the function itself
    return view


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Only who has signed in; others are led through sign-in and back, with what they typed."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not current_user.is_authenticated:
            raise SignInNeeded
        return view(*args, **kwargs)

    guarded.access = "signed in"  # type: ignore[attr-defined]  # a mark on the function itself
    return guarded


def declared(app: Flask) -> dict[str, str]:
    """Endpoint → its door; raises for a route that declares none (as in CVE-2026-28352)."""
    doors: dict[str, Any] = {
        endpoint: getattr(view, "access", None) for endpoint, view in app.view_functions.items()
    }
    silent = [endpoint for endpoint, door in doors.items() if door is None]
    if silent:
        raise RuntimeError(f"These routes do not say who may open them: {', '.join(silent)}")
    return doors
