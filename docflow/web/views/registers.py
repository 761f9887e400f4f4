"""The registers: books, their lines in the decree's columns, print and files; books are opened."""

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow import clock
from docflow.desks import exports
from docflow.desks import registers as desk
from docflow.documents import numbering
from docflow.documents.models import Register
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.web import flash
from docflow.web.access import page
from docflow.web.forms.act import carry_out
from docflow.web.forms.registers import OpenRegisterForm, StrikeOutForm

READ = Permission.DOCUMENT_READ
MANAGE = Permission.REGISTER_MANAGE
MOST_PRINTED = 1000


@require_safe
@page(READ)
def index(request: Any) -> HttpResponse:
    """The unit's books by year and series."""
    context = {
        "books": list(desk.books_of(request.actor.unit)),
        "may_manage": MANAGE in request.actor.permissions_in(request.actor.unit),
        "current_place": "registers:list",
    }
    return render(request, "web/registers/list.html", context)


@require_safe
@page(READ)
def show(request: Any, number: int) -> HttpResponse:
    """The lines of a book, the newest first, filtered as one types."""
    register = _find(request, number)
    text = request.GET.get("q", "")[:200]
    if text:
        limit("search", request.actor)
    below = _number(request.GET.get("below", ""))
    context = {
        "register": register,
        "columns": desk.columns(register),
        "page": desk.page(register, by=request.actor, wanted=desk.Wanted(text=text), below=below),
        "text": text,
        "is_first": below is None,
        "link_at": 2 if register.series == Register.Series.OUTGOING else 5,
    }
    if request.headers.get("HX-Request"):
        return HttpResponse(render_to_string("web/registers/_lines.html", context))
    return render(
        request,
        "web/registers/show.html",
        context
        | {
            "books": list(desk.books_of(request.actor.unit)),
            "may_manage": MANAGE in request.actor.permissions_in(request.actor.unit),
            "current_place": "registers:list",
        },
    )


@require_safe
@page(READ)
def sheet(request: Any, number: int) -> HttpResponse:
    """A clean print: the decree's table on A4 across, numbers from and to as asked."""
    register = _find(request, number)
    limit("export", request.actor)
    first = _number(request.GET.get("first", "")) or 1
    last = _number(request.GET.get("last", "")) or register.last
    last = min(last, first + MOST_PRINTED - 1)
    context = {
        "register": register,
        "columns": desk.columns(register),
        "rows": list(desk.lines(register, by=request.actor, first=first, last=last)),
        "first": first,
        "last": last,
        "most": MOST_PRINTED,
        "today": clock.today(),
    }
    return render(request, "web/registers/print.html", context)


@require_safe
@page(READ)
def xlsx(request: Any, number: int) -> HttpResponseBase:
    """The whole book, or what the filter shows of it, for a spreadsheet."""
    register = _find(request, number)
    limit("export", request.actor)
    return exports.answer(_table(request, register), "xlsx")


@require_safe
@page(READ)
def csv(request: Any, number: int) -> HttpResponseBase:
    """The same as CSV."""
    register = _find(request, number)
    limit("export", request.actor)
    return exports.answer(_table(request, register), "csv")


@page(MANAGE)
def open_book(request: Any) -> HttpResponse:
    """Open a book: another one, or one that goes on where the paper book stopped."""
    initial = {"year": clock.today().year, "book": numbering.book_name(Register.MAIN)}
    return carry_out(
        request,
        OpenRegisterForm(request.POST or None, initial=initial),
        lambda given: numbering.open_register(
            request.actor.unit,
            given["year"],
            given["series"],
            by=request.actor,
            book=given["book"],
            kinds=tuple(given["kinds"]),
            opening=given["opening"],
        ),
        lambda made: reverse("registers:book", args=[made.pk]),
        "web/registers/open.html",
        {"current_place": "registers:list"},
    )


@page(MANAGE)
def strike_out(request: Any, number: int) -> HttpResponse:
    """Strike out the next number of this year's book, saying why."""
    register = _find(request, number)
    kind = register.kinds[0] if register.kinds else ""
    coming = numbering.next_number(register.unit, register.series, kind)
    if (coming.year, coming.book) != (register.year, register.book):
        raise Http404
    return carry_out(
        request,
        StrikeOutForm(request.POST or None),
        lambda given: numbering.void_next(
            register.unit, register.series, given["reason"], by=request.actor, kind=kind
        ),
        lambda entry: _struck_out(request, register, entry),
        "web/registers/strike_out.html",
        {"register": register, "coming": coming, "current_place": "registers:list"},
    )


def _struck_out(request: Any, register: Register, entry: Any) -> str:
    flash.say(request, _("Number %(number)s is struck out.") % {"number": entry.number})
    return reverse("registers:book", args=[register.pk])


def _find(request: Any, number: int) -> Register:
    register = desk.books_of(request.actor.unit).select_related("unit").filter(pk=number).first()
    if register is None:
        raise Http404
    return register


def _table(request: Any, register: Register) -> exports.Table:
    text = request.GET.get("q", "")[:200]
    return exports.of_register(register, by=request.actor, wanted=desk.Wanted(text=text))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


app_name = "registers"
urlpatterns = [
    path("", index, name="list"),
    path("open/", open_book, name="open"),
    path("<int:number>/", show, name="book"),
    path("<int:number>/print/", sheet, name="print"),
    path("<int:number>/register.xlsx", xlsx, name="xlsx"),
    path("<int:number>/register.csv", csv, name="csv"),
    path("<int:number>/strike-out/", strike_out, name="strike_out"),
]
