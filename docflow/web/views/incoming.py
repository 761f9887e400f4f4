"""The addresses of incoming documents."""

from docflow.web.views import handling, passing, receiving

app_name = "incoming"
urlpatterns = [*receiving.addresses, *passing.addresses, *handling.addresses]
