"""Whatever senders, officers and the clock do in whatever order, the invariants hold.

Random acts by random people: most are refused. What is let through must be in the hand-written
table below, leave one step, and keep one owner; `portal check` agrees at the end.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portal.accounts import services as accounts
from portal.accounts.models import Account
from portal.accounts.rules import Role
from portal.base import clock, schema
from portal.base.db import session, writing
from portal.base.errors import PortalError
from portal.petitions import (
    answering,
    handling,
    hooks,
    intake,
    merging,
    reach,
    retention,
    routing,
    sender,
    vault,
)
from portal.petitions.models import IdentityOpening, Petition, Step
from portal.petitions.moves import Case
from portal.petitions.rules import TABLE, Act, Doubt, Kind, Learn, Opening, Outcome, State, Who
from tests import make
from tests.petitions import acts

START = datetime(2026, 4, 20, 9, tzinfo=make.HANOI)  # 30 April and 1 May lie ahead
which = st.integers(0, 40)
_names = count(1)

# The research page's table once more, typed by hand: "from to" for each state that is left.
LEGAL = {
    "quarantined": "received rejected withdrawn",
    "received": "in_progress routed received need_info merged withdrawn",
    "routed": "in_progress received withdrawn",
    "need_info": "in_progress merged withdrawn",
    "in_progress": "in_progress routed received need_info awaiting_approval merged withdrawn",
    "awaiting_approval": "in_progress answered rejected referred_out merged withdrawn",
    "answered": "closed received",
    "closed": "received",
    "rejected": "received",
    "referred_out": "in_progress closed merged withdrawn",
    "merged": "in_progress received",
    "withdrawn": "",
}
ONLY_SENDER = {Act.REPLY, Act.WITHDRAW, Act.RATE, Act.REOPEN, Act.CHANGE_CODE}

OFFICER = {
    Act.RELEASE: lambda case: intake.release(case, text="Nội dung rõ ràng"),
    Act.REFUSE: lambda case: intake.refuse(case, text="Chỉ có quảng cáo"),
    Act.CLAIM: handling.claim,
    Act.ASK: lambda case: handling.ask(case, "Ông/bà cho biết số cột đèn?"),
    Act.EXTEND: lambda case: handling.extend(case, 5, "Chờ vật tư"),
    Act.NOTE: lambda case: handling.note(case, "Đã gọi trưởng thôn"),
    Act.ACCEPT: routing.accept,
    Act.SEND_BACK: lambda case: routing.send_back(case, "Không thuộc địa bàn"),
    Act.TAKE_OVER: routing.take_over,
    Act.TAKE_BACK: answering.take_back,
    Act.RETURN: lambda case: answering.send_back(case, "Viết rõ ngày sửa"),
    Act.APPROVE: answering.approve,
    Act.FOLLOW_UP: lambda case: answering.follow_up(case, clock.today() + timedelta(days=5)),
    Act.RECORD_REPLY: lambda case: answering.record_reply(case, "Điện lực đã sửa"),
    Act.RESUME: answering.resume,
    Act.UNMERGE: merging.unmerge,
    Act.SPLIT: lambda case: intake.part(case, Kind.PROPOSAL, "Việc thứ hai", "Làm thêm rãnh nước"),
    Act.TELL: handling.tell,
    Act.HOLD: lambda case: handling.hold(case, held=not case.petition.held, reason="Thanh tra"),
    Act.PUBLISH: lambda case: handling.publish(case, "Đèn đường", "…", "Đã sửa"),
    Act.UNPUBLISH: lambda case: handling.unpublish(case, "Còn tên người"),
    Act.OPEN_IDENTITY: lambda case: vault.open_identity(case, Opening.TELL, "Người dân nhờ gọi"),
}


class Voices(RuleBasedStateMachine):
    """Two provinces, three communes, officers of every role, and whoever writes."""

    @initialize()
    def begin(self):
        with writing():
            for table in reversed(schema.metadata().sorted_tables):
                session.execute(table.delete())
        self.now = START
        self.codes: dict[int, str] = {}
        self.sent = 0
        self.states: dict[int, State] = {}
        self.looked_at = 0
        with clock.at(self.now):
            centre = make.centre()
            provinces = [make.province(centre, name) for name in ("Bắc Ninh", "Lào Cai")]
            communes = [make.commune(provinces[n], "Xã") for n in (0, 0, 1)]
            self.villages = [make.village(one) for one in communes]
            self.offices = [*communes, *provinces, centre]
            self.actors = [acts.actor(one, Role.LEAD) for one in self.offices]
            self.actors += [acts.actor(one, Role.LEAD) for one in (communes[0], centre)]
            self.actors += [
                acts.actor(communes[0], Role.CLERK),
                acts.actor(provinces[0], Role.CLERK),
            ]
            self.actors += [acts.actor(one, Role.CUSTODIAN) for one in (provinces[0], centre)]
            self.actors += [acts.actor(provinces[0], Role.VIEWER)]
            for place in [*self.villages, *self.offices]:
                self._written(place, name="Trần Thị Mận")

    @rule(hours=st.sampled_from([1, 8, 24, 72, 240]))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule(
        place=which,
        kind=st.sampled_from(Kind),
        about_office=st.booleans(),
        learn=st.sampled_from(Learn),
        name=st.sampled_from(["", "Trần Thị Mận"]),
        doubt=st.sampled_from([None, None, None, Doubt.LINKS]),
    )
    def somebody_writes(self, place, **written):
        places = [*self.villages, *self.offices]
        with clock.at(self._tick()):
            self._written(places[place % len(places)], **written)

    def _written(self, place, **written):
        once = f"once-{next(_names)}"
        receipt = acts.send(place, once=once, **written)
        again = acts.send(place, once=once, **written)  # the same POST: the same receipt
        assert (again.code, again.petition.id) == (receipt.code, receipt.petition.id)
        self.codes[receipt.petition.id] = receipt.code
        self.states[receipt.petition.id] = receipt.petition.state
        self.sent += 1

    @precondition(lambda self: self.states)
    @rule(who=which, pick=which, act=st.sampled_from(sorted(OFFICER)))
    def anybody_tries_anything(self, who, pick, act):
        self._try(self.actors[who % len(self.actors)], pick, act, OFFICER[act])

    @rule(seed=st.integers(0, 2**32))
    def a_busy_day(self, seed):
        """Six acts that fit, drawn evenly: Hypothesis alone likes small numbers too much."""
        random = Random(f"{seed} {self.now}")
        for _ in range(6):
            pick, nth, to = (random.randrange(1000) for _ in range(3))
            if random.random() < 0.3:
                self._sender_does_what_fits(pick, nth, random.randint(1, 5))
            else:
                self._officer_does_what_fits(pick, nth, to, random.choice(list(Outcome)))
            self.now += timedelta(hours=random.choice([0, 1, 20]))

    def _officer_does_what_fits(self, pick, nth, to, outcome):
        """Random acts of random people are mostly refused: these are looked for."""
        with clock.at(self.now):
            deeds = {**OFFICER, **self._deeds(to, outcome)}
        state = self.states[sorted(self.states)[pick % len(self.states)]]
        able = [act for act in sorted(deeds) if state in TABLE[act].from_]
        fitting = [act for act in able for _ in range(4 if TABLE[act].into else 1)]
        act = fitting[nth % len(fitting)]
        for actor in self.actors[to % 3 :]:
            if self._try(actor, pick, act, deeds[act]):
                return

    def _deeds(self, to, outcome):
        """The acts that need another thing: a text, a person, a place, a second petition."""
        written = acts.written(outcome)
        place = [*self.offices, *self.villages][to % 9]
        other = f"PA-{sorted(self.states)[to % len(self.states)]}"
        kind = [Kind.FEEDBACK, Kind.PROPOSAL, Kind.COMPLAINT][to % 3]

        def reissue(case):
            self.codes[case.petition.id] = vault.reissue_code(case, f"new-{next(_names)}")

        return {
            Act.SUBMIT: lambda case: answering.submit(case, written),
            Act.DRAFT: lambda case: answering.draft(case, written),
            Act.ASSIGN: lambda case: handling.assign(case, self.actors[to % 9].id),
            Act.ROUTE: lambda case: routing.route(case, place, "Đúng thẩm quyền"),
            Act.PLACE: lambda case: routing.place(case, place, "Đúng địa bàn"),
            Act.MERGE: lambda case: merging.merge(case, reach.case(self.actor, other, Act.ADOPT)),
            Act.RECLASSIFY: lambda case: handling.reclassify(case, kind, "Nội dung là kiến nghị"),
            Act.REISSUE: reissue,
        }

    def _sender_does_what_fits(self, pick, nth, stars):
        petition_id = sorted(self.codes)[pick % len(self.codes)]
        deeds: dict[Act, Callable[[Case], object]] = {
            Act.REPLY: lambda case: sender.reply(case, "Cột số 12"),
            Act.RATE: lambda case: sender.rate(case, stars, "Cảm ơn"),
            Act.REOPEN: lambda case: sender.reopen(case, "Đèn lại hỏng"),
            Act.CHANGE_CODE: lambda case: sender.change_code(case, f"own-{next(_names)}"),
        }
        able = [act for act in deeds if self.states[petition_id] in TABLE[act].from_]
        fitting = [act for act in able for _ in range(4 if TABLE[act].into else 1)]
        if nth > 950:  # seldom, or nothing else would ever happen
            deeds[Act.WITHDRAW], fitting = sender.withdraw, [Act.WITHDRAW]
        act = fitting[nth % len(fitting)]
        with clock.at(self._tick()):
            before = self._rows()
            try:
                made = acts.by_code(self.codes[petition_id], deeds[act])
            except PortalError:
                assert self._rows() == before
                return
            if act is Act.CHANGE_CODE:
                old, self.codes[petition_id] = self.codes[petition_id], made
                assert reach.case_of_code(old) is None
            self._same_law(before, None)

    @rule(ready=st.booleans())
    def the_clock_ticks(self, ready):
        if ready:
            self.now += timedelta(days=16)
        with clock.at(self._tick()):
            before = self._rows()
            with writing():
                hooks.tick()
            self._same_law(before, None)

    @precondition(lambda self: self.states)
    @rule(pick=which, away=which)
    def an_officer_is_moved_away(self, pick, away):
        """In the middle: the petition stays reachable, and another may take it."""
        with clock.at(self._tick()):
            index = 6 + away % 2  # one of two leads who have a colleague
            account = session.get_one(Account, self.actors[index].id)
            session.remove()
            with writing():
                account = session.get_one(Account, account.id)
                (accounts.lift if account.suspended_at else accounts.suspend)(account, by=None)
            if not account.suspended_at:
                self.actors[index] = acts.signed_in(account)

    # The ways in which all acts are done, and what is looked at after each

    def _tick(self):
        self.now += timedelta(seconds=1)
        return self.now

    def _rows(self):
        session.remove()
        rows = session.execute(Petition.__table__.select()).all()
        session.remove()
        return {row.id: row for row in rows}

    def _try(self, actor, pick, act, deed):
        self.actor = actor
        self.petition_id = sorted(self.states)[pick % len(self.states)]
        with clock.at(self._tick()):
            before = self._rows()
            try:
                with writing():
                    case = reach.case(self.actor, f"PA-{self.petition_id}", act)
                    deed(case)
            except PortalError:
                assert self._rows() == before, "a refused act left something behind"
                return False
            self._same_law(before, self.actor)
            return True

    def _same_law(self, before, actor):
        """Each state that changed did so as the hand-written table allows; a step says so."""
        after = self._rows()
        for petition_id, row in after.items():
            old = before.get(petition_id)
            if old is None or row.version == old.version:
                continue
            legal = LEGAL[old.state].split()
            if row.state != old.state:
                assert str(row.state) in legal, f"{old.state} → {row.state}"
            step = session.query(Step).filter_by(petition_id=petition_id, number=row.steps).one()
            assert (step.before, step.after) == (old.state, row.state) or step.before != old.state
            if actor is not None:
                assert step.act not in ONLY_SENDER
        self.states = {petition_id: row.state for petition_id, row in after.items()}
        session.remove()

    @invariant()
    def every_receipt_is_a_petition_and_every_code_opens_its_own(self):
        if not getattr(self, "states", None):
            return
        rows = self._rows()
        parts = [row for row in rows.values() if row.split_from_id is not None]
        assert len(rows) - len(parts) == self.sent == len(self.codes)
        assert sum(Counter(row.state for row in rows.values()).values()) - len(parts) == self.sent
        for petition_id, code in self.codes.items():
            assert reach.case_of_code(code).petition.id == petition_id

    @invariant()
    def each_is_within_reach_of_somebody_and_never_of_the_office_it_is_about(self):
        if not getattr(self, "states", None):
            return
        self.looked_at += 1
        every = sorted(self._rows().items())
        self._within_reach([every[self.looked_at % len(every)][1]])

    def _within_reach(self, rows):
        with clock.at(self.now):
            for row in rows:
                petition = session.get_one(Petition, row.id)
                found = {a.id: reach.capacities(a, petition) for a in self.actors}
                if petition.state is not State.MERGED:
                    assert any(Who.HANDLER in one for one in found.values()) or row.restricted
                assert any(Who.HEAD in one for one in found.values())
                for actor in self.actors:
                    if row.barred_id in {hat.unit.id for hat in actor.hats}:
                        assert not found[actor.id]
                    if row.restricted and actor.holds(Role.VIEWER, Role.CLERK):
                        assert not found[actor.id]
        session.remove()

    def teardown(self):
        if hasattr(self, "states"):
            with clock.at(self.now):
                assert hooks.check() == []
            self._within_reach(self._rows().values())
            self.sweep_all()
        session.remove()

    def sweep_all(self):
        """Two years later all that ended is blank, but for what is on hold; chains still hold."""
        with clock.at(self.now + timedelta(days=800)):
            with writing():
                swept = retention.sweep()
            assert not swept.failed
            for row in self._rows().values():
                assert (row.erased_at is None) == (row.ended_at is None or row.held)
            assert hooks.check() == []
            openings = session.query(IdentityOpening).count()
            steps = session.query(Step).filter_by(act=Act.OPEN_IDENTITY).count()
            assert openings == steps


def run(examples, steps):
    run_state_machine_as_test(
        Voices,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_invariants_hold_whatever_is_done_in_whatever_order(both):
    run(examples=8, steps=20)


@pytest.mark.proof
def test_invariants_hold_over_ten_thousand_acts(both):
    run(examples=100, steps=25)
