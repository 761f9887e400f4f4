"""The web application with the "ok" view beside the pages, for any WSGI server."""

from django.conf import settings

from config.wsgi import application as application

settings.ROOT_URLCONF = "tests.bench.pages.addresses"
