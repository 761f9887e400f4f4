"""Mounts the pages and the API."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("docflow.api.urls")),
    path("", include("docflow.web.urls")),
]
handler404 = "docflow.web.views.errors.not_found"
handler500 = "docflow.web.views.errors.fault"
handler403 = "docflow.web.views.errors.forbidden"
handler400 = "docflow.web.views.errors.bad_request"
