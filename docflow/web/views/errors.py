"""Pages for what is not there and for what went wrong; they say nothing about why."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from docflow.web.access import public


@public
def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """No such page or document: the same answer for all who may not see it."""
    return render(request, "web/not_found.html", status=404)


@public
def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The page was asked for in a way that is not allowed."""
    return render(request, "web/fault.html", {"code": "forbidden"}, status=403)


@public
def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The request cannot be read."""
    return render(request, "web/fault.html", {"code": "bad_request"}, status=400)


@public
def fault(request: HttpRequest) -> HttpResponse:
    """A fault of the program: without a frame, which could be what failed."""
    return render(request, "web/fault.html", {"code": "fault"}, status=500)


@public
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old or came from elsewhere."""
    return render(request, "web/fault.html", {"code": "csrf"}, status=403)
