"""Filters of copies, meetings, dossiers, holds, reports and webhooks, as those in filters.py."""

from tests.access.filters import VISIBLE, Filter, _page

BESIDE = "beside.clerk"
OF_AREAS: tuple[Filter, ...] = (
    Filter(
        "documents: lent to this post",
        VISIBLE,
        "Loan.objects.to(actor.stands_for, clock.now())",
        "Loan.objects",
        _page("document", "home.specialist", "incoming", "registered"),
    ),
    *(
        Filter(
            f"{code}: {rule.strip(' ,&')}",
            f"docflow.desks.{where}",
            rule,
            instead,
            shown=f"queue {code}",
        )
        for code, where, rule, instead in (
            (
                "meeting_papers",
                "copy_queues:_lent",
                ".to(actor.stands_for, now_of(actor))",
                ".all()",
            ),
            ("copies_to_approve", "copy_queues:_copies", ".of(actor.unit)", ".all()"),
            ("my_copies", "copy_queues:_mine", " & Q(drafter=actor.stands_for)", ""),
            ("opinions", "turn_queues:asked", ".open_to(actor)", ""),
            ("to_extend", "queue_table:_given", ".filter(addressee=actor.unit)", ""),
        )
    ),
    Filter(
        "dossiers of the unit",
        "docflow.dossiers.models:DossierQuerySet.visible_to",
        "self.filter(own | Q(unit=unit))",
        "self.all()",
        _page("dossiers:show", BESIDE, "dossier", "open"),
    ),
    Filter(
        "dossiers read by this post",
        "docflow.dossiers.models:DossierQuerySet.visible_to",
        "readers.filter(appointment=actor.stands_for)",
        "readers",
        _page("dossiers:show", BESIDE, "dossier", "open"),
    ),
    Filter(
        "a catalogue of the unit",
        "docflow.web.views.dossier_catalogue:show",
        "Catalogue.objects.filter(unit=actor.unit)",
        "Catalogue.objects.all()",
        _page("dossiers:catalogue", BESIDE, "catalogue", "approved"),
    ),
    Filter(
        "a file asked for by this post",
        "docflow.web.views.dossier_files:file",
        "by=request.actor.stands_for, ",
        "",
        _page("dossiers:file", "home.clerk", "export", "export"),
    ),
    Filter(
        "holds of the unit",
        "docflow.web.views.holds:_hold",
        "LegalHold.objects.of(request.actor.unit)",
        "LegalHold.objects",
        _page("holds:show", "beside.leader", "hold", "hold"),
    ),
    Filter(
        "holds of the unit, of a program",
        "docflow.api.views.holds:show_hold",
        "LegalHold.objects.of(request.actor.unit)",
        "LegalHold.objects",
        _page("api:show_hold", "beside.leader", "hold", "hold"),
    ),
    Filter(
        "meetings one keeps or attends",
        "docflow.web.views.circulation:_find",
        "Meeting.objects.visible_to(request.actor)",
        "Meeting.objects",
        _page("meetings:show", BESIDE, "meeting", "meeting"),
    ),
    Filter(
        "requests for reports of the unit",
        "docflow.reporting.models:ReportRequestQuerySet.visible_to",
        "self.filter(Q(unit=actor.unit) | Q(origin__unit=actor.unit))",
        "self.all()",
        _page("reporting:show", BESIDE, "report_request", "asked"),
    ),
    Filter(
        "reports of the unit and those it asked for",
        "docflow.reporting.models:ReportQuerySet.visible_to",
        "self.filter(Q(unit=unit) | asked)",
        "self.all()",
        _page("reporting:report", BESIDE, "report", "asked"),
    ),
    Filter(
        "webhooks of the unit",
        "docflow.notices.models:EndpointQuerySet.of",
        "self.filter(unit=unit)",
        "self.all()",
        _page("webhooks:show", "beside.unit_administrator", "webhook", "webhook"),
    ),
)
