"""Wrong content is replaced by a document of equal form, wrong form corrected by a letter."""

from typing import Any

import pytest

from docflow.documents.mending import mended_by
from docflow.documents.models import Document, Mending
from docflow.errors import Refused
from docflow.incoming import actions as incoming
from docflow.outgoing.contents import To
from docflow.outgoing.mending import Mends
from docflow.outgoing.models import Outgoing
from docflow.recalls import answer_actions
from docflow.signatures.intake import File
from tests import builders
from tests.cast import Cast
from tests.docflow.recalls import stage


def refusal(code: str) -> Any:
    """What `raises` expects for a refusal with this code."""
    return pytest.raises(Refused, check=lambda refused: refused.code == code)


def mending(cast: Cast, earlier: Outgoing, how: str, *to: To, **facts: Any) -> Outgoing:
    """Issued, and sent to these."""
    mends = Mends(earlier.document, how)
    return stage.issued(cast, *to, number=6, mends=mends, **facts)


def codes(document: Document) -> list[tuple[str, str]]:
    return [(each.kind, each.document.code) for each in mended_by(document)]


@pytest.mark.law("L4")
@pytest.mark.parametrize("kind", ["replaces", "amends"])
def test_wrong_content_is_mended_by_a_document_of_equal_form_seen_at_both_sides(
    units: Cast, kind: str
) -> None:
    earlier = stage.issued(units)
    there = stage.arrived(earlier)

    later = mending(units, earlier, kind)
    new_there = stage.arrived(later)

    assert codes(earlier.document) == [(kind, "06/BC-UBND")]
    assert codes(there.document) == [(kind, "06/BC-UBND")]
    assert there.document.versions.count() == 1
    told = Mending.objects.get(document=new_there.document)
    assert (told.kind, told.code, told.earlier) == (kind, "05/BC-UBND", there.document)


@pytest.mark.law("L4")
def test_another_form_does_not_replace_it(units: Cast) -> None:
    earlier = stage.issued(units)

    with refusal("other_form"):
        mending(units, earlier, "replaces", kind="PLAN")


@pytest.mark.law("L4")
def test_wrong_form_is_corrected_by_an_official_letter_and_nothing_else(units: Cast) -> None:
    earlier = stage.issued(units)
    there = stage.arrived(earlier)
    with refusal("other_form"):
        mending(units, earlier, "corrects")

    stage.arrived(mending(units, earlier, "corrects", kind="OFFICIAL_LETTER", field="VP"))

    assert codes(earlier.document) == [("corrects", "06/UBND-VP")]
    assert codes(there.document) == [("corrects", "06/UBND-VP")]


def test_a_draft_replaces_nothing_yet(units: Cast) -> None:
    earlier = stage.issued(units)

    draft = builders.draft(
        units, file=File("a" * 64, 9, ""), mends=Mends(earlier.document, "replaces")
    )

    assert not mended_by(earlier.document)
    assert Mending.objects.get(document=draft.document).earlier == earlier.document


@pytest.mark.law("L4")
def test_who_never_got_the_earlier_one_takes_the_new_as_new(units: Cast) -> None:
    earlier = stage.issued(units, To(units.province))

    arrival = stage.registered(units, mending(units, earlier, "replaces", To(units.district)))

    told = Mending.objects.get(document=arrival.document)
    assert arrival.state == "registered"
    assert (told.code, told.earlier) == ("05/BC-UBND", None)


def test_an_earlier_one_that_comes_later_is_found_replaced(units: Cast) -> None:
    earlier = stage.issued(units)
    stage.arrived(mending(units, earlier, "replaces"))

    there = stage.arrived(earlier)

    assert codes(there.document) == [("replaces", "06/BC-UBND")]


def test_a_replacement_that_was_refused_replaces_nothing_there(units: Cast) -> None:
    earlier = stage.issued(units)
    there = stage.arrived(earlier)
    new_there = stage.arrived(mending(units, earlier, "replaces"))

    incoming.refuse(new_there, "Gửi nhầm", by=units.tuan)

    assert not mended_by(there.document)


@pytest.mark.law("L4", "L6")
def test_a_replacement_that_is_recalled_replaces_nothing_any_more(units: Cast) -> None:
    earlier = stage.issued(units)
    there = stage.arrived(earlier)
    later = mending(units, earlier, "replaces")
    stage.arrived(later)

    answer_actions.agree(stage.asked(units, later), by=units.tuan)
    stage.work()

    assert not mended_by(earlier.document)
    assert not mended_by(there.document)


def test_a_recalled_document_can_still_be_replaced(units: Cast) -> None:
    earlier = stage.issued(units)
    stage.arrived(earlier)
    answer_actions.agree(stage.asked(units, earlier), by=units.tuan)
    stage.work()

    mending(units, earlier, "replaces")

    assert codes(earlier.document) == [("replaces", "06/BC-UBND")]


def test_only_an_issued_document_of_the_own_unit_is_mended(units: Cast) -> None:
    draft = builders.draft(units, file=File("a" * 64, 9, ""))
    there = stage.arrived(stage.issued(units))

    with refusal("not_issued"):
        builders.draft(units, file=File("a" * 64, 9, ""), mends=Mends(draft.document, "amends"))
    with refusal("foreign_document"):
        builders.draft(units, file=File("a" * 64, 9, ""), mends=Mends(there.document, "amends"))
