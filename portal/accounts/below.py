"""Accounts flow downwards: a lead makes and keeps those of the own unit and of its children."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from flask import Response, current_app, request
from flask_login import current_user

from portal.accounts import forms, models, queries, scope, services
from portal.accounts import slips as papers
from portal.accounts.door import bp
from portal.accounts.queries import Holder
from portal.accounts.rules import Right, Role
from portal.base import clock
from portal.base.access import signed_in
from portal.base.db import session
from portal.base.errors import NotFound, RuleBroken
from portal.base.language import N_, gettext, pick
from portal.base.layout import notes
from portal.base.web import claim, done, page, prepare, prepared
from portal.units import queries as units
from portal.units.queries import Place
from portal.units.rules import Level

UNITS_ON_A_PAGE = 40

notes(
    grant_given=N_("The role was given."),
    grant_ended=N_("The role has an end."),
    suspended=N_("The account is suspended. All its devices were signed out."),
    lifted=N_("The account works again."),
)


def _actor() -> queries.Actor:
    return cast(queries.Actor, current_user)


@bp.get("/accounts/<code>")
@signed_in
def index(code: str) -> Response:
    """Who has an account at a unit and directly below it, and where nobody has."""
    place = scope.unit_of_any(_actor(), code, Right.ACCOUNTS)
    below = [u for u in units.children(place) if scope.hats(_actor(), Right.ACCOUNTS, u)]
    number = max(1, request.args.get("page", 1, type=int))
    first = (number - 1) * UNITS_ON_A_PAGE
    shown = [place, *below][first : first + UNITS_ON_A_PAGE]
    held = queries.held_at([unit.id for unit in shown])
    return page(
        "accounts/index.html",
        place=place,
        rows=[(unit, scope.looked_after(_actor(), unit, held[unit.id])) for unit in shown],
        number=number,
        more=first + UNITS_ON_A_PAGE <= len(below),
        has_children=bool(below),
        roles=forms.ROLES,
    )


def _offer(form: forms.GrantForm, place: Place) -> None:
    """Roles and associations that the actor may give at a unit."""
    hats = scope.hats(_actor(), Right.ACCOUNTS, place)
    within = {hat.association for hat in hats}
    known = queries.associations()
    offered = [(a.code, pick(a.words)) for a in known if None in within or a.code in within]
    everything = [("", gettext("All associations"))] if None in within else []
    roles = [r for r in Role if any(scope.may_give(_actor(), r, place, a) for a in within)]
    form.offer(roles, everything + offered)


def _plan_one(code: str) -> papers.Plan | None:
    place = scope.unit_of_any(_actor(), code, Right.ACCOUNTS)
    name = request.form.get("name", "").strip()
    key = request.form.get("once", "")
    return papers.plan(key, papers.username_for(key, place, name)) if name else None


@bp.route("/accounts/<code>/new", methods=["GET", "POST"])
@signed_in
@prepare(_plan_one)
def new(code: str) -> Response:
    """An account for one person at one unit; the answer is the slip."""
    place = scope.unit_of_any(_actor(), code, Right.ACCOUNTS)
    form = forms.NewAccountForm.read()
    _offer(form, place)
    if not form.accepted() or prepared() is None:
        return page("accounts/new.html", status=form.status, form=form, place=place)
    if not claim().repeated:
        plan: papers.Plan = prepared()
        made = services.add_account(
            plan.username,
            form.name.data,
            plan.hash,
            phone=form.phone.data,
            position=form.position.data,
            by=current_user.id,
        )
        _give(made, place, form)
        _remember([made], [place])
    return _slips(place)


def _give(account: models.Account, place: Place, form: forms.GrantForm) -> None:
    role, association = Role(form.role.data), form.association.data or None
    if not scope.may_give(_actor(), role, place, association):
        raise NotFound
    services.give(account, role, place.id, association=association, by=current_user.id)


def _plan_children(code: str) -> dict[int, papers.Plan]:
    """Sixty hashes are two seconds: made before the writing transaction, one at a time."""
    place = scope.unit(_actor(), code, Right.ACCOUNTS)
    return papers.plan_for(request.form.get("once", ""), _without(place))


def _without(place: Place) -> list[Place]:
    return [
        child
        for child in queries.children_without_account(place)
        if scope.may(_actor(), Right.ACCOUNTS, child)
    ]


@bp.route("/accounts/<code>/slips", methods=["GET", "POST"])
@signed_in
@prepare(_plan_children)
def slips(code: str) -> Response:
    """One account for each unit below that has none; the answer is a sheet of slips."""
    place = scope.unit(_actor(), code, Right.ACCOUNTS)
    lacking = _without(place)
    role = Role.CLERK if place.level is Level.COMMUNE else Role.LEAD
    if request.method == "GET":
        return page(
            "accounts/confirm_slips.html", place=place, lacking=lacking, role=forms.ROLES[role]
        )
    if not claim().repeated:
        plans: dict[int, papers.Plan] = prepared()
        planned = [child for child in lacking if child.id in plans]
        made = [_add_for(child, plans[child.id], role) for child in planned]
        _remember(made, planned)
    return _slips(place)


def _add_for(place: Place, plan: papers.Plan, role: Role) -> models.Account:
    made = services.add_account(plan.username, place.label, plan.hash, by=current_user.id)
    services.give(made, role, place.id, by=current_user.id)
    return made


def _remember(made: Sequence[models.Account], places: Sequence[Place]) -> None:
    """What a repeated POST needs to print the same again: no secret."""
    until = [account.first_password_until for account in made]
    claim().remember(
        ids=[account.id for account in made],
        units=[place.id for place in places],
        until=[day.isoformat() for day in until if day],
    )


def _slips(place: Place) -> Response:
    """The slips of this POST, a 200 straight from it: a secret is shown, not redirected to."""
    kept = claim().row.outcome
    places = {unit.id: unit for unit in units.places(lambda u: u.id.in_(kept["units"]))}
    printed = [
        papers.again(
            request.form["once"],
            session.get_one(models.Account, account_id),
            places[unit_id],
            datetime.fromisoformat(until),
        )
        for account_id, unit_id, until in zip(
            kept["ids"], kept["units"], kept["until"], strict=True
        )
    ]
    address = (current_app.config["BASE_URL"] or request.host_url).rstrip("/") + "/login"
    picture, side = papers.picture(address)
    void = max((datetime.fromisoformat(until) for until in kept["until"]), default=clock.now())
    return page(
        "accounts/slips.html",
        place=place,
        slips=printed,
        address=address.partition("://")[2],
        picture=picture,
        side=side,
        void_on=clock.local(void).date(),
    )


@bp.get("/accounts/<code>/<int:account_id>")
@signed_in
def show(code: str, account_id: int) -> Response:
    """One account: its roles, and what may be done about it."""
    place, holder = scope.account(_actor(), code, account_id)
    return page(
        "accounts/show.html",
        place=place,
        holder=holder,
        may_reset=scope.may_reset(_actor(), holder),
        endable=_endable(holder),
        roles=forms.ROLES,
    )


def _holder_to_reset(code: str, account_id: int) -> tuple[Place, Holder]:
    place, holder = scope.account(_actor(), code, account_id)
    if not scope.may_reset(_actor(), holder):
        raise RuleBroken(
            N_("This account also works elsewhere. Ask somebody who looks after all its units.")
        )
    return place, holder


def _plan_reset(code: str, account_id: int) -> papers.Plan:
    _, holder = _holder_to_reset(code, account_id)
    return papers.plan(request.form.get("once", ""), holder.account.username)


@bp.route("/accounts/<code>/<int:account_id>/reset", methods=["GET", "POST"])
@signed_in
@prepare(_plan_reset)
def reset(code: str, account_id: int) -> Response:
    """A new first password, shown once; all devices are signed out."""
    place, holder = _holder_to_reset(code, account_id)
    if request.method == "GET":
        return page("accounts/confirm.html", deed="reset", place=place, holder=holder)
    if not claim().repeated:
        services.reset_password(holder.account, prepared().hash, by=current_user.id)
        _remember([holder.account], [place])
    return _slips(place)


@bp.route("/accounts/<code>/<int:account_id>/suspend", methods=["GET", "POST"])
@signed_in
def suspend(code: str, account_id: int) -> Response:
    """Nobody gets in with this account from the next click on."""
    place, holder = _holder_to_reset(code, account_id)
    if request.method == "GET":
        return page("accounts/confirm.html", deed="suspend", place=place, holder=holder)
    services.suspend(holder.account, by=current_user.id)
    return done(f"/accounts/{place.code}/{account_id}", note="suspended")


@bp.post("/accounts/<code>/<int:account_id>/lift")
@signed_in
def lift(code: str, account_id: int) -> Response:
    """A suspended account works again."""
    place, holder = _holder_to_reset(code, account_id)
    services.lift(holder.account, by=current_user.id)
    return done(f"/accounts/{place.code}/{account_id}", note="lifted")


def _own(holder: Holder) -> bool:
    return bool(holder.account.id == current_user.id)


@bp.route("/accounts/<code>/<int:account_id>/roles/new", methods=["GET", "POST"])
@signed_in
def give(code: str, account_id: int) -> Response:
    """One more role for the same person, here or at another unit the actor looks after."""
    place, holder = scope.account(_actor(), code, account_id)
    near = _near(place)
    form = forms.AnotherGrantForm.read(unit=place.code)
    form.offer_units([(unit.code, unit.label) for unit in near])
    _offer(form, place)
    if form.accepted():
        chosen = next(unit for unit in near if unit.code == form.unit.data)
        _give(holder.account, chosen, form)
        return done(f"/accounts/{place.code}/{account_id}", note="grant_given")
    return page("accounts/give.html", status=form.status, form=form, place=place, holder=holder)


def _near(place: Place) -> list[Place]:
    """The unit, its siblings and its parent, as far as the actor looks after them."""
    line = [place.parent, *units.children(place.parent)] if place.parent else [place]
    return [unit for unit in line if scope.hats(_actor(), Right.ACCOUNTS, unit)]


@bp.route("/accounts/<code>/<int:account_id>/roles/<int:grant_id>/end", methods=["GET", "POST"])
@signed_in
def end(code: str, account_id: int, grant_id: int) -> Response:
    """A role is held no longer from a day on; nobody takes the own one."""
    place, holder = scope.account(_actor(), code, account_id)
    held = next((pair for pair in holder.grants if pair[0].id == grant_id), None)
    if held is None or grant_id not in _endable(holder):
        raise NotFound
    form = forms.DayForm.read()
    if form.accepted() and form.date is not None:
        services.end_grant(held[0], form.date, by=current_user.id)
        return done(f"/accounts/{place.code}/{account_id}", note="grant_ended")
    return page(
        "accounts/end.html",
        status=form.status,
        form=form,
        place=place,
        holder=holder,
        held=held,
        roles=forms.ROLES,
    )


def _endable(holder: Holder) -> set[int]:
    """Ids of the account's roles that the actor may take."""
    return {
        grant.id
        for grant, unit in holder.grants
        if not _own(holder) and scope.may_give(_actor(), grant.role, unit, grant.association_code)
    }
