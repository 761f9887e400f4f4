"""What an administrator may touch: the own unit and those below it, and what hangs on them."""

from typing import Any
from uuid import UUID

from django.http import Http404

from docflow import clock
from docflow.people.models import Appointment, User
from docflow.permissions import Permission, may
from docflow.signatures.models import SigningKey
from docflow.units.models import Unit
from docflow.units.tree import subtree


def units_of(request: Any) -> list[Unit]:
    """The unit acted for and all below it today; read once for each request."""
    if not hasattr(request, "units_within"):
        request.units_within = subtree(request.actor.unit, clock.today())
    found: list[Unit] = request.units_within
    return found


def find_unit(request: Any, uid: UUID) -> Unit:
    """The unit, also one that ended; any unit's history may be looked at. Else 404."""
    unit = Unit.objects.filter(uid=uid).first()
    if unit is None:
        raise Http404
    return unit


def find_user(request: Any, uid: UUID) -> User:
    """The person, if they hold or held a post within, or none anywhere yet; else 404."""
    user = User.objects.filter(uid=uid).first()
    posts = Appointment.objects.filter(user=user) if user else Appointment.objects.none()
    if user is None or (posts.exists() and not posts.filter(unit__in=units_of(request)).exists()):
        raise Http404
    return user


def find_post(request: Any, uid: UUID) -> Appointment:
    """The post within, or 404."""
    post = Appointment.objects.filter(uid=uid, unit__in=units_of(request)).first()
    if post is None:
        raise Http404
    return post


def keys_of(request: Any) -> Any:
    """The keys of units and posts within; for whoever manages none, those of the own unit."""
    manages = may(request.actor, Permission.KEY_MANAGE, request.actor.unit)
    units = units_of(request) if manages else [request.actor.unit]
    own = SigningKey.objects.filter(unit__in=units)
    return (own | SigningKey.objects.filter(appointment__unit__in=units)).select_related(
        "unit", "appointment__user", "appointment__unit"
    )
