"""Recalls and what mends a document on the pages of both sides."""

from docflow.documents.models import Document, Link
from docflow.exchange.models import Delivery
from docflow.incoming.models import Incoming
from docflow.outgoing.contents import To
from docflow.outgoing.mending import Mends
from docflow.recalls.models import Recall
from tests.cast import Cast
from tests.docflow.recalls import stage
from tests.docflow.web.asking import opened, sent, text_of


def test_asked_on_one_page_and_answered_on_another(units: Cast) -> None:
    paper = stage.issued(units)
    arrival = stage.registered(units, paper)
    asking = f"/recalls/outgoing/{paper.uid}/"
    assert units.district.name in text_of(opened(units.minh, asking))

    chosen = str(Delivery.objects.get().uid)
    asked = sent(units.minh, asking, deliveries=[chosen], reason=stage.WHY)
    stage.work()
    shown = text_of(opened(units.tuan, f"/document/{arrival.uid}/"))
    queue = text_of(opened(units.tuan, "/queue/asked_back/"))
    page = text_of(opened(units.tuan, f"/recalls/incoming/{arrival.uid}/agree/"))
    agreed = sent(units.tuan, f"/recalls/incoming/{arrival.uid}/agree/")
    stage.work()

    assert asked.status_code == agreed.status_code == 302
    assert all(stage.WHY in each for each in (shown, queue, page))
    assert Recall.objects.get().state == "returned"
    there = text_of(opened(units.tuan, f"/document/{arrival.uid}/"))
    here = text_of(opened(units.minh, f"/document/{paper.uid}/"))
    assert "Tình hình mưa lũ" not in there
    assert "SHA-256" in there
    assert "Mai Anh Tuấn" in here


def test_a_refusal_without_a_reason_comes_back_with_the_form(units: Cast) -> None:
    paper = stage.issued(units)
    arrival = stage.registered(units, paper)
    stage.asked(units, paper)

    answer = sent(units.tuan, f"/recalls/incoming/{arrival.uid}/refuse/", reason="")

    assert answer.status_code == 200
    assert Recall.objects.get().state == "asked"


def test_the_queue_leads_to_the_answer_and_tells_what_was_done(units: Cast) -> None:
    paper = stage.issued(units)
    arrival = stage.registered(units, paper)
    stage.asked(units, paper)
    answering = f"/recalls/incoming/{arrival.uid}/agree/?queue=asked_back"
    assert f'href="{answering}"' in text_of(opened(units.tuan, "/queue/asked_back/"))

    agreed = sent(units.tuan, answering)

    assert agreed["Location"] == f"/queue/asked_back/?done={arrival.uid}"
    there = text_of(opened(units.tuan, agreed["Location"]))
    label = Incoming.objects.get().get_state_display()
    assert f'<a href="/document/{arrival.uid}/">{label}</a>' in there


def test_the_page_says_what_stands_against_a_cancelling_and_leads_to_the_refusal(
    units: Cast,
) -> None:
    paper = stage.issued(units)
    arrival = stage.registered(units, paper)
    answer = stage.issued(units, To(units.province), number=9)
    Link.objects.create(source=answer.document, target=arrival.document, kind="answers")
    stage.asked(units, paper)

    page = text_of(opened(units.tuan, f"/recalls/incoming/{arrival.uid}/agree/?queue=asked_back"))

    assert answer.document.code in page
    assert f'href="/recalls/incoming/{arrival.uid}/refuse/?queue=asked_back"' in page
    assert '<form method="post" class="act"' not in page


def test_the_rule_of_the_unit_is_chosen_on_its_page(units: Cast) -> None:
    assert opened(units.nam, "/recalls/rule/").status_code == 200

    sent(units.nam, "/recalls/rule/", at_once="on")

    assert "checked" in text_of(opened(units.nam, "/recalls/rule/"))


def test_both_sides_see_what_replaces_a_document(units: Cast) -> None:
    earlier = stage.issued(units)
    there = stage.arrived(earlier)
    drafting = text_of(opened(units.lan, f"/outgoing/draft/?mends={earlier.uid}&as=replaces"))
    later = stage.issued(units, number=6, mends=Mends(earlier.document, "replaces"))
    new = stage.arrived(later)

    shown = [
        text_of(opened(actor, f"/document/{uid}/"))
        for actor, uid in ((units.minh, earlier.uid), (units.tuan, there.uid))
    ]

    assert units.district.name in drafting
    assert all("06/BC-UBND" in each for each in shown)
    assert "05/BC-UBND" in text_of(opened(units.tuan, f"/document/{new.uid}/"))
    assert Document.objects.get(pk=there.pk).versions.exists()


def test_whoever_is_about_to_register_it_is_told_that_it_is_asked_back(units: Cast) -> None:
    paper = stage.issued(units)
    arrival = stage.arrived(paper)
    stage.asked(units, paper)

    page = text_of(opened(units.tuan, f"/incoming/{arrival.uid}/register/"))

    assert stage.WHY in page
    assert f'href="/recalls/incoming/{arrival.uid}/agree/' in page
