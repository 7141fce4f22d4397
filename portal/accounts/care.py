"""One account below: reset, suspend, lift, end a role, give another."""

from flask import Response, request
from flask_login import current_user

from portal.accounts import below, forms, scope, second_factor, services
from portal.accounts import slips as papers
from portal.accounts.door import bp
from portal.accounts.queries import Holder
from portal.accounts.rules import Right
from portal.base.access import signed_in
from portal.base.errors import NotFound, RuleBroken
from portal.base.language import N_
from portal.base.layout import notes
from portal.base.web import READING, claim, done, page, prepare, prepared
from portal.units import queries as units
from portal.units.queries import Place

notes(
    grant_given=N_("The role was given."),
    grant_ended=N_("The role has an end."),
    suspended=N_("The account is suspended. All its devices were signed out."),
    lifted=N_("The account works again."),
    second_factor_taken_off=N_("The account signs in with its password alone again."),
)


@bp.get("/accounts/<code>/<int:account_id>")
@signed_in
def show(code: str, account_id: int) -> Response:
    """One account: its roles, and what may be done about it."""
    place, holder = scope.account(below.asker(), code, account_id)
    return page(
        "accounts/show.html",
        place=place,
        holder=holder,
        may_reset=scope.may_reset(below.asker(), holder),
        endable=_endable(holder),
        roles=forms.ROLES,
    )


def _holder_to_reset(code: str, account_id: int) -> tuple[Place, Holder]:
    place, holder = scope.account(below.asker(), code, account_id)
    if not scope.may_reset(below.asker(), holder):
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
    if request.method in READING:
        return page("accounts/confirm.html", deed="reset", place=place, holder=holder)
    if not claim().repeated:
        services.reset_password(holder.account, prepared().hash, by=current_user.id)
        below.remember([holder.account], [place])
    return below.sheet_of(place)


@bp.route("/accounts/<code>/<int:account_id>/suspend", methods=["GET", "POST"])
@signed_in
def suspend(code: str, account_id: int) -> Response:
    """Nobody gets in with this account from the next click on."""
    place, holder = _holder_to_reset(code, account_id)
    if request.method in READING:
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


@bp.route("/accounts/<code>/<int:account_id>/second-factor", methods=["GET", "POST"])
@signed_in
def take_off(code: str, account_id: int) -> Response:
    """Whoever lost app and recovery codes signs in with the password alone again."""
    place, holder = _holder_to_reset(code, account_id)
    if request.method in READING:
        return page("accounts/confirm.html", deed="second factor", place=place, holder=holder)
    second_factor.take_off(holder.account, by=current_user.id)
    return done(f"/accounts/{place.code}/{account_id}", note="second_factor_taken_off")


def _own(holder: Holder) -> bool:
    return bool(holder.account.id == current_user.id)


@bp.route("/accounts/<code>/<int:account_id>/roles/new", methods=["GET", "POST"])
@signed_in
def give(code: str, account_id: int) -> Response:
    """One more role for the same person, here or at another unit the actor looks after."""
    place, holder = scope.account(below.asker(), code, account_id)
    near = _near(place)
    form = forms.AnotherGrantForm.read(unit=place.code)
    form.offer_units([(unit.code, unit.label) for unit in near])
    below.offer(form, place)
    if form.accepted():
        chosen = next(unit for unit in near if unit.code == form.unit.data)
        below.give_role(holder.account, chosen, form)
        return done(f"/accounts/{place.code}/{account_id}", note="grant_given")
    return page("accounts/give.html", status=form.status, form=form, place=place, holder=holder)


def _near(place: Place) -> list[Place]:
    """The unit, its siblings and its parent, as far as the actor looks after them."""
    line = [place.parent, *units.children(place.parent)] if place.parent else [place]
    return [unit for unit in line if scope.hats(below.asker(), Right.ACCOUNTS, unit)]


@bp.route("/accounts/<code>/<int:account_id>/roles/<int:grant_id>/end", methods=["GET", "POST"])
@signed_in
def end(code: str, account_id: int, grant_id: int) -> Response:
    """A role is held no longer from a day on; nobody takes the own one."""
    place, holder = scope.account(below.asker(), code, account_id)
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
        if not _own(holder)
        and scope.may_give(below.asker(), grant.role, unit, grant.association_code)
    }
