"""The addresses of incoming documents."""

from docflow.web.views import handling, receiving

app_name = "incoming"
urlpatterns = [*receiving.addresses, *handling.addresses]
