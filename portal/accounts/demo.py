"""The demo: accounts whose passwords everybody knows, on a database that says so."""

from portal.accounts import queries, services
from portal.accounts.models import DemoMark
from portal.accounts.rules import DEMO
from portal.base.db import session


def mark() -> None:
    """Say that this database is a demo: its five accounts keep their passwords, no other machine is
    served.
    """
    session.merge(DemoMark(id=1))
    session.flush()
    queries.forget_demo()


def demo_accounts(names: dict[str, str], places: dict[str, int]) -> dict[str, int]:
    """The five accounts of the contract, `demo-` and the user name as password; user name → id.

    `names` says how each is called, `places` at which unit (id) each holds its roles.
    """
    made = {}
    for username, roles in DEMO.items():
        account = services.create_account(
            username=username, name=names[username], own_password=f"demo-{username}"
        )
        for role in roles:
            services.give(account, role, places[username])
        made[username] = account.id
    return made
