"""Reports a unit asks of those below it, by period."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "docflow.reporting"
