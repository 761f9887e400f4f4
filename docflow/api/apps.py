"""The API: what people do on the pages, for their programs."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "docflow.api"
    label = "api"
