"""The whole story told by programs: from the draft to the answer, with real keys."""

from docflow.exchange import tasks as exchange_tasks
from docflow.exchange.models import Delivery
from docflow.incoming import tasks as incoming_tasks
from docflow.incoming.models import Incoming
from tests.builders import tell_statuses
from tests.cast import PIN


def done(answer, status=200):
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def drafted(signers):
    """Lan's draft of a report to the district, for Minh to sign."""
    cast = signers.cast
    return done(
        signers.lan.post(
            "/outgoing",
            {
                "kind": "REPORT",
                "subject": "Tình hình mưa lũ",
                "file": signers.lan.file(),
                "signer": str(cast.minh.appointment.uid),
                "recipients": [{"unit": str(cast.district.uid)}],
            },
        ),
        201,
    )


def issued(signers):
    uid = drafted(signers)["uid"]
    done(signers.lan.post(f"/outgoing/{uid}/submit"))
    done(signers.hung.post(f"/outgoing/{uid}/initial"))
    done(signers.oanh.post(f"/outgoing/{uid}/pass_format"))
    digest = done(signers.minh.get(f"/documents/{uid}"))["versions"][-1]["digest"]
    done(signers.minh.post(f"/outgoing/{uid}/sign", {"pin": PIN, "seen": digest}))
    done(signers.hoa.post(f"/outgoing/{uid}/number"))
    done(signers.hoa.post(f"/outgoing/{uid}/seal", {"pin": PIN}))
    return done(signers.hoa.post(f"/outgoing/{uid}/issue"))


def test_programs_tell_the_whole_story(signers):
    cast = signers.cast
    sent = issued(signers)
    exchange_tasks.hand_over(Delivery.objects.get().pk)
    arrival = Incoming.objects.get()
    incoming_tasks.check_signatures(arrival.pk)
    uid = done(signers.tuan.get("/queues/to_receive"))["items"][0]["uid"]

    registered = done(signers.tuan.post(f"/incoming/{uid}/register"))
    assigned = done(
        signers.nam.post(
            f"/incoming/{uid}/assign",
            {
                "directive": "Phúc chủ trì, trả lời",
                "lead": {"post": str(cast.phuc.appointment.uid)},
                "due": 5,
            },
        )
    )
    done(signers.phuc.post(f"/incoming/{uid}/start"))
    finished = done(signers.phuc.post(f"/incoming/{uid}/finish", {"result": "Đã gọi điện"}))
    tell_statuses()
    tracked = done(signers.hoa.get(f"/outgoing/{sent['uid']}/deliveries"))

    assert (sent["state"], sent["code"], sent["verdict"]["code"]) == (
        "issued",
        "01/BC-UBND",
        "good",
    )
    assert (registered["state"], registered["incoming"]["arrival_number"]) == ("registered", 1)
    assert assigned["incoming"]["tasks"][0]["person"]["full_name"] == "Ngô Gia Phúc"
    assert (finished["state"], finished["open_moves"]) == ("done", ["file"])
    assert [each["code"] for each in tracked["deliveries"][0]["statuses"]] == [
        "01",
        "03",
        "04",
        "05",
        "06",
    ]


def test_a_return_with_a_reason_begins_a_new_round(programs):
    uid = drafted(programs)["uid"]
    done(programs.lan.post(f"/outgoing/{uid}/submit"))

    returned = done(programs.hung.post(f"/outgoing/{uid}/send_back", {"reason": "Thiếu số liệu"}))
    other = {"file": programs.lan.file(), "subject": "Mưa lũ ở Lam Sơn"}
    revised = done(programs.lan.post(f"/outgoing/{uid}/revise", other))
    told = done(programs.lan.get(f"/documents/{uid}/timeline"))

    assert (returned["state"], returned["outgoing"]["rounds"][0]["reason"]) == (
        "returned",
        "Thiếu số liệu",
    )
    assert (len(revised["versions"]), revised["subject"]) == (2, "Mưa lũ ở Lam Sơn")
    assert [step["event"] for step in told["steps"]][-2:] == [
        "outgoing.sent_back",
        "outgoing.revised",
    ]


def test_recipients_are_added_replaced_by_groups_and_taken_out(programs):
    uid = drafted(programs)["uid"]
    group = done(
        programs.lan.post(f"/outgoing/{uid}/recipients/save_group", {"name": "Cấp trên"}), 201
    )

    done(programs.lan.post(f"/outgoing/{uid}/recipients/remove", {"name": _name(programs)}))
    outsider = {"name": "Hội Chữ thập đỏ", "channel": "paper"}
    done(programs.lan.post(f"/outgoing/{uid}/recipients", {"recipients": [outsider]}))
    added = done(
        programs.lan.post(f"/outgoing/{uid}/recipients/add_group", {"group": group["uid"]})
    )
    renamed = done(programs.lan.post(f"/groups/{group['uid']}/rename", {"name": "Huyện"}))

    assert [each["name"] for each in added["recipients"]] == ["Hội Chữ thập đỏ", _name(programs)]
    assert renamed["name"] == done(programs.lan.get("/groups"))[0]["name"] == "Huyện"
    assert programs.tuan.get("/groups").json() == []


def _name(programs):
    return programs.cast.district.name
