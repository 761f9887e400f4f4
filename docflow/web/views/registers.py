"""The registers: books, their lines in the decree's columns, print and files; books are opened."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow import clock
from docflow.desks import exports, papers
from docflow.desks import registers as desk
from docflow.desks.register_lines import REGISTER, TRACKING, form_of
from docflow.documents import numbering
from docflow.documents.kinds import COPIES, KINDS
from docflow.documents.models import Register, RegisterEntry
from docflow.documents.register_actions import ByHand, note_line
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.web import flash
from docflow.web.access import page
from docflow.web.forms.act import carry_out
from docflow.web.forms.registers import LineForm, OpenRegisterForm, StrikeOutForm

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


@dataclass(frozen=True)
class Asked:
    """What the address asks of a book: which lines, in which of its columns."""

    wanted: desk.Wanted
    sheet: str

    @property
    def query(self) -> str:
        """The same as a part of an address."""
        wanted = self.wanted
        asked = {
            "q": wanted.text,
            "kind": wanted.kind,
            "first": wanted.first.isoformat() if wanted.first else "",
            "last": wanted.last.isoformat() if wanted.last else "",
            "sheet": self.sheet if self.sheet != REGISTER else "",
        }
        return urlencode({name: value for name, value in asked.items() if value})


@require_safe
@page(READ)
def show(request: Any, number: int) -> HttpResponse:
    """The lines of a book, the newest first, filtered as one types."""
    register = _find(request, number)
    asked = _asked(request, register)
    if asked.wanted.text:
        limit("search", request.actor)
    below = _number(request.GET.get("below", ""))
    form = form_of(register, asked.sheet)
    may_manage = MANAGE in request.actor.permissions_in(request.actor.unit)
    context = {
        "register": register,
        "asked": asked,
        "title": exports.register_title(register, asked.sheet),
        "form": form,
        "columns": form.columns,
        "page": desk.page(
            register, by=request.actor, wanted=asked.wanted, sheet=asked.sheet, below=below
        ),
        "text": asked.wanted.text,
        "is_first": below is None,
        "may_manage": may_manage,
    }
    if request.headers.get("HX-Request"):
        return HttpResponse(render_to_string("web/registers/_lines.html", context))
    return render(
        request,
        "web/registers/show.html",
        context
        | {
            "books": list(desk.books_of(request.actor.unit)),
            "kinds": (*KINDS, *COPIES),
            "current_place": "registers:list",
        },
    )


@page(READ)
def line(request: Any, number: int, place: int) -> HttpResponse:
    """One line of a book in full; the clerk adds what is known from paper alone."""
    register = _find(request, number)
    entry = register.entries.select_related("unit").filter(number=place).first()
    if entry is None:
        raise Http404
    may_manage = MANAGE in request.actor.permissions_in(request.actor.unit)
    if request.method not in ("GET", "HEAD") and not may_manage:
        raise Http404
    shown = desk.line(register, place)
    columns = [*zip(desk.columns(register), shown.cells, strict=True)] if shown else []
    context = {
        "register": register,
        "entry": entry,
        "uid": shown.uid if shown else None,
        "columns": columns,
        "may_manage": may_manage,
        "current_place": "registers:list",
    }
    return carry_out(
        request,
        LineForm(request.POST or None, initial=vars(ByHand.of(entry))),
        lambda given: note_line(entry, ByHand(**given), by=request.actor),
        lambda noted: _noted(request, noted),
        "web/registers/line.html",
        context,
    )


@require_safe
@page(READ)
def sheet(request: Any, number: int) -> HttpResponse:
    """A clean print: the decree's table on A4 across, numbers from and to as asked."""
    register = _find(request, number)
    limit("export", request.actor)
    asked = _asked(request, register)
    first = _number(request.GET.get("from", "")) or 1
    last = _number(request.GET.get("to", "")) or register.last
    last = min(last, first + MOST_PRINTED - 1)
    form = form_of(register, asked.sheet)
    lines = desk.lines(
        register,
        by=request.actor,
        wanted=asked.wanted,
        sheet=asked.sheet,
        first=first,
        last=last,
    )
    context = {
        "register": register,
        "asked": asked,
        "title": exports.register_title(register, asked.sheet),
        "form": form,
        "columns": form.columns,
        "rows": list(lines),
        "first": first,
        "last": last,
        "most": MOST_PRINTED,
        "today": clock.today(),
    }
    return render(request, "web/registers/print.html", context)


@require_safe
@page(READ)
def table(request: Any, number: int, form: str) -> HttpResponseBase:
    """The whole book, or what the filter shows of it, as a file; a PDF from number to number."""
    register = _find(request, number)
    limit("export", request.actor)
    asked = _asked(request, register)
    first = _number(request.GET.get("from", "")) or 1
    last = _number(request.GET.get("to", ""))
    made = exports.of_register(
        register,
        by=request.actor,
        wanted=asked.wanted,
        sheet=asked.sheet,
        first=first,
        last=min(last or register.last, first + papers.LONGEST - 1) if form == "pdf" else last,
    )
    return exports.answer(made, form)


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
            body=given["body"],
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
    coming = numbering.next_number(register.unit, register.series, kind, register.body)
    if (coming.year, coming.book) != (register.year, register.book):
        raise Http404
    return carry_out(
        request,
        StrikeOutForm(request.POST or None),
        lambda given: numbering.void_next(
            register.unit,
            register.series,
            given["reason"],
            by=request.actor,
            kind=kind,
            body=register.body,
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


def _noted(request: Any, entry: RegisterEntry) -> str:
    flash.say(request, _("Number %(number)s is completed.") % {"number": entry.number})
    return reverse("registers:line", args=[entry.register_id, entry.number])


def _asked(request: Any, register: Register) -> Asked:
    """What the address asks for; days that are none are not asked for."""
    given = request.GET
    follows = given.get("sheet") == TRACKING and register.series == Register.Series.INCOMING
    wanted = desk.Wanted(
        text=given.get("q", "")[:200],
        kind=given.get("kind", "")[:30],
        first=_day(given.get("first", "")),
        last=_day(given.get("last", "")),
    )
    return Asked(wanted, TRACKING if follows else REGISTER)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if numbering.FIRST_YEAR <= day.year <= numbering.LAST_YEAR else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


app_name = "registers"
urlpatterns = [
    path("", index, name="list"),
    path("open/", open_book, name="open"),
    path("<int:number>/", show, name="book"),
    path("<int:number>/print/", sheet, name="print"),
    path("<int:number>/register.xlsx", table, {"form": "xlsx"}, name="xlsx"),
    path("<int:number>/register.csv", table, {"form": "csv"}, name="csv"),
    path("<int:number>/register.pdf", table, {"form": "pdf"}, name="pdf"),
    path("<int:number>/line/<int:place>/", line, name="line"),
    path("<int:number>/strike-out/", strike_out, name="strike_out"),
]
