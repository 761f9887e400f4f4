"""The organisation through time: units, their names, places, codes and successors."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from docflow import clock
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.search.units import find_units
from docflow.units import actions
from docflow.units.models import Unit
from docflow.units.tree import parent
from docflow.web import successors
from docflow.web.access import page
from docflow.web.forms.act import carry_out
from docflow.web.forms.units import CodeForm, EndForm, NameForm, OpenForm, PlaceForm
from docflow.web.within import find_unit, units_of

app_name = "units"
AT_MOST = 100
manages = page(Permission.UNIT_MANAGE)


@require_safe
@manages
def show_all(request: Any) -> HttpResponse:
    """The own unit and those below it, or what bears the words typed."""
    typed = request.GET.get("q", "")[:100]
    day = clock.today()
    if typed.strip():
        limit("search", request.actor)
        rows = [(hit.unit, hit.name, hit.where, hit.ended) for hit in find_units(typed, limit=50)]
    else:
        rows = [_row(unit, day) for unit in units_of(request)[:AT_MOST]]
    context = {"rows": rows, "typed": typed, "current_place": "units:list"}
    return render(request, "web/units/list.html", context)


@require_safe
@manages
def show(request: Any, uid: UUID) -> HttpResponse:
    """One unit through time."""
    unit = find_unit(request, uid)
    context = {
        "unit": unit,
        "names": unit.names.order_by("-valid_from"),
        "stands": unit.places.select_related("level", "parent").order_by("-valid_from"),
        "codes": unit.codes.order_by("scheme", "-valid_from"),
        "successions": unit.successions.select_related("successor"),
        "may_change": unit in units_of(request),
        "current_place": "units:list",
    }
    return render(request, "web/units/show.html", context)


@manages
def open_unit(request: Any) -> HttpResponse:
    """Open a unit."""

    def act(given: dict[str, Any]) -> Unit:
        return actions.open_unit(
            given["name"],
            given["level"],
            by=request.actor,
            parent=given["parent"],
            opened=given["first_day"],
            kind=given["kind"],
            short_name=given["short_name"],
            abbreviation=given["abbreviation"],
            locality=given["locality"],
        )

    form = OpenForm(request.POST or None, units=units_of(request))
    form.fields["level"].required = True
    form.fields["parent"].required = _stands_below(request.actor.unit)
    return carry_out(
        request,
        form,
        act,
        lambda unit: reverse("units:show", args=[unit.uid]),
        "web/units/open.html",
        {"current_place": "units:list"},
    )


@manages
def rename(request: Any, uid: UUID) -> HttpResponse:
    """Give a unit another name from a day on."""
    unit = find_unit(request, uid)
    now = unit.name_on(clock.today())
    initial = {
        name: getattr(now, name) for name in ("name", "short_name", "abbreviation", "locality")
    }
    return _change(
        request,
        unit,
        "rename",
        NameForm(request.POST or None, initial=initial),
        lambda given: actions.rename_unit(
            unit,
            given["name"],
            given["first_day"],
            by=request.actor,
            short_name=given["short_name"],
            abbreviation=given["abbreviation"],
            locality=given["locality"],
        ),
    )


@manages
def move(request: Any, uid: UUID) -> HttpResponse:
    """Put a unit below another one from a day on."""
    unit = find_unit(request, uid)
    form = PlaceForm(request.POST or None, units=units_of(request))
    form.fields["parent"].required = _stands_below(request.actor.unit)
    return _change(
        request,
        unit,
        "move",
        form,
        lambda given: actions.move_unit(
            unit, given["parent"], given["first_day"], by=request.actor, level=given["level"]
        ),
    )


@manages
def add_code(request: Any, uid: UUID) -> HttpResponse:
    """Give a unit a code for a time."""
    unit = find_unit(request, uid)
    return _change(
        request,
        unit,
        "add_code",
        CodeForm(request.POST or None),
        lambda given: actions.add_code(
            unit,
            given["scheme"],
            given["code"],
            by=request.actor,
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
        ),
    )


@manages
@require_POST
def set_qr_code(request: Any, uid: UUID) -> HttpResponse:
    """Let the unit's documents carry a QR code, or no more."""
    unit = find_unit(request, uid)
    actions.set_qr_code(unit, request.POST.get("prints") == "yes", by=request.actor)
    return redirect("units:show", uid)


@manages
def end(request: Any, uid: UUID) -> HttpResponse:
    """End a unit after its last day, naming who answers for it; finds them as one types."""
    unit = find_unit(request, uid)
    given = request.POST if request.method == "POST" else request.GET
    if successors.question(given):
        limit("search", request.actor)
    chosen = {"unit": unit, "choice": successors.choice(unit, given)}
    if request.headers.get("HX-Request") and request.method == "GET":
        return render(request, "web/units/_successors.html", chosen)
    form = EndForm(request.POST or None, unit=unit)
    if "find" in request.POST:  # the button beside the words, where no script finds as one types
        form = EndForm(initial=request.POST.dict(), unit=unit)
    return carry_out(
        request,
        form,
        lambda given: actions.end_unit(
            unit,
            given["last_day"],
            list(given["successors"]),
            by=request.actor,
            basis=given["basis"],
            default=given["default"],
        ),
        lambda _: reverse("units:show", args=[unit.uid]),
        "web/units/end.html",
        {**chosen, "current_place": "units:list"},
    )


def _change(request: Any, unit: Unit, what: str, form: Any, act: Any) -> HttpResponse:
    return carry_out(
        request,
        form,
        act,
        lambda _: reverse("units:show", args=[unit.uid]),
        "web/units/change.html",
        {"unit": unit, "what": what, "current_place": "units:list"},
    )


def _stands_below(own: Unit) -> bool:
    """Whether the administrator's own unit has one above: then nothing is put at the top."""
    return parent(own, clock.today()) is not None


def _row(unit: Unit, day: Any) -> tuple[Unit, str, str, bool]:
    place = unit.place_on(day)
    above = place.parent.name if place and place.parent else ""
    return unit, unit.name, above, not unit.is_active_on(day)


urlpatterns = [
    path("", show_all, name="list"),
    path("open/", open_unit, name="open"),
    path("<uuid:uid>/", show, name="show"),
    path("<uuid:uid>/rename/", rename, name="rename"),
    path("<uuid:uid>/move/", move, name="move"),
    path("<uuid:uid>/add_code/", add_code, name="add_code"),
    path("<uuid:uid>/set_qr_code/", set_qr_code, name="set_qr_code"),
    path("<uuid:uid>/end/", end, name="end"),
]
