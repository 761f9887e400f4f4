"""Every address: the areas, each with its own list."""

from django.urls import include, path

from docflow.web.views import desk, documents, notices

urlpatterns = [
    path("", desk.show, name="desk"),
    path("queue/<slug:code>/", desk.queue, name="queue"),
    path("acting/", desk.act_as, name="act_as"),
    path("keyboard/", desk.keyboard, name="keyboard"),
    path("notices/", notices.show, name="notices"),
    path("document/<uuid:uid>/", documents.show, name="document"),
    path("outgoing/", include("docflow.web.views.outgoing")),
    path("incoming/", include("docflow.web.views.incoming")),
]
