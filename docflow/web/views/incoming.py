"""Incoming documents: every address under incoming/."""

from docflow.web.views import deadlines, handling, passing, passing_on, receiving, slips

app_name = "incoming"
urlpatterns = [
    *receiving.addresses,
    *passing.addresses,
    *handling.addresses,
    *passing_on.addresses,
    *deadlines.addresses,
    *slips.addresses,
]
