"""The dossiers' own work: the files people asked for."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from docflow import clock
from docflow.dossiers.models import Dossier, Export
from docflow.dossiers.package import build
from docflow.work import claim, does
from storage import blobs

LONGEST = 60 * 60  # seconds one export may take


@does(Export, time_limit=LONGEST)
def make_export(export_id: int) -> None:
    """Make the file that was asked for; cut off, it is made anew. It lasts until it is swept."""
    with claim(Export, export_id) as export:
        if export is None:
            return
        dossier = Dossier.objects.told().get(pk=export.dossier_id)
        with tempfile.TemporaryDirectory(prefix="docflow-export-") as folder:
            target = Path(folder) / "dossier.zip"
            made = build(dossier, target, _telling(export))
            if made.is_whole:
                stored = blobs.put(target)
                export.digest, export.size = stored.digest, stored.size
        export.problems, export.done = made.problems, made.documents
        export.made_at = clock.now()
        export.settle()
        export.save()


def _telling(export: Export) -> Callable[[int], None]:
    """Write how far it has come, and hold the row on."""

    def tell(done: int) -> None:
        lease = clock.wall() + timedelta(seconds=settings.DOCFLOW_LEASE)
        Export.objects.filter(pk=export.pk).update(done=done, lease=lease)

    return tell
