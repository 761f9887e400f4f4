"""A task names the unit its document came to, which follows it up; filled for what is there."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, editor):
    came_to = apps.get_model("incoming", "Incoming").objects.filter(pk=OuterRef("arrival"))
    tasks = apps.get_model("incoming", "Assignment").objects
    tasks.update(addressee=Subquery(came_to.values("unit")))


class Migration(migrations.Migration):
    dependencies = [
        ("incoming", "0004_index_what_waits"),
        ("units", "0001_begin_units"),
    ]

    operations = [
        migrations.AddField(
            "assignment",
            "addressee",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="units.unit",
                help_text="to which the document came",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
