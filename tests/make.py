"""What tests are made of: places and people, written by the portal's own services."""

from datetime import date
from itertools import count

from portal.accounts import services as accounts
from portal.accounts.models import Account
from portal.accounts.rules import Role
from portal.base.db import session, writing
from portal.reports import services as reports
from portal.units import queries as units
from portal.units import services
from portal.units.models import Unit
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
    return made


def weekly() -> None:
    """The default weekly form, as on the first day of an installation."""
    with writing():
        reports.install_default_form()
