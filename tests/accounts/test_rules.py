"""Rights: dated, counted by distance, gone at the next click; and a machine tries to break them."""

from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

from portal.accounts import queries, scope, services
from portal.accounts.models import Account, Grant
from portal.accounts.rules import RIGHTS, Right, Role, exists_at
from portal.base import clock
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.units.queries import Place
from tests import make

_names = count()


def test_every_right_names_its_roles() -> None:
    assert set(RIGHTS) == set(Right)
    assert all(first <= last for spans in RIGHTS.values() for first, last in spans.values())


class Model:
    """What ought to be true, kept in a few plain sets."""

    def __init__(self) -> None:
        self.held: dict[int, tuple[Role, str]] = {}
        self.suspended = False

    def may(self, right: Right, unit: Place) -> bool:
        line = [unit.code, *(above.code for above in unit.parents)]
        for role, at in self.held.values():
            if at in line and not self.suspended and self._reaches(right, role, line.index(at)):
                return self._exists(right, unit.level)
        return False

    def _exists(self, right: Right, level: str) -> bool:
        if right is Right.VILLAGES:
            return level == "commune"
        if right is Right.THEMES:
            return level == "centre"
        of_offices = (Right.HANDLE, Right.ANSWER, Right.OVERSEE, Right.IDENTITY)
        return right not in of_offices or level != "village"

    def _reaches(self, right: Right, role: Role, distance: int) -> bool:
        if right is Right.READ:
            return True
        if right in (Right.REPORT, Right.RECEIVE):
            return role in ("clerk", "lead") and distance <= 1
        if right is Right.REVIEW:
            return role == "lead" and distance == 1
        if right is Right.VILLAGES:
            return role == "lead" and distance == 0
        if right is Right.LETTERHEADS:
            return role == "admin"
        if right is Right.AGENCIES:
            return role == "lead" and distance == 0
        if right is Right.WRITE:
            return distance <= (1 if role == "lead" else 0 if role == "clerk" else -1)
        if right in (Right.OFFICE, Right.PUBLISH, Right.ANSWER):
            return role == "lead" and distance <= 1
        if right is Right.HANDLE:
            return role in ("clerk", "lead") and distance == 0
        if right is Right.OVERSEE:
            return role == "lead" and distance >= 1
        if right is Right.IDENTITY:
            return role == "custodian" and distance <= 1
        if right is Right.THEMES:
            return role == "admin" and distance == 0
        return role == "admin" or (role == "lead" and distance <= 1)


def test_the_rights_of_an_account_follow_every_grant_end_and_suspension(app: Portal) -> None:
    centre = make.centre()
    province = make.province(centre)
    communes = [make.commune(province, "Một"), make.commune(province, "Hai")]
    places = [centre, province, *communes, make.village(communes[0]), make.village(communes[1])]

    class Machine(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            self.model = Model()
            with writing():
                made = services.create_account(
                    username=f"machine{next(_names)}", name="M", own_password="x"
                )
                self.id, self.token = made.id, ""
                self.token = services.start_session(made.id, "machine", shared=False)

        @rule(role=st.sampled_from(Role), place=st.sampled_from(places))
        def give(self, role: Role, place: Place) -> None:
            held = (role, place.code) in self.model.held.values()
            if held or not exists_at(role, place.level):
                return
            with writing():
                grant = services.give(session.get_one(Account, self.id), role, place.id)
            self.model.held[grant.id] = (role, place.code)

        @rule(pick=st.integers(0, 9))
        def end(self, pick: int) -> None:
            if not self.model.held:
                return
            grant_id = sorted(self.model.held)[pick % len(self.model.held)]
            with writing():
                services.end_grant(session.get_one(Grant, grant_id), clock.today(), by=None)
            del self.model.held[grant_id]

        @rule(days=st.integers(1, 9))
        def give_from_a_later_day_on(self, days: int) -> None:
            if (Role.VIEWER, centre.code) in self.model.held.values():
                return
            with writing():
                account = session.get_one(Account, self.id)
                grant = services.give(
                    account, Role.VIEWER, centre.id, on=clock.today() + timedelta(days=days)
                )
                services.end_grant(grant, grant.from_on, by=None)

        @rule()
        def suspend_or_lift(self) -> None:
            with writing():
                account = session.get_one(Account, self.id)
                if self.model.suspended:
                    services.lift(account, by=None)
                else:
                    services.suspend(account, by=None)
                self.token = services.start_session(self.id, "machine", shared=False)
            self.model.suspended = not self.model.suspended

        @invariant()
        def the_matrix_equals_the_model(self) -> None:
            found = queries.actor(self.token)
            for right in Right:
                for place in places:
                    allowed = found is not None and scope.may(found, right, place)
                    assert allowed == self.model.may(right, place), (right, place.code)
            session.remove()

    quick = settings(
        max_examples=12,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run(Machine, settings=quick)
