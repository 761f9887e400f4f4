"""What every paper has."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "docflow.documents"
