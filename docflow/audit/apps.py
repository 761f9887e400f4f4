"""The log: guards its tables after every migration and at start, watches writes in crash tests."""

from celery.signals import worker_init
from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "docflow.audit"

    def ready(self) -> None:
        from docflow import failpoints
        from docflow.audit import checks, triggers

        failpoints.watch_writes_if_armed()
        post_migrate.connect(triggers.recreate, sender=self, dispatch_uid="docflow.audit.triggers")
        register(checks.check_log, Tags.database)
        worker_init.connect(checks.refuse_bad_start, dispatch_uid="docflow.audit.checks")
