"""Oversight: verdicts about files, and work that waits."""

from typing import Any, Literal
from uuid import UUID

from ninja import File, Router
from ninja.files import UploadedFile

from docflow import clock
from docflow.api.access import call
from docflow.api.payloads import oversight as told
from docflow.audit.models import Checkpoint
from docflow.desks import backlog, verifying
from docflow.exchange.again import again
from docflow.permissions import Permission as P
from docflow.requests.limits import limit as count
from docflow.units.tree import subtree

router = Router(tags=["oversight"])
Kind = Literal["delivery", "status", "check", "mail", "webhook", "lasting"]


@call(
    router,
    "POST",
    "/verify",
    told.PdfReport,
    multipart=True,
    codes=("too_many", "file_missing", "file_too_large"),
)
def verify(request: Any, file: File[UploadedFile]) -> told.PdfReport:
    """Check the signatures of any PDF; nothing is kept."""
    count("verify", request.actor)
    found = verifying.report(file)
    ours = verifying.ours(found["sha256"], by=request.actor)
    return told.PdfReport(
        indication=found["indication"],
        sub_indication=found["sub_indication"],
        signatures=found["signatures"],
        problems=found["problems"],
        size=found["size"],
        sha256=found["sha256"],
        checked_at=found["checked_at"],
        documents=[each.uid for each in ours],
    )


@call(router, "GET", "/health", told.Health, P.UNIT_MANAGE)
def show_health(request: Any) -> told.Health:
    """Work that waits and work that failed, of the token's unit and those below; no content."""
    units = subtree(request.actor.unit, clock.today())
    waiting = backlog.of_units(units)
    newest = Checkpoint.objects.order_by("-number").first()
    return told.Health(
        waiting={each.kind: each.waiting for each in waiting},
        failing={each.kind: each.failing for each in waiting},
        rows=[told.WaitingRow.of(row) for each in waiting for row in each.failed],
        given_up=[told.GivenUp.of(each) for each in backlog.given_up(units)],
        checkpoint=newest.number if newest else None,
    )


@call(
    router,
    "POST",
    "/health/{kind}/{uuid:uid}/again",
    told.Health,
    P.WORK_REPEAT,
    codes=("no_such_work", "nothing_waits", "outside_own_unit"),
)
def try_again(request: Any, kind: Kind, uid: UUID) -> told.Health:
    """Try a piece of failed work now; it happens once, however often this is asked."""
    again(kind, uid, by=request.actor)
    return show_health(request)
