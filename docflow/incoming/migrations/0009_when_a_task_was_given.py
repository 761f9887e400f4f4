"""A task knows when it was given; of one that is there, when its document was registered."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

import docflow.clock


def fill(apps, editor):
    came = apps.get_model("incoming", "Incoming").objects.filter(pk=OuterRef("arrival"))
    begun = came.values(begun=Coalesce("registered_at", "arrived_at"))
    apps.get_model("incoming", "Assignment").objects.update(given=Subquery(begun))


class Migration(migrations.Migration):
    dependencies = [("incoming", "0006_index_what_is_followed_up")]

    operations = [
        migrations.AddField(
            "assignment", "given", models.DateTimeField(default=docflow.clock.now)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
