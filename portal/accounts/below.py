"""Accounts flow downwards: a lead makes and keeps those of the own unit and of its children."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from flask import Response, request
from flask_login import current_user

from portal.accounts import forms, models, queries, scope, services
from portal.accounts import slips as papers
from portal.accounts.door import bp
from portal.accounts.rules import Right, Role
from portal.base import clock, qr
from portal.base.access import signed_in
from portal.base.db import session
from portal.base.errors import NotFound
from portal.base.language import gettext, pick
from portal.base.web import READING, claim, page, prepare, prepared, site_address
from portal.units import queries as units
from portal.units.queries import Place
from portal.units.rules import Level

UNITS_ON_A_PAGE = 40


def asker() -> queries.Actor:
    """Whoever is signed in."""
    return cast(queries.Actor, current_user)


@bp.get("/accounts/<code>")
@signed_in
def index(code: str) -> Response:
    """Who has an account at a unit and directly below it, and where nobody has."""
    place = scope.unit_of_any(asker(), code, Right.ACCOUNTS)
    below = [u for u in units.children(place) if scope.hats(asker(), Right.ACCOUNTS, u)]
    number = max(1, request.args.get("page", 1, type=int))
    first = (number - 1) * UNITS_ON_A_PAGE
    shown = [place, *below][first : first + UNITS_ON_A_PAGE]
    held = queries.held_at([unit.id for unit in shown])
    return page(
        "accounts/index.html",
        place=place,
        rows=[(unit, scope.looked_after(asker(), unit, held[unit.id])) for unit in shown],
        number=number,
        more=first + UNITS_ON_A_PAGE <= len(below),
        has_children=bool(below),
        roles=forms.ROLES,
    )


def offer(form: forms.GrantForm, place: Place) -> None:
    """Roles and associations that the actor may give at a unit."""
    hats = scope.hats(asker(), Right.ACCOUNTS, place)
    within = {hat.association for hat in hats}
    known = queries.associations()
    offered = [(a.code, pick(a.words)) for a in known if None in within or a.code in within]
    everything = [("", gettext("All associations"))] if None in within else []
    roles = [r for r in Role if any(scope.may_give(asker(), r, place, a) for a in within)]
    form.offer(roles, everything + offered)


def _plan_one(code: str) -> papers.Plan | None:
    place = scope.unit_of_any(asker(), code, Right.ACCOUNTS)
    name = request.form.get("name", "").strip()
    key = request.form.get("once", "")
    return papers.plan(key, papers.username_for(key, place, name)) if name else None


@bp.route("/accounts/<code>/new", methods=["GET", "POST"])
@signed_in
@prepare(_plan_one)
def new(code: str) -> Response:
    """An account for one person at one unit; the answer is the slip."""
    place = scope.unit_of_any(asker(), code, Right.ACCOUNTS)
    form = forms.NewAccountForm.read()
    offer(form, place)
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
        give_role(made, place, form)
        remember([made], [place])
    return sheet_of(place)


def give_role(account: models.Account, place: Place, form: forms.GrantForm) -> None:
    """Give the role chosen; NotFound for one that was not offered."""
    role, association = Role(form.role.data), form.association.data or None
    if not scope.may_give(asker(), role, place, association):
        raise NotFound
    services.give(account, role, place.id, association=association, by=current_user.id)


def _plan_children(code: str) -> dict[int, papers.Plan]:
    """Sixty hashes are two seconds: made before the writing transaction, one at a time."""
    place = scope.unit_of_any(asker(), code, Right.ACCOUNTS)
    return papers.plan_for(request.form.get("once", ""), _lacking(place))


def _association(place: Place) -> str | None:
    """For all associations if the actor may, else for the actor's own."""
    within = {hat.association for hat in scope.hats(asker(), Right.ACCOUNTS, place)}
    return None if None in within else min(filter(None, within))


def _lacking(place: Place) -> list[Place]:
    below = queries.children_without_account(place, _association(place))
    return [child for child in below if scope.hats(asker(), Right.ACCOUNTS, child)]


@bp.route("/accounts/<code>/slips", methods=["GET", "POST"])
@signed_in
@prepare(_plan_children)
def slips(code: str) -> Response:
    """One account for each unit below that has none; the answer is a sheet of slips."""
    place = scope.unit_of_any(asker(), code, Right.ACCOUNTS)
    lacking = _lacking(place)
    role = Role.CLERK if place.level is Level.COMMUNE else Role.LEAD
    if request.method in READING:
        word = forms.ROLES[role]
        return page("accounts/confirm_slips.html", place=place, lacking=lacking, role=word)
    if not claim().repeated:
        plans: dict[int, papers.Plan] = prepared()
        planned = [child for child in lacking if child.id in plans]
        within = _association(place)
        made = [_add_for(child, plans[child.id], role, within) for child in planned]
        remember(made, planned)
    return sheet_of(place)


def _add_for(
    place: Place, plan: papers.Plan, role: Role, association: str | None
) -> models.Account:
    made = services.add_account(plan.username, place.label, plan.hash, by=current_user.id)
    services.give(made, role, place.id, association=association, by=current_user.id)
    return made


def remember(made: Sequence[models.Account], places: Sequence[Place]) -> None:
    """What a repeated POST needs to print the same again: no secret."""
    until = [account.first_password_until for account in made]
    claim().remember(
        ids=[account.id for account in made],
        units=[place.id for place in places],
        until=[day.isoformat() for day in until if day],
    )


def sheet_of(place: Place) -> Response:
    """The slips of this POST, a 200 straight from it: a secret is shown, not redirected to."""
    kept = claim().outcome
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
    address = site_address() + "/login"
    picture, side = qr.picture(address)
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
