"""The year's catalogue: prepared, copied, approved, and changed only with a reason."""

import pytest

from docflow import clock
from docflow.audit.models import Entry as LogEntry
from docflow.dossiers import actions, catalogue_actions
from docflow.dossiers.models import Catalogue
from docflow.errors import NotAllowed, Refused
from tests.docflow.dossiers import stage


def test_the_clerk_prepares_and_the_head_approves(units):
    catalogue = stage.catalogue(units)
    catalogue_actions.plan(catalogue, stage.entry(units), by=units.hoa)

    approved = catalogue_actions.approve(catalogue, by=units.minh)

    assert (approved.state, approved.approved_by) == ("approved", units.minh.appointment)


def test_an_empty_catalogue_is_not_approved(units):
    catalogue = stage.catalogue(units)

    with pytest.raises(Refused) as refused:
        catalogue_actions.approve(catalogue, by=units.minh)

    assert refused.value.code == "empty_catalogue"


def test_only_the_head_approves(units):
    catalogue = stage.catalogue(units)
    catalogue_actions.plan(catalogue, stage.entry(units), by=units.hoa)

    with pytest.raises(NotAllowed):
        catalogue_actions.approve(catalogue, by=units.hoa)


def test_a_year_has_one_catalogue(units):
    stage.catalogue(units)

    with pytest.raises(Refused) as refused:
        stage.catalogue(units)

    assert refused.value.code == "catalogue_exists"


def test_next_years_catalogue_is_this_years_with_the_year_in_its_titles(units):
    year = clock.today().year
    stage.planned(units)
    dropped = stage.planned(units, notation="02.X", title="Bỏ đi")
    catalogue_actions.drop(dropped, by=units.hoa, reason="Không phát sinh")

    following = stage.catalogue(units, year + 1)

    [line] = following.dossiers.all()
    assert (line.notation, line.title) == ("01.PCTT", f"Phòng chống thiên tai năm {year + 1}")
    assert (line.retention, line.keeper, line.state) == (20, units.lan.appointment, "planned")
    assert following.state == "draft"


def test_an_approved_catalogue_changes_only_with_a_reason(units):
    dossier = stage.planned(units)
    catalogue = dossier.catalogue
    another = stage.entry(units, notation="02.X")

    for act in (
        lambda reason: catalogue_actions.plan(catalogue, another, by=units.hoa, reason=reason),
        lambda reason: catalogue_actions.amend(
            dossier, stage.entry(units, title="Tên khác"), by=units.hoa, reason=reason
        ),
        lambda reason: catalogue_actions.drop(dossier, by=units.hoa, reason=reason),
    ):
        with pytest.raises(Refused) as refused:
            act("")
        act("Có việc phát sinh")
        assert refused.value.code == "reason_missing"


def test_a_catalogue_being_prepared_changes_freely(units):
    catalogue = stage.catalogue(units)
    dossier = catalogue_actions.plan(catalogue, stage.entry(units), by=units.hoa)

    amended = catalogue_actions.amend(dossier, stage.entry(units, retention=None), by=units.hoa)

    assert amended.retention is None


def test_the_log_keeps_what_stood_before(units):
    dossier = stage.planned(units)

    catalogue_actions.amend(
        dossier, stage.entry(units, title="Tên khác"), by=units.hoa, reason="Sai tên"
    )

    kept = LogEntry.objects.get(event="dossier.amended")
    assert "text.title_before" in kept.text


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"notation": ""}, "notation_of_dossier_missing"),
        ({"notation": "x" * 21}, "notation_of_dossier_too_long"),
        ({"title": "x" * 501}, "title_too_long"),
        ({"rights": "x" * 31}, "rights_too_long"),
        ({"language": "x" * 51}, "language_too_long"),
        ({"description": "x" * 501}, "description_too_long"),
        ({"retention": 0}, "bad_retention"),
        ({"kind": "other"}, "unknown_kind"),
    ],
)
@pytest.mark.law("L25")
def test_the_fields_of_a_dossier_have_the_lengths_of_the_standard(units, facts, code):
    catalogue = stage.catalogue(units)

    with pytest.raises(Refused) as refused:
        catalogue_actions.plan(catalogue, stage.entry(units, **facts), by=units.hoa)

    assert refused.value.code == code


def test_a_notation_stands_once_in_a_catalogue(units):
    dossier = stage.planned(units)

    with pytest.raises(Refused) as refused:
        catalogue_actions.plan(
            dossier.catalogue, stage.entry(units, title="Khác"), by=units.hoa, reason="Thêm"
        )

    assert refused.value.code == "notation_taken"


def test_who_keeps_a_dossier_is_of_the_unit_and_may(units):
    catalogue = stage.catalogue(units)

    for who in (units.phuc, units.quynh):
        with pytest.raises(Refused) as refused:
            catalogue_actions.plan(
                catalogue, stage.entry(units, keeper=who.appointment), by=units.hoa
            )
        assert refused.value.code == "not_a_keeper"


def test_a_dossier_of_a_draft_catalogue_is_not_opened(units):
    catalogue = stage.catalogue(units)
    dossier = catalogue_actions.plan(catalogue, stage.entry(units), by=units.hoa)

    with pytest.raises(Refused) as refused:
        actions.open_dossier(dossier, by=units.lan)

    assert refused.value.code == "catalogue_not_approved"


def test_a_new_keeper_reads_the_dossier(units):
    dossier = stage.opened(units)

    catalogue_actions.amend(
        dossier,
        stage.entry(units, keeper=units.hung.appointment),
        by=units.hoa,
        reason="Chuyển người",
    )

    assert dossier.folder.readers.filter(appointment=units.hung.appointment).exists()


def test_the_catalogue_of_another_unit_is_not_touched(units):
    catalogue = stage.catalogue(units)

    with pytest.raises(NotAllowed):
        catalogue_actions.plan(catalogue, stage.entry(units), by=units.tuan)

    assert Catalogue.objects.get().dossiers.count() == 0
