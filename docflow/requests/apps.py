"""What came in."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "docflow.requests"
    label = "requests"
