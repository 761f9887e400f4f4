"""The product's addresses and one more: a view that says nothing but "ok"."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def ok(request: HttpRequest) -> HttpResponse:
    """The least a page can be; everything in front of the pages is in front of it too."""
    return HttpResponse("ok")


urlpatterns = [path("ok/", ok), path("", include("config.urls"))]
handler404 = "docflow.web.views.errors.not_found"
handler500 = "docflow.web.views.errors.fault"
handler403 = "docflow.web.views.errors.forbidden"
handler400 = "docflow.web.views.errors.bad_request"
