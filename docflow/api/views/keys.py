"""Keys with their certificates and custody, and access tokens; no private key ever leaves."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from ninja import File, Router
from ninja.files import UploadedFile

from docflow import clock
from docflow.api import cursors, finding
from docflow.api.access import call
from docflow.api.cursors import Cursor, Limit
from docflow.api.payloads import organisation as sent
from docflow.api.payloads.organisation import IssuedToken, Key, TokenLine
from docflow.api.payloads.shapes import Page
from docflow.people import tokens
from docflow.people.models import ApiToken
from docflow.permissions import Permission as P
from docflow.permissions import may
from docflow.signatures import certificate_actions, keyring, mark_pictures
from docflow.signatures.models import SigningKey
from docflow.signatures.opening import TRIES
from docflow.units.models import UnitName
from docflow.units.tree import subtree

router = Router(tags=["keys and tokens"])


@call(router, "GET", "/keys", Page[Key], P.KEY_READ)
def list_keys(request: Any, limit: Limit = 50, cursor: Cursor = None) -> Page[Key]:
    """Keys of the token's unit, for who manages keys also below: expiry, custody; newest first."""
    question = ("keys", request.token.uid)
    place = cursors.place(question, cursor)
    rows = _keys(request).order_by("-pk")
    found = list((rows.filter(pk__lt=place[0]) if place else rows)[: limit + 1])
    names = _names([each.unit_id for each in found if each.unit_id])
    shown = [(_told(each, names), each.pk) for each in found]
    return cursors.page(Page[Key], question, shown, limit)


@call(
    router,
    "POST",
    "/keys/{uuid:uid}/custody",
    Key,
    P.KEY_MANAGE,
    codes=("custody_refused", "no_seal_key", "outside_own_unit"),
    places={"custody_refused": "custodian"},
)
def give_custody(request: Any, uid: UUID, given: sent.Handover) -> Key:
    """Hand the agency's key to a named clerk, by a hand-over record."""
    key = finding.one(_keys(request), uid)
    custodian = finding.named_post(request, given.custodian, "custodian")
    keyring.give_custody(key, custodian, given.handover, by=request.actor)
    return _again(request, uid)


@call(
    router,
    "POST",
    "/keys/{uuid:uid}/revoke",
    Key,
    P.KEY_MANAGE,
    codes=("revoked_already", "since_impossible", "outside_own_unit"),
    places={"since_impossible": "since", "basis_missing": "basis"},
)
def revoke_key(request: Any, uid: UUID, given: sent.Revocation) -> Key:
    """Let a key sign nothing from now on; what was proven to be signed before stays valid."""
    key = finding.one(_keys(request), uid)
    certificate_actions.revoke(key, given.because, given.basis, given.since, by=request.actor)
    return _again(request, uid)


@call(
    router,
    "POST",
    "/keys/{uuid:uid}/set_picture",
    Key,
    P.KEY_MANAGE,
    multipart=True,
    codes=("picture_unusable", "key_retired", "outside_own_unit"),
)
def set_picture(request: Any, uid: UUID, file: File[UploadedFile]) -> Key:
    """Let the key's mark show a picture: PNG, transparent, blue of a person and red of a seal."""
    key = finding.one(_keys(request), uid)
    png = mark_pictures.take_in(key, file, by=request.actor)
    certificate_actions.set_picture(key, png, by=request.actor)
    return _again(request, uid)


@call(
    router,
    "POST",
    "/keys/{uuid:uid}/remove_picture",
    Key,
    P.KEY_MANAGE,
    codes=("picture_missing", "key_retired", "outside_own_unit"),
)
def remove_picture(request: Any, uid: UUID) -> Key:
    """Let the key's mark show the drawn name again."""
    key = finding.one(_keys(request), uid)
    certificate_actions.remove_picture(key, by=request.actor)
    return _again(request, uid)


@call(router, "GET", "/tokens", Page[TokenLine], P.PEOPLE_MANAGE)
def list_tokens(request: Any, limit: Limit = 50, cursor: Cursor = None) -> Page[TokenLine]:
    """The access tokens of the token's unit and below, the newest first."""
    question = ("tokens", request.token.uid)
    place = cursors.place(question, cursor)
    rows = _tokens(request).order_by("-pk")
    found = (rows.filter(pk__lt=place[0]) if place else rows)[: limit + 1]
    return cursors.page(
        Page[TokenLine], question, [(TokenLine.of(each), each.pk) for each in found], limit
    )


@call(
    router,
    "POST",
    "/tokens",
    IssuedToken,
    P.PEOPLE_MANAGE,
    status=201,
    needs_key=True,
    codes=("scope_too_wide", "token_lasts_too_long", "purpose_missing", "outside_own_unit"),
    places={
        "scope_too_wide": "scope",
        "token_lasts_too_long": "expires",
        "token_expires_early": "expires",
        "outside_own_unit": "post",
    },
)
def issue_token(request: Any, given: sent.NewToken) -> IssuedToken:
    """Give a program access; its secret is told here and never again."""
    post = finding.named_post(request, given.post, "post")
    token, secret = tokens.issue(post, given.purpose, given.scope, given.expires, by=request.actor)
    return IssuedToken(token=TokenLine.of(token), secret=secret)


@call(
    router,
    "POST",
    "/tokens/{uuid:uid}/revoke",
    TokenLine,
    P.PEOPLE_MANAGE,
    codes=("revoked_already",),
)
def revoke_token(request: Any, uid: UUID) -> TokenLine:
    """End a token now."""
    token = finding.one(_tokens(request), uid)
    return TokenLine.of(tokens.revoke(token, by=request.actor))


def _keys(request: Any) -> QuerySet[SigningKey]:
    near = [request.actor.unit]
    if may(request.actor, P.KEY_MANAGE, request.actor.unit):
        near = subtree(request.actor.unit, clock.today())
    rows = SigningKey.objects.filter(Q(unit__in=near) | Q(appointment__unit__in=near))
    custody = ("custodies__custodian__user", "custodies__custodian__unit")
    return rows.select_related("appointment__user", "unit", "replaced_by").prefetch_related(
        *custody
    )


def _tokens(request: Any) -> QuerySet[ApiToken]:
    near = subtree(request.actor.unit, clock.today())
    rows = ApiToken.objects.filter(appointment__unit__in=near)
    return rows.select_related("appointment__user", "appointment__unit")


def _again(request: Any, uid: UUID) -> Key:
    shown = finding.one(_keys(request), uid)
    return _told(shown, _names([shown.unit_id] if shown.unit_id else []))


def _told(key: Any, names: dict[int, str]) -> Key:
    owner = key.appointment.user.full_name if key.appointment else names[key.unit_id]
    return Key.of(key, owner, TRIES)


def _names(keys: list[Any]) -> dict[int, str]:
    begun = UnitName.objects.filter(unit__in=keys, valid_from__lte=clock.today())
    return dict(begun.order_by("valid_from").values_list("unit_id", "name"))
