"""Notices: who hears of what; their waiting work can be tried again with the rest."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "docflow.notices"

    def ready(self) -> None:
        from docflow.exchange import again
        from docflow.notices.models import Endpoint, Letter

        again.ROWS["mail"] = lambda uid: Letter.objects.filter(uid=uid, due__isnull=False)
        again.ROWS["webhook"] = lambda uid: Endpoint.objects.filter(uid=uid)
