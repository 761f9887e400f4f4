"""Files and pages of a document: who gets them, and what stays in quarantine."""

from io import BytesIO
from uuid import uuid4

import pytest

from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.documents.models import Attachment, Document, Version
from docflow.exchange import tasks as exchange_tasks
from docflow.incoming import actions as incoming
from docflow.incoming import tasks as incoming_tasks
from docflow.incoming.models import Incoming
from docflow.outgoing import actions as outgoing
from docflow.signatures.intake import take_in
from storage import blobs
from tests import builders
from tests.conftest import SAMPLES
from tests.docflow.web.browsing import browser_of

PNG = b"\x89PNG\r\n"


@pytest.fixture
def paper(units):
    """A draft of Lan's."""
    return builders.draft(units)


@pytest.fixture
def forged(people):
    """What arrived at the district with a byte changed on the way, found so by the check."""
    delivery = builders.issued(people)
    exchange_tasks.hand_over(delivery.pk)
    arrival = Incoming.objects.get(document__unit=people.district)
    version = arrival.document.current
    content = bytearray(blobs.get(version.digest))
    at = content.index(b"/MediaBox")
    content[at + 1 : at + 9] = b"mediabox"
    version.digest = stored(bytes(content))
    version.save()
    incoming_tasks.check_signatures(arrival.pk)
    return Incoming.objects.get(pk=arrival.pk)


def stored(content):
    return blobs.put(BytesIO(content)).digest


def body(response):
    return b"".join(response.streaming_content)


def url(document, rest):
    return f"/document/{document.uid}/{rest}"


def test_a_file_is_handed_out_to_be_saved_not_opened(units, paper):
    answer = browser_of(units.lan).get(url(paper, "file/"))

    assert answer.status_code == 200
    assert body(answer) == builders.PAGE.read_bytes()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="Tinh hinh mua lu.pdf"')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert int(answer["Content-Length"]) == builders.PAGE.stat().st_size


def test_a_file_is_not_packed_once_more_on_its_way(units, paper):
    answer = browser_of(units.lan).get(url(paper, "file/"), headers={"accept-encoding": "gzip"})

    assert body(answer) == builders.PAGE.read_bytes()


@pytest.mark.parametrize(
    ("asked", "part", "said"),
    [
        ("bytes=0-9", slice(0, 10), "bytes 0-9/{size}"),
        ("bytes=100-", slice(100, None), "bytes 100-{last}/{size}"),
        ("bytes=-5", slice(-5, None), "bytes {but_five}-{last}/{size}"),
    ],
)
def test_a_download_that_was_broken_off_goes_on_where_it_ended(units, paper, asked, part, said):
    whole = builders.PAGE.read_bytes()

    answer = browser_of(units.lan).get(url(paper, "file/"), headers={"range": asked})

    places = {"size": len(whole), "last": len(whole) - 1, "but_five": len(whole) - 5}
    assert (answer.status_code, body(answer)) == (206, whole[part])
    assert answer["Content-Range"] == said.format(**places)
    assert answer["Content-Length"] == str(len(whole[part]))
    assert answer["Accept-Ranges"] == "bytes"


def test_a_part_there_is_none_of_is_refused_with_the_size(units, paper):
    answer = browser_of(units.lan).get(url(paper, "file/"), headers={"range": "bytes=99999999-"})

    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{builders.PAGE.stat().st_size}"


def test_of_the_head_there_is_no_part(units, paper):
    answer = browser_of(units.lan).head(url(paper, "file/"), headers={"range": "bytes=0-9"})

    assert answer.status_code == 200
    assert answer["Content-Length"] == str(builders.PAGE.stat().st_size)


def test_only_the_head_can_be_asked_for(units, paper):
    answer = browser_of(units.lan).head(url(paper, "file/"))

    assert answer.status_code == 200
    assert int(answer["Content-Length"]) == builders.PAGE.stat().st_size


def test_handing_out_a_file_is_noted_as_reading(units, paper):
    browser_of(units.lan).get(url(paper, "file/"))

    reads = Entry.objects.filter(event=Event.DOCUMENT_READ, subject=paper.uid)
    assert [each.actor for each in reads] == [units.lan.user.uid]


@pytest.mark.parametrize(
    "rest",
    ["file/", "pages/1.png", "changes/", "attachments/1/", "file/?version=1"],
)
@pytest.mark.parametrize("who", ["quynh", "tuan"])
def test_what_may_not_be_seen_is_not_there(units, paper, rest, who):
    if who == "quynh":
        Document.objects.filter(pk=paper.pk).update(unit=units.province)
    browser = browser_of(units.actors[who])

    hidden = browser.get(url(paper, rest))
    missing = browser.get(f"/document/{uuid4()}/{rest}")

    assert hidden.status_code == missing.status_code == 404
    assert hidden.headers == missing.headers


@pytest.mark.parametrize("rest", ["file/", "pages/1.png", "changes/", "attachments/1/"])
def test_strangers_are_asked_to_sign_in(client, units, paper, rest):
    answer = client.get(url(paper, rest))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("version", ["2", "0", "-1", "x", "١", "99999999999"])
def test_a_version_there_is_not_is_not_found(units, paper, version):
    answer = browser_of(units.lan).get(url(paper, "file/"), {"version": version})

    assert answer.status_code == 404


def test_an_earlier_version_can_be_asked_for(units, paper):
    other = SAMPLES / "chromium-skia.pdf"
    outgoing.revise(paper, take_in(other, by=units.lan), by=units.lan)
    browser = browser_of(units.lan)

    assert body(browser.get(url(paper, "file/"))) == other.read_bytes()
    assert body(browser.get(url(paper, "file/?version=1"))) == builders.PAGE.read_bytes()


def test_a_file_the_store_lost_is_refused_with_what_to_do(units, paper):
    Version.objects.filter(document=paper.pk).update(digest="0" * 64)

    answer = browser_of(units.lan).get(url(paper, "file/"))

    assert answer.status_code == 422
    assert b"cannot be read from the store" in answer.content


def test_an_attachment_is_handed_out_under_a_safe_name(units, paper):
    kept = blobs.put(builders.PAGE)
    attachment = Attachment.objects.create(
        document=paper.document, name='../Phụ lục "1".pdf', digest=kept.digest, size=kept.size
    )

    answer = browser_of(units.lan).get(url(paper, f"attachments/{attachment.pk}/"))

    assert body(answer) == builders.PAGE.read_bytes()
    assert answer["Content-Type"] == "application/octet-stream"
    assert 'filename="-Phu luc -1-.pdf"' in answer["Content-Disposition"]


def test_an_attachment_is_found_only_at_its_own_document(units, paper):
    other = builders.draft(units, subject="Việc khác")
    kept = blobs.put(builders.PAGE)
    attachment = Attachment.objects.create(
        document=other.document, name="a.pdf", digest=kept.digest, size=kept.size
    )

    answer = browser_of(units.lan).get(url(paper, f"attachments/{attachment.pk}/"))

    assert answer.status_code == 404


def test_a_page_is_shown_as_a_picture(units, paper):
    answer = browser_of(units.lan).get(url(paper, "pages/1.png"))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content.startswith(PNG)


@pytest.mark.parametrize("number", [0, 2, 10**9])
def test_a_page_there_is_not_is_not_found(units, paper, number):
    answer = browser_of(units.lan).get(url(paper, f"pages/{number}.png"))

    assert answer.status_code == 404


def test_what_failed_its_check_is_not_handed_out(people, forged):
    answer = browser_of(people.tuan).get(url(forged, "file/"))

    assert answer.status_code == 422
    assert b"found this file not valid" in answer.content
    assert b"%PDF" not in answer.content


def test_what_failed_stays_in_quarantine_after_it_was_refused(people, forged):
    incoming.refuse(forged, "Chữ ký không hợp lệ", by=people.tuan)

    answer = browser_of(people.tuan).get(url(forged, "file/"))

    assert answer.status_code == 422


def test_what_failed_its_check_is_shown_as_pictures_and_says_why(people, forged):
    browser = browser_of(people.tuan)

    shown = browser.get(f"/document/{forged.uid}/").content.decode()
    picture = browser.get(url(forged, "pages/1.png"))

    assert "shown only as pictures" in shown
    assert f"/document/{forged.uid}/pages/1.png" in shown
    assert "<iframe" not in shown
    assert "/file/" not in shown
    assert picture.content.startswith(PNG)


def test_an_attachment_of_what_failed_is_not_handed_out(people, forged):
    kept = blobs.put(builders.PAGE)
    attachment = Attachment.objects.create(
        document=forged.document, name="a.pdf", digest=kept.digest, size=kept.size
    )

    answer = browser_of(people.tuan).get(url(forged, f"attachments/{attachment.pk}/"))

    assert answer.status_code == 422


def test_what_is_still_being_checked_is_shown_only_as_pictures(people):
    exchange_tasks.hand_over(builders.issued(people).pk)
    arrival = Incoming.objects.get(document__unit=people.district)

    answer = browser_of(people.tuan).get(url(arrival, "file/"))

    assert answer.status_code == 422
    assert b"still being checked" in answer.content


def test_what_passed_its_check_is_handed_out(people):
    arrival = builders.arrived(people)

    answer = browser_of(people.tuan).get(url(arrival, "file/"))

    assert body(answer).startswith(b"%PDF-")


def test_the_frame_has_no_origin_and_no_network(client, db):
    answer = client.get("/viewer/frame/")

    policy = answer["Content-Security-Policy"].split("; ")
    assert "sandbox allow-scripts" in policy
    assert "connect-src 'none'" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert not any("unsafe-inline" in each or "'unsafe-eval'" in each for each in policy)


def test_the_page_shows_the_file_in_a_sandbox_that_only_runs_scripts(units, paper):
    shown = browser_of(units.lan).get(f"/document/{paper.uid}/").content.decode()

    assert '<iframe sandbox="allow-scripts"' in shown
    assert f'data-file="/document/{paper.uid}/file/"' in shown


def test_the_changes_since_the_last_round_are_marked(units, paper):
    outgoing.submit(paper, by=units.lan)
    outgoing.send_back(paper, "Sửa số liệu", by=units.hung)
    other = take_in(SAMPLES / "chromium-skia.pdf", by=units.lan)
    outgoing.revise(paper, other, by=units.lan)

    told = browser_of(units.lan).get(url(paper, "changes/")).content.decode()

    assert "<ins>" in told
    assert "<del>" in told
    assert "Pages with other words in version 2 than in version 1: 1 of 1." in told


def test_the_first_version_has_nothing_to_be_compared_with(units, paper):
    told = browser_of(units.lan).get(url(paper, "changes/")).content.decode()

    assert "This is the first version" in told


def test_two_versions_can_be_named(units, paper):
    outgoing.revise(paper, builders.page(units), by=units.lan)

    told = browser_of(units.lan).get(url(paper, "changes/?from=1&to=2")).content.decode()

    assert "The file is the same." in told
