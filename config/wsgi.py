"""The web application, for any WSGI server; it starts only where the log can be written."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from django.db import connections  # noqa: E402 - both need the application

from docflow.audit.checks import refuse_bad_start  # noqa: E402

refuse_bad_start()
connections.close_all()
