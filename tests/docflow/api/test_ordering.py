"""Opinions, orders and circuits told to programs."""

from docflow.outgoing.models import Circuit
from tests.docflow.api.test_story import done, drafted

ORDER = "initial(head of department) > opinion(clerk, 2 days)"


def test_a_program_keeps_an_order_and_is_told_what_it_comes_to(signers):
    told = done(signers.oanh.get("/circuits/preview", order=ORDER))

    kept = done(signers.oanh.post("/circuits", {"kind": "REPORT", "order": ORDER, "seen": 0}), 201)
    listed = done(signers.oanh.get("/circuits"))

    assert [step["place"] for step in told["steps"]] == ["1", "2"]
    assert (kept["version"], kept["order"]) == (1, ORDER)
    assert listed == [kept]


def test_a_bad_order_is_refused_at_its_field_with_its_place(signers):
    answer = signers.oanh.post("/circuits", {"order": "initial(chef)"})

    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["field"]) == (422, "bad_order", "order")
    assert problem["params"]["place"] == 9
    assert not Circuit.objects.exists()


def test_programs_go_by_the_order_of_the_document(signers):
    done(signers.oanh.post("/circuits", {"order": ORDER}), 201)
    uid = drafted(signers)["uid"]
    before = done(signers.lan.get(f"/outgoing/{uid}/order"))
    done(signers.lan.post(f"/outgoing/{uid}/submit"))
    early = signers.hoa.post(f"/outgoing/{uid}/give_opinion", {"stance": "agree"})
    done(signers.hung.post(f"/outgoing/{uid}/initial"))
    waits = done(signers.hoa.get("/queues/opinions"))["items"]

    after = done(signers.hoa.post(f"/outgoing/{uid}/give_opinion", {"stance": "agree"}))

    assert [step["standing"] for step in before["steps"]] == [None, None]
    assert early.json()["code"] == "opinion_closed"
    assert [line["uid"] for line in waits] == [uid]
    assert [step["standing"] for step in after["steps"]] == ["done", "done"]
    assert done(signers.oanh.get(f"/documents/{uid}"))["state"] == "format_check"


def test_a_program_asks_for_opinions(signers):
    uid, hoa = drafted(signers)["uid"], str(signers.cast.hoa.appointment.uid)

    asked = done(
        signers.lan.post(f"/outgoing/{uid}/ask_opinion", {"whom": [hoa], "question": "Ổn?"})
    )
    given = done(
        signers.hoa.post(f"/outgoing/{uid}/give_opinion", {"stance": "remark", "text": "Thêm"})
    )

    assert [(each["standing"], each["question"]) for each in asked["opinions"]] == [("open", "Ổn?")]
    assert [(each["stance"], each["text"]) for each in given["opinions"]] == [("remark", "Thêm")]


def test_programs_return_to_a_step_and_name_another_signer(signers):
    uid, binh = drafted(signers)["uid"], str(signers.cast.binh.appointment.uid)
    done(signers.lan.post(f"/outgoing/{uid}/submit"))
    done(signers.hung.post(f"/outgoing/{uid}/initial"))
    done(signers.oanh.post(f"/outgoing/{uid}/pass_format"))

    checked = done(signers.minh.post(f"/outgoing/{uid}/send_back_to_check", {"reason": "Sai"}))
    named = done(
        signers.oanh.post(
            f"/outgoing/{uid}/replace_signer", {"signer": binh, "reason": "Đi công tác"}
        )
    )
    returned = done(
        signers.oanh.post(f"/outgoing/{uid}/send_back_to_step", {"step": "1", "reason": "Xem lại"})
    )

    assert checked["state"] == "format_check"
    assert named["outgoing"]["signer"]["full_name"] == "Vũ Thanh Bình"
    assert returned["state"] == "initialling"
