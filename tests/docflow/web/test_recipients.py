"""Recipients on the screen: found as one types, by group, outside; ended units lead on."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from docflow.identity import new_uid
from docflow.outgoing.contents import To
from docflow.outgoing.models import Outgoing, RecipientGroup
from docflow.people.actor import System
from docflow.search.models import Due
from docflow.units.actions import end_unit
from docflow.units.models import Unit
from tests import builders
from tests.cast import Cast, unit
from tests.docflow.search.papers import index
from tests.docflow.web.browsing import browser_of


def send(browser: Client, address: str, **typed: Any) -> Any:
    """Send a form once."""
    return browser.post(address, {"request_key": str(new_uid()), **typed})


@pytest.fixture
def lan(units: Cast) -> Client:
    """Lan's browser, in English."""
    browser = browser_of(units.lan)
    browser.cookies["language"] = "en"
    return browser


@pytest.fixture
def paper(units: Cast) -> Outgoing:
    """Lan's draft to the district."""
    return builders.draft(units)


@pytest.fixture
def old(units: Cast) -> Unit:
    """A unit that is still there; `end` ends it."""
    return unit("Phòng Văn hóa cũ", "district", units.province)


def end(old: Unit, successor: Unit) -> None:
    """End a unit, with its successor."""
    end_unit(old, date(2024, 12, 31), [successor], by=System(), basis="NQ 01")


def at(paper: Outgoing, rest: str = "") -> str:
    """A page of a document's recipients."""
    return f"/outgoing/{paper.uid}/recipients/{rest}"


def names(paper: Outgoing) -> list[str]:
    """The recipients, in their order."""
    return list(paper.recipients.order_by("pk").values_list("name", flat=True))


def test_typing_finds_units_with_a_button_each(units: Cast, lan: Client, paper: Outgoing) -> None:
    Due.objects.ask(Due.What.UNIT, [units.province.pk])
    index()

    answer = lan.get(
        at(paper), {"q": "tinh thanh"}, headers={"HX-Request": "true", "HX-Target": "found"}
    )

    shown = answer.content.decode()
    assert str(units.province.uid) in shown
    assert "<html" not in shown


def test_an_ended_unit_leads_to_its_successor(
    units: Cast, lan: Client, paper: Outgoing, old: Unit
) -> None:
    end(old, units.province)
    index()

    shown = lan.get(at(paper), {"q": "van hoa cu"}).content.decode()

    assert "has ended" in shown
    assert f'value="{units.province.uid}"' in shown
    assert f'value="{old.uid}"' not in shown


def test_a_found_unit_is_added_by_its_channel(units: Cast, lan: Client, paper: Outgoing) -> None:
    answer = send(
        lan, at(paper), unit=str(units.province.uid), channel="both", paper_reason="Bản đồ lớn"
    )

    added = paper.recipients.get(unit=units.province)
    assert answer["Location"] == at(paper, f"?added={added.pk}")
    assert (added.channel, added.paper_reason) == ("both", "Bản đồ lớn")


def test_after_an_addition_the_next_one_can_be_typed_at_once(
    units: Cast, lan: Client, paper: Outgoing
) -> None:
    found = send(lan, at(paper), unit=str(units.province.uid), channel="electronic")
    beside = lan.get(found["Location"]).content.decode()
    named = send(lan, at(paper, "outsider/"), name="Bà Tư, thôn 4")
    outside = lan.get(named["Location"]).content.decode()

    assert outside.count('id="id_name"') == 1
    for page, box, name in (
        (beside, 'id="q"', str(units.province)),
        (outside, 'id="id_name"', "Bà Tư, thôn 4"),
    ):
        focused = [tag for tag in re.findall("<input[^>]*>", page) if "autofocus" in tag]
        assert [box in tag and 'describedby="added"' in tag for tag in focused] == [True]
        told = page.split('id="added"', 1)[1].split("</p>", 1)[0]
        assert 'role="status"' in told
        assert f"Added: {name}." in told


PART = {"HX-Request": "true", "HX-Target": "picker"}


def exchanged(browser: Client, address: str, **typed: Any) -> str:
    """What a script on the page gets for a form: where it is led on, it follows."""
    given = {"request_key": str(new_uid()), **typed}
    answer = browser.post(address, given, headers=PART, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_script_gets_the_recipients_alone_with_the_focus_and_what_to_tell(
    units: Cast, lan: Client, paper: Outgoing
) -> None:
    added = exchanged(lan, at(paper), unit=str(units.province.uid), channel="electronic")
    named = exchanged(lan, at(paper, "outsider/"), name="Bà Tư, thôn 4")

    for part, box, name in (
        (added, 'id="q"', str(units.province)),
        (named, 'id="id_name"', "Bà Tư, thôn 4"),
    ):
        focused = [tag for tag in re.findall("<input[^>]*>", part) if "autofocus" in tag]
        assert part.lstrip().startswith('<div id="picker"')
        assert "<html" not in part
        assert [box in tag for tag in focused] == [True]
        assert f"Added: {name}." in part
    assert names(paper) == [units.district.name, units.province.name, "Bà Tư, thôn 4"]


def test_a_script_gets_a_refusal_and_what_a_group_added_in_the_part_too(
    units: Cast, lan: Client, paper: Outgoing
) -> None:
    other = builders.draft(units, recipients=[To(units.province)])
    send(lan, at(other, "save-group/"), name="Cấp trên")

    refused = exchanged(lan, at(paper), unit=str(units.province.uid), channel="both")
    group = exchanged(lan, at(paper, "group/"), group=str(RecipientGroup.objects.get().uid))
    after = lan.get(at(paper)).content.decode()

    assert 'id="error-summary"' in refused
    assert refused.lstrip().startswith('<div id="picker"')
    assert "Recipients added: 1." in group
    assert "Recipients added: 1." not in after


def test_a_script_that_may_not_add_is_told_so_in_the_part(units: Cast, paper: Outgoing) -> None:
    given = {"request_key": str(new_uid()), "name": "Bà Tư"}

    answer = browser_of(units.minh).post(at(paper, "outsider/"), given, headers=PART)

    assert answer.status_code == 403
    assert answer.content.decode().lstrip().startswith('<div id="picker"')


def test_paper_beside_needs_a_reason_and_keeps_the_rest(
    units: Cast, lan: Client, paper: Outgoing
) -> None:
    answer = send(lan, at(paper), unit=str(units.province.uid), channel="both")

    form = answer.context["forms"]["units"]
    assert answer.status_code == 200
    assert "paper_reason" in form.errors
    assert form["channel"].value() == "both"


@pytest.mark.parametrize("uid", ["", "x", "01a20120-edf8-7934-bd6e-63a23831f9af"])
def test_a_unit_nobody_found_is_not_added(lan: Client, paper: Outgoing, uid: str) -> None:
    answer = send(lan, at(paper), unit=uid, channel="electronic")

    assert answer.status_code == 200
    assert len(names(paper)) == 1


def test_somebody_outside_gets_paper(lan: Client, paper: Outgoing) -> None:
    send(lan, at(paper, "outsider/"), name="Bà Tư, thôn 4")

    assert paper.recipients.get(name="Bà Tư, thôn 4").channel == "paper"


def test_a_name_that_stands_there_is_refused_at_its_field(lan: Client, paper: Outgoing) -> None:
    send(lan, at(paper, "outsider/"), name="Bà Tư")

    answer = send(lan, at(paper, "outsider/"), name="Bà Tư")

    form = answer.context["forms"]["outsiders"]
    assert (answer.status_code, form["name"].value()) == (200, "Bà Tư")


def test_a_recipient_is_taken_out(lan: Client, paper: Outgoing) -> None:
    send(lan, at(paper, f"{paper.recipients.get().pk}/remove/"))

    assert names(paper) == []


def test_an_ended_recipient_is_replaced_with_one_click(
    units: Cast, lan: Client, paper: Outgoing, old: Unit
) -> None:
    send(lan, at(paper), unit=str(old.uid), channel="electronic")
    end(old, units.province)
    row = paper.recipients.get(unit=old)

    shown = lan.get(at(paper)).content.decode()
    send(lan, at(paper, f"{row.pk}/replace/"), successor=str(units.province.uid))

    assert at(paper, f"{row.pk}/replace/") in shown
    assert names(paper) == [units.district.name, units.province.name]


def test_a_group_is_saved_used_and_renamed(units: Cast, lan: Client, paper: Outgoing) -> None:
    other = builders.draft(units, recipients=[To(units.province)])

    send(lan, at(other, "save-group/"), name="Cấp trên")
    group = RecipientGroup.objects.get()
    send(lan, at(paper, "group/"), group=str(group.uid))
    send(lan, f"/outgoing/groups/{group.uid}/rename/", name="Tỉnh")

    assert names(paper) == [units.district.name, units.province.name]
    assert "Tỉnh" in lan.get("/outgoing/groups/").content.decode()


def test_members_that_have_ended_are_shown_with_their_successors(
    units: Cast, lan: Client, paper: Outgoing, old: Unit
) -> None:
    other = builders.draft(units, recipients=[To(old)])
    send(lan, at(other, "save-group/"), name="Phòng ban")
    end(old, units.province)

    answer = send(lan, at(paper, "group/"), group=str(RecipientGroup.objects.get().uid))
    shown = lan.get(answer["Location"]).content.decode()

    assert "?ended=" in answer["Location"]
    assert f'value="{units.province.uid}"' in shown


def test_a_group_with_a_name_that_is_taken_is_refused(
    units: Cast, lan: Client, paper: Outgoing
) -> None:
    send(lan, at(paper, "save-group/"), name="Cấp trên")

    answer = send(lan, at(paper, "save-group/"), name="Cấp trên")

    assert answer.status_code == 200
    assert "name" in answer.context["forms"]["group_name"].errors


@pytest.mark.parametrize("rest", ["", "outsider/", "save-group/"])
def test_another_units_document_does_not_exist(units: Cast, paper: Outgoing, rest: str) -> None:
    browser = browser_of(units.tuan)

    assert browser.get(at(paper, rest)).status_code == 404
    assert send(browser, at(paper, rest), name="x").status_code == 404


def test_another_units_group_does_not_exist(units: Cast, lan: Client, paper: Outgoing) -> None:
    group = RecipientGroup.objects.create(unit=units.district, name="Của huyện")

    assert lan.get(f"/outgoing/groups/{group.uid}/rename/").status_code == 404
    assert send(lan, at(paper, "group/"), group=str(group.uid)).status_code == 404


def test_a_leader_sees_the_recipients_and_changes_none(units: Cast, paper: Outgoing) -> None:
    browser = browser_of(units.minh)

    shown = browser.get(at(paper))
    sent = send(browser, at(paper, "outsider/"), name="Bà Tư")

    assert shown.context["may_add"] is False
    assert sent.status_code == 403
    assert names(paper) == [units.district.name]


def test_queries_do_not_grow_with_the_recipients(
    units: Cast, lan: Client, paper: Outgoing, django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        paper.recipients.create(name=f"Ông {number}", channel="paper")

    with django_assert_max_num_queries(60):
        answer = lan.get(at(paper))

    assert len(answer.context["recipients"]) == 41
