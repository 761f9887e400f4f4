"""The addresses of incoming documents."""

from docflow.web.views import handling, receiving, slips

app_name = "incoming"
urlpatterns = [*receiving.addresses, *handling.addresses, *slips.addresses]
