"""The addresses of incoming documents."""

from docflow.web.views import deadlines, handling, passing_on, receiving

app_name = "incoming"
urlpatterns = [
    *receiving.addresses,
    *handling.addresses,
    *passing_on.addresses,
    *deadlines.addresses,
]
