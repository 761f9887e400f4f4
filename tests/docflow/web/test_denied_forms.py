"""A form that cannot be read, from somebody without the right: denied, and kept like a read one."""

from typing import Any

import pytest
from django.urls import reverse

from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.incoming import actions as incoming
from tests import builders
from tests.cast import Cast
from tests.docflow.web.asking import sent, text_of

OF_OUTGOING = ["sign", "seal", "sign_on_paper", "send_back", "cancel", "revise"]
OF_RECIPIENTS = ["recipients", "add_outsider", "save_group"]


def refused() -> int:
    return Entry.objects.filter(event=Event.ACT_REFUSED).count()


@pytest.fixture
def paper(units: Cast) -> Any:
    """A draft of Lan's, which the auditor of the commune reads."""
    return builders.draft(units)


@pytest.mark.parametrize("verb", OF_OUTGOING + OF_RECIPIENTS)
def test_an_empty_form_of_somebody_without_the_right_leaves_one_refused_act(
    units: Cast, paper: Any, verb: str
) -> None:
    answer = sent(units.quynh, reverse(f"outgoing:{verb}", args=[paper.uid]))

    assert answer.status_code == 403
    assert "Hồ Như Quỳnh" in text_of(answer)
    assert refused() == 1


@pytest.mark.parametrize("verb", ["assign", "refuse", "finish"])
def test_so_does_an_empty_form_about_an_arrival(people: Cast, verb: str) -> None:
    arrival = incoming.register(builders.arrived(people), by=people.tuan)
    before = refused()
    who = people.nam if verb != "assign" else people.tuan

    answer = sent(who, reverse(f"incoming:{verb}", args=[arrival.uid]))

    assert answer.status_code == 403
    assert refused() == before + 1


@pytest.mark.parametrize("verb", ["cancel", "revise", *OF_RECIPIENTS])
def test_an_empty_form_of_whoever_may_act_comes_back_and_is_no_refused_act(
    units: Cast, paper: Any, verb: str
) -> None:
    answer = sent(units.lan, reverse(f"outgoing:{verb}", args=[paper.uid]))

    assert answer.status_code == 200
    assert refused() == 0
