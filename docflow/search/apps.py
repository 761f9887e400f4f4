"""Search: its token indexes are made after every migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "docflow.search"

    def ready(self) -> None:
        from docflow.search import indexes

        post_migrate.connect(indexes.make, sender=self, dispatch_uid="docflow.search.indexes")
