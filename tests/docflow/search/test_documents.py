"""Who finds which documents, in which order, by which words."""

import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docflow.documents.models import Access
from docflow.errors import Refused
from docflow.outgoing.contents import To
from docflow.people import actions as posts
from docflow.people.actor import Actor, System
from docflow.permissions import Role
from docflow.search.documents import Found, find
from docflow.search.models import Words
from docflow.signatures.intake import File
from tests import builders
from tests.docflow.search.papers import arrived, index, page, rubbish, subjects


@pytest.fixture
def colleague(units):
    """Another specialist of the commune."""
    user = posts.invite("khoa", "Lý Đăng Khoa", by=System())
    post = posts.appoint(user, units.commune, "Chuyên viên", [Role.SPECIALIST], by=System())
    return Actor(post)


def test_a_document_of_another_unit_is_never_found(units):
    arrived(units.hoa, "Lũ ở xã")
    index()

    assert subjects(units.hoa, "lũ") == ["Lũ ở xã"]
    assert find(units.tuan, "lũ") == Found()
    assert find(units.tuan, "", kind="REPORT") == Found()


def test_answers_of_others_leave_no_gap_and_no_next_page(units):
    for number in range(6):
        arrived(units.hoa, f"Lũ {number}")
        arrived(units.tuan, f"Lũ huyện {number}")
    index()

    found = find(units.tuan, "lũ", limit=6)

    assert len(found.hits) == 6
    assert found.next == ""


def test_a_specialist_finds_what_was_given_to_the_post(units, colleague):
    builders.draft(units, subject="Dự thảo của Lan")
    index()

    assert subjects(units.lan, "dự thảo") == ["Dự thảo của Lan"]
    assert subjects(units.minh, "dự thảo") == ["Dự thảo của Lan"]
    assert find(colleague, "dự thảo") == Found()


def test_access_that_is_lost_is_lost_at_once(units, colleague):
    document = builders.draft(units, subject="Dự thảo").document
    index()

    Access.objects.filter(document=document, appointment=units.lan.appointment).delete()

    assert find(units.lan, "dự thảo") == Found()


def test_a_post_that_has_ended_finds_nothing(units):
    builders.draft(units, subject="Dự thảo")
    arrived(units.hoa, "Dự thảo đến")
    index()

    for actor in (units.lan, units.hoa):
        type(actor.appointment).objects.filter(pk=actor.appointment.pk).update(
            valid_from="2020-01-01", valid_to="2020-01-02"
        )

    assert find(units.lan, "dự thảo") == find(units.hoa, "dự thảo") == Found()


def test_the_index_itself_answers_readers_only(units):
    document = arrived(units.hoa, "Lũ ở xã")
    index()

    row = Words.objects.get(document=document)
    row.words = " ".join(each for each in row.words.split() if not each.startswith("@u"))
    row.save()

    assert find(units.hoa, "lũ") == Found()


def test_words_of_the_index_are_no_words_of_people(units):
    arrived(units.hoa, "Lũ ở xã")
    index()

    for typed in (f"@u{units.commune.pk}", "@kreport", "^l", "=lũ=", "#1"):
        assert subjects(units.tuan, typed) == []


@pytest.fixture
def communes(units):
    """First a document about Hoằng Đông, then one about Hoằng Đồng, then one about neither."""
    for name in ("Hoằng Đông", "Hoằng Đồng", "Hoàng Dong"):
        arrived(units.hoa, f"Xã {name}")
    index()
    return units


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hoang dong", ["Xã Hoàng Dong", "Xã Hoằng Đồng", "Xã Hoằng Đông"]),
        ("Hoằng Đông", ["Xã Hoằng Đông", "Xã Hoàng Dong", "Xã Hoằng Đồng"]),
        ("Hoằng Đồng", ["Xã Hoằng Đồng", "Xã Hoàng Dong", "Xã Hoằng Đông"]),
        ("hoằng đôn", ["Xã Hoằng Đông", "Xã Hoàng Dong", "Xã Hoằng Đồng"]),
        ("hoằng đ", ["Xã Hoằng Đồng", "Xã Hoằng Đông", "Xã Hoàng Dong"]),
        ("hoằng dong", ["Xã Hoằng Đồng", "Xã Hoằng Đông", "Xã Hoàng Dong"]),
        ("đồng hoằng", ["Xã Hoằng Đồng", "Xã Hoàng Dong", "Xã Hoằng Đông"]),
        ("HOẰNG ĐÔNG", ["Xã Hoằng Đông", "Xã Hoàng Dong", "Xã Hoằng Đồng"]),
    ],
)
def test_accents_rank_and_do_not_exclude(communes, typed, found):
    decomposed = unicodedata.normalize("NFD", typed)

    assert subjects(communes.hoa, typed) == found
    assert subjects(communes.hoa, decomposed) == found


def test_only_what_bears_the_accents_typed_is_exact(communes):
    hits = find(communes.hoa, "Hoằng Đông").hits

    assert [hit.exact for hit in hits] == [True, False, False]


def test_only_the_last_word_may_be_begun(units):
    arrived(units.hoa, "Phòng chống thiên tai")
    index()

    assert subjects(units.hoa, "phòng ch") == ["Phòng chống thiên tai"]
    assert subjects(units.hoa, "ph chống") == []
    assert subjects(units.hoa, "chống phòng lụt") == []


@pytest.mark.parametrize(
    "typed", ["05/BC-UBND", "5/bc-ubnd", "05/bc", "05/BC-UBN", "05 bc ubnd", "05-BC/UBND mưa"]
)
def test_a_code_is_found_as_such(units, typed):
    arrived(units.hoa, "Mưa, số 50", number=50, notation="BC-UBND")
    arrived(units.hoa, "Mưa", number=5, notation="BC-UBND")
    arrived(units.hoa, "Mưa của Đảng", code_as_written="05-CV/TU")
    index()

    assert subjects(units.hoa, typed) == ["Mưa"]


def test_the_document_that_bears_a_code_comes_before_those_that_mention_it(units):
    arrived(units.hoa, "Mưa", number=5, notation="QĐ-UBND")
    arrived(units.hoa, "Trả lời 05/QĐ-UBND")
    arrived(units.hoa, "Trả lời 06/QĐ-UBND")
    index()

    assert subjects(units.hoa, "05/QĐ-UBND") == ["Mưa", "Trả lời 05/QĐ-UBND"]
    assert subjects(units.hoa, "05/qd-ubnd") == ["Mưa", "Trả lời 05/QĐ-UBND"]


def test_content_is_found_and_shown_where_the_words_stand(units):
    arrived(units.hoa, "Nghị định", file=page(units.hoa, "decree-30-2020.pdf"))
    index()

    [hit] = find(units.hoa, "thể thức văn bản là tập hợp").hits

    assert hit.snippet is not None
    marked = {hit.snippet.text[first:last].lower() for first, last in hit.snippet.marks}
    assert "Thể thức văn bản là tập hợp các thành phần" in hit.snippet.text
    assert {"thể", "thức", "tập", "hợp"} <= marked
    assert len(hit.snippet.text) < 240


@pytest.mark.law("L22")
def test_every_field_is_found(units):
    file = rubbish()
    attachment = File(file.digest, file.size, "Phụ lục kinh phí.pdf")
    arrived(units.hoa, "Mưa", issuer="Sở Tài chính", kind="PLAN", attachments=(attachment,))
    recipients = [To(units.district), To(name="Báo Thanh Hóa", channel="paper")]
    builders.draft(units, subject="Lũ", recipients=recipients)
    index()

    assert subjects(units.hoa, "so tai chinh") == ["Mưa"]
    assert subjects(units.hoa, "ke hoach") == ["Mưa"]
    assert subjects(units.hoa, "phu luc kinh") == ["Mưa"]
    assert subjects(units.hoa, "bao thanh") == ["Lũ"]
    assert subjects(units.hoa, "huyện Hoằng Hóa") == ["Lũ"]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "\"' OR 1=1 --",
        "mưa' | 'lũ",
        'mưa" OR "lũ',
        "mưa & | ! ( ) <-> :* AND OR NOT NEAR(",
        "* ^ : - + ~ ' \" \\",
        "\x00\ud800\u202e",
        "a" * 100_000,
        "mưa " * 50_000,
        "5/" * 10_000,
        "1/2/3/4/5/6/7/8/9/10/11/12",
        "ก็ 漢字 ا 🌧 ß ﬁ İ",
        "%s %(x)s {0}",
    ],
)
def test_nothing_typed_does_harm(units, typed):
    arrived(units.hoa, "Tin lụt")
    index()

    assert find(units.hoa, typed) == Found()


def test_signs_around_words_do_not_matter(units):
    arrived(units.hoa, "Mưa lũ ở xã")
    index()

    assert subjects(units.hoa, "\"mưa\" & ('lũ') *") == ["Mưa lũ ở xã"]


def test_what_is_found_can_be_narrowed(units):
    arrived(units.hoa, "Mưa")
    builders.draft(units, subject="Mưa to", kind="PLAN")
    index()

    assert subjects(units.hoa, "mưa", kind="BC") == ["Mưa"]
    assert subjects(units.hoa, "mưa", kind="PLAN") == ["Mưa to"]
    assert subjects(units.hoa, "mưa", direction="incoming") == ["Mưa"]
    assert subjects(units.hoa, "mưa", direction="outgoing") == ["Mưa to"]
    assert subjects(units.hoa, "", direction="outgoing") == ["Mưa to"]
    assert "Mưa" in subjects(units.hoa, "mưa", year=2026)
    assert subjects(units.hoa, "mưa", year=2025) == []
    assert subjects(units.hoa, "mưa", kind="x' | '@u1") == []
    assert subjects(units.hoa, "mưa", direction="sideways") == []


def test_page_after_page_gives_everything_once_in_order(units):
    for number in range(5):
        arrived(units.hoa, f"Xã Hoằng Đồng {number}")
        arrived(units.hoa, f"Xã Hoằng Đông {number}")
    index()
    whole = subjects(units.hoa, "hoằng đông")

    pages, after = [], None
    while after != "":
        found = find(units.hoa, "hoằng đông", limit=3, after=after)
        pages.append([hit.document.subject for hit in found.hits])
        after = found.next

    assert [len(each) for each in pages] == [3, 3, 3, 1]
    assert [subject for each in pages for subject in each] == whole
    assert len(set(whole)) == 10


@pytest.mark.parametrize(
    "after", ["x", "1", "1-", "-5", "0-1; DROP", "٣-٤٤٤٤٤٤٤٤٤٤٤٤٤٤٤٤٤٤٤٤٤٤٤٤٤٤٤"]
)
def test_a_place_to_go_on_from_that_is_none_is_refused(units, after):
    with pytest.raises(Refused) as refused:
        find(units.hoa, "mưa", after=after)

    assert refused.value.code == "bad_cursor"


def test_a_file_that_cannot_be_read_is_found_by_its_fields(units):
    arrived(units.hoa, "Mưa", file=rubbish())
    index()

    [hit] = find(units.hoa, "mưa").hits

    assert hit.snippet is None


def test_the_number_of_queries_does_not_grow(units):
    counts = []
    for _ in range(2):
        for number in range(4):
            arrived(units.hoa, f"Mưa {number}")
        index()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            for hit in find(units.hoa, "mưa").hits:
                assert hit.document.unit.pk == units.commune.pk
                assert hit.document.incoming.state
        counts.append(len(asked))

    assert counts[0] == counts[1]
