"""The log: guards its tables after every migration, watches writes in crash tests."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "docflow.audit"

    def ready(self) -> None:
        from docflow import failpoints
        from docflow.audit import triggers

        failpoints.watch_writes_if_armed()
        post_migrate.connect(triggers.recreate, dispatch_uid="docflow.audit.triggers")
