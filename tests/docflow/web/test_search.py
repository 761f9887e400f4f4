"""Search on the screen: what was found, and how far it has come."""

from django.urls import reverse

from docflow.incoming import actions as incoming
from tests import builders
from tests.cast import Cast
from tests.docflow.search.papers import arrived, index
from tests.docflow.web.asking import opened, text_of


def test_each_document_found_tells_its_state_in_words(units: Cast) -> None:
    draft = builders.draft(units, subject="Phòng chống lụt bão")
    letter = incoming.register(arrived(units.hoa, "Phòng chống cháy rừng"), by=units.hoa)
    index()

    page = text_of(opened(units.hoa, "/search/?q=phòng chống"))

    rows = {uid: page.split(str(uid), 1)[1].split("</tr>")[0] for uid in (draft.uid, letter.uid)}
    assert f">{draft.get_state_display()}<" in rows[draft.uid]
    assert f">{letter.get_state_display()}<" in rows[letter.uid]
    assert reverse("document", args=[draft.uid]) in page


def test_a_number_that_one_document_bears_opens_it_from_the_box_above(units: Cast) -> None:
    letter = arrived(units.hoa, "Việc một", code_as_written="12/BC-SNV")
    arrived(units.hoa, "Bổ sung 12/BC-SNV", code_as_written="13/BC-SNV")
    index()

    answer = opened(units.hoa, "/search/?q=12/bc-snv&open=1")

    assert answer["Location"] == reverse("document", args=[letter.uid])


def test_documents_that_bear_the_same_number_are_listed(units: Cast) -> None:
    for subject in ("Việc một", "Việc hai"):
        arrived(units.hoa, subject, code_as_written="12/BC-SNV")
    index()

    page = text_of(opened(units.hoa, "/search/?q=12/BC-SNV&open=1"))

    assert "Việc một" in page
    assert "Việc hai" in page
