"""Periodic reports as programs ask for them, send, return and add them up."""

FIGURES = [{"label": "Hồ sơ", "measure": "hồ sơ"}, {"label": "Kinh phí"}]
SENT = {"figures": [{"place": 1, "value": "12"}, {"place": 2, "value": "3.5"}], "words": "Đủ."}


def done(answer, status=200):
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def asked(programs, cast, **facts):
    given = {
        "title": "Báo cáo tháng",
        "first_day": "2026-10-15",
        "last_day": "2026-11-14",
        "figures": FIGURES,
        "units": [str(cast.commune.uid)],
        "due": 3,
    }
    return programs.tuan.post("/report_requests", given | facts)


def test_a_report_is_asked_for_sent_and_added_up(programs, units):
    request = done(asked(programs, units), 201)
    [line] = done(programs.lan.get("/reports"))["items"]

    sent = done(programs.lan.post(f"/reports/{line['uid']}/send", SENT))
    shown = done(programs.tuan.get(f"/report_requests/{request['uid']}"))
    parts = done(programs.tuan.get(f"/report_requests/{request['uid']}/figures/2/parts"))

    assert sent["state"] == "sent"
    assert shown["standing"]["here"] == 1
    assert [each["total"] for each in shown["totals"]] == ["12.00", "3.50"]
    assert [each["value"] for each in parts["items"]] == ["3.50"]


def test_a_report_is_returned_mended_and_accepted(programs, units):
    request = done(asked(programs, units), 201)
    [line] = done(programs.tuan.get(f"/report_requests/{request['uid']}/reports"))["items"]
    here = f"/reports/{line['uid']}"
    done(programs.lan.post(f"{here}/fill_in", SENT))
    done(programs.lan.post(f"{here}/send", SENT))

    returned = done(programs.tuan.post(f"{here}/return", {"reason": "Thiếu.", "due": 1}))
    again = done(programs.tuan.post(f"/report_requests/{request['uid']}/ask_again"))
    done(programs.lan.post(f"{here}/send", SENT))
    done(programs.tuan.post(f"{here}/accept"))
    closed = done(programs.tuan.post(f"/report_requests/{request['uid']}/close"))

    assert (returned["state"], returned["return_reason"]) == ("returned", "Thiếu.")
    assert again == {"asked_again": 1}
    assert closed["state"] == "closed"
    assert done(programs.lan.get(here))["state"] == "accepted"


def test_a_figure_that_is_none_is_refused_at_its_field(programs, units):
    done(asked(programs, units), 201)
    [line] = done(programs.lan.get("/reports"))["items"]

    wrong = programs.lan.post(
        f"/reports/{line['uid']}/send", {"figures": [{"place": 1, "value": "viel"}]}
    )

    problem = done(wrong, 422)
    assert (problem["code"], problem["field"]) == ("bad_figure", "figures")


def test_only_units_below_are_asked(programs, units):
    problem = done(asked(programs, units, units=[str(units.province.uid)]), 422)

    assert (problem["code"], problem["field"]) == ("other_unit", "units")
    unknown = asked(programs, units, units=["01a00000-0000-7000-8000-000000000000"])
    assert done(unknown, 422)["code"] == "unknown_reference"


def test_a_report_is_passed_on_below(programs, units):
    request = done(asked(programs, units), 201)
    [line] = done(programs.hoa.get("/reports"))["items"]

    problem = done(
        programs.hoa.post(
            f"/reports/{line['uid']}/pass_on", {"units": [str(units.commune.uid)], "due": 1}
        ),
        422,
    )

    assert problem["code"] == "other_unit"
    assert len(done(programs.tuan.get("/report_requests"))["items"]) == 1
    assert request["totals"][0]["reports"] == 0
    assert programs.quynh.get(f"/report_requests/{request['uid']}").status_code == 404
