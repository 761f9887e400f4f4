"""A task knows when it was given; of one that is there, when its document was registered."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

import docflow.clock


def fill(apps, editor):
    came = apps.get_model("incoming", "Incoming").objects.filter(pk=OuterRef("arrival"))
    begun = came.values(begun=Coalesce("registered_at", "arrived_at"))
    tasks = apps.get_model("incoming", "Assignment").objects.filter(given_at=None)
    tasks.update(given_at=Subquery(begun))


class Migration(migrations.Migration):
    dependencies = [("incoming", "0007_pass_on_and_back")]

    operations = [
        migrations.AlterField(
            "assignment", "given_at", models.DateTimeField(default=docflow.clock.now, null=True)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
