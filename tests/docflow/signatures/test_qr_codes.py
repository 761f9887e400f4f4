"""The QR code on the documents of units that want one, and the page it leads to."""

from typing import Any
from urllib.parse import urlsplit

import pikepdf
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from docflow.audit.models import Entry
from docflow.errors import Refused
from docflow.outgoing.models import Outgoing
from docflow.people.actions import appoint
from docflow.people.actor import Actor
from docflow.permissions import Role
from docflow.signatures import checking
from docflow.units.actions import set_qr_code
from docflow.units.system import System
from storage import blobs
from tests import builders
from tests.cast import Cast
from tests.docflow.web.asking import opened, sent, text_of


def codes(paper: Outgoing) -> list[str]:
    """What the codes on page one say."""
    digest = paper.document.current.digest
    with blobs.local_path(digest) as path, pikepdf.open(path) as document:
        assert checking.check_file(path, waiting_for=()).passed
        stamps = [each for each in document.pages[0].Annots if each.Subtype == "/Stamp"]
        return [str(each.Contents) for each in stamps]


def test_documents_of_a_unit_that_wants_it_carry_a_code(people: Cast) -> None:
    before = builders.sealed(people)
    set_qr_code(people.commune, True, by=System())

    after = builders.sealed(people)

    assert codes(before) == []
    [told] = codes(after)
    assert told == f"{settings.DOCFLOW_BASE_URL}/verify/?document={after.document.uid}"
    address = urlsplit(told)
    inside = text_of(opened(people.hoa, f"{address.path}?{address.query}"))
    outside = text_of(Client().get(f"{address.path}?{address.query}"))
    assert [after.document.code in page for page in (inside, outside)] == [True, False]
    assert Client().get(f"{address.path}?document=nonsense").status_code == 200


def test_the_page_of_a_unit_switches_it_on_and_off(people: Cast) -> None:
    roles = [Role.UNIT_ADMINISTRATOR]
    admin = Actor(appoint(people.vân, people.commune, "Quản trị", roles, by=System()))
    shown, switch = (
        reverse(f"units:{each}", args=[people.commune.uid]) for each in ("show", "set_qr_code")
    )

    def now(prints: str) -> bool:
        sent(admin, switch, prints=prints)
        people.commune.refresh_from_db()
        return people.commune.prints_qr_code

    assert "carry no QR code" in text_of(opened(admin, shown))
    assert [now("yes"), now("no"), now("yes")] == [True, False, True]
    assert "carry a QR code" in text_of(opened(admin, shown))
    assert Entry.objects.filter(event="unit.qr_code_set").count() == 3


@pytest.mark.parametrize("who", ["minh", "tuan"])
def test_nobody_else_switches_it(people: Cast, who: str) -> None:
    actor: Any = getattr(people, who)
    with pytest.raises(Refused):
        set_qr_code(people.commune, True, by=actor)

    people.commune.refresh_from_db()
    assert not people.commune.prints_qr_code
