"""What a unit follows up is found by an index, in the order of the deadlines."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incoming", "0005_name_the_addressee"),
        ("units", "0001_begin_units"),
    ]

    operations = [
        migrations.AlterField(
            "assignment",
            "addressee",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="units.unit",
                help_text="to which the document came",
            ),
        ),
        migrations.AddIndex(
            "assignment",
            models.Index(
                condition=models.Q(("done_at__isnull", True), ("level", 1), ("role", "lead")),
                fields=["addressee", "due", "id"],
                name="open_tasks_to_follow_up",
            ),
        ),
    ]
