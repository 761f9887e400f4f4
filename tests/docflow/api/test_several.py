"""One PIN for several documents: each has its own result; the right with which a post signs."""

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.batches import signing
from docflow.batches.actions import consent
from docflow.batches.models import LASTS, Batch
from docflow.outgoing import actions as outgoing
from docflow.outgoing.models import Outgoing
from docflow.requests.models import Asked
from docflow.signatures.models import SigningKey
from tests import builders
from tests.cast import PIN, Cast

ADDRESS = "/outgoing/sign_several"
NONE = "01a00000-0000-7000-8000-000000000000"


def waiting(people: Cast, count: int) -> list[Outgoing]:
    return [builders.waiting_for_signature(people, subject=f"Việc {n}") for n in range(count)]


def body(papers: list[Outgoing], pin: str = PIN) -> dict[str, object]:
    return {"pin": pin, "documents": [{"uid": str(paper.uid)} for paper in papers]}


def state(paper: Outgoing) -> str:
    return str(Outgoing.objects.get(pk=paper.pk).state)


def test_one_that_fails_stops_no_other(signers):
    papers = waiting(signers.cast, 3)
    outgoing.withdraw(papers[1], by=signers.cast.lan)

    answer = signers.minh.post(ADDRESS, body(papers))

    told = answer.json()
    assert (answer.status_code, told["signed"]) == (200, 2)
    assert [each["uid"] for each in told["results"]] == [str(paper.uid) for paper in papers]
    assert [each["code"] for each in told["results"]] == [None, "wrong_state", None]
    assert [each["state"] for each in told["results"]] == ["signed", "withdrawn", "signed"]
    assert [state(paper) for paper in papers] == ["signed", "withdrawn", "signed"]


def test_asked_again_it_is_answered_again_and_the_pin_is_not_kept(signers):
    papers = waiting(signers.cast, 2)

    first = signers.minh.post(ADDRESS, body(papers), key="k1")
    again = signers.minh.post(ADDRESS, body(papers), key="k1")

    signed = Entry.objects.filter(event=Event.OUTGOING_SIGNED).count()
    assert (again.json(), again["Idempotency-Replayed"]) == (first.json(), "true")
    assert signed == 2
    assert PIN not in str(list(Asked.objects.values()))


def test_a_wrong_pin_is_tried_once_and_refuses_the_whole(signers):
    papers = waiting(signers.cast, 3)

    answer = signers.minh.post(ADDRESS, body(papers, "999999"))

    key = SigningKey.objects.get(appointment=signers.cast.minh.appointment)
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_pin")
    assert (answer.json()["field"], key.wrong_pins) == ("pin", 1)
    assert [state(paper) for paper in papers] == ["signing"] * 3


def test_another_file_than_the_one_looked_at_is_not_signed(signers):
    [paper, other] = waiting(signers.cast, 2)
    digests = ["0" * 64, other.document.current.digest]
    named = [
        {"uid": str(each.uid), "seen": digest}
        for each, digest in zip((paper, other), digests, strict=True)
    ]

    told = signers.minh.post(ADDRESS, {"pin": PIN, "documents": named}).json()

    assert [each["signed"] for each in told["results"]] == [False, True]
    assert state(paper) == "signing"


def test_what_may_not_be_seen_is_told_like_what_is_not_there(signers):
    [paper] = waiting(signers.cast, 1)
    named = [{"uid": str(paper.uid)}, {"uid": NONE}]

    told = signers.nam.post(ADDRESS, {"pin": PIN, "documents": named}).json()

    [hidden, none] = [each | {"uid": ""} for each in told["results"]]
    assert (told["signed"], hidden, hidden["code"]) == (0, none, "not_found")
    assert state(paper) == "signing"
    assert Entry.objects.filter(event=Event.ACT_REFUSED).count() == 1


def test_at_least_one_and_at_most_five_hundred_are_signed_at_once(signers):
    for count in (0, 501):
        named = [{"uid": NONE}] * count
        answer = signers.minh.post(ADDRESS, {"pin": PIN, "documents": named})
        assert (answer.status_code, answer.json()["field"]) == (422, "documents")


def test_who_may_not_sign_is_refused(signers):
    answer = signers.lan.post(ADDRESS, body(waiting(signers.cast, 1)))

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_a_leader_is_told_the_lines_and_the_key(signers):
    told = signers.minh.get("/me/right_to_sign").json()

    key = SigningKey.objects.get(appointment=signers.cast.minh.appointment)
    assert told["lines"][-1] == "CHỦ TỊCH"
    assert told["serial"] == key.serial


def test_a_leader_without_a_key_is_told_so(programs):
    answer = programs.minh.get("/me/right_to_sign")

    assert (answer.status_code, answer.json()["code"]) == (422, "no_key")
    assert programs.lan.get("/me/right_to_sign").status_code == 404


def test_a_list_cut_off_is_taken_up_again(signers):
    papers = waiting(signers.cast, 3)
    batch = consent([(each, each.document.current.digest) for each in papers], by=signers.cast.minh)
    results = signing.sign(batch, PIN, by=signers.cast.minh)
    next(results)
    results.close()

    [line] = signers.minh.get("/batches").json()["items"]
    before = signers.minh.get(f"/batches/{batch.uid}").json()
    after = signers.minh.post(f"/batches/{batch.uid}/sign", {"pin": PIN}).json()

    assert (line["count"], line["signed"], line["waiting"]) == (3, 1, 2)
    assert [each["state"] for each in before["items"]] == ["signed", "waiting", "waiting"]
    assert [each["uid"] for each in after["items"]] == [str(paper.uid) for paper in papers]
    assert {each["state"] for each in after["items"]} == {"signed"}
    assert Entry.objects.filter(event=Event.OUTGOING_SIGNED).count() == 3


def test_the_answer_names_its_consent_and_that_binds_the_newest_files(signers):
    papers = waiting(signers.cast, 2)
    digests = [paper.document.current.digest for paper in papers]

    told = signers.minh.post(ADDRESS, body(papers)).json()

    items = signers.minh.get(f"/batches/{told['batch']}").json()["items"]
    assert [each["digest"] for each in items] == digests


def test_a_consent_that_is_over_signs_nothing(signers):
    [paper] = waiting(signers.cast, 1)
    batch = consent([(paper, paper.document.current.digest)], by=signers.cast.minh)
    Batch.objects.update(consented_at=clock.now() - LASTS)

    answer = signers.minh.post(f"/batches/{batch.uid}/sign", {"pin": PIN})

    assert (answer.status_code, answer.json()["code"]) == (422, "consent_over")
    assert state(paper) == "signing"
