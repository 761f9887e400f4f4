"""Incoming documents: every address under incoming/."""

from docflow.web.views import handling, passing, receiving, slips

app_name = "incoming"
urlpatterns = [
    *receiving.addresses,
    *passing.addresses,
    *handling.addresses,
    *slips.addresses,
]
