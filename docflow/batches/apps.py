"""Many documents signed under one consent."""

from django.apps import AppConfig


class BatchesConfig(AppConfig):
    name = "docflow.batches"
